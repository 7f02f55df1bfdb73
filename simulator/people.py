"""Who generated callers are, by chance: names, places, cars, numbers, and how they say them; nothing of why."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from simulator import spoken

GENERATED = Path(__file__).with_name("data") / "generated"
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
        house = spoken.house(self.house, rng, self.language)
        unit = f" {_UNIT[self.language]} {self._said_unit}" if self.unit else ""
        return {
            "first": self.first.casefold(),
            "last": self.last.casefold(),
            "name": f"{self.first} {self.last}".casefold(),
            "spelled": spoken.spelled(self.last),
            "number": spoken.phone(self.number, self.language),
            "house": house,
            "street": self.street.casefold(),
            "address": f"{house} {self.street.casefold()}{unit}",
            "town": self.town.casefold(),
            "car": self.vehicle.get("say") or f"{self.vehicle['make']} {self.vehicle['model']}".casefold(),
            "year": spoken.year(self.year, rng, self.language),
            "color": _data()["colors"]["es"][self.color] if self.language == "es" else self.color,
            "count": spoken.below_hundred(self.count, self.language),
        }

    @property
    def _said_unit(self) -> str:
        unit = self.unit or ""
        return spoken.below_hundred(int(unit), self.language) if unit.isdecimal() else unit.casefold()


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
    """Return a telephone number that nobody has."""
    return f"+1{rng.choice(['303', '720'])}55501{rng.randint(0, 99):02d}"


def times(*, by_night: bool) -> list[str]:
    """Return the moments at which somebody may ring: in business hours, or outside them."""
    found: list[str] = _data()["by_night" if by_night else "by_day"]
    return found


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((GENERATED / "people.toml").read_text("utf-8"))
