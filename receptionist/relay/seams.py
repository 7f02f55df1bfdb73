"""What a session talks to: who makes the replies, and the way to the caller."""

from collections.abc import Iterator
from typing import Protocol

from receptionist.attempt import Attempt
from receptionist.calls import Ring
from receptionist.cases import TurnKey, TurnKind, Utterance
from receptionist.replies import Spoken


class Assistant(Protocol):
    """Who makes the replies."""

    def hear(
        self,
        ring: Ring,
        utterance: Utterance,
        *,
        turn: int | None = None,
        kind: TurnKind = "speech",
        attempt: Attempt | None = None,
    ) -> Iterator[Spoken]:
        """Take in what happened in a turn, and yield the reply."""
        ...

    def broken_off(self, key: TurnKey, heard_chars: int) -> None:
        """Note how much of a reply was heard."""
        ...


class Line(Protocol):
    """The way to the caller, in the words of its wire. A line that is gone takes everything and sends nothing."""

    def say(self, text: str, *, language: str, filler: bool) -> None:
        """Say a sentence; a filler gives way to what comes next."""
        ...

    def close_reply(self, language: str) -> None:
        """Say that a reply is whole."""
        ...

    def speak(self, language: str) -> None:
        """From now on understand and speak a language."""
        ...

    def end(self, reason: str) -> None:
        """End the session."""
        ...
