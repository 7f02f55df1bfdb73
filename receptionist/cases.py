"""What a caller's matter is: frozen data; knows nothing of the rest of the house.

A `Case` is one caller's matter across calls and texts; a `Call` is one call (or text exchange) about it; a `Turn`
is one thing that happened in it, with the reply; a `Job` is what a locksmith drives out for.
"""

from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Literal

Urgency = Literal["life_safety", "urgent", "same_day", "scheduled", "none"]
JobStatus = Literal["intake", "open", "offered", "accepted", "en_route", "on_site", "completed", "cancelled"]
OPEN: tuple[JobStatus, ...] = ("open", "offered", "accepted", "en_route", "on_site")  # not closed
Transferred = Literal["transferred", "transferred_2", "transferred_3", "transferred_4", "transferred_5"]
TurnKind = Literal["greeting", "speech", "silence", "voicemail", "fallback"] | Transferred
EndingKind = Literal["listen", "transfer", "voicemail", "hang_up"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """A vehicle as the caller named it; what was not said is None."""

    year: int | None = None
    make: str | None = None
    model: str | None = None
    color: str | None = None

    def merged(self, newer: "Vehicle") -> "Vehicle":
        """Return this vehicle with everything that `newer` knows."""
        said = {f.name: value for f in fields(newer) if (value := getattr(newer, f.name)) is not None}
        return replace(self, **said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The total price range that the caller was told, in whole units of the business's currency."""

    low: int
    high: int
    after_hours: bool
    plus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """The intake record; `id` is None until the job is taken. Unknown is None, never a guess."""

    id: str | None = None
    status: JobStatus = "intake"
    service_type: str | None = None
    urgency: Urgency = "none"
    technician: str | None = None
    eta: str | None = None
    window: str | None = None
    name: str | None = None
    callback_number: str | None = None
    address: str | None = None
    unit: str | None = None
    city: str | None = None
    landmark: str | None = None
    location_detail: str | None = None
    business_name: str | None = None
    vehicle: Vehicle | None = None
    vehicle_locked: bool | None = None
    engine_running: bool | None = None
    keys_location: str | None = None
    key_type: str | None = None
    all_keys_lost: bool | None = None
    lock_details: str | None = None
    lock_count: int | None = None
    lock_brand: str | None = None
    keying: str | None = None
    safe_brand: str | None = None
    safe_lock: str | None = None
    serial_available: bool | None = None
    preferred_window: str | None = None
    appointment: str | None = None
    deadline: str | None = None
    authority: str | None = None
    has_id: bool | None = None
    id_note: str | None = None
    court_order: bool | None = None
    officer_present: bool | None = None
    person_at_risk: str | None = None
    hazard: str | None = None
    access_code: str | None = None
    onsite_contact_name: str | None = None
    onsite_contact_number: str | None = None
    contact_preference: str | None = None
    sms_consent: bool | None = None
    message: str | None = None
    complaint: str | None = None
    confidential: bool | None = None
    quote: Quote | None = None
    notes: str | None = None

    def learned(self, details: "Details") -> "Job":
        """Return this job with newer details (a vehicle is completed); TypeError for a key that is none."""
        known = dict(details)
        if isinstance(newer := known.get("vehicle"), Vehicle) and self.vehicle:
            known["vehicle"] = self.vehicle.merged(newer)
        return replace(self, **known)


Details = dict[str, Any]
"""New facts by the names of Job's fields, with values of those fields' types."""

_RECORD = ("id", "status", "service_type", "urgency", "technician", "eta", "window")
DETAILS: tuple[str, ...] = tuple(f.name for f in fields(Job) if f.name not in _RECORD)
"""The fields of a job that a caller can tell; the rest is ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One caller's matter. `party` is the number it belongs to, None when withheld (then one per call)."""

    id: str
    party: str | None
    opened_at: datetime
    updated_at: datetime
    state: Literal["open", "closed"] = "open"
    version: int = 0
    language: str = "en-US"
    job: Job = field(default_factory=Job)
    additional_jobs: tuple[Job, ...] = ()
    told: tuple[str, ...] = ()
    """Names of what this caller was told and need not be told again: `advised_911`, `quote`, `id_notice` …"""
    marks: tuple[str, ...] = ()
    """Names of what the rules noticed: `low_battery`, `agitated`, `price_accepted`, `no_spare` …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something the receptionist did, in the words of the call log."""

    at: datetime
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A component that failed during a call, and how; never a caller's words."""

    at: datetime
    component: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One telephone call, or one exchange of texts."""

    sid: str
    case_id: str
    channel: Literal["voice", "relay", "sms"] = "voice"
    direction: str = "inbound"
    from_number: str
    """What the network says, which may be `anonymous`; only `caller_id` is ever used as a number."""
    to_number: str
    caller_id: str | None
    started_at: datetime
    ended_at: datetime | None = None
    status: str = "in-progress"
    reported: bool = False
    """Whether the network has told us of the end; only then is everything known that the call used up."""
    erased: bool = False
    """True once its words are forgotten: nothing may be added to it any more."""
    turn: int = 0
    """The invitation to speak that the caller has now; 0 before the greeting."""
    asks: tuple[str, ...] = ()
    """What that invitation asks for, in slot words."""
    used: dict[str, int] = field(default_factory=dict)
    """How often each phrase was used in this call, so that none comes twice in the same words."""
    silences: int = 0
    misses: int = 0  # silent and not understood turns in a row
    digits: str = ""
    """A telephone number that is still being said, in pieces."""
    repeatable: tuple[str, ...] = ()  # what the last reply told, said again when the caller asks for it
    actions: tuple[Action, ...] = ()
    faults: tuple[Fault, ...] = ()
    refused: str | None = None
    """Why a request of this call was declined: the name of the rule."""
    existing_job: str | None = None
    """The job this call is about, once the caller was verified by more than the caller ID."""
    proposed: Job = field(default_factory=Job)
    """What this call has said of a job taken before it, until that is written down there."""
    rung: tuple[str, ...] = ()
    """Who was rung for this caller, in order, each once: keys of the business's people."""
    recordings: tuple[str, ...] = ()
    """The SIDs of the voicemails of this call."""
    customer_id: str | None = None
    """Whom the customer records know under the number that rings; proves nobody."""
    summary: str | None = None
    next_step: str | None = None
    """What a model wrote after the call; without one the rules' words stand in the log."""

    def did(self, kind: str) -> bool:
        """Tell whether an action of this kind happened in the call."""
        return any(action.kind == kind for action in self.actions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """What the caller said or keyed in one turn; empty when nothing was."""

    text: str = ""
    keys: str = ""
    confidence: float | None = None
    outcome: str = ""
    """What the network says of a transfer or a recording, or a text's SID; not the caller's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence that the receptionist says."""

    text: str
    language: str = "en-US"
    audio: str | None = None
    """The name of its audio, when a voice other than Twilio's own says it."""
    filler: bool = False
    """True when it only bridges a wait: it is not kept, and not said where nobody has to wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a reply ends: what the channel does after the last sentence."""

    kind: EndingKind
    turn: int
    """The invitation that this reply emits (`listen`), or the one it answers."""
    asks: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    """For a transfer, keys of the business's people: who was rung in this call, the last of them now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A whole reply: what was said, and how it ended."""

    at: datetime
    sentences: tuple[Sentence, ...]
    ending: Ending
    conversation: str
    asks: tuple[str, ...] = ()
    """What the reply asks for, in slot words."""
    latency_ms: dict[str, float] = field(default_factory=dict)
    receipts: tuple[int, ...] = ()
    heard_chars: int | None = None
    """Which sentences, from 0, claim an effect; how much of the text was heard when the caller broke in."""

    @property
    def text(self) -> str:
        """The words of the reply."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True, order=True)
class TurnKey:
    """Names one turn of one call; a repeated delivery has the same key and gets the same answer."""

    call_sid: str
    turn: int
    kind: TurnKind = "speech"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Something that happened in a call and, once there is one, the reply to it."""

    key: TurnKey
    at: datetime
    utterance: Utterance = field(default_factory=Utterance)
    asked: tuple[str, ...] = ()
    lease_until: datetime
    """Until when whoever claimed this turn may be expected to answer it."""
    understood: dict[str, Any] = field(default_factory=dict)
    """What the rules made of the utterance (JSON), so that another process can go on from commit A."""
    reply: Reply | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """Work that a commit leaves to be done after it; `key` makes a repeated order a no-op."""

    key: str
    kind: str
    payload: dict[str, str] = field(default_factory=dict)
    run_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the append-only record: ids and kinds, never words, so that erasure need not touch it."""

    at: datetime
    kind: str
    call_sid: str | None = None
    case_id: str | None = None
    job_id: str | None = None
