"""Twilio's side of ConversationRelay's socket: sends its frames, plays ours in virtual time; decides nothing.

Follows Twilio's documentation to the letter where there is one; else the worse case is played: what is still to
be heard when the caller breaks in, or when the session ends, is gone.
"""

import json
import secrets
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from twilio.request_validator import RequestValidator
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.protocol import State
from websockets.sync.client import ClientConnection, connect

from receptionist.ports import Clock
from receptionist.relay.keypad import PAUSE_S
from receptionist.relay.session import PATIENCE_S
from simulator.speaking import Input, speech_seconds
from simulator.twiml import Failure, Verb

ANSWER_S = 10.0
"""How long a frame of the app's is waited for, in real seconds."""
Frame = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What came over a socket until it was the caller's turn again."""

    words: tuple[str, ...] = ()
    """The sentences that stayed, each by itself: what gave way to the next is not heard."""
    fillers: tuple[str, ...] = ()
    handoff: str | None = None
    """What the app said when it ended the session; None while it goes on."""
    dropped: bool = False
    """Whether the app let the socket go without a word."""


@dataclass(slots=True)
class Socket:
    """One session, connected. Frames are kept as they came, in `received`."""

    _connection: ClientConnection
    received: list[Frame] = field(default_factory=list)
    malformed: list[str] = field(default_factory=list)
    """What Twilio would have refused with an error frame."""

    def send(self, frame: Frame | str) -> None:
        """Send a frame, a string as it is; on a socket that is closed it is lost."""
        with suppress(ConnectionClosed):
            self._connection.send(frame if isinstance(frame, str) else json.dumps(frame))

    def next(self, timeout_s: float = ANSWER_S) -> Frame | None:
        """Return the next frame; None when the app has let go of the socket. Raises TimeoutError."""
        try:
            raw = self._connection.recv(timeout_s)
        except ConnectionClosed:
            return None
        frame = _read(raw)
        if frame is None:
            self.malformed.append(str(raw))
            self.send({"type": "error", "description": f"Invalid message received: {raw!r}"})
            return self.next(timeout_s)
        self.received.append(frame)
        return frame

    def reply(self) -> Said:
        """Return what is said until a reply is closed, the session ends, or the socket is gone."""
        words: list[str] = []
        fillers: list[str] = []
        while (frame := self.next()) is not None:
            if frame["type"] == "end":
                self.close()
                return Said(words=tuple(words), fillers=tuple(fillers), handoff=frame.get("handoffData", ""))
            if frame["type"] == "text":
                if frame["token"].strip():
                    (fillers if frame.get("preemptible") else words).append(frame["token"].strip())
                if frame.get("last"):
                    return Said(words=tuple(words), fillers=tuple(fillers))
        return Said(words=tuple(words), fillers=tuple(fillers), dropped=True)

    def says(self, text: str, language: str = "en-US") -> None:
        """Send what the caller said, recognised to its end."""
        self.send({"type": "prompt", "voicePrompt": text, "lang": language, "last": True})

    def presses(self, keys: str) -> None:
        """Send keys, one at a time."""
        for digit in keys:
            self.send({"type": "dtmf", "digit": digit})

    def interrupts(self, heard: str, after_ms: int = 460) -> None:
        """Send that the caller broke in."""
        self.send({"type": "interrupt", "utteranceUntilInterrupt": heard, "durationUntilInterruptMs": after_ms})

    def plays(self, words: str) -> None:
        """Report words as played."""
        self.info("tokensPlayed", words)

    def heard_out(self, sentences: tuple[str, ...]) -> None:
        """Report that all this was played, and wait until the app knows."""
        for sentence in sentences:
            self.plays(sentence)
        self.info("agentSpeaking", "off")
        self.settle()

    def info(self, name: str, value: str) -> None:
        """Report something about the playing."""
        self.send({"type": "info", "name": name, "value": value})

    def settle(self, settled: Callable[[], bool] = lambda: True) -> None:
        """Wait until the app has taken in all frames that were sent, and has `settled`; Twilio pings too."""
        until_s = time.monotonic() + ANSWER_S
        with suppress(ConnectionClosed):
            self._connection.ping().wait(ANSWER_S)
            while not settled() and self._connection.protocol.state is State.OPEN and time.monotonic() < until_s:
                self._connection.ping().wait(ANSWER_S)

    def close(self) -> None:
        """Close the session as Twilio does at the end of a call."""
        self._connection.close(1000, "Closing websocket session")

    def drop(self) -> None:
        """Let the connection break, without a word."""
        self._connection.socket.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What a `<ConversationRelay>` asks for."""

    url: str
    greeting: str
    parameters: Mapping[str, str]

    @contextmanager
    def opened(
        self,
        number: Mapping[str, str],
        auth_token: str,
        reached_by: Callable[[str], str],
        *,
        signature: str | None = None,
        sockets: Callable[[], int] | None = None,
    ) -> Iterator[Socket]:
        """Open the socket, signed and set up. Raises OSError when it is refused, or nobody is there.

        `number` is what Twilio sends with every request of the call; `reached_by` turns the public address, which
        is signed, into the one at which the app answers; `signature` is given in place of the right one.
        `sockets` tells how many the app talks over: with it, time that is not real stands still until this is one.
        """
        signed = RequestValidator(auth_token).compute_signature(self.url, {}) if signature is None else signature
        try:
            connection = connect(
                reached_by(self.url),
                additional_headers={"X-Twilio-Signature": signed},
                user_agent_header="Jetty/11.0.24",
                compression=None,
                ping_interval=None,
            )
        except InvalidHandshake as error:
            raise ConnectionRefusedError(str(error)) from error
        with connection:
            socket = Socket(connection)
            before = sockets() if sockets else 0
            socket.send(self._setup(number))
            if sockets:
                socket.settle(lambda: sockets() != before)
            yield socket

    def _setup(self, number: Mapping[str, str]) -> Frame:
        return {
            "type": "setup",
            "sessionId": f"VX{secrets.token_hex(16)}",
            "accountSid": number["AccountSid"],
            "parentCallSid": "",
            "callSid": number["CallSid"],
            "from": number["From"],
            "to": number["To"],
            "forwardedFrom": "",
            "callType": "PSTN",
            "callerName": "",
            "direction": number["Direction"],
            "callStatus": "RINGING",
            "customParameters": dict(self.parameters),
        }


def session(attributes: Mapping[str, str], nested: tuple[Verb, ...]) -> Session:
    """Return what a verb asks for. Raises Failure 64101 when its socket is none that Twilio opens."""
    url = attributes.get("url", "")
    if not url.startswith("wss://"):
        raise Failure(64101, url, "a socket's address begins with wss://")
    parameters = {v.attributes["name"]: v.attributes["value"] for v in nested if v.name == "Parameter"}
    return Session(url=url, greeting=attributes.get("welcomeGreeting", ""), parameters=parameters)


def ended(handoff: str) -> dict[str, str]:
    """Return what Twilio reports of a session that the app has ended."""
    return {"SessionStatus": "ended", "SessionDuration": "25", "HandoffData": handoff}


def failed(code: str) -> dict[str, str]:
    """Return what Twilio reports of a session that broke off, or never began."""
    return {"SessionStatus": "failed", "ErrorCode": code, "ErrorMessage": "Websocket ended"}


class Call(Protocol):
    """The call that a session is part of: what was heard, and whose turn it is."""

    def hears(self, words: tuple[str, ...]) -> None:
        """Hear words of the app's."""
        ...

    def is_ending(self) -> bool:
        """Tell whether the last reply ends the session once it has been heard."""
        ...

    def waits(self, waiting: "Listening", heard_out: Callable[[], object]) -> Generator[None, Input, Input]:
        """Let the caller have their turn, and the time pass that it takes; `heard_out` when no word is lost."""
        ...


