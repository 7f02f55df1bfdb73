"""Say telephone numbers as callers do, for tests and made-up callers; decides nothing about what was meant.

`spoken("3035550142", rng)` might be "um it's three oh three triple five no wait five fifty five oh one forty two".
The words are in spoken_numbers.toml.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from random import Random

GROUPINGS = {
    "3-3-4": (3, 3, 4),
    "3-3-2-2": (3, 3, 2, 2),
    "3-3-1-3": (3, 3, 1, 3),
    "6-4": (6, 4),
    "pairs": (2, 2, 2, 2, 2),
    "digits": (1,) * 10,
}
STYLES = ("digits", "doubles", "pairs", "hundreds", "numerals", "mixed")
_USUAL = (3, 3, 4)
_LAYOUTS = ("{} {} {}", "{}-{}-{}", "({}) {} {}", "({}) {}-{}", "{}{}{}", "{}.{}.{}", "{} {}-{}")


@dataclass(frozen=True, slots=True)
class Tongue:
    """The words of one language, as spoken_numbers.toml has them."""

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
def _tongues() -> dict[str, Tongue]:
    text = resources.files("simulator").joinpath("spoken_numbers.toml").read_text("utf-8")
    return {language: Tongue(**words) for language, words in tomllib.loads(text).items()}


def some_number(rng: Random) -> str:
    """Return ten digits that are a possible number in North America: no N11, nothing that begins with 0 or 1."""
    area = rng.choice(("303", "720", "970", "719", "212", "415", "505", "800", "602", "713", "917", "330"))
    exchange = rng.choice(("555", "555", f"{rng.randrange(200, 1000)}"))
    if exchange.endswith("11"):
        exchange = "555"
    return f"{area}{exchange}{rng.randrange(10_000):04}"


def spoken(number: str, rng: Random, language: str = "en") -> str:
    """Return what recognition might deliver when a caller gives `number` (ten digits, or +1 and ten digits)."""
    return _Speaker(_tongues()[language], rng).utterance(number.removeprefix("+1"))


def spoken_in_pieces(number: str, rng: Random, language: str = "en") -> tuple[str, ...]:
    """Return what recognition might deliver over two or three turns, cut where callers pause."""
    speaker = _Speaker(_tongues()[language], rng)
    return speaker.pieces(number.removeprefix("+1"))


@dataclass(frozen=True, slots=True)
class _Speaker:
    tongue: Tongue
    rng: Random

    def utterance(self, number: str) -> str:
        if self._now_and_then(10):
            return self._with_another(number)
        said = self._slipped(number) if self._now_and_then(15) else self._whole(number)
        lead = self.rng.choice(self.tongue.leads) if self._now_and_then(60) else ""
        trail = self.rng.choice(self.tongue.trails) if self._now_and_then(40) else ""
        return " ".join(part for part in (lead, said, trail) if part)

    def pieces(self, number: str) -> tuple[str, ...]:
        cuts = self.rng.choice(((3, 10), (6, 10), (3, 6, 10)))
        starts = (0, *cuts[:-1])
        style = self.rng.choice(STYLES[:4])
        return tuple(self._groups(number[a:b], style) for a, b in zip(starts, cuts, strict=True))

    def _groups(self, digits: str, style: str) -> str:
        sizes = {3: (3,), 4: (4,), 6: (3, 3), 7: (3, 4)}[len(digits)]
        return " ".join(self.group(group, style) for group in _cut(digits, sizes))

    def _with_another(self, number: str) -> str:
        style = self.rng.choice(STYLES[:4])
        numerals = self._now_and_then(30)
        other = some_number(self.rng)
        house = f"{self.rng.choice((2215, 48, 802, 1100, 4471, 16, 905, 12))}"
        say = (lambda digits: digits) if numerals else (lambda digits: self._plain(digits, style))
        house_said = house if numerals else self.group(house, "hundreds" if len(house) == 4 else style)
        return self.rng.choice(self.tongue.others).format(number=say(number), other=say(other), house=house_said)

    def _whole(self, number: str) -> str:
        style = self.rng.choice(STYLES)
        if style == "numerals":
            return self._with_country(self._numerals(number))
        sizes = self.rng.choice([_USUAL, *GROUPINGS.values()])
        said = [self.group(group, self._style_of(group, style)) for group in _cut(number, sizes)]
        if self._now_and_then(8):
            said.insert(0, self.tongue.area)
        elif self._now_and_then(10):
            said.insert(0, self.rng.choice(self.tongue.country))
        if self._now_and_then(20):
            said.insert(self.rng.randrange(1, len(said)), self.rng.choice(self.tongue.fillers))
        return self._misheard((", " if self._now_and_then(10) else " ").join(said))

    def _style_of(self, group: str, style: str) -> str:
        """Return the style of one group; who mixes styles still says a pair as a pair."""
        if style != "mixed":
            return style
        return self.rng.choice(("pairs", "figures") if len(group) == 2 else (*STYLES[:4], "figures"))

    def _misheard(self, said: str) -> str:
        """One number in twelve has a digit written as another word of the same sound."""
        if not self._now_and_then(8):
            return said
        words = said.split(" ")
        at = [i for i, word in enumerate(words) if word in self.tongue.homophones]
        if at:
            chosen = self.rng.choice(at)
            words[chosen] = self.rng.choice(self.tongue.homophones[words[chosen]])
        return " ".join(words)

    def _with_country(self, said: str) -> str:
        return f"{self.rng.choice(('+1', '1'))} {said}" if self._now_and_then(10) else said

    def _numerals(self, number: str) -> str:
        if self._now_and_then(15):
            return " ".join(_cut(number, self.rng.choice(list(GROUPINGS.values()))))
        return self.rng.choice(_LAYOUTS).format(*_cut(number, _USUAL))

    def _plain(self, number: str, style: str) -> str:
        return " ".join(self.group(group, style) for group in _cut(number, _USUAL))

    def _slipped(self, number: str) -> str:
        style = self.rng.choice(STYLES[:4])
        kind = self.rng.choice((self._wrong_group, self._broken_off, self._restart, self._wrong_end, self._twice))
        return kind(number, style)

    def _wrong_group(self, number: str, style: str) -> str:
        groups = _cut(number, _USUAL)
        at = self.rng.randrange(3)
        said = [self.group(group, style) for group in groups]
        said.insert(at, f"{self.group(self._wrong(groups[at]), style)} {self._slip()}")
        return " ".join(said)

    def _broken_off(self, number: str, style: str) -> str:
        groups = _cut(number, _USUAL)
        at = self.rng.randrange(1, 3)
        said = [self.group(group, style) for group in groups]
        said.insert(at, f"{self.group(self._wrong(groups[at])[:2], 'digits')} {self._slip()}")
        return " ".join(said)

    def _restart(self, number: str, style: str) -> str:
        groups = _cut(number, _USUAL)
        start = f"{self.group(groups[0], style)} {self.group(self._wrong(groups[1]), style)}"
        return f"{start} {self._slip()} {self._plain(number, style)}"

    def _wrong_end(self, number: str, style: str) -> str:
        wrong = self._wrong(number[6:])
        marker, denied = self.rng.choice(self.tongue.ends)
        said = f"{self._plain(number[:6] + wrong, style)} {marker} {self.group(number[6:], style)}"
        return f"{said} {denied} {self.group(wrong[2:], style)}" if self._now_and_then(40) else said

    def _twice(self, number: str, style: str) -> str:
        return f"{self._plain(number, style)} {self.rng.choice(self.tongue.again)} {self._plain(number, style)}"

    def _slip(self) -> str:
        return self.rng.choice(self.tongue.slips)

    def _wrong(self, group: str) -> str:
        at = self.rng.randrange(len(group) - 2, len(group))
        return group[:at] + str((int(group[at]) + self.rng.randrange(1, 9)) % 10) + group[at + 1 :]

    def group(self, digits: str, style: str) -> str:
        """Say two to six digits in a style; what the style has no form for is said digit by digit."""
        if style == "figures":
            return digits
        if style == "pairs" and len(digits) <= 4:
            return self._pairs(digits)
        if style == "hundreds" and len(digits) <= 4:
            return self._hundreds(digits)
        return self._doubles(digits) if style == "doubles" else self._digits(digits)

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
        return self._digits(pair) if pair[0] == "0" else self._below_hundred(int(pair))

    def _below_hundred(self, value: int) -> str:
        if value < len(self.tongue.below):
            return self.tongue.below[value]
        tens, unit = divmod(value, 10)
        between = self.rng.choice(self.tongue.between)
        return f"{self.tongue.tens[tens]}{between}{self.tongue.below[unit]}" if unit else self.tongue.tens[tens]

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
        return f"{self.tongue.hundred_more[hundreds]} {self._below_hundred(rest)}"

    def _four(self, digits: str) -> str:
        if digits.endswith("000"):
            return f"{self.tongue.below[int(digits[0])]} {self.tongue.thousand}"
        if digits.endswith("00") and self.tongue.hundreds:
            return f"{self._below_hundred(int(digits[:2]))} {self.tongue.hundreds}"
        return self._pairs(digits)

    def _now_and_then(self, percent: int) -> bool:
        return self.rng.randrange(100) < percent


def _cut(digits: str, sizes: tuple[int, ...]) -> tuple[str, ...]:
    ends = [sum(sizes[: i + 1]) for i in range(len(sizes))]
    return tuple(digits[end - size : end] for size, end in zip(sizes, ends, strict=True))
