"""What a question asks for: only the wanted one is asked in a model's words."""

import pytest

from receptionist.words.asked import is_for


@pytest.mark.parametrize(
    ("slot", "question", "standard"),
    [
        ("location", "Where is the car right now, street and town?", "Where is the car?"),
        ("vehicle", "Got it. What's the make, model and color?", "What's the year, make, model and color?"),
        ("safety", "First, is anybody or a pet inside the car?", "First, is anybody or a pet locked inside?"),
        ("name", "And who am I speaking with?", "What's your name, please?"),
        ("callback_number", "¿A qué número le llamamos?", "¿Cuál es su número?"),
        ("panic", "Does it open?", "Does it open?"),
    ],
)
def test_the_wanted_question_is_known_in_other_words(slot: str, question: str, standard: str) -> None:
    assert is_for(slot, question, standard)


@pytest.mark.parametrize(
    ("slot", "question"),
    [
        ("location", "What's your phone number?"),
        ("location", "Where are you, and what's your name?"),
        ("location", "Where are you? And what's the make and model?"),
        ("location", "Tell me where you are."),
        ("location", ""),
        ("name", "Where is the car?"),
        ("unheard_of", "Where is the car?"),
    ],
)
def test_any_other_question_is_not(slot: str, question: str) -> None:
    assert not is_for(slot, question, "Where is that?")
