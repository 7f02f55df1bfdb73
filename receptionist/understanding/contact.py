"""Hears who the caller is and how to reach them: names, numbers, texting; the subjects' own modules find the words."""

import re

import phonenumbers

from receptionist.cases import Details, Job
from receptionist.understanding.answers import Answer
from receptionist.understanding.heard import Hearing
from receptionist.understanding.names import hear_business, hear_name
from receptionist.understanding.phones import Number, hear_number
from receptionist.understanding.spoken import likeness

_MYSELF = re.compile(
    r"\b(?:i'll|i will|i'm|i am|i|me|just me|myself|yo|yo mismo|yo misma)\b(?: (?:be|going|gonna|to|am|is|voy|a|estar|meet|let|right"
    r"|already))* ?(?:there|here|in person|myself|present|meeting|waiting|ahí|aquí|estaré)?\b"
)
_PREFERS = (
    ("text", re.compile(r"\b(?:rather|prefer|better|best|easier|just)(?: \w+){0,3} text|text (?:is|works) (?:better|best)|only text")),
    ("call", re.compile(r"\b(?:rather|prefer|better|just|please|only) (?:\w+ ){0,2}(?:call|a call|phone call)(?: me)?\b|don't text|no texts?\b|the texting")),
)  # fmt: skip


def hear_contact(
    text: str, hearing: Hearing, *, marks: frozenset[str], answer: Answer | None
) -> tuple[Details, str]:
    """Return name, business, numbers and consent to texts, and the digits of a number still incomplete."""
    number = _number(text, hearing)
    details = _names(text, hearing, answer=answer) | _texting(text, hearing, marks=marks, answer=answer)
    if number and number.number:
        details[_slot(hearing)] = number.number
    digits = number.digits if number and not number.number else "" if number else hearing.digits
    return details, digits


def _slot(hearing: Hearing) -> str:
    return "onsite_contact_number" if "onsite_contact" in hearing.asks else "callback_number"


def _number(text: str, hearing: Hearing) -> Number | None:
    known = getattr(hearing.job, _slot(hearing))
    return hear_number(
        text,
        so_far=hearing.digits or (_national(known) if known else ""),
        caller_id=hearing.caller_id,
        region=hearing.region,
        asked=bool({"callback_number", "onsite_contact"} & set(hearing.asks)),
    )


def _national(number: str) -> str:
    return phonenumbers.national_significant_number(phonenumbers.parse(number))


def _names(text: str, hearing: Hearing, *, answer: Answer | None) -> Details:
    details: Details = {}
    asks = set(hearing.asks)
    if "onsite_contact" in asks:
        if name := hear_name(text, asked=True):
            details["onsite_contact_name"] = name
        elif answer == "yes" or _MYSELF.match(text):
            details["onsite_contact_name"] = hearing.job.name or "the caller"
    elif name := hear_name(text, asked="name" in asks or ("spelling" in asks and hearing.job.name is not None)):
        details["name"] = _completed(hearing.job, name)
    if business := hear_business(text):
        details["business_name"] = business
    return details


def _completed(job: Job, name: str) -> str:
    """Return the whole name when only one word of the known one was said again or spelled."""
    words = (job.name or "").split()
    if len(words) < 2 or " " in name:
        return name
    best = max(range(len(words)), key=lambda at: likeness(name.lower(), words[at], least=2))
    return " ".join([*words[:best], name, *words[best + 1 :]]) if likeness(name.lower(), words[best], least=2) else name


def _texting(text: str, hearing: Hearing, *, marks: frozenset[str], answer: Answer | None) -> Details:
    details: Details = {}
    if "no_texting" in marks:
        details["sms_consent"] = False
    elif "texting_consent" in marks:
        details["sms_consent"] = True
    elif "sms_consent" in hearing.asks and answer in ("yes", "no"):
        details["sms_consent"] = answer == "yes"
    if wish := next((kind for kind, words in _PREFERS if words.search(text)), None):
        details["contact_preference"] = wish
    return details
