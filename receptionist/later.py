"""What is made after the port is bound, or by whoever needs it first: importing a vendor's SDK takes a second."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
Made = TypeVar("Made", covariant=True)


class Once(Generic[Made]):
    """Makes something when it is first called, and returns the same from then on; any thread may call it."""

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._made: list[Made] = []
        self._lock = threading.Lock()

    @property
    def made(self) -> bool:
        """Whether it is there already."""
        return bool(self._made)

    def __call__(self) -> Made:
        """Return it; raises what making it raises, and makes it again the next time."""
        if not self._made:
            with self._lock:
                if not self._made:
                    self._made.append(self._make())
        return self._made[0]


class Later:
    """All that is made later, in the order in which callers will need it."""

    def __init__(self) -> None:
        self._things: list[Once[object]] = []

    def once(self, make: Callable[[], T]) -> Once[T]:
        """Return what makes one thing once, and remember it."""
        thing = Once(make)
        self._things.append(thing)
        return thing

    def make_all(self) -> None:
        """Make what nobody has needed yet."""
        for thing in self._things:
            thing()
