"""What staff are shown of a job, each piece as harmless data in GSM-7; says nothing of its own.

Whatever a caller said, and whatever came from the customer records, may hold a link or words that look like ours.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from receptionist.cases import Job
from receptionist.shop.business import Business
from receptionist.shop.services import Services
from receptionist.texts import segments
from receptionist.words import spoken
from utils import clean_speech, mask_numbers

_LINK = re.compile(r"\S*(?:://|\bwww\.)\S*", re.IGNORECASE)
_DOTTED = re.compile(r"(?<=\w)[.@](?=[^\W\d])")
_ORDER = re.compile(
    r"\b(?:reply|respond|answer|text|send|press|responda|conteste|mande|env[ií]e|marque|oprima)\b"
    r"(?: (?:back|with|con|a|an|the|el|la))*"
    r"[ :\"']*(?:\d\w*|stop|start|yes|no|ok|s[ií]|accept|decline|done|here|help|code)\b",
    re.IGNORECASE,
)
_OURS = re.compile(r"\b(?:job|emergency|life safety)\b(?=\W*(?:j-?)?\d)|[;|{}\[\]<>]|\bstop\b", re.IGNORECASE)
_URGENCIES = {"life_safety": "LIFE SAFETY", "urgent": "URGENT", "same_day": "SAME DAY"}
_ARTICLE = re.compile(r"^(?:an?|the|your) ")
_SIGNS = {"USD": "$", "CAD": "$", "AUD": "$", "NZD": "$", "MXN": "$", "EUR": "EUR ", "GBP": "£"}
_MARKS = {"agitated": "caller is upset", "low_battery": "caller's battery is low"}


def harmless(text: str | None, max_chars: int = 40) -> str:
    """Return foreign words as data: one line without links and without orders that look like ours."""
    words = "".join(char for char in clean_speech(text) if char.isprintable())
    for pattern, put in ((_LINK, " "), (_ORDER, " "), (_OURS, ","), (_DOTTED, " ")):
        words = pattern.sub(put, words)
    return clipped(words, max_chars)


def data(text: str | None, max_chars: int = 40) -> str:
    """Return foreign words as data for a text: harmless, and in GSM-7; what it has no likeness of goes.

    It goes first: a letter that is dropped between others may leave a link behind.
    """
    words = segments.plain(clean_speech(text))
    return harmless("".join(c for c in words if c in segments.GSM_7), max_chars)


def clipped(text: str, max_chars: int) -> str:
    """Return a text on one line, cut between words where it is too long."""
    words = " ".join(text.split()).strip(" ,;")
    if len(words) <= max_chars:
        return words
    whole = words[: max_chars - 2].rpartition(" ")[0]
    return (whole if len(whole) > max_chars // 2 else words[: max_chars - 3]).rstrip(" ,;") + "..."


def short_id(job: Job) -> str:
    """Return a job's number as people write it: `1042`."""
    return (job.id or "").removeprefix("J-")


def service(job: Job, services: Services) -> str:
    """Return what is to be done, without an article: `house lockout`."""
    row = services.get(job.service_type or "other") or services["other"]
    return "other work" if row.key == "other" else _ARTICLE.sub("", row.title["en"])


def headline(job: Job, services: Services) -> str:
    """Return `JOB 1042 URGENT house lockout`."""
    return " ".join(filter(None, ("JOB", short_id(job), _URGENCIES.get(job.urgency), service(job, services))))


def place(job: Job) -> str:
    """Return where it is, as precisely as it is known."""
    street = " ".join(filter(None, (data(job.address, 48), job.unit and f"unit {data(job.unit, 10)}")))
    near = data(job.landmark, 40 if street else 70)
    parts = (data(job.business_name, 30), street, near if not street else "", data(job.city, 30))
    return ", ".join(filter(None, parts)) or "place not known"


def open_place(job: Job) -> str:
    """Return where it is for whoever does not have the job: of a confidential one no more than the town."""
    return place(job) if not job.confidential else data(job.city, 30) or "place told on accepting"


