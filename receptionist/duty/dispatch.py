"""Dispatch: whom a job is offered to, in which order, and what an answer makes of the job; pure, tells nobody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from receptionist.cases import OPEN, Job
from receptionist.duty import notice, roster
from receptionist.duty.seams import Level, Notice, Posted, Step
from receptionist.duty.to_customers import window
from receptionist.shop.business import Business
from receptionist.shop.people import Person

EMERGENCY_WAIT_S = 60
"""How long everybody has in an emergency until the owners' telephones ring."""
_LEVELS: dict[str, Level] = {"life_safety": "emergency", "urgent": "urgent", "same_day": "urgent"}
_TOLD = (
    "address", "unit", "city", "landmark", "location_detail", "name", "callback_number", "access_code",
    "urgency", "person_at_risk", "hazard", "vehicle", "lock_count", "appointment", "preferred_window", "deadline",
)  # fmt: skip


def notice_for(posted: Posted, business: Business, at: datetime) -> Notice:
    """Return the notice that finds somebody for a job."""
    job = posted.job
    level = level_of(job)
    return Notice(
        id=f"job:{job.id}",
        kind="job",
        level=level,
        at=at,
        steps=steps_for(job, business, at),
        job_id=job.id,
        case_id=posted.case_id,
        not_before=roster.begins(job, business, at),
    )


def level_of(job: Job) -> Level:
    """Return how pressing it is that somebody goes."""
    return _LEVELS.get(job.urgency, "normal")


def steps_for(job: Job, business: Business, at: datetime, *, without: tuple[str, ...] = ()) -> tuple[Step, ...]:
    """Return who is asked and then who; `without` those who have had the job and gave it back.

    Technicians are offered it one after the other, then the owners are told until one of them acknowledges. Where
    a life is at risk everybody is asked at once.
    """
    begins = max(at, roster.begins(job, business, at))
    people = tuple(p for p in roster.candidates(job, business, begins) if p.key not in without)
    if job.urgency == "life_safety":
        return _at_once(people, business)
    offers = tuple(Step(person=p.key, channel="sms", asks="offer", wait_s=p.accept_within_s) for p in people)
    return (*offers, *notice.owners(business, asks="offer", apart_from={p.key for p in people}))


def absent(known: Notice, business: Business, at: datetime) -> frozenset[str]:
    """Return which technicians are off duty by now, or away; where a life is at risk nobody is."""
    if known.kind != "job" or known.level == "emergency":
        return frozenset()
    off = (p.key for p in business.people if p.role == "technician" and not business.is_on_duty(p, at))
    return frozenset(off) - frozenset(business.notices.people)


def facts_told(job: Job) -> str:
    """Return what a technician has to know of a job, to tell whether it has changed since he was told."""
    return "|".join(str(getattr(job, name) or "") for name in _TOLD)


def offered(job: Job) -> Job:
    """Return a job that is on offer."""
    return replace(job, status="offered") if job.status == "open" else job


def accepted(job: Job, person: Person, *, minutes: int | None, local: datetime, language: str) -> Job:
    """Return a job that a person has taken on, to be there in so many minutes from the shop's time `local`."""
    job = replace(job, status="accepted", technician=person.name, eta=None, window=None)
    return expected(job, minutes, local, language) if minutes is not None else job


def expected(job: Job, minutes: int, local: datetime, language: str) -> Job:
    """Return a job whose technician expects to be there in so many minutes; the customer hears of a window."""
    # Over UTC, so that the minutes are true on the night when the clocks change.
    eta = (local.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(local.tzinfo)
    eta = eta.replace(second=0, microsecond=0)
    return replace(job, eta=eta.isoformat(), window=window(eta, minutes, language))


def given_back(job: Job) -> Job:
    """Return a job whose technician does not come after all."""
    return replace(job, status="open", technician=None, eta=None, window=None)


def arrived(job: Job) -> Job:
    """Return a job whose technician is there."""
    return replace(job, status="on_site")


def completed(job: Job, paid: Decimal | None) -> Job:
    """Return a job that is done; what opens the customer's door is forgotten."""
    note = f"paid {paid}" if paid is not None else None
    notes = "; ".join(part for part in (job.notes, note) if part) or None
    return replace(job, status="completed", access_code=None, notes=notes)


def needs_somebody(job: Job) -> bool:
    """Tell whether a job is open and nobody has it."""
    return job.id is not None and job.status in ("open", "offered")


def is_for_later(job: Job) -> bool:
    """Tell whether the customer wants a job done at a time of his own: then "1 25" says no more than yes."""
    return job.urgency == "scheduled" and job.preferred_window is not None


def is_closed(job: Job) -> bool:
    """Tell whether nothing is left to do about a job."""
    return job.status not in OPEN


def _at_once(people: tuple[Person, ...], business: Business) -> tuple[Step, ...]:
    everybody = dict.fromkeys([*(p.key for p in people), *business.notices.people])
    texts = [Step(person=key, channel="sms", asks="offer") for key in everybody]
    # The last one waits for all of them.
    first = (*texts[:-1], *(replace(step, wait_s=EMERGENCY_WAIT_S) for step in texts[-1:]))
    return (*first, *notice.owners(business, asks="offer", apart_from=set(everybody)))
