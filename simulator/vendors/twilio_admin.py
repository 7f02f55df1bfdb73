"""Twilio's REST API as the set-up of a number uses it: IncomingPhoneNumbers, and Studio's flows; takes no calls.

Only what the pages of Twilio's API reference name is taken, anything else is refused, so that a wrong name shows
in a test: https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource and
https://www.twilio.com/docs/studio/rest-api/v2/flow, checked 2026-11-22.
"""

import json
import re
from base64 import b64decode
from typing import Any
from urllib.parse import parse_qs, urlsplit

from simulator.vendors.server import Answer, Asked, StandIn, as_json

ACCOUNT_SID = "AC" + "a1" * 16
AUTH_TOKEN = "t0ken" + "9f" * 13
NUMBER = "+13035550100"
NUMBER_SID = "PN" + "b2" * 16

_URLS = {"VoiceUrl", "VoiceFallbackUrl", "StatusCallback", "SmsUrl", "SmsFallbackUrl"}
_METHODS = {"VoiceMethod", "VoiceFallbackMethod", "StatusCallbackMethod", "SmsMethod", "SmsFallbackMethod"}
_CHANGEABLE = _URLS | _METHODS | {"VoiceApplicationSid", "SmsApplicationSid", "TrunkSid", "FriendlyName"}
_SEARCHED = {"PhoneNumber", "FriendlyName", "Beta", "Origin", "PageSize", "Page", "PageToken"}
_FLOW = {"FriendlyName", "Status", "Definition", "CommitMessage"}
_EVENTS = {
    "trigger": {
        "incomingMessage",
        "incomingCall",
        "incomingConversationMessage",
        "incomingRequest",
        "incomingParent",
    },
    "say-play": {"audioComplete"},
    "split-based-on": {"noMatch", "match"},
    "connect-call-to": {"callCompleted", "hangup"},
    "record-voicemail": {"recordingComplete", "noAudio", "hangup"},
    "add-twiml-redirect": {"return", "timeout", "fail"},
}


class Refused(Exception):
    """What Twilio answers with an error of its own number."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.answer = _error(status, code, message)


class TwilioAdmin(StandIn):
    """An account with one number and no flow. `number` is what Twilio says of it; change it at will."""

    def __init__(self) -> None:
        super().__init__()
        self.number = a_number()
        self.flows: dict[str, dict[str, Any]] = {}

    @property
    def writes(self) -> list[Asked]:
        """What would have changed something."""
        return [asked for asked in self.asked if asked.method != "GET"]

    def answer(self, asked: Asked) -> Answer:
        """Answer as Twilio does to who has the account's SID and token."""
        try:
            _authenticate(asked)
            return self._routed(asked)
        except Refused as refused:
            return refused.answer

    def error(self, status: int) -> Answer:
        """Return an error of Twilio's form; 429 has its own number."""
        return _error(status, 20429 if status == 429 else 20500, "simulated")

    def _routed(self, asked: Asked) -> Answer:
        parts = urlsplit(asked.path)
        query = _fields(parts.query)
        numbers = f"/2010-04-01/Accounts/{ACCOUNT_SID}/IncomingPhoneNumbers"
        if parts.path == f"{numbers}.json" and asked.method == "GET":
            return self._search(query)
        if parts.path == f"{numbers}/{NUMBER_SID}.json" and asked.method == "POST":
            return self._change(_fields(asked.body.decode()))
        if parts.path == "/v2/Flows":
            return self._list(query) if asked.method == "GET" else self._make(_fields(asked.body.decode()))
        if (found := re.fullmatch(r"/v2/Flows/(FW\w{32})", parts.path)) and found[1] in self.flows:
            return self._flow(found[1], asked)
        raise Refused(404, 20404, f"The requested resource {parts.path} was not found")

    def _search(self, query: dict[str, str]) -> Answer:
        _only(query, _SEARCHED)
        digits = query.get("PhoneNumber", "").lstrip("+")
        listed = [self.number] if digits in self.number["phone_number"] else []
        return as_json({"incoming_phone_numbers": listed, "page": 0, "page_size": 50, "next_page_uri": None})

    def _change(self, form: dict[str, str]) -> Answer:
        _only(form, _CHANGEABLE)
        for name, value in form.items():
            if name in _URLS and value and not re.match(r"https?://[^/\s]+\.?[^/\s]*", value):
                raise Refused(400, 21402, f"{name} is not valid")
            if name in _METHODS and value not in ("GET", "POST"):
                raise Refused(400, 21403, f"{name} is not valid")
        changed = self.number | {_key(name): value for name, value in form.items()}
        if changed["voice_fallback_url"] and not changed["voice_url"]:
            raise Refused(400, 21405, "VoiceFallbackUrl needs VoiceUrl")
        self.number = changed
        return as_json(self.number)

    def _list(self, query: dict[str, str]) -> Answer:
        _only(query, {"PageSize", "Page", "PageToken"})
        # Twilio leaves the definition out of a list.
        return as_json({"flows": [flow | {"definition": None} for flow in self.flows.values()], "meta": {}})

    def _make(self, form: dict[str, str]) -> Answer:
        _need(form, {"FriendlyName", "Status", "Definition"})
        sid = f"FW{len(self.flows) + 1:032x}"
        return as_json(self._stored(sid, form, revision=1), status=201)

    def _flow(self, sid: str, asked: Asked) -> Answer:
        if asked.method == "GET":
            return as_json(self.flows[sid])
        form = _fields(asked.body.decode())
        _need(form, {"Status"})
        return as_json(self._stored(sid, form, revision=self.flows[sid]["revision"] + 1))

    def _stored(self, sid: str, form: dict[str, str], *, revision: int) -> dict[str, Any]:
        _only(form, _FLOW)
        if form["Status"] not in ("draft", "published"):
            raise Refused(400, 20001, "Status is not valid")
        known = self.flows.get(sid, {})
        self.flows[sid] = {
            "sid": sid,
            "account_sid": ACCOUNT_SID,
            "friendly_name": form.get("FriendlyName", known.get("friendly_name")),
            "status": form["Status"],
            "definition": _definition(form["Definition"]) if "Definition" in form else known["definition"],
            "revision": revision,
            "webhook_url": f"https://webhooks.twilio.com/v1/Accounts/{ACCOUNT_SID}/Flows/{sid}",
            "url": f"https://studio.twilio.com/v2/Flows/{sid}",
        }
        return self.flows[sid]


