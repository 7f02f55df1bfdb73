"""A server under load: started as `./start.sh` does, held to a core, weighed from outside, and ended by its id."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import aiohttp

ROOT = Path(__file__).resolve().parents[1]
STARTS_WITHIN_S, STOPS_WITHIN_S = 30.0, 40.0
POLL_S = 0.02


@dataclass(frozen=True, slots=True)
class Weight:
    """What a server takes of its machine, all its processes together."""

    pss_kb: int
    threads: int
    files: int
    """Open descriptors: files, sockets, pipes."""
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Server:
    """A server that listens."""

    pid: int
    url: str
    healthy_after_s: float
    """From its start to the first answer of /health."""

    def weight(self) -> Weight:
        """Weigh it now."""
        each = [Path(f"/proc/{pid}") for pid in _family(self.pid)]
        return Weight(
            pss_kb=sum(_pss_kb(process) for process in each),
            threads=sum(len(list((process / "task").iterdir())) for process in each),
            files=sum(len(list((process / "fd").iterdir())) for process in each),
            cpu_s=round(sum(_cpu_s(process) for process in each), 2),
        )


@asynccontextmanager
async def serving(
    env: Mapping[str, str], *, command: Sequence[str] = ("./start.sh",), cores: Sequence[int] = ()
) -> AsyncIterator[Server]:
    """Start a server on a free port, with `env` and nothing else of ours; end it with the context.

    `cores` are those it may run on, if any are given. Raises TimeoutError when it does not get healthy.
    """
    port = free_port()
    given = {"PATH": os.environ["PATH"], "PORT": str(port), **env}
    hold = partial(os.sched_setaffinity, 0, cores) if cores else None
    began_s = time.monotonic()
    said = Path(env["CALL_LOG_DIR"]).parent / "server.log"
    with said.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=given, stdout=log, stderr=log, preexec_fn=hold, start_new_session=True
        )
    try:
        url = f"http://127.0.0.1:{port}"
        try:
            await asyncio.wait_for(_healthy(url), STARTS_WITHIN_S)
        except TimeoutError:
            raise TimeoutError(f"the server does not get healthy: {said.read_text('utf-8')[-2000:]}") from None
        yield Server(process.pid, url, round(time.monotonic() - began_s, 2))
    finally:
        await _stop(process)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _healthy(url: str) -> None:
    async with aiohttp.ClientSession() as http:
        while True:
            with suppress(aiohttp.ClientError):
                async with http.get(f"{url}/health") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(POLL_S)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOPS_WITHIN_S)
    except TimeoutError:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _family(pid: int) -> list[int]:
    """Return a process and all that it has made."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return [pid, *(each for child in children for each in _family(int(child)))]


def _pss_kb(process: Path) -> int:
    lines = (process / "smaps_rollup").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _cpu_s(process: Path) -> float:
    fields = (process / "stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
