"""The tables of danger, compiled: who may be at risk, what is harmless, what is a sign; decides nothing."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from receptionist.understanding import patterns
from receptionist.understanding.heard import Danger

Kind = Literal["child", "frail", "pet", "adult"]


class Person(NamedTuple):
    """Somebody of a row of the table, and the patterns about him."""

    label: str
    kind: Kind
    named: re.Pattern[str]
    shut_in: re.Pattern[str]


class Sign(NamedTuple):
    """What tells of a hazard: each of `every` is found in what was said, in any order, and `unless` is not."""

    danger: Danger
    hazard: str
    every: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None
    asked: bool
    """Whether this counts only as an answer to the question about safety."""

    def seen_in(self, left: str, heard: str, *, asked_safety: bool) -> bool:
        """Tell whether `left`, what is not harmless of what was `heard`, holds this sign."""
        if self.asked and not asked_safety:
            return False
        if not all(words.search(left) for words in self.every):
            return False
        return self.unless is None or not self.unless.search(heard)


class Book(NamedTuple):
    """The tables, compiled."""

    people: tuple[Person, ...]
    signs: tuple[Sign, ...]
    patterns: Mapping[str, re.Pattern[str]]


@cache
def book() -> Book:
    """Return the tables, which takes a part of a second the first time."""
    table = patterns.table("danger")
    parts, rows = _parts(table)
    people = tuple(_person(row, table["relations"]["words"], parts) for row in rows)
    signs = tuple(_sign(row, parts) for row in patterns.table("danger_signs")["signs"])
    return Book(people, signs, _patterns(table, parts))


def _parts(table: Mapping[str, Any]) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return the parts of patterns with those that the people make up, and the people."""
    parts: dict[str, str] = dict(table["parts"])
    rows = [{**row, "words": patterns.expanded(row["words"], parts)} for row in table["people"]]
    parts |= {kind: "|".join(row["words"] for row in rows if row["kind"] == kind) for kind in ("child", "pet")}
    parts["frail"] = next(row["words"] for row in rows if row["kind"] == "frail")
    parts["small"] = "|".join(row["words"] for row in rows[:2])
    parts["young"] = "|".join(row["words"] for row in rows[:3])
    parts["older"] = "|".join((*(row["words"] for row in rows[2:4]), f"(?:{parts['kin']})s?"))
    parts["anyone"] = "|".join((parts["child"], parts["frail"], parts["pet"], f"(?:{parts['kin']})s?"))
    return parts, rows


def _person(row: Mapping[str, str], relations: list[str], parts: Mapping[str, str]) -> Person:
    kind: Kind = row["kind"]  # type: ignore[assignment]
    shut_in = patterns.compiled(relations, {**parts, "who": row["words"]})
    return Person(row["label"], kind, patterns.compiled([row["words"]], parts), shut_in)


def _sign(row: Mapping[str, Any], parts: Mapping[str, str]) -> Sign:
    every = [row["words"]] if "words" in row else [[words] for words in row["every"]]
    return Sign(
        danger=row["danger"],
        hazard=row["hazard"],
        every=tuple(patterns.compiled(words, parts) for words in every),
        unless=patterns.compiled([row["unless"]], parts) if "unless" in row else None,
        asked=row.get("asked", False),
    )


def _patterns(table: Mapping[str, Any], parts: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    relations, back, harmless = table["relations"], table["retractions"], patterns.table("danger_harmless")
    lists = {
        "nobody": harmless["people"],
        "no_hazard": harmless["hazards"],
        **{name: words for name, words in relations.items() if name != "words" and isinstance(words, list)},
        **back,
    }
    single = {
        name: [f"<{name}>"] for name in ("in_car", "in_house", "car", "small", "he", "in_it", "over", "goes_on")
    }
    single |= {name: [relations[name]] for name in relations if isinstance(relations[name], str)}
    return {name: patterns.compiled(words, parts) for name, words in (lists | single).items()}
