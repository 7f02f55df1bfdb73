"""How long a caller may wait for anybody outside: our own deadlines, in one place; measures nothing."""

from dataclasses import dataclass

LONGEST_SILENCE_S = 8.0
"""After that a silent line is taken for a dead one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """In seconds. `soft_s` and `whole_s` count from when a model's reply was asked for."""

    look_up_s: float = 0.3
    """For the customer records, when a call arrives."""
    soft_s: float = 1.2
    """Then a filler bridges the wait for a model, on channels where words can leave before the rest is there."""
    first_s: float = 2.2
    """Until a model's first useful words; the next model has as long again."""
    whole_s: float = 5.0
    """Until the last of a reply's words, whichever model's."""
    speech_s: float = 1.5
    """For the audio of a reply."""

    @property
    def longest_s(self) -> float:
        """The longest that a caller can wait for others, everything taken together."""
        return self.look_up_s + self.whole_s + self.speech_s
