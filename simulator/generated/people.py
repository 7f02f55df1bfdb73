"""Who generated callers are, by chance: names, places, cars, numbers, and how they say them; nothing of why."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from simulator.generated import GENERATED
from simulator.generated.number_words import NumberWords, tongues
from simulator.generated.telephone_numbers import some_number, spoken_alone, spoken_with_a_slip

_UNIT = {"en": "apartment", "es": "apartamento"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who rings, as they know themselves."""

    language: str
    first: str
    last: str
    number: str
    """Where to ring back, E.164."""
    house: int
    street: str
    unit: str | None
    town: str
    vehicle: Mapping[str, Any]
    year: int
    color: str
    count: int
    """How many locks, or doors."""

    @property
    def address(self) -> str:
        """The street address without the unit."""
        return f"{self.house} {self.street}"

    def words(self, rng: Random) -> dict[str, str]:
        """Return what this person calls things, by placeholder, each in one of the ways to say it."""
        say = NumberWords(tongues()[self.language], rng)
        house = say.house(self.house)
        unit = f" {_UNIT[self.language]} {self._said_unit(say)}" if self.unit else ""
        return {
            "first": self.first.casefold(),
            "last": self.last.casefold(),
            "name": f"{self.first} {self.last}".casefold(),
            "spelled": " ".join(self.last.casefold()),
            "number": spoken_alone(self.number, rng, self.language),
            "slip": spoken_with_a_slip(self.number, rng, self.language),
            "house": house,
            "street": self.street.casefold(),
            "address": f"{house} {self.street.casefold()}{unit}",
            "town": self.town.casefold(),
            "car": self.vehicle.get("say") or f"{self.vehicle['make']} {self.vehicle['model']}".casefold(),
            "year": say.year(self.year),
            "color": _data()["colors"]["es"][self.color] if self.language == "es" else self.color,
            "count": say.below_hundred(self.count),
        }

    def _said_unit(self, say: NumberWords) -> str:
        unit = self.unit or ""
        return say.below_hundred(int(unit)) if unit.isdecimal() else unit.casefold()


def somebody(rng: Random, language: str, *, home: bool) -> Person:
    """Return somebody by chance; only a `home` can have a unit."""
    data = _data()
    return Person(
        language=language,
        first=rng.choice(data["first"][language]),
        last=rng.choice(data["last"][language]),
        number=telephone(rng),
        house=rng.randint(1, 98) * 100 + rng.randint(11, 99),
        street=f"{rng.choice(data['streets'])} {rng.choice(data['kinds'])}",
        unit=rng.choice(data["units"]) if home and rng.random() < 0.2 else None,
        town=rng.choice(data["towns"]),
        vehicle=rng.choice(data["vehicles"]),
        year=rng.randint(2004, 2025),
        color=rng.choice(data["colors"]["en"]),
        count=rng.randint(2, 5),
    )


def telephone(rng: Random) -> str:
    """Return a telephone number, E.164."""
    return f"+1{some_number(rng)}"


def times(*, by_night: bool) -> list[str]:
    """Return the moments at which somebody may ring: in business hours, or outside them."""
    found: list[str] = _data()["by_night" if by_night else "by_day"]
    return found


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((GENERATED / "people.toml").read_text("utf-8"))
