"""Words made plain, digits as people say them, and counts of things."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from receptionist.understanding.counts import count
from receptionist.understanding.numbers import runs
from receptionist.understanding.text import normalise, parts, tokens

DIGITS = {
    "two two one five linden avenue": ["2215"],
    "eighty one fourteen wren hollow lane": ["8114"],
    "sixty six oh two dogwood terrace": ["6602"],
    "eleven hundred quarry parkway": ["1100"],
    "twelve twenty eight cobalt street unit three": ["1228", "3"],
    "one fifty six no wait one sixty five harrow street": ["156", "165"],
    "four oh seven juniper": ["407"],
    "four o seven juniper": ["407"],
    "nine hundred": ["900"],
    "one thousand and one": ["1001"],
    "nine hundred and five": ["905"],
    "a hundred and five elm": ["105"],
    "two hundred fifteen": ["215"],
    "fifteen hundred twenty": ["1520"],
    "five thousand two hundred and six": ["5206"],
    "double five": ["55"],
    "triple two": ["222"],
    "two thousand eight": ["2008"],
    "two thousand and twelve": ["2012"],
    "twenty nineteen honda": ["2019"],
    "nineteen ninety eight": ["1998"],
    "oh one seven three": ["0173"],
    "seven two oh": ["720"],
    "five five five dash oh one four two": ["5550142"],
    "eight hundred five five five one two one two": ["8005551212"],
    "three oh three five five five to one eight four": ["3035552184"],
    "three oh three five five five oh one for to": ["3035550142"],
    "2215 Linden": ["2215"],
    "1,200 locks": ["1200"],
    "call 555-0142.": ["5550142"],
    "level two": ["2"],
    "unit one": ["1"],
    "the address is one harrow street": ["1"],
    "treinta y tres quince": ["3315"],
    "cuarenta y dos diez apartamento b": ["4210"],
    "mil doscientos veintiocho": ["1228"],
    "ciento cincuenta y seis": ["156"],
    "dos mil quince": ["2015"],
    "calle once": ["11"],
    "thursday the twenty third nine thirty a m": ["930"],
    "between two to four": ["2", "4"],
    "two oh wait three": ["2", "3"],
}

NO_DIGITS = """
the front one
the front one's got a knob
no one is here
that one
which one
oh one more thing
one moment please
oh no
i called once
a time once he has accepted
call me at once
forty second street
i want to go for it
we ate already
"""

COUNTS = {
    "and um the front one's got a knob and a dead boat so i guess four key holes total": 4,
    "just the one door": 1,
    "a couple": 2,
    "a couple of locks": 2,
    "one lock front door thirty three fifteen bramble way": 1,
    "four": 4,
    "i think four": 4,
    "2": 2,
    "four no wait five locks": 5,
    "i need two keys for three locks": 3,
    "three doors two locks each": 6,
    "two locks on the front and one lock on the back": 3,
    "two front doors and one back door": 3,
    "half a dozen locks": 6,
    "twenty one doors": 21,
    "a pair of deadbolts": 2,
    "knob and deadbolt both locked": 2,
    "cuatro cerraduras": 4,
    "un par de chapas": 2,
    "solo una": 1,
}

NO_COUNT = """
twelve twenty eight cobalt street unit three
the front one
one moment
two hours ago
eight oh two mill street
sometime after two the door
seven two oh
the lock on the door
no we don't
"""


@pytest.mark.parametrize(("said", "digits"), DIGITS.items())
def test_number_words_become_the_digits_that_were_meant(said: str, digits: list[str]) -> None:
    assert [run.digits for run in runs(said)] == digits


@pytest.mark.parametrize("said", NO_DIGITS.strip().splitlines())
def test_words_that_only_sound_like_numbers_are_none(said: str) -> None:
    assert runs(said) == ()


def test_a_run_says_where_in_the_words_it_stands() -> None:
    (run,) = runs("Um, it's two two one five Linden.")

    assert (run.start, run.end) == (1, 5)


@pytest.mark.parametrize(("said", "number"), COUNTS.items())
def test_things_are_counted(said: str, number: int) -> None:
    assert count(said) == number


@pytest.mark.parametrize("said", NO_COUNT.strip().splitlines())
def test_house_numbers_labels_and_times_count_nothing(said: str) -> None:
    assert count(said) is None


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("Uh, I'm um LOCKED out!", "i'm locked out"),
        ("F-150, O’Brien’s", "f 150 o'brien's"),
        ("at 9:30 p.m.", "at 9:30 p m"),
        ("Birch & Bean", "birch and bean"),
        ("+1 720", "plus 1 720"),
        ("mm-hmm", "mhm"),
        ("sí, está bien", "sí está bien"),
    ],
)
def test_words_are_made_plain(said: str, plain: str) -> None:
    assert normalise(said) == plain


def test_a_correction_parts_what_was_said_before_from_what_counts() -> None:
    assert parts("one fifty six no wait one sixty five") == ("one fifty six", "one sixty five")
    assert parts("No, sorry, the last part") == ("", "the last part")
    assert parts("calle olmo perdón elm ridge") == ("calle olmo", "elm ridge")
    assert parts("i can't wait much longer") == ("i can't wait much longer",)


@given(st.text())
@example("0'_")
def test_any_text_is_read_without_a_fault_and_plain_words_stay_plain(said: str) -> None:
    plain = normalise(said)

    assert normalise(plain) == plain
    assert all(run.digits.isdecimal() and run.digits.isascii() for run in runs(said))
    assert all(0 <= run.start < run.end <= len(tokens(said)) for run in runs(said))
    assert count(said) is None or count(said)
