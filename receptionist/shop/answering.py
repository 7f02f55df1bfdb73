"""Who answers calls, by day and by night: the assistant, the owner's people first, or a tape; rings nobody."""

from dataclasses import dataclass
from typing import Literal, cast, get_args

from receptionist.shop.owner_file import Table

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


def read(row: Table) -> Answering:
    """Return what the owner's `[answering]` says; what is missing takes its default."""
    row.only(("day", "night", "ring_first", "ring_first_s"))
    return Answering(
        day=_mode(row, "day"),
        night=_mode(row, "night"),
        ring_first=row.texts("ring_first"),
        ring_first_s=row.whole("ring_first_s", 15),
    )


def _mode(row: Table, key: str) -> Mode:
    mode = row.text(key, "assistant")
    if mode not in get_args(Mode):
        row.wrong(key, f"write one of {', '.join(get_args(Mode))}")
        return "assistant"
    return cast("Mode", mode)
