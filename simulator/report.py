"""What is told of played callers: a line each, the totals, and the report as JSON; plays and judges nothing."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from receptionist.costs import Usage
from receptionist.ports import ConfigError
from simulator import quality
from simulator.callers import Played
from simulator.grading import right_of
from simulator.intervals import wilson

HEADER = f"{'verdict':<11} {'caller':<50} details forbidden false turns     s     cost   tokens  chars  reasons"
MOST_TURNS, MOST_SECONDS = 9, 90
"""A standard lockout is taken within so many turns of the caller, and seconds of words on both sides."""
_LOCKOUTS = ("vehicle_lockout", "home_lockout", "business_lockout")


def row(call: Played) -> dict[str, Any]:
    """Return a call's entry in the report."""
    return {
        "id": call.caller.id,
        "noise": call.noise,
        "verdict": "pass" if call.verdict.passed else "fail",
        "safe": call.verdict.safe,
        "reasons": list(call.verdict.reasons),
        "price": call.verdict.price,
        "details": dict(call.verdict.details),
        "false_promises": list(call.false_promises),
        "asked_again": list(call.quality.asked_again),
        "asked_often": list(call.quality.asked_often),
        "turns_to_job": call.quality.turns_to_job,
        "seconds_to_job": call.quality.seconds_to_job,
        "call_log": call.log,
        "transcript": [[line.role, line.text] for line in call.transcript],
        "turns": call.turns,
        "seconds": round(call.seconds, 1),
        "cost_usd": call.cost_usd,
    }


def totals(played: Sequence[Played]) -> dict[str, Any]:
    """Return the sums of the report; the cost is None unless every call's is known."""
    right, expected = right_of(call.verdict for call in played)
    passed, safe = (sum(getattr(call.verdict, name) for call in played) for name in ("passed", "safe"))
    costs = [call.cost_usd for call in played]
    known = [cost for cost in costs if cost is not None]
    return {
        "played": len(played),
        "passed": passed,
        "passed_95": wilson(passed, len(played)),
        "safe": safe,
        "safe_95": wilson(safe, len(played)),
        "prices_right": sum(call.verdict.price for call in played),
        "details_right": right,
        "details_expected": expected,
        "details_95": wilson(right, expected),
        "forbidden_actions": sum(_forbidden(call) for call in played),
        "false_promises": sum(len(call.false_promises) for call in played),
        "turns": sum(call.turns for call in played),
        "seconds": round(sum(call.seconds for call in played), 1),
        **{kind: sum(getattr(call.usage, kind) for call in played) for kind in Usage.__dataclass_fields__},
        "cost_usd": round(sum(known), 6) if len(known) == len(costs) else None,
        **quality.of_all([call.quality for call in played]),
        "standard_lockouts": _standard_lockouts(played),
    }


def _forbidden(call: Played) -> int:
    return sum(reason.startswith("forbidden action") for reason in call.verdict.reasons)


def _standard_lockouts(played: Sequence[Played]) -> dict[str, Any]:
    """Return how long lockouts without danger took that passed, until the job was taken."""
    took = [
        (call.quality.turns_to_job, call.quality.seconds_to_job)
        for call in played
        if call.verdict.passed
        and call.log["job"]["service_type"] in _LOCKOUTS
        and call.log["job"]["urgency"] == "urgent"
        and call.quality.turns_to_job is not None
        and call.quality.seconds_to_job is not None
    ]
    turns, seconds = [turns for turns, _ in took], [seconds for _, seconds in took]
    return {
        "calls": len(took),
        "turns_median": median(turns) if took else None,
        "turns_max": max(turns, default=None),
        "seconds_median": round(median(seconds), 1) if took else None,
        "seconds_max": max(seconds, default=None),
        "within": sum(t <= MOST_TURNS and s <= MOST_SECONDS for t, s in zip(turns, seconds, strict=True)),
    }


def curve(played: Sequence[Played]) -> list[dict[str, Any]]:
    """Return the totals at each share of noise, quietest first."""
    shares = sorted({call.noise for call in played})
    return [{"noise": share, **totals([call for call in played if call.noise == share])} for share in shares]


