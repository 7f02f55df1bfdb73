"""The tally: an alarm when the guard stops too much of what the models say, silence about a single slip."""

from pathlib import Path

import pytest

from receptionist.settings import Settings
from receptionist.words.tally import LEAST_SENTENCES, WINDOW_SENTENCES, Tally
from simulator.clock import VirtualClock
from simulator.office import Office, office, within
from simulator.vendors import minds
from simulator.vendors.openai import OpenAIStandIn
from tests.test_model_replies import CALLS, held_by, play


def judged(*, stopped: int, of: int) -> Tally:
    tally = Tally()
    for number in range(of):
        tally.count(stopped=number < stopped)
    return tally


@pytest.mark.parametrize(("stopped", "of"), [(0, 0), (1, LEAST_SENTENCES - 1), (2, 100), (10, WINDOW_SENTENCES)])
def test_little_is_no_alarm(stopped: int, of: int) -> None:
    assert judged(stopped=stopped, of=of).condition().ok


@pytest.mark.parametrize(("stopped", "of"), [(2, LEAST_SENTENCES), (3, 100), (11, WINDOW_SENTENCES)])
def test_more_than_two_in_a_hundred_is_an_alarm_with_the_remedy(stopped: int, of: int) -> None:
    condition = judged(stopped=stopped, of=of).condition()

    assert not condition.ok
    assert condition.detail.startswith(f"{stopped} of the models' last {of} sentences were stopped; ")
    assert "OPENAI_MODEL" in condition.detail


def test_what_lies_far_back_no_longer_counts() -> None:
    tally = judged(stopped=100, of=100)
    for _ in range(WINDOW_SENTENCES):
        tally.count(stopped=False)

    assert tally.condition().ok


def test_health_tells_of_a_model_that_says_what_may_not_be_said(tmp_path: Path, clock: VirtualClock) -> None:
    with OpenAIStandIn(minds.wrong) as vendor, held_by(vendor, tmp_path, clock) as desk:
        assert conversation(desk) == "ok"
        for number in range(LEAST_SENTENCES):
            clock.sleep(10)
            play(desk.line(caller_id=f"+1303555{1000 + number}"), CALLS[0][:3])
            if conversation(desk) == "degraded":
                break

        assert conversation(desk) == "degraded"


def test_without_a_model_nothing_is_judged(tmp_path: Path, clock: VirtualClock) -> None:
    with office(within(Settings.load({}), tmp_path), clock) as desk:
        play(desk.line(), CALLS[0][:3])

        assert conversation(desk) == "ok"


def conversation(desk: Office) -> str:
    return str(desk.client.get("/health").json()["components"]["conversation"]["status"])
