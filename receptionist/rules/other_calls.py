"""Calls that are no new job: requests we decline, people who want a person, existing jobs, messages; pure."""

import re
from dataclasses import replace

from rapidfuzz import fuzz

from receptionist.cases import Job
from receptionist.rules.draft import Draft, Situation
from receptionist.understanding.answers import is_closing
from receptionist.words import spoken

OPEN = frozenset({"open", "offered", "accepted", "en_route", "on_site"})
"""States of a job that somebody may still ask about."""
UNDER_WAY = frozenset({"en_route", "on_site"})
"""States in which cancelling is no longer free."""
FEWEST_WORDS = 4
"""Words from which something said after a message belongs to it."""
MOST_NUMBER_QUESTIONS = 3
MOST_MESSAGE = 300
"""Characters of a message."""
SAME_NAME = 80
"""Likeness (0-100, rapidfuzz) from which a spoken name or address is the one on the job."""


def refuse(draft: Draft, situation: Situation) -> Draft:
    """Decline what a rule forbids, neutrally and without coaching; after an injection the call just goes on."""
    rule = situation.understood.refuse
    if rule is None:
        return draft
    draft = draft.say(f"refuse_{rule}").did("refuse")
    if rule == "injection" or (rule == "bypass" and draft.job.service_type):
        # Only these words are declined; what the caller needs can still be done.
        return draft
    draft = draft.with_call(replace(draft.call, refused=rule))
    return draft.ask("anything_else")


def still_refused(draft: Draft, situation: Situation) -> Draft:
    """After a refusal nothing is taken down in this call unless the caller names something else."""
    if draft.call.refused is None:
        return draft
    understood = situation.understood
    if understood.service not in (None, "non_job", draft.job.service_type):
        return draft.with_call(replace(draft.call, refused=None))
    if draft.call.refused == "bypass" and (understood.service or understood.questions):
        return draft.with_call(replace(draft.call, refused=None))
    if farewell(situation) or draft.used(f"refuse_{draft.call.refused}") > 1:
        return goodbye(draft, situation)
    return draft.say(f"refuse_{draft.call.refused}").ask("anything_else")


def no_job(draft: Draft, situation: Situation) -> Draft:
    """End calls for somebody else and calls that sell something, quickly and politely."""
    if situation.wants("sales") and draft.job.service_type in (None, "non_job"):
        return draft.say("sales").did("spam").did("end_call").end("hang_up")
    if situation.wants("job_application"):
        return draft
    if draft.job.service_type not in (None, "non_job"):
        # Whoever needs a locksmith has not called the wrong number, whatever place is named.
        return draft
    if situation.wants("wrong_number") or situation.understood.service == "non_job":
        return draft.say("wrong_number").did("end_call").end("hang_up")
    return draft


def person(draft: Draft, situation: Situation) -> Draft:
    """Put a caller who wants a person through, after one question at the most; nobody there: a message."""
    waiting = "person" in draft.case.marks
    opening = set(situation.asked) <= {"problem"}  # Later on, "I'm the property manager" is an answer.
    vip = "vip" in situation.understood.marks and opening and draft.job.id is None
    if not (situation.wants("human") or waiting or vip):
        return draft
    people = tuple(p.key for p in situation.business.transfer_people(situation.now))
    if not people and is_for_a_job(draft, situation):
        return draft.unmark("person").say("person_none_go_on")
    if not people:
        return draft.unmark("person").mark("message").say("person_none")
    if not waiting and not _knows_topic(draft, situation):
        return draft.mark("person").ask("person_topic")
    draft = _message_text(draft.unmark("person").did("transfer_human"), situation)
    return draft.say("person_transfer").end("transfer", people=people[:1])


def is_for_a_job(draft: Draft, situation: Situation) -> bool:
    """Tell whether the caller needs work done that can be taken down, with a person or without."""
    service = draft.service(situation.services)
    return service is not None and service.takes == "job" and not draft.marked("message")


def _knows_topic(draft: Draft, situation: Situation) -> bool:
    """Tell whether it is known why a caller wants a person, so that nobody is asked twice."""
    job, understood = draft.job, situation.understood
    told = job.service_type or job.message or job.complaint or understood.questions
    return bool(told or draft.marked("vip", "message") or situation.wants("complaint", "status"))


def existing_job(draft: Draft, situation: Situation) -> Draft:
    """Answer about a job that exists, once the caller is verified by a name or address beside the caller ID."""
    if not (situation.wants("status", "cancel") or draft.marked("existing")):
        return draft
    if _is_new(draft, situation) or (farewell(situation) and "cancel_ok" not in situation.asked):
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


