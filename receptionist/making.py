"""One reply while it is made: a thread adds to it, a request waits for what it can use; keeps nothing."""

import threading
import time
from collections.abc import Callable, Iterable
from itertools import takewhile

from receptionist.cases import Ending, Sentence
from receptionist.replies import Spoken
from receptionist.speaking.voice_of import Came
from receptionist.words.own_words import ASKS


class Making:
    """A reply that is being made; one thread makes it, others wait."""

    def __init__(
        self,
        *,
        begin: Callable[[Sentence], Came],
        leave: Callable[[tuple[Sentence, ...]], object],
    ) -> None:
        """`begin` renders a sentence, `leave` keeps all of them so far once the first has left."""
        self._begin = begin
        self._leave = leave
        self._changed = threading.Condition()
        self._came: list[Came] = []
        self._first_s = 0.0
        self._has_left = False
        self._over = False
        self.ending: Ending | None = None

    def run(self, spoken: Iterable[Spoken]) -> None:
        """Make the reply. Raises what making it raises."""
        try:
            for item in spoken:
                self._add(item)
        finally:
            with self._changed:
                self._over = True
                self._changed.notify_all()

    def first(self) -> Came | None:
        """Wait for something to say, and return it; None when there is nothing."""
        with self._changed:
            self._changed.wait_for(lambda: self._over or self._came)
            return self._came[0] if self._came else None

    def is_over(self, grace_s: float) -> bool:
        """Tell whether all of it is there, at the latest so long after the first sentence."""
        with self._changed:
            left_s = self._first_s + grace_s - time.monotonic()
            return self._changed.wait_for(lambda: self._over, max(0.0, left_s))

    def wait(self, told: int, seconds: float) -> None:
        """Wait until there are more than `told` sentences, or all, but not for longer than `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: self._over or len(early(self.said())) > told, seconds)

    def finish(self, seconds: float) -> None:
        """Wait until all of it is there, but not for longer than `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: self._over, seconds)

    def leaves(self) -> tuple[Came, ...]:
        """Return what is there; what comes from now on is kept at once."""
        with self._changed:
            self._has_left = True
            return tuple(self._came)

    def said(self) -> tuple[Came, ...]:
        """Return the sentences of the reply so far, without what only bridged a wait."""
        return tuple(came for came in self._came if not came.sentence.filler)

    def _add(self, item: Spoken) -> None:
        if isinstance(item, Ending):
            self.ending = item
            return
        came = self._begin(item)
        with self._changed:
            self._first_s = self._first_s or time.monotonic()
            self._came.append(came)
            if self._has_left and not item.filler:
                # Whoever hears of it looks for it in the store.
                self._leave(tuple(each.sentence for each in early(self.said())))
            self._changed.notify_all()


def early(said: tuple[Came, ...]) -> tuple[Came, ...]:
    """Return what may be given before the rest is there: all before the question, for whose answer we listen."""
    return tuple(takewhile(lambda came: not ASKS.search(came.sentence.text), said))
