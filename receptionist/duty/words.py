"""What staff are told of jobs, by text: built from data, short and in plain characters; sends nothing.

English only, as the job record is. A caller's words stand in it as data (shown.py); no text holds a link. Until a
technician has accepted, the customer is a first name and a masked number, of a confidential job not even that.
"""

from collections.abc import Sequence
from decimal import Decimal

from receptionist.cases import Call, Case, Job
from receptionist.duty import shown
from receptionist.duty.seams import Level
from receptionist.duty.templates import BETWEEN, fitted, listed, text
from receptionist.rules import outcomes
from receptionist.shop.business import Business
from receptionist.shop.services import Services

# -- to technicians


def offer(job: Job, business: Business, services: Services, *, level: Level, marks: Sequence[str] = ()) -> str:
    """Return the offer of a job: what, where, for whom, at what price, and the three answers.

    `level` marks a life-safety job even before its urgency does; `marks` are those of its case.
    """
    hidden = bool(job.confidential)
    first = shown.headline(job, services)
    alarm = "LIFE SAFETY" if level == "emergency" and job.urgency != "life_safety" else ""
    parts = (
        " ".join(filter(None, (alarm, first))),
        shown.risk(job).upper(),
        shown.open_place(job),
        shown.when(job),
        "confidential: name and address once it is yours" if hidden else _customer(job),
        BETWEEN.join(shown.details(job)[:3]),
        shown.quoted(job, business),
        shown.proof(job),
        *shown.moods(marks),
    )
    return fitted(parts, text("offer_reply"))


def _customer(job: Job) -> str:
    return " ".join(filter(None, (shown.initials(job), shown.masked(job.callback_number))))


def assigned(job: Job, business: Business, services: Services, *, minutes: int | None = None) -> str:
    """Return what the technician gets who has accepted: everything but the access code."""
    head = text("assigned", job=shown.short_id(job), minutes=_in(minutes))
    return fitted((head, *_whole(job, business, services)), text("assigned_next", job=shown.short_id(job)))


def _whole(job: Job, business: Business, services: Services) -> tuple[str, ...]:
    """Return a job with everything in it that only the technician who has it may know, the weightiest first."""
    onsite = " ".join(filter(None, (shown.data(job.onsite_contact_name, 24), job.onsite_contact_number)))
    return (
        shown.risk(job).upper(),
        " ".join(filter(None, (shown.data(job.name, 30), job.callback_number))),
        shown.place(job),
        f"at the door: {onsite}" if onsite else "",
        shown.when(job),
        shown.service(job, services),
        *shown.details(job),
        shown.quoted(job, business),
        shown.proof(job),
    )


def code(job: Job) -> str | None:
    """Return the access code of a job, for the technician who has it and nobody else; None without one."""
    if not job.access_code:
        return None
    return text("code", job=shown.short_id(job), code=shown.data(job.access_code, 24))


def taken(job: Job, name: str) -> str:
    """Return that somebody else has a job."""
    return text("taken", job=shown.short_id(job), name=shown.data(name, 20) or "somebody else")


def not_offered(job_id: str) -> str:
    """Return that a job is not, or no longer, this person's to answer."""
    return text("not_offered", job=job_id.removeprefix("J-"))


def withdrawn(job: Job) -> str:
    """Return that the customer has cancelled."""
    return text("withdrawn", job=shown.short_id(job))


def changed(job: Job, business: Business, services: Services, *, mine: bool) -> str:
    """Return a job as it has become, in full for the technician whose it is (`mine`)."""
    head = text("changed", job=shown.short_id(job))
    if mine:
        return fitted((head, *_whole(job, business, services)))
    return fitted((head, shown.open_place(job), shown.when(job), *shown.details(job)), text("offer_reply"))


def call_customer(job: Job) -> str:
    """Return the customer's number for somebody who wants to talk, before accepting."""
    if not job.callback_number:
        return text("call_customer_unknown", job=shown.short_id(job))
    name = "the customer" if job.confidential else shown.initials(job) or "the customer"
    return text("call_customer", job=shown.short_id(job), name=name, number=job.callback_number)


def how_long(job: Job) -> str:
    """Ask a technician who has accepted for the minutes."""
    return text("how_long", job=shown.short_id(job))


def which(jobs: Sequence[Job], services: Services) -> str:
    """Ask which of several jobs is meant."""
    rows = [f"{shown.short_id(job)} {shown.service(job, services)}" for job in jobs]
    return listed("which", "jobs", rows, job=shown.short_id(jobs[0]))


def arrived(job: Job) -> str:
    """Return that an arrival was noted."""
    return text("arrived", job=shown.short_id(job))


