"""Whether words ask something, without a question mark, in English and Spanish."""

import pytest

from receptionist.understanding.open_questions import is_question


@pytest.mark.parametrize(
    "words",
    [
        "do you guys sell garage door openers",
        "hi um do you do background checks on your people",
        "what kind of locks do you recommend",
        "how long have you been in business",
        "i was wondering if you teach lock picking classes",
        "who owns the company",
        "tienen cajas fuertes para vender",
        "¿qué marcas manejan?",
        "quisiera saber si dan clases",
    ],
)
def test_a_question_is_heard_without_its_mark(words: str) -> None:
    assert is_question(words)


@pytest.mark.parametrize(
    "words",
    [
        "can you help me",
        "hello are you there",
        "okay what else do you need from me",
        "when i turn the key it just spins",
        "where i live is hard to find",
        "how it happened is the wind blew it shut",
        "could somebody come out here quick",
        "the door is stuck",
        "me puede mandar a alguien",
        "qué hago ahora",
        "hay una puerta que no abre",
    ],
)
def test_a_story_a_courtesy_or_a_request_for_help_is_none(words: str) -> None:
    assert not is_question(words)
