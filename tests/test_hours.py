"""Opening hours by the wall clock of the shop: nights, holidays, time zones, and nights when the clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from receptionist.shop.hours import Hours, Span, moments, next_time, spans

DENVER = ZoneInfo("America/Denver")
MINUTE = timedelta(minutes=1)
WEEK = {**dict.fromkeys(range(5), spans("08:00-18:00")), 5: spans("09:00-14:00")}
SHOP = Hours(WEEK, frozenset({date(2026, 11, 26)}), frozenset({(1, 1), (2, 29), (12, 25)}))
NIGHT_SHOP = Hours({day: spans("20:00-04:00") for day in range(7)})
EARLY_SHOP = Hours({day: spans("02:30-06:00") for day in range(7)})


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}:00+00:00")


@pytest.mark.parametrize(
    ("zone", "shown", "at"),
    [
        # Daylight-saving time begins in Denver on 8 March 2026 at 09:00 UTC: 02:00 to 03:00 is not shown.
        ("America/Denver", "2026-03-08 01:59", ["2026-03-08T08:59"]),
        ("America/Denver", "2026-03-08 02:00", ["2026-03-08T09:00"]),
        ("America/Denver", "2026-03-08 02:30", ["2026-03-08T09:00"]),
        ("America/Denver", "2026-03-08 03:00", ["2026-03-08T09:00"]),
        ("America/Denver", "2026-03-08 08:00", ["2026-03-08T14:00"]),
        # It ends on 1 November at 08:00 UTC: 01:00 to 02:00 is shown twice.
        ("America/Denver", "2026-11-01 00:59", ["2026-11-01T06:59"]),
        ("America/Denver", "2026-11-01 01:30", ["2026-11-01T07:30", "2026-11-01T08:30"]),
        ("America/Denver", "2026-11-01 02:00", ["2026-11-01T09:00"]),
        # Arizona keeps one time all year.
        ("America/Phoenix", "2026-03-08 02:30", ["2026-03-08T09:30"]),
        ("America/Phoenix", "2026-11-01 01:30", ["2026-11-01T08:30"]),
        ("Europe/London", "2026-03-29 01:30", ["2026-03-29T01:00"]),
        ("Europe/London", "2026-10-25 01:30", ["2026-10-25T00:30", "2026-10-25T01:30"]),
        ("Asia/Kolkata", "2026-07-14 08:00", ["2026-07-14T02:30"]),
        # In Auckland daylight-saving time begins in September and ends in April.
        ("Pacific/Auckland", "2026-09-27 02:30", ["2026-09-26T14:00"]),
        ("Pacific/Auckland", "2026-04-05 02:30", ["2026-04-04T13:30", "2026-04-04T14:30"]),
        # Clocks in Cairo are put forward at midnight, on Lord Howe by half an hour.
        ("Africa/Cairo", "2026-04-24 00:30", ["2026-04-23T22:00"]),
        ("Australia/Lord_Howe", "2026-10-04 02:15", ["2026-10-03T15:30"]),
    ],
)  # fmt: skip
def test_a_time_is_shown_once_or_twice_or_when_the_clocks_jump_over_it(
    zone: str, shown: str, at: list[str]
) -> None:
    local = datetime.fromisoformat(shown)

    found = moments(local.date(), local.hour * 60 + local.minute, ZoneInfo(zone))

    assert found == tuple(map(utc, at))


@pytest.mark.parametrize(
    ("hours", "local", "is_open"),
    [
        (SHOP, "2026-07-17T17:59-06:00", True),  # a Friday
        (SHOP, "2026-07-17T18:00-06:00", False),
        (SHOP, "2026-11-26T12:00-07:00", False),  # Thanksgiving
        (SHOP, "2026-11-27T12:00-07:00", True),
        (SHOP, "2027-01-01T12:00-07:00", False),  # New Year, on a Friday
        (SHOP, "2028-02-29T12:00-07:00", False),  # the leap day, a holiday of this shop
        (SHOP, "2027-03-01T12:00-07:00", True),
        (SHOP, "2026-03-09T08:00-06:00", True),  # the Monday after the clocks were put forward
        (SHOP, "2026-03-09T07:59-06:00", False),
        (SHOP, "2026-11-02T08:00-07:00", True),  # the Monday after they were put back
        (NIGHT_SHOP, "2026-03-08T01:59-07:00", True),
        (NIGHT_SHOP, "2026-03-08T03:59-06:00", True),
        (NIGHT_SHOP, "2026-03-08T04:00-06:00", False),
        (NIGHT_SHOP, "2026-11-01T01:30-06:00", True),
        (NIGHT_SHOP, "2026-11-01T01:30-07:00", True),
        (NIGHT_SHOP, "2026-11-01T04:00-07:00", False),
    ],
)
def test_a_shop_is_open_by_the_clock_on_its_wall(hours: Hours, local: str, is_open: bool) -> None:
    assert hours.is_open(datetime.fromisoformat(local).astimezone(DENVER)) is is_open


@pytest.mark.parametrize(
    ("hours", "zone", "at", "opens"),
    [
        (SHOP, "America/Denver", "2026-07-17T23:00-06:00", "2026-07-18T15:00"),  # Friday night: Saturday at 9
        (SHOP, "America/Denver", "2026-07-18T14:00-06:00", "2026-07-20T14:00"),  # Saturday noon: Monday at 8
        (SHOP, "America/Denver", "2026-07-17T12:00-06:00", "2026-07-18T15:00"),  # open: when it opens again
        (SHOP, "America/Denver", "2026-07-17T08:00-06:00", "2026-07-18T15:00"),
        (SHOP, "America/Denver", "2026-11-25T18:00-07:00", "2026-11-27T15:00"),  # over Thanksgiving
        (SHOP, "America/Denver", "2026-12-31T20:00-07:00", "2027-01-02T16:00"),  # over New Year
        (SHOP, "America/Denver", "2028-02-28T18:00-07:00", "2028-03-01T15:00"),  # over the leap day
        (SHOP, "America/Denver", "2026-03-07T14:00-07:00", "2026-03-09T14:00"),
        (SHOP, "America/Denver", "2026-10-31T14:00-06:00", "2026-11-02T15:00"),
        (SHOP, "America/Phoenix", "2026-03-07T14:00-07:00", "2026-03-09T15:00"),
        (SHOP, "Europe/London", "2026-03-28T14:00+00:00", "2026-03-30T07:00"),
        (SHOP, "Asia/Kolkata", "2026-07-17T18:00+05:30", "2026-07-18T03:30"),
        (SHOP, "Pacific/Auckland", "2026-09-26T14:00+12:00", "2026-09-27T19:00"),
        (NIGHT_SHOP, "America/Denver", "2026-11-01T04:00-07:00", "2026-11-02T03:00"),
        (EARLY_SHOP, "America/Denver", "2026-03-08T01:00-07:00", "2026-03-08T09:00"),
        (Hours({0: (Span(780, 1020), Span(480, 720))}), "UTC", "2026-07-13T07:00+00:00", "2026-07-13T08:00"),
        (Hours({0: (Span(0, 1440),)}, frozenset({date(2026, 7, 20)})), "UTC", "2026-07-14T00:00+00:00",
         "2026-07-27T00:00"),
    ],
)  # fmt: skip
def test_the_next_opening_is_a_moment_whatever_the_clocks_do(hours: Hours, zone: str, at: str, opens: str) -> None:
    assert hours.next_opening(datetime.fromisoformat(at), ZoneInfo(zone)) == utc(opens)


def test_who_never_opens_has_no_next_opening() -> None:
    assert Hours().next_opening(utc("2026-07-14T00:00"), DENVER) is None


@pytest.mark.parametrize(
    ("at", "next_at"),
    [
        ("2026-11-01T07:00", "2026-11-01T07:30"),
        ("2026-11-01T07:30", "2026-11-01T08:30"),
        ("2026-11-01T08:30", "2026-11-02T08:30"),
    ],
)
def test_a_time_that_is_shown_twice_comes_next_twice(at: str, next_at: str) -> None:
    assert next_time(90, utc(at), DENVER) == utc(next_at)


CHANGES = [utc("2026-03-08T09:00"), utc("2026-11-01T08:00"), utc("2026-07-14T12:00"), utc("2026-11-26T12:00")]


@settings(max_examples=60, deadline=None)
@given(
    hours=st.sampled_from([SHOP, NIGHT_SHOP, EARLY_SHOP]),
    change=st.sampled_from(CHANGES),
    minutes=st.integers(-3000, 3000),
)
def test_nobody_opens_between_a_closed_moment_and_the_next_opening(
    hours: Hours, change: datetime, minutes: int
) -> None:
    at = change + minutes * MINUTE
    assume(not hours.is_open(at.astimezone(DENVER)))

    opens = hours.next_opening(at, DENVER)

    assert opens is not None
    between = range(int((opens - at) / MINUTE))
    assert not any(hours.is_open((at + n * MINUTE).astimezone(DENVER)) for n in between)
    assert hours.is_open(opens.astimezone(DENVER))
    assert opens.tzinfo is UTC