@dataclass(frozen=True, slots=True)
class Listening:
    """A session that waits for its caller."""

    timeout_s: float = PATIENCE_S
    """After so much silence the app speaks again."""


def talk(socket: Socket, call: Call, clock: Clock) -> Generator[None, Input, str | None]:
    """Let a caller talk until the app ends the session; returns its handoff, None when the socket dropped."""
    said = Said()
    while True:
        if call.is_ending():
            clock.sleep(speech_seconds(" ".join(said.words)))
            socket.heard_out(said.words)
        else:
            given = yield from call.waits(Listening(), partial(socket.heard_out, said.words))
            _do(socket, given, said, clock)
        # Any frame has the app look at the clock, which is not a real one.
        socket.info("roundTripDelayMs", "148")
        said = socket.reply()
        call.hears(said.words)
        if said.dropped or said.handoff is not None:
            return said.handoff


def _do(socket: Socket, given: Input, said: Said, clock: Clock) -> None:
    keys = given.keys.strip("#") and given.keys
    if given.barges or keys:
        words = " ".join(said.words).split()
        socket.interrupts(" ".join(words[: len(words) // 2]) if given.barges else "")
    if given.text:
        socket.says(given.text)
    elif keys:
        socket.presses(keys)
        socket.settle()
        clock.sleep(PAUSE_S)


_KNOWN: Mapping[str, Mapping[str, type]] = {
    "text": {"token": str, "last": bool, "lang": str, "interruptible": bool, "preemptible": bool},
    "play": {"source": str, "loop": int, "preemptible": bool, "interruptible": bool},
    "sendDigits": {"digits": str},
    "language": {"ttsLanguage": str, "transcriptionLanguage": str},
    "end": {"handoffData": str},
}
_REQUIRED = {"text": {"token"}, "play": {"source"}, "sendDigits": {"digits"}}


def _read(raw: str | bytes) -> Frame | None:
    """Return a frame that Twilio takes, None for any other."""
    try:
        frame = json.loads(raw)
    except ValueError:
        return None
    if not isinstance(frame, dict) or frame.get("type") not in _KNOWN:
        return None
    given, known = {k: v for k, v in frame.items() if k != "type"}, _KNOWN[frame["type"]]
    fits = all(isinstance(value, known.get(name, ())) for name, value in given.items())
    whole = _REQUIRED.get(frame["type"], set()) <= given.keys() and (frame["type"] != "language" or given)
    return frame if fits and whole else None
