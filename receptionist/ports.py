"""The seams of the house, and its one tree of errors.

ReceptionistError        `permanent` tells whether trying again can help
├─ ConfigError           a setting or the business file is wrong; the message is for the owner
├─ StoreError            the store did not answer, or refused
│  ├─ Conflict           somebody else saved this case first: load it and decide again
│  └─ AlreadyClaimed     this turn has been claimed: wait for its reply
├─ ConversationError     no words from this conversation: use the next one
└─ FollowUpError         a follow-up failed
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from receptionist.cases import Call, Case, Event, FollowUp, Job, Turn, TurnKey


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
class Act:
    """One thing to be said before the question: the name of a phrase, and what fills its placeholders."""

    name: str
    attempt: int = 1
    """Which time in this call it is said."""
    facts: Mapping[str, str] = field(default_factory=dict)
    receipt: bool = False
    """True when it claims an effect, so that it may leave only after commit B."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What to ask next: a slot word, the phrase that asks it, and for which time."""

    slot: str
    phrase: str
    attempt: int = 1
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What intake decided for one reply; a conversation only phrases it."""

    acts: tuple[Act, ...]
    ask: Question | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """All that a conversation may rest its reply on."""

    case: Case
    call: Call
    plan: Plan
    heard: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a reply, at most one of them (the last) a question. Facts stand in them as `{name}`."""

    text: str
    facts: Mapping[str, str] = field(default_factory=dict)
    receipt: bool = False
    """True when they claim an effect, so that they may leave only after commit B."""


class Conversation(Protocol):
    """Finds the words: what is asked for in, a stream of words out. Raises ConversationError, nothing else."""

    @property
    def name(self) -> str:
        """The name in the call log: `openai`, `anthropic` or `scripted`."""
        ...

    def reply(self, request: Request) -> Iterator[Piece]:
        """Stream the words of one reply, the question last."""
        ...


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
    rewritten: tuple[Turn, ...] = ()
    """Turns of this call whose utterance and `understood` are replaced: words that must not have been kept."""


class Store(Protocol):
    """Keeps calls, cases, turns, jobs, follow-ups and events. Every method raises StoreError, nothing else."""

    def load(self, call_sid: str) -> tuple[Call, Case] | None:
        """Return a call with its case (jobs as they stand now), or None for an unknown SID."""
        ...

    def open_case(self, party: str, *, since: datetime) -> Case | None:
        """Return the party's newest open case touched after `since`, without those whose call goes on."""
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

    def end_call(self, call: Call, case: Case, followups: tuple[FollowUp, ...], event: Event) -> None:
        """Write the end of a call, with the follow-ups that it orders."""
        ...

    def idle_calls(self, *, before: datetime, limit: int = 100) -> tuple[tuple[str, datetime], ...]:
        """Return SID and last turn's time of the calls that have not ended and were last touched before then."""
        ...

    def new_job_id(self) -> str:
        """Return the next `J-…`, from J-1001 on; each is given once, gaps are possible."""
        ...

    def jobs(self, *, phone: str) -> tuple[Job, ...]:
        """Return the jobs whose callback number is `phone`, the newest first."""
        ...

    def import_jobs(self, jobs: tuple[Job, ...]) -> int:
        """Add jobs from elsewhere; those whose id exists are replaced. Returns how many were written."""
        ...

    def check(self) -> None:
        """Do nothing but prove that the store can be read and written; raises StoreError."""
        ...


class Outbox(Protocol):
    """What is left to be done after commits; at-least-once, a lease at a time."""

    def lease(self, *, now: datetime, until: datetime, limit: int = 10) -> "tuple[Leased, ...]":
        """Take due follow-ups, so that nobody else does until the lease runs out."""
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
