"""The seams of the house, and its one tree of errors.

ReceptionistError        `permanent` tells whether trying again can help
├─ ConfigError           a setting or the business file is wrong; the message is for the owner
├─ StoreError            the store did not answer, or refused
│  ├─ Conflict           somebody else saved this case first: load it and decide again
│  └─ AlreadyClaimed     this turn has been claimed: wait for its reply
├─ ConversationError     no words from this conversation: use the next one
│  └─ Declined           the vendor is well, but does not answer this: use the next one
├─ SpeechError           no audio: let Twilio's own voice say it
├─ MessengerError        a text, call, mail or webhook did not leave; `code` is Twilio's, if it gave one
├─ CRMError              the customer records did not answer, or refused
└─ FollowUpError         a follow-up failed
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from receptionist.cases import Call, Case, Event, FollowUp, Job, Sentence, Turn, TurnKey
from receptionist.costs import Spent


class ReceptionistError(Exception):
    """Base of every error of ours."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


class ConfigError(ReceptionistError):
    """A setting or the business file is wrong."""


class StoreError(ReceptionistError):
    """The store did not answer, or refused."""


class Conflict(StoreError):
    """The case was saved by somebody else since it was loaded."""


class AlreadyClaimed(StoreError):
    """The turn has been claimed by another delivery of it."""


class ConversationError(ReceptionistError):
    """A conversation found no words."""


class Declined(ConversationError):
    """The vendor declined to answer this request; that says nothing about the next one."""


class SpeechError(ReceptionistError):
    """A voice made no audio, or none that can be used."""


class MessengerError(ReceptionistError):
    """A message did not leave, or may not have; `code` is Twilio's number of the error, if it gave one."""

    def __init__(self, message: str, *, permanent: bool = False, code: int | None = None) -> None:
        super().__init__(message, permanent=permanent)
        self.code = code


class CRMError(ReceptionistError):
    """The customer records did not answer, or refused."""


class FollowUpError(ReceptionistError):
    """A follow-up failed; `permanent` sends it to the dead letters at once."""


class Clock(Protocol):
    """Time, so that tests and the simulator can own it."""

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that only ever grow, for measuring."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let `seconds` pass."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Somebody whom the owner knows, by telephone number. A caller ID proves nobody: none of it is ever spoken."""

    id: str
    phone: str
    name: str | None = None
    language: str | None = None
    """`en-US` or `es-US`."""
    vip: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is written down about a call in the customer records."""

    key: str
    """Names the note, so that writing it twice leaves one."""
    phone: str
    customer_id: str | None
    at: datetime
    outcome: str
    summary: str
    next_step: str
    job: Mapping[str, Any]
    """The job as in the call log."""


class CRMBase(ABC):
    """Customer records. Both methods raise CRMError, nothing else; docs/crm.md shows how to write one."""

    @abstractmethod
    def get_customer(self, phone: str) -> Customer | None:
        """Return whom the E.164 number belongs to, None for a stranger. The caller waits 300 ms at most."""

    @abstractmethod
    def create_note(self, note: Note) -> None:
        """Write a note down; the same `key` again must leave one note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """All that one commit writes, whole or not at all."""

    call: Call
    case: Case
    turn: Turn
    """With `claim` it is inserted, or AlreadyClaimed is raised; else its reply is stored."""
    claim: bool = False
    jobs: tuple[Job, ...] = ()
    followups: tuple[FollowUp, ...] = ()
    events: tuple[Event, ...] = ()
    spent: tuple[Spent, ...] = ()
    opted_out: str | None = None
    """The number that wants no more texts from us."""
    unknown_question: str | None = None
    """What the caller asked in this turn and nobody could answer, kept for the owner."""
    rewritten: tuple[Turn, ...] = ()
    """Turns of this call whose utterance and `understood` are replaced: words that must not have been kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one answer to the network gives of a reply; what follows is for the next part."""

    number: int
    upto: int | None
    """How many sentences of the reply have been given by its end; None when all, with the ending."""
    filler: Sentence | None = None
    """What it says instead, while no sentence is there."""
    played: bool = True
    """Whether the voice says it, else the network's own."""


