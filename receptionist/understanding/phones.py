"""Telephone numbers said in pieces, corrected or keyed; in doubt a number stays incomplete, never guessed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, product

import phonenumbers

from receptionist.understanding.answers import yes_or_no
from receptionist.understanding.dictation import LENGTH, Piece, Place, e164, is_north_american, joined, resembles
from receptionist.understanding.numbers import Run, runs
from receptionist.understanding.numerals import word_at
from receptionist.understanding.phone_words import (
    ABROAD,
    BACK,
    COUNTED,
    GLUE,
    LABELS,
    MENTIONED,
    MILD,
    MINE,
    NOT,
    NUMBER_WORD,
    ONLY_YES,
    OTHER_NUMBER,
    PART,
    PLACES,
    RATHER_THIS,
    SOMEONE_ELSES,
    STREETS,
    THIS_NUMBER,
    THIS_ONE,
    WAS_AREA,
)
from receptionist.understanding.text import normalise, parts, tokens, unaccented


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
    said = WAS_AREA.sub("", unaccented(normalise(text)))
    if caller_id is not None and asked and RATHER_THIS.search(said):
        return _caller_id(caller_id, so_far)
    pieces = _pieces(said, known=len(so_far))
    if not pieces:
        return _calling_from(said, so_far=so_far, caller_id=caller_id, asked=asked)
    if (abroad := _abroad(said)) is not None:
        return abroad
    if not _is_telephone(said, pieces[0], so_far=so_far, region=region, asked=asked):
        return None
    ending = pieces[0][-1]
    if not so_far and ending.place == "last" and len(ending.said) < LENGTH:
        return _ending_in(ending.said, caller_id)
    heard = _heard(pieces, so_far=so_far, caller_id=caller_id, region=region)
    return heard if heard.digits or so_far else None


def keyed(keys: str, region: str) -> str | None:
    """Return the E.164 number of keypad `keys`, None unless they are a whole one; `*` starts again."""
    return e164("".join(filter(str.isdigit, keys.rpartition("*")[2])), region)


def _calling_from(said: str, *, so_far: str, caller_id: str | None, asked: bool) -> Number | None:
    """Return the number the caller rings from, if the words mean it; a bare yes does when it was offered."""
    offered = asked and not so_far and caller_id is not None
    agreed = offered and not set(said.split()) - ONLY_YES and yes_or_no(said) == "yes"
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
        if ABROAD.search(" ".join(words[: run.start])) and len(run.digits) > LENGTH:
            number = phonenumbers.parse("+" + run.digits)
            if phonenumbers.is_valid_number(number):
                whole = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
                return Number(digits=_national_of(whole), number=whole)
    return None


def _national_of(number: str) -> str:
    return phonenumbers.national_significant_number(phonenumbers.parse(number))


def _heard(pieces: Sequence[Sequence[Piece]], *, so_far: str, caller_id: str | None, region: str) -> Number:
    """Join the pieces by their usual reading; by another one if only that makes a whole number."""
    results = [_join(reading, so_far, region) for reading in pieces]
    whole = [_number(digits, caller_id, region) for digits in results]
    natural = [n for n, reading in zip(whole, pieces, strict=True) if all(piece.natural for piece in reading)]
    number = whole[0] or _only(natural) or _only(whole)
    digits = results[0] if number is None else _national_of(number)
    if digits is None:
        return Number(digits=so_far, number=None)
    if number is None and is_north_american(region) and len(digits) >= LENGTH:
        digits = ""  # Enough of them, and yet no number: better heard anew as a whole.
    return Number(digits=digits, number=number, corrected=bool(digits) and not digits.startswith(so_far))


def _only(numbers: Sequence[str | None]) -> str | None:
    different = set(numbers) - {None}
    return different.pop() if len(different) == 1 else None


def _join(reading: Sequence[Piece], so_far: str, region: str) -> str | None:
    digits: str | None = so_far
    for piece in reading:
        if digits is not None:
            digits = joined(digits, piece, region)
    return digits


def _number(digits: str | None, caller_id: str | None, region: str) -> str | None:
    """Return the E.164 number; seven digits that cannot begin with an area code take the caller ID's."""
    if digits is None:
        return None
    local = len(digits) == 7 and caller_id is not None and caller_id.startswith("+1") and is_north_american(region)
    if local and caller_id is not None and not _is_area_code(digits[:3]) and digits[0] not in "01":
        return e164(caller_id[2:5] + digits, region)
    return e164(digits, region)


@cache
def _is_area_code(code: str) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(f"+1{code}5550100"))


