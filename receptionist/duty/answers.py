"""What staff get back to what they ordered or asked by text: says what holds from then on; carries out nothing."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from receptionist.cases import Call, Case, Job
from receptionist.duty import shown
from receptionist.duty.templates import listed, text
from receptionist.rules import outcomes
from receptionist.shop.business import Business
from receptionist.shop.people import Person
from receptionist.shop.services import Services


def commands(*, owner: bool) -> str:
    """Return what can be said."""
    return text("help_owner" if owner else "help_technician")


def unclear(*, owner: bool) -> str:
    """Ask back, and say that nothing has happened."""
    return text("unclear_owner" if owner else "unclear_technician")


def confirm(business: Business, code: str) -> str:
    """Ask somebody who writes for the first time for a code of six digits."""
    return text("confirm", business=shown.data(business.name, 50), code=code)


def confirmed() -> str:
    """Return that a number is confirmed."""
    return text("confirmed")


def acknowledged(jobs: Sequence[Job] = ()) -> str:
    """Return that somebody has it, with the jobs if it is about any."""
    named = ", ".join(dict.fromkeys(shown.short_id(job) for job in jobs[:5]))
    return text("acknowledged", what=f" (JOB {named})" if named else "")


def nothing_to_acknowledge() -> str:
    """Return that nothing was waiting for an OK."""
    return text("nothing_to_acknowledge")


def away(person: Person, until: datetime, business: Business) -> str:
    """Return that somebody is away, and how that ends."""
    return text("away", name=_name(person), until=shown.until(business.local(until)))


def back(person: Person) -> str:
    """Return that somebody is back."""
    return text("back", name=_name(person))


def on_call(person: Person, until: datetime, business: Business) -> str:
    """Return that somebody is on call."""
    return text("on_call", name=_name(person), until=shown.until(business.local(until)))


def off_call(person: Person, until: datetime, business: Business) -> str:
    """Return that somebody is not on call."""
    return text("off_call", name=_name(person), until=shown.until(business.local(until)))


def closed(until: datetime, business: Business) -> str:
    """Return that the shop is closed."""
    return text("closed", until=shown.until(business.local(until)))


def opened() -> str:
    """Return that the shop is open by its hours."""
    return text("open")


def blocked(number: str | None) -> str:
    """Return that a number (E.164) is blocked; None when there was none to block."""
    return text("blocked", number=number) if number else text("nothing_to_block")


def unblocked(number: str) -> str:
    """Return that a number (E.164) is no longer blocked."""
    return text("unblocked", number=number)


def who_called(calls: Sequence[tuple[Call, Case]], business: Business, services: Services) -> str:
    """Return who has called, in the order in which they are given, as far as there is room."""
    rows = [_call(call, case, business, services) for call, case in calls]
    return listed("calls", "calls", rows) if rows else text("no_calls")


def _call(call: Call, case: Case, business: Business, services: Services) -> str:
    job = case.job
    named = job.service_type not in (None, "non_job")
    about = shown.service(job, services) if named else (outcomes.outcome(call) or "call").replace("_", " ")
    who = shown.open_name(job)[:20] or call.caller_id or "withheld"
    return f"{shown.moment(business.local(call.started_at))} {who}, {about}"


def open_jobs(jobs: Sequence[Job], services: Services) -> str:
    """Return the open jobs with how far each is, as far as there is room."""
    rows = [
        " ".join(
            (shown.short_id(job), shown.service(job, services), _state(job), shown.data(job.city, 20))
        ).strip()
        for job in jobs
    ]
    return listed("jobs", "jobs", rows) if rows else text("no_jobs")


def _state(job: Job) -> str:
    state = "nobody yet" if job.technician is None else job.status.replace("_", " ")
    return f"({', '.join(filter(None, (shown.data(job.technician, 16), state)))})"


def done(job: Job, business: Business, *, paid: Decimal | None = None) -> str:
    """Return that a job is closed."""
    amount = f", {shown.money(paid, business)} paid" if paid is not None else ""
    return text("done", job=shown.short_id(job), paid=amount)


def no_such_job(job_id: str | None) -> str:
    """Return that there is no such open job."""
    return text("no_such_job", job=(job_id or "").removeprefix("J-")).replace(" .", ".")


def no_such_person(business: Business) -> str:
    """Return whose names are known."""
    return listed("no_such_person", "names", [_name(person) for person in business.people])


def _name(person: Person) -> str:
    return shown.data(person.name, 24) or person.key
