"""What the next reply does: one list of rules, in the order in which they matter; pure.

Each rule takes the draft so far and the situation, and returns the draft; the first one that settles how the reply
ends is the last one heard. Emergencies come before everything, a new job is the rule of last resort.
"""

from collections.abc import Callable
from dataclasses import replace

from receptionist.rules import (
    asking,
    by_text,
    changes,
    existing_jobs,
    further,
    intake,
    other_calls,
    same_job,
    taking,
)
from receptionist.rules.draft import Draft, Situation
from receptionist.rules.information import answer_questions, tell_quote
from receptionist.words import spoken

MOST_SILENCES = 3
MOST_MISSES = 3
"""How many silent or unintelligible turns in a row a call survives."""
MOST_EMERGENCY_QUESTIONS = 2
"""Whoever should be calling for help is asked where and what, and no more."""


def decide(draft: Draft, situation: Situation) -> Draft:
    """Return the draft of the reply, settled."""
    if not by_text.is_text(draft):
        return _settled(draft, situation)
    # Nobody waits on a line: an exchange of texts may last.
    situation = replace(situation, over_time=False)
    return by_text.worded(_settled(draft, situation), situation)


def _settled(draft: Draft, situation: Situation) -> Draft:
    for rule in RULES:
        draft = rule(draft, situation)
        if draft.settled:
            return draft
    return draft.ask("anything_else")


def greeting(draft: Draft, situation: Situation) -> Draft:
    """Say who answers and what it is; never a stored name, since a caller ID proves nobody."""
    if situation.kind != "greeting":
        return draft
    draft = draft.say("greeting").say("disclosure")
    notice = situation.business.words(situation.business.recording_notice, draft.case.language)
    if notice and not by_text.is_text(draft):
        draft = draft.say("owner_words", {"words": notice})
    if draft.job.service_type and not draft.marked("danger"):
        return taking.onward(draft.say("resumed"), situation)
    return draft.ask("problem")


def transferred(draft: Draft, situation: Situation) -> Draft:
    """Go on after a transfer: a talk that took place ends the call, else a message is taken."""
    if situation.kind != "transferred":
        return draft
    if situation.outcome in ("completed", "answered"):
        return draft.say("person_done").did("end_call").end("hang_up")
    if other_calls.is_for_a_job(draft, situation):
        return taking.onward(draft.say("person_unanswered_go_on"), situation)
    return other_calls.message(draft.mark("message").say("person_unanswered"), situation)


def voicemail(draft: Draft, situation: Situation) -> Draft:
    """Thank for a voicemail."""
    if situation.kind != "voicemail":
        return draft
    if not situation.outcome:
        return draft.say("silent_goodbye").did("end_call").end("hang_up")
    return draft.say("voicemail_thanks", receipt=True).did("callback_message").did("end_call").end("hang_up")


def danger(draft: Draft, situation: Situation) -> Draft:
    """Advise to call the emergency number: at once where a life is at risk, conditionally where it might be."""
    understood, told = situation.understood, draft.case.told
    if understood.danger == "retracted" and "advised_911" in told:
        return draft.say("relieved")
    if understood.danger == "certain" or (draft.marked("danger") and "advised_911" not in told):
        first = "advised_911" not in told
        draft = draft.say("advise_911").tell("advised_911").did("advise_911")
        return draft.say("advise_911_go_on") if first else draft
    # What only a model suspects gets the advice too; the question about safety is asked all the same.
    if draft.marked("possible_danger", "suspected_danger") and "advised_911_if" not in told:
        return draft.say("advise_911_if").tell("advised_911_if").did("advise_911")
    return draft


def emergency(draft: Draft, situation: Situation) -> Draft:
    """In an emergency only where and what; the number is the one that rings, the job is written down at once."""
    if not draft.marked("danger") or _unheard(situation) or situation.wants("human") or situation.over_time:
        return draft
    if draft.job.callback_number is None and draft.call.caller_id:
        draft = draft.with_job(replace(draft.job, callback_number=draft.call.caller_id))
    if not draft.taken and intake.has_place(draft.job) and draft.job.callback_number:
        draft = replace(draft.say("job_taken_emergency", receipt=True), takes_job=True).did("take_job")
    if other_calls.farewell(situation) or "calling_911" in situation.understood.marks:
        return other_calls.goodbye(draft, situation)
    return _emergency_question(draft, situation)


def _emergency_question(draft: Draft, situation: Situation) -> Draft:
    asked = sum(draft.used(phrase) for phrase in ("location", "location_city", "location_street", "vehicle"))
    phrase = intake.place_question(draft)
    if phrase and phrase != "location_number" and asked < MOST_EMERGENCY_QUESTIONS:
        return draft.ask("location", phrase)
    if draft.job.callback_number is None:
        return asking.ask_number(draft)
    service = draft.service(situation.services)
    vehicle = service is not None and service.family == "vehicle" and not intake.answered("vehicle", draft)
    if vehicle and asked < MOST_EMERGENCY_QUESTIONS:
        return draft.ask("vehicle")
    return draft.ask("anything_else")


