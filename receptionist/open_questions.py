"""What callers asked and nobody knew: the same question in other words is one question; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz

from receptionist.understanding.patterns import fold

SAME_QUESTION = 80
"""Likeness (0-100, rapidfuzz) from which two questions are the same one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that was put in one turn of a call, in the caller's words."""

    id: int
    call_sid: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question with every time it was asked, the latest first; named by its oldest."""

    asked: tuple[Asked, ...]

    @property
    def id(self) -> int:
        """The number of the oldest time."""
        return self.asked[-1].id

    @property
    def words(self) -> str:
        """The words of the latest time."""
        return self.asked[0].words

    @property
    def last_at(self) -> datetime:
        """When it was asked last."""
        return self.asked[0].at


def grouped(asked: Iterable[Asked]) -> tuple[OpenQuestion, ...]:
    """Return the questions, those asked most first."""
    groups: list[list[Asked]] = []
    for one in sorted(asked, key=lambda each: each.id):
        group = next((known for known in groups if _same(one, known[0])), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    questions = (OpenQuestion(tuple(reversed(group))) for group in groups)
    return tuple(sorted(questions, key=lambda each: (-len(each.asked), each.id)))


def _same(one: Asked, other: Asked) -> bool:
    return fuzz.token_sort_ratio(fold(one.words), fold(other.words)) >= SAME_QUESTION
