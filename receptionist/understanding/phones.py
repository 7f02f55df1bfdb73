"""Telephone numbers said in pieces, corrected or keyed; in doubt a number stays incomplete, never guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import phonenumbers

from receptionist.understanding.answers import yes_or_no
from receptionist.understanding.breaths import breaths, is_bare, whole
from receptionist.understanding.dictation import (
    GROUP_ENDS,
    LENGTH,
    Piece,
    e164,
    is_north_american,
    joined,
    national,
    resembles,
    strain,
)
from receptionist.understanding.numbers import runs
from receptionist.understanding.phone_words import (
    ABROAD,
    MENTIONED,
    MINE,
    NO_DIGIT,
    NOT_SIMPLY_YES,
    NUMBER_WORD,
    OTHER_NUMBER,
    RATHER_THIS,
    SOMEONE_ELSES,
    THIS_NUMBER,
    THIS_ONE,
    WAS_AREA,
)
from receptionist.understanding.rivals import Named, named
from receptionist.understanding.text import PAUSES, normalise, tokens, unaccented

_MOST_STRAIN = 2
"""How much harder to read a whole number may be than what is only a part of one."""
_MOST_STATES = 64
"""Ways of reading a number that are followed at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A telephone number as far as it has been said."""

    digits: str
    """National digits; pass them as `so_far` with the caller's next words."""
    number: str | None
    """E.164, once it is whole and possible."""
    corrected: bool = False
    """Whether digits said earlier were replaced."""
    is_caller_id: bool = False
    """Whether the caller means the number they ring from; `number` is None when that is withheld."""


def hear_number(text: str, *, so_far: str, caller_id: str | None, region: str, asked: bool) -> Number | None:
    """Return the telephone number as far as `text` tells it, None when it tells nothing of one.

    `so_far` are the national digits known, whole or not: pieces continue them, corrections replace the part that
    they correct. `region` is an ISO country. `asked` says that the caller was just asked for the number.
    """
    said = PAUSES.sub("", WAS_AREA.sub("", unaccented(normalise(text))))
    if caller_id is not None and asked and RATHER_THIS.search(said):
        return _caller_id(caller_id, so_far)
    if (rivals := named(said, region)) and len({rival.number for rival in rivals}) > 1:
        return _chosen(rivals, so_far=so_far, asked=asked)
    pieces = breaths(NO_DIGIT.sub("", said), region)
    if not pieces:
        return _calling_from(said, so_far=so_far, caller_id=caller_id, asked=asked)
    if (abroad := _abroad(said)) is not None:
        return abroad
    heard = _heard(pieces, so_far=so_far, caller_id=caller_id, region=region)
    dictated = asked and heard.number and sum(len(breath[0].said) for breath in pieces) >= LENGTH
    if not dictated and not _is_telephone(said, pieces, so_far=so_far, region=region, asked=asked):
        return None
    ending = pieces[-1][0]
    if not so_far and len(pieces) == 1 and ending.place == "last" and len(ending.said) < LENGTH:
        return _ending_in(ending.said, caller_id)
    return heard if heard.digits or so_far else None


def _chosen(rivals: Sequence[Named], *, so_far: str, asked: bool) -> Number | None:
    """Return the one of several numbers that the caller wants called; none of them when that is not plain."""
    best = max(rival.wanted for rival in rivals)
    wanted = {rival.number for rival in rivals if rival.wanted == best}
    if len(wanted) > 1 or not (asked or best > 0):
        return Number(digits="", number=None) if asked else None
    number = wanted.pop()
    digits = _national_of(number)
    return Number(digits=digits, number=number, corrected=so_far not in ("", digits))


def keyed(keys: str, region: str) -> str | None:
    """Return the E.164 number of keypad `keys`, None unless they are a whole one; `*` starts again."""
    return e164("".join(filter(str.isdigit, keys.rpartition("*")[2])), region)


def _calling_from(said: str, *, so_far: str, caller_id: str | None, asked: bool) -> Number | None:
    """Return the number the caller rings from, if the words mean it; a bare yes does when it was offered."""
    offered = asked and not so_far and caller_id is not None
    agreed = offered and yes_or_no(said) == "yes" and not NOT_SIMPLY_YES.search(said)
    told = THIS_NUMBER.search(said)
    meant = told and (asked or not MENTIONED.search(said))
    means = meant or agreed or (offered and THIS_ONE.search(said))
    return _caller_id(caller_id, so_far) if means and not OTHER_NUMBER.search(said) else None


def _caller_id(caller_id: str | None, so_far: str) -> Number:
    if caller_id is None:
        return Number(digits=so_far, number=None, is_caller_id=True)
    digits = _national_of(caller_id)
    return Number(digits=digits, number=caller_id, is_caller_id=True, corrected=so_far not in ("", digits))


