"""Reads the corpora of what callers say, and counts what was made of it: right, unknown or wrong."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from receptionist.cases import Details
from receptionist.shop.services import load
from receptionist.understanding.heard import Hearing
from receptionist.understanding.understand import understand
from tests.conftest import TUESDAY_AFTERNOON

Verdict = Literal["right", "unknown", "wrong"]
Found = list[tuple[Verdict, str, str, str]]
"""Verdict, what was said, what is expected, what was made of it."""

SERVICES = load()
TOWNS = ("Cedar Hollow", "Marlow Creek", "Brindle Park", "Harper Mesa")
OTHER_TOWNS = ("Greywater", "Port Alder")
NOTHING = "-"


def rows(name: str) -> list[tuple[str, str]]:
    """Return what is said and what is expected, from `data/<name>.txt`."""
    text = (Path(__file__).parent / "data" / f"{name}.txt").read_text("utf-8")
    lines = [line.rpartition(" = ") for line in text.splitlines() if line and not line.startswith("#")]
    return [(said, expected) for said, _, expected in lines]


def details(said: str, *asks: str) -> Details:
    """Return what is understood of an answer to the question for `asks`, on a Tuesday afternoon."""
    hearing = Hearing(now=TUESDAY_AFTERNOON, towns=TOWNS, other_towns=OTHER_TOWNS, asks=asks)
    return understand(said, hearing, SERVICES).details


def judged(name: str, made: Callable[[str], str], verdict: Callable[[str, str], Verdict]) -> Found:
    """Return the verdict on each row of a corpus."""
    return [(verdict(made(said), expected), said, expected, made(said)) for said, expected in rows(name)]


def tally(found: Found) -> Counter[Verdict]:
    """Return how many rows are right, unknown and wrong."""
    return Counter(verdict for verdict, *_ in found)


def field(made: str, expected: str) -> Verdict:
    """Judge one value: nothing, or only a part of it, is unknown; anything else is wrong."""
    said, wanted = _plain(made).split(), _plain(expected).split()
    if said == wanted:
        return "right"
    return "unknown" if made == NOTHING or set(said) < set(wanted) else "wrong"


def parts(made: str, expected: str) -> Verdict:
    """Judge values between bars, each by itself; `*` expects anything. The worst of them counts."""
    pairs = zip(made.split(" | "), expected.split(" | "), strict=True)
    verdicts = {field(one, other) for one, other in pairs if other != "*"}
    return "wrong" if "wrong" in verdicts else "unknown" if "unknown" in verdicts else "right"


def shown(value: object) -> str:
    """Return a detail as the corpora write it."""
    return NOTHING if value in (None, "", ()) else str(value)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace(",", " ").split())
