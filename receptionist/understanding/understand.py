"""The one door of understanding: what was said -> details, by rules; guesses nothing, says nothing."""

import re
from datetime import UTC, datetime

from receptionist.cases import Details
from receptionist.shop.services import Services
from receptionist.understanding.answers import Answer, yes_or_no
from receptionist.understanding.cards import redact, redact_code
from receptionist.understanding.contact import hear_contact
from receptionist.understanding.danger import Risk, hear_danger
from receptionist.understanding.heard import Hearing, Understood
from receptionist.understanding.language import hear_language
from receptionist.understanding.locks import hear_locks
from receptionist.understanding.phones import keyed
from receptionist.understanding.places import hear_place
from receptionist.understanding.scenes import lockout_at, speaks_for_business
from receptionist.understanding.sounds import likeness
from receptionist.understanding.standing import hear_standing
from receptionist.understanding.streets import street_of
from receptionist.understanding.text import normalise
from receptionist.understanding.times import completed, hear_time, names_day
from receptionist.understanding.trade import CLEAR_ENOUGH, also_named, name_service, signed_service
from receptionist.understanding.vehicles import hear_vehicle
from receptionist.understanding.wishes import Wishes, hear_wishes

EMERGENCY_KEYS = frozenset({"911", "112", "999", "000", "111"})
"""Who keys an emergency number needs one."""
UNCLEAR = 0.4
"""Below this confidence of the speech recognition, words are taken only for what a mistake cannot spoil."""
_HARMLESS = frozenset({"lock_details", "business_name", "landmark", "city", "vehicle", "person_at_risk", "hazard"})
_NOT_THEIRS = frozenset({"others_data", "injection"})
"""Refused requests whose words tell nothing of a job of the caller's own."""
_ABOUT = re.compile(r"\b(?:about|regarding|sobre|por lo de)\b.*")
_DOOR = re.compile(r"\b(?:doors?|puertas?)\b")
_NO_LOCKOUT = frozenset({"intruder or threat", "weapon", "in traffic or on the tracks"})
"""Hazards that shut nobody out."""
_NO_JOB = frozenset(
    {
        "status",
        "cancel",
        "reschedule",
        "change",
        "message",
        "complaint",
        "human",
        "wrong_number",
        "sales",
        "job_application",
    }
)
"""Wishes beside which words about locks and keys ask for no work."""
_INDOORS = frozenset({"smoke or fire", "smoke or fire, stove on", "gas", "nobody answers inside"})
"""Hazards that somebody locked out has at home, unless a car is named."""
_ONLY_ANNOUNCED = re.compile(
    r"(?:(?!for\b|about\b|that\b|que\b|de\b|sobre\b)[\w']+ )*?"
    r"(?:leave|take|pass (?:on|along)|give|dejar(?:le)?|deje|tomar|pasar(?:le)?)"
    r"(?: (?:a|him|her|them|you|the owner|un|el))* (?:message|msg|note|mensaje|recado)"
    r"(?: (?:for|to|with|para|al?|con) (?:(?:the|your|el|la|su|mr|mister|señor) )*[\w']+)?"
    r"(?: (?:please|then|por favor))?"
)
"""Words that announce a message and hold nothing of it yet."""
MOST_WORDS_OF_A_SPOT = 3
_MAX_MESSAGE = 300
"""Characters of a message, over all the turns that add to it."""


def understand(words: str, hearing: Hearing, services: Services) -> Understood:
    """Return what the rules make of one utterance, given what was asked and what is known.

    Card numbers and codes are gone from everything that is returned. A number that was keyed goes before one that
    was said. A detail is set only by a turn that was asked for it or that plainly says it.
    """
    spoken, card = redact(words)
    spoken, code = redact_code(spoken)
    text = normalise(spoken)
    known = hearing.job.service_type
    wishes = hear_wishes(text, asked=hearing.asks)
    answer = _answer(text, wishes)
    risk = _risk(text, hearing, services)
    service = _service(text, hearing, services, wishes=wishes, risk=risk)
    also = also_named(text, services, current=service or known)
    details, digits = _details(
        text, hearing, services, wishes=wishes, answer=answer, service=service, elsewhere=bool(also)
    )
    details |= _risk_details(risk) | ({"access_code": code} if code else {})
    if service == "home_lockout" and speaks_for_business(text, details):
        service = "business_lockout"
    if unclear := hearing.confidence is not None and hearing.confidence < UNCLEAR:
        details, digits = _harmless(details), hearing.digits
    details, digits = _with_keys(details, digits, hearing)
    empty = not (details or service or risk or wishes != Wishes() or answer)
    return Understood(
        text=" ".join(spoken.split()),
        language=hear_language(text, wants=wishes.wants, current=hearing.language),
        intelligible=bool(hearing.keys or (text and not (unclear and empty))),
        service=service,
        also=() if unclear or wishes.refuse else also,
        lockout=None if wishes.refuse or "vip" in wishes.marks else _lockout(text, details, risk),
        details=details,
        digits=digits,
        answer=None if unclear else answer,
        danger=risk.danger if risk else None,
        questions=wishes.questions,
        wants=wishes.wants,
        refuse=wishes.refuse,
        marks=wishes.marks | ({"card"} if card else set()),
    )