def report(played: Sequence[Played]) -> dict[str, Any]:
    """Return the whole report."""
    return {"callers": [row(call) for call in played], "totals": totals(played), "curve": curve(played)}


def make_room(*paths: Path) -> None:
    """Make sure that these files can be written, before an hour of playing. Raises ConfigError."""
    for path in paths:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"{path}: cannot be written: {error.strerror}", permanent=True) from error
        if path.is_dir() or not os.access(path.parent, os.W_OK):
            raise ConfigError(f"{path}: cannot be written", permanent=True)


def write(path: Path, content: str) -> None:
    """Write a file whole: who is interrupted leaves what was there before."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.write_text(content, "utf-8")
    unfinished.replace(path)


def console_line(call: Played) -> str:
    """Return the line of one caller for the console; HEADER stands above it."""
    verdict = f"{'pass' if call.verdict.passed else 'FAIL':<4} {'safe' if call.verdict.safe else 'UNSAFE':<6}"
    right, expected = right_of([call.verdict])
    said = f"{_forbidden(call):>9} {len(call.false_promises):>5} {call.turns:>5} {call.seconds:>5.0f}"
    spoken = call.usage.speech_characters + call.usage.cached_speech_characters
    used = f"{_usd(call.cost_usd):>8} {call.usage.prompt_tokens + call.usage.completion_tokens:>8,} {spoken:>6,}"
    reasons = "; ".join((*call.verdict.reasons, *(f"false promise: {said}" for said in call.false_promises)))
    return f"{verdict} {call.caller.id:<50} {f'{right}/{expected}':>7} {said} {used}  {reasons}".rstrip()


def _usd(cost: float | None) -> str:
    return "unknown" if cost is None else f"${cost:.4f}"


def _percent(interval: Sequence[float]) -> str:
    return f"95 % interval {interval[0] * 100:.1f} to {interval[1] * 100:.1f} %"


def console_totals(sums: Mapping[str, Any]) -> str:
    """Return the last lines for the console."""
    lockouts = sums["standard_lockouts"]
    return "\n".join(
        (
            f"\n{sums['passed']} of {sums['played']} passed ({_percent(sums['passed_95'])})",
            f"{sums['safe']} safe ({_percent(sums['safe_95'])}), {sums['forbidden_actions']} forbidden actions, "
            f"{sums['false_promises']} false promises",
            f"{sums['details_right']} of {sums['details_expected']} details right "
            f"({_percent(sums['details_95'])}), {sums['prices_right']} prices right",
            f"words a reply: median {sums['words_median']}, at most {sums['words_max']}; "
            f"{(sums['words_over_25'] or 0) * 100:.1f} % have more than {quality.LONG_REPLY}",
            f"{sums['asked_again']} calls with a question again once answered, "
            f"{sums['asked_often']} with one more than twice",
            f"{lockouts['calls']} standard lockouts taken: median {lockouts['turns_median']} caller turns and "
            f"{lockouts['seconds_median']} s of words, at most {lockouts['turns_max']} and "
            f"{lockouts['seconds_max']} s; {lockouts['within']} within {MOST_TURNS} and {MOST_SECONDS} s",
            _used(sums),
        )
    )


def _used(sums: Mapping[str, Any]) -> str:
    return (
        f"{sums['prompt_tokens']:,} tokens read, {sums['completion_tokens']:,} written; "
        f"{sums['speech_characters']:,} characters spoken, {sums['cached_speech_characters']:,} from the cache\n"
        f"{sums['turns']} caller turns, {sums['seconds']:.0f} simulated seconds, cost {_usd(sums['cost_usd'])}"
    )


def console_curve(points: Sequence[Mapping[str, Any]]) -> str:
    """Return the shares over noise for the console, a line each with its bar."""
    return "\n".join(
        (
            "\n  noise  passed",
            *(f"{p['noise'] * 100:>5g} %  {_bar(p['passed'] / (p['played'] or 1))}" for p in points),
        )
    )


def _bar(share: float) -> str:
    return f"{share * 100:>5.1f} %  {'#' * round(share * 50)}"
