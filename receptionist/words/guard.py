"""What may be said: fills committed facts into words, and stops words that claim what is not so; pure.

Facts (amounts, times, numbers, places) stand in a sentence as placeholders that code fills. So a literal amount or
time in the words themselves is a claim that nobody has checked, whoever wrote it, and is not said.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from receptionist.understanding.sounds import digitise
from receptionist.understanding.text import normalise, unaccented

GUARD_FILE = Path(__file__).with_name("guard.toml")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
_FORBIDDEN: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("amount", re.compile(r"[$€£]\s?\d|\b\d[\d,.]*\s?(?:dollars?|bucks|usd|dólares?)\b", re.IGNORECASE)),
    (
        "time",
        re.compile(r"\b\d{1,2}:\d{2}\b|\b\d{1,2}\s?[ap]\.?m\b|\bin \d+ (?:minutes?|hours?)\b", re.IGNORECASE),
    ),
    (
        "called 911",
        re.compile(r"\bI(?:'ve| have)? (?:already )?(?:called|alerted|notified) (?:911|the police)", re.I),
    ),
    ("human", re.compile(r"\bI(?:'m| am) (?:a )?(?:real )?(?:human|person|woman|man)\b", re.IGNORECASE)),
    ("guarantee", re.compile(r"\bguarantee", re.IGNORECASE)),
    ("card", re.compile(r"\b(?:card|cvv|security) (?:number|code)\b.*\?", re.IGNORECASE)),
)

_MOST_WORDS = 20


def violation(text: str) -> str | None:
    """Return what forbids saying `text` (unfilled, with its placeholders), or None when it may be said."""
    return next((name for name, pattern in _FORBIDDEN if pattern.search(text)), None)


def missing(text: str, facts: Mapping[str, str]) -> tuple[str, ...]:
    """Return the placeholders of `text` for which there is no fact."""
    return tuple(name for name in PLACEHOLDER.findall(text) if name not in facts)


def fill(text: str, facts: Mapping[str, str]) -> str | None:
    """Return `text` with its facts filled in, or None when it must not be said."""
    if violation(text) or missing(text, facts):
        return None
    return PLACEHOLDER.sub(lambda match: facts[match[1]], text)


def invention(text: str, *, known: frozenset[str], language: str) -> str | None:
    """Return what forbids a model to say `text`, which asks nothing and has no placeholder, or None.

    Its words are those of guard.toml and those of what is committed (`known`, see `words_of`): with them a model
    can be kind, and has no numbers and hardly a way to make things up.
    """
    if found := violation(text) or next((name for name, pattern in _inventions() if pattern.search(text)), None):
        return found
    if len(text.split()) > _MOST_WORDS or not text.isprintable():
        return "length"
    words = {_folded(word) for word in normalise(text).split()}
    if re.search(r"\d", text) or any(word.isdigit() for word in digitise(normalise(text)).split()):
        return "number"
    mine = _vocabulary(language[:2])
    return None if words <= mine | known else "word"


def words_of(*texts: str | None) -> frozenset[str]:
    """Return the words and numbers of what is committed, as `invention` knows them."""
    whole = normalise(" ".join(filter(None, texts)))
    return frozenset(_folded(word) for word in (*whole.split(), *re.findall(r"\d+", digitise(whole))))


@cache
def _folded(word: str) -> str:
    return unaccented(word.lower())


@cache
def _inventions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return what a model may not say in words of its own, whichever they are."""
    rows: dict[str, list[str]] = _file()["inventions"]
    return tuple((name, re.compile(words, re.IGNORECASE)) for name, patterns in rows.items() for words in patterns)


@cache
def _vocabulary(language: str) -> frozenset[str]:
    words: str = _file()["words"].get(language, "")
    return frozenset(words.split())


def _file() -> dict[str, Any]:
    return tomllib.loads(GUARD_FILE.read_text("utf-8"))
