"""What a caller hears in a reply: which part of a slot is wanted, and whether what is read back is right.

Goes by the words that are spoken alone, as a caller has to.
"""

import re
from typing import Literal

from simulator.grading import same_name
from simulator.script import Facts

_OWN_NUMBER = re.compile(
    r"calling from|this (?:phone|number)|del que (?:me )?(?:llama|habla)|este número", re.IGNORECASE
)
_MESSAGE = re.compile(r"pass on|what is it about|qué mensaje|de qué se trata", re.IGNORECASE)
_HOUSE = re.compile(r"(?:street|house) number|número de la (?:calle|casa)", re.IGNORECASE)
_TOWN = re.compile(r"\b(?:town|city|ciudad|pueblo)\b", re.IGNORECASE)
_STREET = re.compile(r"\b(?:street|address|near|close to|calle|dirección|cerca)\b", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\d(?:[ ,.()-]*\d){6,}")
_SPELLED_DIGITS = re.compile(r"\b\d(?:[ ,]+\d\b){2,}")
_ADDRESS = re.compile(
    r"(?:\d+ )?(?:[A-Z][\w'-]*\s)+(?:Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Lane|Ln|Court|Ct|Place|Pl)\b"
)
_EMERGENCY = "911"


def wanted(slot: str, heard: str) -> str:
    """Return the slot, or the part of it that these words ask for: `location_city`, `callback_number_own`, …

    Without a slot it is `message` where they ask for one, else nothing.
    """
    question = heard.rsplit(". ", 1)[-1]
    if not slot:
        return "message" if _MESSAGE.search(question) else ""
    if slot == "callback_number" and _OWN_NUMBER.search(question):
        return "callback_number_own"
    return f"location{_part_of_place(question)}" if slot == "location" else slot


def _part_of_place(question: str) -> str:
    rest, houses = _HOUSE.subn("", question)
    if _STREET.search(rest):
        return ""
    town = _TOWN.search(rest)
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
