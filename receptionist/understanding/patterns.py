"""Phrases as data: folds what was heard and compiles tables of patterns; knows no meaning itself."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from receptionist.understanding.text import normalise, remembered

BREAK = " . "
"""What stands where words were struck out: no gap in a pattern reaches across it."""


@remembered
def fold(text: str) -> str:
    """Return normalised words without accents and apostrophes, each stammered word once.

    `it's` becomes `its`, `bebé` becomes `bebe`, `my my baby` becomes `my baby`: recognisers differ in just these.
    """
    plain = unicodedata.normalize("NFKD", normalise(text).replace("’", "'"))
    letters = "".join(c for c in plain if not unicodedata.combining(c) and c != "'")
    return re.sub(r"\b(\w+)(?: \1\b)+", r"\1", re.sub(r"\W+", " ", letters)).strip()


def strike(text: str, harmless: re.Pattern[str]) -> str:
    """Return folded `text` without what matches; a break stands in its place."""
    return re.sub(r"\s+", " ", harmless.sub(BREAK, text)).strip()


def compiled(patterns: Iterable[str], parts: Mapping[str, str]) -> re.Pattern[str]:
    """Return one pattern for folded words that matches where any of `patterns` does.

    In a pattern `<name>` stands for the part of that name and `<~3>` for up to three words.
    """
    return re.compile(rf"\b(?:{'|'.join(expanded(pattern, parts) for pattern in patterns)})\b")


def expanded(pattern: str, parts: Mapping[str, str]) -> str:
    """Return `pattern` with its parts and gaps written out; raises KeyError for a part that is not there."""
    whole = re.sub(r"<(\w+)>", lambda found: f"(?:{expanded(parts[found[1]], parts)})", pattern)
    return re.sub(r"<~(\d+)>", r"(?: \\w+){0,\1}", whole)


@cache
def table(name: str) -> dict[str, Any]:
    """Return a table of phrases that ships with this package."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))
