"""What a text of our staff means: an answer to an offer, news of a job, an order; guesses and does nothing.

A false accept is worse than a question, so a text counts only when everything in it is understood and agrees: what
is left over, a condition, a denial or two meanings at once make it `unclear`. What was read of it goes along.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Literal, cast

from receptionist.duty import reading, times
from receptionist.duty.reading import Doubt, Piece
from receptionist.duty.times import SPANS
from receptionist.shop.people import Person
from utils import normalise_phone_number

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


_TIMES = ("number", "spans", "hours", "minutes", "clock")
_ORDER = ("person", "until", "clock", "days", *SPANS)
_MENU = {"1": "accept", "2": "decline", "3": "call_customer"}
_FITS: Mapping[str, tuple[str, ...]] = {
    "accept": ("job", "ahead", *_TIMES),
    "decline": ("job", "until", "clock", "days", *SPANS, "other"),
    "call_customer": ("job", "the_caller"),
    "arrived": ("job",),
    "done": ("job", "number", "money"),
    "on_the_way": ("job", "ahead", *_TIMES),
    "acknowledge": ("job",),
    "away": _ORDER,
    "back": ("person", "ahead", "clock", "days", "number", *SPANS),
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
    except Doubt:
        return _unclear(pieces, local)


def _unclear(pieces: Sequence[Piece], local: datetime) -> Reply:
    """Return what could be read of a text all the same, for whoever has just asked for that alone."""
    jobs = {_job_id(piece) for piece in pieces if piece.kind == "job"}
    found = [minutes for piece in pieces if (minutes := times.minutes_of(piece, local)) is not None]
    alone = len(found) == len(pieces) - len(jobs) == 1 and 0 < found[0] <= MOST_MINUTES
    return Reply(kind="unclear", job=jobs.pop() if len(jobs) == 1 else None, minutes=found[0] if alone else None)


# -- what kind of text it is


def _with_jobs(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Tell numbers of jobs from others: a bare one counts from 1001 on."""
    return tuple(
        replace(p, kind="number") if p.kind == "job" and p.text.isdigit() and int(p.text) < FIRST_JOB else p
        for p in pieces
    )


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
        raise Doubt
    return kind


def _meant(piece: Piece) -> str:
    return "away" if piece.kind == "on_a_job" else piece.kind


def _kind_without_words(pieces: Sequence[Piece]) -> str:
    """Read a text of nothing but numbers: minutes accept, unless they could be a 1 with a slip of the finger."""
    rest = [piece for piece in pieces if piece.kind not in ("job", "ahead")]
    if pieces and all(piece.kind == "question" for piece in pieces):
        return "help"
    if len(rest) != 1 or rest[0].kind not in (*SPANS, "number"):
        raise Doubt
    if rest[0].kind == "number" and (len(rest[0].text) != 2 or set(rest[0].text) <= set(_MENU)):
        raise Doubt
    return "accept"


def _remarks(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Allow words of any kind after `1 25`, which is plain enough."""
    plain = len(pieces) > 1 and pieces[0].name == "menu" and pieces[1].kind in _TIMES
    return ("other", "the_caller") if plain else ()


# -- what it names


def _nothing_more(reply: Reply, pieces: Sequence[Piece], local: datetime) -> Reply:
    return reply


def _coming(reply: Reply, pieces: Sequence[Piece], local: datetime) -> Reply:
    named = [piece for piece in pieces if piece.kind in _TIMES]
    if not named and any(a.name == "menu" and b.text.isdigit() for a, b in pairwise(pieces)):
        raise Doubt  # "1 1042": a job, or a slip of the finger
    if not named:
        return reply
    minutes = times.minutes_of(named[0], local)
    least = LEAST_MINUTES if named[0].kind == "number" else 1
    if len(named) > 1 or minutes is None or not least <= minutes <= MOST_MINUTES:
        raise Doubt
    return replace(reply, minutes=minutes)


def _paid(reply: Reply, pieces: Sequence[Piece], local: datetime) -> Reply:
    amounts = [piece.text for piece in pieces if piece.kind in ("number", "money")]
    if len(amounts) > 1:
        raise Doubt
    return replace(reply, amount=Decimal(re.sub(r"[^\d.]", "", amounts[0]))) if amounts else reply


def _declined(reply: Reply, pieces: Sequence[Piece], local: datetime) -> Reply:
    """A reason is welcome, but `no` itself may only begin another word: `no rush`, `no sé`."""
    if any(a.text == "no" and b.kind == "other" for a, b in pairwise(pieces)):
        raise Doubt
    return reply


def _away(reply: Reply, pieces: Sequence[Piece], local: datetime) -> Reply:
    on_a_job = any(piece.kind == "on_a_job" for piece in pieces)
    otherwise = times.later(local, A_JOB) if on_a_job else times.midnight(local)
    return replace(reply, until=times.until(reply.kind, pieces, local) or otherwise)


def _back(reply: Reply, pieces: Sequence[Piece], local: datetime) -> Reply:
    """Read `back at 5` as away until then."""
    if not any(piece.kind in (*_TIMES, "days") for piece in pieces):
        return reply
    if any(piece.name in ("today", "tonight") for piece in pieces):
        raise Doubt
    led = (Piece("until", ""), *(replace(p, kind="minutes") if p.kind == "number" else p for p in pieces))
    return replace(reply, kind="away", until=times.until("away", led, local))


def _closed(reply: Reply, pieces: Sequence[Piece], local: datetime) -> Reply:
    return replace(reply, until=times.until(reply.kind, pieces, local) or times.midnight(local))


def _on_call(reply: Reply, pieces: Sequence[Piece], local: datetime) -> Reply:
    return replace(reply, until=times.until(reply.kind, pieces, local))


def _calls(reply: Reply, pieces: Sequence[Piece], local: datetime) -> Reply:
    if any(piece.kind == "days" and piece.name != "today" for piece in pieces):
        raise Doubt
    return reply


def _job(pieces: Sequence[Piece]) -> str | None:
    jobs = {_job_id(piece) for piece in pieces if piece.kind == "job"}
    if len(jobs) > 1:
        raise Doubt
    return jobs.pop() if jobs else None


def _job_id(piece: Piece) -> str:
    return "J-" + re.sub(r"\D", "", piece.text)


def _person(pieces: Sequence[Piece]) -> str | None:
    keys = {piece.name for piece in pieces if piece.kind == "person"}
    if len(keys) > 1 or "" in keys:
        raise Doubt
    return keys.pop() if keys else None


def _phone(pieces: Sequence[Piece], region: str) -> str | None:
    """Return the number of a `block`; None where the last caller is meant, in so many words."""
    if [piece.kind for piece in pieces[1:]] == ["the_caller"]:
        return None
    numbers = [normalise_phone_number(piece.text, region) for piece in pieces if piece.kind == "phone"]
    return times.sure(numbers[0] if len(numbers) == 1 else None)


_READERS: Mapping[str, Callable[[Reply, Sequence[Piece], datetime], Reply]] = {
    "accept": _coming,
    "decline": _declined,
    "on_the_way": _coming,
    "done": _paid,
    "away": _away,
    "back": _back,
    "closed": _closed,
    "on_call": _on_call,
    "off_call": _on_call,
    "who_called": _calls,
}
