"""The two sides of understanding: what it needs (`Hearing`), and what it made of the words (`Understood`)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from receptionist.cases import Details, Job

Danger = Literal["certain", "possible", "retracted"]
"""`certain`: a life is at risk by what was said. `possible`: it could become so (a stove is on): the advice is
conditional. `retracted`: the caller takes back what sounded like danger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What the rules may know when they hear an utterance."""

    now: datetime
    """The case's local time, aware."""
    towns: tuple[str, ...]
    """Towns served."""
    other_towns: tuple[str, ...] = ()
    """Towns known not to be served."""
    region: str = "US"
    """ISO country, for telephone numbers."""
    asks: tuple[str, ...] = ()
    """What the caller was just asked for, in slot words; empty after an open question."""
    language: str = "en-US"
    caller_id: str | None = None
    digits: str = ""
    """The telephone number said so far, in pieces."""
    job: Job = field(default_factory=Job)
    """What is known already, so that corrections can replace it."""
    confidence: float | None = None
    keys: str = ""
    """What was keyed in, digits, `*` and `#`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What the rules made of one utterance. Nothing here is a guess: unknown is absent."""

    text: str = ""
    """The words, cleaned; card numbers and codes taken out. Only this is ever stored."""
    language: str | None = None
    """Another language that the caller plainly speaks or asks for: `es-US` or `en-US`."""
    intelligible: bool = True
    """False when nothing of it can be used as words (noise, very low confidence)."""
    service: str | None = None
    """A service of services.toml that the words name."""
    also: tuple[str, ...] = ()
    """Further services that the words ask for beside the one the call is about."""
    lockout: str | None = None
    """The lockout that these words mean if somebody is locked out: they are about a car, a home or a business."""
    details: Details = field(default_factory=dict)
    """Facts, by the names and types of Job's fields."""
    digits: str = ""
    """A telephone number still incomplete: all its digits so far. `details` has it once it is whole."""
    answer: Literal["yes", "no", "unsure"] | None = None
    """The answer to a yes-or-no question, where the words hold one."""
    danger: Danger | None = None
    questions: frozenset[str] = frozenset()
    """What the caller wants to know: `price eta hours area payment robot id license recorded who cancel_fee
    what_included after_hours_price competitor_price policy other`."""
    wants: frozenset[str] = frozenset()
    """What else the caller wants: `human repeat louder slower goodbye cancel reschedule change status message
    complaint wrong_number sales job_application spanish english nothing opt_out`."""
    refuse: str | None = None
    """A rule that forbids what was asked for: `injection someone_elses_place self_help_eviction others_data
    bypass chained_exit`."""
    marks: frozenset[str] = frozenset()
    """What was noticed: `card low_battery borrowed_phone agitated hard_of_hearing locked_out can_get_in minor
    safe_now calling_911 asks_us_to_call texting_consent no_texting price_accepted price_declined unsecured
    vip`."""
