"""What owners are told at more length: by mail, by a telephone that reads it out, in a digest; sends nothing."""

from collections.abc import Sequence
from datetime import datetime

from receptionist.cases import Call, Case, Job, Turn
from receptionist.duty import shown
from receptionist.duty.seams import Level
from receptionist.duty.templates import text
from receptionist.rules import outcomes
from receptionist.shop.business import Business
from receptionist.shop.services import Services
from receptionist.words import spoken as ear

Mail = tuple[str, str]
"""The subject, one line of at most 120 characters, and the body."""
_LINE = 400
"""Characters of one line of a transcript; nobody says more in one breath."""


def mail(
    call: Call,
    case: Case,
    business: Business,
    services: Services,
    *,
    questions: Sequence[str] = (),
    turns: Sequence[Turn] = (),
    voicemail_s: int | None = None,
) -> Mail:
    """Return a finished call as a mail: the jobs, what to do next, unknown questions, what was said.

    `voicemail_s` is the length of its voicemail, None while that is not here.
    Turns are as the call log has them: card numbers are out of them, and access codes read `[code]`.
    """
    jobs = [job for job in (case.job, *case.additional_jobs) if job.id] or [case.job]
    about = jobs[0]
    hidden = is_hidden(case)
    name = "confidential" if hidden else shown.harmless(about.name, 40) or "no name"
    subject = f"{_head(call, about, services)}, {name}"
    at = business.local(call.started_at)
    lines = [
        _summary(call, case, 400),
        f"Next: {shown.harmless(outcomes.next_step(call, case), 300) or 'nothing'}",
        "",
        f"Called: {at:%A, %B %d, %Y} {ear.clock_time(at.time())}",
        f"From: {call.caller_id or 'number withheld'}",
        *([_voicemail(voicemail_s, attached=not hidden)] if call.recordings else []),
    ]
    for job in jobs:
        lines += ["", *_job_lines(job, business, services)]
    lines += _section("Nobody could answer", [shown.harmless(question, 200) for question in questions])
    lines += _section("What was said", [line for turn in turns for line in _said(turn) if not hidden])
    return shown.clipped(subject, 120), "\n".join(lines) + "\n"


def is_hidden(case: Case) -> bool:
    """Tell whether what was said in a case is for nobody but the technician who has its job."""
    return any(job.confidential for job in (case.job, *case.additional_jobs))


def _voicemail(length_s: int | None, *, attached: bool) -> str:
    if length_s is None:
        return "Voicemail: still at Twilio"
    return f"Voicemail: {length_s} seconds{', attached' if attached else ''}"


def _summary(call: Call, case: Case, max_chars: int) -> str:
    if case.job.confidential:
        return "A confidential call."
    return shown.harmless(outcomes.summary(call, case), max_chars) or "A call without words."


def _head(call: Call, job: Job, services: Services) -> str:
    if job.id:
        return shown.headline(job, services)
    return f"Call: {(outcomes.outcome(call) or 'call').replace('_', ' ')}"


def _job_lines(job: Job, business: Business, services: Services) -> list[str]:
    rows = (
        ("Job", shown.headline(job, services) if job.id else shown.service(job, services)),
        ("Name", "" if job.confidential else shown.harmless(job.name, 80)),
        ("Number", job.callback_number or ""),
        ("Where", shown.open_place(job)),
        ("When", shown.when(job)),
        ("Danger", shown.risk(job)),
        ("Details", ", ".join(shown.details(job))),
        ("Price", shown.quoted(job, business)),
        ("ID", shown.proof(job)),
        ("Access code", "kept for the technician" if job.access_code else ""),
        ("Confidential", "name, address and words only for the technician who has it" if job.confidential else ""),
        ("Complaint", shown.harmless(job.complaint, 300)),
        ("Message", "" if job.confidential else shown.harmless(job.message, 300)),
        ("Notes", "" if job.confidential else shown.harmless(job.notes, 300)),
    )
    return [f"{name}: {value}" for name, value in rows if value]


def _said(turn: Turn) -> list[str]:
    heard = shown.harmless(turn.utterance.text, _LINE)
    said = shown.harmless(turn.reply.text, _LINE) if turn.reply else ""
    return [line for line in (heard and f"> {heard}", said and f"  {said}") if line]


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", f"{title}:", *lines] if lines else []


