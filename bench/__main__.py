"""`make bench`: both modes, the seeds' design and a bare echo beside them, under calls as Twilio makes them.

The server has one core and the load with the vendors the other, but where two processes share both. Fails when a
limit is passed. ONLY names the parts to be run, REPORT and PLOT the files to be written.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import replace

from bench.callers import gather_call, relay_call
from bench.greetings import greetings_ms
from bench.load import Outcome, Plan, PlayCall, played
from bench.report import HEADER, Line, keep, row
from bench.starts import healthy_after_s
from bench.tally import spread

MEASURED_S = 48.0
CURVE = (50, 100, 200, 300, 400)
CALLS, MANY_CALLS, GATHER_CALLS = 300, 1000, 30
# Twilio speaks: what a server renders ahead for the other mode, in its first minutes, is no part of a turn.
RELAY = Plan(calls=CALLS, measured_s=MEASURED_S, mode="relay", env={"ELEVENLABS_API_KEY": ""})
GATHER = Plan(calls=GATHER_CALLS, measured_s=MEASURED_S, mode="gather")
BOTH = (0, 1)


def foreign(app: str, plan: Plan) -> Plan:
    """Return a plan for another app, served as ours is."""
    options = ("-c", os.devnull, "-k", "gthread", "--threads", str(plan.calls + 50), "--no-control-socket")
    return replace(plan, command=(sys.executable, "-m", "gunicorn", *options, f"bench.{app}:create_app()"))


LOADS: dict[str, tuple[PlayCall, Plan]] = {
    "a bare echo": (relay_call, foreign("echo", RELAY)),
    **{f"relay, {calls} calls": (relay_call, replace(RELAY, calls=calls)) for calls in CURVE},
    "relay, two processes": (
        relay_call,
        replace(RELAY, calls=MANY_CALLS, processes=2, cores=BOTH, load_cores=BOTH),
    ),
    "gather": (gather_call, GATHER),
    "the seeds' design": (gather_call, foreign("seeds_design", GATHER)),
}


def main() -> None:
    """Measure and print; the exit status tells whether every limit was kept."""
    wanted = os.environ.get("ONLY", "")
    outcomes: dict[str, Outcome] = {}
    print(HEADER, flush=True)
    for name, (play, plan) in LOADS.items():
        if wanted in name:
            outcomes[name] = asyncio.run(played(plan, play))
            print(row(name, outcomes[name]), flush=True)
    limits = list(limits_of(outcomes))
    if wanted in "greeting from cache":
        limits.append(Line("greeting from cache, p95 ms", spread(asyncio.run(greetings_ms())).p95, 15))
    if wanted in "start to /health":
        limits += [
            Line(f"start to /health with {keys} keys, s", asyncio.run(healthy_after_s(keys)), 2.0)
            for keys in ("no", "all")
        ]
    print(*limits, sep="\n")
    keep(
        outcomes,
        limits,
        [outcome for name, outcome in outcomes.items() if name.startswith("relay, ") and "two" not in name],
    )
    sys.exit(not all(limit.kept for limit in limits))


def limits_of(outcomes: dict[str, Outcome]) -> Sequence[Line]:
    """Return the limits of what was run."""
    limits = [Line(f"{name}: calls lost", sum(outcome.lost.values()), 0) for name, outcome in outcomes.items()]
    if one := outcomes.get(f"relay, {CALLS} calls"):
        limits += [
            Line(f"relay, {CALLS} calls: our share, median ms", one.ours.median, 5),
            Line(f"relay, {CALLS} calls: our share, p95 ms", one.ours.p95, 20),
            Line(f"relay, {CALLS} calls: kB a call", one.kb_a_call, 150),
        ]
    if two := outcomes.get("relay, two processes"):
        limits.append(Line("relay, two processes: our share, p95 ms", two.ours.p95, 100))
    ours, theirs = outcomes.get("gather"), outcomes.get("the seeds' design")
    if ours and theirs and theirs.waited.median:
        ratio = round(ours.waited.median / theirs.waited.median, 3)
        limits.append(Line("gather: first audio, of the seeds' design", ratio, 0.45))
    return limits


if __name__ == "__main__":
    main()
