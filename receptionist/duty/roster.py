"""The roster: who may be offered a job, in which order, and from when on; pure, offers nothing."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from receptionist.cases import Job
from receptionist.shop.business import Business
from receptionist.shop.people import Person

_AT_ONCE = ("life_safety", "urgent", "same_day")
_AHEAD = timedelta(hours=1)
"""How long before its appointment a job is offered at the latest."""


def candidates(job: Job, business: Business, at: datetime) -> tuple[Person, ...]:
    """Return who is offered a job, in this order: technicians with the skill who are on duty, else the owners.

    Where a life is at risk every technician is, whatever their skills and hours: any door that opens is help.
    Owners are asked even when off duty, as nobody comes after them. In both cases those on duty come first, and
    who is away last, but they do come: whoever is on another job can leave it for a child in a car.
    """
    staff = business.people
    if job.urgency == "life_safety":
        found = _available_first((p for p in staff if p.role == "technician"), business, at)
    else:
        found = tuple(p for p in staff if p.role == "technician" and _does(p, job) and business.is_on_duty(p, at))
    return found or _available_first((p for p in staff if p.role == "owner"), business, at)


def begins(job: Job, business: Business, at: datetime) -> datetime:
    """Return the moment from `at` on at which a job may first be offered.

    What is pressing is offered at once; a job that is scheduled, when the business is next open outside quiet
    hours, unless that is too late for its appointment. Of a business that never is, only the quiet hours count.
    """
    if job.urgency in _AT_ONCE:
        return at
    convenient, latest = _convenient(business, at), _latest(job, business)
    return convenient if latest is None or convenient <= latest else disturbs(job, business, at)


def disturbs(job: Job | None, business: Business, at: datetime) -> datetime:
    """Return the moment from `at` on at which people may be disturbed: in quiet hours for an appointment only."""
    awake = business.notices.quiet_until(at, business.timezone)
    latest = _latest(job, business) if job else None
    return awake if latest is None or awake <= latest else at


def _convenient(business: Business, at: datetime) -> datetime:
    """Return when the business is next open outside quiet hours."""
    plan, zone = business.notices, business.timezone
    awake = plan.quiet_until(at, zone)
    if business.is_open(awake):
        return awake
    opening = plan.quiet_until(business.next_opening(awake) or awake, zone)
    return opening if business.is_open(opening) else awake


def _latest(job: Job, business: Business) -> datetime | None:
    """Return until when a job has to be offered; None for one without an hour that was agreed."""
    try:
        appointment = datetime.strptime(job.appointment or "", "%Y-%m-%dT%H:%M").replace(tzinfo=business.timezone)
    except ValueError:  # None, a day without an hour, or a date in the words of somebody's own records
        return None
    return appointment - _AHEAD


def _does(person: Person, job: Job) -> bool:
    return not person.skills or job.service_type is None or job.service_type in person.skills


def _available_first(people: Iterable[Person], business: Business, at: datetime) -> tuple[Person, ...]:
    def rank(person: Person) -> tuple[bool, bool]:
        return business.is_away(person, at), not business.is_on_duty(person, at)

    return tuple(sorted(people, key=rank))
