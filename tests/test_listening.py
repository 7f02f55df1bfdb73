"""How each question is listened to: as short as its answer allows, in units that Twilio takes."""

import tomllib

import pytest

from receptionist.channels.listening import LISTENING_FILE, listening
from receptionist.rules.draft import SLOTS
from receptionist.words.phrases import PHRASES_FILE

CONTENT = tomllib.loads(LISTENING_FILE.read_text("utf-8"))
QUESTIONS = sorted(set(CONTENT["question"]) - {"any"})


@pytest.mark.parametrize("slot", QUESTIONS)
def test_a_question_is_one_that_we_ask_and_ends_after_whole_seconds(slot: str) -> None:
    asked = {
        name.partition(".")[0].partition("_again")[0] for name in tomllib.loads(PHRASES_FILE.read_text())["en"]
    }
    how = listening(slot)

    assert slot in SLOTS | asked | {"message_text"}
    assert 1 <= how.silence_s <= how.patience_s


def test_a_yes_is_waited_for_the_shortest_and_a_story_is_not_cut() -> None:
    assert listening("safety").silence_s == 1
    assert listening("safety").silence_s < listening("problem").silence_s
    assert listening("").silence_s == listening("problem").silence_s


def test_every_hint_is_one_that_twilio_takes() -> None:
    for hints in CONTENT["hints"].values():
        assert all(0 < len(hint.strip()) <= 100 for hint in hints.split(","))
