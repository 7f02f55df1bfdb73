"""The minutes, hours and days that a text of our staff names, as moments of the shop's own time; pure."""

import math
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from receptionist.duty.reading import Doubt, Piece

T = TypeVar("T")
MORNING = time(8)
"""When a night is over."""
SPANS = ("spans", "hours", "minutes")
"""Kinds of pieces that name minutes for certain."""
_UNTIL = ("until", "till", "til", "hasta")
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMED_HOURS = {"noon": 12, "mediodia": 12, "midnight": 0, "medianoche": 0}


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


def until(kind: str, pieces: Sequence[Piece], local: datetime) -> datetime | None:
    """Return until when an order of a kind holds; None where nothing is said of it.

    Raises Doubt for what names more than one time, and for what begins later (`closed tomorrow`).
    """
    spans, clocks, days = ([p for p in pieces if p.kind in kinds] for kinds in (SPANS, ("clock",), ("days",)))
    led = any(p.kind == "until" or (p.kind == "clock" and p.text.startswith(_UNTIL)) for p in pieces)
    if len(spans) + max(len(clocks), len(days)) > 1 or (clocks and not led):
        raise Doubt
    if spans:
        return later(local, timedelta(minutes=sure(minutes_of(spans[0], local))))
    day = day_of(days[0], local) if days else None
    ahead = day if day and day > local.date() else None
    if ahead and not led:
        raise Doubt
    if clocks:
        return sure(clock_of(clocks[0], local, ahead))
    if days and (days[0].name in ("tonight", "morning") or (ahead and kind == "on_call")):
        return starts(ahead, local, MORNING) if ahead else next_morning(local)
    return (starts(ahead, local) if ahead else midnight(local)) if days else None


def sure(value: T | None) -> T:
    """Return a value that is there. Raises Doubt for None."""
    if value is None:
        raise Doubt
    return value


def later(local: datetime, span: timedelta) -> datetime:
    """Return the moment a span after `local`, whatever the clocks do in between."""
    return (local.astimezone(UTC) + span).astimezone(local.tzinfo)


def midnight(local: datetime) -> datetime:
    """Return the end of the day."""
    return starts(local.date() + timedelta(days=1), local)
