"""Playing callers against the real app, and the report."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from receptionist.ports import ConfigError
from receptionist.settings import Settings
from simulator.__main__ import main
from simulator.callers import Plan, Played, Ring, play_all, play_one
from simulator.generated.callers import generate
from simulator.grading import Line, Verdict
from simulator.office import within
from simulator.quality import Quality
from simulator.report import console_line, console_totals, row, totals
from simulator.script import CALLERS_FILE, ScriptedCaller, read_callers
from simulator.talker import PATIENCE

SETTINGS = Settings.load({})


def public(name: str) -> ScriptedCaller:
    return next(caller for caller in read_callers() if name in caller.id)


USAGE = {
    "prompt_tokens": 4100,
    "completion_tokens": 120,
    "speech_characters": 300,
    "cached_speech_characters": 90,
    "sms_segments": 1,
}

JOB = {"service_type": "vehicle_lockout", "urgency": "urgent"}


def played(*, passed: bool, cost_usd: float | None = None) -> Played:
    reasons = () if passed else ("forbidden action: refuse", "missing action: take_job")
    return Played(
        caller=public("car-lockout"),
        log={"cost_usd": {"total": cost_usd}, "usage": USAGE, "job": JOB},
        transcript=(Line("assistant", "Hello."), Line("caller", "help", 0), Line("caller", "bye", 1)),
        seconds=61.04,
        noise=0.0,
        quality=Quality(
            words=(10, 30), asked_again=(), asked_often=("name",), turns_to_job=4, seconds_to_job=50.0
        ),
        false_promises=() if passed else ("amount: Nineteen dollars.",),
        verdict=Verdict(passed=passed, safe=passed, reasons=reasons, price=passed, details={"name": passed}),
    )


def test_a_caller_rings_the_real_app_and_leaves_a_log() -> None:
    call = play_one(Ring(public("car-lockout")), SETTINGS, Plan())

    assert call.log["from"] == "+13035550142"
    assert call.log["started_at"].startswith("2026-07-14T20:05:00")
    assert call.log["interaction_count"] == call.turns > 5
    assert call.verdict.safe
    assert next(line.text for line in call.transcript if line.role == "caller") == call.caller.turns[0]


def test_the_jobs_a_caller_knows_of_are_there_before_they_ring() -> None:
    call = play_one(Ring(public("where-is-my-technician")), SETTINGS, Plan())

    assert "status" in [action["kind"] for action in call.log["actions"]]


def test_the_same_seed_plays_the_same_calls_and_every_repeat_is_its_own() -> None:
    callers = [public("silent")]

    first, second = ([row(call) for call in play_all(callers, SETTINGS, Plan(repeat=2, seed=7))] for _ in range(2))

    assert first == second
    assert first[0]["call_log"]["call_sid"] != first[1]["call_log"]["call_sid"]


def test_a_job_that_cannot_be_read_is_named() -> None:
    caller = replace(public("silent"), existing_jobs=({"id": "J-1"},))

    with pytest.raises(ConfigError, match="row 1"):
        play_one(Ring(caller), SETTINGS, Plan())


def test_the_totals_add_the_calls_up() -> None:
    sums = totals([played(passed=True, cost_usd=0.02), played(passed=False, cost_usd=0.01)])

    assert sums == {
        "played": 2,
        "passed": 1,
        "passed_95": (0.0945, 0.9055),
        "safe": 1,
        "safe_95": (0.0945, 0.9055),
        "prices_right": 1,
        "details_right": 1,
        "details_expected": 2,
        "details_95": (0.0945, 0.9055),
        "forbidden_actions": 1,
        "false_promises": 1,
        "turns": 4,
        "seconds": 122.1,
        "prompt_tokens": 8200,
        "completion_tokens": 240,
        "speech_characters": 600,
        "cached_speech_characters": 180,
        "sms_segments": 2,
        "cost_usd": 0.03,
        "words_median": 20.0,
        "words_max": 30,
        "words_over_25": 0.5,
        "asked_again": 0,
        "asked_often": 2,
        "standard_lockouts": {
            "calls": 1,
            "turns_median": 4,
            "turns_max": 4,
            "seconds_median": 50.0,
            "seconds_max": 50.0,
            "within": 1,
        },
    }


def test_a_sum_with_an_unknown_cost_is_unknown() -> None:
    assert totals([played(passed=True, cost_usd=0.02), played(passed=True)])["cost_usd"] is None


def test_a_callers_line_says_what_the_call_took_and_cost() -> None:
    line = " ".join(console_line(played(passed=True, cost_usd=0.0312)).split())

    assert line == "pass safe pub-01-car-lockout-simple 1/1 0 0 2 61 $0.0312 4,220 390"
    assert "unknown" in console_line(played(passed=True))


def test_the_last_lines_add_up_tokens_characters_seconds_and_cost() -> None:
    lines = console_totals(totals([played(passed=True, cost_usd=0.02)])).splitlines()

    assert lines[-2:] == [
        "4,100 tokens read, 120 written; 300 characters spoken, 90 from the cache",
        "2 caller turns, 61 simulated seconds, cost $0.0200",
    ]


def test_a_caller_without_a_log_used_nothing_that_is_known() -> None:
    call = replace(played(passed=False), log={})

    assert call.usage.prompt_tokens == 0
    assert call.cost_usd is None


def test_the_order_of_conversations_is_what_the_settings_say(tmp_path: Path) -> None:
    settings = Settings.load({"CONVERSATION": "anthropic", "ANTHROPIC_API_KEY": "k", "OPENAI_API_KEY": "k"})

    assert within(settings, tmp_path).conversations == ("anthropic", "scripted")


def test_a_failed_caller_is_one_line_with_the_reasons() -> None:
    line = console_line(played(passed=False))

    assert line.startswith("FAIL UNSAFE pub-01-car-lockout-simple")
    assert line.endswith("refuse; missing action: take_job; false promise: amount: Nineteen dollars.")


def test_the_command_writes_a_report_and_succeeds_whatever_the_verdicts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = CALLERS_FILE.read_text("utf-8").splitlines()
    file, report = tmp_path / "some.jsonl", tmp_path / "out" / "report.json"
    file.write_text("\n".join(line for line in lines if "pub-05" in line or "pub-11" in line), "utf-8")
    names = {"FILE": str(file), "REPORT": str(report), "REPEAT": "2", "NOISE": "0,20", "SEED": "3", "BUSINESS": ""}
    names["PLOT"] = str(tmp_path / "curve.svg")

    status = main(["callers"], names)

    written = json.loads(report.read_text("utf-8"))
    assert status == 0
    assert [row["id"][:6] for row in written["callers"]] == ["pub-05", "pub-11"] * 4
    assert [(point["noise"], point["played"]) for point in written["curve"]] == [(0.0, 4), (0.2, 4)]
    assert (tmp_path / "curve.svg").read_text("utf-8").count("<circle") == 4
    assert set(written["callers"][0]) >= {
        "verdict", "reasons", "call_log", "transcript", "turns", "seconds", "cost_usd", "safe", "price", "details",
        "noise", "false_promises", "asked_again", "asked_often", "turns_to_job", "seconds_to_job",
    }  # fmt: skip
    assert written["totals"]["played"] == 8
    assert "of 8 passed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "complaint"),
    [
        (["callers", "--file", "none.jsonl"], "none.jsonl: cannot be read"),
        (["call", "--caller", "nobody"], "CALLER is 'nobody': allowed is one of pub-01"),
        (["callers", "--business", "none.toml"], "none.toml"),
        (["callers", "--file", "/dev/null"], "/dev/null: has no callers"),
        (["callers", "--report", "/dev/null/report.json"], "/dev/null/report.json: cannot be written"),
        (["callers", "--plot", "/"], "/: cannot be written"),
        (["callers", "--seed", "one"], "'one' is no whole number from 0 up"),
        (["callers", "--repeat", "0"], "'0' is no whole number from 1 up"),
        (["callers", "--noise", "10,loud"], "percents from 0 to 100"),
        (["callers", "--noise", "101"], "percents from 0 to 100"),
        (["callers", "--order", "backwards"], "invalid choice: 'backwards'"),
    ],
)
def test_what_cannot_be_played_is_one_line(
    argv: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv, {}) == 2

    error = capsys.readouterr().err
    assert complaint in error
    assert error.count("\n") == 1


def test_the_next_run_is_compared_with_the_report_of_the_last(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = {"GENERATE": "2", "SEED": "4", "REPORT": str(tmp_path / "report.json")}

    for _ in range(2):
        main(["callers"], names)

    first, second = capsys.readouterr().out.split("verdict  ")[1:]
    assert "Since the last report" not in first
    assert second.rstrip().splitlines()[-3:-1] == ["nothing changed", ""]


def test_an_interrupted_run_leaves_the_last_report_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    report.write_text("{}", "utf-8")
    monkeypatch.setattr("simulator.__main__.play_all", interrupted)

    assert main(["callers", "--report", str(report)], {}) == 130

    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]
    assert report.read_text("utf-8") == "{}"
    assert capsys.readouterr().err == "interrupted: nothing was reported\n"


def interrupted(*_: object) -> NoReturn:
    raise KeyboardInterrupt


@pytest.mark.processes
def test_the_processes_that_play_end_with_the_one_that_started_them() -> None:
    command = [sys.executable, "-m", "simulator", "callers", "--generate", "400", "--workers", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stdout
        played = [run.stdout.readline() for _ in range(3)]
        run.kill()
        # The end of what is written is only reached when nobody is left who could write.
        rest, _ = run.communicate(timeout=30)

    assert "gen-0001" in played[2]
    assert "of 400 passed" not in rest


def test_two_processes_play_what_one_plays() -> None:
    callers = generate(4, 3)

    alone, together = (
        [row(call) for call in play_all(callers, SETTINGS, Plan(workers=workers))] for workers in (1, 2)
    )

    assert alone == together


@pytest.mark.parametrize("caller", generate(150, 2)[::15], ids=lambda caller: caller.id)
def test_a_generated_caller_has_a_call_that_ends(caller: ScriptedCaller) -> None:
    call = play_one(Ring(caller), SETTINGS, Plan())

    assert call.log["status"] == "completed"
    assert call.turns < PATIENCE
    assert call.false_promises == ()


def test_a_caller_who_was_cut_off_has_one_report_of_both_calls() -> None:
    caller = replace(public("car-lockout"), turns=("i locked my keys in my car", "<drop>", "no nobody"))

    call = play_one(Ring(caller), SETTINGS, Plan(order="in-order"))

    said = [turn["text"] for turn in call.log["turns"] if turn["role"] == "caller"]
    assert said == ["i locked my keys in my car", "no nobody"]


def test_a_caller_who_was_cut_off_goes_on_by_text_undisturbed_and_has_one_report() -> None:
    turns = ("<text>sorry the call dropped", "no nobody", "2215 linden avenue cedar hollow")
    caller = replace(public("car-lockout"), turns=("i locked my keys in my car", *turns))

    call = play_one(Ring(caller, noise=1.0), SETTINGS, Plan(order="in-order"))

    said = [turn["text"] for turn in call.log["turns"] if turn["role"] == "caller"]
    assert said[1:] == ["sorry the call dropped", "no nobody", "2215 linden avenue cedar hollow"]
    assert (call.log["channel"], call.log["job"]["address"]) == ("sms", "2215 Linden Avenue")
    assert call.seconds < 60


@pytest.mark.parametrize("fault", ["<twice>{}", "{} <again>", "{} <late>"])
def test_a_bad_network_changes_nothing_of_what_was_understood(fault: str) -> None:
    caller = public("car-lockout")
    faulty = replace(caller, turns=tuple(fault.format(turn) for turn in caller.turns))

    plain, disturbed = (play_one(Ring(one), SETTINGS, Plan()).log for one in (caller, faulty))

    assert disturbed["job"] == plain["job"]
    assert [t["text"] for t in disturbed["turns"]] == [t["text"] for t in plain["turns"]]
