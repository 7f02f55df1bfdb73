"""What is sure to be said one day, word for word: lines whose facts are the same in every call. Pure.

The words come from the same places as in a call: phrases.toml, the guard, and the rule that tells a price.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache

from receptionist.cases import Call, Case, Job
from receptionist.rules.draft import Draft, Situation
from receptionist.rules.information import tell_quote
from receptionist.shop.business import Business
from receptionist.shop.services import Service, Services
from receptionist.understanding.heard import Understood
from receptionist.words import guard, spoken
from receptionist.words.phrases import PHRASES_FILE, Phrases

MOST_TIMES = 5
"""How many times a phrase may be said in a call before it is said in the same words again."""
MOST_LOCKS = 4
"""Up to how many locks a price for each lock is prepared."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Line = tuple[str, str]
"""A text, and its language."""


def lines_ahead(business: Business, phrases: Phrases, services: Services) -> tuple[Line, ...]:
    """Return the lines that are worth having before somebody calls, each once, the likeliest first."""
    found: dict[Line, None] = {}
    for attempt in range(1, MOST_TIMES + 1):
        for language in business.languages:
            texts = _phrases(business, phrases, services, language=language, attempt=attempt)
            found |= dict.fromkeys((text, language) for text in texts)
        if attempt == 1:
            found |= dict.fromkeys(_once(business, phrases, services))
    return tuple(found)


def _once(business: Business, phrases: Phrases, services: Services) -> Iterator[Line]:
    for language in business.languages:
        yield from ((text, language) for text in _owners_words(business, language))
        for service in services.values():
            yield from ((text, language) for text in _prices(business, phrases, services, service, language))


@cache
def _names() -> tuple[str, ...]:
    """Return the name of every phrase that is spoken, in the order in which a call goes."""
    names = tomllib.loads(PHRASES_FILE.read_text("utf-8"))["en"]
    return tuple(dict.fromkeys(name.partition(".")[0] for name in names if not name.startswith("text_")))


def _facts(business: Business, language: str) -> Mapping[str, str]:
    """Return the facts that are the same in every call."""
    facts = {
        "business": business.name,
        "owner": business.owner_name,
        "emergency": business.emergency_number,
        "towns": spoken.listed(business.service_area_cities, language),
        "hours": spoken.hours(business, language),
        "on_call": business.emergency_on_call,
        "license": business.license_display,
        "fee": str(business.pricing.service_call_fee),
    }
    return {name: fact for name, fact in facts.items() if fact}


def _phrases(
    business: Business, phrases: Phrases, services: Services, *, language: str, attempt: int
) -> Iterator[str]:
    facts = _facts(business, language)
    wordings = {
        pick(name, language=language, attempt=attempt, service=service): None
        for pick in (phrases.pick, phrases.brief)
        for name in _names()
        for service in (None, *services.values())
    }
    for text in filter(None, wordings):
        if (whole := guard.fill(text, facts)) is not None:
            yield whole


def _owners_words(business: Business, language: str) -> Iterator[str]:
    """Yield what the owner worded himself, which is said as it stands."""
    texts = (business.recording_notice, business.policies.get("payment", {}))
    for wording in (*texts, *(question.answer for question in business.questions)):
        if words := business.words(wording, language):
            yield words


def _prices(
    business: Business, phrases: Phrases, services: Services, service: Service, language: str
) -> Iterator[str]:
    """Yield how the prices of a service are told for the first time: by day, after hours, by key, by lock."""
    per_unit = business.pricing.per_unit(service.key)
    for after_hours in (False, True):
        for key_type in business.pricing.key_types(service.key) or (None,):
            for locks in range(1, MOST_LOCKS + 1) if per_unit else (None,):
                job = Job(service_type=service.key, key_type=key_type, lock_count=locks)
                draft = _told(job, business, services, language=language, after_hours=after_hours)
                for act in draft.acts:
                    for pick in (phrases.pick, phrases.brief):
                        text = pick(act.name, language=language, attempt=act.attempt, service=service)
                        if text and (whole := guard.fill(text, act.facts)) is not None:
                            yield whole


def _told(job: Job, business: Business, services: Services, *, language: str, after_hours: bool) -> Draft:
    """Return what the rule of a call says of this job's price."""
    case = Case(id="", party=None, opened_at=_EPOCH, updated_at=_EPOCH, language=language, job=job)
    call = Call(sid="", case_id="", from_number="", to_number="", caller_id=None, started_at=_EPOCH)
    situation = Situation(
        kind="speech", understood=Understood(), asked=(), business=business, services=services, now=_EPOCH
    )
    return tell_quote(Draft(call=call, case=case, now=_EPOCH), situation, after_hours=after_hours)