class Store(Protocol):
    """Keeps calls, cases, turns, jobs, follow-ups and events. Every method raises StoreError, nothing else."""

    def load(self, call_sid: str) -> tuple[Call, Case] | None:
        """Return a call with its case (jobs as they stand now), or None for an unknown SID."""
        ...

    def open_case(self, party: str, *, since: datetime) -> Case | None:
        """Return the party's newest open case touched after `since`, be its call over or not."""
        ...

    def in_progress(self, case_id: str, *, apart_from: str | None = None) -> bool:
        """Tell whether somebody is on the telephone about a case, apart from one call."""
        ...

    def commit(self, change: Change) -> None:
        """Write a change, whole or not at all; the case's version is checked and grows by one.

        Turns that are rewritten keep their reply and their lease.
        Raises AlreadyClaimed when the turn exists, Conflict when the case was saved by somebody else.
        """
        ...

    def turn(self, key: TurnKey) -> Turn | None:
        """Return one turn, with its reply once there is one."""
        ...

    def turns(self, call_sid: str) -> tuple[Turn, ...]:
        """Return the turns of a call in the order in which they were claimed."""
        ...

    def take_over(self, turn: Turn, *, lease_until: datetime) -> bool:
        """Claim a turn again whose lease has run out; False when somebody else was faster."""
        ...

    def leave(self, turn: Turn, said: tuple[Sentence, ...], part: Part | None = None) -> bool:
        """Keep the first sentences of a reply before they leave, and the part that gives them.

        False when the turn is somebody else's by now, who says other things, or when the part was given already.
        """
        ...

    def left(self, key: TurnKey) -> tuple[Sentence, ...]:
        """Return the sentences of a turn's reply that are kept so far."""
        ...

    def parts(self, key: TurnKey) -> tuple[Part, ...]:
        """Return the parts of a turn's reply that were given, in order."""
        ...

    def note_heard(self, key: TurnKey, heard_chars: int) -> None:
        """Note how much was heard of a turn's reply; without one it changes nothing."""
        ...

    def end_call(self, call: Call, case: Case, followups: tuple[FollowUp, ...], event: Event) -> None:
        """Write the end of a call, with the follow-ups that it orders."""
        ...

    def idle_calls(self, *, before: datetime, limit: int = 100) -> tuple[tuple[str, datetime], ...]:
        """Return SID and last turn's time of the calls that have not ended and were last touched before then."""
        ...

    def live_calls(self, *, since: datetime) -> tuple[Call, ...]:
        """Return the calls that have not ended and were touched after then."""
        ...

    def new_job_id(self) -> str:
        """Return the next `J-…`, from J-1001 on; each is given once, gaps are possible."""
        ...

    def jobs(self, *, phone: str) -> tuple[Job, ...]:
        """Return the jobs of a number, to call back or that rang when they were taken, the newest first."""
        ...

    def open_jobs(self, *, since: datetime) -> tuple[Job, ...]:
        """Return the jobs that are not closed and whose case was touched since then, the newest first."""
        ...

    def import_jobs(self, jobs: tuple[Job, ...]) -> int:
        """Add jobs from elsewhere; those whose id exists are replaced. Returns how many were written."""
        ...

    def check(self) -> None:
        """Do nothing but prove that the store can be read and written; raises StoreError."""
        ...


class Outbox(Protocol):
    """What is left to be done after commits; at-least-once, a lease at a time."""

    def lease(
        self,
        *,
        now: datetime,
        until: datetime,
        limit: int = 10,
        only: tuple[str, ...] = (),
        but: tuple[str, ...] = (),
    ) -> "tuple[Leased, ...]":
        """Take due follow-ups (some kinds, or all but some), which nobody else does until the lease ends."""
        ...

    def done(self, leased: "Leased") -> None:
        """Strike a follow-up off."""
        ...

    def failed(self, leased: "Leased", *, error: str, retry_at: datetime | None) -> None:
        """Put a follow-up back, or among the dead letters when `retry_at` is None."""
        ...

    def order(self, followups: tuple[FollowUp, ...]) -> None:
        """Add follow-ups; one whose key is known is a no-op."""
        ...

    def counts(self, *, now: datetime) -> Mapping[str, int]:
        """Return how many are `waiting`, `late` (due for over five minutes) and `dead`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """A follow-up in somebody's hands."""

    followup: FollowUp
    attempts: int
    lease_until: datetime
