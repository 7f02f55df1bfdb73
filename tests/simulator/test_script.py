"""Reading scripted callers."""

import json
from pathlib import Path

import pytest

from receptionist.ports import ConfigError
from simulator.script import Step, read_callers, steps

CALLER = {
    "id": "c1",
    "turns": ["help"],
    "context": {"local_time": "2026-07-14T14:05:00-06:00"},
    "expected": {"service_type": "vehicle_lockout", "urgency": "urgent"},
}


def written(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


def test_the_callers_that_are_shipped_can_be_read() -> None:
    callers = read_callers()

    assert len(callers) == 20
    assert all(caller.turns and caller.local_time.tzinfo for caller in callers)
    assert [c.id for c in callers if c.expected.danger_turn == 0] == ["pub-02-child-in-hot-car"]


@pytest.mark.parametrize(
    ("row", "danger_turn"),
    [
        (CALLER, None),
        ({**CALLER, "expected": {"service_type": "other", "urgency": "life_safety"}}, 0),
        ({**CALLER, "expected": {"service_type": "other", "urgency": "urgent", "danger_turn": 2}}, 2),
        ({**CALLER, "danger_turn": 3}, 3),
    ],
)
def test_the_turn_that_names_the_danger_is_the_first_unless_given(
    tmp_path: Path, row: object, danger_turn: int | None
) -> None:
    (caller,) = read_callers(written(tmp_path / "callers.jsonl", row))

    assert caller.expected.danger_turn == danger_turn


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({"id": "c1"}, "'context' is missing"),
        ([], "not a scripted caller"),
        ({**CALLER, "context": {"local_time": "noon"}}, "not a scripted caller"),
    ],
)
def test_a_line_that_is_no_caller_is_named(tmp_path: Path, row: object, complaint: str) -> None:
    path = written(tmp_path / "callers.jsonl", CALLER, row)

    with pytest.raises(ConfigError, match=f"callers.jsonl, line 2: {complaint}"):
        read_callers(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_callers(tmp_path / "none.jsonl")


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        ("hello there", (Step("speech", "hello there"),)),
        ("<noise> loc the <noise> store", (Step("speech", "loc the store", 0.3),)),
        ("<noise>", (Step("speech", "", 0.3),)),
        ("<dtmf:720555>", (Step("keys", "720555"),)),
        (
            "here it is <dtmf:12#> done",
            (Step("speech", "here it is"), Step("keys", "12#"), Step("speech", "done")),
        ),
        ("<silence:8>", (Step("silence", seconds=8.0),)),
        ("bye <hangup>", (Step("speech", "bye"), Step("hangup"))),
        ("<barge>hello", (Step("speech", "hello", barges=True),)),
        ("<twice>hello <again>", (Step("twice"), Step("speech", "hello"), Step("again"))),
        ("hello <late> <drop>", (Step("speech", "hello"), Step("late"), Step("drop"))),
        ("", ()),
    ],
)
def test_the_tokens_of_a_turn_are_what_the_caller_does(turn: str, expected: tuple[Step, ...]) -> None:
    assert steps(turn) == expected
