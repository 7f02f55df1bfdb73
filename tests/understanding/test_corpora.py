"""Corpora of ugly recognition, each written before the rules were looked at: what is stored is what was said."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptionist.understanding.sounds import digitise
from receptionist.understanding.streets import number_of
from receptionist.understanding.text import unaccented
from tests.understanding.corpora import Found, details, field, judged, parts, rows, shown, tally


def name(said: str) -> str:
    return shown(details(said, "name").get("name"))


def place(said: str) -> str:
    heard = details(said, "location")
    return " | ".join(shown(heard.get(key)) for key in ("address", "unit", "city"))


def vehicle(said: str) -> str:
    heard = details(said, "vehicle").get("vehicle")
    return " | ".join(shown(getattr(heard, key, None)) for key in ("year", "make", "model", "color"))


def when(said: str) -> str:
    heard = details(said, "timing")
    return f"{shown(heard.get('appointment'))} | {shown(heard.get('preferred_window'))}"


def count(said: str) -> str:
    return shown(details(said, "lock_details").get("lock_count"))


def spot(said: str) -> str:
    return shown(details(said, "location").get("landmark"))


CORPORA = {
    "names": (name, field),
    "addresses": (place, parts),
    "spots": (spot, field),
    "vehicles": (vehicle, parts),
    "times": (when, parts),
    "counts": (count, field),
}


def found_in(corpus: str) -> Found:
    made, verdict = CORPORA[corpus]
    return judged(corpus, made, verdict)


BOUNDS = {
    "names": (0.93, 5),
    "addresses": (0.85, 5),
    "spots": (0.80, 0),
    "vehicles": (0.95, 1),
    "times": (0.93, 2),
    "counts": (0.85, 0),
}
"""Of each corpus, the share that must be right and how many may be wrong; the rest must be unknown."""


@pytest.mark.parametrize("corpus", CORPORA)
def test_most_of_a_corpus_is_understood_and_next_to_nothing_is_wrong(corpus: str) -> None:
    found = found_in(corpus)

    least, most_wrong = BOUNDS[corpus]
    verdicts = tally(found)
    assert [row for row in found if row[0] == "wrong"][most_wrong:] == []
    assert verdicts["right"] >= least * len(found)


SEVERAL = (
    "it's jordan price three oh three five five five oh one eight eight",
    "i'm at twenty two fifteen linden avenue in cedar hollow it's a twenty nineteen honda see our v",
    "hi this is dana price i locked my keys in my silver civic at forty eight alder court",
    "soy pedro flores estoy en cuarenta y dos diez linden avenue y mi número es siete dos cero cinco cinco"
    " cinco cero uno ocho ocho",
)
WANTED = (
    {"name": "Jordan Price", "callback_number": "+13035550188"},
    {"address": "2215 Linden Avenue", "city": "Cedar Hollow"},
    {"name": "Dana Price", "address": "48 Alder Court"},
    {"name": "Pedro Flores", "address": "4210 Linden Avenue", "callback_number": "+17205550188"},
)


@pytest.mark.parametrize(("said", "wanted"), list(zip(SEVERAL, WANTED, strict=True)))
def test_several_details_of_one_breath_are_all_heard(said: str, wanted: dict[str, str]) -> None:
    heard = details(said, "name", "location", "callback_number")

    assert {key: heard.get(key) for key in wanted} == wanted


WORDS = sorted({word for corpus in CORPORA for said, _ in rows(corpus) for word in said.split() if len(word) > 1})
SLOTS = ("name", "location", "vehicle", "timing", "lock_details", "callback_number", "authority")
RESPELLING = {"with", "con", "sin", "as", "double", "spelled"}
"""Words that change the letters of a name."""


@given(st.lists(st.sampled_from(WORDS), max_size=14), st.sets(st.sampled_from(SLOTS)))
def test_names_and_numbers_are_made_only_of_words_that_were_said(said: list[str], asks: set[str]) -> None:
    heard = details(" ".join(said), *sorted(asks))

    words = {unaccented(word).replace("'", "") for word in said} | {""}
    name = unaccented((heard.get("name") or "").lower()).replace("'", "").split()
    digits = re.sub(r"\D", "", digitise(" ".join(said)))
    house = re.sub(r"\D", "", number_of(heard.get("address") or "") or "")
    assert RESPELLING & words or set(name) <= words
    assert house in digits
    assert set((heard.get("callback_number") or "+1")[2:]) <= {*digits, "0"}