def open_name(job: Job) -> str:
    """Return the name for whoever does not have the job; nothing of a confidential one."""
    return "" if job.confidential else data(job.name, 30)


def has_place(job: Job) -> bool:
    """Tell whether anything of the place is known."""
    return bool(job.address or job.landmark or job.city or job.business_name)


def details(job: Job) -> tuple[str, ...]:
    """Return what a technician packs for, the weightiest first."""
    vehicle = job.vehicle
    car = (
        " ".join(str(p) for p in (vehicle.year, vehicle.color, vehicle.make, vehicle.model) if p)
        if vehicle
        else ""
    )
    count = f"{job.lock_count} locks" if job.lock_count and job.lock_count > 1 else ""
    keys = (
        "all keys lost"
        if job.all_keys_lost
        else f"keys {data(job.keys_location, 24)}"
        if job.keys_location
        else ""
    )
    told = (
        data(car, 40), data(job.lock_details, 44), count, data(job.lock_brand, 16), data(job.key_type, 16),
        data(" ".join(filter(None, (job.safe_brand, job.safe_lock))), 30), keys,
        "engine running" if job.engine_running else "", data(job.location_detail, 40),
    )  # fmt: skip
    return tuple(_without_code(job, part) for part in told if part)


def risk(job: Job) -> str:
    """Return who or what is in danger."""
    return ", ".join(filter(None, (data(job.person_at_risk, 36), data(job.hazard, 36))))


def initials(job: Job) -> str:
    """Return `Troy M.`: enough to ask for somebody, too little to look them up."""
    first, _, rest = data(mask_numbers(job.name or ""), 30).partition(" ")
    return f"{first[:20]} {rest.rsplit(' ', 1)[-1][0]}." if rest else first[:20]


def masked(number: str | None) -> str:
    """Return `+1303...0127`."""
    return f"{number[:-7]}...{number[-4:]}" if number and len(number) > 9 else ""


def quoted(job: Job, business: Business) -> str:
    """Return `quoted $154-224 incl. after-hours`, or nothing when no price was told."""
    if job.quote is None:
        return ""
    plus = f" + {data(', '.join(job.quote.plus), 20)}" if job.quote.plus else ""
    late = " incl. after-hours" if job.quote.after_hours else ""
    return f"quoted {money(job.quote.low, business)}-{job.quote.high}{late}{plus}"


def money(amount: object, business: Business) -> str:
    """Return `$154`."""
    currency = business.pricing.currency
    return f"{_SIGNS.get(currency, f'{currency} ')}{amount}"


def when(job: Job) -> str:
    """Return for when the customer wants it."""
    if job.appointment:
        return (
            f"at {moment(datetime.fromisoformat(job.appointment))}" if "T" in job.appointment else job.appointment
        )
    promised = job.window if job.eta is None else None  # With an estimate it is the technician's, and no wish.
    wish = data(promised or job.preferred_window, 30)
    return f"wants {wish}" if wish and wish != "asap" else ""


def proof(job: Job) -> str:
    """Return what is known of an ID and of the caller's right to have it opened."""
    if job.court_order is not None:
        return f"court order: {_said(job.court_order)}, officer: {_said(job.officer_present)}"
    return data(job.id_note, 28) or ("" if job.has_id is None else "has ID" if job.has_id else "no ID")


def _said(value: bool | None) -> str:
    return {True: "yes", False: "no", None: "not said"}[value]


def moods(marks: Sequence[str]) -> tuple[str, ...]:
    """Return what the rules noticed of the caller that a technician should know."""
    return tuple(words for mark, words in _MARKS.items() if mark in marks)


def moment(at: datetime) -> str:
    """Return `Tue 5 PM`."""
    return f"{at:%a} {spoken.clock_time(at.time())}"


def until(at: datetime) -> str:
    """Return `until Tue 5 PM`; midnight is the end of a day."""
    return f"to the end of {at - timedelta(hours=1):%A}" if at.hour == at.minute == 0 else f"until {moment(at)}"


def _without_code(job: Job, text: str) -> str:
    return text.replace(job.access_code, "(code)") if job.access_code else text
