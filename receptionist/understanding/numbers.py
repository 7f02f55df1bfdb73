"""Numbers as people say them, English and Spanish: digits for addresses and telephones, counts of things."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from receptionist.understanding.numerals import (
    DASH,
    HUNDREDS,
    LABELS,
    PAIR,
    TENS,
    THOUSAND,
    TIMES,
    UNIT,
    is_number,
    numerals,
    word_at,
)
from receptionist.understanding.text import parts, tokens, unaccented, word_set

_BEGINNINGS = (UNIT | PAIR | TENS | HUNDREDS | TIMES).keys() | THOUSAND | {"a"}


@dataclass(frozen=True, slots=True)
class Run:
    """Number words in tokens [start, end), and the digits that they stand for."""

    start: int
    end: int
    digits: str
    readings: tuple[str, ...] = ()
    """Other digits that the same words can stand for; "20 5", parted, where "twenty five" usually is 25."""


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
    return word in _BEGINNINGS or word.isdigit()


def _run(words: Sequence[str], start: int) -> Run | None:
    spoken: list[tuple[str, ...]] = []
    at = end = start
    while (heard := _amount(words, at)) is not None:
        amounts, end = heard
        spoken.append(amounts)
        at = end + 1 if end < len(words) and words[end] in DASH else end
    if not spoken:
        return None
    # Beyond a few doubtful places nobody could tell which was meant.
    doubtful = sum(len(amounts) > 1 for amounts in spoken)
    readings = tuple("".join(choice) for choice in product(*spoken)) if 0 < doubtful <= 6 else ()
    return Run(start, end, "".join(amounts[0] for amounts in spoken), readings[1:])


def _amount(words: Sequence[str], at: int) -> tuple[tuple[str, ...], int] | None:
    """Return the readings of the one amount that starts at `at` (the usual one first), and where it ends."""
    word, following = word_at(words, at), word_at(words, at + 1)
    if word in TIMES:
        digit = following if following.isdigit() and len(following) == 1 else str(UNIT.get(following, ""))
        return ((digit * TIMES[word],), at + 2) if digit else None
    if word.isdigit() and not (following == "hundred" or following in THOUSAND):
        return (word,), at + 1
    return _large(words, at) or _below_hundred(words, at)


def _large(words: Sequence[str], at: int) -> tuple[tuple[str, ...], int] | None:
    """Read an amount with a hundred or a thousand in it."""
    lead, end = _lead(words, at)
    if lead and word_at(words, end) in THOUSAND:
        rest, after = _lead(words, end + 1)
        if rest and word_at(words, after) == "hundred":
            return _with_rest(words, after + 1, lead * 1000 + rest * 100)
        return _with_rest(words, end + 1, lead * 1000)
    if lead and word_at(words, end) == "hundred":
        return _with_rest(words, end + 1, lead * 100)
    if (hundreds := HUNDREDS.get(word_at(words, at))) is not None:
        return _with_rest(words, at + 1, hundreds)
    return None


def _lead(words: Sequence[str], at: int) -> tuple[int, int]:
    """Return what stands before "hundred" or "thousand" (0 for nothing), and where that word should stand."""
    word = word_at(words, at)
    if word == "a":
        return 1, at + 1
    if word == "mil":
        return 1, at
    if word.isdigit():
        return (int(word), at + 1) if len(word) < 3 else (0, at)
    small = _below_hundred(words, at)
    return (int(small[0][0]), small[1]) if small else (0, at)


def _with_rest(words: Sequence[str], at: int, value: int) -> tuple[tuple[str, ...], int]:
    """Add what follows a hundred or thousand: "nine hundred and five", "two thousand eight", "mil doscientos"."""
    joined = word_at(words, at) == "and"
    start = at + joined
    if value % 1000 == 0 and (hundreds := HUNDREDS.get(word_at(words, start))):
        return _with_rest(words, start + 1, value + hundreds)
    rest = _below_hundred(words, start)
    if rest is None or rest[0][0] == "0":
        return (str(value),), at
    (usual, *parted), end = rest
    # "eight hundred five five five" is the beginning of a telephone number, not 805.
    dictated = word_at(words, start) in UNIT and word_at(words, end) in UNIT
    if dictated and not joined:
        return (str(value),), at
    others = [f"{value + int(tens)} {unit}" for tens, unit in map(str.split, parted)]
    return ((str(value + int(usual)), *(() if joined else (*others, f"{value} {usual}"))), end)


def _below_hundred(words: Sequence[str], at: int) -> tuple[tuple[str, ...], int] | None:
    word, following = word_at(words, at), word_at(words, at + 1)
    if (unit := UNIT.get(word)) is not None:
        return (str(unit),), at + 1
    if (pair := PAIR.get(word)) is not None:
        return (str(pair),), at + 1
    if (tens := TENS.get(word)) is None:
        return None
    if following == "y" and (unit := UNIT.get(word_at(words, at + 2))):
        return (str(tens + unit),), at + 3
    if word != "veinte" and (unit := UNIT.get(following)):
        return (str(tens + unit), f"{tens} {unit}"), at + 2
    return (str(tens),), at + 1


_THINGS = {
    # When several kinds are counted the first kind wins: prices go by the cylinder, then by the door.
    thing: rank
    for rank, things in enumerate(
        (
            "keyhole hole lock cylinder deadbolt bolt boat knob lever handle padlock"
            " cerradura chapa cerrojo candado bombin",
            "door gate entrance mailbox safe window unit car puerta entrada",
            "key copy set fob llave copia",
        )
    )
    for one in things.split()
    for thing in (one, one + "s", one + "es", one[:-1] + "ies")
}
_WORTH = {"couple": 2, "pair": 2, "par": 2, "single": 1, "una": 1, "un": 1, "dozen": 12, "docena": 12}
_TOTAL = word_set("total altogether all")
_BOTH = word_set("both ambas ambos")
_EACH = word_set("each apiece cada")
_AND = word_set("and plus y mas")
_CLOCK = word_set("at by around until after before las")
_APART = word_set("and with for is to from by or y en con")
_AROUND_A_BARE_COUNT = word_set(
    "just only i i'd think guess say it's its is about like maybe there's there are a of em them those yeah yes"
    " okay well so we have got need probably exactly solo solamente nada mas son creo que como hay tengo de ellas"
    " ellos sir ma'am please thanks half"
)


@dataclass(frozen=True, slots=True)
class _Small:
    """An amount below a hundred in words [start, end)."""

    value: int
    start: int
    end: int


def count(text: str) -> int | None:
    """Return how many things the words count ("four key holes", "just the one door", "a couple"), or None."""
    for part in reversed(parts(text)):
        if (counted := _count(part)) is not None:
            return counted
    return None


def _count(text: str) -> int | None:
    words = [unaccented(word) for word in tokens(text)]
    said = [amount for at in range(len(words)) if (amount := _small(words, at)) is not None]
    totals = [amount.value for amount in said if _TOTAL & set(words[amount.end : amount.end + 4])]
    if totals:
        return totals[0]
    if things := [(rank, amount) for amount in said if (rank := _thing(words, amount.end)) is not None]:
        return _sum(words, things)
    if len(said) == 1 and not {*words[: said[0].start], *words[said[0].end :]} - _AROUND_A_BARE_COUNT:
        return said[0].value
    return 2 if _BOTH & set(words) else None


def _sum(words: Sequence[str], things: Sequence[tuple[int, _Small]]) -> int:
    """Count the things that matter most; "and" adds up, "each" multiplies by the doors."""
    best = min(rank for rank, _ in things)
    alike = [amount for rank, amount in things if rank == best]
    total = alike[0].value + sum(more.value for more in alike[1:] if word_at(words, more.start - 1) in _AND)
    doors = [amount.value for rank, amount in things if rank == 1]
    return total * doors[0] if best == 0 and doors and _EACH & set(words) else total


def _small(words: Sequence[str], at: int) -> _Small | None:
    """Return the amount below a hundred that starts at `at`, unless it is part of a longer number or a label."""
    start = at - 1 if word_at(words, at - 1) == "a" else at
    word, before = word_at(words, at), word_at(words, start - 1)
    if before in LABELS | _CLOCK or is_number(words, start - 1) or (before == "y" and is_number(words, start - 2)):
        return None
    if word in _WORTH and word_at(words, at + 1) not in _WORTH:
        half = 2 if word == "dozen" and word_at(words, start - 1) == "half" else 1
        value, end = _WORTH[word] // half, at + 1 + (word_at(words, at + 1) in {"of", "de"})
    elif word.isdigit() and len(word) < 3:
        value, end = int(word), at + 1
    elif (heard := _below_hundred(words, at)) is not None:
        value, end = int(heard[0][0]), heard[1]
    else:
        return None
    return None if is_number(words, end) or not value else _Small(value, start, end)


def _thing(words: Sequence[str], at: int) -> int | None:
    """Return the rank of the thing named within four words from `at`, before anything that starts afresh."""
    for ahead in range(at, min(at + 4, len(words))):
        if (words[ahead] in _APART and ahead > at) or is_number(words, ahead):
            return None
        if words[ahead] == "key" and word_at(words, ahead + 1) in _THINGS:
            continue
        if (rank := _THINGS.get(words[ahead])) is not None:
            return rank
    return None
