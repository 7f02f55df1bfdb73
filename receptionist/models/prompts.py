"""What a model is told: its rules (prompts.toml), the business, what was said, its answer's form; asks nobody.

The system prompt is the same in all calls of a business and earlier turns are only added to, so that vendors can
cache the beginning. What callers say is data: it stands as their turn, or inside JSON, never among the rules.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Any, Literal, NamedTuple, Self

from receptionist.cases import DETAILS, Job, Turn
from receptionist.records import to_json
from receptionist.shop.business import Business
from receptionist.shop.services import Service, Services
from receptionist.words import spoken
from receptionist.words.broken_off import heard
from receptionist.words.dialogue import Request

PROMPTS_FILE = Path(__file__).with_name("prompts.toml")
MAX_HISTORY_CHARS = 12_000
"""Of earlier turns: about 3,000 tokens, at four characters each. No tokeniser works without a network."""

_FOR_RULES = frozenset(
    {
        "vehicle", "engine_running", "serial_available", "id_note", "person_at_risk", "hazard", "access_code",
        "contact_preference", "sms_consent", "message", "complaint", "confidential", "quote", "notes",
    }
)  # fmt: skip
"""Details that no model proposes: the rules alone hear consent, danger, messages; a vehicle comes in parts."""
KEYS = (
    "service_type",
    *(name for name in DETAILS if name not in _FOR_RULES),
    *(f"vehicle.{part}" for part in ("year", "make", "model", "color")),
)
"""What a model may propose."""
_PRIVATE = frozenset(
    {
        "name", "callback_number", "address", "unit", "landmark", "location_detail", "business_name",
        "access_code", "onsite_contact_name", "onsite_contact_number", "message", "complaint", "id_note", "notes",
    }
)  # fmt: skip
"""Details of which a model learns only that they are known: a caller ID may be somebody else's."""
_OURS = frozenset({"id", "status", "urgency", "technician", "eta", "window", "quote"})
"""What of a job is no detail, or is told by rule alone."""


class Said(NamedTuple):
    """One message to a model; `user` is the caller, `assistant` what we said."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Form:
    """The form of an answer: a name for the vendor, and its JSON schema."""

    name: str
    schema: Mapping[str, Any]


def object_of(**properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of an object with just these properties, all required: the strict form of both vendors."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def schema() -> dict[str, Any]:
    """Return the schema of a reply. There is one: each costs the vendor a compilation, a new one us the cache."""
    words, flag = {"type": "string"}, {"type": "boolean"}
    detail = object_of(key={"type": "string", "enum": list(KEYS)}, value=words, said=words)
    return object_of(
        say=words,
        details={"type": "array", "items": detail},
        danger=flag,
        wants_person=flag,
        unknown_question={"anyOf": [words, {"type": "null"}]},
        ask=words,
    )


REPLY = Form("reply", schema())


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is told about its work and the business, the same in every call."""

    system: str

    @classmethod
    def of(cls, business: Business, services: Services, own_words: str | None = None) -> Self:
        """Return the system prompt; `own_words` are the owner's wishes for style, which no rule gives way to."""
        parts = [
            text("role", business=business.name),
            text("rules"),
            text("answer", keys=", ".join(KEYS)),
            "# The business\n" + "\n".join(_facts(business, services)),
        ]
        if own_words and own_words.strip():
            parts.append(text("wishes", wishes=own_words.strip()))
        return cls("\n\n".join(parts))


def text(name: str, **values: str) -> str:
    """Return a text of prompts.toml with its `$names` filled in."""
    return Template(_texts()[name]).substitute(values)


def messages(request: Request, max_history_chars: int = MAX_HISTORY_CHARS) -> tuple[Said, ...]:
    """Return the call so far, of a long call its end, and what the model is to phrase now as one JSON object."""
    ask = request.plan.ask
    now = {
        "heard": request.heard,
        "language": "Spanish" if request.case.language.startswith("es") else "English",
        "known": _known(request.case.job),
        "said_next": list(request.lines.values()),
        "question": {"slot": ask.slot, "words": request.question} if ask else None,
    }
    earlier = conversation(request.turns()[:-1], max_chars=max_history_chars)
    return (*earlier, Said("user", json.dumps(now, ensure_ascii=False)))


def conversation(turns: tuple[Turn, ...], *, max_chars: int) -> tuple[Said, ...]:
    """Return the answered turns as the caller's words and ours; beyond `max_chars` the oldest are left out."""
    kept: list[Said] = []
    room = max_chars
    for turn in reversed(turns):
        if turn.reply is None:
            continue
        pair = (Said("user", _heard(turn)), Said("assistant", heard(turn.reply) or "(nothing)"))
        room -= sum(len(said.text) for said in pair)
        if room < 0:
            break
        kept[:0] = pair
    return tuple(kept)


@cache
def _texts() -> Mapping[str, str]:
    return tomllib.loads(PROMPTS_FILE.read_text("utf-8"))


def _heard(turn: Turn) -> str:
    if turn.utterance.text:
        return turn.utterance.text
    if turn.key.kind == "greeting":
        return "(the caller rings)"
    return "(keys were pressed)" if turn.utterance.keys else "(nothing was said)"


def _known(job: Job) -> dict[str, Any]:
    known = {key: value for key, value in to_json(job).items() if value is not None and key not in _OURS}
    return {key: "known" if key in _PRIVATE else value for key, value in known.items()}


def _facts(business: Business, services: Services) -> list[str]:
    facts = [
        f"Name: {business.name}. Owner: {business.owner_name}.",
        f"Hours: {spoken.hours(business, 'en') or 'not given'}.",
        f"Outside these hours: {business.emergency_on_call or 'closed'}.",
        f"Towns served: {', '.join(business.service_area_cities) or 'every town'}.",
        f"Languages: {', '.join({'en': 'English', 'es': 'Spanish'}[code] for code in business.languages)}.",
        f"License: {business.license_display or 'not given'}.",
        "Prices: one range for each service, told by code alone.",
        "Services, by key:",
        *(f"- {service.key}: {_title(service)}" for service in services.values()),
        "Policies:",
        *(f"- {key}: {business.words(texts, 'en')}" for key, texts in business.policies.items()),
        "Questions that callers ask, and the owner's answers:",
        *(f"- {'; '.join(q.asks)}: {business.words(q.answer, 'en')}" for q in business.questions),
    ]
    return [" ".join(fact.split()) for fact in facts]


def _title(service: Service) -> str:
    return service.title.get("en") or service.key
