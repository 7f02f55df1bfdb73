"""Which of several telephone numbers said in a breath is to be called; joins no digits."""

from collections.abc import Sequence
from dataclasses import dataclass

from receptionist.understanding.breaths import Stretch, readings_of, stretches, telephone_runs, whole
from receptionist.understanding.phone_words import BACK, FILLERS, NOT_WANTED, SAID_AFTER, WANTED
from receptionist.understanding.text import parts, tokens


@dataclass(frozen=True, slots=True)
class Named:
    """A whole telephone number among others."""

    number: str
    """E.164."""
    wanted: int
    """Above 0: to be called; below 0: another's, or one not to be called."""


def named(said: str, region: str) -> tuple[Named, ...]:
    """Return the whole numbers of an utterance and what is said of each; none where one corrects another."""
    words = tokens(said)
    numbers = [(stretch, number) for stretch, number in whole_numbers(words, region) if number]
    around = _around(words, [stretch for stretch, _ in numbers])
    found = tuple(Named(number, _wanted(said)) for (_, number), said in zip(numbers, around, strict=True))
    told = len({rival.wanted for rival in found}) > 1
    return found if told or not (BACK.search(said) or len(parts(said)) > 1) else ()


def whole_numbers(words: Sequence[str], region: str) -> list[tuple[Stretch, str | None]]:
    """Return every stretch of digits, with the E.164 number that it is by itself."""
    close = stretches(words, telephone_runs(words), FILLERS)
    return [(stretch, whole(readings_of(words, stretch), region)) for stretch in close]


def _around(words: Sequence[str], whole: Sequence[Stretch]) -> list[str]:
    """Return what is said before and right after each number; what follows one may belong to the next."""
    spans = [(min(run.start for run in stretch), max(run.end for run in stretch)) for stretch in whole]
    found: list[str] = []
    at = 0
    for n, (start, end) in enumerate(spans):
        following = spans[n + 1][0] if n + 1 < len(spans) else len(words)
        after = SAID_AFTER.match(" ".join(words[end:following]))
        found.append(" ".join((*words[at:start], after[0] if after else "")))
        at = end + (len(after[0].split()) if after else 0)
    return found


def _wanted(said: str) -> int:
    return -1 if NOT_WANTED.search(said) else 1 if WANTED.search(said) else 0
