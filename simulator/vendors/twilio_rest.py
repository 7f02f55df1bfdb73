"""Twilio's REST API on loopback: texts, calls, recordings and the balance; refuses what it does not know.

Source: https://www.twilio.com/docs/usage/api and the OpenAPI description of its API of 2010-04-01.
"""

import base64
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, urlsplit

from receptionist.texts.segments import count
from simulator.vendors.server import Answer, Asked, StandIn, as_json

ACCOUNT_SID = "AC" + "1" * 32
AUTH_TOKEN = "a-twilio-token"  # noqa: S105 -- opens nothing
NUMBER = "+13035550100"
MOST_CHARS = 1600

Json = dict[str, Any]
Fields = Mapping[str, str]

_VERSION = "/2010-04-01/Accounts"
_MESSAGES: Fields = {
    "Attempt": "", "Body": "body", "From": "from", "MediaUrl": "", "MessagingServiceSid": "messaging_service_sid",
    "ProvideFeedback": "", "SmartEncoded": "", "StatusCallback": "", "To": "to", "ValidityPeriod": "",
}  # fmt: skip
"""What a create may name -> where it stands in the resource; empty when it does not."""
_CALLS: Fields = {
    "ApplicationSid": "", "AsyncAmd": "", "CallReason": "", "FallbackMethod": "", "FallbackUrl": "",
    "From": "from", "MachineDetection": "", "Method": "", "Record": "", "SendDigits": "", "StatusCallback": "",
    "StatusCallbackEvent": "", "StatusCallbackMethod": "", "TimeLimit": "", "Timeout": "", "To": "to", "Twiml": "",
    "Url": "",
}  # fmt: skip
_CALL_CHANGES: Fields = {
    "FallbackMethod": "", "FallbackUrl": "", "Method": "", "Status": "status", "StatusCallback": "",
    "StatusCallbackMethod": "", "TimeLimit": "", "Twiml": "", "Url": "",
}  # fmt: skip
_PAGE = frozenset({"Page", "PageSize", "PageToken"})
_MESSAGE_FILTERS: Fields = {"To": "to", "From": "from", "DateSent": "", "DateSent<": "", "DateSent>": ""}
_CALL_FILTERS: Fields = {
    "To": "to", "From": "from", "Status": "status", "ParentCallSid": "", "StartTime": "", "StartTime<": "",
    "StartTime>": "",
}  # fmt: skip
_RECORDING_FILTERS: Fields = {
    "CallSid": "call_sid", "ConferenceSid": "", "DateCreated": "", "DateCreated<": "", "DateCreated>": "",
    "IncludeSoftDeleted": "",
}  # fmt: skip
_OF_TEXTS = frozenset({21610, 21614, *range(30001, 30035)})
"""Errors that a telephone can have and be rung all the same."""
_WORDS = {401: "Authenticate", 404: "The requested resource was not found", 429: "Too Many Requests"}
_CODES = {401: 20003, 404: 20404, 429: 20429}


class Refusal(Exception):
    """An error in Twilio's own words."""

    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


