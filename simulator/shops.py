"""Shops by chance: the business of business.toml with other people, patience and channels; plays nobody."""

import json
import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent.parent / "business.toml"
TECHNICIANS, OWNERS = ("Luis", "Dana", "Ray", "Kim"), ("Marcus", "Ana")
_SKILLS = ((), (), ("vehicle_lockout", "home_lockout"), ("rekey", "lock_change", "home_lockout"))
_ON_CALL: tuple[object, ...] = (True, True, ["fri", "sat_sun"], False)
_URGENT_CHANNELS = (("sms", "phone"), ("sms", "phone"), ("sms",), ("phone", "sms"), ("email", "sms", "phone"))


@dataclass(frozen=True, slots=True)
class Employee:
    """Somebody of the shop, as its file has him."""

    name: str
    number: str
    owner: bool
    patience_s: int
    """How long he has to answer."""


@dataclass(frozen=True, slots=True)
class Shop:
    """A business file and who stands in it."""

    file: Path
    people: tuple[Employee, ...]

    @property
    def technicians(self) -> tuple[Employee, ...]:
        """Those to whom jobs are offered first."""
        return tuple(person for person in self.people if not person.owner)

    @property
    def owners(self) -> tuple[Employee, ...]:
        """Those who come when no technician does."""
        return tuple(person for person in self.people if person.owner)


def by_chance(folder: Path, seed: int) -> Shop:
    """Write the file of a shop to a folder, and return the shop."""
    chance = random.Random(f"shop {seed}")
    whole = tomllib.loads(_FILE.read_text("utf-8"))
    rows = list(_rows(chance))
    within_s = chance.choice((120, 300, 900))
    whole["people"] = rows
    whole["business"]["notices"] = {
        "acknowledge_within_s": within_s,
        "urgent_channels": chance.choice(_URGENT_CHANNELS),
        "quiet_hours": chance.choice(("21:00-07:00", "none")),
    }
    file = folder / "shop.json"
    file.write_text(json.dumps(whole), "utf-8")
    return Shop(file, tuple(_employee(row, within_s) for row in rows))


def _rows(chance: random.Random) -> Iterator[dict[str, Any]]:
    for name in OWNERS[: chance.randint(1, 2)]:
        yield {**_person(name, "owner"), "email": f"{name.lower()}@example.com"}
    for name in chance.sample(TECHNICIANS, chance.randint(2, 4)):
        yield {
            **_person(name, "technician"),
            "accept_within_s": chance.choice((60, 120, 300, 600)),
            "on_call": chance.choice(_ON_CALL),
            "skills": chance.choice(_SKILLS),
        }


def _person(name: str, role: str) -> dict[str, Any]:
    number = f"+130355501{(*OWNERS, *TECHNICIANS).index(name) + 11}"
    return {"key": name.lower(), "name": name, "role": role, "phone": number}


def _employee(row: Mapping[str, Any], acknowledge_within_s: int) -> Employee:
    patience_s = row.get("accept_within_s", acknowledge_within_s)
    return Employee(row["name"], row["phone"], row["role"] == "owner", patience_s)
