"""Sentences that a model might say, each in a case: loads guard_*.toml, judges nothing."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from receptionist.cases import Job
from receptionist.records import from_json
from receptionist.shop import business as business_file
from receptionist.words.facts import Facts, facts_of

DATA = Path(__file__).parent / "data"
BUSINESS = business_file.load(Path("business.toml"))


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence, the case in which it is said, and what is right or wrong with it."""

    text: str
    case: str
    language: str
    kind: str


def sayings(corpus: str) -> Iterator[Saying]:
    """Yield the sentences of a corpus: `harmful` or `harmless`."""
    for group in _table(f"guard_{corpus}")["group"]:
        for text in group["sentences"]:
            yield Saying(text, group["case"], group["language"], group["kind"])


@cache
def facts(case: str) -> Facts:
    """Return what is so in a case of guard_cases.toml."""
    rows = _table("guard_cases")[case]
    return facts_of(job(case), BUSINESS, said=rows["said"])


def job(case: str) -> Job:
    """Return the job of a case."""
    return from_json(Job, _table("guard_cases")[case].get("job", {}))


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))
