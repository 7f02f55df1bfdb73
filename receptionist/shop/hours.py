"""When a business is open: hours for each weekday, holidays; in its own local time, whatever the time zone.

Moments come in UTC: two local times of one zone are compared by what the clocks show, which is wrong in the hour
that comes twice when they are put back.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from receptionist.shop.owner_file import Table

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60
_MINUTE = timedelta(minutes=1)
_DAYS_AHEAD = 366
"""How far an opening is looked for: a year, as somebody may be open on one weekday and away for a season."""
_DEFAULT = {"mon_fri": "08:00-18:00"}


@dataclass(frozen=True, slots=True)
class Span:
    """From `opens` to before `closes`, in minutes after midnight; past midnight `closes` is over 1440."""

    opens: int
    closes: int

    def covers(self, minute: int) -> bool:
        """Tell whether this minute after midnight is within it, on a day like the day before."""
        return self.opens <= minute < self.closes or minute + DAY_MINUTES < self.closes

    def __str__(self) -> str:
        return f"{_clock(self.opens)}-{_clock(self.closes)}"


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours by weekday (Monday is 0); a day that is not there is closed, and so is a holiday."""

    days: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    yearly_holidays: frozenset[tuple[int, int]] = frozenset()
    """Month and day of holidays that fall on the same date each year."""

    def on(self, day: date) -> tuple[Span, ...]:
        """Return the hours of one date; empty when closed all day."""
        if day in self.holidays or (day.month, day.day) in self.yearly_holidays:
            return ()
        return self.days.get(day.weekday(), ())

    def is_open(self, local: datetime) -> bool:
        """Tell whether the business is open at this local time; last night's hours may reach into today."""
        minute = local.hour * 60 + local.minute
        today = any(span.opens <= minute < span.closes for span in self.on(local.date()))
        last_night = self.on(local.date() - timedelta(days=1))
        return today or any(minute + DAY_MINUTES < span.closes for span in last_night)

    def next_opening(self, at: datetime, zone: ZoneInfo) -> datetime | None:
        """Return the first moment after `at` at which hours begin; None when none do within a year."""
        today = at.astimezone(zone).date()
        for day in (today + timedelta(days=n) for n in range(_DAYS_AHEAD)):
            begins = [moment for span in self.on(day) for moment in moments(day, span.opens, zone)]
            if later := [each for each in begins if each > at and self.is_open(each.astimezone(zone))]:
                return min(later)
        return None


def moments(day: date, minute: int, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return when the clocks of a zone show this minute after midnight, in UTC, the first time first.

    They do so twice when they are put back over it. When they are put forward over it, it is the moment at which
    they are.
    """
    shown = datetime.combine(day, time(), zone) + minute * _MINUTE
    first, second = (shown.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if second < first:
        return (_put_forward(second, first, zone),)
    return (first,) if first == second else (first, second)


def _put_forward(since: datetime, until: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment between these at which the clocks of a zone are put forward."""
    before = since.astimezone(zone).utcoffset()
    minutes = range((until - since) // _MINUTE)
    found = bisect_left(minutes, True, key=lambda n: (since + n * _MINUTE).astimezone(zone).utcoffset() != before)
    return since + found * _MINUTE


def next_time(minute: int, at: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment after `at` at which the clocks of a zone show this minute after midnight."""
    today = at.astimezone(zone).date()
    return next(
        moment
        for day in (today, today + timedelta(days=1))
        for moment in moments(day, minute, zone)
        if moment > at
    )


def spans(text: str) -> tuple[Span, ...]:
    """Return the hours that `09:00-14:00`, `08:00-12:00, 13:00-18:00`, `24 hours` or `closed …` says.

    Raises ValueError for anything else. `18:00-02:00` reaches into the next day.
    """
    if re.match(r"closed\b", text.strip(), re.IGNORECASE):
        return ()
    if re.fullmatch(r"24 ?(h|hours)|24/7", text.strip(), re.IGNORECASE):
        return (Span(0, DAY_MINUTES),)
    return tuple(span_of(part.strip()) for part in text.split(","))


def weekdays(key: str) -> tuple[int, ...]:
    """Return the weekdays that `sat` or `mon_fri` names. Raises ValueError for anything else."""
    first, _, last = key.partition("_")
    start = DAYS.index(first) if first in DAYS else -1
    end = DAYS.index(last) if last in DAYS else start if not last else -1
    if not 0 <= start <= end:
        raise ValueError(key)
    return tuple(range(start, end + 1))


def span_of(text: str) -> Span:
    """Return the hours that `21:00-07:00` says. Raises ValueError for anything else."""
    found = re.fullmatch(r"(\d\d?):([0-5]\d)\s*[-–]\s*(\d\d?):([0-5]\d)", text)
    if not found:
        raise ValueError(text)
    opens, closes = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    if opens >= DAY_MINUTES or closes > DAY_MINUTES or opens == closes:
        raise ValueError(text)
    return Span(opens, closes if closes > opens else closes + DAY_MINUTES)


def minute_of(text: str) -> int:
    """Return the minute after midnight that `07:30` says. Raises ValueError for anything else."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text)
    if not found:
        raise ValueError(text)
    return int(found[1]) * 60 + int(found[2])


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def read(top: Table) -> Hours:
    """Return the hours and holidays of the file; without any, Monday to Friday 08:00-18:00."""
    rows = top.table("hours") if "hours" in top.values else replace(top, values=_DEFAULT)
    dates, yearly = _holidays(top)
    return Hours(_days(rows), dates, yearly)


def read_own(row: Table, shop: Hours) -> Hours | None:
    """Return the hours of a person who has some of their own; the shop's holidays are theirs, too."""
    if "hours" not in row.values:
        return None
    if not isinstance(row.values["hours"], dict):
        row.wrong("hours", 'write them as { mon_fri = "08:00-16:00" }')
    return replace(shop, days=_days(row.table("hours")))


def _days(rows: Table) -> dict[int, tuple[Span, ...]]:
    days: dict[int, tuple[Span, ...]] = {}
    # Ranges first, as they are longer: `wed` replaces the Wednesday of `mon_fri` wherever it stands.
    for key in sorted(rows.values, key=len, reverse=True):
        for weekday in _weekdays(rows, key):
            days[weekday] = _spans(rows, key)
    return days


def _weekdays(rows: Table, key: str) -> tuple[int, ...]:
    try:
        return weekdays(key) if not key.startswith("_") else ()
    except ValueError:
        rows.wrong(key, f"name a day ({', '.join(DAYS)}) or a range such as mon_fri")
        return ()


def _spans(rows: Table, key: str) -> tuple[Span, ...]:
    try:
        return spans(rows.text(key, "closed"))
    except ValueError:
        rows.wrong(key, "write it as 09:00-14:00 or closed")
        return ()


def _holidays(top: Table) -> tuple[frozenset[date], frozenset[tuple[int, int]]]:
    dates, yearly = set(), set()
    for text in map(str, top.items("holidays")):
        try:
            if re.fullmatch(r"\d\d-\d\d", text):
                # 2024 had a 29 February.
                day = date.fromisoformat(f"2024-{text}")
                yearly.add((day.month, day.day))
            else:
                dates.add(date.fromisoformat(text))
        except ValueError:
            top.wrong("holidays", 'write dates: "2026-11-26" for one year, "12-25" for every year', text)
    return frozenset(dates), frozenset(yearly)
