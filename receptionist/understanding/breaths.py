"""Finds the digits of an utterance that may be a telephone's, breath by breath; joins none of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from receptionist.understanding.dictation import Piece, Place, e164
from receptionist.understanding.numbers import Run, runs
from receptionist.understanding.numerals import HOMOPHONES, NOTHING_ELSE, TENS, numerals, word_at
from receptionist.understanding.phone_words import (
    BACK,
    BEFORE_DIGITS,
    COUNTED,
    FILLERS,
    GLUE,
    LABELS,
    MILD,
    NOT,
    PART,
    PLACES,
    STREETS,
)
from receptionist.understanding.readings import SCALES, Reading, readings
from receptionist.understanding.text import parts, tokens

Stretch = tuple[Run, ...]
"""Runs of digits that belong together, in the order in which they are dialled."""


def breaths(said: str, region: str) -> list[tuple[Piece, ...]]:
    """Return what was dictated between words that take something back: for each breath its possible readings."""
    mild = MILD.match(said) is not None
    found: list[tuple[Piece, ...]] = []
    for n, part in enumerate(parts(said)):
        for piece, read in _breaths(part, region):
            corrects = piece.corrects or n > 0
            heard = replace(piece, corrects=corrects, mild=mild and n == 1 and not piece.corrects)
            if not _denies(heard, found):
                found.append(tuple(replace(heard, reading=reading) for reading in read))
    return found


def _denies(piece: Piece, before: Sequence[Sequence[Piece]]) -> bool:
    """Tell whether a short "no, four two" only names the end that was just replaced by another."""
    if not piece.corrects or len(piece.said) > 4 or len(before) < 2:
        return False
    *earlier, last = (breath[0].said for breath in before)
    return any(said.endswith(piece.said) for said in earlier) and not last.endswith(piece.said)


def _breaths(part: str, region: str) -> Iterator[tuple[Piece, tuple[Reading, ...]]]:
    place: Place | None = None
    for n, stretch in enumerate(BACK.split(part)):
        words = tokens(stretch)
        place = next((place for place, pattern in PLACES if pattern.search(stretch)), place)
        telephone = telephone_runs(words)
        denied = [run for run in telephone if NOT & set(words[max(0, run.start - 2) : run.start])]
        spoken, read = _most(words, [run for run in telephone if run not in denied], region)
        if _size(spoken) <= (0 if place or is_bare(words, spoken) else 2):
            continue
        denied_digits = "".join(run.digits for run in denied)
        yield Piece(reading=read[0], place=place, denied=denied_digits, corrects=n > 0), read


def telephone_runs(words: Sequence[str]) -> list[Run]:
    """Return the runs of digits that may be a telephone's: no house numbers, units, times and counts."""
    return [heard for run in runs(" ".join(words)) if (heard := _telephone(words, run)) is not None]


def _telephone(words: Sequence[str], run: Run) -> Run | None:
    before, after = word_at(words, run.start - 1), words[run.end : run.end + 3]
    if before in PART and run.digits[0] in "1234":
        # "the last four" counts digits, in "the last four oh one three seven" too.
        rest = run.digits[1:]
        return replace(run, start=run.start + 1, digits=rest) if len(rest) == int(run.digits[0]) else None
    if before in LABELS and not _is_area(words, run):
        return None
    counts = STREETS & set(after) or COUNTED & set(after[:1])
    return run if len(run.digits) >= 7 or not counts else None


def stretches(words: Sequence[str], spoken: Iterable[Run], glue: frozenset[str]) -> list[Stretch]:
    """Return the runs joined that nothing but `glue` parts, their area code first."""
    found: list[list[Run]] = []
    for run in spoken:
        if found and not set(words[found[-1][-1].end : run.start]) - glue:
            found[-1].append(run)
        else:
            found.append([run])
    return [tuple(sorted(stretch, key=lambda run: not _is_area(words, run))) for stretch in found]


def readings_of(words: Sequence[str], stretch: Stretch) -> tuple[Reading, ...]:
    """Return the readings of a stretch, with the words in and beside it that only sound like digits."""
    plain = numerals(words)
    inside = {at for run in stretch for at in range(run.start, run.end)}
    kept = [word if at in inside or word in SCALES | HOMOPHONES.keys() else "" for at, word in enumerate(plain)]
    in_place = sorted(stretch, key=lambda run: run.start)
    first, last = in_place[0].start, in_place[-1].end
    ends = dict(zip(in_place, [*(run.start for run in in_place[1:]), last], strict=True))
    dictated = [word for run in stretch for word in kept[run.start : ends[run]]]
    if word_at(words, first - 1) in HOMOPHONES and (first == 1 or words[first - 2] in FILLERS | BEFORE_DIGITS):
        dictated.insert(0, words[first - 1])
    beyond = word_at(words, last)
    certain = beyond in NOTHING_ELSE or last == len(words) - 1
    if beyond in HOMOPHONES and (certain or words[last - 1] in TENS):
        return readings([*dictated, beyond], unsure=not certain)
    return readings(dictated)


def whole(read: Iterable[Reading], region: str) -> str | None:
    """Return the E.164 number that the least strained reading is by itself, said once or twice."""
    easy = [
        (reading.strain(0), number)
        for reading in read
        if (number := e164(_half(reading.digits), region)) and reading.strain(0) <= reading.oddity + 1
    ]
    return min(easy, default=(0, None))[1]


def _half(digits: str) -> str:
    size = len(digits) // 2
    return digits[:size] if digits[:size] == digits[size:] else digits


def _most(words: Sequence[str], spoken: Sequence[Run], region: str) -> tuple[Stretch, tuple[Reading, ...]]:
    """Return the stretch that is a whole number by itself, else the longest."""
    for stretch in stretches(words, spoken, FILLERS):
        if whole(read := readings_of(words, stretch), region):
            return stretch, read
    longest = max(stretches(words, spoken, GLUE), key=_size, default=())
    return longest, readings_of(words, longest) if longest else ()


def _size(stretch: Stretch) -> int:
    return sum(len(run.digits) for run in stretch)


def _is_area(words: Sequence[str], run: Run) -> bool:
    return bool({"area", "lada"} & set(words[max(0, run.start - 3) : run.start]))


def is_bare(words: Sequence[str], spoken: Iterable[Run], *, foreign: int = 0) -> bool:
    """Tell whether around the digits hardly a word was said that does not belong to telephone numbers."""
    inside = {at for run in spoken for at in range(run.start, run.end)}
    return len({word for at, word in enumerate(words) if at not in inside} - GLUE) <= foreign
