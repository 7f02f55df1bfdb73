"""Counts of things, English and Spanish ("four key holes", "a couple"); knows nothing of longer numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from receptionist.understanding.numbers import amounts
from receptionist.understanding.numerals import LABELS, is_number, word_at
from receptionist.understanding.text import parts, tokens, unaccented, word_set

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
    elif word.isdecimal() and len(word) < 3:
        value, end = int(word), at + 1
    elif (heard := amounts(words, at)) and not heard[0].is_large:
        value, end = int(heard[0].digits), heard[0].end
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
