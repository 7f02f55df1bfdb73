"""Cuts a text of our staff into phrases, numbers, spans and hours (replies.toml); decides not what it means."""

import math
import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from receptionist.shop.people import Person

MORNING = time(8)
"""When a night is over."""
_REACTION = re.compile(r'(\S+)(?: at| to)? ?".*"')
"""`Liked "JOB 1042 …"`: how a phone without reactions shows one."""
_SKIN_AND_SHAPE = re.compile("[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f\u200d]")
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMED_HOURS = {"noon": 12, "mediodia": 12, "midnight": 0, "medianoche": 0}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; its kind is one of replies.toml, `person`, or `other` for what nothing knows."""

    kind: str
    text: str
    name: str = ""
    """The line of its table, where it stands in one; the key of a person, empty when two are called so."""


def read(text: str, people: Iterable[Person]) -> tuple[Piece, ...]:
    """Return the pieces of a text in order; punctuation is none, and neither is what only fills."""
    kinds, pattern = _pattern(frozenset(_names(people)))
    found = ((kinds[match.lastindex or 0], match[0]) for match in pattern.finditer(_in_figures(plain(text))))
    pieces = ((kind.partition(":"), words) for kind, words in found)
    return tuple(Piece(kind[0], words, kind[2]) for kind, words in pieces if kind[0] not in ("filler", "mark"))


def plain(text: str) -> str:
    """Return a text in lower case without accents and apostrophes, of a reaction to a text of ours its word."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate({0x201C: '"', 0x201D: '"', 0x2019: "'"}))
    bare = "".join(c for c in folded if not unicodedata.combining(c) and c != "'")
    words = " ".join(_SKIN_AND_SHAPE.sub("", bare).replace("–", "-").replace("⁄", "/").split())
    reaction = _REACTION.fullmatch(words)
    return reaction[1] if reaction else words


def _in_figures(words: str) -> str:
    for number, listed in sorted(_tables()["numbers"].items(), key=lambda row: -len(row[1][0])):
        words = re.sub(rf"(?<!\w)(?:{'|'.join(listed)})(?!\w)", number, words)
    return words


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("replies.toml").read_text("utf-8"))


def _names(people: Iterable[Person]) -> Iterable[tuple[str, str]]:
    """Yield what each of our people is called, and the key; a name that two share has none."""
    called = [(plain(name), person.key) for person in people for name in (person.key, person.name)]
    called += [(name.split()[0], key) for name, key in called]
    for name in dict(called):
        keys = {key for other, key in called if other == name}
        yield name, keys.pop() if len(keys) == 1 else ""


@cache
def _pattern(names: frozenset[tuple[str, str]]) -> tuple[tuple[str, ...], re.Pattern[str]]:
    """Return one pattern with a group for each phrase and value, and the kinds of the groups."""
    phrases = [(kind, phrase) for kind, listed in _tables()["phrases"].items() for phrase in listed]
    for table in ("days", "spans"):
        phrases += [(f"{table}:{name}", p) for name, listed in _tables()[table].items() for p in listed]
    phrases += [(f"person:{key}", rf"{re.escape(name)}s?") for name, key in names]
    phrases.sort(key=lambda phrase: -len(phrase[1]))
    whole = [(kind, rf"(?<!\w)(?:{p})(?!\w)" if p[0].isascii() else p) for kind, p in phrases]
    values = [(kind, rf"(?<!\w)(?:{value})") for kind, value in _tables()["values"].items()]
    rows = [*values, *whole, ("mark", r"[!-/:;=@_¡]"), ("other", r"\w+|[^\s\w]")]
    return ("", *(kind for kind, _ in rows)), re.compile("|".join(f"({row})" for _, row in rows))


def minutes_of(piece: Piece, local: datetime) -> int | None:
    """Return how many minutes from now a piece names, the upper end of a range; None for one that names none."""
    digits = [float(number.replace(",", ".")) for number in re.findall(r"\d+(?:[.,]5)?", piece.text)]
    if piece.kind == "spans":
        return int(piece.name)
    if piece.kind == "clock":
        at = clock_of(piece, local)
        return math.ceil((at.astimezone(UTC) - local.astimezone(UTC)).total_seconds() / 60) if at else None
    if piece.kind == "hours":
        with_minutes = re.search(r"h\D*\d", piece.text)
        return round(digits[-2] * 60 + digits[-1]) if with_minutes else round(digits[-1] * 60)
    if piece.kind in ("minutes", "number"):
        return round(digits[-1]) if digits == sorted(digits) else None
    return None


def clock_of(piece: Piece, local: datetime, on: date | None = None) -> datetime | None:
    """Return the next such time of day, or the one on a day; None for what is no time of day.

    An hour without its half of the day is whichever comes next; on a named day the one from seven to seven.
    """
    named = next((hour for word, hour in _NAMED_HOURS.items() if word in piece.text), None)
    digits = re.sub(r"\D", "", piece.text) if named is None else f"{named:02d}00"
    hour, minute = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    half = re.search(r"\d ?([ap])\.? ?m", piece.text)
    if hour > 23 or minute > 59 or (half and not 1 <= hour <= 12):
        return None
    hours = [hour] if named is not None or hour in range(13, 24) or hour == 0 else [hour % 12, hour % 12 + 12]
    if half:
        hours = [hour % 12 + 12 * (half[1] == "p")]
    days = [on] if on else [local.date(), local.date() + timedelta(days=1)]
    times = [datetime.combine(day, time(h, minute), local.tzinfo) for day in days for h in hours]
    if on and len(times) > 1:
        return next(at for at in times if 7 <= at.hour < 19)
    return next((at for at in times if on or at > local), None)


def day_of(piece: Piece, local: datetime) -> date:
    """Return the day that a piece of kind `days` names; a day of the week is the next one."""
    if piece.name in _WEEK:
        return local.date() + timedelta(days=(_WEEK.index(piece.name) - local.weekday() - 1) % 7 + 1)
    return local.date() + timedelta(days=piece.name in ("tomorrow", "morning"))


def next_morning(local: datetime) -> datetime:
    """Return when the night that is, or comes, is over."""
    return starts(local.date() + timedelta(days=local.time() >= MORNING), local, MORNING)


def starts(day: date, local: datetime, at: time = time()) -> datetime:
    """Return a time on a day, in the time zone of `local`."""
    return datetime.combine(day, at, local.tzinfo)
