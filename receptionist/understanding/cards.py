"""Takes card numbers and access codes out before anything is kept; in doubt a long number goes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from receptionist.understanding.breaths import breaths
from receptionist.understanding.dictation import LENGTH, alike, e164
from receptionist.understanding.numbers import runs
from receptionist.understanding.rivals import whole_numbers
from receptionist.understanding.text import tokens, unaccented, word_set

CARD, CODE, DIGITS = "[card]", "[code]", "[digits]"
_LENGTHS = range(13, 20)
"""Digits of a payment card number (ISO/IEC 7812)."""
_CUT_OFF = 12
"""From so many digits on, what begins like a card is one whose end was not heard, or was misheard."""
_BETWEEN = word_set(
    "and then dash hyphen space okay ok next so let me see wait hold on sorry that's it's the is like now"
    " yeah y luego guion despues espere a ver it's um no"
)
"""What people say between the groups of one number."""
_CARD_WORDS = word_set("card visa mastercard master amex express discover debit credit tarjeta")
_AFTER_CARD_WORDS = _BETWEEN | word_set(
    "number card's number's ending ends in with starts numero es de credito debito"
)
_SECRET = re.compile(r"\b(?:c ?v ?(?:v|c|two|2)+|on the back|al reverso|atras)(?: \w+){0,2}$")
_SECRET_BY_A_CARD = re.compile(
    r"\b(?:security code|codigo de seguridad|expir\w*|exp|good thru|valid|vence)(?: \w+){0,4}$"
)
_CODE = re.compile(
    r"\b(?:(?:code|passcode|pass code|pin|pin number|password|combination|combo|codigo(?: de)?(?: la| el)?(?:"
    r" \w+)?"
    r"|clave(?: \w+){0,3})(?:'s)?(?: (?:is|it's|to|for|at|the|gate|door|get|in|should|be|number|code|of|es|la|de"
    r"|porton|puerta|pound|hash|star|asterisk|still|just|and|then|alarm|that|box))*)$"
)
# What one is told to do at a keypad: "my key, 1450 quarry parkway" and "a lock put in at 12" are no codes.
_TYPING = re.compile(
    r"(?:^|\b(?:you|you'll|just|then|and|to|gotta|please|can|must) )(?:punch|key|type|put|press|enter|dial|buzz)"
    r"(?: in)?(?: (?:the|number|code|pound|hash|star|just|then))*$"
)
_NO_CODE = re.compile(
    r"\b(?:zip|area|postal|country|promo|coupon|discount|error|trouble|dress|key|color|paint) (?:code|pin)"
    r"|\b(?:codigo|clave) (?:de )?(?:area|lada|postal|pais)"
)
_IS_THE_CODE = re.compile(
    r"^(?:(?:and )?(?:pound|hash|star|asterisk) )?(?:(?:is|that's|it's|es) (?:the|our|my|el"
    r"|la) )?(?:\w+ )?(?:code\b|passcode\b|to get in\b|codigo\b|clave\b)|^(?:(?:pound|hash|star) )?(?:for|on"
    r"|at|into) the (?:gate|keypad|door|alarm|lockbox|callbox|call box|key pad)\b"
)
_STREETS = word_set("street avenue road drive lane court place boulevard way terrace parkway circle trail calle")
_SIGNS = {"pound": "#", "hash": "#", "hashtag": "#", "star": "*", "asterisk": "*"}
_TYPED = {"#": "pound", "*": "star"}


@dataclass(frozen=True, slots=True)
class _Group:
    """Digits said as one number in words [start, end)."""

    start: int
    end: int
    parts: tuple[str, ...]

    @property
    def digits(self) -> str:
        return "".join(self.parts)


def redact(words: str) -> tuple[str, bool]:
    """Return `words` with `[card]` for every card number and what belongs to it, and whether there was one."""
    said, places = _words(words)
    groups = list(_groups(said))
    cards = [group for group in groups if _is_card(said, group)]
    near = bool(cards) or bool(_CARD_WORDS & set(said))
    found = [group for group in groups if group in cards or _is_secret(said, group, near=near)]
    spans = [(places[group.start][0], places[group.end - 1][1]) for group in found]
    return _without(words, spans, CARD), bool(found)


def redact_code(words: str) -> tuple[str, str | None]:
    """Return `words` with `[code]` for an access code (gate, door, alarm …), and the code: digits, `*` and `#`."""
    said, places = _words(words)
    for group in _groups(said):
        start, end = group.start, group.end
        before, after = " ".join(said[max(0, start - 8) : start]), " ".join(said[end : end + 5])
        if group.digits == "911" or _STREETS & set(said[end : end + 4]):
            continue
        named = _CODE.search(before) and not _NO_CODE.search(before)
        if 2 <= len(group.digits) <= 10 and (named or _IS_THE_CODE.search(after)):
            start -= said[start - 1 : start] in ([sign] for sign in _SIGNS)
            end += said[end : end + 1] in ([sign] for sign in _SIGNS)
            code = _SIGNS.get(said[start], "") + group.digits + _SIGNS.get(said[end - 1], "")
            return _without(words, [(places[start][0], places[end - 1][1])], CODE), code
    return words, None


def is_card_number(digits: str) -> bool:
    """Tell whether digits, said in pieces, are a payment card's number."""
    return len(digits) in _LENGTHS and digits[0] in "3456" and _passes_luhn(digits)


