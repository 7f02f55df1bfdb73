"""What may be said: fills committed facts into phrases, and stops phrases that claim what is not so; pure.

Facts (amounts, times, numbers, places) stand in a phrase as placeholders that code fills. So a literal amount or
time in its words is a claim that nobody has checked, whoever wrote it, and is not said. What a model may say in
words of its own is for own_words.py.
"""

import re
from collections.abc import Mapping

PLACEHOLDER = re.compile(r"\{(\w+)\}")
_FORBIDDEN: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("amount", re.compile(r"[$€£]\s?\d|\b\d[\d,.]*\s?(?:dollars?|bucks|usd|dólares?)\b", re.IGNORECASE)),
    (
        "time",
        re.compile(r"\b\d{1,2}:\d{2}\b|\b\d{1,2}\s?[ap]\.?m\b|\bin \d+ (?:minutes?|hours?)\b", re.IGNORECASE),
    ),
    (
        "called for help",
        re.compile(
            r"\b(?:I|we)(?:'ve| have)? (?:already |just )?(?:called|rung|phoned|alerted|notified|told) "
            r"(?:\d{3}\b|\{emergency\}|(?:the |an )?(?:police|emergency|fire|ambulance))"
            r"|\b(?:llamé|he llamado|llamamos|hemos llamado|avisé) (?:al? )?(?:\d{3}\b|\{emergency\}|la policía)",
            re.IGNORECASE,
        ),
    ),
    ("human", re.compile(r"\bI(?:'m| am) (?:a )?(?:real )?(?:human|person|woman|man)\b", re.IGNORECASE)),
    ("guarantee", re.compile(r"\bguarantee", re.IGNORECASE)),
    ("card", re.compile(r"\b(?:card|cvv|security) (?:number|code)\b.*\?", re.IGNORECASE)),
)


def violation(text: str) -> str | None:
    """Return what forbids saying `text` (unfilled, with its placeholders), or None when it may be said."""
    return next((name for name, pattern in _FORBIDDEN if pattern.search(text)), None)


def missing(text: str, facts: Mapping[str, str]) -> tuple[str, ...]:
    """Return the placeholders of `text` for which there is no fact."""
    return tuple(name for name in PLACEHOLDER.findall(text) if name not in facts)


def fill(text: str, facts: Mapping[str, str]) -> str | None:
    """Return `text` with its facts filled in, or None when it must not be said."""
    if violation(text) or missing(text, facts):
        return None
    return PLACEHOLDER.sub(lambda match: facts[match[1]], text)