def _is_new(draft: Draft, situation: Situation) -> bool:
    """Tell whether a new job is taken down and none exists, so that nothing said can be about one."""
    under_way = draft.job.service_type is not None and draft.job.id is None and draft.call.existing_job is None
    return under_way and not (situation.jobs or draft.marked("existing") or situation.wants("cancel"))


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
    if situation.asks("cancel_fee", "price"):
        draft = draft.did("answer_info")
    facts = {"fee": str(situation.business.pricing.service_call_fee)}
    return draft.say("cancel_costs" if job.status in UNDER_WAY else "cancel_free", facts).ask("cancel_ok")


def _copied(draft: Draft, job: Job) -> Draft:
    """A call about an existing job shows that job once the caller is verified."""
    return draft if draft.job.id == job.id else draft.with_job(job)


def message(draft: Draft, situation: Situation) -> Draft:
    """Take a message: who, which number, what about; then say that it is kept and promise nothing."""
    if _leaves_message(draft, situation):
        draft = draft.mark("message")
    if "message_ok" in situation.asked and situation.understood.answer == "yes":
        draft = draft.mark("message")
    service = draft.service(situation.services)
    takes = service is not None and service.takes == "message"
    if draft.marked("unclear") and service is not None and not (takes or draft.call.did("callback_message")):
        # The message was only for want of understanding; now it is known what is wanted.
        return draft.unmark("unclear", "message")
    if draft.call.did("callback_message"):
        return draft if draft.marked("job_after_message") else _added(draft, situation)
    if not (draft.marked("message") or takes):
        return draft
    draft = _message_text(draft, situation)
    if draft.job.name is None and draft.used("message_name") < 2:
        return draft.ask("name", "message_name")
    if draft.job.callback_number is None and draft.call.caller_id:
        draft = draft.with_job(replace(draft.job, callback_number=draft.call.caller_id))
    if draft.job.callback_number is None and draft.used("callback_number") < MOST_NUMBER_QUESTIONS:
        return draft.ask("callback_number")
    if draft.job.message is None and draft.used("message_text") < 2:
        return draft.ask("message_text")
    return _kept(draft)


def _kept(draft: Draft) -> Draft:
    """Say that the message is kept; a message about no service is no job."""
    if draft.job.service_type is None:
        draft = draft.with_job(replace(draft.job, service_type="non_job"))
    draft = draft.did("callback_message").tell("message")
    return draft.say("message_taken", receipt=True).ask("anything_else")


def _leaves_message(draft: Draft, situation: Situation) -> bool:
    """Tell whether a message is wanted; "call me back" while a job is taken down is about its number."""
    if situation.wants("complaint", "job_application"):
        return True
    under_way = draft.job.service_type not in (None, "non_job") and "callback_number" in situation.asked
    return situation.wants("message") and not under_way


def _added(draft: Draft, situation: Situation) -> Draft:
    """Keep what is said after a message was taken as part of it: nothing of it gets lost."""
    words = situation.understood.text
    more = "anything_else" in situation.asked and len(words.split()) >= FEWEST_WORDS and not farewell(situation)
    if not more or situation.understood.questions or words in (draft.job.message or ""):
        return draft
    return draft.with_job(
        replace(draft.job, message="; ".join(filter(None, (draft.job.message, words)))[:MOST_MESSAGE])
    )


def _message_text(draft: Draft, situation: Situation) -> Draft:
    asked = {"message_text", "person_topic"} & set(situation.asked)
    said = situation.understood.intelligible and situation.understood.answer != "no" and not farewell(situation)
    if draft.job.message is None and asked and said:
        return draft.with_job(replace(draft.job, message=situation.understood.text or None))
    if draft.job.message is None and draft.job.service_type is not None:
        return draft.with_job(replace(draft.job, message=draft.job.service_type.replace("_", " ")))
    return draft


def farewell(situation: Situation) -> bool:
    """Tell whether the caller is done: a goodbye, or nothing else wanted."""
    if situation.wants("goodbye", "nothing"):
        return True
    understood = situation.understood
    news = understood.details or understood.danger or understood.questions or understood.service
    if "message_ok" in situation.asked:
        return understood.answer == "no" and not news
    return "anything_else" in situation.asked and is_closing(understood.text) and not news


def goodbye(draft: Draft, situation: Situation) -> Draft:
    """End the call from our side."""
    phrase = "goodbye_safe" if draft.marked("danger") else "goodbye"
    return what_is_next(draft).say(phrase).did("end_call").end("hang_up")


def what_is_next(draft: Draft) -> Draft:
    """Say once, when nothing else is left to say about a job that was taken, that no time is promised."""
    told = draft.used("job_next") or draft.used("answer_eta") or draft.marked("danger")
    return draft.say("job_next") if draft.call.did("take_job") and not told else draft