def _ending_in(said: str, caller_id: str | None) -> Number | None:
    """Take "the one ending in 0142" for the caller ID when that ends so; else it tells too little."""
    matches = caller_id is not None and len(said) >= 2 and caller_id.endswith(said)
    return _caller_id(caller_id, "") if matches else None


def _abroad(said: str) -> Number | None:
    """Return a number said with its country code ("plus five two …")."""
    words = tokens(said)
    for run in runs(said):
        if ABROAD.search(" ".join(words[: run.start])) and len(run.digits) > LENGTH and run.digits[0] != "1":
            number = phonenumbers.parse("+" + run.digits)
            if phonenumbers.is_valid_number(number):
                whole = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
                return Number(digits=_national_of(whole), number=whole)
    return None


def _national_of(number: str) -> str:
    return phonenumbers.national_significant_number(phonenumbers.parse(number))


def _heard(pieces: Sequence[Sequence[Piece]], *, so_far: str, caller_id: str | None, region: str) -> Number:
    """Join what was said in each breath by the least strained readings that make one whole number."""
    strains = _joined(pieces, so_far, region)
    if not strains:
        return Number(digits=so_far, number=None)
    usual = min(strains, key=lambda digits: strains[digits] + (len(digits) not in GROUP_ENDS))
    number = _least_strained(strains, region)
    if number is None and len(pieces) == 1:
        number = _local(usual, caller_id, region)
    digits = _national_of(number) if number else usual
    if number is None and is_north_american(region) and len(digits) >= LENGTH:
        digits = ""  # Enough of them, and yet no number: better heard anew as a whole.
    return Number(digits=digits, number=number, corrected=bool(digits) and not digits.startswith(so_far))


def _joined(pieces: Sequence[Sequence[Piece]], so_far: str, region: str) -> dict[str, int]:
    """Return what the digits can be after all breaths, with the strain of reading them so."""
    known = {so_far: 0}
    for breath in pieces:
        after: dict[str, int] = {}
        for digits, piece in product(known, breath):
            if (result := joined(digits, piece, region)) is not None:
                total = known[digits] + strain(digits, piece)
                total += piece.reading.strain(len(result) - len(piece.said))
                after[result] = min(total, after.get(result, total))
        fitting = {digits: total for digits, total in after.items() if len(national(digits, region)) <= LENGTH}
        known = dict(sorted((fitting or after).items(), key=lambda item: item[1])[:_MOST_STATES])
    return known


def _least_strained(joined: Mapping[str, int], region: str) -> str | None:
    """Return the whole number that is read with the least strain, None when two are read as easily."""
    strains = {
        number: total + (not _is_area_code(digits[:3]))
        for digits, total in joined.items()
        if total <= min(joined.values()) + _MOST_STRAIN and (number := e164(digits, region))
    }
    least = [number for number, strain in strains.items() if strain == min(strains.values())]
    return least[0] if len(least) == 1 else None


def _local(digits: str, caller_id: str | None, region: str) -> str | None:
    """Return the number of seven digits with the caller ID's area code, unless they can begin a whole number."""
    if len(digits) != 7 or caller_id is None or not caller_id.startswith("+1") or not is_north_american(region):
        return None
    begins = _is_area_code(digits[:3]) or digits[0] in "01"
    return None if begins else e164(caller_id[2:5] + digits, region)


@cache
def _is_area_code(code: str) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(f"+1{code}5550100"))


def _is_telephone(said: str, pieces: Sequence[Sequence[Piece]], *, so_far: str, region: str, asked: bool) -> bool:
    """Tell whether digits are plainly the caller's telephone number, or a part of it."""
    last = pieces[-1][0]
    words = tokens(said)
    bare = is_bare(words, runs(said), foreign=2 if asked and not so_far and len(last.said) == 3 else 0)
    if not asked and SOMEONE_ELSES.search(said):
        return False
    if any(whole((piece.reading for piece in breath), region) for breath in pieces):
        return True
    if e164(so_far, region) is not None:
        told = (asked or last.corrects) and (last.place is not None or NUMBER_WORD.search(said) is not None)
        return told or (bare and (asked or last.said in so_far)) or _resembles_end(so_far, last, bare=bare)
    if MINE.search(said) or (so_far and bare):
        return True
    return asked and (bare or len(last.said) >= 7 or NUMBER_WORD.search(said) is not None)


def _resembles_end(known: str, piece: Piece, *, bare: bool) -> bool:
    size = len(piece.said)
    return (size == 4 or (size == 2 and bare and piece.corrects)) and resembles(known[-size:], piece.said)
