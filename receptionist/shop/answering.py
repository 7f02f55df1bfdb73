"""Who answers calls, by day and by night: the assistant, the owner's people first, or a tape; rings nobody."""

from dataclasses import dataclass
from typing import Literal

Mode = Literal["assistant", "ring_first", "message"]
"""The assistant at once; people first, and the assistant when none of them takes the call; a voicemail only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """How calls are answered within business hours, and outside them."""

    day: Mode = "assistant"
    night: Mode = "assistant"
    ring_first: tuple[str, ...] = ()
    """Keys of the people who are rung before the assistant answers, one after the other."""
    ring_first_s: int = 15
    """Seconds that each of their telephones rings."""
