"""The seams of texts: what arrives, and what is kept of texts and of who wants none; does nothing itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from receptionist.cases import FollowUp

Keyword = Literal["stop", "start", "yes", "help"]
"""A word that Twilio answers itself; `yes` is one only for somebody who has opted out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A text that arrived; `phone` is an E.164 number, None for a short code or a withheld number."""

    sid: str
    from_number: str
    to_number: str
    phone: str | None
    body: str
    keyword: Keyword | None = None
    segments: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The exchange that a text belongs to, by its call's SID, and the one it left behind, if it began anew."""

    call_sid: str
    left: str | None = None
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A text as Twilio keeps it."""

    sid: str
    status: str
    error_code: int | None = None
    segments: int | None = None


class Messenger(Protocol):
    """Outgoing texts and calls, and calls in progress. Every method raises MessengerError, nothing else."""

    def send_text(self, to: str, body: str, *, delivery: str = "") -> Message:
        """Send a text, once: an error that is not `permanent` leaves open whether it was sent.

        Reports of how it fares name the `delivery`, if there is one.
        """
        ...

    def find_text(
        self, to: str, body: str, *, since: datetime, apart_from: Collection[str] = ()
    ) -> Message | None:
        """Return a text that was sent since then with just these words, for use before a retry.

        `apart_from` are SIDs of texts that are known already: the same words may have been sent twice on purpose.
        """
        ...

    def place_call(self, to: str, *, twiml: str) -> str:
        """Ring a number and return the call's SID, once: see `send_text`."""
        ...

    def find_call(self, to: str, *, since: datetime, apart_from: Collection[str] = ()) -> str | None:
        """Return the SID of a call that was placed to a number since then, for use before a retry."""
        ...

    def update_call(self, call_sid: str, *, twiml: str) -> bool:
        """Have a call in progress go on with other TwiML; False when it is over."""
        ...

    def call_status(self, call_sid: str) -> str:
        """Return how a call stands, in Twilio's words."""
        ...


Attempt = Literal["first", "again", "busy", "done"]
"""For which time an answer is tried: `again` may have been sent before; `busy` and `done` are to be left alone."""


class Texts(Protocol):
    """Keeps which texts came in and went out. Every method raises StoreError, nothing else."""

    def note(self, message_sid: str, *, segments: int, at: datetime) -> None:
        """Note a text that belongs to no exchange."""
        ...

    def exchange_of(self, message_sid: str) -> str | None:
        """Return the exchange that a text has joined."""
        ...

    def join(
        self,
        message_sid: str,
        party: str,
        *,
        segments: int,
        at: datetime,
        idle: timedelta,
        followups: tuple[FollowUp, ...] = (),
    ) -> Joined:
        """Put a text into the exchange of its number, or have it begin one."""
        ...

    def begin(self, call_sid: str, party: str, *, at: datetime, idle: timedelta) -> bool:
        """Begin an exchange with a number from our side; False when it is in another one."""
        ...

    def heard(self, message_sid: str, *, turn: int, followups: tuple[FollowUp, ...] = ()) -> None:
        """Note in which turn a text was heard, and order what follows."""
        ...

    def answers(self, party: str, *, since: datetime) -> int:
        """Return how many answers were sent to a number since then."""
        ...

    def provider_sids(self, call_sid: str) -> frozenset[str]:
        """Return Twilio's SIDs of the answers that were sent in an exchange, as far as they were noted."""
        ...

    def attempt(self, message_sid: str, *, call_sid: str, turn: int, at: datetime) -> Attempt:
        """Take the answer to a text in hand, unless somebody else has."""
        ...

    def sent(self, message_sid: str, message: Message, *, segments: int, at: datetime) -> None:
        """Note that an answer was sent."""
        ...

    def answered(self, message_sid: str, *, call_sid: str, turn: int, segments: int, at: datetime) -> None:
        """Note that an answer left in the answer to Twilio's request."""
        ...

    def gave_up(self, message_sid: str, *, status: str, code: int | None) -> None:
        """Note that an answer was not sent, or perhaps was."""
        ...

    def report(self, provider_sid: str, *, status: str, code: int | None) -> str | None:
        """Take in what Twilio says of a text that it has, and return its exchange; None when that is no news."""
        ...

    def problem(self, codes: frozenset[int]) -> int | None:
        """Return the newest of these errors, unless a later text was delivered."""
        ...


class Staff(Protocol):
    """Takes in what people of the house write. Every method raises StoreError, nothing else."""

    def is_ours(self, phone: str) -> bool:
        """Tell whether a number is one of ours."""
        ...

    def receive(self, text: Incoming) -> None:
        """Take a text in and order its answer; the same text again changes nothing."""
        ...

    def opted_out(self, phone: str) -> None:
        """Have the owners told that somebody of ours gets no more texts."""
        ...


class OptOuts(Protocol):
    """Keeps who wants no texts, and who is not answered. Every method raises StoreError, nothing else."""

    def blocked(self, phone: str) -> bool:
        """Tell whether a number is not answered."""
        ...

    def opt_out(self, phone: str, *, at: datetime) -> None:
        """Note that a number wants no more texts."""
        ...

    def opt_in(self, phone: str, *, at: datetime) -> None:
        """Note that a number wants texts again."""
        ...

    def opted_out(self, phone: str) -> bool:
        """Tell whether a number wants no texts."""
        ...

    def opted_out_at(self, phone: str) -> datetime | None:
        """Return since when a number wants no texts."""
        ...
