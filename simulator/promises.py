"""Finds false promises: what a receptionist said that the call log does not bear out; knows no rule of the app.

An amount of money is borne out by a quote in the log (with or without the surcharge), by the two amounts that
everybody may be told (service call fee, after-hours surcharge), or by the caller having named it. An arrival, an
effect or a deed is borne out by an action or a job's detail in the log, by the end of the call
(data/promises.toml). Questions promise nothing.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PROMISES_FILE = Path(__file__).with_name("data") / "promises.toml"
_SENTENCE = re.compile(r"[^.!?¿]+[.!?]?")
_AMOUNT = re.compile(
    r"\$ ?(\d[\d,]*)|(?:(\d+)(?: (?:to|and|a|y) |-))?(\d+)(?:[ -](?:US )?(?:dollars?|dólares|bucks))"
)


@dataclass(frozen=True, slots=True)
class _Claim:
    """One kind of thing to promise, and what bears it out."""

    kind: str
    says: re.Pattern[str]
    unless: re.Pattern[str] | None
    evidence: Mapping[str, frozenset[str]]


def false_promises(log: Mapping[str, Any], fixed_amounts: frozenset[int]) -> tuple[str, ...]:
    """Return each promise of a call that its log does not bear out, as `kind: sentence`."""
    known = fixed_amounts | _quoted(log, fixed_amounts) | _said_by_caller(log)
    return tuple(
        f"{kind}: {sentence}"
        for turn in log.get("turns", ())
        if turn["role"] == "assistant"
        for sentence in _sentences(turn["text"])
        for kind in (*_unborne(sentence, log), *(("amount",) if _amounts(sentence) - known else ()))
    )


def fixed_amounts(pricing: Mapping[str, Any]) -> frozenset[int]:
    """Return the amounts that a business with this price book tells everybody: its fee and its surcharge."""
    return frozenset(int(pricing.get(key, 0)) for key in ("service_call_fee", "after_hours_surcharge"))


def _sentences(text: str) -> Iterator[str]:
    return (found.strip() for found in _SENTENCE.findall(text) if not found.strip().endswith("?"))


def _unborne(sentence: str, log: Mapping[str, Any]) -> Iterator[str]:
    for claim in _claims():
        denied = claim.unless and claim.unless.search(sentence)
        if claim.says.search(sentence) and not denied and not _borne_out(claim, log):
            yield claim.kind


def _borne_out(claim: _Claim, log: Mapping[str, Any]) -> bool:
    jobs = _jobs(log)
    return (
        any(action["kind"] in claim.evidence["actions"] for action in log.get("actions", ()))
        or any(job.get(detail) for job in jobs for detail in claim.evidence["job"])
        or any(job.get("status") in claim.evidence["status"] for job in jobs)
    )


def _jobs(log: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [job for job in (log.get("job"), *log.get("additional_jobs", ())) if job]


def _quoted(log: Mapping[str, Any], extras: frozenset[int]) -> set[int]:
    """Return the amounts of all quotes in the log, each also with and without the surcharge."""
    quotes = (job.get("quote") or {} for job in _jobs(log))
    amounts = {int(quote[key]) for quote in quotes for key in ("low", "high") if quote.get(key) is not None}
    return amounts | {amount + sign * extra for amount in amounts for extra in extras for sign in (1, -1)}


def _said_by_caller(log: Mapping[str, Any]) -> set[int]:
    return {
        amount for turn in log.get("turns", ()) if turn["role"] == "caller" for amount in _amounts(turn["text"])
    }


def _amounts(text: str) -> set[int]:
    return {int(part.replace(",", "")) for found in _AMOUNT.findall(text) for part in found if part}


@cache
def _claims() -> tuple[_Claim, ...]:
    data = tomllib.loads(PROMISES_FILE.read_text("utf-8"))
    return tuple(_claim(kind, row) for kind, row in data.items())


def _claim(kind: str, row: Mapping[str, Any]) -> _Claim:
    return _Claim(
        kind=kind,
        says=re.compile("|".join(row["says"]), re.IGNORECASE),
        unless=re.compile(row["unless"], re.IGNORECASE) if "unless" in row else None,
        evidence={key: frozenset(row.get(key, ())) for key in ("actions", "job", "status")},
    )
