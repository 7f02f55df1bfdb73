"""What a text of our staff means: an answer to an offer, news of a job, an order; guesses and does nothing.

A false accept is worse than a question, so a text counts only when everything in it is understood and agrees: what
is left over, a condition, a denial or two meanings at once make it `unclear`. What was read of it goes along.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Literal, TypeVar, cast

from receptionist.duty import reading
from receptionist.duty.reading import Piece
from receptionist.shop.people import Person
from utils import normalise_phone_number

T = TypeVar("T")
ReplyKind = Literal[
    "accept", "decline", "call_customer", "arrived", "done", "on_the_way",
    "acknowledge", "away", "back", "on_call", "off_call", "closed", "open", "block", "unblock", "who_called",
    "open_jobs", "code", "help", "unclear",
]  # fmt: skip
LEAST_MINUTES, MOST_MINUTES = 4, 480
A_JOB = timedelta(hours=2)
"""How long somebody is taken to be away who is on a job and does not say until when."""
FIRST_JOB = 1001


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a text means, with all that it names; of an unclear one, what could be read."""

    kind: ReplyKind
    minutes: int | None = None
    """In how many minutes somebody will be there. An `accept` of a job that is theirs is a newer time."""
    until: datetime | None = None
    """Until when an order holds, aware; None where the next opening decides (`on_call`, `off_call`)."""
    amount: Decimal | None = None
    """What was paid, in the business's currency, as written."""
    job: str | None = None
    """Such as `J-1042`."""
    person: str | None = None
    """The key of whom it is about; None for the sender."""
    phone: str | None = None
    """E.164; None with `block` for whoever rang last."""
    code: str | None = None
    """Six digits."""


class _Doubt(Exception):
    """Something in a text is not understood, or does not fit the rest."""


_UNTIL = ("until", "till", "til", "hasta")
_TIMES = ("number", "spans", "hours", "minutes", "clock")
_SPANS = ("spans", "hours", "minutes")
_ORDER = ("person", "until", "clock", "days", *_SPANS)
_MENU = {"1": "accept", "2": "decline", "3": "call_customer"}
_FITS: Mapping[str, tuple[str, ...]] = {
    "accept": ("job", "ahead", *_TIMES),
    "decline": ("job", "until", "clock", "days", *_SPANS, "other"),
    "call_customer": ("job", "the_caller"),
    "arrived": ("job",),
    "done": ("job", "number", "money"),
    "on_the_way": ("job", "ahead", *_TIMES),
    "acknowledge": ("job",),
    "away": _ORDER,
    "back": ("person", "ahead", "clock", "days", "number", *_SPANS),
    "on_call": _ORDER,
    "off_call": _ORDER,
    "closed": _ORDER[1:],
    "open": (),
    "block": ("phone", "the_caller"),
    "unblock": ("phone", "the_caller"),
    "who_called": ("days", "question"),
    "open_jobs": ("question",),
    "help": ("question",),
}
"""What may stand beside each meaning, by the names of replies.toml."""
_SAYS_MORE: Mapping[str, tuple[str, ...]] = {
    "acknowledge": tuple(_FITS),
    "away": ("decline",),
    "on_the_way": ("accept",),
}
"""A meaning, and those beside which it adds nothing: `ok, on my way`, `no, busy`."""
_CODE = re.compile(r"(?:(?:(?:my|the) )?(?:code|codigo)(?: is| es)?:? ?)?(\d{3})[ -]?(\d{3})\.?")


def meaning(text: str, *, people: Iterable[Person], local: datetime, region: str) -> Reply:
    """Return what a text means.

    `local` is the shop's own time, by which hours and days are read; telephone numbers of the `region` (ISO 3166)
    need no country code.
    """
    if code := _CODE.fullmatch(reading.plain(text)):
        return Reply(kind="code", code=code[1] + code[2])
    pieces = _with_menu(_with_jobs(reading.read(text, people)))
    try:
        kind = _kind(pieces)
        reply = _READERS.get(kind, _nothing_more)(Reply(kind=cast(ReplyKind, kind)), pieces, local)
        phone = _phone(pieces, region) if kind in ("block", "unblock") else None
        return replace(reply, job=_job(pieces), person=_person(pieces), phone=phone)
    except _Doubt:
        return _unclear(pieces, local)


