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
        "I am a real person.",
        "I guarantee it.",
        "What's your card number?",
        "Your code is {unknown_fact}.",
    ],
)
def test_what_nobody_checked_is_not_said(text: str) -> None:
    assert guard.fill(text, {"low": "99"}) is None


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


KNOWN = guard.words_of(
    "2215 Linden Avenue", "Cedar Hollow", "2019 silver Honda CR-V", "Ridgeline Lock and Key", "Priya Nair"
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Oh no, that sounds stressful.", "en-US"),
        ("Thanks, Priya, got it.", "en-US"),
        ("Okay, the silver Honda on Linden Avenue.", "en-US"),
        ("No worries, let's get you back in.", "en-US"),
        ("I'm sorry to hear that.", "en-US"),
        ("Good, I'm glad nobody is inside.", "en-US"),
        ("That happens more often than you'd think.", "en-US"),
        ("I understand, that's no fun in the cold.", "en-US"),
        ("Entiendo, qué mal rato.", "es-US"),
        ("Claro que sí, con gusto.", "es-US"),
    ],
)
def test_a_model_may_say_what_claims_nothing(text: str, language: str) -> None:
    assert guard.invention(text, known=KNOWN, language=language) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("That will be 120 dollars.", "amount"),
        ("A technician is on the way.", "promise"),
        ("We'll be there soon.", "promise"),
        ("Your job is booked.", "effect"),
        ("There is no charge for that.", "price"),
        ("Go ahead with your card.", "card"),
        ("I'm not a robot.", "human"),
        ("I've already called 911 for you.", "called 911"),
        ("The police are informed.", "emergency"),
        ("Try it with a coat hanger.", "bypass"),
        ("The gate code is with us.", "others"),
        ("Thanks, Bob.", "word"),
        ("Your number ends in four two four two.", "number"),
        ("I have forty nine Elm.", "number"),
        ("I have 2019 Linden Avenue.", "number"),
        ("Is it raining?", "question"),
        ("Look at <break/> that.", "markup"),
        ("Go to www.example.org now.", "markup"),
        ("so " * 21, "length"),
        ("Un técnico va en camino.", "promise"),
        ("Help is headed your way.", "word"),
        ("Our guy is leaving the shop.", "word"),
        ("Hold the latch back with a butter knife.", "word"),
        ("It's on the house, we can knock some off.", "price"),
        ("You don't need any identification.", "word"),
        ("F\u200bree for you.", "length"),
        ("Keine Sorge, wir helfen.", "word"),
        ("A hot car isn't dangerous.", "word"),
        ("I have alerted the authorities.", "word"),
    ],
)
def test_a_model_may_not_make_anything_up(text: str, reason: str) -> None:
    assert guard.invention(text, known=KNOWN, language="en-US") == reason