class TwilioStandIn(StandIn):
    """One account with one number. `refuses` maps a recipient to the code of the error that a create gets."""

    def __init__(
        self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC), auth_token: str = AUTH_TOKEN
    ) -> None:
        super().__init__()
        self._auth_token = auth_token
        self.refuses: dict[str, int] = {}
        self.hangs_after_create = False
        """True: a create is carried out, and its answer never comes."""
        self.after_create: Callable[[], object] = lambda: None
        """Called when a create was carried out and is not yet answered."""
        self._creating = Lock()
        self.texts: list[Json] = []
        self.calls: list[Json] = []
        self.recordings: list[Json] = []
        self.audio: dict[str, bytes] = {}
        """By the SID of the recording, as MP3."""
        self.balance = "25.10"
        self.changes: list[tuple[str, Mapping[str, str]]] = []
        """Each update: the SID, and what it set."""
        self._now = now

    def sent_texts(self, to: str | None = None) -> list[str]:
        """Return the words of what was sent (to a number), in order."""
        return [text["body"] for text in self.texts if to in (None, text["to"])]

    def record(self, call: Json, audio: bytes, *, duration_s: int = 12, sid: str = "") -> str:
        """Keep a voicemail of a call and return its SID."""
        sid, at = sid or f"RE{len(self.audio):032x}", format_datetime(self._now().astimezone(UTC))
        known = {"sid": sid, "call_sid": call["sid"], "status": "completed", "duration": str(duration_s)}
        self.recordings.append({**known, "date_created": at, "start_time": at, "source": "RecordVerb"})
        self.audio[sid] = audio
        return sid

    def ring_in(self, from_number: str) -> Json:
        """Keep a call that came in, and return it."""
        known: Json = {"to": NUMBER, "from": from_number, "direction": "inbound", "start_time": None}
        return self._create(self.calls, "CA", **known)[0]

    def answer(self, asked: Asked) -> Answer:
        """Return Twilio's answer."""
        try:
            _authenticate(asked, self._auth_token)
            if heard := re.fullmatch(rf"{_VERSION}/{ACCOUNT_SID}/Recordings/(\w+)\.mp3", asked.path):
                _of(self.recordings, heard[1])
                return Answer(content_type="audio/mpeg", chunks=(self.audio[heard[1]],))
            return as_json(*self._route(asked))
        except Refusal as refusal:
            return _error(refusal.status, refusal.code, refusal.message)

    def error(self, status: int) -> Answer:
        """Return an error as Twilio words it."""
        return _error(
            status, _CODES.get(status, 20500), _WORDS.get(status, "An internal server error has occurred")
        )

    def _route(self, asked: Asked) -> tuple[Json, int]:
        url = urlsplit(asked.path)
        form, query = _fields(asked.body.decode()), _fields(url.query)
        found = re.fullmatch(rf"{_VERSION}/(\w+)/(\w+?)(?:/(\w+))?\.json", url.path)
        if found is None or found[1] != ACCOUNT_SID:
            raise Refusal(20404, "The requested resource was not found", 404)
        route = f"{asked.method} {found[2]}{'/one' if found[3] else ''}"
        routes: Mapping[str, Callable[[], tuple[Json, int]]] = {
            "POST Messages": lambda: self._send(form),
            "GET Messages": lambda: _listed("messages", self.texts, query, _MESSAGE_FILTERS),
            "GET Messages/one": lambda: (_of(self.texts, found[3]), 200),
            "POST Calls": lambda: self._place(form),
            "GET Calls": lambda: _listed("calls", self.calls, query, _CALL_FILTERS),
            "GET Calls/one": lambda: (_of(self.calls, found[3]), 200),
            "GET Balance": lambda: ({"balance": self.balance, "currency": "USD"}, 200),
            "GET Recordings": lambda: _listed("recordings", self.recordings, query, _RECORDING_FILTERS),
            "GET Recordings/one": lambda: (_of(self.recordings, found[3]), 200),
            "DELETE Recordings/one": lambda: self._forget(_of(self.recordings, found[3])),
            "POST Calls/one": lambda: self._change_call(_of(self.calls, found[3]), form),
        }
        if route not in routes:
            raise Refusal(20404, "The requested resource was not found", 404)
        return routes[route]()

    def _send(self, form: Fields) -> tuple[Json, int]:
        _check(form, _MESSAGES, required=("To", "Body"))
        self._refuse(form)
        if len(form["Body"]) > MOST_CHARS:
            raise Refusal(21617, "The concatenated message body exceeds the 1600 character limit")
        return self._create(
            self.texts,
            "SM",
            body=form["Body"],
            to=form["To"],
            num_segments=str(count(form["Body"])),
            date_sent=None,
            error_code=None,
            status_callback=form.get("StatusCallback"),
            **{"from": form.get("From")},
        )

    def _place(self, form: Fields) -> tuple[Json, int]:
        _check(form, _CALLS, required=("To", "From"))
        if self.refuses.get(form["To"]) not in _OF_TEXTS:
            self._refuse(form)
        if not {"Url", "Twiml", "ApplicationSid"} & set(form):
            raise Refusal(21205, "Url parameter is required")
        if len(form.get("Twiml", "")) > 4000:
            raise Refusal(32018, "Twiml exceeds 4000 characters")
        return self._create(
            self.calls, "CA", to=form["To"], twiml=form.get("Twiml"), start_time=None, **{"from": form["From"]}
        )

    def _forget(self, recording: Json) -> tuple[Json, int]:
        self.recordings.remove(recording)
        return {}, 204

    def _create(self, kept: list[Json], kind: str, **known: object) -> tuple[Json, int]:
        at = format_datetime(self._now().astimezone(UTC))
        made: Json = {
            "account_sid": ACCOUNT_SID,
            "status": "queued",
            "direction": "outbound-api",
            "date_created": at,
            "date_updated": at,
            **known,
        }
        with self._creating:
            made["sid"] = f"{kind}{len(kept):032x}"
            kept.append(made)
        self.after_create()
        if self.hangs_after_create:
            self._released.wait(60)
        return made, 201

    def _refuse(self, form: Fields) -> None:
        if code := self.refuses.get(form["To"]):
            raise Refusal(code, f"Refused for {form['To']}")
        if not re.fullmatch(r"\+[1-9]\d{6,14}", form["To"]):
            raise Refusal(21211, f"The 'To' number {form['To']} is not a valid phone number.")
        if form.get("From") != NUMBER:
            raise Refusal(21606, f"The 'From' phone number {form.get('From')} is not yours")

    def _change_call(self, call: Json, form: Fields) -> tuple[Json, int]:
        if call["status"] in ("completed", "busy", "failed", "no-answer", "canceled"):
            raise Refusal(21220, "Call is not in-progress. Cannot redirect.")
        return self._change(call, form, _CALL_CHANGES)

    def _change(self, resource: Json, form: Fields, known: Fields) -> tuple[Json, int]:
        _check(form, known)
        self.changes.append((resource["sid"], form))
        resource.update({known[name]: value for name, value in form.items() if known[name]})
        return resource, 200


