"""Each scripted caller, heard turn by turn with the fitting question, leaves the details that are expected."""

from dataclasses import replace

import pytest

from receptionist.cases import Job
from receptionist.records import to_json
from receptionist.shop.services import Services, load
from receptionist.understanding.heard import Hearing, Understood
from receptionist.understanding.understand import understand
from simulator.grading import grade
from simulator.script import ScriptedCaller, Step, read_callers, steps

TOWNS = ("Cedar Hollow", "Marlow Creek", "Brindle Park", "Harper Mesa")
OTHER_TOWNS = ("Greywater", "Port Alder")
CALLERS = read_callers()
ASKED_BY_US = {
    "pub-10-wants-human-now": {4: ("name",)},
    "pub-15-where-is-my-technician-then-cancel": {1: ("name",), 2: ("location",)},
    "pub-20-out-of-area-padlock": {1: ("location",), 6: ("name",)},
}
"""What is asked where a caller's script names no slot for the answer."""


def asks(caller: ScriptedCaller, turn: int) -> tuple[str, ...]:
    ours = ASKED_BY_US.get(caller.id, {}).get(turn)
    return ours or tuple(slot for slot, turns in caller.slot_turns.items() if turn in turns)


def heard(caller: ScriptedCaller, services: Services) -> tuple[Job, list[Understood]]:
    """Return the job that a caller's turns leave, and what was made of each of them."""
    hearing = Hearing(now=caller.local_time, towns=TOWNS, other_towns=OTHER_TOWNS, caller_id=caller.caller_id)
    made: list[Understood] = []
    for turn, words in enumerate(caller.turns):
        for step in steps(words):
            if step.kind in ("speech", "keys"):
                hearing = replace(hearing, asks=asks(caller, turn))
                made.append(understood := understand(*_input(step, hearing), services))
                hearing = learned(hearing, understood)
    return replace(hearing.job, callback_number=hearing.job.callback_number or caller.caller_id), made


def _input(step: Step, hearing: Hearing) -> tuple[str, Hearing]:
    if step.kind == "keys":
        return "", replace(hearing, keys=step.text, confidence=None)
    return step.text, replace(hearing, keys="", confidence=step.confidence)


def learned(hearing: Hearing, understood: Understood) -> Hearing:
    job = hearing.job.learned(understood.details)
    service = understood.service or job.service_type
    return replace(
        hearing,
        job=replace(job, service_type=service),
        digits=understood.digits,
        language=understood.language or hearing.language,
    )


@pytest.mark.parametrize("caller", CALLERS, ids=lambda caller: caller.id)
def test_a_callers_words_leave_the_expected_details(caller: ScriptedCaller) -> None:
    job, _ = heard(caller, load())

    details = grade(caller.expected, {"job": to_json(job)}, []).details

    assert [name for name, right in details.items() if not right] == []


@pytest.mark.parametrize("caller", CALLERS, ids=lambda caller: caller.id)
def test_a_caller_in_danger_is_known_to_be_from_the_words_that_say_so(caller: ScriptedCaller) -> None:
    _, made = heard(caller, load())

    dangers = {understood.danger for understood in made} - {None}

    wanted = "certain" if caller.expected.urgencies == {"life_safety"} else "possible"
    assert dangers == ({wanted} if "advise_911" in caller.expected.actions else set())


def test_the_spanish_caller_is_known_to_be_one_by_the_second_turn() -> None:
    caller = next(caller for caller in CALLERS if "spanish" in caller.id)

    _, made = heard(caller, load())

    assert "es-US" in {understood.language for understood in made[:2]}


def test_a_card_that_is_read_out_is_in_nothing_that_is_returned() -> None:
    caller = next(caller for caller in CALLERS if "card" in caller.id)

    job, made = heard(caller, load())

    assert not any("one one one one" in repr(understood) or "4111" in repr(understood) for understood in made)
    assert any("card" in understood.marks for understood in made)
    assert job.callback_number == caller.caller_id


@pytest.mark.parametrize(
    ("caller_id", "turn", "rule"),
    [("pub-12", 1, "injection"), ("pub-13", 1, "others_data"), ("pub-14", 1, "someone_elses_place")],
)
def test_what_must_be_refused_is_named(caller_id: str, turn: int, rule: str) -> None:
    caller = next(caller for caller in CALLERS if caller.id.startswith(caller_id))

    _, made = heard(caller, load())

    assert made[turn].refuse == rule
