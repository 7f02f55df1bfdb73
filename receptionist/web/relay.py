"""ConversationRelay's routes: the socket that a call talks over, and what a call does when a session has ended.

A session that broke off goes on in another one, after a few of them without; the call stands in the store, so any
process can go on with it. Who may call is said elsewhere.
"""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, request
from flask_sock import Sock
from simple_websocket import ConnectionClosed, Server
from werkzeug.exceptions import HTTPException
from wsproto.utilities import LocalProtocolError

from receptionist import reporting
from receptionist.calls import TERMINAL, Ring
from receptionist.cases import Ending, Sentence, Turn, TurnKind, Utterance
from receptionist.channels import relay
from receptionist.ports import StoreError
from receptionist.relay.session import Session
from receptionist.replies import Spoken, said
from receptionist.running import Receptionist
from receptionist.storage.database import in_request
from utils import CALL_SID, clean_speech, normalise_phone_number

log = logging.getLogger(__name__)

PING_S = 20
MAX_FRAME_BYTES = 65536
SETUP_S = 5.0
"""How long a socket may take to say whose it is."""
CLOSES_WITHIN_S = 2.0
"""How long Twilio may take to close a socket whose session we ended."""
REFUSED = 1008


def socket(receptionist: Receptionist, *, guard: Callable[[], None]) -> Blueprint:
    """Return the blueprint of the socket; `guard` refuses a handshake, before there is a socket."""
    sockets = Blueprint("relay_socket", __name__)
    sockets.before_request(guard)
    sockets.before_request(_uncompressed)
    options = {"ping_interval": PING_S, "max_message_size": MAX_FRAME_BYTES}
    sockets.record_once(lambda state: state.app.config.update(SOCK_SERVER_OPTIONS=options))

    @Sock().route("/voice/relay", bp=sockets)  # type: ignore[untyped-decorator] # flask-sock ships no types
    def talk(ws: Server) -> None:
        try:
            with in_request(receptionist.kept.engine):
                session = _admitted(receptionist, ws)
            if session:
                _run(ws, session, receptionist)
        except StoreError as error:
            log.error("a session broke off: error=%s", error)

    return sockets


def _uncompressed() -> None:
    """Agree to no compression: zlib would keep 200 kB for each socket, to shorten frames of a hundred bytes."""
    request.environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)


def webhook(receptionist: Receptionist) -> Blueprint:
    """Return the blueprint of what follows a session, for registration behind the check of signatures."""
    relayed = Blueprint("relay", __name__)

    @relayed.post("/voice/relay/ended")
    def ended() -> Response:
        failed = request.form.get("SessionStatus") == "failed"
        code = clean_speech(request.form.get("ErrorCode"), max_chars=10) or "64105" if failed else ""
        if failed:
            log.warning("a session broke off: error=%s", code)
        again = receptionist.relay.goes_on(request.form.get("CallSid") or "", fault=code)
        if request.form.get("CallStatus") in TERMINAL:
            return _twiml(receptionist.renderer.hang_up())
        return _twiml(_after_session(receptionist, again=again, fault=code))

    @relayed.errorhandler(Exception)
    def unexpected(error: Exception) -> Response | HTTPException:
        if isinstance(error, HTTPException):
            return error
        log.error("unexpected error", exc_info=error)
        reporting.capture(error)
        return _twiml(receptionist.renderer.rescue("fallback", "/voice/voicemail"))

    return relayed


def answer(receptionist: Receptionist, ring: Ring) -> str:
    """Return TwiML that greets a caller who is put through."""
    return reply(receptionist, ring.sid, receptionist.assistant.answer(replace(ring, channel="relay")))


def onward(
    receptionist: Receptionist, ring: Ring, utterance: Utterance, *, turn: int | None, kind: TurnKind
) -> str:
    """Return what follows when people were rung: the talk goes on over a socket if it was held over one."""
    spoken = receptionist.assistant.hear(ring, utterance, turn=turn, kind=kind)
    if receptionist.relay.goes_on(ring.sid):
        return reply(receptionist, ring.sid, spoken)
    return receptionist.renderer.reply(spoken)


def reply(receptionist: Receptionist, call_sid: str, spoken: Iterable[Spoken]) -> str:
    """Return TwiML that says a reply and then listens over a socket; one that does not listen needs none."""
    items = list(spoken)
    if not any(isinstance(item, Ending) and item.kind == "listen" for item in items):
        return receptionist.renderer.reply(items)
    sentences = [item for item in items if isinstance(item, Sentence) and not item.filler]
    settings = receptionist.settings
    verb = relay.Verb(
        business=receptionist.business,
        voice_id=settings.elevenlabs_voice_id,
        model=settings.elevenlabs_model,
        speech_timeout_s=settings.speech_timeout,
    )
    return verb.connect(
        sentences,
        base_url=settings.public_url or request.host_url.rstrip("/"),
        token=receptionist.relay.token(call_sid),
        language=sentences[-1].language if sentences else settings.voice_language,
    )


