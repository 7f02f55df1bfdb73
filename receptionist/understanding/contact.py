"""Hears who the caller is and how to reach them: names, numbers, texting; finds no names and numbers itself."""

import re

import phonenumbers

from receptionist.cases import Details, Job
from receptionist.understanding.answers import Answer
from receptionist.understanding.businesses import hear_business
from receptionist.understanding.heard import Hearing
from receptionist.understanding.names import hear_name
from receptionist.understanding.phones import Number, hear_number
from receptionist.understanding.sounds import likeness, title

_MYSELF = re.compile(
    r"\b(?:i'll|i will|i'm|i am|i|me|just me|myself|yo|yo mismo|yo misma)\b(?: (?:be|going|gonna|to|am|is|voy|a"
    r"|estar|meet|let|right"
    r"|already))* ?(?:there|here|in person|myself|present|meeting|waiting|ahí|aquí|estaré)?\b"
)
_OTHER = re.compile(
    r"\b(?:my|the|our|mi|el|la) (?:\w+ )?(?:son|daughter|wife|husband|brother|sister|mom|mother|dad|father"
    r"|friend|tenant|manager"
    r"|assistant|neighbor|roommate|partner|boss|super|maintenance|agent|hijo|hija|esposa|esposo|hermano"
    r"|hermana)(?: named| called|'s name is)?"
    r" (?!will|is|can|has|should|gonna|going|and|at|he|she|or|to|there|in|va|está)([^\W\d]{3,})(?: will| is|'s|"
    r" can| has| gonna| at|$| va)"
)
_PREFERS = (
    (
        "text",
        re.compile(
            r"\b(?:rather|prefer|better|best|easier|just)(?: \w+){0,3} text|text (?:is|works) (?:better|best)"
            r"|only text"
        ),
    ),
    (
        "call",
        re.compile(
            r"\b(?:rather|prefer|better|just|please|only) (?:\w+ ){0,2}(?:call|a call|phone call)(?: me)?\b"
            r"|don't text|no texts?\b|the texting"
        ),
    ),
)


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
    asks = set(hearing.asks)
    if "onsite_contact" in asks:
        details = _onsite_contact(text, hearing.job, answer=answer)
    else:
        # A lone "mhm" answers, whatever was asked.
        asked = " " in text or answer is None
        asked_now = asked and ("name" in asks or ("spelling" in asks and hearing.job.name is not None))
        name = hear_name(text, asked=asked_now, known=hearing.job.name)
        details = {"name": _completed(name, hearing.job.name)} if name else {}
    business = hear_business(text)
    return details | ({"business_name": business} if business else {})


def _onsite_contact(text: str, job: Job, *, answer: Answer | None) -> Details:
    """Return who lets the technician in; the caller, when they say so themselves."""
    if name := _other_person(text) or hear_name(text, asked=True):
        return {"onsite_contact_name": name}
    if answer == "yes" or _MYSELF.match(text):
        return {"onsite_contact_name": job.name or "the caller"}
    return {}


def _other_person(text: str) -> str | None:
    """Return the name in `my son kevin will meet them`."""
    match = _OTHER.search(text)
    return title(match[1]) if match else None


def _completed(name: str, known: str | None) -> str:
    """Return the whole name when only one word of the known one was said again: `Brandt` for Calvin Brand."""
    words = (known or "").split()
    if len(words) < 2 or " " in name:
        return name
    scores = [likeness(name.lower(), word, least=2) for word in words]
    best = scores.index(max(scores))
    return " ".join([*words[:best], name, *words[best + 1 :]]) if scores[best] else name


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
