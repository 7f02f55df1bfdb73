"""How long a caller waits for our first word, as modelled from what calls took."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import create_app
from receptionist.cases import Ending, Reply, Turn, TurnKey, TurnKind
from receptionist.channels import twiml
from receptionist.latency import GATHER, RELAY, RELAY_SILENCE_MS, mouth_to_ear_ms, ours_ms, percentile, turn_types
from receptionist.settings import Settings
from simulator.clock import VirtualClock
from simulator.office import Office, within

NOW = datetime(2026, 7, 14, tzinfo=UTC)


def a_turn(asked: str, total_ms: float, *, kind: TurnKind = "speech") -> Turn:
    ending = Ending(kind="listen", turn=2)
    reply = Reply(at=NOW, sentences=(), ending=ending, conversation="scripted", latency_ms={"total": total_ms})
    return Turn(key=TurnKey("CA1", 1, kind), at=NOW, asked=(asked,), lease_until=NOW, reply=reply)


def test_a_wait_is_the_silence_the_network_and_our_own_time() -> None:
    assert mouth_to_ear_ms(40, silence_ms=1000, network=GATHER) == 1000 + GATHER.total_ms + 40


def test_a_reply_by_rule_is_there_as_a_whole_and_a_models_first_sentence_before_the_rest() -> None:
    assert ours_ms({"understood": 4, "commit_a": 3, "total": 12, "speech": 90}) == 102
    stages = {
        "understood": 4,
        "decided": 2,
        "commit_a": 3,
        "first_token": 350,
        "first_sentence": 480,
        "total": 900,
    }
    assert ours_ms(stages) == 486


def test_turns_are_grouped_by_what_was_asked_and_silences_do_not_count() -> None:
    turns = [
        a_turn("location", 30),
        a_turn("safety", 10),
        a_turn("location", 50),
        a_turn("name", 1, kind="silence"),
    ]

    location, safety = turn_types(turns, twiml.silence_s)

    assert (location.asked, location.turns, location.ours_p50_ms, location.ours_p95_ms) == ("location", 2, 30, 50)
    silence_ms = twiml.silence_s("location") * 1000
    assert location.gather_ms(30) == silence_ms + GATHER.total_ms + 30
    assert location.relay_ms(30) == RELAY_SILENCE_MS + RELAY.total_ms + 30
    assert safety.silence_ms == 1000


def test_the_owners_own_silence_counts_for_every_question() -> None:
    assert {twiml.silence_s(asked, 2) for asked in ("location", "safety", "name")} == {2}


@pytest.mark.parametrize(("percent", "value"), [(50, 5), (95, 10), (99, 10), (10, 1), (1, 1)])
def test_a_percentile_is_a_value_that_was_seen(percent: float, value: float) -> None:
    assert percentile(range(10, 0, -1), percent) == value


def test_the_command_shows_what_callers_wait_by_what_they_are_asked(tmp_path: Path, clock: VirtualClock) -> None:
    office = Office(create_app(within(Settings.load({}), tmp_path), clock=clock), clock)
    line = office.line()
    line.rings()
    line.says("i locked my keys in my car")
    line.says("no nobody is in there")

    shown = office.app.test_cli_runner().invoke(args=["latency"])

    office.close()
    head, *rows, _ = shown.output.splitlines()
    assert head.split()[:3] == ["asked", "turns", "silence"]
    assert sorted(row.split()[0] for row in rows) == ["problem", "safety"]
