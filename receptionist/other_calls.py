"""Calls that are no new job: requests we decline, people who want a person, existing jobs, messages; pure."""

import re
from dataclasses import replace

from rapidfuzz import fuzz

from receptionist import spoken
from receptionist.cases import Job
from receptionist.draft import Draft, Situation

OPEN = frozenset({"open", "offered", "accepted", "en_route", "on_site"})
"""States of a job that somebody may still ask about."""
UNDER_WAY = frozenset({"en_route", "on_site"})
"""States in which cancelling is no longer free."""
SAME_NAME = 80
"""Likeness (0-100, rapidfuzz) from which a spoken name or address is the one on the job."""


def refuse(draft: Draft, situation: Situation) -> Draft:
    """Decline what a rule forbids, neutrally and without coaching; after an injection the call just goes on."""
    rule = situation.understood.refuse
    if rule is None:
        return draft
    draft = draft.say(f"refuse_{rule}").did("refuse")
    if rule == "injection":
        return draft
    draft = draft.with_call(replace(draft.call, refused=rule))
    return draft.ask("anything_else")


def still_refused(draft: Draft, situation: Situation) -> Draft:
    """After a refusal nothing is taken down in this call unless the caller names something else."""
    if draft.call.refused is None:
        return draft
    if situation.understood.service not in (None, "non_job", draft.job.service_type):
        return draft.with_call(replace(draft.call, refused=None))
    if farewell(situation) or draft.used(f"refuse_{draft.call.refused}") > 1:
        return goodbye(draft, situation)
    return draft.say(f"refuse_{draft.call.refused}").ask("anything_else")


def no_job(draft: Draft, situation: Situation) -> Draft:
    """End calls for somebody else and calls that sell something, quickly and politely."""
    if situation.wants("sales"):
        return draft.say("sales").did("spam").did("end_call").end("hang_up")
    if situation.wants("wrong_number") or situation.understood.service == "non_job":
        return draft.say("wrong_number").did("end_call").end("hang_up")
    return draft


def person(draft: Draft, situation: Situation) -> Draft:
    """Put a caller who wants a person through, after one question at the most; nobody there: a message."""
    waiting = "person" in draft.case.marks
    if not situation.wants("human") and not waiting:
        return draft
    people = tuple(p.key for p in situation.business.transfer_people(situation.now))
    if not people:
        return draft.unmark("person").mark("message").say("person_none")
    if not waiting and draft.job.service_type is None and not situation.understood.questions:
        return draft.mark("person").ask("person_topic")
    draft = draft.unmark("person").did("transfer_human")
    return draft.say("person_transfer").end("transfer", people=people[:1])


def existing_job(draft: Draft, situation: Situation) -> Draft:
    """Answer about a job that exists, once the caller is verified by a name or address beside the caller ID."""
    if not (situation.wants("status", "cancel") or draft.marked("existing")):
        return draft
    if situation.wants("cancel"):
        draft = draft.mark("cancel")
    job = _verified(draft, situation)
    if job is None:
        return _verify(draft.mark("existing"), situation)
    draft = draft.mark("existing").with_call(replace(draft.call, existing_job=job.id))
    if draft.marked("cancel"):
        return _cancel(draft, situation, job)
    return _status(draft, situation, job)


def _verified(draft: Draft, situation: Situation) -> Job | None:
    """Return the job whose name or address the caller said; the number alone proves nothing."""
    if draft.job.id is not None:
        return draft.job
    for job in situation.jobs:
        if job.id == draft.call.existing_job:
            return job
    open_jobs = [job for job in situation.jobs if job.status in OPEN]
    said = Job().learned(situation.understood.details)
    return next((job for job in open_jobs if _same_name(said, job) or _same_street(said, job)), None)


def _same_name(said: Job, job: Job) -> bool:
    """Tell whether the whole name was said; a given name alone is easily guessed."""
    return bool(said.name and job.name) and _likeness(said.name, job.name) >= SAME_NAME


def _same_street(said: Job, job: Job) -> bool:
    """Tell whether the street was said with the same number."""
    if not (said.address and job.address):
        return False
    numbers = [set(re.findall(r"\d+", address.split(",")[0])) for address in (said.address, job.address)]
    same_number = bool(numbers[0]) and numbers[0] == numbers[1]
    return same_number and _likeness(said.address, job.address.split(",")[0]) >= SAME_NAME


