"""The measures of a conversation against hand-made logs."""

from typing import Any

import pytest

from simulator.grading import Line
from simulator.quality import quality

Turn = dict[str, Any]


def asks(text: str, *slots: str, at: int = 0) -> Turn:
    return {"role": "assistant", "text": text, "asks": list(slots), "at": f"2026-07-14T20:05:{at:02d}Z"}


def says(text: str, at: int = 0, confidence: float = 0.9) -> Turn:
    return {
        "role": "caller", "text": text, "asks": [], "at": f"2026-07-14T20:05:{at:02d}Z", "confidence": confidence,
    }  # fmt: skip


def again(*turns: Turn, answers: dict[str, str], begins: str = "") -> tuple[str, ...]:
    lines = [
        Line("caller", t["text"], answers=tuple(answers.get(t["text"], "").split()), begins=tuple(begins.split()))
        for t in turns
        if t["role"] == "caller"
    ]
    return quality({"turns": turns}, lines).asked_again


def test_a_question_whose_answer_was_given_is_asked_again() -> None:
    turns = (asks("Name?", "name"), says("ann"), asks("Where?", "location"), says("here"), asks("Name?", "name"))

    assert again(*turns, answers={"ann": "name"}) == ("name",)
    assert again(*turns, answers={}) == ()


def test_an_answer_that_is_not_taken_counts_too() -> None:
    assert again(says("ann"), asks("Who is it?", "name"), answers={"ann": "name"}) == ("name",)


@pytest.mark.parametrize(
    "utterance",
    [says("what"), says("sorry what was that"), says("cómo"), says("mumble", confidence=0.3)],
    ids=lambda turn: turn["text"],
)
def test_who_asks_for_a_repetition_or_is_not_clear_may_be_asked_again(utterance: Turn) -> None:
    turns = (says("ann"), asks("Where?", "location"), utterance, asks("Name?", "name"))

    assert again(*turns, answers={"ann": "name"}) == ()


def test_a_reply_after_silence_repeats_by_right() -> None:
    turns = (says("ann"), asks("Ok."), asks("Still there? Name?", "name"))

    assert again(*turns, answers={"ann": "name"}) == ()


def test_a_question_is_asked_often_from_the_third_time_on() -> None:
    turns = [turn for _ in range(3) for turn in (says("hm"), asks("Name?", "name"))]

    assert quality({"turns": turns[:4]}, []).asked_often == ()
    assert quality({"turns": turns}, []).asked_often == ("name",)
    assert quality({"turns": [asks("Hello. Name?", "name"), *turns[:4]]}, []).asked_often == ("name",)


def test_an_answer_in_parts_is_one_answer() -> None:
    turns = [turn for part in "abc" for turn in (says(part), asks("Go on.", "callback_number"))]
    lines = [Line("caller", part, begins=("callback_number",)) for part in "abc"]

    assert quality({"turns": turns}, lines).asked_often == ()


def test_the_way_to_the_job_is_measured_in_turns_and_in_seconds_of_words() -> None:
    turns = [asks("one two three"), says("four five"), asks("six"), says("seven", at=9), asks("taken " * 50, at=9)]
    log = {"turns": turns, "actions": [{"kind": "take_job", "at": "2026-07-14T20:05:09Z"}]}

    measured = quality(log, [])

    assert (measured.turns_to_job, measured.seconds_to_job) == (2, 2.8)
    assert quality({"turns": turns}, []).turns_to_job is None


def test_the_words_of_each_reply_are_counted() -> None:
    assert quality({"turns": [asks("one two"), says("three"), asks("four")]}, []).words == (2, 1)
