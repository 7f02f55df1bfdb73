"""What a question asks for, by its words: a model's question is asked only where it is the wanted one; pure."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ASKED_FILE = Path(__file__).with_name("asked.toml")


def is_for(slot: str, question: str, standard: str) -> bool:
    """Tell whether a question asks once, for `slot`, and for nothing that the `standard` wording does not."""
    if question.strip() == standard:
        return True
    once = question.count("?") == 1 and question.rstrip().endswith("?")
    return once and slot in _asked(question) <= {slot} | _asked(standard)


def _asked(question: str) -> set[str]:
    return {slot for slot, words in _words().items() if words.search(question)}


@cache
def _words() -> Mapping[str, re.Pattern[str]]:
    rows: dict[str, str] = tomllib.loads(ASKED_FILE.read_text("utf-8"))
    return {slot: re.compile(rf"\b(?:{words})", re.IGNORECASE) for slot, words in rows.items()}
