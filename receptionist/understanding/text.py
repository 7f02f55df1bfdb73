"""Words as speech recognition delivers them, made plain; knows nothing of what they mean."""

import re
import unicodedata
from functools import cache, lru_cache


def word_set(*words: str) -> frozenset[str]:
    """Return the words of the given lines as a set: how the vocabularies here are written."""
    return frozenset(" ".join(words).split())


_FILLERS = word_set("uh uhh uhm um umm uhmm er erm eh ehm hm hmm hmmm mm mmm ah ahh")
_SOUNDS = (
    # Grunts that mean yes or no would otherwise go with the fillers.
    (re.compile(r"\b(?:mm+|uh|m)[ -]?h(?:mm+|uh|m)\b"), "mhm"),
    (re.compile(r"\b(?:nuh|nah|unh)[ -]uh\b"), "nope"),
)
PAUSES = re.compile(
    r"\b(?:you know|let(?:'s| me) (?:see|think)|hold on|hang on a sec\w*|one (?:sec|second|moment)|a ver|o sea"
    r"|un (?:momento|segundo)|d[eé]jeme (?:ver|pensar)|esp[eé]reme)(?!\w)"
)
"""What callers say to win time, made of words that mean something elsewhere."""
_THOUSANDS = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])")
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzáéíóúüñ0123456789' ")
_LOOSE = re.compile(r"(?<!\w)'|'(?!\w)")
_CORRECTION = re.compile(
    r"\b(?:(?:oh )?no (?:wait|sorry|actually|i mean|make that|hold on|not that|scratch that)(?: (?:wait|no"
    r"|sorry))*|(?:wait|sorry|actually|hold on)(?: wait| sorry| actually)* no|i mean|i meant|make (?:that|it)"
    r"|scratch that|strike that|correction|my mistake|my bad|w?oops|or rather|i'm sorry|actually|sorry"
    r"|hang on(?: no)?|(?:let me |i'll )?start (?:over|again)"
    r"|(?<!to )(?<!the )(?<!can )(?<!can't )(?<!will )(?<!long )(?<!ll )(?<!d )wait|no perd[oó]n|perd[oó]n"
    r"|perdone|(?:empiezo|empecemos) (?:otra vez|de nuevo)|no digo|digo|mejor dicho|m[aá]s bien|quise decir"
    r"|quiero decir|me equivoqu[eé]|no espere|espere|no espera|espera|corrijo)(?!\w)"
)

remembered = lru_cache(maxsize=512)
"""For a pure function of words: the readers of one turn ask the same of the same words, a dozen times each.

What it holds is forgotten within some turns, and with the process; it is on no disk.
"""


@remembered
def normalise(words: str) -> str:
    """Return the words in lower case without punctuation and fillers; apostrophes inside words, and the colon
    of a written time (`9:30`), stay. What is normal already comes back as it is.
    """
    if _is_normal(words):
        return words
    plain = unicodedata.normalize("NFKC", words).lower().replace("’", "'").replace("`", "'")
    plain = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in plain)
    plain = _THOUSANDS.sub(lambda amount: amount[0].replace(",", ""), plain)
    plain = re.sub(r"\+(?=\d)", " plus ", plain).replace("&", " and ")
    plain = re.sub(r"(?<=[^\W_])'(?=[^\W_])|(?<=\d):(?=\d\d)|[^\W_]|(.)", _kept, plain, flags=re.DOTALL)
    plain = " ".join(plain.split())
    for sound, meaning in _SOUNDS:
        plain = sound.sub(meaning, plain)
    return " ".join(word for word in plain.split() if word not in _FILLERS)


def _is_normal(words: str) -> bool:
    """Tell quickly what needs no work: every subject normalises, and a turn may take only milliseconds."""
    said = words.split(" ")
    return _PLAIN.issuperset(words) and "" not in said and _FILLERS.isdisjoint(said) and not _LOOSE.search(words)


def _kept(found: re.Match[str]) -> str:
    return " " if found[1] else found[0]


@remembered
def tokens(text: str) -> tuple[str, ...]:
    """Return the words of `text`, normalised, one by one."""
    return tuple(normalise(text).split())


@cache
def _bare(letter: str) -> str:
    return letter if letter == "ñ" else unicodedata.normalize("NFD", letter)[0]


@remembered
def unaccented(text: str) -> str:
    """Return `text` without accents (the tilde of ñ stays), for comparing: engines often leave them out."""
    return "".join(map(_bare, text))


@remembered
def parts(text: str) -> tuple[str, ...]:
    """Return what was said before and after each correction ("… no wait …"), normalised; the last part counts.

    The first part is empty when the utterance begins with the correction.
    """
    return tuple(part.strip() for part in _CORRECTION.split(normalise(text)))
