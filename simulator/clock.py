"""Time that passes only when somebody says so; measures nothing real."""

import time
from datetime import UTC, datetime, timedelta
from threading import Lock


class VirtualClock:
    """A `receptionist.ports.Clock` that stands still until it is told, or slept on."""

    def __init__(self, start: datetime) -> None:
        """`start` is aware, in any zone."""
        self._start = start.astimezone(UTC)
        self._passed_s = 0.0
        self._lock = Lock()

    def now(self) -> datetime:
        """Return the virtual time, in UTC."""
        return self._start + timedelta(seconds=self._passed_s)

    def monotonic(self) -> float:
        """Return the virtual seconds since the start."""
        return self._passed_s

    def sleep(self, seconds: float) -> None:
        """Let virtual `seconds` pass at once, and let other threads run."""
        with self._lock:
            self._passed_s += max(0.0, seconds)
        time.sleep(0)
