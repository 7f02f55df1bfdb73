"""Telephone numbers in pieces, in corrected and confirmed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptionist.understanding.numbers import runs
from receptionist.understanding.phones import Number, hear_number, keyed

CALLER_ID = "+13035550142"
NUMBER = "+17205550188"


def hear(text: str, *, so_far: str = "", asked: bool = True, caller_id: str | None = CALLER_ID) -> Number | None:
    return hear_number(text, so_far=so_far, caller_id=caller_id, region="US", asked=asked)


def number(text: str, *, asked: bool = True, caller_id: str | None = CALLER_ID) -> str | None:
    heard = hear(text, asked=asked, caller_id=caller_id)
    return heard.number if heard else None


WHOLE = """
seven two oh five five five oh one eight eight
seven two zero five five five zero one eight eight
seven twenty five five five oh one eight eight
seven twenty five fifty five oh one eighty eight
seven two oh triple five oh one double eight
area code seven two oh then five five five and then oh one eight eight
it's one seven two oh five five five oh one eight eight
oh seven two oh five five five oh one eight eight
my number is seven two oh five five five oh one eight eight and i'm at twenty two fifteen linden avenue
i'm at twenty two fifteen linden avenue and my number is seven two oh five five five oh one eight eight
it's seven two oh five five five oh one eight eight extension four
three oh three no wait seven two oh five five five oh one eight eight
seven two oh five five six no five five five oh one eight eight
seven two oh five five five oh one no oh one eight eight
no don't use this number use my cell seven two oh five five five oh one eight eight
five five five oh one eight eight area code seven two oh
seven hundred twenty five five five oh one eight eight
seven two oh that's the area code five five five oh one eight eight
it's uh seven two oh let me think five five five oh one eight eight
sure it's seven two oh um five five five and the last four are oh one eight eight
i'm calling from my neighbor's phone so call seven two oh five five five oh one eight eight
setecientos veinte cinco cincuenta y cinco cero ciento ochenta y ocho
siete dos cero cinco cinco cinco cero uno ocho ocho
siete veinte cinco cincuenta y cinco cero uno ochenta y ocho
mi número es el siete dos cero cinco cinco cinco cero uno ocho ocho
(720) 555-0188
+1 720 555 0188
1-720-555-0188
720.555.0188
"""


@pytest.mark.parametrize("said", WHOLE.strip().splitlines())
def test_a_number_said_in_one_breath_is_whole_however_it_is_grouped(said: str) -> None:
    assert number(said) == NUMBER


@pytest.mark.parametrize(
    "pieces",
    [
        ["my number's seven two oh", "five five five", "oh one eight eight"],
        ["seven two oh five five five", "oh one eight eight"],
        ["let's see it's seven two zero", "uh five five five", "oh one eight eight that's it"],
        ["seven two oh", "then five five five oh one eight eight"],
        ["seven twenty", "five fifty five", "oh one", "eighty eight"],
        ["seven two oh five five five oh", "one eight eight"],
        ["seven two oh", "yeah seven two oh five five five", "oh one eight eight"],
        ["seven two oh five five five one eight eight", "oh one eight eight"],
        ["seven two one", "no seven two oh", "five five five", "sorry oh one eight eight"],
        ["three oh three five five", "seven two oh five five five oh one eight eight"],
    ],
)
def test_pieces_make_one_number(pieces: list[str]) -> None:
    heard = None
    for piece in pieces:
        before = heard.digits if heard else ""
        heard = hear(piece, so_far=before)
        assert heard is not None

    assert heard is not None
    assert heard.number == NUMBER


@pytest.mark.parametrize(
    ("known", "said", "corrected"),
    [
        ("7205550173", "no sorry the last part's oh one three seven i always flip those", "+17205550137"),
        ("7205550173", "no the last four are oh one three seven", "+17205550137"),
        ("7205550173", "the last four oh one three seven sorry", "+17205550137"),
        ("7205550173", "no the last two are three seven", "+17205550137"),
        ("7205550173", "oh one three seven", "+17205550137"),
        ("7205550173", "no one three seven", "+17205550137"),
        ("7205550173", "no it's oh one three seven not oh one seven three", "+17205550137"),
        ("7205550137", "no the area code is three oh three", "+13035550137"),
        ("7205550137", "it's three oh three not seven two oh", "+13035550137"),
        ("7205550188", "no the middle part is five five six", "+17205560188"),
        ("7205550188", "no five five five oh one eight nine", "+17205550189"),
        ("7205550188", "it ends in eight nine not eight eight", "+17205550189"),
        ("7205550188", "you got the middle wrong it's five five six", "+17205560188"),
        ("7205550188", "no la terminación es cero uno ocho nueve", "+17205550189"),
        ("7205550188", "no no seven two oh five five five oh one eight nine", "+17205550189"),
        ("7205550173", "no perdón los últimos son cero uno tres siete", "+17205550137"),
    ],
)
def test_a_corrected_number_replaces_only_the_group_that_was_corrected(
    known: str, said: str, corrected: str
) -> None:
    heard = hear(said, so_far=known)

    assert heard is not None
    assert heard.number == corrected
    assert heard.corrected == (corrected != f"+1{known}")


@pytest.mark.parametrize("asked", [True, False])
@pytest.mark.parametrize(
    "said", ["yeah one three seven correct", "oh one three seven that's right", "720 555 0137"]
)
def test_a_confirmation_changes_nothing(said: str, asked: bool) -> None:
    heard = hear(said, so_far="7205550137", asked=asked)

    assert heard == Number(digits="7205550137", number="+17205550137")


@pytest.mark.parametrize(
    "said",
    [
        "yeah this number's good",
        "just use this number why do you need all this",
        "this is my number yeah the one i'm calling from",
        "same number i'm calling from",
        "the number i called from",
        "the one that showed up on your caller id",
        "the number ending in oh one four two",
        "este mismo número",
        "al número del que estoy llamando",
    ],
)
def test_this_number_means_the_caller_id(said: str) -> None:
    heard = hear(said)

    assert heard == Number(digits="3035550142", number=CALLER_ID, is_caller_id=True)


@pytest.mark.parametrize(
    "said",
    [
        "yes",
        "yeah that's fine",
        "that one works",
        "yep that's my cell",
        "yep that's my cell i think",
        "this",
        "sí claro",
        "sí a este",
        "a este mismo",
        "ay sí ese es mi celular nada más",
    ],
)
def test_a_yes_takes_the_caller_id_that_was_offered(said: str) -> None:
    assert number(said) == CALLER_ID
    assert hear(said, asked=False) is None
    assert hear(said, caller_id=None) is None


def test_a_withheld_number_cannot_be_called_back() -> None:
    assert hear("just use this number", caller_id=None) == Number(digits="", number=None, is_caller_id=True)


@pytest.mark.parametrize(
    "said",
    [
        "not this one it's my friend's phone",
        "this isn't my number",
        "is this the number for the locksmith",
        "don't use this number",
        "yeah it's troy",
        "yes but my cell is better",
        "yeah hold on let me find my other phone",
        "sí pero mejor al de mi esposa",
        "no",
        "why do you need it",
        "i'm calling from the store",
    ],
)
def test_another_telephone_than_this_is_not_the_caller_id(said: str) -> None:
    assert hear(said) is None


@pytest.mark.parametrize(
    "said",
    ["i got a call from this number", "i lost the key to this phone", "somebody called me from this number"],
)
def test_a_telephone_that_is_only_mentioned_is_no_callback_number(said: str) -> None:
    assert hear(said, asked=False) is None


def test_the_caller_id_can_replace_another_number() -> None:
    heard = hear("actually just use this one", so_far="7205550188")

    assert heard == Number(digits="3035550142", number=CALLER_ID, corrected=True, is_caller_id=True)


def test_seven_digits_take_the_area_of_the_caller_id() -> None:
    assert number("five five five oh one eight eight") == "+13035550188"


def test_seven_digits_stay_incomplete_where_no_area_is_known() -> None:
    heard = hear("five five five oh one eight eight", caller_id=None)

    assert heard == Number(digits="5550188", number=None)


def test_seven_digits_that_may_begin_a_whole_number_stay_incomplete() -> None:
    heard = hear("seven two oh five five five oh")

    assert heard == Number(digits="7205550", number=None)


@pytest.mark.parametrize(
    "said", ["call nine one one", "911", "four one one", "the last four are oh one three seven"]
)
def test_short_codes_and_endings_alone_are_no_number(said: str) -> None:
    assert hear(said) is None


@pytest.mark.parametrize(
    "said",
    ["one two oh five five five oh one eight eight", "seven two oh nine one one oh one eight eight"],
)
def test_a_number_that_cannot_exist_is_asked_for_again(said: str) -> None:
    assert number(said) is None


@pytest.mark.parametrize(
    "said",
    [
        "two two one five linden avenue",
        "no sorry thirty three fifteen bramble way",
        "no sorry thirty three fifteen",
        "no it's four oh seven juniper court",
        "it's a twenty nineteen honda",
        "call my husband at seven two oh five five five oh one eight eight",
        "case number seven two oh five five five oh one eight eight",
        "sixty six oh two dogwood terrace",
        "twenty four seven",
    ],
)
def test_other_numbers_that_nobody_asked_for_leave_the_telephone_alone(said: str) -> None:
    assert hear(said, asked=False) is None
    assert hear(said, so_far="7205550137", asked=False) is None


@pytest.mark.parametrize("said", ["twenty eleven ford f one fifty blue", "two locks and three doors"])
def test_numbers_that_other_words_part_are_not_strung_together(said: str) -> None:
    assert hear(said) is None


def test_a_whole_number_is_heard_unasked() -> None:
    assert number("ruben castaway nine seven oh five five five oh one one two", asked=False) == "+19705550112"


def test_a_correction_is_heard_although_something_else_was_asked() -> None:
    heard = hear("no sorry the last part's oh one three seven", so_far="7205550173", asked=False)

    assert heard == Number(digits="7205550137", number="+17205550137", corrected=True)


def test_a_number_with_a_country_code_is_kept_with_it() -> None:
    assert number("plus five two five five one two three four five six seven eight") == "+525512345678"


@pytest.mark.parametrize(
    ("keys", "heard"),
    [
        ("7205550108", "+17205550108"),
        ("17205550108#", "+17205550108"),
        ("720*7205550108", "+17205550108"),
        ("123", None),
        ("", None),
        ("9115550108", None),
    ],
)
def test_keys_make_a_number_only_when_they_are_a_whole_one(keys: str, heard: str | None) -> None:
    assert keyed(keys, "US") == heard


@given(st.text(), st.from_regex(r"[0-9]{0,10}", fullmatch=True), st.booleans())
def test_no_words_make_a_number_that_was_not_said(said: str, so_far: str, asked: bool) -> None:
    heard = hear(said, so_far=so_far, asked=asked, caller_id=None)

    digits = so_far + "".join(run.digits for run in runs(said))
    assert heard is None or heard.number is None or set(heard.digits) <= {*digits, "0"}


@pytest.mark.parametrize(
    "said", ["yeah call me on this", "same as this one", "you can reach me on this", "this phone"]
)
def test_this_is_the_number_in_many_words(said: str) -> None:
    assert number(said) == CALLER_ID


def test_the_number_to_call_goes_before_one_that_is_only_mentioned() -> None:
    said = "the store's is seven two oh five five five oh one three eight but call this one"

    assert number(said) == CALLER_ID


@pytest.mark.parametrize("said", ["no not that one", "no a different one", "the other one", "not this one"])
def test_one_that_stands_for_a_number_is_no_digit_of_it(said: str) -> None:
    heard = hear(said)

    assert heard is None or not heard.digits
