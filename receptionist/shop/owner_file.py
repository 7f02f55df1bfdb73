"""Reads a TOML or JSON file that an owner wrote, and says in plain words what is wrong where; knows no business.

Every getter notes what is wrong and goes on with the default, so that one start names all mistakes (`finish`).
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from receptionist.ports import ConfigError

T = TypeVar("T")
Place = tuple[str | int, ...]
"""Where a value stands: the names of the tables it is in, positions in lists counted from 0, and its own name."""


@dataclass(frozen=True, slots=True)
class _Source:
    """The file behind all its tables: its name, and on which line each key stands."""

    name: str
    lines: Mapping[Place, int]
    problems: dict[Place, str] = field(default_factory=dict)
    """What was found wrong so far; the first thing that is wrong with a value is enough."""

    def line(self, place: Place) -> int:
        """Return the line of a key, or of the nearest table around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def wrong(self, place: Place, what: str) -> None:
        """Note what is wrong at a place."""
        self.problems.setdefault(place, f"{self.name} line {self.line(place)}: {_spelled(place)} {what}")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the file."""

    values: Mapping[str, object]
    source: _Source
    place: Place = ()

    def wrong(self, key: str | int, remedy: str, value: object = None) -> None:
        """Note that the value of `key` is wrong: the line, the key, the value, what to write instead."""
        shown = self.values.get(str(key)) if value is None else value
        state = "is missing" if shown is None else f"is {str(shown)[:60]!r}"
        self.source.wrong((*self.place, key), f"{state}: {remedy}")

    def only(self, known: Iterable[str]) -> None:
        """Note every key that is not among `known`: most likely it is misspelled."""
        names = sorted(known)
        for key in self.values:
            if key not in names and not key.startswith("_"):
                near = get_close_matches(key, names, n=1)
                remedy = f"did you mean {near[0]}?" if near else f"remove it; known here: {', '.join(names)}"
                self.source.wrong((*self.place, key), f"is not known: {remedy}")

    def text(self, key: str, default: str = "") -> str:
        """Return a text; surrounding space is dropped."""
        return self._value(key, str, "write a text in quotes", default).strip()

    def required(self, key: str, remedy: str) -> str:
        """Return a text that must be there."""
        if key not in self.values or self.values[key] == "":
            self.wrong(key, remedy)
        return self.text(key)

    def whole(self, key: str, default: int = 0) -> int:
        """Return a whole number that is not negative."""
        value = self._value(
            key, int, remedy := "write a whole number such as 49, without a currency sign", default
        )
        if isinstance(value, bool) or value < 0:
            self.wrong(key, remedy)
            return default
        return value

    def seconds(self, key: str, default: int, *, between: tuple[int, int]) -> int:
        """Return whole seconds within these bounds."""
        value, (least, most) = self.values.get(key, default), between
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.wrong(key, f"write whole seconds, from {least} to {most}")
        return default

    def choice(self, key: str, choices: tuple[T, ...], default: T) -> T:
        """Return one of a few words."""
        value = self.values.get(key, default)
        found = next((choice for choice in choices if choice == value), None)
        if found is None:
            self.wrong(key, f"write {_either(choices)}")
        return default if found is None else found

    def choices(self, key: str, choices: tuple[T, ...], default: tuple[T, ...]) -> tuple[T, ...]:
        """Return a list of at least one of a few words, none of them twice."""
        words = self.items(key) if key in self.values else default
        found = tuple(choice for word in words for choice in choices if choice == word)
        if not words or len(found) < len(words):
            self.wrong(key, f"write a list of {_either(choices)}")
        return tuple(dict.fromkeys(found)) or default

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        return self._value(key, bool, "write true or false", default)

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return a list of texts."""
        items = self._value(key, list, remedy := 'write a list such as ["one", "two"]', list(default))
        if not all(isinstance(item, str) and item.strip() for item in items):
            self.wrong(key, remedy)
            return default
        return tuple(items)

    def items(self, key: str) -> tuple[object, ...]:
        """Return a list of anything."""
        return tuple(self._value(key, list, "write a list in brackets", []))

    def wording(self, key: str) -> Mapping[str, str]:
        """Return a text by language: `{ en = "Hello", es = "Hola" }`; a plain text counts as English."""
        value = self.values.get(key, {})
        words = {"en": value} if isinstance(value, str) else value
        if isinstance(words, dict) and all(isinstance(text, str) for text in words.values()):
            return {language: text for language, text in words.items() if text.strip()}
        self.wrong(key, 'write a text in quotes, or one for each language: { en = "…", es = "…" }')
        return {}

    def table(self, key: str) -> "Table":
        """Return a table; an empty one when it is not there."""
        values = self._value(key, dict, f"write it as a section [{_spelled((*self.place, key))}]", {})
        return Table(values, self.source, (*self.place, key))

    def tables(self, key: str) -> tuple["Table", ...]:
        """Return the tables of a list `[[key]]`."""
        rows = self._value(key, list, remedy := f"write each as a section [[{key}]]", [])
        if not all(isinstance(row, dict) for row in rows):
            self.wrong(key, remedy)
            return ()
        return tuple(Table(row, self.source, (*self.place, key, n)) for n, row in enumerate(rows))

    def finish(self) -> None:
        """Raise ConfigError with a line for each mistake, if there is any."""
        if self.source.problems:
            in_order = sorted(self.source.problems, key=self.source.line)
            raise ConfigError("\n".join(map(self.source.problems.__getitem__, in_order)), permanent=True)

    def _value(self, key: str, kind: type[T], remedy: str, default: T) -> T:
        value = self.values.get(key)
        if isinstance(value, kind):
            return value
        if value is not None:
            self.wrong(key, remedy)
        return default


