"""A shift whose work is done in processes that die (kill -9), or end well.

They die at some statement of SQL, or when Twilio has carried out a request and has not yet answered it. The shop's
own process only looks on; Twilio and the clock are its, and outlive every child.
"""

import os
import random
import select
import signal
import sqlite3
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from receptionist.shop import services
from receptionist.understanding.understand import warm_up
from simulator.clock import VirtualClock
from simulator.office import Office
from simulator.shift import Shift, shift
from simulator.vendors.twilio_rest import TwilioStandIn

MOST_STATEMENTS = 120
"""Up to which statement a process dies: most work takes fewer."""
AT_TWILIO = 0.2
"""How many of those that die do so between a request to Twilio and its answer."""
HANGS_S = 60.0
"""So long without a word, and a process is as good as dead: a lock that another thread held in the moment of the
fork is never given back in the child."""


class MortalShift(Shift):
    """A shift of which some work is cut off."""

    def __init__(
        self,
        office: Office,
        clock: VirtualClock,
        twilio: TwilioStandIn,
        *,
        seed: int,
        mortality: float,
    ) -> None:
        """`mortality` is how many of the processes are to die, 0 to 1."""
        super().__init__(office, clock, twilio)
        self._chance = random.Random(seed)
        self._mortality = mortality
        self.killed = 0

    def work(self) -> None:
        """Do all that is due, unless the process dies; what it had in hand is free again when its lease ends."""
        self._in_a_process(lambda child: child.work())

    def calls(self, *lines: str, number: str = "") -> None:  # type: ignore[override]
        """Ring and say these things; whose call breaks off rings again."""
        while not self._in_a_process(lambda child: child.calls(*lines, number=number)):
            self.clock.sleep(30)

    def send(self, number: str, words: str, *, sid: str | None = None) -> None:
        """Text the shop; who gets no answer, since it died, texts again."""
        while not self._in_a_process(lambda child: child.send(number, words)):
            self.clock.sleep(60)

    def send_at_once(self, texts: Sequence[tuple[str, str]]) -> None:
        """Text the shop from several telephones at once; who gets no answer, since it died, texts again."""
        while not self._in_a_process(lambda child: child.send_at_once(texts)):
            self.clock.sleep(60)

    def presses(self, number: str, key: str) -> str:
        """Press a key; who hears nothing then presses no more."""
        rung = self.rung(number)
        self._in_a_process(lambda child: child.press(rung[-1], number, key))
        return ""

    def loses(self, sid: str) -> None:
        """Report a text lost; Twilio reports once."""
        while not self._in_a_process(lambda child: child.loses(sid)):
            pass

    def _in_a_process(self, work: Callable[[Shift], object]) -> bool:
        """Do some work in a process of its own; False when it was killed."""
        dies_at = self._chance.randint(1, MOST_STATEMENTS) if self._chance.random() < self._mortality else None
        dies_at_twilio = dies_at is not None and self._chance.random() < AT_TWILIO
        reading, writing = os.pipe()
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            # The other threads are Twilio's; the child uses nothing of theirs.
            pid = os.fork()
        if pid == 0:
            self._be_the_child(work, None if dies_at_twilio else dies_at, writing)
        os.close(writing)
        self.twilio.after_create = (lambda: os.kill(pid, signal.SIGKILL)) if dies_at_twilio else (lambda: None)
        with os.fdopen(reading, "rb") as pipe:
            if not select.select([pipe], [], [], HANGS_S)[0]:
                os.kill(pid, signal.SIGKILL)
            now = pipe.read()
        os.waitpid(pid, 0)
        if not now:
            self.killed += 1
            return False
        until = datetime.fromisoformat(now.decode())
        self.clock.sleep(max(0.0, (until - self.clock.now()).total_seconds()))
        return True

    def _be_the_child(self, work: Callable[[Shift], object], dies_at: int | None, writing: int) -> None:
        try:
            engine = self.receptionist.kept.engine
            # Connections to a store are no good on this side of a fork; those of the other side stay open.
            engine.dispose(close=False)
            if dies_at is not None:
                _die_at(engine, dies_at)
            work(Shift(self.office, self.clock, self.twilio))
            os.write(writing, self.clock.now().isoformat().encode())
        finally:
            os._exit(0)


def _die_at(engine: sa.Engine, statement: int) -> None:
    seen = iter(range(1, statement))

    def count(*_: object) -> None:
        if next(seen, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    @sa.event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _: object) -> None:
        connection.set_trace_callback(count)


@contextmanager
def mortal_shift(
    folder: Path, clock: VirtualClock, business_file: Path | None = None, *, seed: int, mortality: float
) -> Iterator[MortalShift]:
    """Open the shop for a shift with deaths."""
    warm_up(services.load())  # Here, once, and not in each of the processes anew.
    with shift(folder, clock, business_file) as day:
        yield MortalShift(day.office, clock, day.twilio, seed=seed, mortality=mortality)
