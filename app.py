"""The front door: create_app() and the voice webhooks of Twilio; each view parses, asks the assistant, renders.

No rule of the business is here. An error of ours never ends a call: it is reported and answered with TwiML that
goes on.
"""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING

import click
from flask import Blueprint, Flask, Response, abort, current_app, request
from werkzeug.exceptions import HTTPException

from receptionist import commands, reporting, wiring
from receptionist.assistant import PhoneAssistant
from receptionist.calls import TERMINAL, Ring, recording_sid
from receptionist.cases import TurnKey, TurnKind, Utterance
from receptionist.channels import signatures, transfers, webhook
from receptionist.channels.last_net import FailedRequest
from receptionist.models.deadlines import Deadlines
from receptionist.ports import Clock, ReceptionistError, Store
from receptionist.replies import Spoken
from receptionist.rules.ringing import TRANSFERRED, UNTOLD
from receptionist.running import Receptionist
from receptionist.settings import Settings
from receptionist.storage.database import in_request
from receptionist.web import audio, metrics, notices, ops, relay, texts, whisper
from utils import CALL_SID, clean_speech, normalise_phone_number

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 64 * 1024
_SID = re.compile(r"[A-Za-z0-9]{2,64}")

voice = Blueprint("voice", __name__)


def create_app(
    settings: Settings | None = None,
    *,
    clock: Clock | None = None,
    wrap_store: Callable[[Store], Store] = lambda store: store,
    deadlines: Deadlines | None = None,
) -> Flask:
    """Return the app, wired and ready to serve; its follow-ups run once `Receptionist.start` is called.

    Raises ConfigError when a setting or the business file is wrong, StoreError when the database does not open. A
    command line gets its commands all the same, so that `--help` lists them; each then reports the error itself.
    """
    app = Flask(__name__, static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = MAX_BODY_BYTES
    commands.init_app(app)
    try:
        receptionist = wiring.build(
            settings or Settings.load(), clock=clock, wrap_store=wrap_store, deadlines=deadlines
        )
    except ReceptionistError as error:
        command = click.get_current_context(silent=True)
        if command is None or command.info_name == "run":
            raise
        app.before_request(_unwired(error))
        return app
    app.extensions["receptionist"] = receptionist
    app.wsgi_app = _first(app.wsgi_app, receptionist)  # type: ignore[assignment, method-assign]
    reporting.init(receptionist.settings)
    _register(app, receptionist)
    return app


def _register(app: Flask, receptionist: Receptionist) -> None:
    """Register every route; who may call it is said here, and nowhere else."""
    twilio = Blueprint("twilio", __name__)
    twilio.before_request(_refuse_unmeasured)
    twilio.before_request(signatures.guard(receptionist.settings))
    twilio.before_request(_name_the_call)
    twilio.register_blueprint(voice)
    twilio.register_blueprint(whisper.blueprint(receptionist))
    twilio.register_blueprint(relay.webhook(receptionist))
    app.register_blueprint(twilio)
    app.register_blueprint(relay.socket(receptionist, guard=signatures.guard(receptionist.settings)))
    messaging = Blueprint("messaging", __name__)
    messaging.before_request(_refuse_unmeasured)
    messaging.before_request(signatures.guard(receptionist.settings))
    messaging.register_blueprint(texts.blueprint(receptionist))
    messaging.register_blueprint(notices.blueprint(receptionist))
    app.register_blueprint(messaging)
    if receptionist.speech:
        app.register_blueprint(audio.blueprint(receptionist.speech))
    app.register_blueprint(ops.blueprint(receptionist))
    app.register_blueprint(metrics.blueprint(receptionist.settings, receptionist.metrics.exposition))
    app.register_error_handler(Exception, _unexpected)
    app.teardown_request(lambda _: CALL_SID.set(None) and None)


def _first(serve: "WSGIApplication", receptionist: Receptionist) -> "WSGIApplication":
    """Return the app with its requests going before the work beside them."""

    def first(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        # A socket lasts as long as its call: not it, but each of its replies has the right of way.
        with nullcontext() if "HTTP_UPGRADE" in environ else in_request(receptionist.kept.engine):
            return serve(environ, start_response)

    return first


def _unwired(error: ReceptionistError) -> Callable[[], None]:
    """Return what an app that could not be wired answers every request with: why."""

    def refuse() -> None:
        raise error

    return refuse


def _refuse_unmeasured() -> None:
    """Refuse a body of unknown length: only a stated one is held against the limit before it is read."""
    if request.content_length is None:
        abort(411)


def _name_the_call() -> Response | None:
    """Put the CallSid on every log line; a request without a usable one is turned away politely."""
    sid = request.form.get("CallSid", "")
    if not _SID.fullmatch(sid):
        if request.endpoint == "twilio.voice.status":
            return Response(status=204)
        return _twiml(_receptionist().renderer.turned_away())
    CALL_SID.set(sid)
    return None


@voice.post("/answer")
@voice.post("/voice/incoming")
def answer() -> Response:
    """A call arrives, or one of ours comes back: somebody's telephone forwards here whom we ring for a caller."""
    ring, ours = _ring(), _receptionist().settings.twilio_phone_number
    forwarded_from = normalise_phone_number(request.form.get("ForwardedFrom"), _receptionist().business.country)
    if (ours and ring.caller_id == ours) or _assistant().transfers.comes_back(ring, forwarded_from):
        log.warning("a transfer came back to us and was refused: the phone it rang forwards here")
        return _twiml(_receptionist().renderer.busy())
    if ring.caller_id and _receptionist().kept.contacts.blocked(ring.caller_id):
        log.info("a call from a number that is blocked was refused")
        return _twiml(_receptionist().renderer.busy())
    if _receptionist().relay.takes_calls():
        return _twiml(relay.answer(_receptionist(), ring))
    return _reply(_assistant().answer(ring))


@voice.post("/voice/process")
def process() -> Response:
    """The caller said something, keyed something, or stayed silent."""
    kind: TurnKind = "silence" if request.args.get("silent") == "1" else "speech"
    turn, part = _turn(), webhook.number(request.args, "part") or 1
    if part > 1:
        return _part(TurnKey(request.form["CallSid"], turn or 0, kind), part)
    utterance = Utterance() if kind == "silence" else webhook.utterance(request.form)
    answer = _assistant().hear(_ring(), utterance, turn=turn, kind=kind)
    return _twiml(_receptionist().renderer.part(_receptionist().parts.first(answer)))


def _part(key: TurnKey, number: int, *, fault: str = "") -> Response:
    """Return a later part of a reply; where there is none, the caller is asked again."""
    if portion := _receptionist().parts.next(key, number):
        return _twiml(_receptionist().renderer.part(portion))
    return _reply(_assistant().hear(_ring(), Utterance(), kind="fallback", fault=fault))


@voice.post("/voice/transferred")
def transferred() -> Response:
    """Somebody was rung for the caller, and that is over, whoever answered."""
    utterance, kind = Utterance(outcome=transfers.outcome(request.form)), transfers.turn_kind(request.args)
    return _twiml(relay.onward(_receptionist(), _ring(), utterance, turn=_turn(), kind=kind))


@voice.post("/voice/voicemail")
def voicemail() -> Response:
    """The caller left a voicemail, or said nothing after the tone."""
    url = clean_speech(request.form.get("RecordingUrl"), max_chars=500)
    answer = _reply(_assistant().hear(_ring(), Utterance(outcome=url), turn=_turn(), kind="voicemail"))
    if sid := recording_sid(url):
        _assistant().amendments.add_recording(request.form["CallSid"], sid)
    return answer


@voice.post("/voice/fallback")
def fallback() -> Response:
    """One of the above failed: give its answer if it was heard, else say sorry and ask again."""
    assistant, sid = _assistant(), request.form["CallSid"]
    code = clean_speech(request.form.get("ErrorCode"), max_chars=10) or "unknown"
    log.warning("Twilio could not use an answer of ours: error=%s", code)
    failed, part = webhook.failed_turn(sid, request.form.get("ErrorUrl", ""))
    if failed and part > 1:
        return _part(failed, part, fault=code)
    if failed and failed.kind == "speech" and (portion := _receptionist().parts.again(failed)):
        return _twiml(_receptionist().renderer.part(portion))
    if failed and (recalled := assistant.recall(failed)):
        return _reply(recalled)
    if failed and failed.kind in TRANSFERRED:
        over = Utterance(outcome=UNTOLD)
        return _reply(assistant.hear(_ring(), over, turn=failed.turn, kind=failed.kind, fault=code))
    return _reply(assistant.hear(_ring(), Utterance(), kind="fallback", fault=code))


@voice.post("/voice/status")
def status() -> Response:
    """A call has changed its state; only its end concerns us."""
    if (state := request.form.get("CallStatus", "")) in TERMINAL:
        _receptionist().relay.over(request.form["CallSid"], state)
        _assistant().hang_up(request.form["CallSid"], state)
    return Response(status=204)


def _turn() -> int | None:
    """Return the invitation that this request answers, None when it names none."""
    return webhook.number(request.args, "turn")


def _ring() -> Ring:
    form, region = request.form, _receptionist().business.country
    return Ring(
        sid=form["CallSid"],
        from_number=clean_speech(form.get("From"), max_chars=100),
        to_number=clean_speech(form.get("To"), max_chars=100),
        caller_id=normalise_phone_number(form.get("From"), region),
        direction=clean_speech(form.get("Direction"), max_chars=20) or "inbound",
    )


def _reply(spoken: Iterator[Spoken]) -> Response:
    return _twiml(_receptionist().renderer.reply(spoken))


def _twiml(xml: str) -> Response:
    return Response(xml, mimetype="text/xml")


def _failed_request() -> FailedRequest:
    return FailedRequest(
        path=request.path,
        turn=_turn(),
        attempt=transfers.attempt(request.args),
        silent=request.args.get("silent") == "1",
        part=webhook.number(request.args, "part") or 1,
        times=webhook.number(request.args, "sorry") or 0,
        words=clean_speech(request.form.get("SpeechResult")),
        keys=request.form.get("Digits", ""),
    )


def _assistant() -> PhoneAssistant:
    return _receptionist().assistant


def _receptionist() -> Receptionist:
    receptionist: Receptionist = current_app.extensions["receptionist"]
    return receptionist


def _unexpected(error: Exception) -> Response | HTTPException:
    """Report an error of ours; on a call, say sorry and go on. The last net: nothing may end a call by itself."""
    if isinstance(error, HTTPException):
        return error
    log.error("unexpected error", exc_info=error)
    reporting.capture(error)
    if request.blueprint != "twilio.voice":
        return Response("internal error\n", status=500, mimetype="text/plain")
    if request.endpoint == "twilio.voice.status":
        return Response(status=204)
    return _twiml(_receptionist().last_net.catch(_failed_request()))
