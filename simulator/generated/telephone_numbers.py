"""Telephone numbers as callers say them, with all that comes before, after and between; decides no meaning.

`spoken("3035550142", rng)` might be "um it's three oh three triple five no wait five fifty five oh one forty two".
The words are in data/generated/numbers.toml.
"""

from dataclasses import dataclass
from random import Random

from simulator.generated.number_words import STYLES, NumberWords, tongues

_GROUPINGS = ((3, 3, 4), (3, 3, 2, 2), (3, 3, 1, 3), (6, 4), (2, 2, 2, 2, 2), (1,) * 10)
_WORDS = STYLES[:4]
"""The styles of who says the whole number in one of them, and in words."""
_WAYS = (*_WORDS, "numerals", "mixed")
_USUAL = (3, 3, 4)
_LAYOUTS = ("{} {} {}", "{}-{}-{}", "({}) {} {}", "({}) {}-{}", "{}{}{}", "{}.{}.{}", "{} {}-{}")


def some_number(rng: Random) -> str:
    """Return ten digits that are a possible number in North America: no N11, nothing that begins with 0 or 1."""
    area = rng.choice(("303", "720", "970", "719", "212", "415", "505", "800", "602", "713", "917", "330"))
    exchange = rng.choice(("555", "555", f"{rng.randrange(200, 1000)}"))
    if exchange.endswith("11"):
        exchange = "555"
    return f"{area}{exchange}{rng.randrange(10_000):04}"


def spoken(number: str, rng: Random, language: str = "en") -> str:
    """Return what recognition might deliver when a caller gives `number` (ten digits, or +1 and ten digits)."""
    return _Caller(tongues()[language], rng).utterance(number.removeprefix("+1"))


def spoken_in_pieces(number: str, rng: Random, language: str = "en") -> tuple[str, ...]:
    """Return what recognition might deliver over two or three turns, cut where callers pause."""
    return _Caller(tongues()[language], rng).pieces(number.removeprefix("+1"))


def spoken_alone(number: str, rng: Random, language: str = "en") -> str:
    """Return what recognition might deliver of `number` and nothing beside it, in any grouping."""
    return _Caller(tongues()[language], rng).whole(number.removeprefix("+1"))


def spoken_with_a_slip(number: str, rng: Random, language: str = "en") -> str:
    """Return what recognition might deliver when `number` is said wrong in part, and put right at once."""
    return _Caller(tongues()[language], rng).slipped(number.removeprefix("+1"))


@dataclass(frozen=True, slots=True)
class _Caller(NumberWords):
    def utterance(self, number: str) -> str:
        if self._now_and_then(10):
            return self._with_another(number)
        said = self.slipped(number) if self._now_and_then(15) else self.whole(number)
        lead = self.rng.choice(self.tongue.leads) if self._now_and_then(60) else ""
        trail = self.rng.choice(self.tongue.trails) if self._now_and_then(40) else ""
        return " ".join(part for part in (lead, said, trail) if part)

    def pieces(self, number: str) -> tuple[str, ...]:
        cuts = self.rng.choice(((3, 10), (6, 10), (3, 6, 10)))
        starts = (0, *cuts[:-1])
        style = self.rng.choice(_WORDS)
        return tuple(self._groups(number[a:b], style) for a, b in zip(starts, cuts, strict=True))

    def _groups(self, digits: str, style: str) -> str:
        sizes = {3: (3,), 4: (4,), 6: (3, 3), 7: (3, 4)}[len(digits)]
        return " ".join(self.group(group, style) for group in _cut(digits, sizes))

    def _with_another(self, number: str) -> str:
        style = self.rng.choice(_WORDS)
        numerals = self._now_and_then(30)
        other = some_number(self.rng)
        house = f"{self.rng.choice((2215, 48, 802, 1100, 4471, 16, 905, 12))}"
        say = (lambda digits: digits) if numerals else (lambda digits: self._plain(digits, style))
        house_said = house if numerals else self.group(house, "hundreds" if len(house) == 4 else style)
        return self.rng.choice(self.tongue.others).format(number=say(number), other=say(other), house=house_said)

    def whole(self, number: str) -> str:
        style = self.rng.choice(_WAYS)
        if style == "numerals":
            return self._with_country(self._numerals(number))
        sizes = self.rng.choice((_USUAL, *_GROUPINGS))
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
        return self.rng.choice(("pairs", "figures") if len(group) == 2 else STYLES)

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
            return " ".join(_cut(number, self.rng.choice(_GROUPINGS)))
        return self.rng.choice(_LAYOUTS).format(*_cut(number, _USUAL))

    def _plain(self, number: str, style: str) -> str:
        return " ".join(self.group(group, style) for group in _cut(number, _USUAL))

    def slipped(self, number: str) -> str:
        style = self.rng.choice(_WORDS)
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

    def _now_and_then(self, percent: int) -> bool:
        return self.rng.randrange(100) < percent


def _cut(digits: str, sizes: tuple[int, ...]) -> tuple[str, ...]:
    ends = [sum(sizes[: i + 1]) for i in range(len(sizes))]
    return tuple(digits[end - size : end] for size, end in zip(sizes, ends, strict=True))