def warm_up(services: Services) -> None:
    """Compile every pattern now, which takes most of a second, so that no caller waits for it."""
    hearing = Hearing(now=datetime(2026, 1, 1, tzinfo=UTC), towns=("Springfield",), asks=("location", "name"))
    understand(
        "my name is jo smith at twelve oak street tomorrow at nine in a blue honda civic", hearing, services
    )


def _answer(text: str, wishes: Wishes) -> Answer | None:
    """Return the yes or no; "no hablo inglés" says no to nothing that was asked."""
    answer = yes_or_no(text)
    return None if answer == "no" and wishes.wants & {"spanish", "english"} else answer


def _risk(text: str, hearing: Hearing, services: Services) -> Risk | None:
    if hearing.keys.strip("#*") in EMERGENCY_KEYS:
        return Risk(danger="certain")
    known = services.get(hearing.job.service_type or "")
    return hear_danger(
        text,
        asked_safety="safety" in hearing.asks,
        family=known.family if known else None,
        known=hearing.job,
    )


def _service(text: str, hearing: Hearing, services: Services, *, wishes: Wishes, risk: Risk | None) -> str | None:
    """Return the service that the words name, or that what they tell is wrong makes plain enough to go on with."""
    known = hearing.job.service_type
    if known is None and "message" in wishes.wants:
        text = _ABOUT.sub("", text)  # What a message is about is no work to be done now.
    named = name_service(text, services, current=known, confidence=hearing.confidence)
    bare = len(text.split()) <= MOST_WORDS_OF_A_SPOT or "keys_location" in hearing.asks
    if named == "ignition_repair" and known == "vehicle_lockout" and bare:
        return None  # That is where the keys are.
    clear = hearing.confidence is None or hearing.confidence >= CLEAR_ENOUGH
    other = wishes.refuse or wishes.wants & _NO_JOB or (risk and risk.danger == "certain")
    if named or other or not clear or known not in (None, "other"):
        return named
    return signed_service(text, services)


def _lockout(text: str, details: Details, risk: Risk | None) -> str | None:
    """Return the lockout that the words, or the place of somebody in danger, would make of it."""
    shut_in = (risk.person_at_risk or "") if risk else ""
    if shut_in.endswith("in car"):
        return "vehicle_lockout"
    hazard = (risk.hazard or "") if risk else ""
    at_a_door = (
        risk and risk.danger == "certain" and hazard.split(",")[0] not in _NO_LOCKOUT and _DOOR.search(text)
    )
    if place := lockout_at(text, details):
        return place
    at_home = shut_in.endswith("in house") or at_a_door or hazard in _INDOORS or hazard.startswith("stove on")
    return "home_lockout" if at_home and not details.get("vehicle") else None


def _risk_details(risk: Risk | None) -> Details:
    """Return who or what is at risk; a retraction takes both back."""
    if risk is None:
        return {}
    found = {"person_at_risk": risk.person_at_risk, "hazard": risk.hazard}
    return found if risk.danger == "retracted" else {name: value for name, value in found.items() if value}


