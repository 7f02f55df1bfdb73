"""The seams of duty: what people are told, how it leaves the house, and where it is kept; does nothing itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from receptionist.cases import Event, FollowUp, Job
from receptionist.shop.orders import StandingOrder
from receptionist.texts.seams import Attempt

Channel = Literal["sms", "phone", "email", "webhook"]
Level = Literal["emergency", "urgent", "normal", "routine"]
"""How pressing a notice is: `emergency` and `urgent` wake people, `normal` waits for the morning, `routine` for
the digest."""
NoticeKind = Literal["job", "call", "emergency", "trouble", "digest"]
NoticeState = Literal["open", "accepted", "acknowledged", "told", "exhausted", "withdrawn"]
"""`told`: everybody who was to hear of it has, and nobody need answer; `exhausted`: the list is at its end."""
StepState = Literal["waiting", "asked", "declined", "failed"]
Asks = Literal["offer", "acknowledge", "nothing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One person asked over one channel."""

    person: str
    """The key of one of the business's people; empty for a webhook."""
    channel: Channel
    asks: Asks
    wait_s: int = 0
    """How long the next step waits for the answer to this one; 0 when both begin at once."""
    spare: bool = False
    """Whether it is only there in case that no step before it has reached the same person."""
    state: StepState = "waiting"
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that people are told in turn, until one of them takes it on."""

    id: str
    """`job:J-1042`, `call:CA…` (with a voicemail `call:CA…:RE…`), `emergency:<case>`, `trouble:twilio:…`,
    `digest:2026-07-14:marcus`."""
    kind: NoticeKind
    level: Level
    at: datetime
    steps: tuple[Step, ...]
    state: NoticeState = "open"
    by: str | None = None
    """The key of who accepted or acknowledged it."""
    call_sid: str | None = None
    case_id: str | None = None
    job_id: str | None = None
    not_before: datetime | None = None
    """When the first step may begin, for what waits for the morning."""
    text: str = ""
    """Of a trouble or a digest what it says; of a job the facts that its technician was told last."""
    version: int = 0
    """Grows with every commit, which is refused when somebody else's came first."""


DeliveryState = Literal["waiting", "trying", "unsure", "sent", "delivered", "failed", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message that leaves the house, in the words in which it leaves."""

    id: str
    """`job:J-1042/2` for the third step of a notice, `answer:SM…`, `customer:J-1042:accepted:1`."""
    channel: Channel
    to: str
    """An E.164 number, a mail address, or the address of a webhook."""
    body: str
    at: datetime
    subject: str = ""
    person: str | None = None
    """The key of whom it goes to; None for a customer and a webhook."""
    notice_id: str | None = None
    step: int | None = None
    job_id: str | None = None
    attachment: str | None = None
    """The SID of the voicemail that a mail has with it."""
    state: DeliveryState = "waiting"
    tries: int = 0
    """How often it was taken in hand."""
    provider_sid: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A job as it stands, with what a change to it is checked against."""

    job: Job
    case_id: str | None
    """None for a job that came from elsewhere."""
    case_version: int = 0
    language: str = "en-US"
    marks: tuple[str, ...] = ()
    caller_id: str | None = None
    call_sids: tuple[str, ...] = ()
    """The calls of its case that are over, the oldest first: their logs show the job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """All that one commit writes, whole or not at all."""

    at: datetime
    notices: tuple[Notice, ...] = ()
    jobs: tuple[Posted, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    """Added; one whose id is known is a no-op."""
    withdrawn: tuple[str, ...] = ()
    """Ids of notices whose deliveries, as far as they have not left, shall not leave."""
    followups: tuple[FollowUp, ...] = ()
    orders: tuple[StandingOrder, ...] = ()
    events: tuple[Event, ...] = ()


class Board(Protocol):
    """Keeps notices, deliveries and standing orders. Every method raises StoreError, nothing else."""

    def notice(self, notice_id: str) -> Notice | None:
        """Return one notice."""
        ...

    def notices_of(self, case_id: str) -> tuple[Notice, ...]:
        """Return the notices about a case, the newest first."""
        ...

    def notices_in(self, *states: str, since: datetime) -> tuple[Notice, ...]:
        """Return the notices since then that are in one of these states, the newest first."""
        ...

    def notices_to(self, person: str, *, since: datetime) -> tuple[Notice, ...]:
        """Return the notices that a person was told of since then, the one told last first."""
        ...

    def job(self, job_id: str) -> Posted | None:
        """Return a job as it stands."""
        ...

    def jobs_of(self, person: str) -> tuple[Posted, ...]:
        """Return the open jobs that a person (by key) has accepted, the newest first."""
        ...

    def orders(self, *, at: datetime) -> tuple[StandingOrder, ...]:
        """Return the standing orders that hold."""
        ...

    def commit(self, update: Update) -> None:
        """Write an update, whole or not at all.

        Raises Conflict when a notice, or the case of a job, was saved by somebody else.
        """
        ...

    def delivery(self, delivery_id: str) -> Delivery | None:
        """Return one delivery."""
        ...

    def attempt(self, delivery_id: str, *, at: datetime) -> Attempt:
        """Take a delivery in hand, unless somebody else has, it has left or it was withdrawn."""
        ...

    def left(self, delivery_id: str, *, provider_sid: str | None, segments: int = 0, at: datetime) -> None:
        """Note that a delivery has left, and what it costs."""
        ...

    def kept_back(
        self, delivery_id: str, *, failed: bool, error: str, followups: tuple[FollowUp, ...] = ()
    ) -> None:
        """Note that a delivery has `failed` for good, or may have left; and order what follows."""
        ...

    def arrived(self, delivery_id: str) -> None:
        """Note that a provider has brought a delivery to its recipient."""
        ...

    def has_texted(self, number: str) -> bool:
        """Tell whether anything was ever ordered to be sent to a number."""
        ...

    def marks_of(self, number: str, *, since: datetime) -> frozenset[str]:
        """Return what is marked in the cases of a number that were touched since then."""
        ...

    def provider_sids(self, to: str, *, since: datetime) -> frozenset[str]:
        """Return the provider's ids of what was sent to a number since then."""
        ...

    def of_provider(self, provider_sid: str) -> Delivery | None:
        """Return the delivery that a provider knows under this id."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a carrier has to show for a delivery."""

    provider_sid: str | None = None
    segments: int = 0


class Carrier(Protocol):
    """Takes deliveries of one channel out of the house."""

    def carry(self, delivery: Delivery, *, again: bool, known: frozenset[str]) -> Receipt:
        """Deliver, once. Raises MessengerError, nothing else.

        `again`: it may have left before, and is looked up first; `known` are the provider's ids of what was sent
        to the same number for other reasons.
        """
        ...
