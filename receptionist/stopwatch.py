"""How long each stage of a turn takes, and who is told of it; judges nothing."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from receptionist.cases import Call, Fault, Reply, Turn
from receptionist.costs import Spent
from receptionist.ports import Clock


class Stopwatch:
    """Times one turn; two looks at the clock a stage."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began_s = self._last_s = clock.monotonic()
        self.ms: dict[str, float] = {}
        """Stage -> milliseconds."""

    def lap(self, stage: str) -> None:
        """Note what passed since the last stage ended; a stage that comes twice counts together."""
        now_s = self._clock.monotonic()
        self.ms[stage] = round(self.ms.get(stage, 0.0) + (now_s - self._last_s) * 1000, 1)
        self._last_s = now_s

    def skip(self) -> None:
        """Begin the next stage now: what passed since the last one belongs to none."""
        self._last_s = self._clock.monotonic()

    @property
    def total_ms(self) -> float:
        """What has passed since the turn began."""
        return round((self._clock.monotonic() - self._began_s) * 1000, 1)


class Meter(Protocol):
    """Counts what happens and how long it takes; never a caller's words or number."""

    def replied(
        self,
        call: Call,
        turn: Turn,
        reply: Reply,
        *,
        took_ms: Mapping[str, float],
        faults: Iterable[Fault],
        spent: Iterable[Spent],
    ) -> None:
        """Count a reply that is committed; `took_ms` has its stages, commit B included."""
        ...

    def fault(self, component: str) -> None:
        """Count something outside that went wrong."""
        ...


class Unmetered:
    """Counts nothing."""

    def replied(
        self,
        call: Call,
        turn: Turn,
        reply: Reply,
        *,
        took_ms: Mapping[str, float],
        faults: Iterable[Fault],
        spent: Iterable[Spent],
    ) -> None:
        """Count nothing."""

    def fault(self, component: str) -> None:
        """Count nothing."""
