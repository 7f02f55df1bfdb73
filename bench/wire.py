"""What is said in the benchmark, and when a vendor would have said it; opens nothing.

A model's first token comes after 350 ms, then 60 a second; its reply has about 40 tokens in three sentences. A
voice's first byte comes after 150 ms, then its speech arrives ten times as fast as it is spoken. Every design that
is compared meets the same vendors, who say the same sentences.
"""

import json
import re
from dataclasses import dataclass
from itertools import product
from random import Random

FIRST_TOKEN_S, TOKENS_A_SECOND = 0.35, 60
FIRST_BYTE_S, FASTER_THAN_SPEECH = 0.15, 10
CHARS_A_SECOND = 15
"""How fast somebody speaks."""
EVERY_S = 8.0
"""From one turn of a call to the next."""
TOKEN = "bench"  # noqa: S105 -- signs against ourselves
ACCOUNT = f"AC{0:032x}"
MODEL_KEY, VOICE_KEY, VOICE_ID = "bench-model", "bench-voice", "21m00Tcm4TlvDq8ikWAM"

SAID, UNSAID = b"[said ", b" said]"
"""Between these the stand-in for a voice writes what it speaks into its sound, so that a caller can read it."""

_WORDS = (
    "hi i locked my keys in my {colour} car",
    "no nobody is in there {thanks}",
    "{house} {street} {kind} in cedar hollow",
    "it's a {year} {car} {colour}",
    "yeah on the {place} seat",
    "sure that's fine {thanks}",
    "{first} {last}",
    "three oh three five five five {digits}",
    "yes i have my license {thanks}",
    "yes you can text me {thanks}",
    "no that's all {thanks} bye",
)
_BLANKS = {
    "colour": ("silver", "black", "white", "red", "blue", "gray", "green"),
    "thanks": ("thanks", "thank you", "i think", "for now", "i guess", "you know", "really", "so far"),
    "house": ("twenty two fifteen", "four eleven", "nineteen oh six", "seven thirty", "eighty one twelve"),
    "street": ("linden", "aspen", "walnut", "juniper", "magnolia", "sycamore", "prospect", "harvest"),
    "kind": ("avenue", "street", "drive", "court"),
    "year": ("twenty nineteen", "twenty twelve", "twenty sixteen", "two thousand eight", "twenty twenty"),
    "car": ("honda accord", "toyota camry", "ford focus", "subaru outback", "kia soul", "mazda three"),
    "place": ("front", "back", "driver's", "passenger"),
    "first": ("jordan", "maria", "peter", "susan", "daniel", "karen", "thomas", "laura", "kevin"),
    "last": ("price", "miller", "walker", "turner", "bennett", "hughes", "foster", "coleman", "reyes", "barnes"),
    "digits": ("oh one four two", "oh one seven seven", "oh one three nine", "oh one six one", "oh one oh eight"),
}
TURNS = len(_WORDS)


def words(number: int) -> tuple[str, ...]:
    """Return what a caller says, a turn each: no two callers near each other say quite the same."""
    chance = Random(number)
    said = {name: chance.choice(given) for name, given in _BLANKS.items()}
    return tuple(line.format(**said) for line in _WORDS)


_BEGINS = (
    ("Oh", "Okay", "Right", "Well", "Ah", "All right"),
    ("that", "this"),
    ("sounds", "seems", "must be", "is"),
    ("really", "quite", "so", "pretty", "very", "rather"),
    ("annoying", "frustrating", "unpleasant", "tiresome", "stressful", "tough", "upsetting"),
)
BEGINNINGS = tuple(f"{oh}, {that} {seems} {very} {bad}." for oh, that, seems, very, bad in product(*_BEGINS))
"""What a model says first: never the same twice in a row of two thousand, so that no audio of it is kept."""
GOES_ON = "It happens to the best of us, believe me."
SUMMARY = json.dumps({"summary": "Somebody is locked out of a car.", "next_step": "Send a technician."})
ASKS = "And where exactly are you right now, so that I can see which of us is the closest?"
"""The question of a design that has none of its own."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a model's answer, and when it is due after the request."""

    text: str
    at_s: float


def tokens(text: str) -> tuple[Token, ...]:
    """Return a model's answer as it comes: a word or a sign for each token."""
    pieces = re.findall(r"""\s*(?:\w+(?:'\w+)?|[{}\[\]":,]+|[^\w\s])""", text)
    return tuple(Token(piece, FIRST_TOKEN_S + n / TOKENS_A_SECOND) for n, piece in enumerate(pieces))


def structured(says: str, question: str) -> str:
    """Return a model's answer in the form that this product asks for."""
    flags = {"danger": False, "wants_person": False, "unknown_question": None}
    answer: dict[str, object] = {"say": says, "details": [], **flags, "ask": question}
    return json.dumps(answer, separators=(",", ":"))


def speech_s(text: str) -> float:
    """Return how many seconds a text lasts when it is spoken."""
    return len(text) / CHARS_A_SECOND
