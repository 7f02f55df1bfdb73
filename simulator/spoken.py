"""Numbers and letters as people say them, in English and Spanish; knows nothing of who says them.

`phone` is the simplest way to say a telephone number: digit by digit.
"""

from random import Random

DIGITS = {
    "en": ("oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "es": ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
}
_TEENS = {
    "en": (
        "ten", "eleven", "twelve", "thirteen", "fourteen",
        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ),
    "es": (
        "diez", "once", "doce", "trece", "catorce",
        "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve",
    ),
}  # fmt: skip
_TENS = {
    "en": ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
    "es": ("veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"),
}
_TWENTIES = (
    "veintiuno", "veintidós", "veintitrés", "veinticuatro", "veinticinco",
    "veintiséis", "veintisiete", "veintiocho", "veintinueve",
)  # fmt: skip


def digits(number: str, language: str) -> str:
    """Return the digits of a number one by one: `oh one four two`."""
    return " ".join(DIGITS[language][int(digit)] for digit in number if digit.isdecimal())


def phone(number: str, language: str) -> str:
    """Return a telephone number (`+1…` of ten digits) as it is said."""
    return digits(number[-10:], language)


def below_hundred(number: int, language: str) -> str:
    """Return a number from 1 to 99 in words."""
    if number < 10:
        return DIGITS[language][number]
    if number < 20:
        return _TEENS[language][number - 10]
    if language == "es" and 20 < number < 30:
        return _TWENTIES[number - 21]
    tens, ones = divmod(number, 10)
    joint = " y " if language == "es" else " "
    return _TENS[language][tens - 2] + (joint + DIGITS[language][ones] if ones else "")


def house(number: int, rng: Random, language: str) -> str:
    """Return a house number (101 to 9999, no zero in its tens) in one of the ways to say it."""
    high, low = divmod(number, 100)
    ways = [
        digits(str(number), language),
        f"{below_hundred(high, language)} {below_hundred(low, language)}",
        str(number),
    ]
    return rng.choice(ways)


def year(number: int, rng: Random, language: str) -> str:
    """Return a year from 2001 to 2029 in words."""
    last = below_hundred(number - 2000, language)
    if language == "es":
        return f"dos mil {last}"
    if number < 2010:
        return f"two thousand {last}"
    return rng.choice([f"twenty {last}", f"two thousand {last}"])


def spelled(name: str) -> str:
    """Return the letters of a name: `p r i y a`."""
    return " ".join(letter for letter in name.casefold() if letter.isalpha())
