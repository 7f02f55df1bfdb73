"""What a bad line does: bounded, repeatable, plausible, and never to keys."""

from random import Random

import pytest

from simulator.noise import Noise, mistaken
from simulator.phonetics import key, nearest
from simulator.script import Step

WORDS = "i locked my keys in the car at fifteen linden street and my number is seven two oh five five five"
LONG = Step("speech", " ".join([WORDS] * 50))


def heard(share: float, seed: int = 1, language: str = "en") -> Step:
    return Noise(share, Random(seed), language)(LONG)


def test_one_seed_disturbs_the_same_words_and_another_seed_others() -> None:
    assert heard(0.1) == heard(0.1) != heard(0.1, seed=2)


def test_a_good_line_changes_nothing() -> None:
    assert heard(0.0) == LONG


@pytest.mark.parametrize("share", [0.05, 0.1, 0.3])
def test_as_many_words_are_disturbed_as_the_share_says(share: float) -> None:
    spoken = LONG.text.split()
    line = Noise(share, Random(4))
    changed = sum(line(Step("speech", word)).text != word for word in spoken)

    assert share * 0.7 < changed / len(spoken) < share * 1.3


def test_what_is_keyed_and_what_is_no_speech_is_left_alone() -> None:
    line = Noise(1.0, Random(1))

    for step in (Step("keys", "3035550142#"), Step("silence", seconds=7), Step("drop")):
        assert line(step) == step


def test_the_recogniser_notices_some_of_it_and_is_never_surer_than_before() -> None:
    line = Noise(1.0, Random(1))
    confidences = [line(Step("speech", "locked out of my house")).confidence for _ in range(60)]

    assert 15 < sum(confidence < 0.9 for confidence in confidences) < 45
    assert line(Step("speech", "locked out", 0.3)).confidence == 0.3


@pytest.mark.parametrize(
    ("word", "language", "taken_for"),
    [
        ("five", "en", "nine"),
        ("fifteen", "en", "fifty"),
        ("seis", "es", "diez"),
        ("smoke", "en", "smile"),
        ("303-555", "en", "303-559"),
    ],
)
def test_words_are_taken_for_what_sounds_like_them(word: str, language: str, taken_for: str) -> None:
    assert taken_for in mistaken(word, language)


def test_nothing_is_taken_for_itself() -> None:
    assert [word for word in WORDS.split() if word in mistaken(word, "en")] == []


@pytest.mark.parametrize(
    ("one", "other"), [("knight", "night"), ("phone", "fone"), ("van", "fan"), ("bat", "pad")]
)
def test_words_that_sound_alike_share_a_key(one: str, other: str) -> None:
    assert key(one) == key(other)


def test_the_nearest_word_is_the_one_that_sounds_most_alike() -> None:
    assert nearest("lynden", ["london", "garden", "river"], 1) == ("london",)
