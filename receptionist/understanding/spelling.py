"""Names as they are spelled: reads letters, and puts them in place of what was heard; knows no names."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from receptionist.understanding.numerals import word_at
from receptionist.understanding.text import unaccented, word_set


def _letters(pairs: str) -> dict[str, str]:
    return {
        name: letter for letter, names in (pair.split("=") for pair in pairs.split()) for name in names.split("/")
    }


_SURE = _letters(
    "h=aitch/haitch/hache z=zed/zee/zeta c=cee f=efe j=jota l=ele m=eme n=ene ñ=enye/eñe r=erre s=ese v=uve"
    " x=equis b=bravo n=november t=tango u=uniform w=whiskey/whisky x=xray y=yankee z=zulu f=foxtrot k=kilo"
)
"""Names of letters that are no words of their own."""
_DOUBTFUL = _letters(
    "b=bee/be c=see/sea/si d=dee/de e=ee f=ef/eff g=gee/ge i=eye j=jay k=kay/ka l=el/ell m=em n=en o=oh"
    " p=pea/pee/pe q=cue/queue/cu r=are/ar s=es/ess t=tea/tee/te u=you v=vee/ve x=ex y=why a=alpha c=charlie"
    " d=delta e=echo g=golf h=hotel i=india j=juliet l=lima m=mike o=oscar p=papa q=quebec r=romeo s=sierra"
    " v=victor"
)
"""Names of letters that are words too: letters only among letters."""
_BETWEEN = word_set("capital then and dash hyphen space apostrophe letter")
_AS_IN = (("as", "in"), ("like", "in"), ("for",), ("like",), ("como",), ("de",))
_ABBREVIATIONS = word_set("id tv am pm ac ok us gm ai rv dc sos atm")
_DIGRAPHS = word_set("ph ck dt th ie ey ei sh ch ea ae gh tt nn ll ss ff ee")
_ALIKE = {
    "k": "ck c ch q", "c": "k s", "s": "z c", "z": "s", "y": "ie i ey ee", "i": "y ee e", "e": "i a", "g": "j",
    "j": "g", "v": "ph f b", "f": "ph", "ph": "f v", "ie": "y", "ey": "y ie", "ck": "k c", "dt": "tt t d",
    "d": "t", "b": "v", "x": "cks ks j", "ea": "ee e", "ei": "ie", "ch": "k c",
}  # fmt: skip
"""What a letter is likely to have been heard as."""
_SAME, _SAME_INITIAL = 60, 50
"""Likeness (0 to 100) from which letters spell a word that was heard, at all and with its initial."""
_PREFIXES = frozenset({"mc", "mac", "o"})
"""Beginnings of surnames that recognisers part from the rest."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """Letters of words [start, end)."""

    letters: str
    end: int


def spelled(words: Sequence[str], at: int) -> Spelled | None:
    """Read the letters that begin at `at`: "p r i y a", "double n", "d as in dog"; None when none do.

    One letter alone is an initial, no spelling, unless it says what it stands for.
    """
    letters, explained, end, sure = "", False, at, 0
    while (found := _letter(words, end, begun=bool(letters))) is not None:
        one, end = found
        sure += (certain := _is_sure(words, end - 1))
        letters += one
        stands_for = next((n for n in _AS_IN if tuple(words[end : end + len(n)]) == n), None)
        if certain and stands_for and end + len(stands_for) < len(words):
            end, explained = end + len(stands_for) + 1, True
        while word_at(words, end) in _BETWEEN and _letter(words, end + 1, begun=True):
            end += 1
    if letters in _ABBREVIATIONS or not (explained or (len(letters) > 1 and sure >= min(2, len(letters)))):
        return None
    return Spelled(letters, end)


def _letter(words: Sequence[str], at: int, *, begun: bool) -> tuple[str, int] | None:
    word, following = word_at(words, at), word_at(words, at + 1)
    if word == "double" and following in {"u", "you"}:
        return "w", at + 2
    if word == "double" != following and (twice := _letter(words, at + 1, begun=True)):
        return twice[0] * 2, twice[1]
    if _is_sure(words, at):
        return _SURE.get(word, word), at + 1
    if word in _DOUBTFUL and (begun or _is_sure(words, at + 1)):
        within = not following or _is_sure(words, at + 1) or following in _DOUBTFUL
        return (_DOUBTFUL[word], at + 1) if within else None
    return None


def _is_sure(words: Sequence[str], at: int) -> bool:
    word = word_at(words, at)
    return (len(word) == 1 and word.isalpha()) or word in _SURE


def respelled(heard: Sequence[str], letters: str, *, replaces: bool) -> tuple[str, ...]:
    """Return the heard words with `letters` for those that they spell; letters beat what was heard.

    Letters like none of the words are a further name, or the last one's (`replaces`: "with an n g u y e n").
    """
    if not heard:
        return (letters,)
    start, end = max(
        ((start, end) for end in range(1, len(heard) + 1) for start in range(end)),
        key=lambda span: _likeness(letters, "".join(heard[span[0] : span[1]])),
    )
    if letters == "".join(heard[start:end]).replace("'", "") and heard[start] not in _PREFIXES:
        return tuple(heard)
    if _likeness(letters, "".join(heard[start:end])) >= _SAME:
        one = start > 0 or heard[start] in _PREFIXES
        written = (letters,) if one else _shared_out(letters, heard[start:end])
        return (*heard[:start], *written, *heard[end:])
    if len(heard) == 1 and heard[0][0] == letters[0] and _likeness(letters, heard[0]) >= _SAME_INITIAL:
        return (letters,)
    return (*heard[:-1], letters) if replaces or len(heard) > 1 else (*heard, letters)


def _likeness(one: str, other: str) -> float:
    return fuzz.ratio(unaccented(one), unaccented(other))


def _shared_out(letters: str, words: Sequence[str]) -> tuple[str, ...]:
    """Part letters among the words that they spell together, where they fit best."""
    cuts = combinations(range(1, len(letters)), len(words) - 1)
    splits = [[letters[a:b] for a, b in zip((0, *cut), (*cut, len(letters)), strict=True)] for cut in cuts]
    if not splits:
        return (letters,)
    return tuple(max(splits, key=lambda parts: sum(map(_likeness, parts, words))))


def feature(words: Sequence[str], at: int) -> tuple[str, str, int] | None:
    """Read a hint behind "with": ("", "dt"), ("two", "n") or ("no", "h"), with where it ends; None if none."""
    how = word_at(words, at) if word_at(words, at) in {"two", "no", "one", "dos", "sin"} else ""
    start = at + (bool(how) or word_at(words, at) in {"a", "an", "the", "una", "un"})
    letters, end = "", start
    if named := _SURE.get(word_at(words, start)):
        return how, named, start + 1
    while len(word := word_at(words, end).removesuffix("'s").removesuffix("s") or word_at(words, end)) == 1:
        letters, end = letters + word, end + 1
    if not letters and word_at(words, end) in _DIGRAPHS:
        letters, end = word_at(words, end), end + 1
    at_the_end = tuple(words[end : end + 3]) == ("at", "the", "end")
    if not 0 < len(letters) <= 2 or not letters.isalpha():
        return None
    return "end" if at_the_end else how, letters, end + 3 * at_the_end


def hinted(word: str, how: str, letters: str) -> str:
    """Return `word` spelled as the hint says: "brant" with a "dt" is "brandt"; unchanged where no hint fits."""
    if how in {"two", "dos"}:
        return word if letters * 2 in word else _last_replaced(word, letters, letters * 2)
    if how in {"no", "sin"}:
        return _last_replaced(word, letters, "")
    if letters in word and (how != "end" or word.endswith(letters)):
        return word
    for alike in _ALIKE.get(letters, "").split():
        if alike in word:
            first = word.startswith(alike)
            return letters + word[len(alike) :] if first else _last_replaced(word, alike, letters)
    if letters == "h":
        return word[:-1] + "hn" if word.endswith("on") and len(word) == 3 else word + "h" * (word[-1] in "aeiou")
    return word + letters if letters == "e" else word


def _last_replaced(word: str, old: str, new: str) -> str:
    before, found, after = word.rpartition(old)
    return before + new + after if found else word
