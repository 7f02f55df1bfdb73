"""What a reply does when a life is at risk: advice first, then where and what, the job at once; pure.

Hears no danger itself, and never says that anybody was called.
"""

from dataclasses import replace

from receptionist.rules import asking, intake, matter, other_calls, ringing
from receptionist.rules.draft import Draft, Situation

MOST_QUESTIONS = 2
"""Whoever should be calling for help is asked where and what, and no more."""
MOST_REMINDERS = 2
"""How often a caller who stays on is reminded of the emergency number before we let the line go."""
_PLACE = ("location", "location_emergency", "location_city", "location_street", "vehicle", "vehicle_emergency")


def advise(draft: Draft, situation: Situation) -> Draft:
    """Advise to call the emergency number: at once where a life is at risk, conditionally where it might be."""
    understood, told = situation.understood, draft.case.told
    if understood.danger == "retracted" and "advised_911" in told:
        return _weighed_anew(draft.say("relieved"), situation)
    if understood.danger == "certain" or (draft.marked("danger") and "advised_911" not in told):
        draft = draft.say(_advice(draft, situation)).tell("advised_911").did("advise_911")
        return _weighed_anew(draft, situation)
    # What only a model suspects gets the advice too; the question about safety is asked all the same.
    if draft.marked("possible_danger", "suspected_danger") and "advised_911_if" not in told:
        return draft.say("advise_911_if").tell("advised_911_if").did("advise_911")
    return draft


def _advice(draft: Draft, situation: Situation) -> str:
    """Return the phrase of the advice: whoever must not be heard can text, where the number takes texts."""
    if "cannot talk" not in (draft.job.hazard or ""):
        return "advise_911"
    return "advise_911_quiet" if situation.business.country == "US" else "advise_911_quiet_abroad"


def _weighed_anew(draft: Draft, situation: Situation) -> Draft:
    """Return the draft with a job that was taken before as urgent as it is now; the advice stays in its notes."""
    job = draft.job
    urgency = intake.urgency(draft.service(situation.services), draft)
    if job.id is None or job.urgency == urgency:
        return draft
    draft = draft.say("job_taken_emergency", receipt=True) if urgency == "life_safety" else draft
    return draft.with_job(replace(job, urgency=urgency, notes=matter.notes(draft.case)))


def attend(draft: Draft, situation: Situation) -> Draft:
    """In an emergency only where and what; the number is the one that rings, the job is written down at once."""
    if not draft.marked("danger") or situation.unheard or situation.over_time:
        return draft
    if not situation.wants("human"):
        return go_on(draft, situation)
    return draft if ringing.whom(draft, situation) else go_on(draft.say("person_none_go_on"), situation)


def go_on(draft: Draft, situation: Situation) -> Draft:
    """Take the job once it has a place and a number, and ask for what is missing, or let the caller go."""
    if draft.job.callback_number is None and draft.call.caller_id:
        draft = draft.with_job(replace(draft.job, callback_number=draft.call.caller_id))
    if not draft.taken and intake.has_place(draft.job) and draft.job.callback_number:
        draft = replace(draft.say("job_taken_emergency", receipt=True), takes_job=True).did("take_job")
    marks = situation.understood.marks
    if "asks_us_to_call" in marks:
        draft = draft.say("cannot_call_911")
    elif other_calls.farewell(situation) or "calling_911" in marks:
        return other_calls.goodbye(draft, situation)
    return _question(draft, situation)


def _question(draft: Draft, situation: Situation) -> Draft:
    asked = sum(draft.used(phrase) for phrase in _PLACE)
    phrase = intake.place_question(draft)
    if phrase and phrase != "location_number" and asked < MOST_QUESTIONS:
        return _ask(draft, "location", phrase)
    if draft.job.callback_number is None:
        return asking.ask_number(draft)
    service = draft.service(situation.services)
    vehicle = service is not None and service.family == "vehicle" and not intake.answered("vehicle", draft)
    if vehicle and asked < MOST_QUESTIONS:
        return _ask(draft, "vehicle", "vehicle")
    if draft.used("anything_else_emergency") >= MOST_REMINDERS:
        return other_calls.goodbye(draft, situation)
    return _ask(draft, "anything_else", "anything_else_emergency")


def _ask(draft: Draft, slot: str, phrase: str) -> Draft:
    """Ask, in few words beside the advice: it must not be lost among them."""
    names = [act.name for act in draft.acts]
    if not any(name.startswith("advise_911") for name in names):
        return draft.ask(slot, phrase)
    brief = {"location": "location_emergency", "vehicle": "vehicle_emergency"}
    first = names == ["advise_911"] and draft.used("advise_911") == 1 and phrase in brief
    draft = draft.say("advise_911_go_on") if first else draft
    return draft.ask(slot, brief.get(phrase, "anything_else" if slot == "anything_else" else phrase))


def silence(draft: Draft, situation: Situation, *, last: bool) -> Draft:
    """Keep the line of a caller who says nothing: he may be calling for help, or may not dare to speak."""
    if last:
        return draft.say("silent_goodbye_emergency").did("end_call").end("hang_up")
    return draft.ask(situation.asked[0] if situation.asked else "anything_else", "still_there_emergency")
