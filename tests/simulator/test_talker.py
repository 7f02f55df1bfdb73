"""What a caller says next: answers as often as asked, parts of a place, corrections of what was heard wrong."""

from dataclasses import replace

import pytest

from simulator.listening import misheard, wanted
from simulator.script import Facts, Saying, ScriptedCaller, read_callers
from simulator.talker import MOST_CORRECTIONS, PATIENCE, Talker

FACTS = Facts(numbers=("3035550142", "7205550118"), address="2215 Linden Avenue")


def talker(*turns: str, facts: Facts = FACTS, **answers: tuple[str, ...]) -> Talker:
    some: ScriptedCaller = read_callers()[0]
    given = {slot: tuple(Saying(text, (slot,), {slot: text}) for text in texts) for slot, texts in answers.items()}
    caller = replace(some, turns=turns or ("help",), slot_turns={}, answers=given, facts=facts)
    opened = Talker(caller)
    opened.opens()
    return opened


def reply(caller: Talker, heard: str, *asked: str) -> str | None:
    saying = caller.replies(heard, asked)
    return saying.text if saying else None


def test_a_question_is_answered_as_often_as_it_is_asked() -> None:
    caller = talker(name=("ann", "ann hill"))

    assert [reply(caller, "Your name?", "name") for _ in range(3)] == ["ann", "ann hill", "ann hill"]
    assert caller.told == {"name": "ann hill"}


def test_what_has_no_answer_is_not_known() -> None:
    assert reply(talker(name=("ann",), do_not_know=("no idea",)), "Which brand?", "lock_brand") == "no idea"


def test_what_is_left_is_said_when_nothing_is_asked_and_then_goodbye() -> None:
    caller = talker("help", "and a spare key", name=("ann",), nothing_more=("that's all",))

    said = [reply(caller, "Anything else?", "anything_else") for _ in range(3)]

    assert said == ["and a spare key", "that's all", None]


def test_a_caller_gives_up_in_the_end() -> None:
    caller = talker(name=("ann",))

    said = [reply(caller, "Your name?", "name") for _ in range(PATIENCE + 1)]

    assert said.count("ann") == PATIENCE - 1
    assert said[-1] is None


def test_a_number_that_is_read_back_wrong_is_put_right_twice_and_then_let_be() -> None:
    caller = talker(name=("ann",), wrong_number=("no it's the other",))

    said = [reply(caller, "I have 3 0 3, 5 5 5, 0 1 9 2. Your name?", "name") for _ in range(4)]

    assert said == ["no it's the other"] * MOST_CORRECTIONS + ["ann"] * 2


def test_a_place_that_is_read_back_wrong_is_put_right() -> None:
    caller = talker(name=("ann",), wrong_place=("no 2215 linden",))

    assert reply(caller, "I have 2250 Linden Avenue, Cedar Hollow. Your name?", "name") == "no 2215 linden"


@pytest.mark.parametrize(
    ("heard", "wrong"),
    [
        ("I have 3 0 3, 5 5 5, 0 1 4 2. Anything else?", None),
        ("Is the number ending in 0 1 1 8 good?", None),
        ("I have 3 0 3, 5 5 5 so far. What comes next?", None),
        ("I have 3 0 8 so far.", "number"),
        ("I'll call 303-555-0192.", "number"),
        ("I have 2215 Linden Avenue, Cedar Hollow.", None),
        ("I have Linden Avenue. What's the street number?", None),
        ("Anoté 2215 London Street, Cedar Hollow.", "place"),
        ("It is 99 to 159 dollars in total. Please call 9 1 1.", None),
        ("A car lockout. What street is the car on?", None),
    ],
)
def test_a_caller_hears_when_a_number_or_a_place_is_wrong(heard: str, wrong: str | None) -> None:
    assert misheard(heard, FACTS) == wrong


def test_who_knows_no_facts_corrects_nothing() -> None:
    assert misheard("I have 3 0 3, 5 5 5, 0 1 9 2 and 9 Elm Street.", Facts()) is None


@pytest.mark.parametrize(
    ("slot", "heard", "part"),
    [
        ("location", "What's the address, with the town?", "location"),
        ("location", "I have 22 Linden Avenue. Which town is that in?", "location_city"),
        ("location", "What's the street number?", "location_number"),
        ("location", "Could you give me the street number, the street and the town?", "location"),
        ("location", "¿En qué ciudad es?", "location_city"),
        ("callback_number", "Is the number you're calling from good?", "callback_number_own"),
        ("callback_number", "What's the best number to reach you?", "callback_number"),
        ("name", "Which town is that in?", "name"),
        ("", "Sure. What is it about, in a few words?", "message"),
        ("", "Anything else?", ""),
    ],
)
def test_a_caller_hears_which_part_is_wanted(slot: str, heard: str, part: str) -> None:
    assert wanted(slot, heard) == part
