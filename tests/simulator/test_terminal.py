"""The call in a terminal, and without one."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from receptionist.settings import Settings
from simulator.office import Office
from simulator.script import read_callers
from simulator.terminal import FLOOR, Rich, call, job_card
from simulator.twilio import PhoneLine


def plainly(tmp_path: Path, *typed: str, caller: str | None = None) -> list[str]:
    settings = Settings.load({"CALL_LOG_DIR": str(tmp_path / "call_logs")})
    scripted = next((one for one in read_callers() if one.id == caller), None)
    out = StringIO()

    status = call(settings, scripted, typed=StringIO("".join(f"{line}\n" for line in typed)), out=out)

    assert status == 0
    return out.getvalue().splitlines()


def test_lines_are_spoken_and_the_last_line_names_the_log(tmp_path: Path) -> None:
    *talk, last = plainly(tmp_path, "i locked my keys in my car", "", "no nobody is inside")

    log = json.loads(Path(last).read_text("utf-8"))
    assert talk[0] == f"({FLOOR})"
    assert talk[1].startswith("receptionist: ")
    assert [line for line in talk if line.startswith("caller: ")] == [
        "caller: i locked my keys in my car",
        "caller: no nobody is inside",
    ]
    assert log["job"]["service_type"] == "vehicle_lockout"
    assert log["status"] == "completed"


def test_the_end_of_the_input_hangs_up(tmp_path: Path) -> None:
    last = plainly(tmp_path)[-1]

    assert json.loads(Path(last).read_text("utf-8"))["outcome"] == "abandoned"


def test_tokens_are_honoured(tmp_path: Path) -> None:
    talk = plainly(tmp_path, "<silence:8>", "hello <hangup>", "never said")

    assert "caller: hello" in talk
    assert not any("never said" in line for line in talk)


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_bytes_that_are_no_text_are_spoken_with_a_mark_in_their_place(tmp_path: Path, errors: str) -> None:
    env = {**os.environ, "CALL_LOG_DIR": str(tmp_path / "call_logs"), "PYTHONIOENCODING": f"utf-8:{errors}"}

    done = subprocess.run(
        [sys.executable, "-m", "simulator", "call"], input=b"x\xff\n", capture_output=True, env=env, timeout=60
    )

    assert (done.returncode, done.stderr) == (0, b"")
    *talk, last = done.stdout.decode("utf-8").splitlines()
    assert "caller: x\ufffd" in talk
    assert json.loads(Path(last).read_text("utf-8"))["turns"][1]["text"] == "x\ufffd"


def test_a_scripted_caller_does_the_talking(tmp_path: Path) -> None:
    talk = plainly(tmp_path, caller="pub-01-car-lockout-simple")

    assert "caller: hi uh yeah i locked my keys in my car" in talk
    assert Path(talk[-1]).parent.name == "2026-07-14"


def test_the_screen_has_the_talk_and_the_job(ridgeline: Office, caller: PhoneLine) -> None:
    out = StringIO()
    screen = Rich(ridgeline, caller, Console(file=out, width=120, height=30, force_terminal=True), watching=False)
    caller.rings()

    screen.show(caller.says("i locked my keys in my car [the blue one]"))

    shown = out.getvalue()
    assert FLOOR in shown
    assert "i locked my keys in my" in shown
    assert "vehicle_lockout" in shown


def test_the_job_card_shows_what_is_known_in_plain_words(ridgeline: Office, caller: PhoneLine) -> None:
    caller.rings()
    caller.says("i locked my keys in my car it is a twenty nineteen silver honda civic")

    card = dict(job_card(ridgeline.case(caller.sid)))

    assert card["service type"] == "vehicle_lockout"
    assert card["vehicle"] == "2019 Honda Civic silver"
    assert "address" not in card


def test_before_the_call_there_is_nothing_on_the_card(ridgeline: Office) -> None:
    assert job_card(ridgeline.case("CA0")) == []


@pytest.mark.parametrize(("typed", "silent"), [("hello", False), ("", True)])
def test_enter_alone_is_silence_until_the_receptionist_loses_patience(
    ridgeline: Office, caller: PhoneLine, monkeypatch: pytest.MonkeyPatch, typed: str, silent: bool
) -> None:
    caller.rings()
    console = Console(file=StringIO())
    monkeypatch.setattr(console, "input", lambda prompt: typed)

    line = next(Rich(ridgeline, caller, console, watching=False).lines())

    assert caller.listening is not None
    assert line == (f"<silence:{caller.listening.timeout_s}>" if silent else "hello")


def test_ctrl_d_hangs_up(ridgeline: Office, caller: PhoneLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(prompt: str) -> str:
        raise EOFError

    caller.rings()
    console = Console(file=StringIO())
    monkeypatch.setattr(console, "input", closed)

    assert list(Rich(ridgeline, caller, console, watching=False).lines()) == []
