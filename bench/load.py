"""Calls by the hundreds against one server: who rings when, for how long, and what is measured meanwhile."""

import asyncio
import gc
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from bench import wire
from bench.callers import Caller, Lost
from bench.line import PUBLIC, Line
from bench.server import Server, Weight, serving
from bench.standins import StandIns
from bench.tally import Spread, Tally, spread

WARM_CALLS = 10
"""Calls held before the first weighing: what a process needs once, it has then."""
SPARE_CALLS = 50
RAMP_S, SETTLES_S = 24.0, 8.0
SPEAKS_WITHIN_S = 30.0
OURS = ("./start.sh",)
PlayCall = Callable[[Caller], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A load: how many calls at once, for how long it is measured, on how many processes and cores."""

    calls: int
    measured_s: float
    mode: str
    processes: int = 1
    cores: Sequence[int] = (0,)
    load_cores: Sequence[int] = (1,)
    env: Mapping[str, str] = field(default_factory=dict)
    command: Sequence[str] = OURS


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a plan. Times in milliseconds, weights of all processes of the server together."""

    calls: int
    processes: int
    turns: int
    ours: Spread
    waited: Spread
    by_rule: Spread
    greeting: Spread
    kb_a_call: float
    server_mb: float
    cpu_share: float
    """Of one core, while it was measured."""
    rung: int
    lost: Mapping[str, int]
    healthy_after_s: float


@dataclass(frozen=True, slots=True)
class Rig:
    """A server that answers as planned, the line to it, and the folder of all that it keeps."""

    server: Server
    line: Line
    folder: Path


@asynccontextmanager
async def rig(plan: Plan, vendors: StandIns) -> AsyncIterator[Rig]:
    """Yield a server on a store of its own."""
    with _held_to(plan.load_cores), TemporaryDirectory(prefix="bench-") as folder:
        env = {
            "TWILIO_AUTH_TOKEN": wire.TOKEN,
            "PUBLIC_URL": PUBLIC,
            "VOICE_MODE": plan.mode,
            "CALL_LOG_DIR": str(Path(folder) / "call_logs"),
            "AUDIO_DIR": str(Path(folder) / "audio"),
            "MAX_CONCURRENT_CALLS": str(plan.calls + SPARE_CALLS),
            "WEB_CONCURRENCY": str(plan.processes),
            "DAILY_BUDGET_USD": "1000000",
            **vendors.env,
            **plan.env,
        }
        # Twilio opens a connection for each request or keeps it, as it likes; here they are kept.
        connector = aiohttp.TCPConnector(limit=0)
        async with (
            serving(env, command=plan.command, cores=plan.cores) as server,
            aiohttp.ClientSession(connector=connector) as http,
        ):
            if plan.mode == "gather" and plan.command == OURS and env["ELEVENLABS_API_KEY"]:
                await asyncio.wait_for(_speaks(Path(env["AUDIO_DIR"])), SPEAKS_WITHIN_S)
            yield Rig(server, Line(http, server.url), Path(folder))


@contextmanager
def _held_to(cores: Sequence[int]) -> Iterator[None]:
    """Let this process run on these cores only, if any are named."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores or before)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


async def _speaks(folder: Path) -> None:
    """Wait until a server has rendered the first of the lines that it says most, the greeting."""
    while not any(folder.glob("*.wav")):
        await asyncio.sleep(0.1)


async def played(plan: Plan, play: PlayCall) -> Outcome:
    """Hold as many calls as planned, each slot one after the other, and return what came of them."""
    async with StandIns().listening() as vendors, rig(plan, vendors) as rigged:
        server, line, numbers, tally = rigged.server, rigged.line, count(1), Tally()
        await _warm(Slots(play, line, vendors, Tally(), numbers))
        gc.collect()
        gc.freeze()
        before = server.weight()
        slots = Slots(play, line, vendors, tally, numbers)
        slots.open(plan.calls, RAMP_S)
        await asyncio.sleep(RAMP_S + SETTLES_S)
        during, measured_s = await _measured(server, tally, plan.measured_s)
        await slots.close()
        return _outcome(plan, server, tally, (before, *during), measured_s)


async def _warm(slots: "Slots") -> None:
    slots.open(WARM_CALLS, 1.0)
    await asyncio.sleep(2 * wire.EVERY_S + SETTLES_S)
    await slots.close()


async def _measured(server: Server, tally: Tally, measured_s: float) -> tuple[tuple[Weight, Weight], float]:
    first, began_s = server.weight(), time.monotonic()
    tally.measuring = True
    await asyncio.sleep(measured_s)
    tally.measuring = False
    return (first, server.weight()), time.monotonic() - began_s


def _outcome(
    plan: Plan, server: Server, tally: Tally, weights: tuple[Weight, Weight, Weight], measured_s: float
) -> Outcome:
    before, first, last = weights
    return Outcome(
        calls=plan.calls,
        processes=plan.processes,
        turns=len(tally.turns),
        ours=spread(tally.ours_ms),
        waited=spread(tally.waited_ms(own=True)),
        by_rule=spread(tally.waited_ms(own=False)),
        greeting=spread(tally.greetings_ms),
        kb_a_call=round((last.pss_kb - before.pss_kb) / plan.calls, 1),
        server_mb=round(before.pss_kb / 1024, 1),
        cpu_share=round((last.cpu_s - first.cpu_s) / measured_s, 3),
        rung=tally.calls,
        lost=dict(tally.lost),
        healthy_after_s=server.healthy_after_s,
    )


class Slots:
    """Callers in as many slots as are open; when one has hung up, the next one rings in the same slot."""

    def __init__(self, play: PlayCall, line: Line, vendors: StandIns, tally: Tally, numbers: "count[int]") -> None:
        self._play, self._line, self._vendors, self._tally, self._numbers = play, line, vendors, tally, numbers
        self._slots: list[asyncio.Task[None]] = []
        self._over = False

    def open(self, slots: int, within_s: float) -> None:
        """Open slots one by one; the first caller of each hangs up in another turn than its neighbour's."""
        for slot in range(slots):
            turns = slot % wire.TURNS + 1
            self._slots.append(asyncio.create_task(self._callers(within_s * slot / slots, turns)))

    async def close(self) -> None:
        """Let everybody hang up after their turn."""
        self._over = True
        for slot in self._slots:
            slot.cancel()
        for ended in await asyncio.gather(*self._slots, return_exceptions=True):
            if ended and not isinstance(ended, asyncio.CancelledError):
                raise ended
        self._slots = []

    async def _callers(self, after_s: float, turns: int) -> None:
        await asyncio.sleep(after_s)
        while not self._over:
            await self._call(turns)
            turns = wire.TURNS

    async def _call(self, turns: int) -> None:
        caller = Caller(self._line, self._vendors, self._tally, next(self._numbers), turns)
        try:
            await self._play(caller)
        except Lost as lost:
            self._tally.lost[str(lost)] += 1
        except (aiohttp.ClientError, TimeoutError) as error:
            self._tally.lost[type(error).__name__] += 1
        except asyncio.CancelledError:
            await caller.over()
            raise
