"""What an owner orders for a while, by text: who is away, who is on call, closed today; data, decides nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

OrderKind = Literal["away", "on_call", "off_call", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOrder:
    """One order; a later one of the same kind and subject replaces it, and one that has run out is no more."""

    kind: OrderKind
    subject: str = ""
    """The key of a person; empty for the whole shop (`closed`)."""
    until: datetime
    """Until when it holds, aware."""
    by: str = ""
    """The key of who gave it."""
