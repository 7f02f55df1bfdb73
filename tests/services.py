"""Real servers for tests, on loopback, gone afterwards; skips with the reason where there is none."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

TIMEOUT_S = 30


def missing(reason: str) -> NoReturn:
    """Skip a test for want of a service; fail it where services are required."""
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(f"REQUIRE_SERVICES=1, but {reason}")
    pytest.skip(reason)


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running Postgres, and how to get another empty database in it."""

    programs: Path
    port: int

    def url(self, database: str) -> str:
        """Return the address of one database."""
        return f"postgresql://receptionist@127.0.0.1:{self.port}/{database}"

    def create(self, database: str) -> str:
        """Make an empty database and return its address."""
        address = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "receptionist"]
        subprocess.run([self.programs / "createdb", *address, database], check=True, timeout=TIMEOUT_S)
        return self.url(database)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A temporary Postgres of our own."""
    programs = _postgres_programs()
    if programs is None:
        missing("there are no Postgres server programs here")
    # Not pytest's directory: only its owner may enter that, and Postgres refuses to run as root.
    home = Path(tempfile.mkdtemp(prefix="postgres-"))
    user = _another_user()
    if user:
        shutil.chown(home, user)
    server = PostgresServer(programs, _free_port())
    try:
        _start(server, home, user)
        yield server
    finally:
        _control(server, home, user, "stop", "-m", "immediate")
        shutil.rmtree(home)


def _start(server: PostgresServer, home: Path, user: str | None) -> None:
    options = [
        "-D",
        str(home / "data"),
        "-U",
        "receptionist",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-locale",
        "--no-sync",
    ]
    _run([str(server.programs / "initdb"), *options], home, user)
    options = [
        f"-p {server.port}",
        "-c fsync=off",
        "-c listen_addresses=127.0.0.1",
        f"-c unix_socket_directories={home}",
    ]
    _control(server, home, user, "start", "-w", "-o", " ".join(options))


def _control(server: PostgresServer, home: Path, user: str | None, *what: str) -> None:
    _run([str(server.programs / "pg_ctl"), "-D", str(home / "data"), "-l", str(home / "log"), *what], home, user)


def _run(command: list[str], home: Path, user: str | None) -> None:
    subprocess.run(command, check=True, timeout=TIMEOUT_S, stdout=subprocess.DEVNULL, user=user, cwd=home)


def _postgres_programs() -> Path | None:
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("initdb"):
        places.insert(0, Path(found).resolve().parent)
    return next((place for place in places if (place / "initdb").exists()), None)


def _another_user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
