"""When notices wait: quiet hours by the shop's clock, also on the nights when the clocks change."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from receptionist.shop.hours import span_of
from receptionist.shop.notices import NoticePlan

NIGHT = "21:00-07:00"


@pytest.mark.parametrize(
    ("quiet_hours", "zone", "at", "until"),
    [
        (NIGHT, "America/Denver", "2026-07-17T20:59-06:00", "2026-07-17T20:59-06:00"),
        (NIGHT, "America/Denver", "2026-07-17T21:00-06:00", "2026-07-18T07:00-06:00"),  # Friday into Saturday
        (NIGHT, "America/Denver", "2026-07-18T06:59-06:00", "2026-07-18T07:00-06:00"),
        (NIGHT, "America/Denver", "2026-07-18T07:00-06:00", "2026-07-18T07:00-06:00"),
        (NIGHT, "America/Denver", "2026-12-31T23:59-07:00", "2027-01-01T07:00-07:00"),
        (NIGHT, "America/Denver", "2028-02-28T22:00-07:00", "2028-02-29T07:00-07:00"),
        (NIGHT, "America/Denver", "2026-03-07T22:00-07:00", "2026-03-08T07:00-06:00"),  # 8 hours of quiet, not 9
        (NIGHT, "America/Denver", "2026-10-31T22:00-06:00", "2026-11-01T07:00-07:00"),  # 10 hours
        (NIGHT, "America/Phoenix", "2026-03-07T22:00-07:00", "2026-03-08T07:00-07:00"),
        (NIGHT, "Europe/London", "2026-03-28T22:00+00:00", "2026-03-29T07:00+01:00"),
        (NIGHT, "Asia/Kolkata", "2026-07-17T18:00+00:00", "2026-07-18T07:00+05:30"),
        (NIGHT, "Pacific/Auckland", "2026-09-26T22:00+12:00", "2026-09-27T07:00+13:00"),
        # Quiet until a time that is jumped over, and until one that comes twice.
        ("21:00-02:30", "America/Denver", "2026-03-08T01:00-07:00", "2026-03-08T03:00-06:00"),
        ("21:00-01:30", "America/Denver", "2026-11-01T01:10-06:00", "2026-11-01T01:30-06:00"),
        ("21:00-01:30", "America/Denver", "2026-11-01T01:10-07:00", "2026-11-01T01:30-07:00"),
        ("13:00-14:00", "America/Denver", "2026-07-17T13:20-06:00", "2026-07-17T14:00-06:00"),
        ("21:00-24:00", "America/Denver", "2026-07-17T23:20-06:00", "2026-07-18T00:00-06:00"),
    ],
)  # fmt: skip
def test_notices_wait_for_the_end_of_quiet_hours(quiet_hours: str, zone: str, at: str, until: str) -> None:
    plan = NoticePlan(quiet_hours=span_of(quiet_hours))

    end = plan.quiet_until(datetime.fromisoformat(at), ZoneInfo(zone))

    assert end == datetime.fromisoformat(until)
    assert not plan.quiet(end.astimezone(ZoneInfo(zone)))


def test_without_quiet_hours_nothing_ever_waits() -> None:
    plan, night = NoticePlan(quiet_hours=None), datetime.fromisoformat("2026-07-17T23:00-06:00")

    assert not plan.quiet(night)
    assert plan.quiet_until(night, ZoneInfo("America/Denver")) == night
