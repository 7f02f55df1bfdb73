"""HubSpot's CRM API as far as we ask it: contacts and notes, searched and made. Refuses what HubSpot would refuse.

Source: developers.hubspot.com/docs/api-reference (search the CRM, notes), version 2026-09.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from simulator.vendors.server import Answer, Asked, StandIn, as_json

_PATH = re.compile(r"/crm/objects/2026-09/(contacts|notes)(/search)?")
_PROPERTIES = {
    "contacts": {"firstname", "lastname", "phone", "mobilephone", "hs_language"},
    "notes": {"hs_timestamp", "hs_note_body"},
}
_CALCULATED = {
    "hs_searchable_calculated_phone_number": "phone",
    "hs_searchable_calculated_mobile_number": "mobilephone",
}
_SEARCH_KEYS = {"filterGroups", "properties", "sorts", "limit", "query", "after"}
MOST_GROUPS, MOST_FILTERS, MOST_RESULTS = 5, 18, 200


class _Refused(ValueError):
    """A request that HubSpot answers with 400."""


@dataclass(frozen=True, slots=True)
class Record:
    """A contact or a note; `contacts` are those that a note belongs to."""

    id: str
    properties: dict[str, str]
    contacts: frozenset[str] = field(default_factory=frozenset)


class HubSpot(StandIn):
    """An account with its contacts and notes, to fill and to look at."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self.token = token
        self.records: dict[str, list[Record]] = {"contacts": [], "notes": []}
        self.searchable = True
        """False while the search does not know yet what was made."""
        self._ids = count(101)

    def add_contact(self, **properties: str) -> str:
        """Make a contact by hand, and return its id."""
        return self._make("contacts", {"properties": properties}).id

    def answer(self, asked: Asked) -> Answer:
        """Search, or make a record."""
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return self.error(401)
        found = _PATH.fullmatch(asked.path)
        if asked.method != "POST" or not found:
            return self.error(404)
        try:
            if found[2]:
                return as_json(self._found(found[1], asked.json()))
            return as_json(_shown(self._make(found[1], asked.json())), 201)
        except _Refused as error:
            return _error(400, str(error), "VALIDATION_ERROR")

    def error(self, status: int) -> Answer:
        """Fail in HubSpot's own form."""
        if status == 429:
            return _error(
                429, "You have reached your ten_secondly_rolling limit.", "RATE_LIMITS", Retry_After="10"
            )
        return _error(status, f"failed with {status}", {401: "INVALID_AUTHENTICATION"}.get(status, "ERROR"))

    def _make(self, kind: str, wanted: Mapping[str, Any]) -> Record:
        properties = wanted.get("properties", {})
        if set(wanted) - {"properties", "associations"} or set(properties) - _PROPERTIES[kind]:
            raise _Refused("unknown key or property")
        if kind == "notes" and ("hs_timestamp" not in properties or len(properties["hs_note_body"]) > 65_536):
            raise _Refused("hs_timestamp is required, and hs_note_body at most 65536 characters")
        record = Record(str(next(self._ids)), dict(properties), frozenset(self._linked(wanted)))
        self.records[kind].append(record)
        return record

    def _linked(self, wanted: Mapping[str, Any]) -> Iterator[str]:
        known = {contact.id for contact in self.records["contacts"]}
        for link in wanted.get("associations", []):
            (kind,) = link["types"]
            if (
                kind != {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 202}
                or link["to"]["id"] not in known
            ):
                raise _Refused("no such association")
            yield link["to"]["id"]

    def _found(self, kind: str, query: Mapping[str, Any]) -> Mapping[str, Any]:
        groups = [group["filters"] for group in query["filterGroups"]]
        if set(query) - _SEARCH_KEYS or query.get("limit", 10) > MOST_RESULTS:
            raise _Refused("unknown key, or too many results wanted")
        if len(groups) > MOST_GROUPS or sum(map(len, groups)) > MOST_FILTERS:
            raise _Refused("too many filters")
        known = self.records[kind] if self.searchable else []
        found = [r for r in known if any(all(_matches(kind, r, each) for each in group) for group in groups)]
        return {"total": len(found), "results": [_shown(record) for record in found]}


def _matches(kind: str, record: Record, wanted: Mapping[str, Any]) -> bool:
    name, operator = wanted["propertyName"], wanted["operator"]
    if name == "associations.contact":
        return wanted["value"] in record.contacts
    if name in _CALCULATED:
        # Area code and local number only, whatever the country.
        held = re.sub(r"\D", "", record.properties.get(_CALCULATED[name], ""))[-10:]
    elif name in _PROPERTIES[kind]:
        held = record.properties.get(name, "")
    else:
        raise _Refused(f"there is no property {name}")
    if operator == "IN":
        return held in wanted["values"]
    if operator == "EQ":
        return bool(held) and held == wanted["value"]
    raise _Refused(f"operator {operator} is not known")


def _shown(record: Record) -> Mapping[str, Any]:
    return {"id": record.id, "properties": record.properties, "archived": False}


def _error(status: int, message: str, category: str, **headers: str) -> Answer:
    said = {"status": "error", "message": message, "correlationId": "0" * 8, "category": category}
    return as_json(said, status, **headers)
