"""Cuts words that are still arriving into sentences: gives each as soon as it surely ends; judges no content.

Where it is not sure it waits, so that nothing is cut at `St.` or `a.m.`: two sentences together do no harm.
"""

import re

_END = re.compile(r"(?:[.!?…]+[\"'”’»)\]]*\s+|\s*\n\s*)(?=\S)")
_LAST_WORD = re.compile(r"[\w.]+$")
_ABBREVIATIONS = frozenset(
    {
        "st", "dr", "mr", "mrs", "ms", "jr", "sr", "sra", "srta", "ave", "av", "blvd", "rd", "ln", "ct", "cir",
        "pl", "pkwy", "hwy", "mt", "ft", "apt", "ste", "bldg", "no", "num", "núm", "approx", "etc", "vs", "inc",
        "co", "ltd", "dept", "ud", "uds",
    }
)  # fmt: skip


class Sentences:
    """The sentences of a text that grows."""

    def __init__(self) -> None:
        self._given = 0

    def of(self, text: str, *, whole: bool) -> tuple[str, ...]:
        """Return the sentences that `text`, which begins with all that it was before, has more of now."""
        found = []
        for end in _END.finditer(text, self._given):
            if _is_end(text, end):
                found.append(text[self._given : end.end()].strip())
                self._given = end.end()
        if whole:
            found.append(text[self._given :].strip())
            self._given = len(text)
        return tuple(filter(None, found))


def _is_end(text: str, end: re.Match[str]) -> bool:
    if "\n" in end[0] or end[0][0] in "!?":
        return True
    before = _LAST_WORD.search(text, 0, end.start())
    word = before[0].lower() if before else ""
    after = text[end.end()]
    short = (len(word) == 1 and word.isalpha()) or ("." in word and not word.replace(".", "").isdigit())
    return not (after.islower() or short or word in _ABBREVIATIONS)
