"""The business that the owner describes: read once from its file, checked in plain words, frozen; no telephony."""

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from phonenumbers import SUPPORTED_REGIONS

from receptionist.shop import answering, hours, notices, owner_file, people, prices
from receptionist.shop.answering import Answering, Mode
from receptionist.shop.hours import Hours
from receptionist.shop.notices import NoticePlan
from receptionist.shop.orders import OrderKind, StandingOrder
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
    notices: NoticePlan = field(default_factory=NoticePlan)
    pricing: Pricing = field(default_factory=Pricing)
    policies: Mapping[str, Wording] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    wording: Mapping[str, Wording] = field(default_factory=dict)
    """Phrases that the owner words in his own way, by their names."""
    recording_notice: Wording = field(default_factory=dict)
    """What callers are told about recording; empty while nothing is recorded."""
    orders: tuple[StandingOrder, ...] = ()
    """What the owner ordered for a while; never in the file."""

    def local(self, at: datetime) -> datetime:
        """Return the same moment in the business's time zone."""
        return at.astimezone(self.timezone)

    def is_open(self, at: datetime) -> bool:
        """Tell whether `at` is within business hours; outside them the surcharge applies."""
        return not self._ordered("closed", "", at) and self.hours.is_open(self.local(at))

    def next_opening(self, at: datetime) -> datetime | None:
        """Return the first moment after `at` at which the business opens; None when it does not within a year."""
        if closed := self._ordered("closed", "", at):
            at = closed.until
            if self.is_open(at):
                return at
        return self.hours.next_opening(at, self.timezone)

    def answering_mode(self, at: datetime) -> Mode:
        """Return who answers a call that arrives at `at`."""
        return self.answering.day if self.is_open(at) else self.answering.night

    def serves(self, town: str) -> bool:
        """Tell whether a town is served; without a list of towns, every town is."""
        return not self.service_area_cities or _folded(town) in map(_folded, self.service_area_cities)

    def person(self, key: str) -> Person | None:
        """Return the person with this key."""
        return next((person for person in self.people if person.key == key), None)

    def is_away(self, person: Person, at: datetime) -> bool:
        """Tell whether a person asked to be left alone then."""
        return self._ordered("away", person.key, at) is not None

    def is_on_call(self, person: Person, at: datetime) -> bool:
        """Tell whether a person may be rung then at any hour; days run from midnight to midnight, local time."""
        if self._ordered("off_call", person.key, at):
            return False
        return bool(self._ordered("on_call", person.key, at)) or self.local(at).weekday() in person.on_call

    def is_on_duty(self, person: Person, at: datetime) -> bool:
        """Tell whether a person is there for work: within their hours or on call, and not away."""
        if self.is_away(person, at):
            return False
        closed, own = self._ordered("closed", "", at), person.hours or self.hours
        return self.is_on_call(person, at) or (not closed and own.is_open(self.local(at)))

    def transfer_people(self, at: datetime) -> tuple[Person, ...]:
        """Return whom a caller may be put through to, of those on duty, owner first."""
        reachable = (p for p in self.people if p.transfer and self.is_on_duty(p, at))
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

    def _ordered(self, kind: OrderKind, subject: str, at: datetime) -> StandingOrder | None:
        """Return the order of this kind that holds at `at`, the one that holds longest."""
        at = at.astimezone(UTC)
        held = (o for o in self.orders if (o.kind, o.subject) == (kind, subject) and at < o.until)
        return max(held, key=lambda order: order.until, default=None)


def load(path: Path) -> Business:
    """Return the business that a .toml or .json file describes; what is missing takes its default.

    Raises ConfigError with one line for each mistake: the file, the line, what is wrong, what to write.
    """
    top = owner_file.read(path, lift="business")
    top.only((*(f.name for f in fields(Business) if f.name != "orders"), *_ALSO_KNOWN))
    country = _country(top)
    owner_name = top.text("owner_name", "the owner")
    shop_hours = hours.read(top)
    staff = people.read(top, country=country, owner_name=owner_name, shop_hours=shop_hours)
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
        hours=shop_hours,
        emergency_on_call=top.text("emergency_on_call"),
        people=staff,
        answering=answering.read(top.table("answering"), staff),
        notices=notices.read(top.table("notices"), staff),
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
