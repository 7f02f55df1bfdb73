"""How a slot is asked for, and what must be said back before going on; pure, decides not what comes next."""

from dataclasses import replace

from receptionist.rules import intake
from receptionist.rules.draft import Draft, Situation
from receptionist.rules.information import tell_quote
from receptionist.words import spoken


def read_back(draft: Draft, situation: Situation) -> Draft:
    """Say back what must be right: the number, and the street with its number."""
    details = situation.understood.details
    if details.get("callback_number") and draft.job.callback_number:
        own = draft.job.callback_number == draft.call.caller_id and "callback_number" in situation.asked
        said = {"number": spoken.number(draft.job.callback_number)}
        draft = draft.say("read_back_own") if own else draft.say("read_back_number", said)
        return draft.with_call(replace(draft.call, repeatable=("number",)))
    jobs = (draft.job, *draft.case.additional_jobs)
    heard = next((job for job in jobs if job.address and job.address == details.get("address")), None)
    if heard and (heard is not draft.job or intake.place_question(draft) is None):
        return draft.say("read_back_place", {"place": spoken.place(heard)})
    return draft


def ask(slot: str, draft: Draft, situation: Situation) -> Draft:
    """Ask for a slot in the words that fit what is known; the price is told before it is agreed to."""
    if slot == "callback_number":
        return ask_number(draft)
    if slot == "location":
        return draft.ask(slot, intake.place_question(draft))
    if slot == "price_ok":
        draft = tell_quote(_without_place(draft), situation) if _quote_is_news(draft, situation) else draft
    return draft.ask(slot)


def _without_place(draft: Draft) -> Draft:
    """Leave out the place, which the recap says: beside a price it is more than one keeps in mind."""
    return replace(draft, acts=tuple(act for act in draft.acts if act.name != "read_back_place"))


def _quote_is_news(draft: Draft, situation: Situation) -> bool:
    told_now = any(act.name.startswith("quote") for act in draft.acts)
    return not told_now and draft.job.quote != intake.current_quote(draft.job, situation.business, situation.now)


def ask_number(draft: Draft, *, again: bool = False) -> Draft:
    """Ask for the number, or the rest of it; the first time the one that rings is offered."""
    if draft.call.digits:
        return draft.ask("callback_number", "callback_number_rest", {"so_far": spoken.digits(draft.call.digits)})
    offered = again or draft.marked("borrowed_phone") or draft.used("callback_number_own")
    if draft.call.caller_id and not offered:
        facts = {"last_four": spoken.last_four(draft.call.caller_id)}
        return draft.ask("callback_number", "callback_number_own", facts)
    return draft.ask("callback_number")
