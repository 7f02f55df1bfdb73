"""Generated callers: the same for a seed, of all kinds, and expecting only what they say."""

from collections import Counter
from random import Random

import pytest

from receptionist.understanding.phones import hear_number
from simulator.generated.callers import generate
from simulator.generated.manners import MANNERS
from simulator.generated.number_words import NumberWords, tongues
from simulator.script import ScriptedCaller, steps

MANY = generate(600, 5)
READABLE = 0.95
"""Share of the numbers that the receptionist has to read for a test to go on by its reading."""


def of_manner(name: str) -> list[ScriptedCaller]:
    return [caller for caller in MANY if caller.id.endswith(f"-{name}")]


def words(caller: ScriptedCaller) -> str:
    """Return all that a caller could say or key."""
    texts = [*caller.turns, *(saying.text for sayings in caller.answers.values() for saying in sayings)]
    return " ".join(step.text for text in texts for step in steps(text))


def dialled(*texts: str) -> str | None:
    """Return the number that these words are, said one after another; tests/understanding proves the reading."""
    digits, number = "", None
    for text in texts:
        heard = hear_number(text, so_far=digits, caller_id=None, region="US", asked=True)
        digits, number = (heard.digits, heard.number) if heard else (digits, number)
    return number


def test_a_seed_gives_the_same_callers_and_another_one_others() -> None:
    assert generate(5, 1) == generate(5, 1) == generate(20, 1)[:5]
    assert generate(5, 1) != generate(5, 2)


def test_every_manner_situation_and_language_is_met() -> None:
    situations = {caller.id.split("-")[3] for caller in MANY}
    languages = Counter(caller.language for caller in MANY)

    assert {manner.__name__ for manner, _ in MANNERS} == {caller.id.split("-")[4] for caller in MANY}
    assert len(situations) == 26
    assert 0.2 < languages["es"] / len(MANY) < 0.4


@pytest.mark.parametrize("caller", MANY[:60], ids=lambda caller: caller.id)
def test_what_is_expected_of_a_call_is_said_in_it(caller: ScriptedCaller) -> None:
    said, slots = words(caller).casefold(), caller.expected.slots

    for key in ("name", "city"):
        assert str(slots.get(key, "")).casefold() in said
    assert str(slots.get("address", "")).casefold().partition(" ")[2] in said


def test_no_braces_are_left_in_what_is_said() -> None:
    assert [caller.id for caller in MANY if "{" in words(caller)] == []


def test_a_caller_in_danger_names_it_first_and_is_spared_all_play() -> None:
    in_danger = [caller for caller in MANY if caller.expected.danger_turn is not None]

    assert in_danger
    assert {caller.expected.danger_turn for caller in in_danger} == {0}
    assert {caller.id.split("-")[4] for caller in in_danger} <= {"plain", "everything_first"}


def test_a_withheld_caller_shows_no_number_and_tells_one() -> None:
    callers = of_manner("withheld")

    told = [
        dialled(caller.answers["callback_number"][-1].text) == caller.expected.slots["callback_number"]
        for caller in callers
    ]
    assert {caller.caller_id for caller in callers} == {None}
    # "Not this one, it's ..." before a number in odd groups is asked about again, one time in five.
    assert sum(told) >= len(told) * 0.8


def test_a_number_in_pieces_is_only_begun_until_the_last_piece() -> None:
    for caller in of_manner("in_pieces"):
        *pieces, last, whole = caller.answers["callback_number"]
        assert {saying.begins for saying in (*pieces, last)} == {("callback_number",)}
        assert dialled(*(s.text for s in (*pieces, last))) == dialled(whole.text)


def test_a_number_on_the_keypad_is_pressed() -> None:
    for caller in of_manner("keypad"):
        (pressed,) = steps(caller.answers["callback_number"][0].text)
        assert (pressed.kind, pressed.text) == ("keys", caller.expected.slots["callback_number"][-10:] + "#")


def test_a_caller_who_finds_it_too_dear_wants_no_job() -> None:
    for caller in of_manner("declines_price"):
        assert "take_job" in caller.expected.forbidden
        assert "callback_number" not in caller.expected.slots


def test_a_second_job_is_asked_for_and_expected() -> None:
    for caller in of_manner("two_jobs"):
        assert len(caller.turns) == 2
        assert len(caller.expected.additional_jobs) == 1


def test_a_correction_ends_with_what_is_so() -> None:
    said = [(caller.answers["callback_number"][0], caller.expected.slots) for caller in of_manner("corrects")]

    told = [dialled(saying.text) == slots["callback_number"] for saying, slots in said]
    assert sum(told) >= len(told) * READABLE


@pytest.mark.parametrize(
    ("number", "language", "said"),
    [
        (7, "en", "seven"),
        (15, "en", "fifteen"),
        (42, "en", "forty two"),
        (22, "es", "veintidós"),
        (42, "es", "cuarenta y dos"),
    ],
)
def test_small_numbers_are_said_in_words(number: int, language: str, said: str) -> None:
    assert NumberWords(tongues()[language], Random(1)).below_hundred(number) == said
