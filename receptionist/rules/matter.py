"""What a case is about, as far as words and what is known tell it; pure, names nothing that was not meant."""

from collections.abc import Mapping
from dataclasses import replace

from receptionist.cases import Call, Case, Job
from receptionist.understanding.heard import Understood

LOCKOUTS = ("vehicle_lockout", "home_lockout", "business_lockout")
_NO_LOCKOUT = frozenset({"status", "cancel", "complaint", "job_application", "sales", "wrong_number"})
"""Wishes with which nobody is locked out now."""
_OVER = "a call for help was advised, then the caller said that the danger is over"


def service_type(call: Call, case: Case, understood: Understood) -> str | None:
    """Return what the call is about now: as named, else the lockout that words and what is known make of it."""
    if understood.service and understood.service != "non_job":
        return understood.service
    known = case.job.service_type if case.job.service_type != "non_job" else None
    danger = "danger" in case.marks or understood.danger == "certain"
    shut_out = {"locked_out"} & {*case.marks, *understood.marks}
    if known or understood.wants & _NO_LOCKOUT or not (danger or shut_out):
        return case.job.service_type
    if understood.lockout and (understood.intelligible or case.marks):
        return understood.lockout
    if answered := next((name for name in LOCKOUTS if about(name) in case.marks), None):
        return answered
    asked = call.used.get("problem_locked_out", 0)
    job = case.job.learned(understood.details)
    numbered = job.address is not None and job.address[:1].isdigit()
    if numbered and job.vehicle is None and (shut_out if danger else asked):
        return "home_lockout"
    return case.job.service_type


def is_about_something_else(call: Call, case: Case, understood: Understood) -> bool:
    """Tell whether the first words of whoever rings again name other work than what was left unfinished."""
    other = understood.service not in (None, "non_job", case.job.service_type)
    return other and call.turn == 1 and "resumed" in call.used


def about(lockout: str) -> str:
    """Return the mark of a caller who has said that it is about such a place, and not yet what is wrong."""
    return f"about_{lockout}"


def parked(call: Call, case: Case, understood: Understood) -> Case:
    """Return the case with its unfinished job put aside when a caller who rings again is about something else."""
    if case.job.id is not None or not is_about_something_else(call, case, understood):
        return case
    aside = (*case.additional_jobs, case.job)
    return replace(case, job=Job(service_type=understood.service), additional_jobs=aside)


def other_service(job: Job, understood: Understood) -> str | None:
    """Return what else is to be done beside a job; None when nothing else was named."""
    named = (understood.service, *understood.also)
    return next((key for key in named if key not in (None, "non_job", job.service_type)), None)


def further_jobs(case: Case, job: Job, understood: Understood) -> tuple[Job, ...]:
    """Return the further jobs of the case: each service beside the first, once, with what was said of it."""
    known = {None, "non_job", "other", job.service_type, *(other.service_type for other in case.additional_jobs)}
    named = (*understood.also, understood.service) if job.id else understood.also
    new = tuple(Job(service_type=key) for key in dict.fromkeys(named) if key not in known)
    other = other_service(job, understood) if job.id else None
    return tuple(
        each.learned(understood.details) if each.id is None and each.service_type == other else each
        for each in (*case.additional_jobs, *new)
    )


def notes(case: Case) -> str | None:
    """What a technician should know beside the details, in English."""
    lines: Mapping[str, str] = {
        "danger": "LIFE SAFETY: the caller was advised to call the emergency number",
        "possible_danger": "possible hazard: conditional emergency advice was given",
        "suspected_danger": "the model suspected a danger: conditional emergency advice was given",
        "agitated": "caller sounded agitated",
        "hard_of_hearing": "hard of hearing: speak slowly",
        "low_battery": "phone battery is low",
        "borrowed_phone": "called from a borrowed phone",
        "minor": "caller may be a minor",
        "unsecured": "a door does not lock",
    }
    said = [text for mark, text in lines.items() if mark in case.marks]
    if "advised_911" in case.told and "danger" not in case.marks:
        said.append(_OVER)
    if "cannot talk" in (case.job.hazard or ""):
        said.append("do not call or text back: the caller could not talk")
    said += [
        f"also wants: {(job.service_type or 'other').replace('_', ' ')}"
        for job in case.additional_jobs
        if not job.id
    ]
    if case.language.startswith("es"):
        said.append("Spanish speaker")
    # Notes are made anew when a danger comes up or is over: what they said of it before goes.
    ours = {*lines.values(), _OVER}
    before = [note for note in (case.job.notes or "").split("; ") if note not in {*ours, *said}]
    return "; ".join(filter(None, (*before, *said))) or None
