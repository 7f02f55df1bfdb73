"""What a call costs: what was used up, times the dated price table of costs.toml; pure."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """So much of something that is paid for, such as 412 of `gpt-6-luna/prompt_tokens`; no call: overhead."""

    at: datetime
    item: str
    quantity: float
    call_sid: str | None = None
