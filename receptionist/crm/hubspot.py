"""Customer records at HubSpot: contacts by telephone number, notes on their timelines; changes no contact.

Plain HTTP, not HubSpot's SDK: for three kinds of request that would bring another HTTP library, which by default
waits for ever. Source: developers.hubspot.com/docs/api-reference (search the CRM, notes), version 2026-09, checked
2026-11-22; the older paths, with `/crm/v3/`, end in September 2027.
"""

import html
import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import phonenumbers
from phonenumbers import PhoneNumberFormat

from receptionist.exchange import TIMEOUT_S, Exchange, Server
from receptionist.ports import CRMBase, CRMError, Customer, Note
from utils import normalise_phone_number

BASE_URL = "https://api.hubapi.com"
VERSION = "2026-09"
NOTE_TO_CONTACT = 202
"""HubSpot's number for what connects a note with its contact."""
MOST_CHARS = 2000
"""Of one detail: a note may have 65,536."""
_NUMBERS = ("phone", "mobilephone")
_SEARCHABLE = ("hs_searchable_calculated_phone_number", "hs_searchable_calculated_mobile_number")
_LANGUAGES = {"en": "en-US", "es": "es-US"}
_SERVER = Server(name="HubSpot", url="CRM_URL", secret="CRM_SECRET", error=CRMError)  # noqa: S106 -- a name
_Record = Mapping[str, Any]


class HubSpotCRM(CRMBase):
    """Needs a key that may read and write contacts (`crm.objects.contacts.read` and `.write`)."""

    def __init__(
        self,
        token: str,
        base_url: str = BASE_URL,
        *,
        timeout_s: float = TIMEOUT_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raise ConfigError for a wrong `base_url`."""
        bearer = {"Authorization": f"Bearer {token}"}
        self._exchange = Exchange(_SERVER, base_url, headers=bearer, timeout_s=timeout_s, monotonic=monotonic)

    def get_customer(self, phone: str) -> Customer | None:
        """Return the oldest contact with this number, however it is spelled there."""
        found = self._found(phone)
        return _customer(found, phone) if found else None

    def create_note(self, note: Note) -> None:
        """Put a note on the contact's timeline; a stranger becomes a contact by a job, and else gets no note.

        The note is looked for before it is written, since HubSpot keeps no idempotency keys. Its search knows a
        new record only after some seconds: a retry within them could write a second one.
        """
        contact_id = note.customer_id or self._contact_id(note)
        if contact_id is None or self._is_written(note, contact_id):
            return
        link = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": NOTE_TO_CONTACT}
        written = {"hs_timestamp": _milliseconds(note.at), "hs_note_body": _body(note)}
        self._post("notes", {"properties": written, "associations": [{"to": {"id": contact_id}, "types": [link]}]})

    def _contact_id(self, note: Note) -> str | None:
        if found := self._found(note.phone):
            return _id(found)
        return self._new_contact(note) if note.job.get("id") else None

    def _new_contact(self, note: Note) -> str:
        first, _, last = (note.job.get("name") or "").partition(" ")
        known = {"phone": note.phone, "firstname": first, "lastname": last}
        return _id(self._post("contacts", {"properties": {key: value for key, value in known.items() if value}}))

    def _found(self, phone: str) -> _Record | None:
        either = [{"filters": [each]} for each in _filters(phone)]
        shown = [*_NUMBERS, "firstname", "lastname", "hs_language"]
        oldest_first = [{"propertyName": "createdate", "direction": "ASCENDING"}]
        query = {"filterGroups": either, "properties": shown, "sorts": oldest_first, "limit": 20}
        # HubSpot compares without the country's prefix: what it finds may be a number of another country.
        return next((each for each in self._search("contacts", query) if _has_number(each, phone)), None)

    def _is_written(self, note: Note, contact_id: str) -> bool:
        theirs = {"propertyName": "associations.contact", "operator": "EQ", "value": contact_id}
        then = {"propertyName": "hs_timestamp", "operator": "EQ", "value": _milliseconds(note.at)}
        query = {"filterGroups": [{"filters": [theirs, then]}], "properties": ["hs_note_body"], "limit": 20}
        return any(note.key in str(_property(each, "hs_note_body")) for each in self._search("notes", query))

    def _search(self, what: str, query: _Record) -> list[_Record]:
        results = self._post(f"{what}/search", query).get("results")
        if not isinstance(results, list):
            raise CRMError("HubSpot: the answer to a search has no results")
        return results

    def _post(self, path: str, body: _Record) -> dict[str, Any]:
        return self._exchange.ask(json.dumps(body).encode(), path=f"/crm/objects/{VERSION}/{path}")


def _filters(phone: str) -> Iterator[dict[str, object]]:
    """Yield what finds a number as people write it, and as HubSpot itself makes it searchable."""
    number = phonenumbers.parse(phone)
    digits = phonenumbers.national_significant_number(number)
    usual = [
        phonenumbers.format_number(number, kind)
        for kind in (PhoneNumberFormat.NATIONAL, PhoneNumberFormat.RFC3966)
    ]
    spellings = [
        phone,
        digits,
        phone.lstrip("+"),
        usual[0],
        usual[1].removeprefix("tel:"),
        usual[1].partition("-")[2],
    ]
    for name in _NUMBERS:
        yield {"propertyName": name, "operator": "IN", "values": spellings}
    for name in _SEARCHABLE:
        yield {"propertyName": name, "operator": "EQ", "value": digits}


def _property(record: object, name: str) -> object:
    properties = record.get("properties") if isinstance(record, Mapping) else None
    return properties.get(name) if isinstance(properties, Mapping) else None


def _has_number(record: _Record, phone: str) -> bool:
    region = phonenumbers.region_code_for_number(phonenumbers.parse(phone)) or "US"
    written = (_property(record, name) for name in _NUMBERS)
    return any(normalise_phone_number(str(text), region) == phone for text in written if text)


def _id(record: _Record) -> str:
    if not (found := record.get("id")):
        raise CRMError("HubSpot: a contact without an id")
    return str(found)


def _customer(record: _Record, phone: str) -> Customer:
    names = [str(name) for key in ("firstname", "lastname") if (name := _property(record, key))]
    language = str(_property(record, "hs_language") or "")[:2]
    return Customer(id=_id(record), phone=phone, name=" ".join(names) or None, language=_LANGUAGES.get(language))


def _milliseconds(at: datetime) -> str:
    return str(round(at.astimezone(UTC).timestamp() * 1000))


def _body(note: Note) -> str:
    """Return a note as HTML; what callers said stays text."""
    details = "".join(f"<li>{html.escape(line)}</li>" for line in _details(note.job))
    words = [note.summary, f"Next: {note.next_step}", f"{note.outcome} ({note.key})"]
    return "".join(f"<p>{html.escape(line[:MOST_CHARS])}</p>" for line in words) + f"<ul>{details}</ul>"


def _details(job: _Record) -> Iterator[str]:
    for name, value in job.items():
        known = " ".join(str(part) for part in value.values() if part) if isinstance(value, Mapping) else value
        if known not in (None, "", "none"):
            yield f"{name.replace('_', ' ')}: {known}"[:MOST_CHARS]
