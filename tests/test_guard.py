"""The guard: facts are filled in, and what nobody checked is not said."""

import pytest

from receptionist.words import guard


@pytest.mark.parametrize(
    "text",
    [
        "That will be 120 dollars.",
        "It's $89 all in.",
        "Son 120 dólares.",
        "He'll be there at 3:40.",
        "Somebody comes at 4 pm.",
        "He arrives in 20 minutes.",
        "I've already called 911 for you.",
        "I have called 999.",
        "We've alerted emergency services.",
        "I just called {emergency} for you.",
        "Ya llamé al 112.",
        "He llamado al {emergency}.",
        "I am a real person.",
        "I guarantee it.",
        "What's your card number?",
        "Your code is {unknown_fact}.",
    ],
)
def test_what_nobody_checked_is_not_said(text: str) -> None:
    assert guard.fill(text, {"low": "99", "emergency": "112"}) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It's {low} to {high} dollars.", "It's 99 to 159 dollars."),
        ("I have {place}.", "I have 49 Elm Street, Cedar Hollow."),
        ("Please hang up and call {emergency} right now.", "Please hang up and call 911 right now."),
        ("A 2019 Civic, on Friday at ten.", "A 2019 Civic, on Friday at ten."),
        ("Please don't read me your card.", "Please don't read me your card."),
    ],
)
def test_committed_facts_are_filled_in(text: str, said: str) -> None:
    facts = {"low": "99", "high": "159", "place": "49 Elm Street, Cedar Hollow", "emergency": "911"}

    assert guard.fill(text, facts) == said


def test_a_fact_is_never_read_as_a_placeholder() -> None:
    assert guard.fill("I have {place}.", {"place": "{low}", "low": "1"}) == "I have {low}."
