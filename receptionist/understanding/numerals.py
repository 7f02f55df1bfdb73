"""Number words, English and Spanish, and when a word that could be one is not; reads no amounts."""

from collections.abc import Sequence

from receptionist.understanding.text import unaccented, word_set


def _values(words: str, first: int, step: int = 1) -> dict[str, int]:
    return {word: first + step * at for at, group in enumerate(words.split()) for word in group.split("/")}


_ZERO = frozenset({"oh", "o"})
UNIT = _values(
    "zero/cero/nought one/uno two/dos three/tres four/cuatro five/cinco six/seis seven/siete eight/ocho"
    " nine/nueve/niner",
    0,
)
PAIR = _values(
    "ten/diez eleven/once twelve/doce thirteen/trece fourteen/catorce fifteen/quince sixteen/dieciseis"
    " seventeen/diecisiete eighteen/dieciocho nineteen/diecinueve",
    10,
) | _values(
    "veintiuno/veintiun veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho"
    " veintinueve",
    21,
)
TENS = _values(
    "twenty/veinte thirty/treinta forty/fourty/cuarenta fifty/cincuenta sixty/sesenta seventy/setenta"
    " eighty/ochenta ninety/noventa",
    20,
    10,
)
HUNDREDS = {"cien": 100, "ciento": 100} | _values(
    "doscientos/doscientas trescientos/trescientas cuatrocientos/cuatrocientas quinientos/quinientas"
    " seiscientos/seiscientas setecientos/setecientas ochocientos/ochocientas novecientos/novecientas",
    200,
    100,
)
THOUSAND = frozenset({"thousand", "mil"})
TIMES = {"double": 2, "doble": 2, "triple": 3, "treble": 3, "quadruple": 4}
DASH = frozenset({"dash", "hyphen", "guion"})
HOMOPHONES = {"to": "two", "too": "two", "for": "four", "fore": "four", "ate": "eight", "won": "one"}
NOTHING_ELSE = frozenset({"ate", "won"})
"""Homophones that mean nothing else beside a number."""
_LIKE_DIGITS = _ZERO | HOMOPHONES.keys()
_SPANISH_DIGITS = word_set("uno una dos tres cuatro cinco seis siete ocho nueve diez")
_ORDINALS = word_set("first second third fourth fifth sixth seventh eighth ninth")
_CERTAIN = frozenset((UNIT | PAIR | TENS | HUNDREDS).keys() - {"one", "once"}) | {"hundred", "mil"}

_NOT_ZERO_BEFORE = word_set(
    "wait no sorry my god hell shoot crap damn man dear actually okay ok well i you yeah yes gosh boy right"
)
_NO_NUMBER_AFTER_ONE = word_set(
    "more of second sec moment minute thing things day night who that that's which is isn't was has i with without"
    " on in at by for and or but to it's time way last quick other side else left please guy person"
)
LABELS = word_set(
    "unit apartment apt suite number level floor row lot building space room gate bay dock box slot spot stall"
    " door highway route exit pier terminal section zone apartamento numero piso nivel unidad edificio"
    " lote fila"
)
_BEFORE_A_NUMBER = LABELS | word_set("is it's its at are was me number's address")
_SPANISH = word_set("calle avenida numero el la de en es apartamento piso son las y mi casa")


def word_at(words: Sequence[str], at: int) -> str:
    """Return the word at `at`, or nothing beyond either end."""
    return words[at] if 0 <= at < len(words) else ""


def numerals(said: Sequence[str]) -> list[str]:
    """Return the words without accents, what only sounds like a number blanked, what is one written as one."""
    words = [unaccented(word) for word in said]
    words = [HOMOPHONES[word] if _is_homophone(words, at) else word for at, word in enumerate(words)]
    return [_numeral(words, at) for at in range(len(words))]


def _numeral(words: Sequence[str], at: int) -> str:
    word = words[at]
    if word in _ZERO:
        return "zero" if _is_zero(words, at) else ""
    if word == "one":
        return word if _is_one(words, at) else ""
    if word == "once":
        return word if _is_spanish(words, at) else ""
    if word in TENS and word_at(words, at + 1) in _ORDINALS:
        return ""
    if word == "un" and word_at(words, at + 1) in THOUSAND:
        return "one"
    return word if word.isascii() or not word.isdigit() else ""


def is_number(words: Sequence[str], at: int) -> bool:
    """Tell whether the word at `at` is a number by itself, whatever stands around it."""
    word = word_at(words, at)
    ordinal = word in TENS and word_at(words, at + 1) in _ORDINALS
    return (word in _CERTAIN and not ordinal) or (word.isdigit() and word.isascii())


def _is_zero(words: Sequence[str], at: int) -> bool:
    if words[at] == "o" and _SPANISH_DIGITS & {word_at(words, at - 1), word_at(words, at + 1)}:
        return False  # "Dos o tres": two or three.
    after = _beyond_zeros(words, at, 1)
    if is_number(words, after) or (word_at(words, after) == "one" and _is_one(words, after)):
        return True
    before = _beyond_zeros(words, at, -1)
    said = is_number(words, before) or (word_at(words, before) == "one" and _is_one(words, before))
    return (said and word_at(words, after) not in _NOT_ZERO_BEFORE) or word_at(words, before) in TIMES


def _beyond_zeros(words: Sequence[str], at: int, step: int) -> int:
    """Return where the zeros beside `at` end in one direction; no number has more than four in a row."""
    for _ in range(4):
        at += step
        if word_at(words, at) not in _ZERO:
            break
    return at


def _is_one(words: Sequence[str], at: int) -> bool:
    """Tell "one fifty six" and "unit one" from "the front one" and "one more thing"."""
    before, after = word_at(words, at - 1), word_at(words, at + 1)
    if after == "more":
        return False
    if is_number(words, at - 1) or is_number(words, at + 1) or before in TIMES or before in LABELS | {"one"}:
        return True
    if before == "and" and word_at(words, at - 2) in THOUSAND | {"hundred"}:
        return True
    if before in _ZERO and is_number(words, _beyond_zeros(words, at, -1)):
        return True
    if after in _NO_NUMBER_AFTER_ONE:
        return False
    if after == "one" or after in _ZERO or before in _ZERO or after in THOUSAND:
        return True
    return at == 0 or (before in _BEFORE_A_NUMBER and bool(after))


def _is_spanish(words: Sequence[str], at: int) -> bool:
    if word_at(words, at + 1) in {"more", "again"}:
        return False
    if "once" in {word_at(words, at - 1), word_at(words, at + 1)}:
        return True
    return len(words) == 1 or is_number(words, at - 1) or is_number(words, at + 1) or bool(_SPANISH & set(words))


def _is_homophone(words: Sequence[str], at: int) -> bool:
    """Tell whether "to", "for", "ate" … stands plainly within digits read one by one."""
    if words[at] not in HOMOPHONES:
        return False
    if word_at(words, at + 1) == "hundred":
        return True
    before, after = _single_digits(words, at, -1), _single_digits(words, at, 1)
    return (before >= 2 and after >= 2) or (before >= 5 and (after > 0 or at + 1 == len(words)))


def _single_digits(words: Sequence[str], at: int, step: int) -> int:
    """Count the single digits beside `at` in one direction; five say all that matters."""
    count = 0
    while count < 5 and ((word := word_at(words, at + step * (count + 1))) in UNIT or word in _LIKE_DIGITS):
        count += 1
    return count
