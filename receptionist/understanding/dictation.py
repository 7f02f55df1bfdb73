"""How digits said in pieces join, and which of them a correction replaces; knows digits only, no words."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

import phonenumbers

from receptionist.understanding.readings import Reading

Place = Literal["first", "middle", "last"]
LENGTH = 10
"""Digits of a national number in North America: 3 for the area, 3 for the exchange, 4 for the line."""
GROUP_ENDS = (3, 6, LENGTH)
_STARTS = (0, 3, 6)
_PAIRS = (6, 8)
"""Where the pairs of the last four begin: "oh one, forty two"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Digits that were said in one breath."""

    reading: Reading
    place: Place | None = None
    """Which part of the number they are, where the caller says so."""
    denied: str = ""
    """The digits that they replace: "three oh three, not seven two oh"."""
    corrects: bool = False
    """Whether the words take something back."""
    mild: bool = False
    """Whether they do so with a mere "sorry", which may be no more than manners."""

    @property
    def said(self) -> str:
        """The digits."""
        return self.reading.digits


def national(digits: str, region: str) -> str:
    """Return the digits without the trunk prefix: the 1 of North America, or an "oh" that was only a sigh."""
    if is_north_american(region) and len(digits) == LENGTH + 1 and digits[0] in "01":
        return digits[1:]
    return digits


def once(digits: str, region: str) -> str:
    """Return a whole number once that was said twice, or with one of its groups said twice."""
    if not len(digits.lstrip("01")) > LENGTH or not is_north_american(region):
        return digits
    once = {
        rest
        for size in (3, 4, LENGTH, LENGTH + 1)
        for at in range(len(digits) - 2 * size + 1)
        if digits[at : at + size] == digits[at + size : at + 2 * size]
        and e164(rest := digits[:at] + digits[at + size :], region)
    }
    return once.pop() if len(once) == 1 else digits


def is_north_american(region: str) -> bool:
    """Tell whether the region shares the numbering plan of the country code 1."""
    return phonenumbers.country_code_for_region(region) == 1


def e164(digits: str, region: str) -> str | None:
    """Return the E.164 number that national digits make, None unless they are whole and possible.

    In North America neither area nor exchange begins with 0 or 1 or is a service code such as 911.
    """
    digits = national(digits, region)
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if is_north_american(region):
        whole = len(digits) == LENGTH and all(_may_begin(digits[start : start + 3]) for start in (0, 3))
    else:
        whole = phonenumbers.is_valid_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if whole else None


def _may_begin(code: str) -> bool:
    return code[0] not in "01" and code[1:] != "11"


def joined(known: str, piece: Piece, region: str) -> str | None:
    """Return the digits after `piece` was said, None when it cannot be told which digits it replaces."""
    said = piece.said
    if not known and is_north_american(region) and said[0] == "1" and 1 < len(said) <= LENGTH:
        said = said[1:]  # The trunk prefix: no number begins with it.
    if e164(whole := once(said, region), region):
        return national(whole, region)
    if not is_north_american(region):
        return known[: -len(said)] + said if piece.corrects and len(known) > len(said) else known + said
    if len(said) == 3 and len(known) in (0, 3) and said[1:] == "11":
        return known
    if placed := _placed(known, piece):
        return placed
    if len(known) == LENGTH:
        return known if said in known and not piece.corrects else _replaced(known, said)
    if piece.corrects and (start := LENGTH - len(said)) in (3, 6) and start <= len(known):
        return known[:start] + said
    if len(known + said) == LENGTH:
        return known + said  # "wait" was no more than a pause.
    if piece.corrects and known and not (piece.mild and _resembling(known, said) is None):
        return _taken_back(known, said)
    return _continued(known, said)


def strain(known: str, piece: Piece) -> int:
    """Count what is unusual about `piece` where it replaces the end of what is known."""
    start = LENGTH - len(piece.said)
    if not piece.corrects or not 0 <= start < len(known):
        return 0
    return (not alike(known[start:], piece.said)) + (piece.place == "last" and len(known) != LENGTH)


def alike(one: str, other: str) -> bool:
    """Tell whether most digits are the same as far as both go."""
    same = [a == b for a, b in zip(one, other, strict=False)]
    return 2 * sum(same) >= len(same)


def _placed(known: str, piece: Piece) -> str | None:
    """Replace the digits that the caller names: by their value ("not 720") or their place ("the area code")."""
    said, size = piece.said, len(piece.said)
    if piece.denied and len(piece.denied) == size and known.count(piece.denied) == 1:
        return known.replace(piece.denied, said)
    if piece.place == "last" and len(known) == LENGTH and size <= 4:
        return known[:-size] + said
    if piece.place == "first" and size == 3 and len(known) >= 3:
        return said + known[3:]
    if piece.place == "middle" and size == 3 and len(known) >= 6:
        return known[:3] + said + known[6:]
    return None


def _replaced(known: str, said: str) -> str | None:
    """Correct a whole number by digits whose place was not said: its end, or the only group they resemble."""
    start = LENGTH - len(said)
    return known[:start] + said if start in (3, 6) else _resembling(known, said)


def _taken_back(known: str, said: str) -> str:
    """Correct a number still being said: the group they resemble, else its last group, or from there on."""
    if (resembling := _resembling(known, said)) is not None:
        return resembling
    starts = [start for start in reversed(_STARTS) if start < len(known)]
    fitting = [start for start in starts if start + len(said) in GROUP_ENDS]
    return known[: (fitting or starts)[0]] + said


def _resembling(known: str, said: str) -> str | None:
    """Replace the one stretch within a group that differs from `said` in a digit or only in their order."""
    size = len(said)
    starts = [
        start
        for first, end in zip(_STARTS, GROUP_ENDS, strict=True)
        for start in range(first, min(end, len(known)) - size + 1)
        if (size >= 3 or start in _PAIRS) and size >= 2 and resembles(known[start : start + size], said)
    ]
    return known[: starts[0]] + said + known[starts[0] + size :] if len(starts) == 1 else None


def resembles(one: str, other: str) -> bool:
    """Tell whether two groups of the same length are one slip apart: a digit misheard, or digits swapped."""
    differing = sum(a != b for a, b in zip(one, other, strict=True))
    return differing == 1 or (differing > 0 and Counter(one) == Counter(other))


def _continued(known: str, said: str) -> str:
    """Go on after `known`; what would be too long starts again from the group that it completes, or anew."""
    if len(known) >= 3 and said.startswith(known) and len(said) <= LENGTH:
        return said
    limit = LENGTH + 1 if (known + said)[0] in "01" else LENGTH
    if len(known + said) <= limit:
        return known + said
    if known.startswith(said):
        return said
    start = LENGTH - len(said)
    return known[:start] + said if start in (3, 6) and start <= len(known) else said
