"""What is so in one case: what a model may repeat in words of its own; decides nothing, and knows no other case.

Whatever is true is kept as patterns on plain words (see `plain`), so that the guard takes it out of a sentence
before it looks for claims: what is left then is not a fact, whoever says it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from receptionist.cases import Job
from receptionist.shop.business import Business
from receptionist.understanding.sounds import STREET_WORDS, digitise
from receptionist.understanding.text import normalise, remembered, unaccented, word_set
from receptionist.words import spoken

True_ = tuple[re.Pattern[str], str]
"""Words that are so, and the mark that stands for them: `@`, or `@money` and `@time`."""

_CURRENCY = re.compile(r"[$€£]\s?(\d(?:[\d.,]*\d)?)")
_CLAUSE_END = re.compile(r"[.,;:!?…)(\"—–]+(?=\s|$)|(?<=\s)[-–—](?=\s)|[¿¡(\"]|\n")
_SAID = r"(?: ?(?:dollars?|d[oó]lares|bucks))?"
_WORDS_OF_COUNTS = word_set(
    "all the locks lock cylinders keyed of altogether keyholes doors keys "
    "las los cerraduras puertas iguales son todas"
)
_WORDS_OF_PHONES = word_set("ending ends end number phone termina numero digits")
_ALSO_BESIDE = word_set("year año model modelo call guardia number número numero")
_YES = re.compile(r"^(?:yes|no|sí|and|y) ")
_DAYS = tuple(tuple(map(str.lower, names)) for names in zip(*spoken.DAYS.values(), strict=True))


@dataclass(frozen=True, slots=True)
class Number:
    """A number that is so, where one of the words of its fact stands within `reach` words of it."""

    digits: str
    beside: frozenset[str]
    reach: int = 3

    def is_beside(self, said: Sequence[str], at: int) -> bool:
        """Tell whether a word of the fact stands near the place; some numbers need none."""
        around = map(unaccented, said[max(0, at - self.reach) : at + self.reach + 1])
        return not (self.beside and self.beside.isdisjoint(around))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is so in a case."""

    true: tuple[True_, ...]
    clauses: frozenset[str]
    """Whole clauses that the owner has written, and those of the plan."""
    numbers: tuple[Number, ...]
    words: frozenset[str]
    """Words of the case, without accents: the names in it, and what the caller said."""
    served: frozenset[str]
    unserved: frozenset[str]
    """Words of the names of towns; they are facts about the area, not about where the job is."""

    def taken_out_of(self, words: str) -> str:
        """Return plain words with a mark wherever something is said that is so."""
        clauses = words.split(" , ")
        words = " , ".join("@" if _YES.sub("", clause) in self.clauses else clause for clause in clauses)
        for pattern, mark in self.true:
            words = pattern.sub(mark, words)
        return words

    def has(self, digits: str, said: Sequence[str], at: int) -> bool:
        """Tell whether the number that is said at a place belongs to a fact of which a word stands beside it."""
        return any(fact.digits == digits and fact.is_beside(said, at) for fact in self.numbers)


@remembered
def plain(text: str, *, language: str = "en") -> str:
    """Return words as the patterns see them: lower case, numbers in digits, ` , ` where a clause ends."""
    text = _CURRENCY.sub(r"\1 dollars", text.replace("’", "'"))
    # `once` is a word of both languages, and only in one of them a number.
    text = re.sub(r"\bonce\b", "11" if language.startswith("es") else "when", text, flags=re.IGNORECASE)
    return " , ".join(filter(None, (digitise(normalise(clause)) for clause in _CLAUSE_END.split(text))))


@remembered
def folded(text: str) -> frozenset[str]:
    """Return the words of `text` in lower case without accents."""
    return frozenset(unaccented(word) for word in normalise(text).split())


