"""Scripted callers over a real socket: the same verdicts and details as with gather."""

import pytest

from receptionist.settings import Settings
from simulator.callers import Plan, Ring, play_one
from simulator.script import CALLERS_FILE, ScriptedCaller, read_callers

SAMPLE = ("pub-01", "pub-06", "pub-07", "pub-10", "pub-11", "pub-15")
"""A lockout, Spanish, a number in pieces, a transfer, silence, a job that exists."""


def _sample() -> list[ScriptedCaller]:
    return [caller for caller in read_callers(CALLERS_FILE) if caller.id.startswith(SAMPLE)]


@pytest.mark.parametrize("caller", _sample(), ids=lambda caller: caller.id)
def test_a_caller_gets_the_same_verdict_in_both_modes(caller: ScriptedCaller) -> None:
    gather, relay = (
        play_one(Ring(caller), Settings.load({"VOICE_MODE": mode}), Plan()) for mode in ("gather", "relay")
    )

    assert relay.log["channel"] == "relay"
    assert (relay.verdict.reasons, relay.log["outcome"]) == (gather.verdict.reasons, gather.log["outcome"])
