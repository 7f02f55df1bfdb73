"""Spells out what is written or heard in a hurry, as far as danger turns on it; knows no danger itself."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from receptionist.understanding import patterns

_ALIKE = ("aeiou", "csz", "bv", "ckq", "iy", "gj")
"""Letters that slip into one another, by hand or by ear."""


def spelt(folded: str) -> str:
    """Return folded words with slips mended and short forms in full: `2yo lockd in`, `2 year old locked in`."""
    for written, meant in _written():
        folded = written.sub(meant, folded)
    meant_by = _meant_by()
    return " ".join(meant_by.get(word, word) for word in folded.split())


@cache
def _written() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = patterns.table("danger_spelling")["written"]
    return tuple((patterns.compiled([row["from"]], {}), row["to"]) for row in rows)


@cache
def _meant_by() -> Mapping[str, str]:
    """Return what an abbreviation, or a word that is one slip off, stands for."""
    table = patterns.table("danger_spelling")
    own = {*table["slips"], *table["words"]}
    slips = {slip: word for word in table["slips"] for slip in _one_slip_off(word) if slip not in own}
    return {**slips, **table["abbreviations"]}


def _one_slip_off(word: str) -> Iterator[str]:
    """Yield the word with one letter missing, doubled, swapped with the next, or another that is like it."""
    for at, letter in enumerate(word):
        before, after = word[:at], word[at + 1 :]
        yield before + after
        yield before + letter + letter + after
        if after:
            yield before + after[0] + letter + after[1:]
        yield from (before + other + after for group in _ALIKE if letter in group for other in group)
