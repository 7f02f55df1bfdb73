"""Who is put through by ConversationRelay: tokens, one socket a call, when calls go another way; says nothing."""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Literal, Protocol

from receptionist.ports import Clock, StoreError
from receptionist.words.dialogue import Condition

RESTS = timedelta(hours=1)
"""How long calls go another way after a session that could not be set up."""
MOST_FAILURES = 2
"""After so many sessions of one call that broke off, it goes on without."""
NOT_SET_UP = frozenset({"64101", "64102", "64109"})
"""Twilio's codes of a session that never spoke: wrong settings or a vendor not enabled, no socket, too many."""


class Sessions(Protocol):
    """How the sessions of one call went so far."""

    @property
    def connected(self) -> bool: ...  # noqa: D102
    @property
    def failures(self) -> int: ...  # noqa: D102


class Relays(Protocol):
    """Keeps the sessions of all calls. Every method raises StoreError, nothing else."""

    def issue(self, token: str, call_sid: str, *, at: datetime) -> None:
        """Keep a token that opens one socket of a call."""
        ...

    def open(self, token: str, call_sid: str, *, at: datetime) -> bool:
        """Use a token up; False when it is not this call's, was used, or the call has a socket already."""
        ...

    def ended(self, call_sid: str, *, at: datetime, failed: bool, unused: bool = False) -> Sessions:
        """Note that a call has no session any more, and return how its sessions went.

        A socket that was `unused` counts as one that never opened.
        """
        ...

    def failed_set_up(self, *, since: datetime) -> datetime | None:
        """Return when a session last failed before it had its socket; None when none did after `since`."""
        ...


@dataclass(frozen=True, slots=True)
class RelayDesk:
    """Puts calls through; what it must remember is in the store, for all processes."""

    relays: Relays
    clock: Clock
    mode: Literal["gather", "relay", "auto"] = "gather"
    account_sid: str | None = None
    live: set[threading.Event] = field(default_factory=set)
    """What wakes the sessions of this process."""

    def takes_calls(self) -> bool:
        """Tell whether a call that arrives now is put through. Raises StoreError."""
        return self.mode == "relay" or (self.mode == "auto" and self._failed_at() is None)

    def token(self, call_sid: str) -> str:
        """Return what opens one socket of a call, once."""
        token = token_urlsafe(24)
        self.relays.issue(token, call_sid, at=self.clock.now())
        return token

    def admits(self, *, account_sid: str, call_sid: str, token: str) -> bool:
        """Tell whether a socket may go on: of our account, with a fresh token of its call, the only one."""
        ours = self.account_sid in (None, account_sid)
        return ours and bool(token) and self.relays.open(token, call_sid, at=self.clock.now())

    def goes_on(self, call_sid: str, *, fault: str = "") -> bool:
        """Note that a session has ended, with Twilio's code of a fault, and tell whether another may follow."""
        if self.mode == "gather":
            return False
        went = self.relays.ended(call_sid, at=self.clock.now(), failed=bool(fault), unused=fault in NOT_SET_UP)
        return went.connected and went.failures <= MOST_FAILURES

    def over(self, call_sid: str, status: str) -> None:
        """Note that a call is over. One that could not even be answered may be a session that was not set up."""
        if self.mode != "gather":
            self.relays.ended(call_sid, at=self.clock.now(), failed=status in ("busy", "failed"))

    def drain(self) -> None:
        """Wake every session of this process, so that it sees that another process is to go on."""
        for wake in tuple(self.live):
            wake.set()

    def condition(self) -> Condition:
        """Return whether callers are put through, in words for the owner."""
        try:
            failed_at = None if self.mode == "gather" else self._failed_at()
        except StoreError:
            return Condition(ok=True, detail="")
        if failed_at is None:
            return Condition(ok=True, detail="")
        instead = f"calls are taken without it until {failed_at + RESTS:%H:%M} UTC"
        remedy = "see the call in Twilio's console, and whether ConversationRelay is enabled there"
        still = f"; {instead}" if self.mode == "auto" else ""
        return Condition(ok=False, detail=f"ConversationRelay could not connect{still}: {remedy}")

    def _failed_at(self) -> datetime | None:
        return self.relays.failed_set_up(since=self.clock.now() - RESTS)
