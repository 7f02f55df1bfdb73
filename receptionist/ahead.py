"""A turn's words, looked for while what was heard is being committed: says nothing before, and keeps nothing."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from receptionist.cases import Turn
from receptionist.claims import Matter
from receptionist.wording import Wording


class Ahead:
    """Begins the words of a turn, and lets go of those that nobody took when its context ends."""

    def __init__(self, wording: Callable[[Turn, Matter], Wording]) -> None:
        self._wording = wording
        self._begun: Wording | None = None

    def begin(self, turn: Turn, matter: Matter) -> None:
        """Begin the words of a turn as it is about to be committed, in place of any that were begun before."""
        self._drop()
        self._begun = self._wording(turn, matter)
        self._begun.begin()

    def take(self) -> Wording | None:
        """Return the words that were begun, for whoever will say them."""
        begun, self._begun = self._begun, None
        return begun

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drop()

    def _drop(self) -> None:
        if begun := self.take():
            begun.drop()
