"""Jobs that exist: how they stand, what is changed or cancelled, and calls about the same thing again; pure.

A job that was taken in this call is the caller's own. One that was taken before is theirs once they have said its
whole name, or its street with the number: a caller ID proves nobody. What is said of such a job waits on the call
(`Call.proposed`) until it is written down, a new place or number only after a clear yes.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from receptionist.cases import OPEN, Details, Job
from receptionist.rules import further, intake, matter, places
from receptionist.rules.changes import ADDED_BY_TEXT, GUARDED, TIMES, forgotten, news, written
from receptionist.rules.draft import Draft, Situation
from receptionist.rules.other_calls import farewell
from receptionist.understanding.answers import Answer
from receptionist.understanding.patterns import fold
from receptionist.understanding.trade import name_service
from receptionist.words import spoken

LATE = timedelta(minutes=10)
"""How long past its time an arrival is still only about due."""
UNDER_WAY = frozenset({"en_route", "on_site"})
"""States in which cancelling is no longer free."""
_ALL = re.compile(r"\b(?:everything|all of (?:it|them)|both|the whole thing|todo|los dos|ambos)\b")
_LOCKOUT = re.compile(r"\block ?outs?\b")
_WISHES = ("status", "cancel", "reschedule", "change")


def existing_job(draft: Draft, situation: Situation) -> Draft:
    """Tell how a job stands, change it or cancel it, for a caller who is verified."""
    if (draft.owns_job or further.at_hand(draft.case)) and not (
        situation.wants("status", "cancel") or draft.marked("existing")
    ):
        return draft
    if further.at_hand(draft.case) and situation.wants("cancel"):
        only_that = _only_the_further(draft, situation)
        draft = further.given_up(draft)
        if only_that:
            return draft.say("declined").ask("anything_else")
    if draft.call.existing_job and (service := _other_service(draft, situation)):
        return _another_job(draft, situation, service)
    pending = _pending(draft, situation)
    if not (situation.wants(*_WISHES) or draft.marked("existing") or pending):
        return draft
    answers = {"cancel_ok", "change_ok"} & set(situation.asked)
    if _is_new(draft, situation) or (farewell(situation) and not answers):
        return draft
    draft = _wished(draft, situation)
    job = _verified(draft, situation)
    if job is None:
        return _verify(draft.mark("existing"), situation)
    asked_about = job.id == (draft.call.existing_job or draft.job.id)
    answer = situation.understood.answer if asked_about and "cancel_ok" in situation.asked else None
    draft = _opened(draft.mark("existing"), job)
    if draft.marked("cancel"):
        return _cancel(draft, situation, job, answer)
    draft = _change(draft, situation, job)
    return draft if draft.settled else _status(draft, situation, draft.job)


def _pending(draft: Draft, situation: Situation) -> bool:
    """Tell whether something was said that belongs to a job which exists."""
    if draft.job.id is not None:
        return bool(news(draft.call.proposed, draft.job))
    own = {job.id for job in situation.jobs} & {job.id for job in situation.recent}
    return draft.job.service_type is None and bool(own and ADDED_BY_TEXT & situation.understood.details.keys())


def _other_service(draft: Draft, situation: Situation) -> str | None:
    """Return what else is to be done, when a caller names it after the job that exists was talked about."""
    if situation.wants(*_WISHES) and any(_is_kind(_named(situation), job) for job in situation.jobs):
        return None
    return matter.other_service(draft.job, situation.understood)


def _another_job(draft: Draft, situation: Situation, service: str) -> Draft:
    """Begin a job beside the one that exists; whoever was verified need not say name and number again."""
    known = draft.job
    job = Job(service_type=service, name=known.name, callback_number=known.callback_number)
    others = tuple(other for other in draft.case.additional_jobs if other.id or other.service_type != service)
    draft = replace(draft, case=replace(draft.case, additional_jobs=others)).unmark("existing", *_WISHES)
    draft = draft.with_call(replace(draft.call, existing_job=None, proposed=Job()))
    return draft.with_job(job.learned(situation.understood.details))


def _is_new(draft: Draft, situation: Situation) -> bool:
    """Tell whether a new job is taken down and none exists, so that nothing said can be about one."""
    under_way = draft.job.service_type is not None and draft.job.id is None and draft.call.existing_job is None
    return under_way and not (situation.jobs or draft.marked("existing") or situation.wants("cancel"))


def _wished(draft: Draft, situation: Situation) -> Draft:
    for wish in _WISHES:
        draft = draft.mark(wish) if situation.wants(wish) else draft
    asked = {"timing", "change_what"} & set(situation.asked)
    return draft.mark("reschedule") if asked and TIMES & situation.understood.details.keys() else draft


# -- who may


def _verified(draft: Draft, situation: Situation) -> Job | None:
    """Return the job whose name or address the caller said; the number alone proves nothing."""
    if draft.owns_job:
        return _meant(further.taken_jobs(draft.case), draft, situation)
    known = [draft.job] if draft.job.id else []
    known += [job for job in situation.jobs if job.id != draft.job.id]
    current = next((job for job in known if job.id == draft.call.existing_job), None)
    theirs = [job for job in known if job.status in OPEN]
    if current:
        same = [job for job in theirs if job.id != current.id and places.alike(job.name, current.name)]
        return _meant((current, *same), draft, situation)
    said = draft.call.proposed if draft.job.id else draft.job
    said = said.learned(situation.understood.details)
    at_the_street = [job for job in theirs if places.same_street(said, job)]
    # The whole name: a given name alone is easily guessed.
    by_name = [job for job in theirs if places.alike(said.name, job.name)]
    return _meant(at_the_street or by_name, draft, situation)


def _meant(jobs: Sequence[Job], draft: Draft, situation: Situation) -> Job | None:
    """Return the one of these jobs that the caller has named, else the first, an open one before any other."""
    named = _named(situation) or (draft.job.service_type if draft.job.id is None else None)
    still_open = [job for job in jobs if job.status in OPEN]
    kind = [job for job in still_open if _is_kind(named, job)]
    return next(iter((*kind, *still_open, *jobs)), None)


def _named(situation: Situation) -> str | None:
    """Return the service that the words name, whatever the call is about."""
    words = situation.understood.text
    named = name_service(words, situation.services)
    return matter.LOCKOUTS[0] if named is None and _LOCKOUT.search(fold(words)) else named


def _is_kind(service: str | None, job: Job) -> bool:
    """Tell whether a job is what the caller calls it; nobody says which kind of lockout it is."""
    return job.service_type == service or {job.service_type, service} <= set(matter.LOCKOUTS)


def _only_the_further(draft: Draft, situation: Situation) -> bool:
    """Tell whether no more is to be cancelled than the further job at hand, which nobody has taken yet."""
    named = _named(situation)
    if _ALL.search(fold(situation.understood.text)):
        return False
    return _is_kind(named, draft.job) or not any(_is_kind(named, job) for job in further.taken_jobs(draft.case))


def _verify(draft: Draft, situation: Situation) -> Draft:
    """Ask for the name or the address; what was wanted is kept, in case it has to become a message."""
    if draft.used("verify") == 0 and draft.job.id is None:
        draft = draft.with_job(replace(draft.job, message=situation.understood.text or None))
    if draft.used("verify") < 2:
        return draft.ask("name", "verify")
    return draft.unmark("existing", *_WISHES).mark("message").say("status_unknown")


def _opened(draft: Draft, job: Job) -> Draft:
    """A call about an existing job shows that job; what the call has said so far is what may change it."""
    said = draft.call.proposed if draft.job.id else draft.job
    if not draft.marked("reschedule"):
        # "I called you today" is no wish for another day.
        said = replace(said, preferred_window=None, appointment=None, deadline=None)
    draft = draft.with_call(replace(draft.call, existing_job=job.id, proposed=said))
    if job.id in {taken.id for taken in further.taken_jobs(draft.case)}:
        return replace(draft, case=further.in_front(draft.case, job))
    return draft.with_job(job)


# -- how it stands, and the end of it


def _status(draft: Draft, situation: Situation, job: Job) -> Draft:
    told = draft.call.did("status") or draft.call.did("change") or draft.call.did("cancel")
    wanted = draft.marked("status") or situation.asks("eta") or not told
    if not wanted or draft.used("status_eta") > 1:
        return draft
    draft = draft.unmark("status").did("status")
    if job.status == "cancelled":
        return draft.say("cancelled").ask("anything_else")
    if job.technician is None:
        return draft.say("status_waiting").ask("anything_else")
    if job.eta and job.status not in ("on_site", "completed"):
        return _due(draft, situation, job.eta, job.technician)
    facts = {"technician": job.technician, "state": spoken.state(job, draft.case.language)}
    return draft.say("status", facts).ask("anything_else")


def _due(draft: Draft, situation: Situation, eta: str, technician: str) -> Draft:
    """Say when a technician is due, or that the time has passed; an estimate is never more than that."""
    facts = {"technician": technician, "eta": spoken.eta(eta)}
    now = situation.business.local(situation.now)
    due = spoken.due(eta, now)
    if due is None or (due.date() == now.date() and due >= now - LATE):
        return draft.say("status_eta", facts).ask("anything_else")
    if due < now:
        return draft.say("status_late", facts).ask("anything_else")
    day = spoken.day(due, draft.case.language)
    return draft.say("status_eta_day", {**facts, "day": day}).ask("anything_else")


def _cancel(draft: Draft, situation: Situation, job: Job, answer: Answer | None) -> Draft:
    """Say which job it is and what cancelling costs, ask for a clear yes to that, and only then cancel."""
    if answer == "yes":
        cancelled = replace(job, status="cancelled")
        draft = replace(draft, jobs=(*draft.jobs, cancelled)).unmark("cancel").did("cancel")
        return draft.with_job(cancelled).say("cancelled", receipt=True).ask("anything_else")
    if answer == "no":
        return draft.unmark("cancel").say("kept").ask("anything_else")
    if job.status == "cancelled":
        return draft.unmark("cancel").say("cancelled").ask("anything_else")
    if situation.asks("cancel_fee", "price"):
        draft = draft.did("answer_info")
    service = situation.services[job.service_type or "other"]
    draft = draft.say("cancel_which", {"service": spoken.named(service, draft.case.language)})
    facts = {"fee": str(situation.business.pricing.service_call_fee)}
    return draft.say("cancel_costs" if job.status in UNDER_WAY else "cancel_free", facts).ask("cancel_ok")


# -- what is changed


def _change(draft: Draft, situation: Situation, job: Job) -> Draft:
    """Write down what was said of an earlier job; a new place or number only once the caller agrees."""
    asked, answer = "change_ok" in situation.asked, situation.understood.answer
    found = news(draft.call.proposed, job)
    if not draft.marked("reschedule"):
        found = {name: value for name, value in found.items() if name not in TIMES}
    guarded = {name: value for name, value in found.items() if name in GUARDED}
    if asked and answer == "yes":
        return written(draft, situation, found).ask("anything_else")
    if asked and answer == "no" and not situation.understood.details:
        return forgotten(draft).say("kept").ask("anything_else")
    if guarded:
        return draft.ask("change_ok", facts={"what": _read_back(job.learned(guarded), guarded)})
    if found:
        return written(draft, situation, found)
    return _what_to_change(draft)


def _what_to_change(draft: Draft) -> Draft:
    if draft.marked("reschedule") and draft.used("timing") < intake.MOST_ASKED:
        return draft.ask("timing")
    if draft.marked("change") and draft.used("change_what") < intake.MOST_ASKED:
        return draft.ask("change_what")
    return draft


def _read_back(job: Job, guarded: Details) -> str:
    number = spoken.number(job.callback_number) if "callback_number" in guarded and job.callback_number else ""
    place = spoken.place(job) if guarded.keys() - {"callback_number"} else ""
    return "; ".join(filter(None, (place, number)))