def _unclear(pieces: Sequence[Piece], local: datetime) -> Reply:
    """Return what could be read of a text all the same, for whoever has just asked for that alone."""
    jobs = {_job_id(piece) for piece in pieces if piece.kind == "job"}
    times = [minutes for piece in pieces if (minutes := reading.minutes_of(piece, local)) is not None]
    alone = len(times) == len(pieces) - len(jobs) == 1 and 0 < times[0] <= MOST_MINUTES
    return Reply(kind="unclear", job=jobs.pop() if len(jobs) == 1 else None, minutes=times[0] if alone else None)


# -- what kind of text it is


def _with_jobs(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Tell numbers of jobs from others: a bare one counts from 1001 on, and only the first of a text."""
    told: list[Piece] = []
    for piece in pieces:
        bare = piece.kind == "job" and piece.text.isdigit()
        seen = any(other.kind == "job" for other in told)
        small = bare and int(piece.text) < FIRST_JOB
        told.append(replace(piece, kind="number") if bare and (small or seen) else piece)
    return tuple(told)


def _with_menu(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Read the first number as 1, 2 or 3 of an offer, unless something before it gives it another meaning."""
    for at, piece in enumerate(pieces):
        if piece.kind == "number" and piece.text in _MENU:
            return (*pieces[:at], Piece(_MENU[piece.text], piece.text, "menu"), *pieces[at + 1 :])
        if piece.kind not in ("job", "accept", "acknowledge"):
            break
    return pieces


def _kind(pieces: Sequence[Piece]) -> str:
    kinds = {_meant(piece) for piece in pieces}
    meanings = kinds & _FITS.keys()
    dropped = {weak for weak in meanings if set(_SAYS_MORE.get(weak, ())) & (meanings - {weak})}
    left = meanings - dropped
    if left == {"acknowledge"} and kinds & set(_TIMES):
        left, dropped = {"accept"}, {"acknowledge"}
    if not left:
        return _kind_without_words(pieces)
    if len(left) > 1 or kinds - {*left, *dropped, *_FITS[kind := min(left)], *_remarks(pieces)}:
        raise _Doubt
    return kind


def _meant(piece: Piece) -> str:
    return "away" if piece.kind == "on_a_job" else piece.kind


def _kind_without_words(pieces: Sequence[Piece]) -> str:
    """Read a text of nothing but numbers: minutes accept, unless they could be a 1 with a slip of the finger."""
    rest = [piece for piece in pieces if piece.kind not in ("job", "ahead")]
    if pieces and all(piece.kind == "question" for piece in pieces):
        return "help"
    if len(rest) != 1 or rest[0].kind not in (*_SPANS, "number"):
        raise _Doubt
    if rest[0].kind == "number" and (len(rest[0].text) != 2 or set(rest[0].text) <= set(_MENU)):
        raise _Doubt
    return "accept"


def _remarks(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Allow words of any kind after `1 25`, which is plain enough."""
    plain = len(pieces) > 1 and pieces[0].name == "menu" and pieces[1].kind in _TIMES
    return ("other",) if plain else ()


# -- what it names


def _nothing_more(reply: Reply, pieces: Sequence[Piece], local: datetime) -> Reply:
    return reply


def _coming(reply: Reply, pieces: Sequence[Piece], local: datetime) -> Reply:
    times = [piece for piece in pieces if piece.kind in _TIMES]
    if not times and any(a.name == "menu" and b.text.isdigit() for a, b in pairwise(pieces)):
        raise _Doubt  # "1 1042": a job, or a slip of the finger
    if not times:
        return reply
    minutes = reading.minutes_of(times[0], local)
    least = LEAST_MINUTES if times[0].kind == "number" else 1
    if len(times) > 1 or minutes is None or not least <= minutes <= MOST_MINUTES:
        raise _Doubt
    return replace(reply, minutes=minutes)


def _paid(reply: Reply, pieces: Sequence[Piece], local: datetime) -> Reply:
    amounts = [piece.text for piece in pieces if piece.kind in ("number", "money")]
    if len(amounts) > 1:
        raise _Doubt
    return replace(reply, amount=Decimal(re.sub(r"[^\d.]", "", amounts[0]))) if amounts else reply


def _away(reply: Reply, pieces: Sequence[Piece], local: datetime) -> Reply:
    on_a_job = any(piece.kind == "on_a_job" for piece in pieces)
    otherwise = _later(local, A_JOB) if on_a_job else _midnight(local)
    return replace(reply, until=_until(reply.kind, pieces, local) or otherwise)


def _back(reply: Reply, pieces: Sequence[Piece], local: datetime) -> Reply:
    """Read `back at 5` as away until then."""
    if not any(piece.kind in (*_TIMES, "days") for piece in pieces):
        return reply
    if any(piece.name in ("today", "tonight") for piece in pieces):
        raise _Doubt
    led = (Piece("until", ""), *(replace(p, kind="minutes") if p.kind == "number" else p for p in pieces))
    return replace(reply, kind="away", until=_until("away", led, local))


def _closed(reply: Reply, pieces: Sequence[Piece], local: datetime) -> Reply:
    return replace(reply, until=_until(reply.kind, pieces, local) or _midnight(local))


def _on_call(reply: Reply, pieces: Sequence[Piece], local: datetime) -> Reply:
    return replace(reply, until=_until(reply.kind, pieces, local))


def _calls(reply: Reply, pieces: Sequence[Piece], local: datetime) -> Reply:
    if any(piece.kind == "days" and piece.name != "today" for piece in pieces):
        raise _Doubt
    return reply


def _until(kind: str, pieces: Sequence[Piece], local: datetime) -> datetime | None:
    """Return until when an order holds; None where nothing is said of it. A later beginning is not understood."""
    spans, clocks, days = ([p for p in pieces if p.kind in kinds] for kinds in (_SPANS, ("clock",), ("days",)))
    led = any(p.kind == "until" or (p.kind == "clock" and p.text.startswith(_UNTIL)) for p in pieces)
    if len(spans) + max(len(clocks), len(days)) > 1 or (clocks and not led):
        raise _Doubt
    if spans:
        return _later(local, timedelta(minutes=_sure(reading.minutes_of(spans[0], local))))
    day = reading.day_of(days[0], local) if days else None
    ahead = day if day and day > local.date() else None
    if ahead and not led:
        raise _Doubt
    if clocks:
        return _sure(reading.clock_of(clocks[0], local, ahead))
    if days and (days[0].name in ("tonight", "morning") or (ahead and kind == "on_call")):
        return reading.starts(ahead, local, reading.MORNING) if ahead else reading.next_morning(local)
    return (reading.starts(ahead, local) if ahead else _midnight(local)) if days else None


def _sure(value: T | None) -> T:
    if value is None:
        raise _Doubt
    return value


def _later(local: datetime, span: timedelta) -> datetime:
    return (local.astimezone(UTC) + span).astimezone(local.tzinfo)


def _midnight(local: datetime) -> datetime:
    return reading.starts(local.date() + timedelta(days=1), local)


def _job(pieces: Sequence[Piece]) -> str | None:
    jobs = {_job_id(piece) for piece in pieces if piece.kind == "job"}
    if len(jobs) > 1:
        raise _Doubt
    return jobs.pop() if jobs else None


def _job_id(piece: Piece) -> str:
    return "J-" + re.sub(r"\D", "", piece.text)


def _person(pieces: Sequence[Piece]) -> str | None:
    keys = {piece.name for piece in pieces if piece.kind == "person"}
    if len(keys) > 1 or "" in keys:
        raise _Doubt
    return keys.pop() if keys else None


def _phone(pieces: Sequence[Piece], region: str) -> str | None:
    """Return the number of a `block`; None where the last caller is meant, in so many words."""
    if [piece.kind for piece in pieces[1:]] == ["the_caller"]:
        return None
    numbers = [normalise_phone_number(piece.text, region) for piece in pieces if piece.kind == "phone"]
    return _sure(numbers[0] if len(numbers) == 1 else None)


_READERS: Mapping[str, Callable[[Reply, Sequence[Piece], datetime], Reply]] = {
    "accept": _coming,
    "on_the_way": _coming,
    "done": _paid,
    "away": _away,
    "back": _back,
    "closed": _closed,
    "on_call": _on_call,
    "off_call": _on_call,
    "who_called": _calls,
}
