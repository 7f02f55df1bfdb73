"""Calls that are no new job: requests we decline, people who want a person, messages; pure."""

import re
from dataclasses import replace

from receptionist.rules import ringing
from receptionist.rules.draft import Draft, Situation
from receptionist.understanding.answers import is_closing

FEWEST_WORDS = 4
"""Words from which something said after a message belongs to it."""
_WANTED = re.compile(
    r"\b(?:i (?:just )?(?:want|need|demand)|refund|money back|quiero que|devuelv\w+|reembols\w+)\b"
)
"""Words with which a complaint says already what should be done about it."""
MOST_OFFERS = 2
"""How often a caller who says "I don't know" is asked whether there is anything else."""
MOST_NUMBER_QUESTIONS = 3
MOST_MESSAGE = 300
"""Characters of a message."""


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
    tried = draft.call.did("transfer_human") or draft.marked("danger") or draft.job.id
    vip = "vip" in situation.understood.marks and opening and not tried
    if not (situation.wants("human") or waiting or vip):
        return draft
    people = ringing.whom(draft, situation)
    if not people and is_for_a_job(draft, situation):
        return draft.unmark("person").say("person_none_go_on")
    if not people:
        return draft.unmark("person").mark("message").say("person_none")
    if not waiting and not _knows_topic(draft, situation):
        return draft.mark("person").ask("person_topic")
    draft = _message_text(draft.unmark("person").did("transfer_human"), situation)
    return ringing.ring(draft.say("person_transfer"), people[0])


def is_for_a_job(draft: Draft, situation: Situation) -> bool:
    """Tell whether the caller needs work done that can be taken down, with a person or without."""
    service = draft.service(situation.services)
    return service is not None and service.takes == "job" and not draft.marked("message")


def _knows_topic(draft: Draft, situation: Situation) -> bool:
    """Tell whether it is known why a caller wants a person, so that nobody is asked twice."""
    job, understood = draft.job, situation.understood
    told = job.service_type or job.message or job.complaint or understood.questions
    return bool(told or draft.marked("vip", "message", "danger") or situation.wants("complaint", "status"))


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
    return _taken_down(_message_text(draft, situation))


def _taken_down(draft: Draft) -> Draft:
    """Ask for what a message lacks, else keep it."""
    if draft.job.complaint and not draft.used("complaint_heard"):
        draft = draft.say("complaint_heard")
    if draft.marked("unclear") and draft.job.message is None and not draft.used("message_unclear"):
        return draft.ask("message_text", "message_unclear")
    if draft.job.name is None and draft.used("message_name") + draft.used("verify") < 2:
        return draft.ask("name", "message_name")
    if draft.job.callback_number is None and draft.call.caller_id:
        draft = draft.with_job(replace(draft.job, callback_number=draft.call.caller_id))
    if draft.job.callback_number is None and draft.used("callback_number") < MOST_NUMBER_QUESTIONS:
        return draft.ask("callback_number")
    if draft.job.complaint and _WANTED.search(draft.job.complaint.lower()):
        return _kept(draft)
    if (
        draft.job.message is None
        and draft.used("message_text") + draft.used("complaint_wanted") + draft.used("message_unclear") < 2
    ):
        return draft.ask("message_text", "complaint_wanted" if draft.job.complaint else None)
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
    bare = situation.understood.answer == "yes" and len(situation.understood.text.split()) < FEWEST_WORDS
    said = situation.understood.intelligible and situation.understood.answer != "no" and not farewell(situation)
    said = said and not bare
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


def at_a_loss(draft: Draft, situation: Situation) -> bool:
    """Tell whether the caller was asked for anything else often enough, and does not know of anything."""
    understood = situation.understood
    often = "anything_else" in situation.asked and draft.used("anything_else") >= MOST_OFFERS
    return often and understood.answer == "unsure" and not (understood.details or understood.questions)


def goodbye(draft: Draft, situation: Situation) -> Draft:
    """End the call from our side."""
    phrase = "goodbye_safe" if draft.marked("danger") else "goodbye"
    return what_is_next(draft).say(phrase).did("end_call").end("hang_up")


def what_is_next(draft: Draft) -> Draft:
    """Say once, when nothing else is left to say about a job that was taken, that no time is promised."""
    told = draft.used("job_next") or draft.used("answer_eta") or draft.marked("danger")
    comes = draft.call.did("take_job") and draft.job.status != "cancelled"
    return draft.say("job_next") if comes and not told else draft
