"""`make soak MINUTES=30`: calls one after the other for half an hour, then silence; what is left behind then?

A first wave of calls, as many at once, comes before the first weighing: threads and connections that a server
keeps for the next call are there by then, and are no leak.
"""

import asyncio
import os
import sqlite3
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from bench import wire
from bench.callers import relay_call
from bench.load import Plan, Rig, Slots, rig
from bench.report import Line
from bench.server import Weight
from bench.standins import StandIns
from bench.tally import Tally

CALLS = 100
PLAN = Plan(calls=CALLS, measured_s=0, mode="relay", env={"ELEVENLABS_API_KEY": ""})
WAVE_S, SAMPLE_S, SETTLE_S = 100.0, 20.0, 100.0
"""Connections that nobody uses are closed well within the last of these."""
MOST_GROWTH = 0.05
EDGE = 6
"""Samples at each end whose medians are compared."""
SPARE_FILES, MORE_THREADS = 5, 8
"""What may be there more by chance: connections to vendors, and gunicorn's threads, of which it makes one for each
webhook that meets others at work, and keeps it."""
KEPT = {".json", ".db", ".db-wal", ".db-shm", ".log", ".lock", ".wav"}
_LEASED = (
    "SELECT count(*) FROM turns WHERE NOT replied AND lease_until > datetime('now')",
    "SELECT count(*) FROM outbox WHERE state = 'waiting' AND lease_until > datetime('now')",
)


@dataclass(frozen=True, slots=True)
class Soaked:
    """What a soak showed: weights before, meanwhile and after, and what was left."""

    before: Weight
    samples: tuple[Weight, ...]
    after: Weight
    calls: int
    lost: dict[str, int]
    leases: int
    strange_files: tuple[str, ...]

    @property
    def growth(self) -> float:
        """By how much the server has grown from the first samples to the last ones, as a share."""
        pss = [weight.pss_kb for weight in self.samples]
        return statistics.median(pss[-EDGE:]) / statistics.median(pss[:EDGE]) - 1

    def limits(self) -> Sequence[Line]:
        """Return what may be left at most."""
        return [
            Line(f"calls lost, of {self.calls}", sum(self.lost.values()), 0),
            Line("growth of memory, share", round(self.growth, 4), MOST_GROWTH),
            Line("threads after", self.after.threads, self.before.threads + MORE_THREADS),
            Line("open files and sockets after", self.after.files, self.before.files + SPARE_FILES),
            Line("leases left on rows", self.leases, 0),
            Line("files that nobody keeps", len(self.strange_files), 0),
        ]


async def soak(minutes: float, plan: Plan = PLAN) -> Soaked:
    """Play calls for so long, and return what there was to be seen."""
    async with StandIns().listening() as vendors, rig(plan, vendors) as rigged:
        numbers, tally = count(1), Tally()
        slots = Slots(relay_call, rigged.line, vendors, tally, numbers)
        await _wave(slots, plan, WAVE_S)
        before = rigged.server.weight()
        slots = Slots(relay_call, rigged.line, vendors, tally, numbers)
        slots.open(plan.calls, wire.EVERY_S * 3)
        samples = [await _sample(rigged, vendors) for _ in range(max(2, round(minutes * 60 / SAMPLE_S)))]
        await slots.close()
        await asyncio.sleep(SETTLE_S)
        return Soaked(
            before=before,
            samples=tuple(samples),
            after=rigged.server.weight(),
            calls=tally.calls,
            lost=dict(tally.lost),
            leases=leases(rigged.folder),
            strange_files=strange_files(rigged.folder),
        )


async def _wave(slots: Slots, plan: Plan, wave_s: float) -> None:
    slots.open(plan.calls, wire.EVERY_S * 3)
    await asyncio.sleep(wave_s)
    await slots.close()
    await asyncio.sleep(SETTLE_S)


async def _sample(rigged: Rig, vendors: StandIns) -> Weight:
    await asyncio.sleep(SAMPLE_S)
    # Else it would be this process that grows; no caller comes back.
    for known in [name for name, seen in vendors.seen.items() if len(seen) >= wire.TURNS]:
        del vendors.seen[known]
    weight = rigged.server.weight()
    print(f"{weight.pss_kb / 1024:7.1f} MB {weight.threads:5} threads {weight.files:5} files", flush=True)
    return weight


def leases(folder: Path) -> int:
    """Return how many rows somebody still holds."""
    with sqlite3.connect(f"file:{folder}/var/receptionist.db?mode=ro", uri=True) as store:
        return sum(store.execute(query).fetchone()[0] for query in _LEASED)


def strange_files(folder: Path) -> tuple[str, ...]:
    """Return the files that are of no kind that is kept."""
    return tuple(sorted(path.name for path in folder.rglob("*") if path.is_file() and path.suffix not in KEPT))


def main() -> None:
    """Soak for MINUTES and print; the exit status tells whether nothing was left."""
    minutes = float(os.environ.get("MINUTES") or 30)
    calls = int(os.environ.get("CALLS") or CALLS)
    limits = asyncio.run(soak(minutes, replace(PLAN, calls=calls))).limits()
    print(*limits, sep="\n")
    sys.exit(not all(limit.kept for limit in limits))


if __name__ == "__main__":
    main()
