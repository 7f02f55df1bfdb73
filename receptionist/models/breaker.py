"""The breaker: a vendor that failed is left alone until a probe, or a success, shows that it is well again.

Of several processes on a machine one probes for all: a small file holds when that was, and how it went.
"""

import fcntl
import json
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from receptionist.ports import Clock, ReceptionistError
from receptionist.words.dialogue import Condition

log = logging.getLogger(__name__)

FIRST_PROBE_S = 5.0
LONGEST_PAUSE_S = 300.0


@dataclass(frozen=True, slots=True)
class _State:
    error: str | None = None
    opened_at_s: float = 0.0
    failures: int = 0
    probe_at_s: float = 0.0


class Breaker:
    """One vendor's breaker, in one process. What a caller loses by a failing vendor, only the first one loses."""

    def __init__(self, name: str, clock: Clock, *, rests: Callable[[], bool] = lambda: False) -> None:
        """`rests` tells that the vendor may not be asked for another reason, such as a budget that is used up."""
        self.name = name
        self._clock = clock
        self._rests = rests
        # Replaced whole, never changed: so no lock is needed on a turn's path.
        self._state = _State()

    def allows(self) -> bool:
        """Tell whether the vendor may be asked."""
        return self._state.error is None and not self._rests()

    def failed(self, error: ReceptionistError) -> None:
        """Leave the vendor alone from now on; each failure in a row doubles the time until the next probe."""
        was, now_s = self._state, self._now_s()
        if was.error is not None and now_s < was.probe_at_s:
            return  # Several callers were waiting for it when it failed: that is one failure.
        pause_s = min(LONGEST_PAUSE_S, FIRST_PROBE_S * 2**was.failures)
        opened_at_s = was.opened_at_s if was.error else now_s
        self._state = _State(str(error), opened_at_s, was.failures + 1, now_s + pause_s)
        if was.error is None:
            log.warning("vendor rests: name=%s error=%s", self.name, error)

    def worked(self) -> None:
        """Ask the vendor again from now on."""
        if self._state.error is not None:
            log.warning("vendor is back: name=%s", self.name)
        if self._state != _State():
            self._state = _State()

    def readmit(self) -> None:
        """Ask the vendor again, after a probe; if it fails once more, it rests for twice as long as before."""
        log.warning("vendor is asked again: name=%s", self.name)
        self._state = _State(failures=self._state.failures)

    def condition(self) -> Condition:
        """Return how the vendor does, for the owner."""
        error = self._state.error
        return Condition(ok=error is None, detail=error or "answers")

    def probe_is_due(self) -> bool:
        """Tell whether it is time to see if the vendor is well again."""
        return self._state.error is not None and self._now_s() >= self._state.probe_at_s

    def postpone(self) -> None:
        """Wait as long again, since somebody else is looking."""
        self._state = replace(self._state, probe_at_s=self._now_s() + FIRST_PROBE_S)

    @property
    def opened_at_s(self) -> float:
        """When the vendor failed first, in seconds since 1970."""
        return self._state.opened_at_s

    def _now_s(self) -> float:
        return self._clock.now().timestamp()


class Probe:
    """Closes a breaker again: asks the vendor cheaply, once a machine."""

    def __init__(self, breaker: Breaker, ask: Callable[[], None], *, notes: Path, clock: Clock) -> None:
        """`ask` raises an error of ours while the vendor fails; `notes` is a file that processes share."""
        self._breaker = breaker
        self._ask = ask
        self._notes = notes
        self._clock = clock

    def run(self) -> None:
        """Probe if it is time; what another process found out a moment ago counts as well."""
        if not self._breaker.probe_is_due():
            return
        self._notes.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(self._notes, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                self._breaker.postpone()
                return
            if not self._settled_by(file.read()):
                outcome = self._probed()
                file.seek(0)
                file.truncate()
                file.write(json.dumps({"at": self._now_s(), "worked": outcome}))

    def _settled_by(self, notes: str) -> bool:
        """Tell whether another process's probe is recent enough to go by."""
        try:
            last = json.loads(notes)
        except ValueError:
            return False
        if last["worked"] and last["at"] > self._breaker.opened_at_s:
            self._breaker.readmit()
            return True
        if not last["worked"] and self._now_s() - last["at"] < FIRST_PROBE_S:
            self._breaker.postpone()
            return True
        return False

    def _probed(self) -> bool:
        try:
            self._ask()
        except ReceptionistError as error:
            self._breaker.failed(error)
            return False
        self._breaker.readmit()
        return True

    def _now_s(self) -> float:
        return self._clock.now().timestamp()