def unheard(draft: Draft, situation: Situation) -> Draft:
    """Ask again, in other words, what silence or noise swallowed; in the end say goodbye or take a voicemail."""
    if not _unheard(situation):
        return draft
    silent = situation.kind == "silence"
    if situation.kind == "fallback":
        return ask_again(draft.say("fallback"), situation)
    if silent and draft.call.silences >= MOST_SILENCES:
        return _give_up(draft, situation)
    draft = draft.say("still_there" if silent else "not_understood")
    if not silent and draft.call.misses >= MOST_MISSES:
        return taking.hand_over(draft, situation)
    return ask_again(draft, situation)


def _unheard(situation: Situation) -> bool:
    return situation.kind in ("silence", "fallback") or not situation.understood.intelligible


def _give_up(draft: Draft, situation: Situation) -> Draft:
    if draft.job.service_type is None or draft.taken:
        return draft.say("silent_goodbye").did("end_call").end("hang_up")
    return draft.say("voicemail").end("voicemail")


def ask_again(draft: Draft, situation: Situation) -> Draft:
    """Ask what was asked last, in the next wording."""
    if not situation.asked:
        return taking.onward(draft, situation)
    slot = situation.asked[0]
    if slot == "callback_number":
        return asking.ask_number(draft, again=True)
    if slot == "location":
        return draft.ask("location", intake.place_question(draft) or "location")
    if slot == further.ASKED:
        return further.ask_again(draft, situation.services)
    if slot == "person_topic":
        return draft.ask("message_text")
    return draft.ask(slot)


def repeat(draft: Draft, situation: Situation) -> Draft:
    """Say the same again, shorter: what was told last, then the question, in the next wording."""
    if not situation.wants("repeat", "louder", "slower"):
        return draft
    draft = draft.say("repeat")
    if "quote" in draft.call.repeatable:
        draft = tell_quote(draft, situation)
    elif "number" in draft.call.repeatable and draft.job.callback_number:
        draft = draft.say("read_back_number", {"number": spoken.number(draft.job.callback_number)})
    return ask_again(draft, situation)


def card(draft: Draft, situation: Situation) -> Draft:
    """Stop a caller who reads out a card."""
    return draft.say("no_cards") if "card" in situation.understood.marks else draft


def opt_out(draft: Draft, situation: Situation) -> Draft:
    """Confirm that there will be no texts; learning has noted it already."""
    return draft.say("no_texts") if situation.wants("opt_out") else draft


def time_limit(draft: Draft, situation: Situation) -> Draft:
    """End a call that has become too long with a voicemail, never in mid-sentence."""
    if not situation.over_time:
        return draft
    if draft.taken:
        return other_calls.goodbye(draft.say("time_is_up"), situation)
    return draft.say("time_is_up").say("voicemail").end("voicemail")


def out_of_area(draft: Draft, situation: Situation) -> Draft:
    """Say early that a town is not served, and offer a message instead."""
    city = draft.job.city
    if city is None or draft.taken or situation.business.serves(city) or draft.call.did("callback_message"):
        return draft
    if draft.marked("message"):
        return draft
    if other_calls.farewell(situation):
        return other_calls.goodbye(draft, situation)
    if not draft.used("out_of_area"):
        towns = spoken.listed(situation.business.service_area_cities, draft.case.language)
        draft = draft.say("out_of_area", {"city": city, "towns": towns}).did("answer_info")
    return draft.ask("message_ok")


def closing(draft: Draft, situation: Situation) -> Draft:
    """Let the caller go who is done."""
    if not other_calls.farewell(situation):
        return draft
    service = draft.service(situation.services)
    if service and not draft.taken and intake.ready(service, draft, situation.business):
        draft = taking.take(draft, situation)
    return other_calls.goodbye(draft, situation)


def declined(draft: Draft, situation: Situation) -> Draft:
    """Take a no to the price as it is meant: no job, no pressing."""
    if not draft.marked("price_declined") or draft.taken:
        return draft
    if further.at_hand(draft.case):
        return taking.onward(further.given_up(draft).say("declined"), situation)
    return draft.say("declined").ask("message_ok") if not draft.used("declined") else draft.ask("anything_else")


Rule = Callable[[Draft, Situation], Draft]
RULES: tuple[Rule, ...] = (
    greeting,
    transferred,
    voicemail,
    danger,
    same_job.same_job,
    emergency,
    unheard,
    other_calls.refuse,
    other_calls.still_refused,
    card,
    by_text.opt_out,
    opt_out,
    other_calls.no_job,
    time_limit,
    repeat,
    by_text.person,
    by_text.spoken_only(other_calls.person),
    by_text.added,
    existing_jobs.existing_job,
    changes.changed,
    answer_questions,
    other_calls.message,
    out_of_area,
    closing,
    declined,
    taking.onward,
)
