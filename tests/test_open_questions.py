"""What nobody could answer: said so, kept for the owner, counted by likeness, and gone with its caller."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import Result

from receptionist.open_questions import Asked, grouped
from simulator.office import Office

NOW = datetime(2026, 7, 14, 20, 5, tzinfo=UTC)


def asks(office: Office, *words: str, number: str = "+13035550142") -> str:
    """Ring, say these and hang up; returns what was heard last."""
    line = office.line(caller_id=number)
    line.rings()
    for utterance in words:
        line.says(utterance)
    heard = line.transcript[-1].text
    line.hangs_up()
    return heard


def open_questions(office: Office) -> list[str]:
    return [asked.words for asked in office.receptionist.kept.questions.open()]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("do you guys sell garage door openers", "I don't want to guess; the locksmith can tell you."),
        ("hola una pregunta, ¿ustedes dan clases de cerrajería?", "No quiero adivinar; el cerrajero le dice."),
    ],
)
def test_what_is_not_known_is_said_honestly_and_kept(ridgeline: Office, words: str, said: str) -> None:
    heard = asks(ridgeline, words)

    assert said in heard
    assert heard.endswith("?")
    assert len(open_questions(ridgeline)) == 1


def test_a_question_of_a_known_kind_that_the_owner_does_not_answer_is_kept_too(ridgeline: Office) -> None:
    asks(ridgeline, "do you have a military discount")

    assert open_questions(ridgeline) == ["do you have a military discount"]


@pytest.mark.parametrize("words", ["is the work guaranteed", "what are your hours", "how much is a car lockout"])
def test_what_is_answered_is_not_kept(ridgeline: Office, words: str) -> None:
    asks(ridgeline, words)

    assert open_questions(ridgeline) == []


def test_a_turn_delivered_again_is_one_question_and_a_card_is_none(ridgeline: Office) -> None:
    line = ridgeline.line()
    line.rings()
    line.says("do you sell garage door openers and keep 4111 1111 1111 1111 on file")
    line.repeat_last()

    assert len(open_questions(ridgeline)) == 1
    assert "4111" not in open_questions(ridgeline)[0]


def test_a_caller_who_is_erased_takes_the_questions_along(ridgeline: Office) -> None:
    asks(ridgeline, "do you sell garage door openers")
    asks(ridgeline, "do you sell garage door openers", number="+17205550119")

    ridgeline.receptionist.clean_up.erase_number("+13035550142")

    assert len(open_questions(ridgeline)) == 1


def typed(office: Office, *words: str) -> Result:
    return office.app.test_cli_runner().invoke(args=["questions", *words])


def test_the_owner_lists_answers_and_forgets_them(ridgeline: Office) -> None:
    for words in (
        "do you sell garage door openers",
        "do you guys sell garage door openers",
        "who owns the company",
    ):
        asks(ridgeline, words)

    listed = typed(ridgeline, "list").output.splitlines()

    assert [line.split("  ")[:2] for line in listed] == [["1", "2x"], ["3", "1x"]]
    assert listed[0].endswith("do you guys sell garage door openers")
    assert typed(ridgeline, "answered", "1").output == "question 1: answered\n"
    assert typed(ridgeline, "forget", "3").output == "question 3: forgotten\n"
    assert typed(ridgeline, "list").output == ""
    assert typed(ridgeline, "answered", "1").exit_code == 2


def test_the_same_question_in_other_words_is_one() -> None:
    words = ("do you sell safes", "do you guys sell safes", "who owns the company", "do you sell safes there")
    asked = [
        Asked(id=n, call_sid=f"CA{n}", at=NOW + timedelta(minutes=n), words=said)
        for n, said in enumerate(words, 1)
    ]

    most, least = grouped(asked)

    assert (most.id, len(most.asked), most.words, most.last_at) == (1, 3, words[3], NOW + timedelta(minutes=4))
    assert (least.id, len(least.asked)) == (3, 1)