def a_number(**changed: object) -> dict[str, Any]:
    """Return what Twilio says of a number that was just bought."""
    number: dict[str, Any] = {_key(name): "" for name in _CHANGEABLE}
    number |= {_key(name): "POST" for name in _METHODS}
    demo = {
        "voice_url": "https://demo.twilio.com/welcome/voice/",
        "sms_url": "https://demo.twilio.com/welcome/sms",
    }
    number |= {"sid": NUMBER_SID, "account_sid": ACCOUNT_SID, "phone_number": NUMBER, **demo}
    return number | {"voice_application_sid": None, "trunk_sid": None, "capabilities": _CAPABLE, **changed}


_CAPABLE = {"voice": True, "sms": True, "mms": True, "fax": False}


def _authenticate(asked: Asked) -> None:
    scheme, _, credentials = asked.headers.get("authorization", "").partition(" ")
    if scheme != "Basic" or b64decode(credentials).decode() != f"{ACCOUNT_SID}:{AUTH_TOKEN}":
        raise Refused(401, 20003, "Authenticate")


def _definition(text: str) -> Any:  # noqa: ANN401 -- JSON
    """Return a flow's definition; refuse widgets, events and targets that do not exist, as Twilio does."""
    try:
        made = json.loads(text)
        names = {state["name"] for state in made["states"]}
        events = [
            (state["type"], transition["event"], transition.get("next", made["initial_state"]))
            for state in made["states"]
            for transition in state["transitions"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(400, 20001, f"Definition is not valid: {error}") from error
    for kind, event, following in events:
        if event not in _EVENTS.get(kind, set()) or following not in names:
            raise Refused(400, 20001, f"Definition is not valid: {kind} {event} {following}")
    return made


def _fields(encoded: str) -> dict[str, str]:
    fields = parse_qs(encoded, keep_blank_values=True, strict_parsing=bool(encoded))
    if twice := [name for name, values in fields.items() if len(values) > 1]:
        raise Refused(400, 20001, f"given twice: {twice}")
    return {name: values[0] for name, values in fields.items()}


def _only(fields: dict[str, str], known: set[str]) -> None:
    if unknown := fields.keys() - known:
        raise Refused(400, 20001, f"unknown parameters: {sorted(unknown)}")


def _need(fields: dict[str, str], needed: set[str]) -> None:
    if missing := needed - fields.keys():
        raise Refused(400, 20001, f"missing parameters: {sorted(missing)}")


def _key(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _error(status: int, code: int, message: str) -> Answer:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return as_json({"code": code, "message": message, "more_info": more, "status": status}, status=status)
