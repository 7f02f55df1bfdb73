"""Twilio's REST API behind ports.Messenger: texts, calls, calls in progress; decides nothing and retries nothing.

A create that failed is never sent again from here: only who looked it up first knows whether it was carried out.
"""

import json
import logging
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, TypeVar

from requests import PreparedRequest, RequestException, Response
from requests.adapters import HTTPAdapter
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response as TwilioResponse
from twilio.rest import Client
from urllib3.exceptions import HTTPError

from receptionist.ports import Message, MessengerError
from receptionist.texts.twilio_errors import CALL_IS_OVER, REMEDIES, explained

T = TypeVar("T")

API_URL = "https://api.twilio.com"
TIMEOUT_S = 10.0
"""For a whole request: creates take Twilio well under a second, and a follow-up's lease is 60 s."""
CLOCKS_APART = timedelta(seconds=30)
"""By how much our clock may be ahead of Twilio's."""
MOST_LISTED = 50
_TRIAL = "Sent from your Twilio trial account - "
"""What Twilio puts before each text of a trial account."""
_CHUNK = 64 * 1024


class TwilioMessenger:
    """Implements ports.Messenger for one of the account's numbers."""

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        from_number: str,
        base_url: str = API_URL,
        status_callback: str | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        """`status_callback` is the URL that Twilio tells how a text fared; `timeout_s` bounds a whole request."""
        # At INFO the SDK logs every URL with its query, which holds telephone numbers.
        logging.getLogger("twilio.http_client").setLevel(logging.WARNING)
        self._client = Client(account_sid, auth_token, http_client=_Http(base_url.rstrip("/"), timeout_s))
        self._from = from_number
        self._status_callback = status_callback

    def send_text(self, to: str, body: str) -> Message:
        """Send a text, once: an error that is not `permanent` leaves open whether it was sent."""
        options = {"status_callback": self._status_callback} if self._status_callback else {}
        return _message(
            _asked(lambda: self._client.messages.create(to=to, from_=self._from, body=body, **options))
        )

    def find_text(
        self, to: str, body: str, *, since: datetime, apart_from: Collection[str] = ()
    ) -> Message | None:
        """Return the newest text that was sent since then with just these words, for use before a retry."""

        def mine(text: Any) -> bool:  # noqa: ANN401 -- the SDK ships no types
            if text.sid in apart_from:
                return False
            return (text.body or "").removeprefix(_TRIAL) == body and _is_after(text.date_created, since)

        return next((_message(text) for text in self._listed(self._client.messages, to) if mine(text)), None)

    def place_call(self, to: str, *, twiml: str) -> str:
        """Ring a number and return the call's SID, once: see `send_text`."""
        return str(_asked(lambda: self._client.calls.create(to=to, from_=self._from, twiml=twiml)).sid)

    def find_call(self, to: str, *, since: datetime) -> str | None:
        """Return the SID of the newest call placed to a number since then, for use before a retry."""
        placed = self._listed(self._client.calls, to)
        return next((str(call.sid) for call in placed if _is_after(call.date_created, since)), None)

    def update_call(self, call_sid: str, *, twiml: str) -> bool:
        """Have a call in progress go on with other TwiML; False when it is over."""
        try:
            _asked(lambda: self._client.calls(call_sid).update(twiml=twiml))
        except MessengerError as error:
            if error.code == CALL_IS_OVER:
                return False
            raise
        return True

    def call_status(self, call_sid: str) -> str:
        """Return how a call stands, in Twilio's words."""
        return str(_asked(lambda: self._client.calls(call_sid).fetch()).status)

    def _listed(self, resource: Any, to: str) -> list[Any]:  # noqa: ANN401 -- the SDK ships no types
        """Return what was sent or placed to a number lately, the newest first.

        What still waits at Twilio has no DateSent or StartTime yet and a list by those would leave it out: so the
        time is looked at here, in `date_created`, which everything has.
        """
        return _asked(
            lambda: list(resource.list(to=to, from_=self._from, limit=MOST_LISTED, page_size=MOST_LISTED))
        )


class _Http(TwilioHttpClient):  # type: ignore[misc] # the SDK ships no types
    """The SDK's own client, towards another host, and with a deadline for whole requests."""

    def __init__(self, base_url: str, timeout_s: float) -> None:
        super().__init__(timeout=timeout_s, max_retries=0)
        self._base_url = base_url
        for scheme in ("https://", "http://"):
            self.session.mount(scheme, _WholeBody(timeout_s))

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> TwilioResponse:  # noqa: ANN401
        """Make a request to the same path of the base URL."""
        return super().request(method, url.replace(API_URL, self._base_url, 1), *args, **kwargs)


class _WholeBody(HTTPAdapter):
    """Reads the body before anybody else, and no longer than the deadline: a timeout only bounds each wait."""

    def __init__(self, total_s: float) -> None:
        super().__init__(max_retries=0)
        self._total_s = total_s

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401
        """Send a request and return the whole answer. Raises RequestException, HTTPError of urllib3."""
        until_s = time.monotonic() + self._total_s
        response = super().send(request, *args, **{**kwargs, "stream": True})
        body = BytesIO()
        while chunk := response.raw.read1(_CHUNK, decode_content=True):
            body.write(chunk)
            if time.monotonic() > until_s:
                response.close()
                raise RequestException("the answer took too long")
        response.raw.release_conn()
        body.seek(0)
        response.raw = body
        return response


def _asked(request: Callable[[], T]) -> T:
    """Return what Twilio answers. Raises MessengerError: no message of the SDK's, which hold numbers."""
    try:
        return request()
    except (TwilioRestException, TwilioServiceException) as error:
        code = error.code if error.code != error.status else None
        raise _refused(error.status, code) from error
    except TwilioException as error:
        raise _refused(*_of_list(error)) from error
    except (RequestException, HTTPError) as error:
        raise MessengerError(f"Twilio did not answer: {type(error).__name__}") from error
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        # The SDK takes whatever JSON comes for what it should be, and stumbles over it.
        raise MessengerError("Twilio's answer is not what it should be") from error


def _refused(status: int, code: int | None) -> MessengerError:
    remedy = REMEDIES.get(code) if code else None
    permanent = remedy.permanent if remedy else 400 <= status < 500 and status not in (408, 429)
    return MessengerError(
        explained(code) if code else f"Twilio answered HTTP {status}", permanent=permanent, code=code
    )


def _of_list(error: TwilioException) -> tuple[int, int | None]:
    """Return status and code of a list that was refused, which the SDK only hands over as it came."""
    response = next((arg for arg in error.args if isinstance(arg, TwilioResponse)), None)
    if response is None:
        return 502, None
    with suppress(ValueError, AttributeError):
        return response.status_code, json.loads(response.text).get("code")
    return response.status_code, None


def _message(text: Any) -> Message:  # noqa: ANN401 -- the SDK ships no types
    if not isinstance(text.sid, str):
        raise MessengerError("Twilio's answer names no text")
    segments = str(text.num_segments or "")
    return Message(
        sid=text.sid,
        status=str(text.status),
        error_code=text.error_code,
        # Twilio says 0 until it has split a text.
        segments=int(segments) or None if segments.isdigit() else None,
    )


def _is_after(created: datetime | None, since: datetime) -> bool:
    return created is not None and created >= since - CLOCKS_APART
