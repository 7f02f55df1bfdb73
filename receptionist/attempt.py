"""One try at a reply to somebody who may go on speaking while it is made; decides nothing itself."""

import threading
from collections.abc import Callable

from receptionist.cases import Call, Case


class Attempt:
    """Tells whoever makes a reply to stop, and remembers what the words were first heard upon."""

    def __init__(self, before: tuple[Call, Case] | None = None) -> None:
        """`before` is the matter as it stood before these words, when they are heard a second time, with more."""
        self.before = before
        self.committed = False
        """True once what was decided is kept: from then on it is not tried again."""
        self.spoke = False
        """True once words left that take the caller a while to hear: the next ones may come a moment later."""
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._then: list[Callable[[], object]] = []

    @property
    def stopped(self) -> bool:
        """Whether nobody waits for this reply any more."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Have the making of the reply stopped; the same again is a no-op."""
        with self._lock:
            self._stopped.set()
            then, self._then = self._then, []
        for stop in then:
            stop()

    def on_stop(self, stop: Callable[[], object]) -> None:
        """Call `stop` from the thread that stops this attempt; at once, if it was stopped before."""
        with self._lock:
            if not self._stopped.is_set():
                self._then.append(stop)
                return
        stop()
