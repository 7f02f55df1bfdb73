"""Who answers calls, by day and by night: the assistant, the owner's people first, or a tape; rings nobody."""

from dataclasses import dataclass, fields
from typing import Literal

from receptionist.shop.owner_file import Table
from receptionist.shop.people import Person, read_keys

Mode = Literal["assistant", "ring_first", "message"]
"""The assistant at once; people first, and the assistant when none of them takes the call; a voicemail only."""
MODES: tuple[Mode, ...] = ("assistant", "ring_first", "message")
_RINGS_S = (5, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """How calls are answered within business hours, and outside them."""

    day: Mode = "assistant"
    night: Mode = "assistant"
    ring_first: tuple[str, ...] = ()
    """Keys of the people who are rung before the assistant answers, one after the other."""
    ring_first_s: int = 15
    """Seconds that each of their telephones rings."""


def read(rows: Table, people: tuple[Person, ...]) -> Answering:
    """Return what the file's section `answering` says; where it names nobody, all who take callers are rung."""
    rows.only(f.name for f in fields(Answering))
    found = Answering(
        day=rows.choice("day", MODES, "assistant"),
        night=rows.choice("night", MODES, "assistant"),
        ring_first=read_keys(rows, "ring_first", people, tuple(p.key for p in people if p.transfer)),
        ring_first_s=rows.seconds("ring_first_s", 15, between=_RINGS_S),
    )
    if "ring_first" in (found.day, found.night) and not found.ring_first:
        rows.wrong("ring_first", "name whom to ring, or write transfer = true for somebody under [[people]]")
    return found
