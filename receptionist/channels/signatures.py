"""Who is really Twilio: the signature of a request, and the account it names; knows nothing of calls."""

import logging
import re
from collections.abc import Callable, Mapping

from flask import Request, abort, request
from twilio.request_validator import RequestValidator

from receptionist.settings import Settings

log = logging.getLogger(__name__)

HEADER = "X-Twilio-Signature"


def verify(url: str, form: Mapping[str, str], header: str | None, *, token: str) -> bool:
    """Tell whether `header` signs `url` and `form` with the account's auth token.

    `url` is the address that Twilio asked for, query included. A form with several values of one name is given as
    werkzeug's MultiDict; a WebSocket handshake has none.
    """
    # Without a header RequestValidator raises TypeError, which would answer 500 instead of 403.
    return bool(header) and RequestValidator(token).validate(url, form, header)


def guard(settings: Settings) -> Callable[[], None]:
    """Return what a blueprint for Twilio runs before each request: 403 for anybody else."""
    token = settings.twilio_auth_token.get_secret_value() if settings.twilio_auth_token else None
    if not token or not settings.validate_twilio_requests:
        log.warning("Twilio's signatures are not checked: anybody who reaches this server can talk to it")
        token = None

    def refuse_strangers() -> None:
        if token and not verify(
            _asked_for(request, settings), request.form, request.headers.get(HEADER), token=token
        ):
            log.warning("refused, signature missing or wrong: path=%s", request.path)
            abort(403)
        account = request.form.get("AccountSid")
        if settings.twilio_account_sid and account and account != settings.twilio_account_sid:
            log.warning("refused, of another account: path=%s", request.path)
            abort(403)

    return refuse_strangers


def _asked_for(asked: Request, settings: Settings) -> str:
    """Return the address that Twilio asked for: ours in public, and path and query as they came, undecoded."""
    raw = asked.environ.get("RAW_URI") or asked.environ.get("REQUEST_URI") or asked.full_path.rstrip("?")
    # A proxy may ask in absolute form, with an address that is not the public one.
    path = re.sub(r"^https?://[^/]*", "", raw)
    base = settings.public_url or asked.host_url.rstrip("/")
    # A handshake is signed over the address of the socket as it stands in our TwiML.
    is_socket = asked.headers.get("Upgrade", "").lower() == "websocket"
    return f"{re.sub('^http', 'ws', base) if is_socket else base}{path}"
