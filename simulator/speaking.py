"""What a caller does when it is their turn, and how long that takes; touches no line."""

from dataclasses import dataclass

WORDS_A_SECOND = 150 / 60
SECONDS_A_KEY = 0.3


@dataclass(frozen=True, slots=True)
class Input:
    """What a caller does when it is their turn; nothing at all is silence."""

    text: str = ""
    keys: str = ""
    confidence: float = 0.9
    barges: bool = False
    """Whether it comes when half of the prompt has been heard, and cuts off the rest."""

    @property
    def seconds(self) -> float:
        """How long it takes to say or key this."""
        return speech_seconds(self.text) + len(self.keys) * SECONDS_A_KEY


def speech_seconds(text: str) -> float:
    """Return how long it takes to say `text`, at 150 words a minute."""
    return len(text.split()) / WORDS_A_SECOND
