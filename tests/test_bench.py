"""The benchmark in small: its callers, its stand-ins and what it tells; how fast anything is, no test says."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bench import callers, load, soak, wire
from bench.__main__ import limits_of
from bench.load import Outcome, Plan, PlayCall, played
from bench.report import HEADER, Line, keep, row, svg
from bench.server import Weight
from bench.tally import Heard, Spread, Tally, spread
from receptionist.storage.database import migrated, open_engine
from receptionist.storage.store import SqlStore
from tests.storage.examples import a_claim

MS = Spread(100, 4.0, 18.0, 30.0)


def an_outcome(calls: int = 300, **more: object) -> Outcome:
    usual = {
        "calls": calls,
        "processes": 1,
        "turns": 100,
        "ours": MS,
        "waited": MS,
        "by_rule": MS,
        "greeting": MS,
        "kb_a_call": 149.0,
        "server_mb": 150.0,
        "cpu_share": 0.5,
        "rung": 400,
        "lost": {},
        "healthy_after_s": 1.5,
    }
    return Outcome(**{**usual, **more})  # type: ignore[arg-type] # of many types


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Callers who hardly wait, and vendors who answer at once."""
    for module, name, value in (
        (wire, "EVERY_S", 0.3),
        (wire, "FIRST_TOKEN_S", 0.05),
        (wire, "TOKENS_A_SECOND", 1000),
        (callers, "SPEAKS_S", 0.05),
        (callers, "HEARD_S", 0.1),
        (load, "WARM_CALLS", 1),
        (load, "RAMP_S", 0.3),
        (load, "SETTLES_S", 0.3),
    ):
        monkeypatch.setattr(module, name, value)


@pytest.mark.processes
@pytest.mark.parametrize(("mode", "play"), [("relay", callers.relay_call), ("gather", callers.gather_call)])
def test_calls_in_both_modes_are_played_to_their_end_and_measured(mode: str, play: PlayCall, hasty: None) -> None:
    plan = Plan(calls=3, measured_s=10.0, mode=mode, cores=(), load_cores=())

    outcome = asyncio.run(played(plan, play))

    assert outcome.lost == {}
    assert outcome.waited.count > 0
    assert (outcome.ours.count > 0) == (outcome.waited.count > 0)
    assert outcome.server_mb > 10


def test_a_models_share_of_a_wait_is_taken_off_and_a_rules_words_are_counted_apart() -> None:
    tally = Tally(measuring=True)
    for turn in (Heard(500.0, own=True, vendors_ms=490.0), Heard(700.0, own=True), Heard(8.0, own=False)):
        tally.heard(turn)

    assert tally.ours_ms == [10.0]
    assert tally.waited_ms(own=True) == [500.0, 700.0]
    assert tally.waited_ms(own=False) == [8.0]


def test_what_comes_before_the_measuring_is_not_timed() -> None:
    tally = Tally()
    tally.heard(Heard(500.0, own=True))
    tally.greeted(3.0)

    assert (tally.turns, tally.greetings_ms) == ([], [])


def test_the_spread_of_nothing_is_nothing_and_of_one_is_that_one() -> None:
    assert spread([]) == Spread(0, 0.0, 0.0, 0.0)
    assert spread([7.0]) == Spread(1, 7.0, 7.0, 7.0)
    assert spread(list(range(101))) == Spread(101, 50.0, 95.0, 99.0)


def test_a_row_stands_below_its_header_and_names_what_was_lost() -> None:
    told = row("relay", an_outcome(lost={"dropped": 2, "silence": 1}))

    assert len(told) == len(HEADER)
    assert told.split()[-1] == "3"


def test_the_limits_are_those_of_what_was_run() -> None:
    fast, slow = an_outcome(), an_outcome(ours=Spread(100, 6.0, 18.0, 30.0), kb_a_call=151.0)

    assert all(limit.kept for limit in limits_of({"relay, 300 calls": fast}))
    missed = [limit.name for limit in limits_of({"relay, 300 calls": slow}) if not limit.kept]
    assert missed == ["relay, 300 calls: our share, median ms", "relay, 300 calls: kB a call"]
    assert limits_of({}) == []


def test_first_audio_is_compared_with_the_seeds_design() -> None:
    theirs = an_outcome(waited=Spread(100, 2000.0, 2100.0, 2200.0))
    ours = an_outcome(waited=Spread(100, 900.0, 950.0, 980.0))

    *_, ratio = limits_of({"gather": ours, "the seeds' design": theirs})

    assert (ratio.measured, ratio.kept) == (0.45, True)


def test_report_and_plot_are_written_where_they_are_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORT", str(tmp_path / "report.json"))
    monkeypatch.setenv("PLOT", str(tmp_path / "plot.svg"))

    keep({"relay": an_outcome()}, [Line("lost", 1, 0)], [an_outcome(100), an_outcome(300)])

    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert report["outcomes"]["relay"]["ours"]["p95"] == 18.0
    assert report["limits"] == [{"name": "lost", "measured": 1, "most": 0, "kept": False}]
    assert report["machine"]["cores"] >= 1
    assert (tmp_path / "plot.svg").read_text("utf-8").startswith("<svg ")


def test_a_plot_of_nothing_is_a_plot() -> None:
    assert "polyline" in svg([])


def test_a_caller_reads_the_words_out_of_a_stand_ins_sound() -> None:
    sound = b"RIFF...." + wire.SAID + "¿Qué pasó?".encode() + wire.UNSAID + b"\xd5" * 100

    assert callers.spoken(sound) == "¿Qué pasó?"


def test_a_models_answer_comes_whole_token_by_token() -> None:
    answer = wire.structured("Oh no. I'm sorry.", "Where are you?")

    assert "".join(token.text for token in wire.tokens(answer)) == answer


def test_no_two_first_sentences_are_the_same_for_a_long_time() -> None:
    assert len(set(wire.BEGINNINGS)) == len(wire.BEGINNINGS) > 1000


def test_a_lease_that_runs_is_left_behind_and_one_that_ran_out_is_not(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/var/receptionist.db"
    migrated(url).dispose()
    engine = open_engine(url)
    claim = a_claim()
    for turn, minutes in ((1, 5), (2, -5)):
        until = datetime.now(UTC) + timedelta(minutes=minutes)
        change = replace(a_claim(turn), case=replace(claim.case, version=turn - 1), followups=())
        SqlStore(engine).commit(replace(change, turn=replace(change.turn, lease_until=until)))
    engine.dispose()

    assert soak.leases(tmp_path) == 1


def test_a_soak_fails_when_anything_is_left_behind(tmp_path: Path) -> None:
    before = Weight(pss_kb=100_000, threads=110, files=60, cpu_s=0.0)
    grown = Weight(pss_kb=106_000, threads=120, files=80, cpu_s=9.0)
    soaked = soak.Soaked(
        before, (before, grown), grown, calls=10, lost={"dropped": 1}, leases=1, strange_files=("a",)
    )

    assert not any(limit.kept for limit in soaked.limits() if "growth" not in limit.name)
    assert soak.Soaked(before, (before,) * 12, before, 10, {}, 0, ()).growth == 0
    (tmp_path / "left.tmp").touch()
    (tmp_path / "CA1.json").touch()
    assert soak.strange_files(tmp_path) == ("left.tmp",)
