"""Puts together what hears and answers texts; like wiring.py it names concrete classes and holds no rule."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from receptionist.assistant import PhoneAssistant
from receptionist.followups import Runner
from receptionist.ports import Clock
from receptionist.shop.business import Business
from receptionist.storage.shelves import Shelves
from receptionist.texts.dropped import TextDropped
from receptionist.texts.seams import Messenger, Staff
from receptionist.texts.text_sender import SEND_TEXT, SendText
from receptionist.texts.texting import Texting
from receptionist.words.dialogue import Condition


@dataclass(frozen=True, slots=True)
class TextDesk:
    """Who takes texts in, and who sends the answers."""

    texting: Texting
    sender: SendText | None
    """None without credentials: then the answer goes back in the same breath."""
    dropped: TextDropped
    runners: tuple[Runner, ...]
    """They work beside all else and beside each other: a text that hangs keeps no other one waiting."""

    def conditions(self) -> tuple[Condition, ...]:
        """Return how texts do: those that were sent, and the sending."""
        sending = (self.sender.condition(),) if self.sender else ()
        return (self.texting.problem(), *sending)


def text_desk(
    assistant: PhoneAssistant,
    kept: Shelves,
    messenger: Messenger | None,
    business: Business,
    clock: Clock,
    *,
    woken: Sequence[threading.Event],
    staff: Staff,
) -> TextDesk:
    """Return the desk, with one runner for each of the events that wake them."""
    parts: dict[str, Any] = {
        "assistant": assistant,
        "store": kept.store,
        "texts": kept.texts,
        "opt_outs": kept.contacts,
        "clock": clock,
        "emergency_number": business.emergency_number,
    }
    texting = Texting(**parts, by_rest=messenger is not None, staff=staff if messenger else None)
    sender = SendText(**parts, messenger=messenger) if messenger else None
    parts.pop("emergency_number")
    dropped = TextDropped(**parts, sender=sender)
    if sender is None:
        return TextDesk(texting, None, dropped, ())
    handlers = {SEND_TEXT: sender}
    runners = (Runner(kept.outbox, handlers, clock, woken=event, only=(SEND_TEXT,)) for event in woken)
    return TextDesk(texting, sender, dropped, tuple(runners))
