"""The ways in which dictated number words can be read as digits, and how strained each is; picks none of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice, product

from receptionist.understanding.numbers import Amount, amounts
from receptionist.understanding.numerals import HOMOPHONES

_ENDS = frozenset({3, 6, 10, 13, 16})
"""Where the groups of a national number end, and callers pause; also of one that is said twice."""
_MOST_READINGS = 4096
"""Far more than a number and its country code have, said twice."""
_MOST_HOMOPHONES = 3
_UNUSUAL, _MISHEARD, _LEFT_OUT = 2, 1, 2
"""The strain of parting what belongs together, of taking a "for" among digits for a four, and for nothing."""
SCALES = frozenset({"hundred", "thousand"})
"""Words that no reading may leave out."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Digits, and what would be unusual about them."""

    amounts: tuple[Amount, ...] = ()
    parted: frozenset[int] = frozenset()
    """Which amounts end where more could belong to them: 20 before the 5 of "twenty five"."""
    oddity: int = 0
    """The strain of the words that only sound like digits."""

    @property
    def digits(self) -> str:
        """All digits."""
        return "".join(amount.digits for amount in self.amounts)

    def strain(self, start: int) -> int:
        """Count what is unusual when the first digit is the one at `start` of a national number.

        Amounts below a hundred may part where a group ends, if some do so at the ends of all groups.
        """
        ends = list(accumulate((len(amount.digits) for amount in self.amounts), initial=start))
        inside = {end for end in _ENDS if start < end < ends[-1]}
        grouped = inside <= set(ends)
        parted = sum(
            _UNUSUAL if not grouped or ends[n + 1] not in _ENDS else self.amounts[n].is_large for n in self.parted
        )
        split = sum(
            _UNUSUAL * (amount.is_large and any(first < end < last for end in _ENDS))
            for amount, first, last in zip(self.amounts, ends, ends[1:], strict=False)
        )
        return parted + split + self.oddity


def readings(words: Sequence[str], *, unsure: bool = False) -> tuple[Reading, ...]:
    """Return every reading of dictated words, the usual one first; other words among them are taken for fillers.

    `unsure` says that the last word sounds like a digit, and may as well be none.
    """
    heard = (replace(reading, oddity=odd) for plain, odd in _plain(words, unsure) for reading in _read(plain))
    return tuple(islice(heard, _MOST_READINGS))


def _plain(words: Sequence[str], unsure: bool) -> Iterator[tuple[list[str], int]]:
    """Yield the words with each that sounds like a digit taken for it or left out, and the strain of that."""
    alike = [at for at, word in enumerate(words) if word in HOMOPHONES][:_MOST_HOMOPHONES]
    for meant in product((True, False), repeat=len(alike)):
        said = dict(zip(alike, meant, strict=True))
        plain = [(HOMOPHONES[word] if said[at] else "") if at in said else word for at, word in enumerate(words)]
        left_out = sum(not digit for digit in meant) - (unsure and not meant[-1])
        yield plain, _MISHEARD * (len(meant) - left_out) + _LEFT_OUT * left_out


def _read(words: Sequence[str]) -> Iterator[Reading]:
    for path in _paths(words):
        parted = frozenset(n for n, (_, parts) in enumerate(path) if parts)
        yield Reading(tuple(amount for amount, _ in path), parted)


_Path = tuple[tuple[Amount, bool], ...]
"""Amounts one after the other, each with whether it could be longer."""


def _paths(words: Sequence[str]) -> list[_Path]:
    """Return the amounts that the words can be from end to end; found from the last word on."""
    paths: list[list[_Path]] = [[] for _ in words] + [[()]]
    for at in reversed(range(len(words))):
        said = [amount for amount in amounts(words, at) if paths[amount.end]]
        longest = max((amount.end for amount in said), default=0)
        found = [((amount, amount.end < longest), *rest) for amount in said for rest in paths[amount.end]]
        skipped = words[at] not in SCALES and not amounts(words, at)
        paths[at] = paths[at + 1] if skipped else found[:_MOST_READINGS]
    return paths[0]
