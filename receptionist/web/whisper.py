"""The webhook of the telephones that ring for a caller: it says what the call is about, and takes the key.

Its CallSid is the leg's own, so the caller's stands in the query, which is ours and signed. Who may call is said
elsewhere. An error of ours hangs up this leg only: the caller goes on to whoever is next.
"""

import logging
from typing import Protocol

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from receptionist import reporting
from receptionist.assistant import PhoneAssistant
from receptionist.cases import Case
from receptionist.channels import transfers
from receptionist.channels.twiml import Renderer
from receptionist.shop import services
from receptionist.words import whisper as whispers
from utils import CALL_SID

log = logging.getLogger(__name__)


class Receptionist(Protocol):
    """What the view needs."""

    @property
    def assistant(self) -> PhoneAssistant: ...  # noqa: D102
    @property
    def renderer(self) -> Renderer: ...  # noqa: D102


def blueprint(receptionist: Receptionist) -> Blueprint:
    """Return the blueprint of the route, for registration behind the check of signatures."""
    whisper = Blueprint("whisper", __name__)

    @whisper.post("/voice/whisper")
    def whispered() -> Response:
        renderer, legs = receptionist.renderer, receptionist.assistant.transfers
        leg = transfers.leg_of(request.args)
        if leg is None:
            return _twiml(_asked(renderer, None))
        CALL_SID.set(leg.call_sid)
        matter = legs.waiting(leg) if _parent() in ("", leg.call_sid) else None
        if matter is None or (_taken() and not legs.accept(leg)):
            return _twiml(renderer.hang_up("whisper_gone"))
        return _twiml(_asked(renderer, matter[1]))

    @whisper.errorhandler(Exception)
    def unexpected(error: Exception) -> Response | HTTPException:
        if isinstance(error, HTTPException):
            return error
        log.error("unexpected error", exc_info=error)
        reporting.capture(error)
        return _twiml(receptionist.renderer.hang_up())

    return whisper


def _asked(renderer: Renderer, case: Case | None) -> str:
    """Return what follows on a leg: the two are put together once the key was pressed, else it is asked for."""
    if _taken():
        return transfers.put_together()
    words = whispers.words(
        case,
        phrases=renderer.phrases,
        services=services.load(),
        business=renderer.business.name,
        language=renderer.language,
    )
    asked = request.args.get("asked", "")
    before = int(asked) if asked in ("1", "2") else 0
    return renderer.whisper(words, transfers.leg_of(request.args), asked=before + 1)


def _taken() -> bool:
    return request.form.get("Digits", "") == transfers.KEY


def _parent() -> str:
    return request.form.get("ParentCallSid", "")


def _twiml(xml: str) -> Response:
    return Response(xml, mimetype="text/xml")
