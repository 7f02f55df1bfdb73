"""Looks at spoken words as the subjects need them: numbers as digits, likeness of sound; decides nothing."""

import re
from functools import cache

from rapidfuzz import fuzz

from receptionist.understanding.numbers import runs
from receptionist.understanding.text import remembered, tokens, word_set

ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
    "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
    "fortieth": 40, "fiftieth": 50, "sixtieth": 60,
}  # fmt: skip
STREET_WORDS = word_set(
    "street st avenue ave av road rd drive dr lane ln court ct place pl boulevard blvd way terrace ter "
    "parkway pkwy circle cir trail trl highway hwy alley crescent crossing pike turnpike freeway expressway "
    "loop square mews"
)
"""The last words of the names of streets."""
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_COMPOUND = re.compile(rf"\b({'|'.join(_TENS)}) ({'|'.join(list(ORDINALS)[:9])})\b")
_SOUNDS = (
    (re.compile(r"[^a-z]"), ""),
    (re.compile(r"ph"), "f"),
    (re.compile(r"ck|qu?"), "k"),
    (re.compile(r"[cst]h"), "j"),
    (re.compile(r"c(?=[eiy])|z"), "s"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"(?<!^)[aeiouyhw]"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)
# Voiced and unvoiced consonants are one to a telephone line.
_UNVOICED = str.maketrans("bcdgveiouy", "pktkfaaaaa")


@remembered
def digitise(text: str) -> str:
    """Return `text` with numbers in digits: `unit three` -> `unit 3`, `the twenty third` -> `the 23rd`.

    An ordinal of one word stays a word, since streets are named so (`Third Street`).
    """
    text = _COMPOUND.sub(lambda said: ordinal(_TENS[said[1]] + ORDINALS[said[2]]), text)
    words = list(tokens(text))
    for run in reversed(runs(text)):
        words[run.start : run.end] = [run.digits]
    return " ".join(words)


def ordinal(number: int) -> str:
    """Return 1 as `1st`, 12 as `12th`, 23 as `23rd`."""
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


_MINOR = word_set("of the and n a an de del la las los y")


def title(words: str, *, minor: frozenset[str] = _MINOR) -> str:
    """Return `words` capitalised as a name: `birch and bean coffee` -> `Birch and Bean Coffee`, `5th` stays."""
    said = words.split()
    return " ".join(word if at and word in minor else word[:1].upper() + word[1:] for at, word in enumerate(said))


@cache
def bones(name: str) -> str:
    """Return the consonants of a name as a telephone line carries them; for the names of tables only."""
    return skeleton(name)


def skeleton(words: str) -> str:
    """Return what is left of `words` without vowels, spelling and voicing: `harbor`, `harper` -> `jrpr` alike."""
    sound = words.lower()
    for pattern, replacement in _SOUNDS:
        sound = pattern.sub(replacement, sound)
    return sound.translate(_UNVOICED)


def sounds_like(heard: str, name: str) -> bool:
    """Tell whether `heard` is `name`, misheard: `seder hollow` is `Cedar Hollow`, `cedar hill` is not."""
    return likeness(heard, name) > 0


def likeness(heard: str, name: str, *, least: int = 4) -> float:
    """Return how much `heard` is like `name`, 60 to 100, and 0 when it is something else.

    `least`: how many consonants a name must have to be known by them alone.
    """
    said, meant = heard.replace(" ", ""), name.lower().replace(" ", "")
    letters = fuzz.ratio(said, meant, score_cutoff=60)
    if letters >= 86 or not letters:
        return letters
    known = bones(name)
    # Of the same consonants are also a hill and a hollow: what is misheard is about as long as what was meant.
    long_enough = len(known) >= least and abs(len(said) - len(meant)) < 2
    return letters if long_enough and fuzz.ratio(skeleton(heard), known) >= 90 else 0.0
