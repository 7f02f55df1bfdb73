"""Twilio's side of HTTP: signs, waits 15 seconds, tries again once where nobody answers; runs no TwiML."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin

import httpx
from twilio.request_validator import RequestValidator

from receptionist.ports import Clock
from simulator.twiml import MAX_BODY_BYTES, Failure

TOTAL_S, CONNECT_S = 15.0, 5.0
MAX_REDIRECTS = 10
_XML = ("text/xml", "application/xml", "text/html")
_AUDIO = frozenset(
    f"audio/{kind}"
    for kind in ("mpeg", "wav", "wave", "x-wav", "aiff", "x-aifc", "x-aiff", "x-gsm", "gsm", "ulaw", "basic")
)
_ULAW_BYTES_A_SECOND = 8000


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One request of Twilio's, which can be delivered again just as it was."""

    url: str
    form: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """How the number that was rung is set up, and who rings it."""

    caller_id: str | None
    to: str
    call_sid: str
    account_sid: str
    voice_url: str
    fallback_url: str
    status_url: str

    def form(self, status: str) -> dict[str, str]:
        """Return what Twilio sends with every request of this call."""
        caller = self.caller_id or "anonymous"
        return {
            "CallSid": self.call_sid,
            "AccountSid": self.account_sid,
            "From": caller,
            "Caller": caller,
            "To": self.to,
            "Called": self.to,
            "CallStatus": status,
            "ApiVersion": "2010-04-01",
            "Direction": "inbound",
            "FromCountry": "US" if self.caller_id else "",
            "FromCity": "",
            "ToCountry": "US",
            "StirVerstat": "TN-Validation-Passed-A" if self.caller_id else "No-TN-Validation",
            "CallToken": '{"parentCallInfoToken":"simulated"}',
        }


class Wire:
    """Delivers requests to the app, and takes what Twilio takes for an answer."""

    def __init__(self, client: httpx.Client, *, base_url: str, auth_token: str, clock: Clock) -> None:
        """`base_url` is the address that Twilio knows (and signs); `client` may reach the app by another one."""
        self._client = client
        self._public = base_url.rstrip("/")
        self._local = str(client.base_url).rstrip("/") or self._public
        self.auth_token = auth_token
        self._validator = RequestValidator(auth_token) if auth_token else None
        self._clock = clock
        self.sent: list[Delivery] = []
        self.answers: list[tuple[httpx.Response, ...]] = []
        """The answers to each of `sent`: more than one where it was delivered several times at once."""

    def document(self, delivery: Delivery, *, times: int = 1) -> httpx.Response:
        """Return a TwiML document, following redirects. Raises Failure when Twilio would not take it."""
        for _ in range(MAX_REDIRECTS + 1):
            response = self._first(delivery, times)
            if not response.has_redirect_location:
                return _accepted(response, delivery.url)
            delivery = _redirected(response, delivery)
        raise Failure(11215, delivery.url, "too many redirects")

    def audio_seconds(self, url: str) -> float:
        """Fetch what a `<Play>` names and return how long it lasts. Raises Failure when there is no audio."""
        response = self.deliver(Delivery(url=url, method="GET"), signed=False)
        _check_status(response, url)
        if _content_type(response) not in _AUDIO:
            raise Failure(13420, url, f"{_content_type(response) or 'nothing'} is no audio")
        content = response.content
        # Bytes 28 to 31 of a WAV file say how many bytes make a second.
        rate = int.from_bytes(content[28:32], "little") if content.startswith(b"RIFF") else 0
        return len(content) / (rate or _ULAW_BYTES_A_SECOND)

    def deliver(self, delivery: Delivery, *, signed: bool = True) -> httpx.Response:
        """Return the app's answer to one request, whatever it is. Raises Failure when there is none in time."""
        clocks = (self._clock.monotonic, time.monotonic)  # virtual for an app in this process, real for a server
        began_s = [clock() for clock in clocks]
        response = self._sent(self._request(delivery, signed), delivery.url)
        if any(clock() - began > TOTAL_S for clock, began in zip(clocks, began_s, strict=True)):
            raise Failure(11200, delivery.url, f"no answer within {TOTAL_S:.0f} s")
        return response

    def at_once(self, delivery: Delivery, times: int) -> tuple[httpx.Response, ...]:
        """Return the answers to the same request, delivered several times at the same moment."""
        with ThreadPoolExecutor(max_workers=times) as pool:
            return tuple(pool.map(self.deliver, [delivery] * times))

    def _first(self, delivery: Delivery, times: int) -> httpx.Response:
        self.sent.append(delivery)
        answers = self.at_once(delivery, times) if times > 1 else (self.deliver(delivery),)
        self.answers.append(answers)
        return answers[0]

    def _sent(self, request: httpx.Request, url: str) -> httpx.Response:
        try:
            return self._once(request, url)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            pass  # Twilio's default: one more try, and only when it could not connect.
        try:
            return self._once(request, url)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise Failure(11205, url, str(error)) from error

    def _once(self, request: httpx.Request, url: str) -> httpx.Response:
        try:
            return self._client.send(request, follow_redirects=False)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise
        except httpx.TransportError as error:
            raise Failure(11200, url, str(error)) from error

    def _request(self, delivery: Delivery, signed: bool) -> httpx.Request:
        url, form = delivery.url, dict(delivery.form)
        if delivery.method == "GET" and form:
            url, form = f"{url}{'&' if '?' in url else '?'}{urlencode(form)}", {}
        url = str(httpx.URL(url))
        headers = {"User-Agent": "TwilioProxy/1.1", "Accept": "*/*"}
        if signed and self._validator:
            headers["X-Twilio-Signature"] = self._validator.compute_signature(url, form)
        return self._client.build_request(
            delivery.method,
            self._reachable(url),
            data=form or None,
            headers=headers,
            timeout=httpx.Timeout(TOTAL_S, connect=CONNECT_S),
        )

    def _reachable(self, url: str) -> str:
        return self._local + url.removeprefix(self._public) if url.startswith(self._public) else url


def _redirected(response: httpx.Response, delivery: Delivery) -> Delivery:
    """Follow like a browser: what the caller said is lost on the way, the call's own parameters are not."""
    kept = {
        key: value for key, value in delivery.form.items() if key not in ("SpeechResult", "Confidence", "Digits")
    }
    method = delivery.method if response.status_code in (307, 308) else "GET"
    return Delivery(url=urljoin(delivery.url, response.headers["Location"]), form=kept, method=method)


def _accepted(response: httpx.Response, url: str) -> httpx.Response:
    _check_status(response, url)
    if len(response.content) > MAX_BODY_BYTES:
        raise Failure(11750, url, f"{len(response.content)} bytes")
    if _content_type(response) not in _XML:
        raise Failure(12300, url, f"content type {_content_type(response) or 'missing'}")
    return response


def _check_status(response: httpx.Response, url: str) -> None:
    if not response.is_success:
        raise Failure(11200, url, f"HTTP {response.status_code}")


def _content_type(response: httpx.Response) -> str:
    return str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()
