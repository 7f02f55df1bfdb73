"""Names of people and businesses as callers say and spell them; knows none that it was not told."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from receptionist.understanding.businesses import MOST_WORDS, capital, hear_business, own_name
from receptionist.understanding.name_words import (
    AFTER_A_SURNAME,
    AFTER_AN_INTRODUCTION,
    BEFORE_A_NUMBER,
    BUSINESS,
    COMMON,
    GIVEN_NAMES,
    LEAD,
    O_NAMES,
    PARTICLES,
    SELDOM_FIRST,
    SPELLING,
    STREETS,
    SURNAMES_TOO,
    TITLES,
    WITH,
)
from receptionist.understanding.numbers import runs
from receptionist.understanding.numerals import is_number, word_at
from receptionist.understanding.spelling import feature, hinted, respelled, spelled
from receptionist.understanding.text import PAUSES, parts, tokens

_MY_NAME = re.compile(
    r"\b(?:(?:my|the|his|her) (?:full |legal )?name(?:'s| is|s)?(?: is)?|(?<!'s )name(?:'s| is)|me llamo"
    r"|mi nombre(?: es)?|(?:it's|that's|put it|it'd be|put me|it is) (?:down )?(?:under"
    r"|as)(?: the name(?: of)?)?|under the name(?: of)?|(?:you're|you are) (?:speaking|talking) (?:with|to)"
    r"|call me|a nombre de|se llama|first name(?:'s| is)?|nombre(?: es)?)(?= |$)(?! (?:is |es )?(?:at|back|on"
    r"|when|later|a|an|the)\b)"
)
_LAST_NAME = re.compile(
    r"\b(?:and |y )?(?:my |the |mi |el )?(?:(?:last|family|sur|second) ?name(?:'s| is)?|apellido(?: es)?)(?= |$)"
)
_MINE = re.compile(r"my|mi|me")
_O_NAME = re.compile(rf"\bo (?=(?:{'|'.join(sorted(O_NAMES))})\b)")
_THIS_IS = re.compile(r"\b(?:this is|i'm|i am|soy|(?:le |te )?habla|it's|speaking is)(?= )")
_IMPERATIVE = re.compile(r"\w*[áéíóú]\w*(?:me|nos)")
"""`llámeme`: no name is accented so far from its end."""
_MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class _Name:
    """The words of a name, where they end, and whether letters were among them."""

    words: tuple[str, ...]
    end: int
    spelled: bool


def hear_name(text: str, *, asked: bool, known: str | None = None) -> str | None:
    """Return the name of the caller that `text` tells, as it is written, or None.

    Spelled letters beat heard words. `asked` says that the caller was just asked for it: then the bare name will
    do, else only one that is plainly introduced. Letters or a surname alone complete the `known` name.
    """
    found: tuple[str, ...] = ()
    said = _O_NAME.sub("o'", PAUSES.sub("", " ".join(tokens(text)[:MOST_WORDS])))
    for part in re.split(r"(?<!with )\bno\b", " | ".join(parts(said))):
        for piece in part.split("|"):
            heard = _heard(piece.strip(), asked=asked, known=tuple((known or "").lower().split()))
            found = _amended(found, heard) if heard else found
    if len(found) > 2 and found[0] == found[-1]:
        found = found[1:]  # "Pelham, Norah Pelham".
    return _written(found) if found else None


def _heard(said: str, *, asked: bool, known: Sequence[str]) -> tuple[str, ...]:
    last = _LAST_NAME.search(said)
    if last and (asked or _MY_NAME.search(said)):
        family = _read(said[last.end() :].split(), 0).words
        before, after = said[: last.start()], said[last.end() :]
        given = _given(before, introduced=False) or _given(after, introduced=True) or tuple(known[:1])
        return (*given, *(word for word in family if word not in given)) if family else given
    cues = list(_MY_NAME.finditer(said))
    if cue := next((cue for cue in cues if _MINE.match(cue[0])), cues[0] if cues else None):
        return _read(said[cue.end() :].split(), 0).words
    words = said.split()
    return _bare(words, known) if asked else _introduced(said) or _with_number(words) or _alone(words, known)


def _given(said: str, *, introduced: bool) -> tuple[str, ...]:
    """Return the given name where one is told beside the surname."""
    cue = _MY_NAME.search(said)
    if cue is None and introduced:
        return ()
    words = said[cue.end() if cue else 0 :].split()
    return _read(words, 0 if cue else _after_lead(words)).words


def _bare(words: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Read the answer to "your name?": what remains of it when yes, it's, sure … are off."""
    start = _after_lead(words)
    if word_at(words, start - 1) == "the":
        return ()  # "I'm the registered owner".
    if (letters := spelled(words, start)) and (known or len(letters.letters) > 2):
        whole = respelled(known, letters.letters, replaces=False)
        return (*whole, *(word for word in _read(words, letters.end).words if word not in whole))
    if word_at(words, start) in WITH and known and (hint := feature(words, start + 1)):
        return (*known[:-1], hinted(known[-1], hint[0], hint[1]))
    name = _read(words, start)
    place = STREETS & set(words[name.end : name.end + 1]) or (
        word_at(words, name.end) == "and" and own_name(words, start)
    )
    person = len(name.words) == 2 and name.words[0] in GIVEN_NAMES - SELDOM_FIRST
    return () if place or (not person and own_name(words[: name.end], start)) else name.words


def _after_lead(words: Sequence[str]) -> int:
    return next((at for at, word in enumerate(words) if word not in LEAD), len(words))


