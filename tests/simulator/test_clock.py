"""Virtual time."""

from datetime import UTC, datetime, timedelta, timezone

from simulator.clock import VirtualClock


def test_time_stands_still_until_it_is_slept_on() -> None:
    clock = VirtualClock(datetime(2026, 7, 14, 14, 5, tzinfo=timezone(timedelta(hours=-6))))

    assert clock.now() == clock.now() == datetime(2026, 7, 14, 20, 5, tzinfo=UTC)

    clock.sleep(90)
    clock.sleep(-5)

    assert clock.now() == datetime(2026, 7, 14, 20, 6, 30, tzinfo=UTC)
    assert clock.monotonic() == 90
