"""Tells what is otherwise in a report than in the one before it; reads both as they are written, plays nothing."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_FIGURES = (
    "passed", "safe", "details_right", "prices_right", "forbidden_actions", "false_promises", "asked_again",
    "asked_often", "words_median", "words_over_25", "turns", "seconds", "cost_usd",
)  # fmt: skip
Key = tuple[str, float]


def last(path: Path) -> Mapping[str, Any] | None:
    """Return the report that a file holds, None when there is none that can be read."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and {"callers", "totals"} <= found.keys() else None


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each caller whose verdict changed, then one for the figures that did.

    Figures are compared only where the same callers were played; a caller that was played several times is
    compared by how often it passed.
    """
    old, new = _passed(before), _passed(after)
    for key in sorted(old.keys() & new.keys()):
        if old[key] != new[key]:
            word = "better" if _share(new[key]) > _share(old[key]) else "WORSE"
            yield f"{word:<6} {_named(key)}: {_told(old[key])} -> {_told(new[key])}"
    if old.keys() != new.keys():
        yield f"{len(new.keys() - old.keys())} callers are new, {len(old.keys() - new.keys())} are gone"
        return
    figures = [(name, before["totals"].get(name), after["totals"].get(name)) for name in _FIGURES]
    if moved := [f"{name} {then} -> {now}" for name, then, now in figures if then != now]:
        yield ", ".join(moved)


def _passed(report: Mapping[str, Any]) -> dict[Key, tuple[bool, ...]]:
    found: dict[Key, tuple[bool, ...]] = defaultdict(tuple)
    for row in report["callers"]:
        found[row["id"], row.get("noise", 0.0)] += (row["verdict"] == "pass",)
    return found


def _share(plays: tuple[bool, ...]) -> float:
    return sum(plays) / len(plays)


def _told(plays: tuple[bool, ...]) -> str:
    if len(plays) == 1:
        return "pass" if plays[0] else "fail"
    return f"{sum(plays)} of {len(plays)}"


def _named(key: Key) -> str:
    return f"{key[0]} at {key[1] * 100:g} % noise" if key[1] else key[0]
