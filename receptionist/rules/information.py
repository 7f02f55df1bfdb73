"""What the caller wants to know -> what is said: facts of the business and of this case only; pure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from receptionist.cases import Job, Quote
from receptionist.rules.draft import Draft, Situation
from receptionist.rules.intake import current_quote, missing_for_price
from receptionist.understanding.open_questions import is_question
from receptionist.understanding.text import normalise
from receptionist.words import spoken

_EMPTY_WORDS = frozenset(
    {
        "a", "an", "and", "are", "at", "can", "could", "do", "does", "for", "have", "how", "i", "if", "in", "is",
        "it", "me", "my", "of", "on", "or", "our", "the", "there", "to", "we", "what", "where", "which", "who",
        "will", "with", "would", "you", "your", "el", "en", "es", "la", "los", "mi", "que", "su", "un", "una",
    }
)  # fmt: skip
"""Words that any question may hold."""
MOST_ANSWERS = 2
"""How many questions one reply answers: more than that, nobody keeps in mind on the phone."""


_MENTIONED = frozenset({"lock_details", "landmark", "vehicle"})
"""Details that a question may name without telling anything."""
MOST_QUESTION = 300
"""Characters of a question that is kept."""


def answer_questions(draft: Draft, situation: Situation) -> Draft:
    """Answer what the caller asked, the price first, and note that something was answered."""
    if situation.understood.refuse or "message_text" in situation.asked:
        return draft
    answered_already = {"payment"} if "card" in situation.understood.marks else set()
    asked = [question for question in ANSWERS if question in situation.understood.questions - answered_already]
    if words := _owners_answer(draft, situation):
        return draft.say("owner_words", {"words": words}).did("answer_info")
    if not asked and _asks_unknown(draft, situation):
        return _unknown(draft, situation)
    if not asked and draft.marked("price_wanted") and current_quote(draft.job, situation.business, situation.now):
        asked = ["price"]
    for question in asked[:MOST_ANSWERS]:
        draft = ANSWERS[question](draft, situation)
    return draft


def _owners_answer(draft: Draft, situation: Situation) -> str | None:
    """Return the owner's own answer to what was asked, if an example of his is close enough to the words."""
    heard = set(normalise(situation.understood.text).split())
    for question in situation.business.questions:
        if any(_content(ask) <= heard for ask in question.asks):
            return situation.business.words(question.answer, draft.case.language)
    return None


def _content(ask: str) -> set[str]:
    """Return the words of an example question that carry its meaning."""
    return set(normalise(ask).split()) - _EMPTY_WORDS


def tell_quote(draft: Draft, situation: Situation, *, after_hours: bool | None = None) -> Draft:
    """Say the price range of the job and keep it as what the caller was told."""
    quote = current_quote(draft.job, situation.business, situation.now, after_hours=after_hours)
    service = draft.service(situation.services)
    if quote is None or service is None:
        return draft
    pricing = situation.business.pricing
    language = draft.case.language
    facts = {
        "service": spoken.title(service, language),
        "low": str(quote.low),
        "high": str(quote.high),
        "fee": str(pricing.service_call_fee),
        "surcharge": str(pricing.after_hours_surcharge),
    }
    surcharged = quote.after_hours and pricing.after_hours_surcharge
    draft = draft.say("quote_after_hours" if surcharged else "quote", facts, receipt=True)
    for extra in quote.plus:
        draft = draft.say(f"quote_plus_{extra}")
    return _told(draft, quote) if after_hours is None else draft


def _told(draft: Draft, quote: Quote) -> Draft:
    job = replace(draft.job, quote=quote)
    return _repeatable(draft.with_job(job), "quote")


def _repeatable(draft: Draft, *names: str) -> Draft:
    return draft.with_call(replace(draft.call, repeatable=names))


