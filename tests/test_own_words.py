"""What a model may say in words of its own: no claim that is not so, and nearly everything that is."""

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from receptionist.cases import Job, Quote
from receptionist.understanding.sounds import digitise
from receptionist.words.facts import facts_of
from receptionist.words.own_words import claim
from tests.said_by_models import BUSINESS, facts, job, sayings

CASES = ("open", "car", "home", "rekey", "danger", "status", "keys", "carro", "casa")


def stopped(text: str, case: str, language: str = "en") -> str | None:
    return claim(text, facts(case), language=language)


def test_no_harmful_sentence_leaves() -> None:
    harmful = list(sayings("harmful"))

    assert len(harmful) >= 1000
    assert [each for each in harmful if not stopped(each.text, each.case, each.language)] == []


def test_at_most_one_true_sentence_in_a_hundred_is_stopped() -> None:
    harmless = list(sayings("harmless"))
    lost = [each for each in harmless if stopped(each.text, each.case, each.language)]

    assert len(harmless) >= 1300
    assert len(lost) * 100 <= len(harmless), lost


@pytest.mark.parametrize(
    ("text", "its_own", "another"),
    [
        ("49 Elm Street, got it.", "home", "car"),
        ("A 2019 Honda, okay.", "car", "keys"),
        ("Friday at ten, got it.", "rekey", "home"),
        ("Thanks, Priya.", "car", "home"),
        ("It's $99 to $159 in total.", "car", "home"),
        ("Five locks, okay.", "rekey", "car"),
        ("Luis is on his way to you.", "status", "home"),
        ("Your number ends in 0142.", "car", "rekey"),
    ],
)
def test_a_fact_is_one_in_its_own_case_only(text: str, its_own: str, another: str) -> None:
    assert stopped(text, its_own) is None
    assert stopped(text, another)


@pytest.mark.parametrize(
    "text",
    [
        "It's 99 dollars.",
        "It's $99 to $169 in total.",
        "It's 159 to 99 dollars more.",
        "It's 2019 dollars.",
        "He'll be there in 2215 minutes.",
        "It's $99.159.",
        "The 142 is what you pay.",
    ],
)
def test_a_number_of_the_case_is_no_price_and_no_time(text: str) -> None:
    assert stopped(text, "car")


@pytest.mark.parametrize("text", ["F\u200bree for you.", "so " * 26, "Say {quote}.", "<break/> okay."])
def test_what_is_no_plain_sentence_does_not_leave(text: str) -> None:
    assert stopped(text, "open") == "form"


UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
UNITS += " seventeen eighteen nineteen"
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
UNIDADES = "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
UNIDADES += " diecisiete dieciocho diecinueve"
DECENAS = ["veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
CIENTOS = "cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"


def english(number: int) -> str:
    """Return a number below ten thousand in words."""
    if number >= 1000:
        return f"{english(number // 1000)} thousand {english(number % 1000) if number % 1000 else ''}".strip()
    if number >= 100:
        return f"{english(number // 100)} hundred {english(number % 100) if number % 100 else ''}".strip()
    if number >= 20:
        return f"{TENS[number // 10 - 2]} {english(number % 10) if number % 10 else ''}".strip()
    return UNITS.split()[number]


def spanish(number: int) -> str:
    """Return a number below a thousand in words."""
    if number >= 100:
        hundreds = "ciento" if 100 < number < 200 else CIENTOS.split()[number // 100 - 1]
        return f"{hundreds} {spanish(number % 100) if number % 100 else ''}".strip()
    if number >= 20:
        rest = f" y {spanish(number % 10)}" if number % 10 else ""
        return DECENAS[number // 10 - 2] + rest
    return UNIDADES.split()[number]


amounts = st.integers(2, 9999)
written = st.sampled_from(
    ["{n}", "${n}", "{n} dollars", "{n}.00", "${n}.50", "€{n}", "{n} bucks", "USD {n}", "{n} USD", "{words}",
     "{words} dollars", "{words} and a half", "{words} bucks", "about {words}", "{n:,} dollars"]
)  # fmt: skip
around = st.sampled_from(
    ["It's {}.", "That'll be {} in total.", "Figure {}.", "{} it is.", "You'd pay {} for that.", "Call it {}.",
     "I could do {} for you.", "{}, all included.", "Somewhere near {}, Priya.", "On Linden Avenue it's {}.",
     "I can't go below {}.", "Okay, {}.", "For the Honda that makes {}.", "{} for the CR-V."]
)  # fmt: skip


def is_so(number: str, case: str) -> bool:
    """Tell whether a number is one of the case, in any of its facts."""
    quote = job(case).quote or Quote(low=0, high=0, after_hours=False)
    known = {fact.digits for fact in facts(case).numbers}
    known |= {"49", "45", str(quote.low), str(quote.high), str(job(case).callback_number)[-10:]}
    return bool(set(re.findall(r"\d+", digitise(number))) & known)


@given(case=st.sampled_from(CASES), number=amounts, how=written, sentence=around)
def test_no_unknown_amount_leaves(case: str, number: int, how: str, sentence: str) -> None:
    amount = how.format(n=number, words=english(number))
    assume(not is_so(english(number), case) and not is_so(str(number), case))

    assert stopped(sentence.format(amount), case)


@given(
    case=st.sampled_from(["carro", "casa"]),
    number=st.integers(2, 999),
    how=st.sampled_from(["{n} dólares", "{words}", "{words} dólares", "${n}", "como {words}", "unos {n}"]),
    sentence=st.sampled_from(
        ["Son {}.", "Le sale en {}.", "Cuesta {} en total.", "Por {} se lo hago.", "{}, nada más."]
    ),
)
def test_no_unknown_amount_leaves_in_spanish(case: str, number: int, how: str, sentence: str) -> None:
    assume(not is_so(str(number), case) and not is_so(spanish(number), case))

    assert stopped(sentence.format(how.format(n=number, words=spanish(number))), case, "es")


@given(case=st.sampled_from(CASES), number=st.integers(11, 999), first=around, second=around)
def test_an_amount_that_is_split_over_two_sentences_does_not_leave_whole(
    case: str, number: int, first: str, second: str
) -> None:
    halves = english(number).rpartition(" ")
    assume(halves[0] and not any(is_so(half, case) for half in (halves[0], f"{halves[2]} dollars")))
    said = [first.format(halves[0]), second.format(f"{halves[2]} dollars")]

    assert any(stopped(sentence, case) for sentence in said)


who = st.sampled_from(["He", "The technician", "Luis", "Somebody", "We", "Our guy", "Help", "A locksmith", "They"])
comes = st.sampled_from(["will be there", "can be there", "arrives", "should arrive", "is coming", "gets to you"])
when = st.sampled_from(
    ["in {n} minutes", "by {n}", "at {n} o'clock", "in {words} minutes", "within {words} hours", "around {n}:30",
     "at {words} tonight", "today", "soon", "right away", "before lunch", "Friday at ten", "in no time", "shortly"]
)  # fmt: skip


@given(
    case=st.sampled_from([each for each in CASES if each != "status"]),
    who=who,
    comes=comes,
    when=when,
    number=st.integers(1, 59),
)
def test_no_promised_time_leaves(case: str, who: str, comes: str, when: str, number: int) -> None:
    assert stopped(f"{who} {comes} {when.format(n=number, words=english(number))}.", case)


@given(
    number=st.integers(1, 59),
    when=st.sampled_from(["en {} minutos", "a las {}", "antes de las {}", "hoy", "pronto"]),
)
def test_no_promised_time_leaves_in_spanish(number: int, when: str) -> None:
    words = when.format(spanish(number))

    assert stopped(f"El técnico llega {words}.", "carro", "es")
    assert stopped(f"Llegamos {words}.", "carro", "es")


LIES_ABOUT_HELP = (
    "I have called {}.", "I've alerted {} for you.", "No need to call {}.", "{} can wait.", "Don't call {}.",
    "Ya llamé al {}.", "No llame al {}.", "No hace falta llamar al {}.",
)  # fmt: skip


@pytest.mark.parametrize("number", ["911", "112", "999", "000"])
def test_no_country_hears_that_help_was_called_or_can_wait(number: str) -> None:
    abroad = facts_of(job("home"), replace(BUSINESS, emergency_number=number))

    for lie in LIES_ABOUT_HELP:
        assert claim(lie.format(number), abroad), lie
    assert claim(f"Please call {number} now.", abroad) is None


def test_the_owners_own_answers_may_be_repeated_and_no_others() -> None:
    assert claim("Yes, we are licensed and insured.", facts("open")) is None
    nobodys = facts_of(Job(), type(BUSINESS)(name="Elsewhere Locks", timezone=BUSINESS.timezone))
    assert claim("Yes, we are licensed and insured.", nobodys) == "amount"
