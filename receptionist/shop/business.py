"""The business that the owner describes: read once from its file, checked in plain words, frozen; no telephony."""

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from phonenumbers import SUPPORTED_REGIONS

from receptionist.shop import answering, hours, owner_file, people, prices
from receptionist.shop.answering import Answering, Mode
from receptionist.shop.hours import Hours
from receptionist.shop.owner_file import Table
from receptionist.shop.people import Person
from receptionist.shop.prices import Pricing
from receptionist.words import phrases as phrase_book

Wording = Mapping[str, str]
"""A text by language: `en`, `es`."""

LANGUAGES = ("en", "es")
EMERGENCY_NUMBERS: Mapping[str, str] = {
    "US": "911",
    "CA": "911",
    "MX": "911",
    "GB": "999",
    "AU": "000",
    "NZ": "111",
}
"""By country; everywhere else in Europe and on most mobile networks 112 answers."""

_MACHINE: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:automated|assistant|AI|virtual|robot|machine)\b", re.IGNORECASE),
    "es": re.compile(
        r"\b(?:autom[áa]tic[oa]|automatizad[oa]|asistente|virtual|IA|robot|m[áa]quina)\b", re.IGNORECASE
    ),
}
"""Words of which the disclosure needs one."""
_ALSO_KNOWN = ("holidays", "out_of_area_policy", "human_transfer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something callers ask, and the owner's answer."""

    asks: tuple[str, ...]
    """Example words of the question."""
    answer: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """Everything an owner decides without code."""

    name: str
    timezone: ZoneInfo
    phone: str | None = None
    owner_name: str = "the owner"
    license_display: str | None = None
    country: str = "US"
    """ISO 3166; the country of telephone numbers that are said without a country code."""
    emergency_number: str = "911"
    languages: tuple[str, ...] = ("en",)
    service_area_cities: tuple[str, ...] = ()
    out_of_area_examples: tuple[str, ...] = ()
    hours: Hours = field(default_factory=Hours)
    emergency_on_call: str = ""
    people: tuple[Person, ...] = ()
    answering: Answering = field(default_factory=Answering)
    pricing: Pricing = field(default_factory=Pricing)
    policies: Mapping[str, Wording] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    wording: Mapping[str, Wording] = field(default_factory=dict)
    """Phrases that the owner words in his own way, by their names."""
    recording_notice: Wording = field(default_factory=dict)
    """What callers are told about recording; empty while nothing is recorded."""

    def local(self, at: datetime) -> datetime:
        """Return the same moment in the business's time zone."""
        return at.astimezone(self.timezone)

    def is_open(self, at: datetime) -> bool:
        """Tell whether `at` is within business hours; outside them the surcharge applies."""
        return self.hours.is_open(self.local(at))

    def answering_mode(self, at: datetime) -> Mode:
        """Return who answers a call that arrives at `at`."""
        return self.answering.day if self.is_open(at) else self.answering.night

    def serves(self, town: str) -> bool:
        """Tell whether a town is served; without a list of towns, every town is."""
        return not self.service_area_cities or _folded(town) in map(_folded, self.service_area_cities)

    def person(self, key: str) -> Person | None:
        """Return the person with this key."""
        return next((person for person in self.people if person.key == key), None)

    def transfer_people(self, at: datetime) -> tuple[Person, ...]:
        """Return whom a caller may be put through to, owner first; outside hours only those on call that day."""
        weekday, is_open = self.local(at).weekday(), self.is_open(at)
        reachable = (p for p in self.people if p.transfer and (is_open or weekday in p.on_call))
        return tuple(sorted(reachable, key=lambda person: person.role != "owner"))

    def without_fiction(self) -> "Business":
        """Return the business without people whose numbers are kept for fiction: nobody is there to be rung."""
        return replace(self, people=tuple(p for p in self.people if not p.fictional))

    def words(self, texts: Wording, language: str) -> str | None:
        """Return the text in `language` (`es-US` or `es`), else in the first language that has one."""
        for choice in (language[:2], *self.languages, *texts):
            if choice in texts:
                return texts[choice]
        return None


def load(path: Path) -> Business:
    """Return the business that a .toml or .json file describes; what is missing takes its default.

    Raises ConfigError with one line for each mistake: the file, the line, what is wrong, what to write.
    """
    top = owner_file.read(path, lift="business")
    top.only((*(f.name for f in fields(Business)), *_ALSO_KNOWN))
    country = _country(top)
    owner_name = top.text("owner_name", "the owner")
    staff = people.read(top, country=country, owner_name=owner_name)
    business = Business(
        name=top.required("name", 'write name = "your business\'s name"'),
        timezone=_timezone(top),
        phone=people.read_phone(top, country) or None,
        owner_name=owner_name,
        license_display=top.text("license_display") or None,
        country=country,
        emergency_number=_emergency_number(top, country),
        languages=_languages(top),
        service_area_cities=top.texts("service_area_cities"),
        out_of_area_examples=top.texts("out_of_area_examples"),
        hours=hours.read(top),
        emergency_on_call=top.text("emergency_on_call"),
        people=staff,
        answering=answering.read(top.table("answering"), staff),
        pricing=prices.read(top.table("pricing")),
        policies=_policies(top),
        questions=_questions(top),
        wording=_wording(top.table("wording")),
        recording_notice=top.wording("recording_notice"),
    )
    top.finish()
    return business


def _folded(town: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", town.casefold()).split())


def _country(top: Table) -> str:
    country = top.text("country", "US").upper()
    if country not in SUPPORTED_REGIONS:
        top.wrong("country", "write the two letters of the country, such as US")
        return "US"
    return country


def _timezone(top: Table) -> ZoneInfo:
    name = top.required("timezone", remedy := 'write your time zone, such as timezone = "America/Denver"')
    if name in available_timezones():
        return ZoneInfo(name)
    if name:
        top.wrong("timezone", remedy)
    return ZoneInfo("UTC")


def _emergency_number(top: Table, country: str) -> str:
    number = top.text("emergency_number", EMERGENCY_NUMBERS.get(country, "112"))
    if not re.fullmatch(r"\d{3}", number):
        top.wrong("emergency_number", 'write the three digits, such as "911"')
    return number


def _languages(top: Table) -> tuple[str, ...]:
    languages = top.texts("languages", ("en",))
    if not languages or not set(languages) <= set(LANGUAGES):
        top.wrong("languages", 'write ["en"], ["en", "es"] or ["es", "en"]')
    return languages


def _policies(top: Table) -> Mapping[str, Wording]:
    """Return the policies by key; what is said about towns not served is one of them."""
    rows = top.table("policies")
    policies = {key: rows.wording(key) for key in rows.values if not key.startswith("_")}
    if out_of_area := top.wording("out_of_area_policy"):
        policies.setdefault("out_of_area", out_of_area)
    return policies


def _questions(top: Table) -> tuple[Question, ...]:
    return tuple(map(_question, top.tables("questions")))


def _question(row: Table) -> Question:
    row.only(("asks", "answer"))
    asks, answer = row.texts("asks"), row.wording("answer")
    if not asks:
        row.wrong("asks", 'write example words, such as asks = ["do you sell safes", "safes"]')
    if not answer:
        row.wrong("answer", 'write what to say, such as answer = "We do."')
    return Question(asks=asks, answer=answer)


def _wording(rows: Table) -> Mapping[str, Wording]:
    """Return the owner's phrases. It has to be said that callers talk to a machine, whatever the words."""
    standard = phrase_book.load()
    phrases = {key: rows.wording(key) for key in rows.values if not key.startswith("_")}
    for key, texts in phrases.items():
        if not all(map(_fillable, texts.values())):
            rows.wrong(key, "braces are for names such as {business}: close each, or remove them")
        elif texts and (objection := standard.objection(key, texts)):
            rows.wrong(key, objection)
    if "disclosure" in phrases and not _discloses(phrases["disclosure"]):
        rows.wrong(
            "disclosure",
            "callers must be told that they talk to a machine: write automated assistant (in Spanish asistente "
            "automático), or remove the line",
        )
    return phrases


def _discloses(texts: Wording) -> bool:
    machine = [_MACHINE[language].search(text) for language, text in texts.items() if language in _MACHINE]
    return bool(texts) and all(machine)


def _fillable(text: str) -> bool:
    try:
        return all(name is None or name.isidentifier() for _, name, _, _ in string.Formatter().parse(text))
    except ValueError:
        return False
