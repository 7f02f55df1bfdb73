"""How many calls are answered at once, by all processes; hangs up on nobody (rules/decide.py)."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from receptionist.ports import Clock, StoreError
from receptionist.words.dialogue import Condition

log = logging.getLogger(__name__)

LIVE_WITHIN = timedelta(minutes=5)
"""A call in which nothing has happened for so long is over, or a person has it: it costs us nothing."""
TOLD_FOR = timedelta(hours=1)
"""How long a caller for whom there was no room shows in /health; then the owner has been told, too."""


class Calls(Protocol):
    """Counts calls."""

    def live_count(self, *, since: datetime) -> int:
        """Return how many calls by telephone have not ended and were touched after then. Raises StoreError."""
        ...


class Admission:
    """Holds the calls that there are against the limit: one query for each call that begins."""

    def __init__(
        self, calls: Calls, clock: Clock, *, limit: int, on_refused: Callable[[], object] = lambda: None
    ) -> None:
        """`on_refused` is called for each caller for whom there is no room."""
        self._calls = calls
        self._clock = clock
        self._limit = limit
        self._on_refused = on_refused
        self._refused_at: datetime | None = None

    def has_room(self) -> bool:
        """Tell whether the call that has just begun, and is counted, can be answered.

        When the store does not say, it can: the limit is to keep calls good, not to lose one.
        """
        now = self._clock.now()
        try:
            live = self._calls.live_count(since=now - LIVE_WITHIN)
        except StoreError as error:
            log.warning("calls not counted: error=%s", error)
            return True
        if live <= self._limit:
            return True
        self._refused_at = now
        self._on_refused()
        log.warning("no room for a call: live=%d limit=%d", live, self._limit)
        return False

    def condition(self) -> Condition:
        """Return whether there was room for all callers of late, with the remedy if not."""
        if self._refused_at and self._clock.now() - self._refused_at < TOLD_FOR:
            remedy = "set MAX_CONCURRENT_CALLS higher if this machine can take it"
            return Condition(ok=False, detail=f"more than {self._limit} calls at once, people were rung: {remedy}")
        return Condition(ok=True, detail=f"room for {self._limit} calls at once")