def read(path: Path, *, lift: str) -> Table:
    """Return the whole file as a table, with the keys of the section `lift` brought up to the top.

    Raises ConfigError when there is no such file or it cannot be read.
    """
    try:
        text = path.read_text("utf-8")
        is_json = path.suffix == ".json"
        content = json.loads(text) if is_json else tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}", permanent=True) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"{path} is no text in UTF-8: save it as UTF-8", permanent=True) from error
    except ValueError as error:
        raise ConfigError(_unreadable(path, error), permanent=True) from error
    if not isinstance(content, dict) or not isinstance(content.get(lift, {}), dict):
        raise ConfigError(f"{path} line 1: write [{lift}], and below it the facts", permanent=True)
    lines = _json_lines(text) if is_json else _toml_lines(text)
    lifted = {place[place[:1] == (lift,) :]: line for place, line in lines.items()}
    facts = content.pop(lift, {})
    return Table({**content, **facts}, _Source(str(path), lifted))


def _either(choices: Iterable[object]) -> str:
    *others, last = (f'"{choice}"' for choice in choices)
    return f"{', '.join(others)} or {last}"


def _unreadable(path: Path, error: ValueError) -> str:
    found = re.search(r"line (\d+)", str(error))
    where = f"line {found[1]}" if found else "at its end"
    what = re.split(r" \(at |: line ", str(error))[0]
    return f"{path} {where}: cannot be read ({what}): is a quote, a bracket or an = missing?"


def _spelled(place: Place) -> str:
    """Return `people[2].phone` for the phone of the second person."""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")


def _toml_lines(text: str) -> dict[Place, int]:
    """Return the line of every table and key, which tomllib does not tell; not of keys within braces."""
    lines: dict[Place, int] = {}
    seen: dict[Place, int] = {}
    table: Place = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*(\[\[?)\s*([\w.\"' -]+?)\s*\]", line):
            table = _names(header[2])
            if header[1] == "[[":
                seen[table] = seen.get(table, -1) + 1
                table = (*table, seen[table])
            lines[table] = number
        elif key := re.match(r"\s*([\w.\"'-]+)\s*=", line):
            lines.setdefault((*table, *_names(key[1])), number)
    return lines


def _names(dotted: str) -> Place:
    return tuple(part.strip(" \"'") for part in dotted.split("."))


_JSON_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:)?|[{}\[\],]')


def _json_lines(text: str) -> dict[Place, int]:
    """Return the line of every key and list item."""
    lines: dict[Place, int] = {}
    place: list[str | int] = []
    for token in _JSON_TOKEN.finditer(text):
        line = text.count("\n", 0, token.start()) + 1
        if token[2]:
            place[-1] = token[1]
            lines[tuple(place)] = line
        elif token[0] in "{[":
            lines.setdefault(tuple(place), line)
            place.append(0 if token[0] == "[" else "")
        elif token[0] in "}]":
            place.pop()
        elif token[0] == "," and isinstance(index := place[-1], int):
            place[-1] = index + 1
    return lines
