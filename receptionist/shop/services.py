"""The trades as data: reads services.toml into frozen rows; decides nothing."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from receptionist.cases import Urgency


@dataclass(frozen=True, kw_only=True)
class Service:
    """One service of the trade: how callers name it, what to ask, how urgent it is.

    Its patterns are compiled when they are first looked at: all of them together take a fifth of a second.
    """

    key: str
    family: Literal["vehicle", "building", "other"]
    takes: Literal["job", "message"]
    """`message`: the owner quotes or decides, so a message is taken instead of a job."""
    urgency: Urgency
    safety: bool
    """Whether the safety question is asked before anything else."""
    questions: tuple[str, ...]
    """Slot words in the order in which they are asked."""
    title: Mapping[str, str]
    """Language -> what the receptionist calls it, with its article: `a car lockout`."""
    named: Mapping[str, tuple[str, ...]]
    """Language -> the sources of `words`."""
    signed: tuple[tuple[str, ...], ...] = ()
    """The sources of `signs`."""

    @cached_property
    def words(self) -> Mapping[str, tuple[re.Pattern[str], ...]]:
        """Language -> patterns over normalised words that name the service."""
        return {language: tuple(map(re.compile, sources)) for language, sources in self.named.items()}

    @cached_property
    def signs(self) -> tuple[tuple[re.Pattern[str], ...], ...]:
        """Sets of patterns that name it where nothing names a service: all of one set, in any order."""
        return tuple(tuple(map(re.compile, sources)) for sources in self.signed)


Services = Mapping[str, Service]


SERVICES_FILE = Path(__file__).with_name("services.toml")


@cache
def load(path: Path = SERVICES_FILE) -> Services:
    """Return the services by key, in the file's order: where two fit equally well, the earlier one wins."""
    rows: dict[str, dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))
    parts: dict[str, str] = rows.pop("parts", {})
    return {key: _service(key, row, parts) for key, row in rows.items()}


def _service(key: str, row: dict[str, Any], parts: Mapping[str, str]) -> Service:
    def whole(words: str) -> str:
        return re.sub(r"<(\w+)>", lambda named: f"(?:{parts[named[1]]})", words)

    def sign(words: str) -> str:
        return whole(rf"\b(?:{words})s?\b")

    return Service(
        key=key,
        family=row["family"],
        takes=row.get("takes", "job"),
        urgency=row["urgency"],
        safety=row.get("safety", False),
        questions=tuple(row["questions"]),
        title=row["title"],
        named={language: tuple(map(whole, words)) for language, words in row.get("words", {}).items()},
        signed=tuple(tuple(map(sign, signs)) for signs in row.get("signs", ())),
    )
