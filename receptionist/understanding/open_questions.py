"""Tells whether words ask something; knows no answers, and not what is asked."""

import re
from functools import cache

from receptionist.understanding import patterns


def is_question(text: str) -> bool:
    """Tell whether a caller asks something about the business: speech recognition writes no question marks."""
    asks, harmless = _book()
    return bool(asks.search(patterns.strike(patterns.fold(text), harmless)))


@cache
def _book() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = patterns.table("open_questions")
    asks, harmless = (patterns.compiled(table[name]["words"], table["parts"]) for name in ("asks", "harmless"))
    return asks, harmless
