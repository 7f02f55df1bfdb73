"""What of a model's proposal is so: only what the caller's own words give when the rules read them; pure.

A model points at words and says what they mean. The rules read just those words, as the answer to the question
they would answer; where both agree, the rules' reading is kept. So no digit and no name comes from a model.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from receptionist.cases import Details, Vehicle
from receptionist.shop.services import Services
from receptionist.understanding.heard import Hearing, Understood
from receptionist.understanding.sounds import digitise
from receptionist.understanding.text import normalise
from receptionist.understanding.understand import understand
from receptionist.words.dialogue import Proposal, ProposedDetail

MOST_DETAILS = 8
"""How many proposals of one reply are looked at."""
MAX_OWN_WORDS = 120
"""Characters of a detail that is kept in the caller's own words."""

SLOT_OF: Mapping[str, str] = {
    "service_type": "problem", "name": "name", "callback_number": "callback_number", "address": "location",
    "unit": "location", "city": "location", "landmark": "location", "location_detail": "location",
    "business_name": "location", "vehicle": "vehicle", "vehicle_locked": "vehicle_locked",
    "keys_location": "keys_location", "key_type": "key_type", "all_keys_lost": "spare",
    "lock_details": "lock_details", "lock_count": "lock_details", "keying": "lock_details",
    "lock_brand": "lock_brand", "safe_brand": "safe_details",
    "safe_lock": "safe_details", "preferred_window": "timing", "appointment": "timing", "deadline": "timing",
    "authority": "authority", "has_id": "authority", "court_order": "authority", "officer_present": "authority",
    "onsite_contact_name": "onsite_contact", "onsite_contact_number": "onsite_contact",
}  # fmt: skip
"""Detail -> the question that it answers. Other details (consent, danger, messages) are for the rules alone."""
_ONLY_WHEN_ASKED = frozenset(
    {
        "name", "callback_number", "address", "landmark", "location_detail", "business_name", "vehicle_locked",
        "keys_location", "all_keys_lost", "lock_details", "lock_brand", "authority", "has_id", "court_order",
        "officer_present", "onsite_contact_name", "onsite_contact_number",
    }
)  # fmt: skip
"""Details for which any words would do as the answer: taken only from a turn in which they were asked for."""
_OWN_WORDS = frozenset({"lock_details", "keys_location", "lock_brand"})
"""Details that may be any words, as long as they are the caller's and answer the question."""
_PERSON = re.compile(
    r"\b(?:speak|talk|connect|transfer|put|reach|hablar|comun\w+|pas\w+)\b.*\b(?:person|human|some(?:one|body)|any(?:one|body)"
    r"|manager|owner|boss|people|whoever|persona|humano|alguien|due[nñ][oa]|jef[ea]|encargad[oa]|gente)\b"
    r"|\b(?:real|actual|live) (?:person|human|people)\b|\b(?:human|representative|operator|humano|operador[a]?)\b"
)
"""Words of somebody who wants a person, however they put it; a model's word alone sends nobody away."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a proposal adds to what the rules understood, and why the rest was left out (reason -> details)."""

    extra: Understood
    left_out: Mapping[str, tuple[str, ...]]
    kept: Mapping[str, str] = field(default_factory=dict)
    """Detail -> why it was kept: `read_alike`, or `own_words` of the caller; no words."""

    def added_to(self, understood: Understood) -> Understood:
        """Return all that is understood of the utterance now; what the rules read themselves stays."""
        extra = self.extra
        return replace(
            understood,
            service=understood.service or extra.service,
            details={**extra.details, **understood.details},
            marks=understood.marks | extra.marks,
            wants=understood.wants | extra.wants,
            questions=understood.questions | extra.questions,
        )


