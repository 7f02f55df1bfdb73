"""Twilio's SDK towards a host of our choice, with deadlines of our own and errors of our own; retries nothing."""

import json
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Any, TypeVar

from requests import PreparedRequest, RequestException, Response
from requests.adapters import HTTPAdapter
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response as TwilioResponse
from twilio.rest import Client
from urllib3.exceptions import HTTPError

from receptionist.ports import MessengerError
from receptionist.texts.twilio_errors import REMEDIES, explained

T = TypeVar("T")

API_URL = "https://api.twilio.com"
TIMEOUT_S = 10.0
"""For a whole request: creates take Twilio well under a second, and a follow-up's lease is 60 s."""
MOST_BYTES = 10_000_000
"""Of an answer: an hour of a recording as MP3 has 14 million, a voicemail one."""
_CHUNK = 64 * 1024


def client(account_sid: str, auth_token: str, *, base_url: str, timeout_s: float) -> Any:  # noqa: ANN401 -- no types
    """Return the SDK's client; `timeout_s` bounds a whole request."""
    # At INFO the SDK logs every URL with its query, which holds telephone numbers.
    logging.getLogger("twilio.http_client").setLevel(logging.WARNING)
    return Client(account_sid, auth_token, http_client=_Http(base_url.rstrip("/"), timeout_s))


def asked(request: Callable[[], T]) -> T:
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


def media(client: Any, path: str) -> bytes:  # noqa: ANN401 -- the SDK ships no types
    """Return what is at a path below the account, which the SDK would take for text. Raises MessengerError."""
    http, account = client.http_client, client.username
    response = asked(lambda: http.media(f"/2010-04-01/Accounts/{account}/{path}", auth=(account, client.password)))
    if response.status_code != 200:
        raise _refused(response.status_code, None)
    content: bytes = response.content
    return content


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

    def media(self, path: str, *, auth: tuple[str, str]) -> Response:
        """Return an answer in bytes."""
        url = f"{self._base_url}{path}"
        answer: Response = self.session.get(url, auth=auth, timeout=self.timeout, allow_redirects=False)
        return answer


class _WholeBody(HTTPAdapter):
    """Reads the body before anybody else, within the deadline and bounds: a timeout only bounds each wait."""

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
            if time.monotonic() > until_s or body.tell() > MOST_BYTES:
                response.close()
                raise RequestException("the answer took too long, or is too long")
        response.raw.release_conn()
        body.seek(0)
        response.raw = body
        return response


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
