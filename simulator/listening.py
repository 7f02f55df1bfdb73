"""What a caller hears in a reply: what is asked for, which part of it, and whether what is read back is right.

Goes by the words that are spoken alone, as a caller has to.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from simulator.grading import same_name
from simulator.script import Facts

LISTENING_FILE = Path(__file__).with_name("data") / "listening.toml"
_LONG_NUMBER = re.compile(r"\d(?:[ ,.()-]*\d){6,}")
_SPELLED_DIGITS = re.compile(r"\b\d(?:[ ,]+\d\b){2,}")
_ADDRESS = re.compile(
    r"(?:\d+ )?(?:[A-Z][\w'-]*\s)+(?:Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Lane|Ln|Court|Ct|Place|Pl)\b"
)
_EMERGENCY = "911"


def read_asks(text: str) -> tuple[str, ...]:
    """Return the slots that these words ask for, in the order in which they ask."""
    found = {slot: match.start() for slot, pattern in _patterns("asks").items() if (match := pattern.search(text))}
    return tuple(sorted(found, key=found.__getitem__)) if "?" in text else ()


@cache
def _patterns(table: Literal["asks", "parts"]) -> Mapping[str, re.Pattern[str]]:
    data = tomllib.loads(LISTENING_FILE.read_text("utf-8"))[table]
    return {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in data.items()}


def wanted(slot: str, heard: str) -> str:
    """Return the slot, or the part of it that these words ask for: `location_city`, `callback_number_own`, …

    Without a slot it is `message` where they ask for one, else nothing.
    """
    question = heard.rsplit(". ", 1)[-1]
    if not slot:
        return "message" if _patterns("parts")["message"].search(question) else ""
    if slot == "callback_number" and _patterns("parts")["own_number"].search(question):
        return "callback_number_own"
    return f"location{_part_of_place(question)}" if slot == "location" else slot


def _part_of_place(question: str) -> str:
    rest, houses = _patterns("parts")["house_number"].subn("", question)
    if _patterns("parts")["street"].search(rest):
        return ""
    town = _patterns("parts")["town"].search(rest)
    return "_city" if town and not houses else "_number" if houses and not town else ""


def misheard(heard: str, facts: Facts) -> Literal["number", "place"] | None:
    """Return what these words have wrong of the caller's telephone number or address, None when nothing."""
    if facts.numbers and any(_foreign(found, facts.numbers) for found in _numbers(heard)):
        return "number"
    if facts.address and any(not same_name(facts.address, found) for found in _ADDRESS.findall(heard)):
        return "place"
    return None


def _numbers(heard: str) -> list[str]:
    found = (*_LONG_NUMBER.findall(heard), *_SPELLED_DIGITS.findall(heard))
    return [re.sub(r"\D", "", number) for number in found]


def _foreign(digits: str, numbers: tuple[str, ...]) -> bool:
    return digits != _EMERGENCY and not any(digits[-10:] in number for number in numbers)
