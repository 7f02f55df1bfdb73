"""What is different when a caller writes instead of speaking: other words, nobody to be put through to; pure.

A text exchange ends when its job is taken: whoever adds something begins the next one.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from receptionist.cases import Job
from receptionist.rules import changes, other_calls
from receptionist.rules.draft import Draft, Situation
from receptionist.understanding.answers import is_closing
from receptionist.words.dialogue import Act, Question

WORDED = frozenset(
    {
        "greeting", "problem", "callback_number", "callback_number_own", "callback_number_rest", "location_number",
        "not_understood", "advise_911", "advise_911_if", "read_back_own", "job_taken", "sales", "goodbye",
        "goodbye_safe", "no_cards", "refuse_bypass", "refuse_someone_elses_place", "answer_recorded",
        "answer_payment", "answer_id", "answer_robot", "quote", "quote_after_hours", "no_texts",
    }
)  # fmt: skip
"""Phrases that have a wording of their own for texts, `sms_…`: shorter, and about no voice, keypad or line."""
UNSAID = frozenset({"disclosure", "advise_911_go_on", "repeat"})
"""Phrases that a text does without."""
_DIGITS = frozenset({"number", "so_far", "last_four"})
"""Facts that are spelled out for the ear."""

Rule = Callable[[Draft, Situation], Draft]


def is_text(draft: Draft) -> bool:
    """Tell whether the caller writes."""
    return draft.call.channel == "sms"


def spoken_only(rule: Rule) -> Rule:
    """Return a rule that holds for calls alone."""

    def held(draft: Draft, situation: Situation) -> Draft:
        return draft if is_text(draft) else rule(draft, situation)

    return held


def person(draft: Draft, situation: Situation) -> Draft:
    """Take down whom to call back when somebody who writes wants a person."""
    if not (is_text(draft) and situation.wants("human")):
        return draft
    if not other_calls.is_for_a_job(draft, situation):
        return other_calls.message(draft.mark("message").say("sms_person"), situation)
    number = draft.job.callback_number or draft.call.caller_id
    job = replace(draft.job, callback_number=number, contact_preference="call")
    return draft.with_job(job).say("sms_person_go_on")


def opt_out(draft: Draft, situation: Situation) -> Draft:
    """Confirm once, and ask nothing, that no more texts come: the one text that may still be sent."""
    if not (is_text(draft) and situation.wants("opt_out")):
        return draft
    return draft.say("no_texts").did("end_call").end("hang_up")


def added(draft: Draft, situation: Situation) -> Draft:
    """Add to a job of the last hours what its very number writes about it; that changes and reveals nothing."""
    understood, job = situation.understood, _lately(draft, situation)
    news = understood.questions or understood.wants or understood.service or understood.danger or understood.refuse
    if job is None or situation.kind != "speech" or news or not understood.intelligible:
        return draft
    if is_closing(understood.text):
        return other_calls.goodbye(draft, situation)
    details = {name: value for name, value in understood.details.items() if name in changes.ADDED_BY_TEXT}
    if not details and len(understood.text.split()) < changes.FEWEST_WORDS:
        return draft
    noted = job.learned(details) if details else changes.with_note(job, understood.text)
    draft = replace(draft, jobs=(*draft.jobs, noted)).did("change")
    draft = draft.with_job(noted) if draft.job.id else draft.with_job(Job())
    return draft.say("change_noted", receipt=True).end("hang_up")


def _lately(draft: Draft, situation: Situation) -> Job | None:
    """Return the job that somebody who writes may mean without saying so; none while another is taken down."""
    if not is_text(draft) or situation.asked not in ((), ("problem",)) or draft.marked("existing", "message"):
        return None
    if draft.job.id is not None:
        return None if draft.owns_job else draft.job
    own = {job.id for job in situation.jobs}
    return (
        next((job for job in situation.recent if job.id in own), None) if draft.job.service_type is None else None
    )


def worded(draft: Draft, situation: Situation) -> Draft:
    """Return a settled draft as it reads in a text; a job that is taken is the end of the exchange."""
    if situation.kind == "greeting" and draft.question and draft.call.direction == "inbound":
        # Whoever writes first has said something already: this question is never sent.
        draft = _unasked(draft, draft.question.phrase)
    if draft.takes_job:
        draft = replace(other_calls.what_is_next(draft), question=None).end("hang_up")
    acts = tuple(_act(act) for act in draft.acts if act.name not in UNSAID)
    return replace(draft, acts=acts, question=draft.question and _question(draft.question))


def _unasked(draft: Draft, phrase: str) -> Draft:
    used = {**draft.call.used, phrase: draft.used(phrase) - 1}
    return draft.with_call(replace(draft.call, used=used))


def _act(act: Act) -> Act:
    return replace(act, name=_name(act.name), facts=_written(act.facts))


def _question(question: Question) -> Question:
    return replace(question, phrase=_name(question.phrase), facts=_written(question.facts))


def _name(phrase: str) -> str:
    return f"sms_{phrase}" if phrase in WORDED else phrase


def _written(facts: Mapping[str, str]) -> dict[str, str]:
    """Return facts with their digits together: `303-555-0188`, not `3 0 3, 5 5 5, 0 1 8 8`."""
    return {name: _together(text) if name in _DIGITS else text for name, text in facts.items()}


def _together(digits: str) -> str:
    return digits.replace(" ", "").replace(",", "-")
