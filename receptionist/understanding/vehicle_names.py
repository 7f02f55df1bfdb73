"""The table of makes and models: vehicles.toml as the phrases by which callers name them; hears nothing."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("vehicles.toml")
_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TENS = ("zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


@dataclass(frozen=True, slots=True)
class Name:
    """What a phrase names; `ordinary` when the phrase is also something else, `bare` when it is only a number."""

    make: str
    model: str | None
    ordinary: bool
    bare: bool


@cache
def names() -> dict[str, tuple[Name, ...]]:
    """Return every phrase of the table with what it can name."""
    found: dict[str, tuple[Name, ...]] = {}
    for phrase, name in _rows():
        found[phrase] = (*found.get(phrase, ()), name)
    return found


@cache
def long_names() -> tuple[str, ...]:
    """Return the names of one word that are long enough to be found misheard without a make."""
    own = ((phrase, name) for phrase, name in _rows() if phrase == (name.model or name.make).lower())
    return tuple(phrase for phrase, name in own if phrase.isalpha() and len(phrase) > 4 and not name.ordinary)


@cache
def models_of(make: str) -> tuple[str, ...]:
    """Return the models of a make."""
    return tuple(dict.fromkeys(name.model for _, name in _rows() if name.make == make and name.model))


@cache
def _rows() -> tuple[tuple[str, Name], ...]:
    rows: list[tuple[str, Name]] = []
    for make, row in tomllib.loads(_TABLE.read_text("utf-8")).items():
        ordinary = bool(row.get("ordinary"))
        rows += [(form, Name(make, None, ordinary, bare=False)) for form in _forms(make)]
        rows += [(said, Name(make, None, False, bare=False)) for said in row.get("said", ())]
        for kind in ("models", "common"):
            for entry in row.get(kind, ()):
                rows += _model_rows(make, entry, common=kind == "common")
    return tuple(dict.fromkeys(rows))


def _model_rows(make: str, entry: str, *, common: bool) -> Iterator[tuple[str, Name]]:
    model, _, misheard = entry.partition(": ")
    bare = not re.search("[A-Za-z]", model)
    for form in (*_forms(model), *filter(None, misheard.split(", "))):
        short = len(model) < 3 or form.startswith(("a ", "i ")) or bool(re.fullmatch(r"[A-Z]-?\d\d?", model))
        yield form, Name(make, model, common or short, bare and not form.startswith(make.lower()))


def _forms(name: str) -> tuple[str, ...]:
    """Return how a name is written and spoken: `F-150` -> `f 150`, `f150`, `f one fifty` …"""
    pieces = re.findall(r"[a-z]+|\d+", name.lower())
    written = [" ".join(pieces), name.lower()]
    if len(pieces) > 1 and " " not in name:
        written.append("".join(pieces))
    coded = [" ".join(piece) if piece.isalpha() and len(piece) < 4 else piece for piece in pieces]
    if re.search(r"\d|-", name) or name.isupper():
        written += [" ".join(coded), " ".join(map(_spoken, coded)), " ".join(map(_spoken, pieces))]
    return tuple(dict.fromkeys(written))


def _spoken(piece: str) -> str:
    """Return the digits of a model as they are said: `150` -> `one fifty`, `1500` -> `fifteen hundred`."""
    if not piece.isdigit():
        return piece
    if len(piece) == 4 and piece.endswith("500"):
        return {"1500": "fifteen", "2500": "twenty five", "3500": "thirty five"}.get(piece, piece) + " hundred"
    if len(piece) == 3 and piece.endswith("00"):
        return f"{_ONES[int(piece[0])]} hundred"
    if len(piece) == 3:
        return f"{_ONES[int(piece[0])]} {_spoken(piece[1:])}"
    return _small(int(piece)) if len(piece) < 3 else piece


def _small(number: int) -> str:
    if number < len(_ONES):
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens] if not ones else f"{_TENS[tens]} {_ONES[ones]}"
