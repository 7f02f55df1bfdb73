"""Names of businesses as callers say them, and how names are written; knows no names of people."""

import re
from collections.abc import Sequence

from receptionist.understanding.name_words import BUSINESS, COMMON, GIVEN_NAMES, STREETS
from receptionist.understanding.numbers import runs
from receptionist.understanding.numerals import word_at
from receptionist.understanding.text import tokens, word_set

MOST_WORDS = 150
"""Nobody needs more words to say who calls: a minute of speech."""
_THERE = re.compile(
    r"\b(?:with|from|for|behalf of|(?:manager|owner|work|works|manage|assistant) (?:at|of|for)|(?:it's"
    r"|its) called|(?:business|company|shop|store|restaurant|office)(?: name)?(?: is|'s)(?: called| named)?"
    r"|we're|we are|this is|it's|i own|i run|i manage|own|somos|de la empresa|el negocio (?:es|se llama)"
    r"|de parte de|llamo de|con|de)(?= )"
)
_CERTAIN_CUE = re.compile(
    r"calling from|behalf of|called|named|(?:business|company|shop|store|restaurant)(?: name)?(?: is|'s)"
    r"|se llama|empresa|parte de|work|llamo de|(?:manager|owner) (?:at|of|for)"
)
_JOINS = word_set("and of the de la del los las y & for")
_IN_BUSINESSES_TOO = word_set(
    "family first city home house car key keys lock good big best great morning sunday night new water old"
    " truck baby little brother brothers happy hot safe second right quick fast light baby kid kids garage"
    " open door child two"
)
"""Common words that the names of businesses hold before their business word."""
_GENERIC = word_set(
    "the a an my our your this that his her el la un una mi nuestra nuestro front back new old coffee"
)


def hear_business(text: str) -> str | None:
    """Return the name of the business that the caller speaks for, as it is written, or None.

    It takes a business word ("… Coffee", "… Management") or words like "calling from"; where the caller merely
    stands ("at the … grocery") is a landmark and none of this.
    """
    said = " ".join(tokens(text)[:MOST_WORDS])
    for cue in _THERE.finditer(said):
        words = said.split()
        start = len(said[: cue.end()].split())
        if name := own_name(words, start):
            return _titled(name)
        certain = _CERTAIN_CUE.search(said[max(0, cue.start() - 9) : cue.end()])
        named = _proper(words, start)
        if certain and named:
            return _titled(named)
    return None


def _proper(words: Sequence[str], start: int, also: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the words from `start` that no common word (but those of `also`) interrupts."""
    numbers = {at for run in runs(" ".join(words)) for at in range(run.start, run.end)}
    end = start
    ends = COMMON - also - _JOINS | {"for"}
    while end < len(words) and words[end] not in ends and (end not in numbers or words[end] in also):
        end += 1
    while end > start and words[end - 1] in _JOINS:
        end -= 1
    name = words[start:end]
    return tuple(name) if 0 < len(name) <= 6 and not set(name) <= _GENERIC | GIVEN_NAMES | STREETS else ()


def own_name(words: Sequence[str], start: int) -> tuple[str, ...]:
    """Return the name from `start` up to its last business word, () when that is no name of its own."""
    name = _proper(words, start, also=_IN_BUSINESSES_TOO)
    kinds = [at for at, word in enumerate(name) if word in BUSINESS]
    name = name[: kinds[-1] + 1] if kinds else ()
    own = set(name) - BUSINESS - _GENERIC - _JOINS
    return name if own and word_at(name, 0) not in {"a", "an", "un", "una"} else ()


def _titled(words: Sequence[str]) -> str:
    words = words[1:] if words[0] in {"the", "el", "la"} and len(words) > 2 else words
    return " ".join(word if at and word in _JOINS else capital(word) for at, word in enumerate(words))


def capital(word: str) -> str:
    """Return a word of a name as it is written: `o'brien` -> `O'Brien`, `tj` -> `TJ`."""
    if len(word) == 2 and not set(word) & set("aeiouyáéíóú") and word not in {"ng", "mr", "ms", "dr", "jr", "st"}:
        return word.upper()  # Initials run together: TJ.
    word = "'".join(
        piece.capitalize() if at == 0 or len(piece) > 1 else piece for at, piece in enumerate(word.split("'"))
    )
    return "Mc" + word[2:].capitalize() if word.startswith("Mc") and len(word) > 4 else word
