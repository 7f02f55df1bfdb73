"""Who writes first: requests before what goes on beside them; one writer at a time, whatever it writes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_S = 0.05
"""How long work beside the requests gives way. Among a hundred calls one always has a request in hand, and what
follows each of them, some ten writes, must still be done as fast as calls end."""


class RightOfWay:
    """A lock, which a thread without a request leaves to those that have one in hand.

    Such a thread waits before it begins a write: so a request never waits for more than the step that was begun.
    """

    def __init__(self, longest_s: float = LONGEST_S) -> None:
        self._longest_s = longest_s
        self._lock = threading.Lock()
        self._changed = threading.Condition()
        self._in_hand = 0
        self._here = threading.local()

    @contextmanager
    def request(self) -> Iterator[None]:
        """Have a request in hand in this thread."""
        self._here.is_request = True
        self._count(1)
        try:
            yield
        finally:
            self._here.is_request = False
            self._count(-1)

    def acquire(self, timeout: float) -> bool:
        """Take the lock; False when it was not to be had in so many seconds."""
        if not getattr(self._here, "is_request", False):
            with self._changed:
                self._changed.wait_for(lambda: self._in_hand == 0, self._longest_s)
        return self._lock.acquire(timeout=timeout)

    def release(self) -> None:
        """Give the lock back."""
        self._lock.release()

    def _count(self, step: int) -> None:
        with self._changed:
            self._in_hand += step
            self._changed.notify_all()
