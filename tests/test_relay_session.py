"""One caller on one socket: who speaks when, and what becomes of a reply that the caller breaks into."""

import pytest

from receptionist.cases import Sentence
from receptionist.relay.session import GRACE_S, PATIENCE_S
from simulator.clock import VirtualClock
from tests.relay_line import Talk, sentence

PRICE, PLACE = sentence("That is 85 to 120 dollars."), sentence("Where is the car?")


@pytest.fixture
def talk(clock: VirtualClock) -> Talk:
    return Talk(clock)


def test_sentences_leave_one_by_one_and_the_reply_is_closed(talk: Talk) -> None:
    talk.assistant.tells(PRICE, PLACE)

    talk.says("how much is it")

    assert talk.line.sent == [("say", PRICE.text), ("say", PLACE.text), ("close", "en-US")]


def test_a_sentence_has_left_before_the_next_one_is_made(talk: Talk) -> None:
    left: list[int] = []
    talk.assistant.tells(PRICE, lambda: left.append(len(talk.line.sent)), PLACE)

    talk.says("how much is it")

    assert left == [1]


def test_each_prompt_answers_the_invitation_of_the_reply_before(talk: Talk) -> None:
    talk.says("locked out")
    talk.says("no")

    assert talk.assistant.heard == [("locked out", 1, "speech"), ("no", 2, "speech")]


# Interruption.


def test_nothing_leaves_after_an_interruption_and_the_reply_is_made_to_its_end(talk: Talk) -> None:
    talk.assistant.tells(PRICE, lambda: talk.session.interrupted("That is 85"), PLACE)

    talk.says("how much is it")

    assert talk.line.sent == [("say", PRICE.text)]
    assert talk.assistant.made == 1
    assert talk.assistant.noted == [(1, len("That is 85"))]


def test_an_interruption_while_the_reply_plays_notes_what_was_heard(talk: Talk) -> None:
    talk.assistant.tells(PRICE, PLACE)
    talk.says("how much is it")

    talk.session.interrupted("dollars. Where is")
    talk.session.step()

    assert talk.assistant.noted == [(1, len("That is 85 to 120 dollars. Where is"))]


def test_words_reported_as_played_count_as_heard_when_the_interruption_names_none(talk: Talk) -> None:
    talk.assistant.tells(PRICE, PLACE)
    talk.says("how much is it")

    talk.session.played(PRICE.text)
    talk.session.played(PRICE.text)
    talk.session.interrupted("")
    talk.session.step()

    assert talk.assistant.noted == [(1, len(PRICE.text))]


def test_an_interruption_after_the_last_word_changes_nothing(talk: Talk) -> None:
    talk.assistant.tells(PRICE, PLACE)
    talk.says("how much is it")
    talk.session.played(PRICE.text)
    talk.session.played(PLACE.text)

    talk.session.interrupted("")
    talk.session.step()

    assert talk.assistant.noted == []


def test_a_second_interruption_of_one_reply_changes_nothing(talk: Talk) -> None:
    talk.assistant.tells(PRICE, PLACE)
    talk.says("how much is it")

    talk.session.interrupted("That is")
    talk.session.interrupted("That is 85 to 120 dollars.")
    talk.session.step()

    assert talk.assistant.noted == [(1, len("That is"))]


def test_an_interruption_of_the_greeting_is_noted_for_the_greeting(talk: Talk) -> None:
    talk.session.interrupted("Ridgeline,")
    talk.says("locked out")

    assert talk.assistant.noted == [(0, len("Ridgeline,"))]
    assert talk.assistant.heard == [("locked out", 1, "speech")]


def test_an_interruption_before_the_first_word_waits_for_its_own_words(talk: Talk) -> None:
    talk.assistant.tells(lambda: talk.session.interrupted(""), PRICE)

    talk.says("how much")
    assert (talk.said, talk.assistant.made) == ([], 0)
    talk.says("is a new key")

    assert [words for words, *_ in talk.assistant.heard] == ["how much", "how much is a new key"]
    assert [turn for _, turn, _ in talk.assistant.heard] == [1, 1]


def test_noise_before_the_first_word_only_delays_the_reply(talk: Talk) -> None:
    talk.assistant.tells(lambda: talk.session.interrupted(""), PRICE)
    talk.assistant.tells(PRICE)
    talk.says("how much is it")

    assert talk.session.step() == pytest.approx(GRACE_S)
    talk.passes(GRACE_S)

    assert talk.said == [PRICE.text]


def test_words_after_an_interruption_are_the_next_turn(talk: Talk) -> None:
    talk.assistant.tells(PRICE, PLACE)
    talk.says("how much is it")
    talk.session.interrupted("That is")

    talk.says("wait")

    assert talk.assistant.heard[-1] == ("wait", 2, "speech")


# Fragments.


def test_fragments_before_the_first_word_are_heard_as_one_utterance_in_one_turn(talk: Talk) -> None:
    talk.assistant.tells(lambda: talk.session.said("linden avenue"), PRICE)

    talk.says("twenty two fifteen")
    talk.session.step()

    assert talk.assistant.heard[-1] == ("twenty two fifteen linden avenue", 1, "speech")
    assert talk.said == ["Go on."]
    assert talk.assistant.made == 1


