"""The server as it is really started: what stops it, what it serves, how it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parent.parent
PROGRAMS = Path(sys.executable).parent
TIMEOUT_S = 30.0

pytestmark = pytest.mark.processes


def environment(home: Path, **env: str) -> Mapping[str, str]:
    """Return an environment that keeps everything in `home` and takes no setting from the machine."""
    return {
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "CALL_LOG_DIR": str(home / "call_logs"),
        "AUDIO_DIR": str(home / "audio"),
        "THREADS": "12",
        **env,
    }


def run(home: Path, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment(home, **env),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )


@contextmanager
def serving(home: Path) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """Start ./start.sh on a free port and wait until it is ready."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    errors = (home / "stderr").open("w")
    process = subprocess.Popen(
        ["./start.sh"], cwd=ROOT, env=environment(home, PORT=str(port)), stderr=errors, stdout=errors, text=True
    )
    with errors, httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=TIMEOUT_S) as client:
        try:
            wait_until_ready(client, process)
            yield process, client
        finally:
            process.kill()
            process.wait(TIMEOUT_S)


def wait_until_ready(client: httpx.Client, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(httpx.TransportError):
            if client.get("/ready").status_code == 200:
                return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    pytest.fail("the server did not get ready")


def test_a_wrong_setting_stops_the_master_with_one_line(tmp_path: Path) -> None:
    ended = run(tmp_path, "gunicorn", "-c", "gunicorn.conf.py", "app:create_app()", VOICE_MODE="fax")

    assert ended.returncode != 0
    assert ended.stderr.splitlines() == [
        "not started: VOICE_MODE is 'fax', which is wrong: allowed is gather, relay or auto"
    ]


def test_a_mistake_in_the_business_file_stops_the_master_with_one_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[business]\nname = "Acme"\ntimezone = "Denver"\n')

    ended = run(tmp_path, "gunicorn", "-c", "gunicorn.conf.py", "app:create_app()", BUSINESS_FILE=str(file))

    assert ended.returncode != 0
    assert ended.stderr.startswith(f"not started: {file} line 3: timezone is 'Denver'")
    assert ended.stderr.count("\n") == 1


def test_a_database_that_is_not_there_stops_the_master_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    ended = run(
        tmp_path,
        "gunicorn",
        "-c",
        "gunicorn.conf.py",
        "app:create_app()",
        DATABASE_URL=f"sqlite:///{tmp_path}/file/receptionist.db",
    )

    assert ended.returncode != 0
    assert [
        line for line in ended.stderr.splitlines() if line.startswith("not started: the database of DATABASE_URL ")
    ]
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("command", [("flask", "--help"), ("flask", "--app", "app", "--help")])
def test_the_commands_are_listed_even_when_the_configuration_is_wrong(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    ended = run(tmp_path, *command, VOICE_MODE="fax")

    assert ended.returncode == 0
    for name in ("check", "db", "erase", "followups", "jobs", "logs"):
        assert f"\n  {name} " in ended.stdout


def test_a_command_says_in_one_line_what_is_wrong_with_the_configuration(tmp_path: Path) -> None:
    ended = run(tmp_path, "flask", "--app", "app", "logs", "rebuild", VOICE_MODE="fax")

    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        "Error: VOICE_MODE is 'fax', which is wrong: allowed is gather, relay or auto"
    ]


def test_the_server_answers_a_call_logs_without_the_number_and_ends_on_sigterm(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, client):
        health = client.get("/health").json()
        form = {"CallSid": "CAabc", "From": "+13035550142", "To": "+13035550100", "CallStatus": "ringing"}
        greeting = client.post("/answer", data=form)
        process.send_signal(signal.SIGTERM)
        status = process.wait(TIMEOUT_S)

    assert health["status"] == "ok"
    assert greeting.status_code == 200
    assert "<Gather" in greeting.text
    assert status == 0
    written = (tmp_path / "stderr").read_text() + (tmp_path / "var" / "logs" / "receptionist.log").read_text()
    assert "3035550142" not in written
    assert "Traceback" not in written


def test_a_process_for_follow_ups_works_until_sigterm(tmp_path: Path) -> None:
    command = ["flask", "--app", "app", "followups", "run"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "follow-ups: at work until SIGTERM\n"

        process.send_signal(signal.SIGTERM)

        assert process.wait(TIMEOUT_S) == 0