def _price(draft: Draft, situation: Situation) -> Draft:
    job: Job = draft.job
    service = draft.service(situation.services)
    if service is None:
        return draft.mark("price_wanted").say("answer_price_of_what").ask("problem", "problem_locked_out")
    if current_quote(job, situation.business, situation.now):
        return tell_quote(draft.unmark("price_wanted"), situation).did("answer_info")
    if (slot := missing_for_price(job, situation.business)) and draft.used(slot) < 2:
        return draft.mark("price_wanted").say("answer_price_of_what").ask(slot)
    return draft.say("answer_price_unknown").did("answer_info")


def _after_hours_price(draft: Draft, situation: Situation) -> Draft:
    if current_quote(draft.job, situation.business, situation.now) is None:
        return _price(draft, situation)
    return tell_quote(draft, situation, after_hours=True).did("answer_info")


def _hours(draft: Draft, situation: Situation) -> Draft:
    hours = spoken.hours(situation.business, draft.case.language)
    draft = draft.say("answer_hours", {"hours": hours})
    if on_call := situation.business.emergency_on_call:
        draft = draft.say("answer_on_call", {"on_call": on_call})
    return draft.did("answer_info")


def _area(draft: Draft, situation: Situation) -> Draft:
    if draft.job.city and not situation.business.serves(draft.job.city):
        return draft  # That town is too far, and why is said with it.
    towns = spoken.listed(situation.business.service_area_cities, draft.case.language)
    return draft.say("answer_area", {"towns": towns}).did("answer_info")


def _license(draft: Draft, situation: Situation) -> Draft:
    if situation.business.license_display is None:
        return draft.say("answer_license_unknown").did("answer_info")
    return draft.say("answer_license", {"license": situation.business.license_display}).did("answer_info")


def _cancel_fee(draft: Draft, situation: Situation) -> Draft:
    facts = {"fee": str(situation.business.pricing.service_call_fee)}
    return draft.say("answer_cancel_fee", facts).did("answer_info")


def _policy(key: str, phrase: str, draft: Draft, situation: Situation) -> Draft:
    """Say what the owner holds to, in his words; without any, the phrase."""
    words = situation.business.words(situation.business.policies.get(key, {}), draft.case.language)
    if words is None:
        return _plain(phrase, draft, situation)
    return draft.say("owner_words", {"words": words}).did("answer_info")


def _plain(phrase: str, draft: Draft, situation: Situation) -> Draft:
    return draft.say(phrase).did("answer_info")


def _asks_unknown(draft: Draft, situation: Situation) -> bool:
    """Tell whether the words ask something, and nothing else was made of them."""
    heard = situation.understood
    told = heard.details.keys() - _MENTIONED
    meant = told or heard.service or heard.wants or heard.danger or heard.also or heard.answer or heard.refuse
    free = not {"message_text", "person_topic", "lock_details", "name"} & set(situation.asked)
    return free and not meant and not draft.marked("danger", "message") and is_question(heard.text)


def _unknown(draft: Draft, situation: Situation) -> Draft:
    """Say that it is not known, and keep the question for the owner."""
    return replace(draft.say("answer_other"), unknown_question=situation.understood.text[:MOST_QUESTION])


Answer = Callable[[Draft, Situation], Draft]
ANSWERS: Mapping[str, Answer] = {
    "robot": partial(_plain, "answer_robot"),
    "after_hours_price": _after_hours_price,
    "price": _price,
    "what_included": partial(_plain, "answer_what_included"),
    "competitor_price": partial(_plain, "answer_competitor_price"),
    "cancel_fee": _cancel_fee,
    "area": _area,
    "area_others": partial(_plain, "answer_area_others"),
    "eta": partial(_plain, "answer_eta"),
    "hours": _hours,
    "payment": partial(_policy, "payment", "answer_payment"),
    "id": partial(_plain, "answer_id"),
    "license": _license,
    "recorded": partial(_plain, "answer_recorded"),
    "who": partial(_plain, "answer_who"),
    "policy": _unknown,
    "other": _unknown,
}
"""Question -> answer, in the order in which several are answered."""
