"""Cuts a text of our staff into phrases, numbers, spans and hours (replies.toml); decides not what it means."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from receptionist.shop.people import Person

_REACTION = re.compile(r'(\S+)(?: at| to)? ?".*"')
"""`Liked "JOB 1042 …"`: how a phone without reactions shows one."""
_SKIN_AND_SHAPE = re.compile("[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f\u200d]")


class Doubt(Exception):
    """Something in a text is not understood, or does not fit the rest."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; its kind is one of replies.toml, `person`, or `other` for what nothing knows."""

    kind: str
    text: str
    name: str = ""
    """The line of its table, where it stands in one; the key of a person, empty when two are called so."""


def read(text: str, people: Iterable[Person]) -> tuple[Piece, ...]:
    """Return the pieces of a text in order; punctuation is none, and neither is what only fills."""
    kinds, pattern = _pattern(frozenset(_names(people)))
    found = ((kinds[match.lastindex or 0], match[0]) for match in pattern.finditer(_in_figures(plain(text))))
    pieces = ((kind.partition(":"), words) for kind, words in found)
    return tuple(Piece(kind[0], words, kind[2]) for kind, words in pieces if kind[0] not in ("filler", "mark"))


def plain(text: str) -> str:
    """Return a text in lower case without accents and apostrophes, of a reaction to a text of ours its word."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate({0x201C: '"', 0x201D: '"', 0x2019: "'"}))
    bare = "".join(c for c in folded if not unicodedata.combining(c) and c != "'")
    words = " ".join(_SKIN_AND_SHAPE.sub("", bare).replace("–", "-").replace("⁄", "/").split())
    reaction = _REACTION.fullmatch(words)
    return reaction[1] if reaction else words


def _in_figures(words: str) -> str:
    for number, listed in sorted(_tables()["numbers"].items(), key=lambda row: -len(row[1][0])):
        words = re.sub(rf"(?<!\w)(?:{'|'.join(listed)})(?!\w)", number, words)
    return words


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("replies.toml").read_text("utf-8"))


def _names(people: Iterable[Person]) -> Iterable[tuple[str, str]]:
    """Yield what each of our people is called, and the key; a name that two share has none."""
    called = [(plain(name), person.key) for person in people for name in (person.key, person.name)]
    called += [(name.split()[0], key) for name, key in called]
    for name in dict(called):
        keys = {key for other, key in called if other == name}
        yield name, keys.pop() if len(keys) == 1 else ""


@cache
def _pattern(names: frozenset[tuple[str, str]]) -> tuple[tuple[str, ...], re.Pattern[str]]:
    """Return one pattern with a group for each phrase and value, and the kinds of the groups."""
    phrases = [(kind, phrase) for kind, listed in _tables()["phrases"].items() for phrase in listed]
    for table in ("days", "spans"):
        phrases += [(f"{table}:{name}", p) for name, listed in _tables()[table].items() for p in listed]
    phrases += [(f"person:{key}", rf"{re.escape(name)}s?") for name, key in names]
    phrases.sort(key=lambda phrase: -len(phrase[1]))
    whole = [(kind, rf"(?<!\w)(?:{p})(?!\w)" if p[0].isalnum() or p[0] == "(" else p) for kind, p in phrases]
    values = [(kind, rf"(?<!\w)(?:{value})") for kind, value in _tables()["values"].items()]
    rows = [*values, *whole, ("mark", r"[!-/:;=@_¡]"), ("other", r"\w+|[^\s\w]")]
    return ("", *(kind for kind, _ in rows)), re.compile("|".join(f"({row})" for _, row in rows))
