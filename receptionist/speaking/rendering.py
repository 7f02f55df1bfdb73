"""What is being rendered: who ordered it, and where its audio will be; renders nothing."""

import time
from concurrent.futures import Future
from dataclasses import dataclass

from receptionist.cases import Sentence
from receptionist.ports import SpeechError
from receptionist.speaking.telephone_audio import MAX_CHARS
from utils import clean_speech

Line = tuple[str, str]
"""A text, and the language in which it is said."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """The audio of a sentence: the name of its file, and what makes the file unless it is there already."""

    name: str
    future: Future[None] | None = None

    @property
    def over(self) -> bool:
        """Whether there is nothing to wait for any more, be the file there or not."""
        return self.future is None or self.future.done()


@dataclass(frozen=True, slots=True)
class Order:
    """Something to be rendered: what, for whose account, and within how many seconds."""

    name: str
    line: Line
    call_sid: str | None
    within_s: float
    at_s: float

    def is_late(self) -> bool:
        """Tell whether whoever ordered it has stopped waiting."""
        return time.monotonic() - self.at_s > self.within_s


def refused(why: str) -> Future[None]:
    """Return a rendering that never begins."""
    future: Future[None] = Future()
    future.set_exception(SpeechError(f"not rendered: {why}"))
    return future


def can_be_spoken(sentence: Sentence) -> bool:
    """Tell whether a sentence is one that a voice can say at once."""
    return 0 < len(as_spoken(sentence.text)) <= MAX_CHARS


def as_spoken(text: str) -> str:
    """Return a text as it is spoken."""
    return clean_speech(text, max_chars=MAX_CHARS + 1)
