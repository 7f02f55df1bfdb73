"""Numbers as people say them, English and Spanish, as the digits they string together; counts nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from receptionist.understanding.numerals import (
    DASH,
    HUNDREDS,
    PAIR,
    TENS,
    THOUSAND,
    TIMES,
    UNIT,
    numerals,
    word_at,
)
from receptionist.understanding.text import remembered, tokens

_BEGINNINGS = (UNIT | PAIR | TENS | HUNDREDS | TIMES).keys() | THOUSAND | {"a"}


@dataclass(frozen=True, slots=True)
class Run:
    """Number words in tokens [start, end), and the digits that they stand for."""

    start: int
    end: int
    digits: str


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount, such as "twenty five", as digits, and where it ends."""

    digits: str
    end: int
    is_large: bool = False
    """Whether it was said with a hundred or a thousand."""


@remembered
def runs(text: str) -> tuple[Run, ...]:
    """Return every stretch of number words in `text`, as places in `text.tokens` and as digits.

    Digits are strung together as in house numbers, years and telephone numbers: "twelve twenty eight" is 1228.
    """
    words = numerals(tokens(text))
    found: list[Run] = []
    at = 0
    while at < len(words):
        if not _may_begin(words[at]) or (run := _run(words, at)) is None:
            at += 1
        else:
            found.append(run)
            at = run.end
    return tuple(found)


def _may_begin(word: str) -> bool:
    return word in _BEGINNINGS or word.isdecimal()


def _run(words: Sequence[str], start: int) -> Run | None:
    digits = ""
    at = end = start
    while heard := amounts(words, at):
        digits, end = digits + heard[0].digits, heard[0].end
        at = end + 1 if end < len(words) and words[end] in DASH else end
    return Run(start, end, digits) if digits else None


def amounts(words: Sequence[str], at: int) -> tuple[Amount, ...]:
    """Return what the words at `at` can be as one amount, the usual one first.

    "Nine hundred seventy five" is 975, and may be the 970 of a telephone number before its 5; or 900.
    """
    word, following = word_at(words, at), word_at(words, at + 1)
    if word in TIMES:
        digit = following if following.isdecimal() and len(following) == 1 else str(UNIT.get(following, ""))
        return (Amount(digit * TIMES[word], at + 2),) if digit else ()
    if word.isdecimal() and not (following == "hundred" or following in THOUSAND):
        return (Amount(word, at + 1),)
    return (*_large(words, at), *_below_hundred(words, at))


def _large(words: Sequence[str], at: int) -> Iterator[Amount]:
    """Yield the amounts with a hundred or a thousand in them."""
    if (hundreds := HUNDREDS.get(word_at(words, at))) is not None:
        yield from _with_rest(words, at + 1, hundreds)
    for lead, end in _leads(words, at):
        if word_at(words, end) in THOUSAND:
            for rest, after in _leads(words, end + 1):
                if word_at(words, after) == "hundred":
                    yield from _with_rest(words, after + 1, lead * 1000 + rest * 100)
            yield from _with_rest(words, end + 1, lead * 1000)
        elif word_at(words, end) == "hundred":
            yield from _with_rest(words, end + 1, lead * 100)


def _leads(words: Sequence[str], at: int) -> Iterator[tuple[int, int]]:
    """Yield what may stand before "hundred" or "thousand", and where that word should stand."""
    word = word_at(words, at)
    if word == "a":
        yield 1, at + 1
    elif word == "mil":
        yield 1, at
    elif word.isdecimal():
        if len(word) < 3:
            yield int(word), at + 1
    else:
        yield from ((value, small.end) for small in _below_hundred(words, at) if (value := int(small.digits)))


def _with_rest(words: Sequence[str], at: int, value: int) -> Iterator[Amount]:
    """Add what follows a hundred or thousand: "nine hundred and five", "two thousand eight", "mil doscientos"."""
    joined = word_at(words, at) == "and"
    start = at + joined
    if value % 1000 == 0 and (hundreds := HUNDREDS.get(word_at(words, start))):
        yield from _with_rest(words, start + 1, value + hundreds)
    rests = [rest for rest in _below_hundred(words, start) if rest.digits != "0"]
    alone = Amount(str(value), at, is_large=True)
    # "eight hundred five five five" is usually the beginning of a telephone number, not 805.
    dictated = bool(rests) and word_at(words, start) in UNIT and word_at(words, rests[0].end) in UNIT
    if dictated and not joined:
        yield alone
    for rest in rests:
        yield Amount(str(value + int(rest.digits)), rest.end, is_large=True)
    if not dictated or joined:
        yield alone


def _below_hundred(words: Sequence[str], at: int) -> Iterator[Amount]:
    word, following = word_at(words, at), word_at(words, at + 1)
    if (small := UNIT.get(word, PAIR.get(word))) is not None:
        yield Amount(str(small), at + 1)
    if (tens := TENS.get(word)) is None:
        return
    if following == "y" and (unit := UNIT.get(word_at(words, at + 2))):
        yield Amount(str(tens + unit), at + 3)
        return
    if word != "veinte" and (unit := UNIT.get(following)):
        yield Amount(str(tens + unit), at + 2)
    yield Amount(str(tens), at + 1)
