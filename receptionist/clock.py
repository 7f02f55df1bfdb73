"""Time: the system's, or one that was set for a demonstration; schedules nothing."""

import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """Implements ports.Clock with the machine's time."""

    def now(self) -> datetime:
        """Return the time in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that only ever grow."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Let `seconds` pass."""
        time.sleep(seconds)


class SetClock(SystemClock):
    """A clock that shows `start` when it is made and runs `speed` times as fast as the machine's.

    Only the date is played with: `monotonic` and `sleep` measure real things (a vendor's answer, another process),
    which do not hurry.
    """

    def __init__(self, start: datetime, speed: float = 1.0) -> None:
        self._start = start.astimezone(UTC)
        self._speed = speed
        self._began_s = time.monotonic()

    def now(self) -> datetime:
        """Return the set time in UTC."""
        return self._start + timedelta(seconds=(time.monotonic() - self._began_s) * self._speed)
