"""What a person hears whom we ring for a caller: the matter in one sentence, and which key takes it; pure.

A caller's words are data: what could be a link is left out, and nothing longer than a breath is read out.
"""

import re

from receptionist.cases import Case, Job
from receptionist.shop.services import Services
from receptionist.words import guard, spoken
from receptionist.words.phrases import Phrases, short

MOST_WORDS = 12
"""Words of what a caller said that are read out."""
_LINK = re.compile(r"\S*(?:://|www\.|\w\.\w{2,}(?:/|\b))\S*", re.IGNORECASE)


def words(case: Case | None, *, phrases: Phrases, services: Services, business: str, language: str) -> str:
    """Return what is said to a person; without a case, only that somebody calls for the `business`."""
    danger = case is not None and "danger" in case.marks
    matter = _matter(case.job, services, language) if case else ""
    name = f"whisper{'_emergency' if danger else ''}{'' if matter else '_bare'}"
    foreign = case is not None and short(case.language) != short(language)
    names = (name, *(("whisper_language",) if foreign else ()), "whisper_key")
    facts = {"business": business, "matter": matter}
    return " ".join(guard.fill(phrases.pick(each, language=language), facts) or "" for each in names)


def _matter(job: Job, services: Services, language: str) -> str:
    """Return who, what and where, as far as known: `Priya Nair, a car lockout, 12 Oak Street, Cedar Hollow`."""
    service = services.get(job.service_type or "")
    named = spoken.named(service, language) if service and service.takes == "job" else None
    told = job.complaint or job.message
    what = named or (told and _brief(told))
    risk = job.person_at_risk and job.person_at_risk.replace("_", " ")
    return ", ".join(_brief(part) for part in (risk, job.name, what, spoken.place(job)) if part)


def _brief(text: str) -> str:
    """Return a caller's words, without links and not too many of them."""
    return " ".join(_LINK.sub(" ", text).split()[:MOST_WORDS])
