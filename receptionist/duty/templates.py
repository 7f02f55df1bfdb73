"""The sentences of texts.toml, filled and fitted into two segments; knows no job."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from receptionist.texts import segments

MOST_SEGMENTS = 2
BETWEEN = "; "


def text(name: str, /, **facts: object) -> str:
    """Return a sentence with its facts filled in; they must be harmless already (shown.py)."""
    return _templates()[name].format(**facts)


def fitted(parts: Sequence[str], end: str = "") -> str:
    """Return the parts as one text, with an `end` that is always kept; the last ones go where there is no room."""
    kept = [part for part in parts if part]
    while segments.count(_joined(kept, end)) > MOST_SEGMENTS and len(kept) > 1:
        kept.pop()
    return _joined(kept, end)


def _joined(parts: Sequence[str], end: str) -> str:
    words = parts[0] if parts else ""
    for part in parts[1:]:
        words += (" " if words.endswith((".", ":")) else BETWEEN) + part
    return segments.plain(f"{words}{'' if words.endswith('.') or not end else '.'} {end}".strip())


def listed(name: str, fact: str, items: Sequence[str], /, **facts: object) -> str:
    """Return a sentence whose `fact` is a list, with as many of the items as there is room for."""
    for count in range(len(items), 0, -1):
        more = f" and {len(items) - count} more" if count < len(items) else ""
        words = segments.plain(text(name, **facts, **{fact: BETWEEN.join(items[:count]) + more}))
        if segments.count(words) <= MOST_SEGMENTS:
            return words
    return segments.plain(text(name, **facts, **{fact: f"{len(items)}"}))


@cache
def _templates() -> Mapping[str, str]:
    table: dict[str, str] = tomllib.loads(Path(__file__).with_name("texts.toml").read_text("utf-8"))
    return table
