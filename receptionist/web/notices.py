"""The webhook of notices that are read out over the telephone: the key that somebody presses confirms one."""

from typing import Protocol

from flask import Blueprint, Response, request

from receptionist.channels.notice_call import notice_answer
from receptionist.channels.twiml import Renderer
from receptionist.duty.duty_desk import DutyDesk


class Receptionist(Protocol):
    """What the view needs."""

    @property
    def duty(self) -> DutyDesk: ...  # noqa: D102
    @property
    def renderer(self) -> Renderer: ...  # noqa: D102


def blueprint(receptionist: Receptionist) -> Blueprint:
    """Return the blueprint of the route, for registration behind the check of signatures."""
    notices = Blueprint("notices", __name__)

    @notices.post("/voice/notice")
    def notice() -> Response:
        delivery, key = request.args.get("delivery", ""), request.form.get("Digits", "")
        said = receptionist.duty.staff.pressed(delivery, key)
        renderer = receptionist.renderer
        answer = notice_answer(said, voice=renderer.voice_of("en-US"), language="en-US")
        return Response(answer, mimetype="text/xml")

    return notices
