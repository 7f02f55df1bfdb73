"""Numbers as people say them, in English and Spanish; decides nothing about what they stand for.

The words are in data/generated/numbers.toml.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from random import Random

from simulator.generated import GENERATED

STYLES = ("digits", "doubles", "pairs", "hundreds", "figures")


@dataclass(frozen=True, slots=True)
class Tongue:
    """The words of one language, as numbers.toml has them."""

    zero: tuple[str, ...]
    below: tuple[str, ...]
    tens: tuple[str, ...]
    between: tuple[str, ...]
    hundred: tuple[str, ...]
    hundred_more: tuple[str, ...]
    hundreds: str
    thousand: str
    double: str
    triple: str
    country: tuple[str, ...]
    area: str
    homophones: dict[str, list[str]]
    fillers: tuple[str, ...]
    leads: tuple[str, ...]
    trails: tuple[str, ...]
    slips: tuple[str, ...]
    ends: tuple[tuple[str, str], ...]
    again: tuple[str, ...]
    others: tuple[str, ...]


@cache
def tongues() -> dict[str, Tongue]:
    """Return the words of each language, by its code."""
    text = (GENERATED / "numbers.toml").read_text("utf-8")
    return {language: Tongue(**words) for language, words in tomllib.loads(text).items()}


@dataclass(frozen=True, slots=True)
class NumberWords:
    """Somebody who says numbers in one language, by chance in one of the ways to say them."""

    tongue: Tongue
    rng: Random

    def group(self, digits: str, style: str) -> str:
        """Say one to six digits in one of STYLES; what the style has no form for is said digit by digit."""
        if style == "figures":
            return digits
        if style == "pairs" and len(digits) <= 4:
            return self._pairs(digits)
        if style == "hundreds" and len(digits) <= 4:
            return self._hundreds(digits)
        return self._doubles(digits) if style == "doubles" else self._digits(digits)

    def house(self, number: int) -> str:
        """Say a house number (1 to 9999)."""
        return self.group(str(number), self.rng.choice(("digits", "pairs", "figures")))

    def year(self, year: int) -> str:
        """Say a year from 2001 to 2099; only English has the short form."""
        short = year >= 2010 and self.tongue.hundreds and self.rng.random() < 0.5
        first = self.below_hundred(20) if short else f"{self.tongue.below[2]} {self.tongue.thousand}"
        return f"{first} {self.below_hundred(year % 100)}"

    def below_hundred(self, value: int) -> str:
        """Say a number from 1 to 99."""
        if value < len(self.tongue.below):
            return self.tongue.below[value]
        tens, unit = divmod(value, 10)
        between = self.rng.choice(self.tongue.between)
        return f"{self.tongue.tens[tens]}{between}{self.tongue.below[unit]}" if unit else self.tongue.tens[tens]

    def _digits(self, digits: str) -> str:
        zero = self.rng.choice(self.tongue.zero)
        return " ".join(self.tongue.below[int(digit)] or zero for digit in digits)

    def _doubles(self, digits: str) -> str:
        """Say two equal digits as "double", three as "triple"."""
        said, rest = [], digits
        while rest:
            run = len(rest) - len(rest.lstrip(rest[0]))
            count = min(run, 3)
            word = ("", "", self.tongue.double, self.tongue.triple)[count]
            said.append(f"{word} {self._digits(rest[0])}".strip())
            rest = rest[count:]
        return " ".join(said)

    def _pairs(self, digits: str) -> str:
        """Say a group two digits at a time, a lone digit first: "five fifty five", "oh one forty two"."""
        odd = len(digits) % 2
        lone = [self._digits(digits[:1])] if odd else []
        return " ".join(lone + [self._pair(digits[i : i + 2]) for i in range(odd, len(digits), 2)])

    def _pair(self, pair: str) -> str:
        return self._digits(pair) if pair[0] == "0" else self.below_hundred(int(pair))

    def _hundreds(self, digits: str) -> str:
        """Say "nine hundred", "five hundred fifty five", "thirty five hundred", "four thousand"."""
        if len(digits) == 3 and digits[0] != "0":
            return self._three(digits)
        if len(digits) == 4 and digits[0] != "0":
            return self._four(digits)
        if len(digits) == 4 and digits[1] != "0":
            return f"{self._digits('0')} {self._three(digits[1:])}"
        return self._pairs(digits)

    def _three(self, digits: str) -> str:
        hundreds, rest = int(digits[0]), int(digits[1:])
        if not rest:
            return self.tongue.hundred[hundreds]
        return f"{self.tongue.hundred_more[hundreds]} {self.below_hundred(rest)}"

    def _four(self, digits: str) -> str:
        if digits.endswith("000"):
            return f"{self.tongue.below[int(digits[0])]} {self.tongue.thousand}"
        if digits.endswith("00") and self.tongue.hundreds:
            return f"{self.below_hundred(int(digits[:2]))} {self.tongue.hundreds}"
        return self._pairs(digits)
