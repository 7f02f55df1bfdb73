"""What a text costs and what fits into one: GSM-7, segments, and which sentences to keep; pure.

A text of GSM-7 characters holds 160 of them, one with any other character 70. Longer ones are sent in parts, each
of 153 or 67, and every part is paid for. Source: 3GPP TS 23.038 (alphabet) and 23.040 (parts).
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_DOUBLE = frozenset("^{}\\[~]|€\f")
"""Characters of the extension table, which take the room of two."""
_TYPOGRAPHY = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"',
        "«": '"', "»": '"', "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "•": "-", "·": "-",
        "…": "...", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u200b": "",
    }
)  # fmt: skip
_PRICE = re.compile(r"[$€£]\s?\d|\d d[oó]l+ar", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def plain(text: str) -> str:
    """Return `text` in GSM-7 where that is possible; a character that has no likeness there stays."""
    return "".join(map(_likeness, text.translate(_TYPOGRAPHY)))


def _likeness(char: str) -> str:
    if _room(char):
        return char
    bare = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    return bare if bare and all(map(_room, bare)) else char


def _room(char: str) -> int:
    """Return how many GSM-7 places a character takes; 0 for one that GSM-7 lacks."""
    return 1 if char in GSM_7 else 2 * (char in GSM_7_DOUBLE)


def count(text: str) -> int:
    """Return how many segments a text is sent, and paid for, as."""
    rooms = [_room(char) for char in text]
    if all(rooms):
        return _parts(rooms, whole=160, part=153)
    return _parts([len(char.encode("utf-16-le")) // 2 for char in text], whole=70, part=67)


def _parts(rooms: Sequence[int], *, whole: int, part: int) -> int:
    if sum(rooms) <= whole:
        return 1
    parts, used = 1, 0
    for room in rooms:
        # A character of two places is never torn apart.
        parts, used = (parts + 1, room) if used + room > part else (parts, used + room)
    return parts


def fitted(sentences: Sequence[str], *, asks: bool, emergency: str, opening: Sequence[str] = ()) -> str:
    """Return what of these sentences is sent as one text of one segment, in GSM-7 where that is possible.

    Emergency advice (it names the number `emergency`) goes first, then the `opening`. The advice, a price and the
    question (the last of the sentences, with `asks`) are always kept, even when that takes a second segment; of
    the rest, what fits, the first words of the opening before all.
    """
    question = plain(sentences[-1]) if asks and sentences else ""
    told = _split(sentences[:-1] if question else sentences)
    opened = _split(opening)
    advice = [part for part in told if emergency in part]
    said = list(dict.fromkeys([*advice, *opened, *told]))
    kept = {*advice, *(part for part in told if _PRICE.search(part))}
    for part in (*opened[:1], *told, *opened[1:]):
        if count(_joined(said, kept | {part}, question)) == 1:
            kept.add(part)
    return _joined(said, kept, question)


def _split(sentences: Iterable[str]) -> list[str]:
    return [part for sentence in sentences for part in _SENTENCE_END.split(plain(sentence)) if part]


def _joined(said: Iterable[str], kept: set[str], question: str) -> str:
    return " ".join([*(part for part in said if part in kept), *([question] if question else [])])
