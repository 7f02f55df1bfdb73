"""The webhooks of Twilio's texts: each view parses, asks Texting and renders; who may call is said elsewhere."""

import logging
from typing import Protocol

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from receptionist import reporting
from receptionist.channels import sms
from receptionist.channels.twiml import Renderer
from receptionist.duty.duty_desk import DutyDesk
from receptionist.shop.business import Business
from receptionist.texts.texting import Texting

log = logging.getLogger(__name__)


class Receptionist(Protocol):
    """What the views need."""

    @property
    def business(self) -> Business: ...  # noqa: D102
    @property
    def renderer(self) -> Renderer: ...  # noqa: D102
    @property
    def texting(self) -> Texting: ...  # noqa: D102
    @property
    def duty(self) -> DutyDesk: ...  # noqa: D102


def blueprint(receptionist: Receptionist) -> Blueprint:
    """Return the blueprint of both routes, for registration behind the check of signatures."""
    texts = Blueprint("texts", __name__)

    @texts.post("/sms/incoming")
    def incoming() -> Response:
        text = sms.incoming(request.form, region=receptionist.business.country)
        return _twiml(receptionist.texting.receive(text) if text else "")

    @texts.post("/sms/status")
    def status() -> Response:
        sid, state, code = sms.status(request.form)
        receptionist.texting.report(sid, status=state, code=code)
        receptionist.duty.post.report(sid, request.args.get("delivery", ""), status=state, code=code)
        return Response(status=204)

    @texts.errorhandler(Exception)
    def unexpected(error: Exception) -> Response | HTTPException:
        # The last net: who wrote to us is told to try again, and Twilio does not log a failure of ours.
        if isinstance(error, HTTPException):
            return error
        log.error("unexpected error", exc_info=error)
        reporting.capture(error)
        if request.endpoint and request.endpoint.endswith(".status"):
            return Response(status=204)
        renderer = receptionist.renderer
        return _twiml(renderer.phrases.pick("sms_sorry", language=renderer.language))

    return texts


def _twiml(body: str) -> Response:
    return Response(sms.answer(body), mimetype="text/xml")
