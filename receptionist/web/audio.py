"""GET and HEAD /static/audio/<name>: the audio that a reply plays. No login: a name cannot be guessed."""

from pathlib import Path
from typing import Protocol

from flask import Blueprint, Response, abort, request

from receptionist.ports import StoreError

FIXED_MAX_AGE_S = 30 * 86_400
"""For lines that are said in many calls: another wording has another name, so they never change."""
CALL_MAX_AGE_S = 300
"""For what was said to one caller: as long as Twilio may ask again, and no longer."""


class Audio(Protocol):
    """What is asked for files."""

    def audio(self, name: str) -> Path | None: ...  # noqa: D102
    def is_fixed(self, name: str) -> bool: ...  # noqa: D102


def blueprint(speech: Audio) -> Blueprint:
    """Return the blueprint of the route."""
    audio = Blueprint("audio", __name__)

    @audio.get("/static/audio/<name>")
    def play(name: str) -> Response:
        content = _content(speech, name)
        if content is None:
            abort(404)
        max_age_s = FIXED_MAX_AGE_S if speech.is_fixed(name) else CALL_MAX_AGE_S
        answer = Response(content, mimetype="audio/wav")
        answer.headers["Cache-Control"] = f"private, max-age={max_age_s}"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.set_etag(name.removesuffix(".wav"))
        answer.make_conditional(request)
        return answer

    return audio


def _content(speech: Audio, name: str) -> bytes | None:
    try:
        path = speech.audio(name)
        # Between the two, somebody may have made room.
        return path.read_bytes() if path else None
    except FileNotFoundError:
        return None
    except StoreError:
        abort(503)