def _pieces(said: str, *, known: int) -> list[tuple[Piece, ...]]:
    """Return what was dictated: the pieces in their order, once for each way of reading the number words."""
    mild = MILD.match(said) is not None
    breaths = [
        piece
        for n, part in enumerate(parts(said))
        for piece in _breaths(part, Piece(said="", corrects=n > 0, mild=mild and n == 1), known)
    ]
    return list(islice(product(*breaths), 64)) if breaths else []


def _breaths(part: str, empty: Piece, known: int) -> Iterator[tuple[Piece, ...]]:
    """Yield the readings of each stretch of digits between words that take something back."""
    place: Place | None = None
    for n, stretch in enumerate(BACK.split(part)):
        words = tokens(stretch)
        place = next((place for place, pattern in PLACES if pattern.search(stretch)), place)
        telephone = [heard for run in runs(stretch) if (heard := _telephone(words, run)) is not None]
        denied = [run for run in telephone if NOT & set(words[max(0, run.start - 2) : run.start])]
        spoken = _longest(words, [run for run in telephone if run not in denied])
        if len("".join(run.digits for run in spoken)) <= (0 if place or _is_bare(words, spoken) else 2):
            continue
        piece = replace(empty, place=place, denied="".join(run.digits for run in denied))
        piece = replace(piece, corrects=True, mild=False) if n else piece
        yield tuple(
            replace(piece, said="".join(choice).replace(" ", ""), natural=_is_natural("".join(choice), known))
            for choice in product(*((run.digits, *run.readings) for run in spoken))
        )


def _is_natural(reading: str, known: int) -> bool:
    """Tell whether the number words part only where a group ends, of this piece or with what is known."""
    parted = [
        len(before.replace(" ", "")) for at, sign in enumerate(reading) if sign == " " and (before := reading[:at])
    ]
    return all(end in (3, 6) for end in parted) or all(end + known in (3, 6) for end in parted)


def _telephone(words: Sequence[str], run: Run) -> Run | None:
    """Return the digits of a run that may be a telephone's: no house numbers, units, times and counts."""
    before, after = word_at(words, run.start - 1), words[run.end : run.end + 3]
    if before in PART and run.digits[0] in "1234":
        # "the last four" counts digits, in "the last four oh one three seven" too.
        rest = run.digits[1:]
        return replace(run, digits=rest, readings=()) if len(rest) == int(run.digits[0]) else None
    if before in LABELS and not _is_area(words, run):
        return None
    counts = STREETS & set(after) or COUNTED & set(after[:1])
    return run if len(run.digits) >= 7 or not counts else None


def _longest(words: Sequence[str], spoken: Sequence[Run]) -> list[Run]:
    """Return the longest stretch of runs that no other words part, its area code first."""
    stretches: list[list[Run]] = []
    for run in spoken:
        if stretches and not set(words[stretches[-1][-1].end : run.start]) - GLUE:
            stretches[-1].append(run)
        else:
            stretches.append([run])
    longest = max(stretches, key=lambda stretch: sum(len(run.digits) for run in stretch), default=[])
    return sorted(longest, key=lambda run: not _is_area(words, run))


def _is_area(words: Sequence[str], run: Run) -> bool:
    return bool({"area", "lada"} & set(words[max(0, run.start - 3) : run.start]))


def _is_bare(words: Sequence[str], spoken: Sequence[Run], *, foreign: int = 0) -> bool:
    """Tell whether around the digits hardly a word was said that does not belong to telephone numbers."""
    inside = {at for run in spoken for at in range(run.start, run.end)}
    return len({word for at, word in enumerate(words) if at not in inside} - GLUE) <= foreign


def _is_telephone(said: str, pieces: Sequence[Piece], *, so_far: str, region: str, asked: bool) -> bool:
    """Tell whether digits are plainly the caller's telephone number, or a part of it."""
    last = pieces[-1]
    bare = _is_bare(tokens(said), runs(said), foreign=2 if asked and not so_far and len(last.said) == 3 else 0)
    if not asked and SOMEONE_ELSES.search(said):
        return False
    if any(e164(piece.said, region) for piece in pieces):
        return True
    if e164(so_far, region) is not None:
        told = (asked or last.corrects) and (last.place is not None or NUMBER_WORD.search(said) is not None)
        return told or (bare and (asked or last.said in so_far)) or _resembles_end(so_far, last.said)
    if MINE.search(said) or (so_far and bare):
        return True
    return asked and (bare or len(last.said) >= 7 or NUMBER_WORD.search(said) is not None)


def _resembles_end(known: str, said: str) -> bool:
    return len(said) == 4 and resembles(known[-4:], said)
