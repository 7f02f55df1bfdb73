"""Card numbers and access codes never get further than here; telephone numbers do."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from receptionist.understanding.cards import redact, redact_code

TELEPHONE = r"[2-9][02-9][0-9][2-9][02-9][0-9]{5}"

CARDS = """
four one one one one one one one one one one one one one one one = [card]
4111 1111 1111 1111 = [card]
4111-1111-1111-1111 please = [card] please
4111111111111111 = [card]
forty one eleven eleven eleven eleven eleven eleven eleven = [card]
quadruple four, uh, 2222 then 3333 okay 4444 = [card]
five five zero zero uh zero zero zero zero um zero zero zero zero zero zero zero four = [card]
for one one one one one one one one one one one one one one one = [card]
four one one one one one one one one one one one = [card]
six oh one one one one one one one one one one one one one seven = [card]
cuatro uno uno uno uno uno uno uno uno uno uno uno uno uno uno uno = [card]
it's 3782 822463 10005 = it's [card]
the card number is four one one one = the card number is [card]
My Visa is 4242 4242 4242 4242, exp 12/27, code 123. = My Visa is [card], exp [card], code [card].
visa 4242 4242 4242 4242 security code 123 = visa [card] security code [card]
and the three digits on the back are one two three = and the three digits on the back are [card]
"""

NO_CARDS = """
seven two oh five five five oh one eight eight
three oh three five five five oh one four two
My number is (303) 555-0142 or 1-720-555-0188.
three oh three five five five oh one four two three oh three five five five oh one four two
three oh three five five five oh one four two twenty two fifteen linden avenue
plus five two five five one two three four five six seven eight
do you take cards my number is three oh three five five five oh one four two
eighty one fourteen wren hollow lane marlow creek
it's a twenty nineteen honda
i'll pay by card at nine thirty
"""


@pytest.mark.parametrize("row", CARDS.strip().splitlines())
def test_a_card_number_is_taken_out_however_it_was_said(row: str) -> None:
    said, _, kept = row.partition(" = ")

    assert redact(said) == (kept, True)


@pytest.mark.parametrize("said", NO_CARDS.strip().splitlines())
def test_telephone_and_house_numbers_survive(said: str) -> None:
    assert redact(said) == (said, False)


@given(
    st.from_regex(r"[2-9][02-9][0-9][2-9][02-9][0-9]{5}", fullmatch=True), st.sampled_from(["", " ", "-", ", uh "])
)
def test_every_telephone_number_survives(digits: str, separator: str) -> None:
    said = separator.join((digits[:3], digits[3:6], digits[6:]))

    assert redact(said) == (said, False)


@given(st.from_regex(r"4[0-9]{14}", fullmatch=True), st.sampled_from(["", " ", "-", " uh "]))
def test_no_card_number_survives(digits: str, separator: str) -> None:
    check = next(str(last) for last in range(10) if luhn(digits + str(last)))
    said = separator.join(digits + check)

    assert redact(f"it's {said}") == ("it's [card]", True)


def luhn(digits: str) -> bool:
    values = [int(digit) * (1 + (at % 2)) for at, digit in enumerate(reversed(digits))]
    return sum(value // 10 + value % 10 for value in values) % 10 == 0


@example("0A0")
@given(st.text())
def test_any_text_passes_without_a_fault(said: str) -> None:
    kept, found = redact(said)

    assert found == (kept != said)


@pytest.mark.parametrize(
    ("said", "kept", "code"),
    [
        ("the gate code is four seven one two", "the gate code is [code]", "4712"),
        ("Gate code's #1234, apartment 5", "Gate code's [code], apartment 5", "#1234"),
        ("gate code's pound one two three four", "gate code's [code]", "#1234"),
        ("code is 1234#", "code is [code]", "1234#"),
        ("it's four seven one two for the gate", "it's [code] for the gate", "4712"),
        ("punch in forty seven twelve at the gate", "punch in [code] at the gate", "4712"),
        ("8842 is the gate code", "[code] is the gate code", "8842"),
        ("my address is 2215 linden gate code 4411 star", "my address is 2215 linden gate code [code]", "4411*"),
        ("el código de la puerta es cuatro siete uno dos", "el código de la puerta es [code]", "4712"),
    ],
)
def test_an_access_code_is_taken_out_and_kept_apart(said: str, kept: str, code: str) -> None:
    assert redact_code(said) == (kept, code)


@pytest.mark.parametrize(
    "said",
    [
        "what's the code you set on the keypad",
        "zip code is 80301",
        "what locks you put in at ninety one tamarack drive",
        "i had to dial nine one one",
        "area code is three oh three",
        "twenty two fifteen linden avenue and there's a keypad",
        "enter through the gate on fourth",
        "seven two oh five five five oh one eight eight",
    ],
)
def test_words_without_an_access_code_stay_as_they_are(said: str) -> None:
    assert redact_code(said) == (said, None)