def test_fragments_that_wait_together_are_one_utterance(talk: Talk) -> None:
    for word in ("three", "oh", "three"):
        talk.session.said(word)
    talk.session.step()

    assert talk.assistant.heard == [("three oh three", 1, "speech")]


def test_a_filler_is_no_first_word(talk: Talk) -> None:
    filler = Sentence(text="One moment.", filler=True)
    talk.assistant.tells(filler, lambda: talk.session.said("in cedar hollow"), PRICE)

    talk.says("linden avenue")

    assert talk.line.sent == [("filler", "One moment.")]
    talk.session.step()
    assert talk.assistant.heard[-1] == ("linden avenue in cedar hollow", 1, "speech")


def test_words_after_the_first_sentence_wait_for_a_turn_of_their_own(talk: Talk) -> None:
    talk.assistant.tells(PRICE, lambda: talk.session.said("and when"), PLACE)

    talk.says("how much is it")
    talk.session.step()

    assert [turn for _, turn, _ in talk.assistant.heard] == [1, 2]


# Keys.


@pytest.mark.parametrize("pressed", ["1234567#", "1234567"])
def test_keys_are_one_utterance_after_a_hash_or_a_pause(talk: Talk, pressed: str) -> None:
    for digit in pressed:
        talk.session.pressed(digit)
    if not pressed.endswith("#"):
        assert talk.session.step() == pytest.approx(3.0)
        talk.clock.sleep(3.0)
    talk.session.step()

    assert talk.assistant.heard == [("1234567", 1, "speech")]


def test_ten_digits_answer_the_question_for_a_number_at_once(talk: Talk) -> None:
    talk.assistant.asks = ("callback_number",)
    talk.says("locked out")

    for digit in "3035550142":
        talk.session.pressed(digit)
    talk.session.step()

    assert talk.assistant.heard[-1] == ("3035550142", 2, "speech")


def test_the_emergency_number_waits_for_nothing(talk: Talk) -> None:
    for digit in "911":
        talk.session.pressed(digit)
    talk.session.step()

    assert talk.assistant.heard == [("911", 1, "speech")]


# Silence.


def test_silence_counts_from_the_last_word_that_was_played(talk: Talk) -> None:
    talk.says("locked out")
    talk.clock.sleep(20.0)
    talk.session.played("Go on.")

    assert talk.passes(PATIENCE_S - 0.1) == pytest.approx(0.1)
    talk.passes(0.1)

    assert talk.assistant.heard[-1] == ("", 2, "silence")


def test_without_a_report_the_length_of_the_words_tells_when_they_are_over(talk: Talk) -> None:
    talk.assistant.tells(sentence("word " * 25))

    talk.says("locked out")

    assert 10 + PATIENCE_S < (talk.session.step() or 0) < 14 + PATIENCE_S


def test_whoever_is_speaking_is_not_asked_whether_they_are_there(talk: Talk) -> None:
    talk.says("locked out")
    talk.session.played("Go on.")
    talk.clock.sleep(PATIENCE_S - 1)
    talk.session.speaks(agent=False, on=True)

    talk.passes(10.0)
    talk.session.speaks(agent=False, on=False)

    before = talk.heard_as
    talk.passes(PATIENCE_S)

    assert [before, talk.heard_as] == ["speech", "silence"]


def test_a_goodbye_is_heard_out_before_the_session_ends(talk: Talk) -> None:
    talk.assistant.tells(sentence("Goodbye."), ending="hang_up")
    talk.says("no that is all")
    before = talk.over

    talk.session.speaks(agent=True, on=False)
    talk.session.step()

    assert talk.line.sent[-1] == ("end", "hang_up")
    assert [before, talk.over] == ["", "hang_up"]


def test_words_that_come_into_a_goodbye_are_answered(talk: Talk) -> None:
    talk.assistant.tells(sentence("Goodbye."), ending="hang_up")
    talk.says("no that is all")

    talk.session.interrupted("Good")
    talk.says("wait there is gas")

    assert talk.assistant.heard[-1][0] == "wait there is gas"
    assert not talk.session.ended_by


# Language, and another process.


def test_a_reply_in_another_language_turns_ear_and_voice_first(talk: Talk) -> None:
    talk.assistant.tells(sentence("¿Dónde está?", "es-US"))

    talk.says("hola")
    talk.says("en la calle")

    assert talk.line.sent[:3] == [("language", "es-US"), ("say", "¿Dónde está?"), ("close", "es-US")]
    assert talk.line.sent[3] == ("language", "en-US")


def test_a_process_that_has_to_stop_ends_the_session_between_two_sentences(talk: Talk) -> None:
    talk.assistant.tells(PRICE)
    talk.says("how much is it")
    talk.session._draining.set()

    talk.session.step()
    assert not talk.session.ended_by
    talk.session.played(PRICE.text)
    talk.session.step()

    assert talk.line.sent[-1] == ("end", "drain")
