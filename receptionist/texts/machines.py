"""Texts that a machine wrote, so that two machines do not write to each other for ever; pure."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from receptionist.understanding.patterns import compiled, fold

MOST_ALIKE = 3
"""As many texts of the same words in a row, and nobody is thought to read the answers."""


def answers_by_itself(before: Sequence[str], text: str) -> bool:
    """Tell whether a text is an automatic reply; `before` are the texts of the exchange so far, it among them."""
    words = fold(text)
    last = [fold(each) for each in before[-MOST_ALIKE:]]
    repeated = len(last) == MOST_ALIKE and bool(words) and set(last) == {words}
    return repeated or bool(_automatic().search(words))


@cache
def _automatic() -> re.Pattern[str]:
    table = tomllib.loads(Path(__file__).with_name("machines.toml").read_text("utf-8"))
    return compiled(table["automatic"], {})