def _fields(text: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()}


def _authenticate(asked: Asked, auth_token: str) -> None:
    mine = base64.b64encode(f"{ACCOUNT_SID}:{auth_token}".encode()).decode()
    if asked.headers.get("authorization") != f"Basic {mine}":
        raise Refusal(20003, "Authenticate", 401)


def _check(form: Fields, known: Fields, *, required: tuple[str, ...] = ()) -> None:
    if unknown := sorted(set(form) - set(known)):
        raise Refusal(20001, f"Unknown parameters: {', '.join(unknown)}")
    if missing := [name for name in required if not form.get(name)]:
        raise Refusal(21604 if missing == ["To"] else 21602, f"A '{missing[0]}' is required")


def _listed(name: str, kept: list[Json], query: Fields, filters: Fields) -> tuple[Json, int]:
    """Return the first page, the newest first."""
    wanted = {key: value for key, value in query.items() if key not in _PAGE}
    _check(wanted, filters)
    found = [
        one for one in reversed(kept) if all(one.get(filters[k]) == v for k, v in wanted.items() if filters[k])
    ]
    size = int(query.get("PageSize", "50"))
    page: Json = {"page": 0, "page_size": size, "uri": "", "next_page_uri": None, "previous_page_uri": None}
    return {**page, name: found[:size]}, 200


def _of(kept: list[Json], sid: str) -> Json:
    if found := next((one for one in kept if one["sid"] == sid), None):
        return found
    raise Refusal(20404, "The requested resource was not found", 404)


def _error(status: int, code: int, message: str) -> Answer:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return as_json({"code": code, "message": message, "more_info": more, "status": status}, status)