def on_the_way(job: Job, *, minutes: int | None = None) -> str:
    """Return that a technician was noted to be on the way."""
    return text("on_the_way", job=shown.short_id(job), minutes=_in(minutes))


def declined(job: Job) -> str:
    """Return that a refusal was noted."""
    return text("declined", job=shown.short_id(job))


# -- to owners, of themselves


def unassigned(job: Job, business: Business, services: Services, *, asked: Sequence[str]) -> str:
    """Return that nobody has taken a job; `asked` are the names of those who were offered it."""
    names = ", ".join(shown.data(name, 16) for name in asked[:6])
    head = f"{text('unassigned')} {shown.headline(job, services)}"
    tried = text("unassigned_asked", names=names) if names else text("unassigned_none")
    who = " ".join(filter(None, (shown.open_name(job), job.callback_number)))
    parts = (head, shown.risk(job).upper(), tried, who, shown.open_place(job), shown.when(job))
    return fitted(parts, text("unassigned_reply"))


def emergency(call: Call, case: Case, business: Business, services: Services) -> str:
    """Return an emergency the moment it is known, with whatever is known by then."""
    job = case.job
    number = job.callback_number or call.caller_id or "number withheld"
    parts = (
        " ".join(filter(None, (text("emergency"), f"JOB {shown.short_id(job)}" if job.id else ""))),
        shown.risk(job).upper() or "danger",
        number,
        shown.open_place(job) if shown.has_place(job) else "place not known yet",
        _advised(call, case, business),
        shown.service(job, services) if job.service_type else "",
        *shown.details(job)[:2],
    )
    return fitted(parts, text("notice_reply"))


def _advised(call: Call, case: Case, business: Business) -> str:
    told = call.did("advise_911") or "advised_911" in case.told
    return text("emergency_told" if told else "emergency_not_told", emergency=business.emergency_number)


def call_notice(
    call: Call,
    case: Case,
    business: Business,
    services: Services,
    *,
    questions: Sequence[str] = (),
    voicemail_s: int | None = None,
    asks: bool = True,
) -> str:
    """Return a finished call: who, what, how urgent, what was quoted, what to do next, what nobody could answer.

    `questions` are those of this call that the owner's file has no answer to, `voicemail_s` is the length of its
    voicemail; `asks` for an OK.
    """
    job = case.job
    asked = [f"could not answer: {shown.data(question, 50)}" for question in questions[:2]]
    parts = (
        f"{_subject(call, job, services)}, {_called(job)}",
        _stands(job),
        job.callback_number or call.caller_id or "number withheld",
        f"voicemail of {voicemail_s} s" if voicemail_s is not None else "",
        shown.open_place(job) if shown.has_place(job) else "",
        shown.when(job),
        shown.quoted(job, business),
        f"wants: {shown.data(job.message or job.complaint, 70)}" if job.message or job.complaint else "",
        _to_do(call, case),
        *asked,
    )
    return fitted(parts, text("notice_reply") if asks else "")


def _stands(job: Job) -> str:
    if job.status == "cancelled":
        return "CANCELLED"
    name = shown.data(job.technician, 20)
    return f"{name} {'has done it' if job.status == 'completed' else 'has it'}" if name else ""


def _to_do(call: Call, case: Case) -> str:
    """Return what is next; nothing where a job was taken and has found somebody by the time this is read."""
    found = case.job.technician and outcomes.outcome(call) in ("job_taken", "advised_911")
    return "" if found else f"next: {shown.data(outcomes.next_step(call, case), 70)}"


def _called(job: Job) -> str:
    return "confidential" if job.confidential else shown.open_name(job) or "no name"


def _subject(call: Call, job: Job, services: Services) -> str:
    if job.id:
        return shown.headline(job, services)
    about = shown.service(job, services) if job.service_type not in (None, "non_job") else ""
    ended_as = (outcomes.outcome(call) or "call").replace("_", " ")
    return BETWEEN.join(filter(None, (f"Call: {ended_as}", about)))


def trouble(component: str, detail: str) -> str:
    """Return what does not work, and its remedy (`detail`)."""
    return text("trouble", component=shown.data(component, 30), detail=shown.clipped(detail, 240))


def job_done(job: Job, business: Business, *, paid: Decimal | None, name: str) -> str:
    """Return that a job is done and what was paid, flagged when that is above what was quoted."""
    amount = f", {shown.money(paid, business)} paid" if paid is not None else ", amount not said"
    words = text("job_done", job=shown.short_id(job), name=shown.data(name, 20) or "the technician", paid=amount)
    if paid is None or job.quote is None or paid <= job.quote.high:
        return words
    low = shown.money(job.quote.low, business)
    return f"{words} {text('job_done_above', low=low, high=job.quote.high)}"


def _in(minutes: int | None) -> str:
    return f", {minutes} min" if minutes else ""
