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
    emergencies,
    existing_jobs,
    further,
    intake,
    other_calls,
    ringing,
    same_job,
    taking,
)
from receptionist.rules.draft import Draft, Situation
from receptionist.rules.information import answer_questions, tell_quote
from receptionist.words import spoken

MOST_SILENCES = 3
MOST_MISSES = 3
"""How many silent or unintelligible turns in a row a call survives."""


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
    """Answer as the owner wishes: by ringing people first, with a tape, or ourselves."""
    if situation.kind != "greeting":
        return draft
    if by_text.is_text(draft):
        return _welcome(draft, situation)
    draft = ringing.ring_next(draft.say(ringing.FULL) if situation.full else draft, situation)
    return draft if draft.settled else _answered(draft, situation)


def _answered(draft: Draft, situation: Situation) -> Draft:
    """Greet, then take the call, or only a message where the owner wants no more or there is no room."""
    if draft.used(ringing.FULL):
        return _introduced(draft, situation).say("voicemail").end("voicemail")
    if situation.business.answering_mode(situation.now) != "message":
        return _welcome(draft, situation)
    return _introduced(draft, situation).say("message_only").say("voicemail").end("voicemail")


def _introduced(draft: Draft, situation: Situation) -> Draft:
    """Say who answers and what it is; never a stored name, since a caller ID proves nobody."""
    draft = draft.say("greeting").say("disclosure")
    notice = situation.business.words(situation.business.recording_notice, draft.case.language)
    if notice and not by_text.is_text(draft):
        draft = draft.say("owner_words", {"words": notice})
    return draft


def _welcome(draft: Draft, situation: Situation) -> Draft:
    draft = _introduced(draft, situation)
    if draft.job.service_type and not draft.marked("danger"):
        # Who rings again after a no to the price may have thought better of it.
        return taking.onward(draft.say("resumed").unmark("price_declined"), situation)
    return draft.ask("problem")


def transferred(draft: Draft, situation: Situation) -> Draft:
    """Go on after somebody was rung: a talk ends the call; else the next person is, then we go on ourselves."""
    if situation.kind not in ringing.TRANSFERRED:
        return draft
    if situation.outcome == ringing.CALLER_LEFT:
        return draft.end("hang_up")
    if ringing.talked(draft, situation):
        return draft.say("person_done").did("end_call").end("hang_up")
    draft = ringing.ring_next(draft, situation)
    return draft if draft.settled else _unanswered(draft, situation)


def _unanswered(draft: Draft, situation: Situation) -> Draft:
    """Go on without a person: with the emergency, the job or a message, or with the greeting if there was none."""
    if ringing.is_before_us(draft):
        return _answered(draft, situation)
    if draft.marked("danger"):
        return emergencies.go_on(draft.say("person_unanswered_go_on"), situation)
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


def unheard(draft: Draft, situation: Situation) -> Draft:
    """Ask again, in other words, what silence or noise swallowed; in the end say goodbye or take a voicemail."""
    if not situation.unheard:
        return draft
    silent = situation.kind == "silence"
    if silent and draft.marked("danger"):
        return emergencies.silence(draft, situation, last=draft.call.silences >= MOST_SILENCES)
    if situation.kind == "fallback":
        return ask_again(draft.say("fallback"), situation)
    if silent and draft.call.silences >= MOST_SILENCES:
        return _give_up(draft, situation)
    draft = draft.say("still_there" if silent else "not_understood")
    if not silent and draft.call.misses >= MOST_MISSES:
        return taking.hand_over(draft, situation)
    return ask_again(draft, situation)


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
    if not (other_calls.farewell(situation) or other_calls.at_a_loss(draft, situation)):
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
    emergencies.advise,
    same_job.same_job,
    emergencies.attend,
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
