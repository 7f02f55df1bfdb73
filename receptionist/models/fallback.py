"""The order of the models: whoever is first and well phrases the reply, within deadlines of our own.

A vendor's time-out is no deadline: a stream that drips resets it with every byte. So each reply is read in a
thread of its own, and whoever waits for it stops waiting in time. A model that failed rests (see breaker.py), the
next one is asked at once, and never a second one after something was said: what is left is then said by rule.
"""

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue

from receptionist.models.breaker import Breaker
from receptionist.models.deadlines import Deadlines
from receptionist.ports import ConversationError, Declined
from receptionist.words.dialogue import Item, Model, Piece, Request

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failed:
    """A model failed; what it was asked for comes from the next one, or by rule."""

    component: str
    error: str


@dataclass(frozen=True, slots=True)
class Filler:
    """Nothing useful came yet: time for a word that bridges the wait."""


@dataclass(frozen=True, slots=True)
class From:
    """What comes next is this model's."""

    name: str


@dataclass(frozen=True, slots=True)
class Guarded:
    """A model and its breaker."""

    model: Model
    breaker: Breaker


Answering = Generator[Item | Failed | Filler | From, None, None]
_Event = Item | ConversationError | None


class Fallback:
    """Asks the models in their order. Never raises: when none has words left, the stream just ends."""

    def __init__(
        self,
        models: tuple[Guarded, ...],
        deadlines: Deadlines | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._models = models
        self._deadlines = deadlines or Deadlines()
        self._monotonic = monotonic

    def available(self) -> bool:
        """Tell whether any model may be asked now."""
        return any(guarded.breaker.allows() for guarded in self._models)

    def reply(self, request: Request) -> Answering:
        """Stream one reply of the first model that has one; who is asked comes first, once it has been asked."""
        began_s = self._monotonic()
        filled = False
        for guarded in self._models:
            if not guarded.breaker.allows():
                continue
            reading = _Reading(guarded.model, request, began_s, self._deadlines, self._monotonic, filled)
            request.attempt.on_stop(reading.break_off)
            try:
                yield From(guarded.model.name)
                yield from reading
                if not request.attempt.stopped:
                    guarded.breaker.worked()
                return
            except Declined as error:
                yield Failed(guarded.model.name, str(error))
            except ConversationError as error:
                guarded.breaker.failed(error)
                yield Failed(guarded.model.name, str(error))
            finally:
                reading.abandon()
            filled = reading.filled
            if reading.spoke or self._monotonic() - began_s >= self._deadlines.whole_s:
                return


class _Reading:
    """One model's reply, read in a thread of its own. Raises ConversationError, also when it is late."""

    def __init__(
        self,
        model: Model,
        request: Request,
        began_s: float,
        deadlines: Deadlines,
        monotonic: Callable[[], float],
        filled: bool,
    ) -> None:
        self._abandoned = threading.Event()
        self._came: SimpleQueue[_Event] = SimpleQueue()
        self._began_s, self._asked_s = began_s, monotonic()
        self._deadlines, self._monotonic = deadlines, monotonic
        self.filled, self.spoke = filled, False
        asked = replace(request, abandoned=self._abandoned.is_set)
        thread = threading.Thread(target=self._read, args=(model, asked), name=f"reads {model.name}", daemon=True)
        try:
            thread.start()
        except RuntimeError:
            self._came.put(ConversationError("this machine has no thread left"))

    def __iter__(self) -> Iterator[Item | Filler]:
        while True:
            event = self._next()
            if isinstance(event, ConversationError):
                raise event
            if event is None:
                return
            if isinstance(event, Piece):
                self.spoke = True
            yield event

    def abandon(self) -> None:
        """Let the thread stop at the next byte, or at the vendor's own time-out."""
        self._abandoned.set()

    def break_off(self) -> None:
        """Let whoever waits for this reply go on at once without it."""
        self._abandoned.set()
        self._came.put(None)

    def _next(self) -> _Event | Filler:
        until_s = self._began_s + self._deadlines.whole_s
        if not self.spoke:
            until_s = min(until_s, self._asked_s + self._deadlines.first_s)
        soft_s = self._began_s + self._deadlines.soft_s
        if not (self.filled or self.spoke) and soft_s < until_s:
            if event := self._wait(soft_s):
                return event[0]
            self.filled = True
            return Filler()
        if event := self._wait(until_s):
            return event[0]
        return ConversationError("no words in time" if not self.spoke else "the rest did not come in time")

    def _wait(self, until_s: float) -> tuple[_Event] | None:
        try:
            return (self._came.get(timeout=max(0.0, until_s - self._monotonic())),)
        except Empty:
            return None

    def _read(self, model: Model, request: Request) -> None:
        try:
            for item in model.reply(request):
                self._came.put(item)
                if request.abandoned():
                    return
        except ConversationError as error:
            self._came.put(error)
        except Exception as error:  # a bug of ours in this thread must not keep a caller waiting for the deadline
            log.exception("a conversation broke: name=%s", model.name)
            self._came.put(ConversationError(f"broke: {type(error).__name__}"))
        else:
            self._came.put(None)
