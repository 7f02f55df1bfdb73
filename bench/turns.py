"""Our own time in a turn: signed webhooks against the real app, with SQLite on this machine's disk.

Prints milliseconds. Vendors are stand-ins in another process: what is measured is ours alone (signature, rules,
both commits, TwiML, reading a model's answer). Run it with `make bench`, which fails when a limit is passed;
docs/performance.md tells what the figures mean.
"""

import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable

from bench.alarm import alarms
from bench.beside import Beside
from bench.caller import Caller, Timed, ringing
from bench.vendors import vendors
from receptionist.followups import stop_all

CALLS, MODEL_CALLS = 20, 10
BLOCKS, BLOCK_CALLS = 16, 3
"""Blocks of calls with background work, as many without, in turn: what else the machine does hits both alike.

In a block with background work, what follows a call is done while the next one is played, as on any day.
"""
PAUSE_S = 0.02
"""A caller speaks for seconds: without a pause what goes on beside the calls would hardly get its turn."""
LOOKS = 300
MOST_RATIO, MOST_HEALTH_MS, MOST_ALARM_MS = 1.2, 50.0, 2000.0
BESIDE = ("rendered", "probed", "export_call_log", "summarise", "crm_note")


def p95(values: Iterable[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(values, n=20)[-1]


def by_kind(timed: Iterable[Timed]) -> dict[str, list[float]]:
    """Return the times of each kind of request."""
    times: dict[str, list[float]] = defaultdict(list)
    for kind, elapsed_ms in timed:
        times[kind].append(elapsed_ms)
    return times


def show(name: str, values: list[float]) -> None:
    """Print a row of the table."""
    print(f"{name:28}{statistics.median(values):9.2f}{p95(values):9.2f}{max(values):9.2f}", flush=True)


def own_time() -> None:
    """Measure each kind of request without vendors."""
    with ringing({}) as caller:
        for kind, values in by_kind(caller.calls(CALLS)).items():
            show(kind, values)


def with_a_model() -> None:
    """Measure turns whose words a model finds, and whose audio is there: in all, and our process alone."""
    for name, timer in (("turn, model and speech", time.perf_counter), ("  of it our CPU", time.process_time)):
        with vendors() as env, ringing(env, timer) as caller:
            show(name, by_kind(caller.calls(MODEL_CALLS))["turn"])


def alarm() -> bool:
    """Measure how soon an emergency is told; True when each was in time."""
    times_ms = alarms()
    show("danger to first notice", times_ms)
    return max(times_ms) < MOST_ALARM_MS


def health() -> bool:
    """Measure GET /health with every vendor broken; tell whether it is quick, and says so."""
    with vendors("broken") as env, ringing(env) as caller:
        looks = [caller.health() for _ in range(LOOKS)]
    times, components = [elapsed_ms for elapsed_ms, _ in looks], looks[-1][1]
    show("health, vendors broken", times)
    told = all(components[name]["status"] == "degraded" for name in ("conversation", "speech"))
    return told and p95(times) <= MOST_HEALTH_MS


def background() -> bool:
    """Measure turns with background work and without; tell whether it delays them little enough."""
    with vendors("lifelike") as env, ringing({}) as caller:
        alone, beside, done = _alternating(caller, env)
    show("turn, nothing beside it", alone)
    show("turn, background work", beside)
    ratio = p95(beside) / p95(alone)
    print(f"background: p95 with / p95 without = {ratio:.2f} (limit {MOST_RATIO:.2f})")
    print("  meanwhile: " + ", ".join(f"{done[kind]} {kind}" for kind in BESIDE))
    return ratio <= MOST_RATIO and all(done[kind] for kind in BESIDE)


def _alternating(caller: Caller, env: dict[str, str]) -> tuple[list[float], list[float], Counter[str]]:
    caller.receptionist.background.stop()
    stop_all((caller.receptionist.runner, *caller.receptionist.summarisers))
    work = Beside(caller.receptionist, env)
    alone: list[float] = []
    beside: list[float] = []
    for _ in range(BLOCKS):
        alone += by_kind(caller.calls(BLOCK_CALLS, pause_s=PAUSE_S))["turn"]
        work.catch_up()
        work.start()
        beside += by_kind(caller.calls(BLOCK_CALLS, pause_s=PAUSE_S))["turn"]
        work.stop()
    work.close()
    return alone, beside, work.done


def main() -> None:
    """Measure and print; the exit status tells whether every limit was kept."""
    print(f"{'milliseconds':28}{'median':>9}{'p95':>9}{'slowest':>9}")
    own_time()
    with_a_model()
    kept = [alarm(), health(), background()]
    sys.exit(not all(kept))


if __name__ == "__main__":
    main()