def agree(proposal: Proposal, understood: Understood, hearing: Hearing, services: Services) -> Agreed:
    """Return what of a proposal the caller's words bear out; it completes what is known, and replaces nothing."""
    words = normalise(understood.text)
    details: Details = {}
    service: str | None = None
    kept: dict[str, str] = {}
    left_out: dict[str, list[str]] = {}
    for detail in proposal.details[:MOST_DETAILS]:
        key = detail.key.split(".")[0]
        if objection := _objection(detail, words, understood, hearing):
            left_out.setdefault(objection, []).append(key)
        elif key == "service_type":
            service = _read(detail, hearing, services).service
            if service == detail.value:
                kept[key] = "read_alike"
            else:
                left_out.setdefault("read otherwise", []).append(key)
                service = None
        elif derived := _derived(detail, key, hearing, services):
            new, kept[key] = derived
            details |= _merged(details, new)
        else:
            left_out.setdefault("read otherwise", []).append(key)
    known = replace(understood, details={**details, **understood.details})
    extra = Understood(
        text=understood.text,
        service=service,
        details=details,
        marks=frozenset({"suspected_danger"} if proposal.danger and understood.danger is None else ()),
        wants=frozenset({"human"} if proposal.wants_person and _PERSON.search(words) else ()),
        questions=_unknown_question(proposal, words, known),
    )
    return Agreed(extra, {reason: tuple(keys) for reason, keys in left_out.items()}, kept)


def _objection(detail: ProposedDetail, words: str, understood: Understood, hearing: Hearing) -> str | None:
    """Return why a proposal is not even looked into, None when it is."""
    key, _, part = detail.key.partition(".")
    slot = SLOT_OF.get(key)
    if slot is None or (part and key != "vehicle"):
        return "not a model's to propose"
    if _is_known(key, part, understood, hearing):
        return "known"
    said = normalise(detail.said)
    if not said or f" {said} " not in f" {words} ":
        return "not said"
    if key in _ONLY_WHEN_ASKED and slot not in hearing.asks:
        return "not asked for"
    return None


def _is_known(key: str, part: str, understood: Understood, hearing: Hearing) -> bool:
    if key == "service_type":
        return bool(understood.service or hearing.job.service_type)
    now = understood.details.get(key, getattr(hearing.job, key))
    return getattr(now, part, None) is not None if part and now is not None else now is not None


def _read(detail: ProposedDetail, hearing: Hearing, services: Services) -> Understood:
    """Return what the rules make of the words that a model points at, as an answer to the question they answer."""
    slot = SLOT_OF[detail.key.split(".")[0]]
    return understand(detail.said, replace(hearing, asks=(slot,), keys="", digits=""), services)


def _derived(detail: ProposedDetail, key: str, hearing: Hearing, services: Services) -> tuple[Details, str] | None:
    """Return the detail as the rules read it or in the caller's own words, and which; None for neither."""
    read = _read(detail, hearing, services).details.get(key)
    part = detail.key.partition(".")[2]
    if isinstance(read, Vehicle) and part:
        value = getattr(read, part, None)
        alike = value is not None and _same(value, detail.value)
        return ({key: Vehicle(**{part: value})}, "read_alike") if alike else None
    if read is not None and _same(read, detail.value):
        return {key: read}, "read_alike"
    own = digitise(normalise(detail.value))
    if key in _OWN_WORDS and own and set(own.split()) <= set(digitise(normalise(detail.said)).split()):
        return {key: detail.value[:MAX_OWN_WORDS]}, "own_words"
    return None


def _merged(details: Details, new: Details) -> Details:
    known, newer = details.get("vehicle"), new.get("vehicle")
    if isinstance(known, Vehicle) and isinstance(newer, Vehicle):
        return {"vehicle": known.merged(newer)}
    return new


def _same(read: Any, proposed: str) -> bool:  # noqa: ANN401 -- a detail's value
    """Tell whether both are the same but for how they are written."""
    if isinstance(read, bool):
        return proposed.strip().lower() == str(read).lower()
    return _letters(str(read)) == _letters(proposed)


def _letters(text: str) -> str:
    return "".join(digitise(normalise(text)).split())


def _unknown_question(proposal: Proposal, words: str, understood: Understood) -> frozenset[str]:
    """Return `other` when the caller's own words hold the question that a model could not answer."""
    asked = _content(normalise(proposal.unknown_question or ""))
    heard = set(words.split())
    if not asked or understood.questions or len([word for word in asked if word in heard]) * 2 < len(asked):
        return frozenset()
    return frozenset({"other"})


def _content(text: str) -> list[str]:
    return [word for word in text.split() if len(word) > 3]
