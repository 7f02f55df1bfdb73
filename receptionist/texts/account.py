"""The seam of the Twilio account: its balance, recordings and the calls they belong to; does nothing itself."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left on the account."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A voicemail that is whole, without its audio."""

    sid: str
    call_sid: str
    at: datetime
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCall:
    """A call as Twilio knows it."""

    sid: str
    from_number: str
    to_number: str
    at: datetime


class Account(Protocol):
    """What Twilio keeps for us. Every method raises MessengerError, nothing else."""

    def balance(self) -> Balance:
        """Return what is left on the account; a sub-account has no balance of its own, which is an error."""
        ...

    def recordings(self, *, since: datetime) -> tuple[Recording, ...]:
        """Return the voicemails that were begun since then, the oldest first."""
        ...

    def recording(self, sid: str) -> Recording:
        """Return a recording; one that is not whole yet is an error that passes."""
        ...

    def recording_audio(self, sid: str) -> bytes:
        """Return a recording as MP3."""
        ...

    def delete_recording(self, sid: str) -> None:
        """Delete a recording; one that is gone is deleted."""
        ...

    def call(self, sid: str) -> PastCall:
        """Return a call."""
        ...