def _likeness(one: str | None, other: str | None) -> float:
    return fuzz.token_sort_ratio((one or "").lower(), (other or "").lower())


def _verify(draft: Draft, situation: Situation) -> Draft:
    if draft.used("verify") < 2:
        return draft.ask("name", "verify")
    return draft.unmark("existing", "cancel").mark("message").say("status_unknown")


def _status(draft: Draft, situation: Situation, job: Job) -> Draft:
    asked_again = situation.wants("status") or not draft.call.did("status") or situation.asks("eta")
    if not asked_again or draft.used("status_eta") > 1:
        return draft
    draft = draft.did("status")
    if job.technician is None:
        return draft.say("status_waiting").ask("anything_else")
    draft = _copied(draft, job)
    if job.eta:
        facts = {"technician": job.technician, "eta": spoken.eta(job.eta)}
        return draft.say("status_eta", facts).ask("anything_else")
    facts = {"technician": job.technician, "state": spoken.state(job, draft.case.language)}
    return draft.say("status", facts).ask("anything_else")


def _cancel(draft: Draft, situation: Situation, job: Job) -> Draft:
    """Say what cancelling costs, ask for a clear yes, and only then cancel."""
    draft = _copied(draft, job)
    if "cancel_ok" in situation.asked and situation.understood.answer == "yes":
        cancelled = replace(job, status="cancelled")
        draft = replace(draft, jobs=(*draft.jobs, cancelled)).unmark("cancel").did("cancel")
        return draft.with_job(cancelled).say("cancelled", receipt=True).ask("anything_else")
    if "cancel_ok" in situation.asked and situation.understood.answer == "no":
        return draft.unmark("cancel").say("kept").ask("anything_else")
    if situation.asks("cancel_fee"):
        draft = draft.did("answer_info")
    facts = {"fee": str(situation.business.pricing.service_call_fee)}
    return draft.say("cancel_costs" if job.status in UNDER_WAY else "cancel_free", facts).ask("cancel_ok")


def _copied(draft: Draft, job: Job) -> Draft:
    """A call about an existing job shows that job once the caller is verified."""
    return draft if draft.job.id == job.id else draft.with_job(job)


def message(draft: Draft, situation: Situation) -> Draft:
    """Take a message: who, which number, what about; then say that it is kept and promise nothing."""
    if situation.wants("message", "complaint"):
        draft = draft.mark("message")
    if "message_ok" in situation.asked and situation.understood.answer == "yes":
        draft = draft.mark("message")
    service = draft.service(situation.services)
    takes = service is not None and service.takes == "message"
    if not (draft.marked("message") or takes) or draft.call.did("callback_message"):
        return draft
    draft = _message_text(draft, situation)
    if draft.job.name is None and draft.used("message_name") < 2:
        return draft.ask("name", "message_name")
    if draft.job.callback_number is None:
        if draft.call.caller_id:
            draft = draft.with_job(replace(draft.job, callback_number=draft.call.caller_id))
        elif draft.used("callback_number") < 3:
            return draft.ask("callback_number")
    if draft.job.message is None and draft.used("message_text") < 2:
        return draft.ask("message_text")
    draft = draft.did("callback_message").tell("message")
    return draft.say("message_taken", receipt=True).ask("anything_else")


def _message_text(draft: Draft, situation: Situation) -> Draft:
    asked = {"message_text", "person_topic"} & set(situation.asked)
    if draft.job.message is None and asked and situation.understood.intelligible:
        return draft.with_job(replace(draft.job, message=situation.understood.text or None))
    if draft.job.message is None and draft.job.service_type is not None:
        return draft.with_job(replace(draft.job, message=draft.job.service_type.replace("_", " ")))
    return draft


def farewell(situation: Situation) -> bool:
    """Tell whether the caller is done: a goodbye, or nothing else wanted."""
    if situation.wants("goodbye", "nothing"):
        return True
    understood = situation.understood
    done = {"anything_else", "message_ok"} & set(situation.asked)
    news = understood.details or understood.danger or understood.questions or understood.service
    return bool(done) and understood.answer == "no" and not news


def goodbye(draft: Draft, situation: Situation) -> Draft:
    """End the call from our side."""
    phrase = "goodbye_safe" if draft.marked("danger") else "goodbye"
    return draft.say(phrase).did("end_call").end("hang_up")