def _introduced(said: str) -> tuple[str, ...]:
    """Read "this is Maria Lopez" and "Janelle Whitcomb with Larkspur …": plain enough unasked."""
    words = said.split()
    for cue in _THIS_IS.finditer(said):
        start = len(said[: cue.end()].split())
        name = _read(words, start)
        known = name.words[:1] and name.words[0] in GIVEN_NAMES and name.words[0] not in SELDOM_FIRST
        told = cue[0] in {"this is", "habla", "le habla"} and word_at(words, name.end) in AFTER_AN_INTRODUCTION
        if name.words and (known or told) and cue[0] != "it's":
            return name.words
    start = _after_lead(words)
    name = _read(words, start)
    if name.end == len(words) and name.spelled and len(name.words) > 1 and name.words[0] in GIVEN_NAMES:
        return name.words
    told = word_at(words, name.end) in {"with", "from"} and 2 <= len(name.words) <= 3
    return name.words if told and (hear_business(said) or name.words[0] in GIVEN_NAMES) else ()


def _with_number(words: Sequence[str]) -> tuple[str, ...]:
    """Read a name that a telephone number follows: "wes hamlin and my number's …"."""
    start = _after_lead(words)
    name = _read(words, start)
    at = next((at for at in range(name.end, len(words)) if words[at] not in BEFORE_A_NUMBER), len(words))
    number = any(run.start == at and len(run.digits) >= 7 for run in runs(" ".join(words)))
    return name.words if number and len(name.words) >= 2 else ()


def _alone(words: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Read a first and a last name that are all that is said: that tells the name, whatever was asked."""
    start = _after_lead(words)
    name = _read(words, start)
    alone = not known and name.end == len(words) and 2 <= len(name.words) <= 3
    sure = alone and name.words[0] in GIVEN_NAMES - SELDOM_FIRST and not set(name.words) & (STREETS | BUSINESS)
    return name.words if sure else ()


def _read(words: Sequence[str], start: int) -> _Name:
    """Read a name from `start` on: words, letters, hints like "with a k"; it ends where other words follow."""
    numbers = {at for run in runs(" ".join(words)) for at in range(run.start, run.end)}
    heard: tuple[str, ...] = ()
    at, was_spelled = start, False
    while word_at(words, at) in TITLES and at + 1 < len(words):
        at += 1
    while at < len(words):
        cue = _spelling_cue(words, at) if heard else 0
        if letters := spelled(words, at + cue):
            few = heard and len(letters.letters) <= 2
            few_letters = ("", letters.letters, letters.end)
            heard = _hinted(heard, few_letters) if few else respelled(heard, letters.letters, replaces=cue > 0)
            at, was_spelled = letters.end, True
        elif heard and words[at] in WITH and (hint := feature(words, at + 1)):
            heard, at = _hinted(heard, hint), hint[2]
        elif (
            at not in numbers
            and len(heard) < _MOST_NAMES
            and (
                _may_be_name(words, at, first=not heard)
                or (heard and _is_surname(words, at, alone=len(heard) == 1))
            )
        ):
            heard, at = (heard if heard[-1:] == (words[at],) else (*heard, words[at])), at + 1
        else:
            break
    while heard and heard[-1] in PARTICLES - GIVEN_NAMES:
        heard = heard[:-1]
    return _Name(heard, at, was_spelled)


def _hinted(heard: tuple[str, ...], hint: tuple[str, str, int]) -> tuple[str, ...]:
    return (*heard[:-1], hinted(heard[-1], hint[0], hint[1]))


def _spelling_cue(words: Sequence[str], at: int) -> int:
    """Return how many words announce letters here: "with an", "that's spelled"."""
    size = 0
    while word_at(words, at + size) in SPELLING or (
        size and word_at(words, at + size) in {"a", "an", "the", "una"}
    ):
        size += 1
    return size


def _may_be_name(words: Sequence[str], at: int, *, first: bool) -> bool:
    word, following = words[at], word_at(words, at + 1)
    if not re.fullmatch(r"[^\W\d_]+(?:'[^\W\d_]+)?", word) or word.endswith(
        ("'s", "'m", "'re", "'ll", "n't", "'d")
    ):
        return False
    if _IMPERATIVE.fullmatch(word):
        return False
    if len(word) == 1:
        # An initial stands before a name.
        return bool(following) and not {word, following} & COMMON and len(following) > 1
    if word in PARTICLES - GIVEN_NAMES:
        return bool(following) and following not in COMMON
    if first and word in SELDOM_FIRST:
        return not following or (following not in COMMON and not following.isdigit()) or following in SPELLING
    if first and word in GIVEN_NAMES and following and following not in COMMON:
        return True
    return word not in COMMON


def _is_surname(words: Sequence[str], at: int, *, alone: bool) -> bool:
    """Tell whether a common word is a surname: the name ends with it, or it is spelled at once."""
    if words[at] in SURNAMES_TOO and alone:
        ends = word_at(words, at + 1) in AFTER_A_SURNAME or is_number(words, at + 1)
        return at + 1 == len(words) or (ends and words[at - 1] in GIVEN_NAMES)
    letters = spelled(words, at + 1)
    return words[at] not in SPELLING | WITH | LEAD and letters is not None and len(letters.letters) > 2


def _amended(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, ...]:
    """Put a corrected word in the place of the one that it corrects, or the corrected name in place of all."""
    if len(after) == 1 and len(before) > 1:
        likeness = [fuzz.ratio(word, after[0]) for word in before]
        if max(likeness) >= 50:
            at = likeness.index(max(likeness))
            return (*before[:at], *after, *before[at + 1 :])
    return after


def _written(words: Sequence[str]) -> str:
    return " ".join(word if at and word in PARTICLES else capital(word) for at, word in enumerate(words))
