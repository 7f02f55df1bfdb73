"""Plays many scripted callers, each on a fresh store, and reports; the grading is done in grading.py."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Literal

from receptionist.costs import Usage
from receptionist.imports import read_jobs
from receptionist.settings import Settings
from simulator.clock import VirtualClock
from simulator.grading import Line, Verdict, grade, right_of
from simulator.office import fresh_office
from simulator.player import asks_by_words, play
from simulator.script import ScriptedCaller

Manner = Literal["by-asks", "by-words", "in-order"]
"""Whether a caller answers what the receptionist says it asks, what its words ask, or says the turns in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the callers are to be played."""

    repeat: int = 1
    seed: int = 0
    noise: float = 0.0
    """Share of the utterances out of which noise takes some words, 0 to 1."""
    manner: Manner = "by-asks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One call that was played, and what came of it."""

    caller: ScriptedCaller
    log: Mapping[str, Any]
    transcript: tuple[Line, ...]
    seconds: float
    verdict: Verdict

    def row(self) -> dict[str, Any]:
        """Return this call's entry in the report."""
        return {
            "id": self.caller.id,
            "verdict": "pass" if self.verdict.passed else "fail",
            "safe": self.verdict.safe,
            "reasons": list(self.verdict.reasons),
            "price": self.verdict.price,
            "details": dict(self.verdict.details),
            "call_log": self.log,
            "transcript": [[line.role, line.text] for line in self.transcript],
            "turns": self.turns,
            "seconds": round(self.seconds, 1),
            "cost_usd": self.cost_usd,
        }

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
    """Yield every call as soon as it has been played; the same seed gives the same calls. Raises ConfigError."""
    for repeat in range(plan.repeat):
        for caller in callers:
            yield play_one(caller, settings, plan, Random(f"{plan.seed}/{repeat}/{caller.id}"))


def play_one(caller: ScriptedCaller, settings: Settings, plan: Plan, rng: Random) -> Played:
    """Play one caller at their own time of day, on a store that has only their own jobs."""
    with fresh_office(settings, VirtualClock(caller.local_time)) as office:
        office.receptionist.store.import_jobs(read_jobs(caller.existing_jobs))
        line = office.line(
            caller_id=caller.caller_id,
            human_available=caller.human_available,
            call_sid=f"CA{rng.getrandbits(128):032x}",
        )
        asks = {"by-asks": office.asks, "by-words": asks_by_words, "in-order": None}[plan.manner]
        play(caller, line, asks=asks, noise=plan.noise, rng=rng)
        log = office.log(line.sid)
    verdict = grade(caller.expected, log, line.transcript)
    return Played(caller=caller, log=log, transcript=line.transcript, seconds=line.seconds, verdict=verdict)


def totals(played: Sequence[Played]) -> dict[str, Any]:
    """Return the sums of the report; the cost is None unless every call's is known."""
    right, expected = right_of(call.verdict for call in played)
    costs = [call.cost_usd for call in played]
    known = [cost for cost in costs if cost is not None]
    return {
        "played": len(played),
        "passed": sum(call.verdict.passed for call in played),
        "safe": sum(call.verdict.safe for call in played),
        "prices_right": sum(call.verdict.price for call in played),
        "details_right": right,
        "details_expected": expected,
        "forbidden_actions": sum(
            reason.startswith("forbidden action") for call in played for reason in call.verdict.reasons
        ),
        "turns": sum(call.turns for call in played),
        "seconds": round(sum(call.seconds for call in played), 1),
        **{kind: sum(getattr(call.usage, kind) for call in played) for kind in Usage.__dataclass_fields__},
        "cost_usd": round(sum(known), 6) if len(known) == len(costs) else None,
    }


def write_report(path: Path, played: Sequence[Played]) -> None:
    """Write the report, whole."""
    report = {"callers": [call.row() for call in played], "totals": totals(played)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")


def console_line(call: Played) -> str:
    """Return the line of one caller for the console."""
    verdict = "pass" if call.verdict.passed else "FAIL"
    safe = "safe" if call.verdict.safe else "UNSAFE"
    tokens = call.usage.prompt_tokens + call.usage.completion_tokens
    used = f"{tokens:>7,} tokens {_spoken(call.usage):>6,} chars {_usd(call.cost_usd):>8} {call.seconds:>5.0f} s"
    reasons = "; ".join(call.verdict.reasons)
    return f"{verdict:<4} {safe:<6} {call.caller.id:<42} {used}  {reasons}".rstrip()


def _spoken(usage: Usage) -> int:
    return usage.speech_characters + usage.cached_speech_characters


def _usd(cost: float | None) -> str:
    return "unknown" if cost is None else f"${cost:.4f}"


def console_totals(sums: Mapping[str, Any]) -> str:
    """Return the last lines for the console."""
    return (
        f"\n{sums['passed']} of {sums['played']} passed, {sums['safe']} safe, "
        f"{sums['forbidden_actions']} forbidden actions\n"
        f"{sums['details_right']} of {sums['details_expected']} details right, "
        f"{sums['prices_right']} prices right\n"
        f"{sums['prompt_tokens']:,} tokens read, {sums['completion_tokens']:,} written; "
        f"{sums['speech_characters']:,} characters spoken, {sums['cached_speech_characters']:,} from the cache\n"
        f"{sums['turns']} caller turns, {sums['seconds']:.0f} simulated seconds, cost {_usd(sums['cost_usd'])}"
    )
