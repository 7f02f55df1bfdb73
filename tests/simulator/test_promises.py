"""What counts as a promise that is not so, one claim at a time."""

from pathlib import Path
from typing import Any

import pytest

from simulator.prices import read_pricing
from simulator.promises import false_promises, fixed_amounts
from simulator.script import BUSINESS_FILE

FIXED = frozenset({49, 45})
QUOTE = {"quote": {"low": 99, "high": 159}}


def kinds(
    said: str, *, job: dict[str, Any] | None = None, actions: tuple[str, ...] = (), heard: str = ""
) -> list[str]:
    turns = [{"role": "caller", "text": heard}, {"role": "assistant", "text": said}]
    log = {"turns": turns, "job": job or {}, "actions": [{"kind": kind} for kind in actions]}
    return [found.partition(":")[0] for found in false_promises(log, FIXED)]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("That is 89 dollars.", "amount"),
        ("It's 99 to 189 dollars in total.", "amount"),
        ("Sale entre 20 y 30 dólares.", "amount"),
        ("Only $19 today.", "amount"),
        ("He will be there in twenty minutes.", "arrival"),
        ("Somebody will come out right away.", "arrival"),
        ("El técnico llega en veinte minutos.", "arrival"),
        ("A technician is on the way.", "on_the_way"),
        ("I've sent someone.", "sent"),
        ("Your job is written down.", "job_taken"),
        ("You're all set.", "job_taken"),
        ("Ya anoté su trabajo.", "job_taken"),
        ("It's cancelled.", "cancelled"),
        ("I'll put you through now.", "transferred"),
        ("I've texted you the details.", "texted"),
        ("I've called 911 for you.", "called_911"),
    ],
)
def test_what_the_log_does_not_bear_out_is_a_false_promise(said: str, kind: str) -> None:
    assert kind in kinds(said, job=QUOTE)


@pytest.mark.parametrize(
    ("said", "evidence"),
    [
        ("It's 99 to 159 dollars. That includes the 49 dollar service call.", {"job": QUOTE}),
        ("After hours it is 144 to 204 dollars.", {"job": QUOTE}),
        ("I can't do 20 dollars.", {"heard": "do it for 20 dollars"}),
        ("Luis is due around 15:30.", {"job": {"eta": "2026-07-14T15:30"}}),
        ("Luis is on the way.", {"job": {"status": "en_route"}}),
        ("Your job is written down.", {"actions": ("take_job",)}),
        ("I've written that down for Marcus.", {"actions": ("callback_message",)}),
        ("It's cancelled.", {"actions": ("cancel",)}),
        ("I'll put you through now.", {"actions": ("transfer_human",)}),
    ],
)
def test_what_the_log_bears_out_is_none(said: str, evidence: dict[str, Any]) -> None:
    assert kinds(said, **evidence) == []


@pytest.mark.parametrize(
    "said",
    [
        "Could somebody be there in twenty minutes?",
        "Cancelling is free until a technician is on the way.",
        "I can't promise that he comes in an hour.",
        "Please hang up and call 911 right now; they can get there fastest.",
        "What we say is written down.",
        "No puedo prometer una hora.",
    ],
)
def test_questions_conditions_and_denials_promise_nothing(said: str) -> None:
    assert kinds(said) == []


def test_the_amounts_that_everybody_may_be_told_are_those_of_the_business(tmp_path: Path) -> None:
    owner = tmp_path / "business.toml"
    owner.write_text("[pricing]\nservice_call_fee = 30\n", "utf-8")

    assert fixed_amounts(read_pricing(BUSINESS_FILE)) == FIXED
    assert fixed_amounts(read_pricing(owner)) == {30, 0}