def facts_of(job: Job, business: Business, *, said: Iterable[str] = (), lines: Iterable[str] = ()) -> Facts:
    """Return what is so: the case's job, the owner's own words, what the caller `said`, what the plan says."""
    said, lines = tuple(said), tuple(lines)
    of_job = _texts(job)
    area = business.service_area_cities
    served = folded(" ".join(area)) - folded(job.city or "") if job.city else frozenset[str]()
    known = (
        business.name,
        business.owner_name,
        business.license_display or "",
        *of_job,
        *said,
        *lines,
        *(() if job.city else area),
    )
    return Facts(
        true=(
            (re.compile(rf"\b{business.emergency_number}\b"), "@emergency"),
            *_prices(job, business),
            *_surcharge(job),
            *_hours(business),
            *_places(job),
            *_phones(job, said),
            *_times(job, said),
            *_people(job, business.owner_name, (person.name for person in business.people)),
            *_taken(job),
        ),
        clauses=_owners_clauses(business) | _clauses(lines),
        numbers=tuple(_numbers(job, business, said)),
        words=folded(" ".join(known)),
        served=served | folded(" ".join(area)) if job.city else served,
        unserved=folded(" ".join(business.out_of_area_examples)),
    )


def _texts(job: Job) -> tuple[str, ...]:
    vehicle = job.vehicle
    parts = (vehicle.year, vehicle.make, vehicle.model, vehicle.color) if vehicle else ()
    whole = " ".join(str(part) for part in parts if part)
    texts = (
        job.name, job.address, job.unit and f"unit {job.unit}", job.city, job.landmark, job.location_detail,
        job.business_name, job.onsite_contact_name, job.lock_brand, job.safe_brand, job.lock_details,
        job.technician, job.id and f"job number {job.id}", whole,
    )  # fmt: skip
    return tuple(text for text in texts if text)


def _numbers(job: Job, business: Business, said: Iterable[str]) -> Iterator[Number]:
    for text in _texts(job):
        yield from _numbers_in(text)
    for text in (business.emergency_on_call, business.license_display or ""):
        yield from _owners_numbers(text)
    for text in said:
        words = digitise(normalise(text)).split()
        for at, word in enumerate(words):
            if word.isdigit():
                around = words[max(0, at - 1) : at] + words[at + 1 : at + 3]
                yield Number(word, folded(" ".join(around)), reach=2)
    if job.lock_count is not None:
        yield Number(str(job.lock_count), _WORDS_OF_COUNTS, reach=1)
        yield Number(str(job.lock_count), frozenset({"total"}), reach=2)
    if job.callback_number:
        yield Number(job.callback_number[-4:], _WORDS_OF_PHONES)


def _numbers_in(text: str) -> Iterator[Number]:
    words = digitise(normalise(text))
    for number in re.findall(r"\d+", words):
        yield Number(number, folded(words) - {number} | _ALSO_BESIDE)


@cache
def _owners_numbers(text: str) -> tuple[Number, ...]:
    return tuple(_numbers_in(text))


def _prices(job: Job, business: Business) -> Iterator[True_]:
    fee, extra = business.pricing.service_call_fee, business.pricing.after_hours_surcharge
    if job.quote:
        whole = rf"(?:(?:between|from|entre|de) )?{job.quote.low}{_SAID} (?:to|and|a|y) {job.quote.high}{_SAID}"
        yield re.compile(rf"\b{whole}(?! ?\d)"), "@money"
    for amount, name in ((fee, r"service call(?: fee)?|visita"), (extra, r"(?:after hours )?surcharge|recargo")):
        before = rf"(?:{name}) (?:(?:is|of|de|es) )?{amount}{_SAID}"
        yield re.compile(rf"\b(?:{before}|{amount}{_SAID} (?:{name}))\b(?! ?\d)"), "@fee"


def _surcharge(job: Job) -> Iterator[True_]:
    """Yield that the surcharge is in the price, where it is."""
    if job.quote and job.quote.after_hours:
        yield (
            re.compile(r"\b(?:includes?|including|with|incluye|con) (?:the|a|el|un) (?:surcharge|recargo)\b"),
            "@",
        )


def _phones(job: Job, said: Iterable[str]) -> Iterator[True_]:
    numbers = [job.callback_number or "", *re.findall(r"\d{10}", " ".join(map(plain, said)))]
    for number in (re.sub(r"\D", "", each)[-10:] for each in numbers):
        if len(number) == 10:
            groups = (number[:3], number[3:6], number[6:])
            yield re.compile(rf"\b{' ?,? ?'.join(groups)}\b"), "@"


