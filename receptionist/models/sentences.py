"""Cuts words that are still arriving into sentences: gives each as soon as it surely ends; judges no content.

Where it is not sure it waits, so that nothing is cut at `St.` or `a.m.`: two sentences together do no harm. After
a plain word it is sure: waiting for what follows would cost a caller the time of a token.
"""

import re

_END = re.compile(r"(?:[.!?…]+[\"'”’»)\]]*\s+|\s*\n\s*)(?=\S)")
_ENDS_NOW = re.compile(r"[!?]\Z|(?<![\w.])([^\W\d_]{2,})\.\Z")
_LONGEST_WORD = 40
_LEFT_OVER = re.compile(r"[.!?…\"'”’»)\]]*")
_LAST_WORD = re.compile(r"[\w.]+$")
_ABBREVIATIONS = frozenset(
    {
        "st", "dr", "mr", "mrs", "ms", "jr", "sr", "sra", "srta", "ave", "av", "blvd", "rd", "ln", "ct", "cir",
        "pl", "pkwy", "hwy", "mt", "ft", "apt", "ste", "bldg", "no", "num", "núm", "approx", "etc", "vs", "inc",
        "co", "ltd", "dept", "ud", "uds", "bros", "corp", "prof", "rev", "sgt", "capt", "gen", "gov", "esq", "hon",
        "min", "mins", "hrs", "lbs", "ext", "tel", "lic", "est", "dpto", "hab", "aprox", "mon", "tue", "tues",
        "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
        "sept", "oct", "nov", "dec",
    }
)  # fmt: skip
_SHORT_WORDS = frozenset({"do", "go", "in", "is", "it", "me", "on", "so", "up", "us", "we", "sí", "ya"})


class Sentences:
    """The sentences of a text that grows."""

    def __init__(self) -> None:
        self._given = 0
        self._early = False
        """Whether the last sentence was given, and nothing but its closing signs stands after it yet."""

    def of(self, text: str, *, whole: bool) -> tuple[str, ...]:
        """Return the sentences that `text`, which begins with all that it was before, has more of now."""
        found = []
        if self._early and (left_over := _LEFT_OVER.match(text, self._given)):
            self._given = left_over.end()
            self._early = self._given == len(text)
        for end in _END.finditer(text, self._given):
            if _is_end(text, end):
                found.append(text[self._given : end.end()].strip())
                self._given = end.end()
        if whole or _ends_now(text, self._given):
            self._early = True
            found.append(text[self._given :].strip())
            self._given = len(text)
        return tuple(filter(None, found))


def _ends_now(text: str, given: int) -> bool:
    """Tell whether a sentence surely ends where the text does by now."""
    end = _ENDS_NOW.search(text, max(given, len(text) - _LONGEST_WORD))
    if end is None:
        return False
    word = (end[1] or "").lower()
    return not word or word in _SHORT_WORDS or (len(word) > 2 and word not in _ABBREVIATIONS)


def _is_end(text: str, end: re.Match[str]) -> bool:
    if "\n" in end[0] or end[0][0] in "!?":
        return True
    before = _LAST_WORD.search(text, 0, end.start())
    word = before[0].lower() if before else ""
    after = text[end.end()]
    short = (len(word) == 1 and word.isalpha()) or ("." in word and not word.replace(".", "").isdigit())
    return not (after.islower() or short or word in _ABBREVIATIONS)
