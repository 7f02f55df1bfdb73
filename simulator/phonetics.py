"""Which words sound alike: a rough phonetic key, and the nearest words of a list; knows nothing of calls.

The key is in the spirit of Metaphone: consonants by their sound, vowels only where a word begins, so that words
that a telephone line blurs into one another have the same key or nearly.
"""

import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

_SOUNDS = (
    (r"^kn|^gn|^pn", "n"), (r"^wr", "r"), (r"^wh", "w"), (r"^ps", "s"), (r"mb$", "m"),
    (r"tch|ch|sh|tion", "x"), (r"ph", "f"), (r"ght|gh", "t"), (r"th", "0"), (r"dge|j|g(?=[eiy])", "j"),
    (r"ck|q|c(?![eiy])", "k"), (r"c", "s"), (r"z", "s"), (r"x(?=.)", "ks"), (r"v", "f"), (r"ll|y", "y"),
    (r"d", "t"), (r"b", "p"), (r"g", "k"),
)  # fmt: skip
_VOWELS = re.compile(r"(?<=.)[aeiouhwy]")
_TWICE = re.compile(r"(.)\1+")


def key(word: str) -> str:
    """Return how a word sounds, roughly: words that sound alike share it."""
    plain = unicodedata.normalize("NFD", word.casefold())
    sound = re.sub(r"[^a-z]", "", plain)
    for spelt, said in _SOUNDS:
        sound = re.sub(spelt, said, sound)
    return _TWICE.sub(r"\1", _VOWELS.sub("", sound))


def nearest(word: str, vocabulary: Sequence[str], count: int) -> tuple[str, ...]:
    """Return the `count` other words that sound most like this one, the likest first."""

    def distance(other: str) -> tuple[int, int]:
        return 2 * Levenshtein.distance(key(word), key(other)), Levenshtein.distance(word, other)

    return tuple(sorted((other for other in vocabulary if other != word), key=distance)[:count])
