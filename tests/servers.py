"""Real gunicorn servers on loopback, started, killed and started again by the tests; each ends with its test."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
from sqlalchemy import create_engine, text

ROOT = Path(__file__).parent.parent
START_S = 20.0


def free_port() -> int:
    """Return a port of the loopback address that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """`gunicorn -c gunicorn.conf.py APP` on a port of its own, in a process group of its own."""

    def __init__(self, env: Mapping[str, str], *, app: str = "app:create_app()") -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._app = app
        self._env = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/tmp"),  # noqa: S108 -- only where there is none
            "PORT": str(self.port),
            **env,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def start(self) -> None:
        """Start and wait until it is ready."""
        command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "-b", f"127.0.0.1:{self.port}"]
        # A server that inherits our output would keep whoever reads it waiting after the tests have ended.
        self._process = subprocess.Popen(
            [*command, self._app],
            cwd=ROOT,
            env=self._env,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + START_S
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start: exit status {self._process.poll()}")
            time.sleep(0.05)

    def kill(self) -> None:
        """End every process of the server at once, as a power cut would."""
        if self._process is None:
            return
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=START_S)
        self._process = None

    def restart(self) -> None:
        """Kill what is left, and start again on the same port and store."""
        self.kill()
        self.start()

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/ready", timeout=1).status_code == 200
        except httpx.TransportError:
            return False


def wait_for_log(folder: Path, call_sid: str) -> dict[str, Any]:
    """Return a call's JSON log, which the server's own runner writes within seconds of the call's end."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        for path in folder.glob(f"call_logs/*/{call_sid}.json"):
            log: dict[str, Any] = json.loads(path.read_text("utf-8"))
            return log
        time.sleep(0.05)
    raise AssertionError("the call log was not written")


def jobs_in(folder: Path) -> int:
    """Return how many jobs the SQLite store below `folder` holds."""
    engine = create_engine(f"sqlite:///{folder / 'var' / 'receptionist.db'}")
    with engine.connect() as connection:
        count: int = connection.execute(text("select count(*) from jobs")).scalar_one()
    engine.dispose()
    return count