def _after_session(receptionist: Receptionist, *, again: bool, fault: str) -> str:
    """Return what a call does after a session: what its last reply ends with, or the talk goes on."""
    assistant, ring = receptionist.assistant, _ring(receptionist, request.form.get)
    last = assistant.last_turn(ring.sid)
    if last and last.reply and last.reply.ending.kind != "listen":
        return receptionist.renderer.reply(said(last.reply) if fault else [last.reply.ending])
    spoken = assistant.recall(last.key) if last and not last.reply else None
    if spoken is None:
        spoken = assistant.hear(ring, Utterance(), kind="fallback", fault=fault)
    return reply(receptionist, ring.sid, spoken) if again else receptionist.renderer.reply(spoken)


def _ring(receptionist: Receptionist, given: Callable[[str], str | None]) -> Ring:
    return Ring(
        sid=given("CallSid") or "",
        from_number=clean_speech(given("From"), max_chars=100),
        to_number=clean_speech(given("To"), max_chars=100),
        caller_id=normalise_phone_number(given("From"), receptionist.business.country),
        direction=clean_speech(given("Direction"), max_chars=20) or "inbound",
        channel="relay",
    )


def _admitted(receptionist: Receptionist, ws: Server) -> Session | None:
    """Return the session of a socket that says in time whose it is, and is; any other one is closed."""
    setup = relay.read(ws.receive(timeout=SETUP_S))
    if isinstance(setup, relay.Setup):
        CALL_SID.set(setup.call_sid)
        last = receptionist.assistant.last_turn(setup.call_sid)
        names = {"account_sid": setup.account_sid, "call_sid": setup.call_sid, "token": setup.token}
        if last and receptionist.relay.admits(**names):
            return _session(receptionist, _Line(ws), setup, last)
    log.warning("a socket was refused: its set-up names no call that waits for it")
    ws.close(REFUSED, "refused")
    return None


def _session(receptionist: Receptionist, line: "_Line", setup: relay.Setup, last: Turn) -> Session:
    given = {"CallSid": setup.call_sid, "From": setup.from_number, "To": setup.to_number}
    ring = _ring(receptionist, (given | {"Direction": setup.direction}).get)
    sentences = last.reply.sentences if last.reply else ()
    return Session(
        ring=ring,
        last=last,
        assistant=receptionist.assistant,
        line=line,
        clock=receptionist.clock,
        language=sentences[-1].language if sentences else receptionist.settings.voice_language,
        emergency_number=receptionist.business.emergency_number,
        draining=receptionist.draining,
        sorry=lambda said, language: receptionist.last_net.sorry(said.text, said.keys, language=language),
        in_hand=lambda: in_request(receptionist.kept.engine),
    )


def _run(ws: Server, session: Session, receptionist: Receptionist) -> None:
    """Talk until the session or the socket has ended; a frame, or its end, wakes this thread."""
    early, ws.input_buffer = ws.input_buffer, _Inbox(session)
    live = receptionist.relay.live
    live.add(ws.event)
    try:
        while ws.connected and not session.ended_by:
            while early:  # The other thread may be about to put one there still.
                ws.input_buffer.append(early.pop(0))
            wait_s = session.step()
            if not session.ended_by:
                ws.event.wait(wait_s)
                ws.event.clear()
        while ws.connected and ws.event.wait(CLOSES_WITHIN_S):
            ws.event.clear()
        session.gone()
    finally:
        live.discard(ws.event)
    log.info("session over: by=%s", session.ended_by or "the other side")


class _Inbox(list[Any]):
    """Where simple-websocket's own thread puts a frame: it is taken in at once, while a reply is being made."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def append(self, raw: Any) -> None:  # noqa: ANN401 -- str or bytes, from outside
        """Take a frame in; one that says nothing is passed over."""
        session = self._session
        match relay.read(raw):
            case relay.Prompt(words):
                session.said(words)
            case relay.Key(digit):
                session.pressed(digit)
            case relay.Interrupt(heard):
                session.interrupted(heard)
            case relay.Played(words):
                session.played(words)
            case relay.Speaking(agent, on):
                session.speaks(agent=agent, on=on)
            case relay.Rejected():
                log.error("Twilio could not use a frame of ours")


class _Line:
    """A session's way to its caller: frames on a socket, which may be gone already."""

    def __init__(self, ws: Server) -> None:
        self._ws = ws

    def say(self, text: str, *, language: str, filler: bool) -> None:
        # Frames are spoken one after the other as they are: the blank keeps sentences apart.
        self._send(relay.text(f"{text} ", language=language, preemptible=filler))

    def close_reply(self, language: str) -> None:
        self._send(relay.text("", language=language, last=True))

    def speak(self, language: str) -> None:
        self._send(relay.language(language))

    def end(self, reason: str) -> None:
        self._send(relay.end(reason))

    def _send(self, frame: str) -> None:
        with suppress(ConnectionClosed, LocalProtocolError, OSError):
            self._ws.send(frame)


def _twiml(xml: str) -> Response:
    return Response(xml, mimetype="text/xml")
