"""Plays many callers, each on a fresh store; the grading is done in grading.py, the reporting in report.py."""

import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context, parent_process
from random import Random
from threading import Thread
from typing import Any, Literal

from receptionist.costs import Usage
from receptionist.imports import read_jobs
from receptionist.settings import Settings
from simulator.clock import VirtualClock
from simulator.grading import Line, Verdict, grade
from simulator.noise import Noise
from simulator.office import Office, fresh_office
from simulator.player import asks_by_words, play
from simulator.prices import read_pricing, total
from simulator.promises import false_promises, fixed_amounts
from simulator.quality import Quality, quality
from simulator.script import BUSINESS_FILE, ByTheBook, ScriptedCaller
from simulator.twilio import PhoneLine

TEXTS_END_S = 31 * 60.0
"""After so long without a text an exchange is over, and logged."""
Order = Literal["by-asks", "by-words", "in-order"]
"""Whether a caller answers what the receptionist says it asks, what its words ask, or says the turns in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the callers are to be played."""

    repeat: int = 1
    seed: int = 0
    noise: tuple[float, ...] = (0.0,)
    """Shares of the words that the line disturbs, 0 to 1; every caller rings once (or `repeat` times) at each."""
    order: Order = "by-asks"
    workers: int = 1
    """Processes that play at the same time."""


@dataclass(frozen=True, slots=True)
class Ring:
    """One caller ringing once."""

    caller: ScriptedCaller
    noise: float = 0.0
    repeat: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One call that was played, and what came of it."""

    caller: ScriptedCaller
    noise: float
    log: Mapping[str, Any]
    transcript: tuple[Line, ...]
    seconds: float
    verdict: Verdict
    quality: Quality
    false_promises: tuple[str, ...]

    @property
    def turns(self) -> int:
        """How often the caller said or keyed something."""
        return sum(line.role == "caller" for line in self.transcript)

    @property
    def usage(self) -> Usage:
        """What the call used up, by its log."""
        return Usage(**(self.log.get("usage") or {}))

    @property
    def cost_usd(self) -> float | None:
        """What the call cost, None when that is unknown."""
        cost: float | None = (self.log.get("cost_usd") or {}).get("total")
        return cost


def play_all(callers: Sequence[ScriptedCaller], settings: Settings, plan: Plan) -> Iterator[Played]:
    """Yield the calls in order, each once it has been played; one seed, the same calls. Raises ConfigError."""
    rings = [Ring(caller, noise, n) for noise in plan.noise for n in range(plan.repeat) for caller in callers]
    play_ring = partial(play_one, settings=settings, plan=plan)
    if plan.workers == 1:
        yield from map(play_ring, rings)
        return
    # Stand-in vendors run in threads of this process, so it cannot be forked.
    spawn = get_context("spawn")
    with ProcessPoolExecutor(plan.workers, mp_context=spawn, initializer=_end_with_the_parent) as pool:
        yield from pool.map(play_ring, rings)


def _end_with_the_parent() -> None:
    """Leave interrupts to the process that started this one, and end at once when that one has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_wait_for_the_parent, daemon=True).start()


def _wait_for_the_parent() -> None:
    if parent := parent_process():
        parent.join()
    os._exit(1)


def play_one(ring: Ring, settings: Settings, plan: Plan) -> Played:
    """Play one caller at their own time of day, on a store that has only their own jobs."""
    caller = ring.caller
    rng = Random(f"{plan.seed}/{ring.repeat}/{caller.id}")
    with fresh_office(settings, VirtualClock(caller.local_time)) as office:
        office.receptionist.store.import_jobs(read_jobs(caller.existing_jobs))
        line = _line(office, caller, rng)
        asks = {"by-asks": office.asks, "by-words": asks_by_words, "in-order": None}[plan.order]
        told = play(caller, line, asks=asks, distort=Noise(ring.noise, rng, caller.language))
        seconds = line.seconds
        office.clock.sleep(TEXTS_END_S if line.by_text else 0.0)
        log = _whole([office.log(sid) for sid in line.sids])
    return _graded(ring, line, log, told, seconds, read_pricing(settings.business_file or BUSINESS_FILE))


def _line(office: Office, caller: ScriptedCaller, rng: Random) -> PhoneLine:
    line = office.line(
        caller_id=caller.caller_id,
        human_available=caller.human_available,
        call_sid=f"CA{rng.getrandbits(128):032x}",
    )
    if caller.machine_answers:
        line.twilio.others = "voicemail"
    return line


def _graded(
    ring: Ring,
    line: PhoneLine,
    log: Mapping[str, Any],
    told: Mapping[str, object],
    seconds: float,
    pricing: Mapping[str, Any],
) -> Played:
    expected, price = ring.caller.expected, ring.caller.expected.price
    if isinstance(price, ByTheBook):
        price = total(pricing, price, told)
    return Played(
        caller=ring.caller,
        noise=ring.noise,
        log=log,
        transcript=line.transcript,
        seconds=seconds,
        verdict=grade(replace(expected, price=price, slots={**expected.slots, **told}), log, line.transcript),
        quality=quality(log, line.transcript),
        false_promises=false_promises(log, fixed_amounts(pricing)),
    )


def _whole(logs: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the logs of a caller who was cut off and rang again as one: the last, with all turns and actions."""
    if len(logs) == 1:
        return logs[0]
    together = {key: [entry for log in logs for entry in log.get(key, ())] for key in ("turns", "actions")}
    return {**logs[-1], **together}
