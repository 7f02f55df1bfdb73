"""Several jobs in one call: each is taken down after the one before; pure, takes none itself.

The job at hand is the case's `job`; the others stand in `additional_jobs`. A further job that was wished for
becomes the one at hand with what holds for the caller anyway; when it is taken, or given up, the job that was
taken first stands in front again.
"""

import re
from dataclasses import replace

from receptionist.cases import Call, Case, Details, Job
from receptionist.rules.draft import SLOTS, Draft
from receptionist.shop.services import Service, Services
from receptionist.understanding.heard import Understood
from receptionist.understanding.streets import street_of
from receptionist.words import spoken

ASKED = "further"
"""The question whether a further job is to be taken down, too."""
_ELSEWHERE = re.compile(
    r"\b(?:different|another|other) (?:address|place|house|building|town|one)|\b(?:somewhere|someplace) else"
    r"|\botra (?:direccion|casa|ciudad)|\botro (?:lugar|lado)|\b(?:direccion|casa) (?:diferente|distinta)"
)
_OF_THE_CALLER = (
    "name", "callback_number", "sms_consent", "contact_preference", "has_id", "id_note", "confidential",
)  # fmt: skip
_OF_THE_PLACE = ("address", "unit", "city", "landmark", "location_detail", "business_name", "access_code")
_OF_ONE_JOB = frozenset({"price_accepted", "price_declined", "locked_out", "unsecured"})
"""Marks that do not hold for the next job."""
_ABOUT_A_JOB = SLOTS - {"name", "spelling", "callback_number", "safety", "authority", "sms_consent"}
"""Questions that each job needs answered for itself."""


def waiting(draft: Draft, services: Services) -> Service | None:
    """Return the service of the next job that could be taken down too, and has not been asked about."""
    for job in draft.case.additional_jobs:
        service = services.get(job.service_type or "")
        if job.id is None and service and service.takes == "job" and not draft.marked(_mark(service.key)):
            return service
    return None


def ask(service: Service, draft: Draft) -> Draft:
    """Ask whether a further job is wanted, at the place that was said of it, else at the same one."""
    wanted = next(job for job in draft.case.additional_jobs if job.service_type == service.key and job.id is None)
    facts = {"service": spoken.named(service, draft.case.language)}
    draft = draft.mark(_mark(service.key))
    if where := spoken.place(wanted):
        return draft.ask(ASKED, "further_elsewhere", facts | {"place": where})
    return draft.ask(ASKED, ASKED, facts)


def ask_again(draft: Draft, services: Services) -> Draft:
    """Ask once more about the job that the last question was about."""
    asked = [service for job in draft.case.additional_jobs if (service := services.get(job.service_type or ""))]
    last = [service for service in asked if draft.marked(_mark(service.key))][-1:]
    return ask(last[0], draft) if last else draft.ask("anything_else")


def _mark(service: str) -> str:
    return f"{ASKED}_{service}"


def taken_up(call: Call, case: Case, understood: Understood) -> tuple[Call, Case]:
    """Return the call and the case with the job at hand that the caller has just said yes to."""
    text, address = understood.text.lower(), understood.details.get("address")
    elsewhere = bool(address or understood.details.get("city") or _ELSEWHERE.search(text))
    if ASKED not in call.asks or not (understood.answer == "yes" or elsewhere):
        return call, case
    asked_about = [
        job for job in case.additional_jobs if _mark(job.service_type or "") in case.marks and not job.id
    ]
    if not asked_about:
        return call, case
    chosen = asked_about[-1]
    elsewhere = elsewhere or bool(spoken.place(chosen))
    kept = _OF_THE_CALLER if elsewhere else (*_OF_THE_CALLER, *_OF_THE_PLACE)
    job = chosen.learned({name: getattr(case.job, name) for name in kept})
    others = (case.job, *(other for other in case.additional_jobs if other is not chosen))
    marks = tuple(mark for mark in case.marks if mark not in _OF_ONE_JOB)
    return _asked_anew(call), replace(case, job=job, additional_jobs=others, marks=marks)


def _asked_anew(call: Call) -> Call:
    """Return the call in which the questions about a job have not been asked yet; those about the caller have."""
    anew = {phrase for phrase in call.used if phrase in _ABOUT_A_JOB or phrase.startswith(("location", "quote"))}
    return replace(call, used={phrase: count for phrase, count in call.used.items() if phrase not in anew})


def at_hand(case: Case) -> bool:
    """Tell whether a further job is being taken down, after one that has been taken."""
    return case.job.id is None and any(job.id for job in case.additional_jobs)


def put_right(case: Case, details: Details) -> tuple[Case, Details]:
    """Return the case with a house number put right in the jobs that were taken, and what is left to learn.

    Who corrects a number while a further job is taken down means every job in that street; what is said of
    another street than that of the job at hand is not about it.
    """
    address = details.get("address")
    if not (at_hand(case) and case.job.address and isinstance(address, str)):
        return case, details
    road = street_of(address)
    there = {job.id for job in taken_jobs(case) if job.address and street_of(job.address) == road}
    if not there:
        return case, details
    others = (replace(job, address=address) if job.id in there else job for job in case.additional_jobs)
    case = replace(case, additional_jobs=tuple(others))
    if street_of(case.job.address or "") == road:
        return case, details
    return case, {name: value for name, value in details.items() if name not in _OF_THE_PLACE}


def in_order(case: Case) -> Case:
    """Return the case with the job that was taken first in front."""
    first = next((job for job in case.additional_jobs if job.id), None)
    return in_front(case, first) if first else case


def in_front(case: Case, job: Job) -> Case:
    """Return the case with one of its taken jobs in front of the others."""
    others = tuple(other for other in (*case.additional_jobs, case.job) if other.id != job.id)
    return replace(case, job=job, additional_jobs=others)


def given_up(draft: Draft) -> Draft:
    """Return the draft with the further job at hand left as a note."""
    return replace(draft, case=in_order(draft.case)).unmark("price_declined").mark("price_accepted")


def taken_jobs(case: Case) -> tuple[Job, ...]:
    """Return the jobs of the case that have been taken, the first one first."""
    return tuple(job for job in (case.job, *case.additional_jobs) if job.id)