def without_digits(words: str) -> str:
    """Return `words` with `[digits]` for every number of two digits or more."""
    said, places = _words(words)
    found = [group for group in _groups(said) if len(group.digits) > 1]
    return _without(words, [(places[group.start][0], places[group.end - 1][1]) for group in found], DIGITS)


def _words(words: str) -> tuple[list[str], list[tuple[int, int]]]:
    """Return the normalised words, each with its place in what was said."""
    said: list[str] = []
    places: list[tuple[int, int]] = []
    for chunk in re.finditer(r"\d+|[#*]|[^\s\d#*]+", words):
        normal = (_TYPED[chunk[0]],) if chunk[0] in _TYPED else tokens(chunk[0])
        said += map(unaccented, normal)
        places += [chunk.span()] * len(normal)
    return said, places


def _without(words: str, spans: Sequence[tuple[int, int]], name: str) -> str:
    for start, end in reversed(spans):
        words = words[:start] + name + words[end:]
    return words


def _groups(said: Sequence[str]) -> Iterator[_Group]:
    """Yield the numbers, those joined that only the words people put between groups keep apart."""
    group: _Group | None = None
    for run in runs(" ".join(said)):
        start = run.start - (len(run.digits) >= _CUT_OFF - 1 and said[run.start - 1 : run.start] == ["for"])
        digits = "4" * (start < run.start) + run.digits
        if group and not set(said[group.end : start]) - _BETWEEN and not e164(digits, "US"):
            group = _Group(group.start, run.end, (*group.parts, digits))
        else:
            if group:
                yield group
            group = _Group(start, run.end, (digits,))
    if group:
        yield group


def _is_card(said: Sequence[str], group: _Group) -> bool:
    digits = group.digits
    if _are_telephones(said, group):
        return False
    if len(digits) in _LENGTHS and _passes_luhn(digits):
        return True
    return len(digits) >= _CUT_OFF and digits[0] in "3456"


def _are_telephones(said: Sequence[str], group: _Group) -> bool:
    """Tell whether the digits are one telephone number or more, or one and a house number after it."""
    if group.start and said[group.start - 1] in {"plus", "mas"}:
        return True
    if _is_one_telephone(" ".join(said[group.start : group.end])):
        return True
    rest = group.digits
    while e164(telephone := rest[: 11 if rest[:1] == "1" else 10], "US"):
        rest = rest[len(telephone) :]
    return not rest or (
        rest != group.digits and len(rest) < 6 and bool(_STREETS & set(said[group.end : group.end + 3]))
    )


def _is_one_telephone(dictated: str) -> bool:
    """Tell whether the digits are one telephone number, perhaps said twice, or corrected."""
    heard = [[piece.reading for piece in breath] for breath in breaths(dictated, "US")]
    if not heard:
        return False  # Single digits between other letters: "0A0".
    first, *later = heard
    if not later:
        return all(number for _, number in whole_numbers(tokens(dictated), "US"))
    return all(any(_corrects(known.digits, said.digits) for known in first for said in breath) for breath in later)


def _corrects(known: str, said: str) -> bool:
    """Tell whether digits replace the end of a telephone number: where both stand most are the same."""
    start = LENGTH - len(said)
    if start not in (0, 3, 6) or len(known) > LENGTH or not e164(known[:start] + said, "US"):
        return False
    return alike(known[start:], said)


def _is_secret(said: Sequence[str], group: _Group, *, near: bool) -> bool:
    """Tell whether digits belong to a card: its number in pieces, its expiry, its verification code."""
    before = list(said[: group.start])
    sentence = " ".join(before)
    if _SECRET.search(sentence) or (near and _SECRET_BY_A_CARD.search(sentence)):
        return 3 <= len(group.digits) <= 6
    while before and before[-1] in _AFTER_CARD_WORDS - _CARD_WORDS:
        before.pop()
    return bool(before) and before[-1] in _CARD_WORDS and len(group.digits) >= 4 and not e164(group.digits, "US")


def _passes_luhn(digits: str) -> bool:
    """Tell whether the check digit is right (ISO/IEC 7812-1, annex B)."""
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(twice - 9 * (twice > 9) for twice in doubled)) % 10 == 0
