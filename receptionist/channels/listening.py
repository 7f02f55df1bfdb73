"""How each question is listened to, from listening.toml; hears nothing itself."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LISTENING_FILE = Path(__file__).with_name("listening.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """How one kind of question is listened to."""

    silence_s: int
    """Silence that ends an utterance; whole seconds, at least 1, are what Twilio takes beside a speech model."""
    patience_s: int
    """Silence after the prompt until we speak again."""
    hints: str


def listening(slot: str) -> Listening:
    """Return how a question for a slot is listened to; any other question has room for a story."""
    questions = _questions()
    return questions.get(slot, questions["any"])


@cache
def _questions() -> Mapping[str, Listening]:
    content = tomllib.loads(LISTENING_FILE.read_text("utf-8"))
    hints, questions = content["hints"], content["question"]
    rows = {slot: {**questions["any"], **own} for slot, own in questions.items()}
    return {slot: Listening(**{**row, "hints": hints.get(row["hints"], "")}) for slot, row in rows.items()}