def _times(job: Job, said: Iterable[str]) -> Iterator[True_]:
    words = folded(" ".join((job.preferred_window or "", job.deadline or "", *said)))
    if job.appointment and "T" in job.appointment:
        at = datetime.fromisoformat(job.appointment)
        names = _DAYS[at.weekday()]
        yield re.compile(rf"\b(?:{'|'.join(names)})(?: at| a las)? {_clock(at.hour, at.minute)}"), "@time"
        words |= folded(" ".join(names))
    for names in _DAYS:
        if known := [name for name in names if unaccented(name.lower()) in words]:
            yield re.compile(rf"\b(?:{'|'.join(known)})\b"), "@time"
    if job.eta and (found := re.search(r"(\d\d):(\d\d)", job.eta)):
        yield re.compile(rf"\b{_clock(int(found[1]), int(found[2]))}"), "@time"


def _clock(hour: int, minute: int) -> str:
    """Return a pattern of an hour of the day as it is written or said."""
    minutes = rf"(?::{minute:02d}|{minute:02d}| {minute:02d})" if minute else "(?::00)?"
    return rf"{hour % 12 or 12}{minutes}(?: ?(?:am|pm))?\b(?! ?\d)"


def _places(job: Job) -> Iterator[True_]:
    """Yield the house number, wherever the name of its street follows."""
    number, _, street = plain(job.address or "").partition(" ")
    names = folded(street) - STREET_WORDS - {"calle"}
    if number.isdigit() and names:
        yield re.compile(rf"\b{number}(?= (?:\w+ ){{0,3}}(?:{'|'.join(map(re.escape, names))})\b)"), "@"


def _people(job: Job, owner: str, staff: Iterable[str]) -> Iterator[True_]:
    """Yield what is so of who opens the door, and of who is on the way; the rest would be a promise."""
    coming = job.technician if job.status == "en_route" else None
    for name in {owner, job.technician or "", *staff} - {coming or "", ""}:
        yield re.compile(rf"(?<!\w){re.escape(plain(name))}(?!\w)"), "he"
    if job.onsite_contact_name:
        name = plain(job.onsite_contact_name)
        yield re.compile(rf"\b{re.escape(name)} will be there(?: to meet (?:us|(?:the|our) \w+))?"), "@"
    if job.status == "en_route":
        yield (
            re.compile(r"\b(?:on (?:his|her|the|their) way(?: to you)?|coming to(?= @| you)|en camino)(?!\w)"),
            "@",
        )
        yield re.compile(rf"\bis {re.escape(plain(job.technician or '-'))}(?= ,|$)"), "@"
        yield re.compile(r"\bexpects to be there (?:around |about |at )?(?=@)"), "is @ "


def _taken(job: Job) -> Iterator[True_]:
    """Yield what is so of a job that is written down already."""
    if job.id:
        whose = r"(?:your|the|su|el) (?:job|trabajo)(?: number)?"
        yield re.compile(rf"\b{whose} (?:is|ya qued[oó]) (?:written down|noted|open|anotado)"), "@"


def _hours(business: Business) -> Iterator[True_]:
    """Yield the opening hours, each with its own days and with no others."""
    for language in spoken.DAYS:
        for run in spoken.hours(business, language).split(", "):
            if pattern := _hours_of(run):
                yield pattern, "@"


@cache
def _hours_of(run: str) -> re.Pattern[str] | None:
    """Return the pattern of some days and their hours, None for days without any."""
    found = re.fullmatch(r"(\D+) (\d.*)", plain(run))
    if found is None:
        return None
    days = rf"(?:{found[1]}|weekdays)" if found[1] == "monday to friday" else found[1]
    hours = rf"(?:from |de )?{re.sub(' [ap]m', '(?: [ap]m)?', found[2])}"
    return re.compile(rf"\b{days}(?: it is| abrimos| we are open)? {hours}|\b{hours} on {days}")


@cache
def _owners_clauses_of(texts: frozenset[str]) -> frozenset[str]:
    return _clauses(texts)


def _owners_clauses(business: Business) -> frozenset[str]:
    written: list[Mapping[str, str]] = [*business.policies.values(), *(each.answer for each in business.questions)]
    return _owners_clauses_of(frozenset(text for texts in written for text in texts.values()))


def _clauses(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(clause for text in texts for clause in plain(text).split(" , ") if clause.count(" ") > 1)