def spoken_job(job: Job, business: Business, services: Services, *, level: Level) -> str:
    """Return a job for a telephone that reads it out: numbers digit by digit, a key to confirm. Raises nothing."""
    name = shown.open_name(job)
    number = f"The number is {ear.number(job.callback_number)}." if job.callback_number else ""
    what = " ".join(filter(None, (_alarm(job, level), f"{shown.service(job, services)}.")))
    risk = shown.risk(job)
    return _spoken(
        business, f"Job {' '.join(shown.short_id(job))}.", what, risk and f"{risk}.",
        f"At {shown.open_place(job)}.", name and f"For {name}.", number,
    )  # fmt: skip


def spoken_emergency(call: Call, case: Case, business: Business) -> str:
    """Return an emergency for a telephone that reads it out."""
    job = case.job
    number = job.callback_number or call.caller_id
    where = f"At {shown.open_place(job)}." if shown.has_place(job) else "The place is not known yet."
    told = (
        "They were told to call" if "advised_911" in case.told or call.did("advise_911") else "Make sure they call"
    )
    return _spoken(
        business, "Emergency.", f"{shown.risk(job) or 'Somebody is in danger'}.", where,
        f"The number is {ear.number(number)}." if number else "The number was withheld.",
        f"{told} {' '.join(business.emergency_number)}.",
    )  # fmt: skip


def spoken_unassigned(job: Job, business: Business, services: Services) -> str:
    """Return for a telephone that nobody has taken a job."""
    return spoken_job(job, business, services, level="urgent").replace("Job ", "Nobody took job ", 1)


def spoken_trouble(component: str, detail: str, business: Business) -> str:
    """Return what does not work, for a telephone that reads it out."""
    return _spoken(
        business, f"There is trouble with {shown.data(component, 40)}.", f"{shown.clipped(detail, 240)}."
    )


def _alarm(job: Job, level: Level) -> str:
    if level == "emergency" or job.urgency == "life_safety":
        return "Life safety,"
    return "Urgent," if level == "urgent" else ""


def _spoken(business: Business, *sentences: str) -> str:
    opening = f"This is the automated assistant of {shown.data(business.name, 50)}."
    return " ".join(filter(None, (opening, *sentences, "Press 1 to confirm that you have it.")))


def digest(rows: Sequence[tuple[Call, Case]], business: Business, services: Services, *, since: datetime) -> Mail:
    """Return the calls that could wait, as a mail; its subject alone does as a text."""
    outcomes_of = [(outcomes.outcome(call) or "call").replace("_", " ") for call, _ in rows]
    counts = ", ".join(f"{outcomes_of.count(each)} {each}" for each in dict.fromkeys(outcomes_of)) or "no calls"
    subject = text("digest", business=shown.data(business.name, 40), counts=counts)
    lines = [f"Since {shown.moment(business.local(since))}:", ""]
    for call, case in rows:
        at = shown.moment(business.local(call.started_at))
        summary = _summary(call, case, 200)
        lines.append(
            f"{at}  {call.caller_id or 'withheld'}  {summary}  {shown.data(outcomes.next_step(call, case), 120)}"
        )
    return shown.clipped(subject, 300), "\n".join(lines) + "\n"


def spoken_call(call: Call, case: Case, business: Business, services: Services) -> str:
    """Return for a telephone that somebody waits to be called back."""
    job = case.job
    about = shown.service(job, services) if job.service_type not in (None, "non_job") else "a call"
    number = job.callback_number or call.caller_id
    name = "" if job.confidential else shown.data(job.name, 30)
    return _spoken(
        business, "Somebody waits to be called back.", f"About {about}.", name and f"It is {name}.",
        f"The number is {ear.number(number)}." if number else "The number was withheld.",
    )  # fmt: skip


def spoken_confirmed() -> str:
    """Return that a key has confirmed it."""
    return "Thank you. It is noted that you have it."


def spoken_over() -> str:
    """Return that there is nothing to confirm any more."""
    return "Thank you. Somebody else has it by now, or it is over. Nothing to do."


def spoken_unconfirmed() -> str:
    """Return that another key was pressed."""
    return "That was not 1, so nothing is noted. We ask the next one."