def _details(
    text: str,
    hearing: Hearing,
    services: Services,
    *,
    wishes: Wishes,
    answer: Answer | None,
    service: str | None,
    elsewhere: bool,
) -> tuple[Details, str]:
    """Return the details of the words, and the digits of a number that is still incomplete.

    `elsewhere`: another job is named, which may be at another place than the one that is known.
    """
    if wishes.refuse in _NOT_THEIRS:
        return {}, hearing.digits
    key = service or hearing.job.service_type
    about = services.get(key or "")
    # A key breaks off in the door of a house or of a car.
    family = about.family if about and about.key != "broken_key_extraction" else None
    details: Details = _place(text, hearing, corrects="change" in wishes.wants, elsewhere=elsewhere)
    details |= _vehicle(text, hearing, family=family)
    details |= _time(text, hearing)
    details |= hear_locks(text, asked=hearing.asks, known=hearing.job.lock_details)
    details |= hear_standing(
        text, asked="authority" in hearing.asks, answer=answer, eviction=key == "eviction_lockout"
    )
    contact, digits = hear_contact(text, hearing, marks=wishes.marks, answer=answer)
    details |= contact
    if "lock_details" in hearing.asks and not details and answer != "unsure" and wishes == Wishes():
        details |= _own_words(text)
    takes_message = about is not None and about.takes == "message"
    if takes_message or wishes.wants & {"message", "complaint"}:
        details |= _message(text, hearing, wishes=wishes, told=bool(contact))
    return details, digits


def _place(text: str, hearing: Hearing, *, corrects: bool, elsewhere: bool) -> Details:
    asked = corrects or bool({"location", "spelling", "change_what", "change_ok"} & set(hearing.asks))
    job = hearing.job
    place = hear_place(text, towns=hearing.towns, other_towns=hearing.other_towns, asked=asked, known=job.address)
    if landmark := place.get("landmark"):
        place["landmark"] = _joined(job.landmark, landmark)
    address = place.get("address")
    elsewhere = elsewhere or "further" in hearing.asks
    if (
        address
        and not (asked or elsewhere)
        and job.address
        and not likeness(street_of(address), street_of(job.address))
    ):
        # A street that nobody asked for, when one is known already, is where somebody else is.
        place = {name: value for name, value in place.items() if name not in ("address", "city", "unit")}
    return place


def _joined(known: str | None, newer: str, *, between: str = ", ", most: int = 160) -> str:
    """Return what is known with what is newer added, unless it is said already."""
    if not known or known.lower() in newer.lower():
        return newer[:most]
    return known if newer.lower() in known.lower() else f"{known}{between}{newer}"[:most]


def _vehicle(text: str, hearing: Hearing, *, family: str | None) -> Details:
    asked = "vehicle" in hearing.asks
    if not asked and family == "building":
        return {}
    vehicle = hear_vehicle(text, year_max=hearing.now.year + 1, asked=asked)
    return {"vehicle": vehicle} if vehicle else {}


def _time(text: str, hearing: Hearing) -> Details:
    if "timing" not in hearing.asks and not names_day(text):
        return {}
    heard = hear_time(text, now=hearing.now)
    if heard and (known := hearing.job.preferred_window):
        heard["preferred_window"] = completed(known, heard["preferred_window"])
    return heard


def _own_words(text: str) -> Details:
    """Return the answer to the question about the lock as it was said, when no rule made more of it."""
    return {"lock_details": text[:120]} if len(text.split()) > 2 else {}


def _message(text: str, hearing: Hearing, *, wishes: Wishes, told: bool) -> Details:
    """Return the message for the owner; what only answers our question for name or number adds nothing to it."""
    if (
        not text
        or (told and hearing.asks)
        or {"goodbye", "repeat"} & wishes.wants
        or _ONLY_ANNOUNCED.fullmatch(text)
    ):
        return {}
    key = "complaint" if "complaint" in wishes.wants else "message"
    return {key: _joined(getattr(hearing.job, key), text, between="; ", most=_MAX_MESSAGE)}


def _harmless(details: Details) -> Details:
    """Return the part of unclear words that can be kept: no numbers, since a digit may be missing."""
    kept = {name: value for name, value in details.items() if name in _HARMLESS}
    if address := details.get("address"):
        kept["address"] = street_of(address)
    return kept


def _with_keys(details: Details, digits: str, hearing: Hearing) -> tuple[Details, str]:
    """Return the details with what was keyed, which goes before what was said."""
    keys = re.sub(r"\D", "", hearing.keys)
    if not keys:
        return details, digits
    if "location" in hearing.asks and len(keys) < 7 and hearing.job.address:
        return details | {"address": f"{keys} {street_of(hearing.job.address)}"}, digits
    slot = "onsite_contact_number" if "onsite_contact" in hearing.asks else "callback_number"
    if number := keyed(hearing.keys, hearing.region) or keyed(hearing.digits + keys, hearing.region):
        return details | {slot: number}, ""
    return details, (hearing.digits + keys)[:15] if "callback_number" in hearing.asks else digits
