"""One caller on one socket: who speaks when, and what becomes of a reply that the caller breaks into."""

import pytest

from receptionist.cases import Sentence, Utterance
from receptionist.ports import StoreError
from receptionist.relay.ear import GRACE_S
from receptionist.relay.session import PATIENCE_S
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


def test_an_interruption_is_of_the_reply_that_plays_and_not_of_the_one_behind_it(talk: Talk) -> None:
    talk.assistant.tells(PRICE, PLACE)
    talk.says("how much is it")
    talk.says("okay")  # said into our words, without stopping them

    talk.session.interrupted("That is 85")
    talk.session.step()

    assert talk.assistant.noted == [(1, len("That is 85")), (2, 0)]


def test_whoever_breaks_in_again_is_noted_before_the_next_words_are_answered(talk: Talk) -> None:
    talk.assistant.tells(PRICE, PLACE)
    talk.assistant.tells(lambda: talk.session.interrupted("That is"), PLACE)
    talk.says("how much is it")

    talk.says("hm")

    assert talk.assistant.noted == [(1, len("That is"))]


def test_what_a_model_noticed_is_waited_for_until_the_next_words_are_there(talk: Talk) -> None:
    stopped: list[bool] = []

    def tells() -> None:
        attempt = talk.session._track.last.attempt
        assert attempt
        stopped.append(attempt.stopped)

    talk.assistant.tells(
        PRICE,
        lambda: talk.session.interrupted("That is"),
        tells,
        lambda: talk.session.said("wait"),
        tells,
        PLACE,
    )

    talk.says("how much is it")

    assert stopped == [False, True]


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


def test_keys_wait_for_words_that_are_waited_for_and_go_with_them(talk: Talk) -> None:
    talk.assistant.tells(lambda: talk.session.interrupted(""), PRICE)
    talk.says("my number is")

    for digit in "3035550142#":
        talk.session.pressed(digit)
    talk.session.step()
    talk.passes(GRACE_S)

    assert talk.assistant.utterances[-1] == Utterance(text="my number is", keys="3035550142")


def test_the_emergency_number_does_not_wait_for_words(talk: Talk) -> None:
    talk.assistant.tells(lambda: talk.session.interrupted(""), PRICE)
    talk.says("linden avenue")

    for digit in "911":
        talk.session.pressed(digit)
    talk.session.step()

    assert talk.assistant.utterances[-1] == Utterance(text="linden avenue", keys="911")


def test_a_hash_after_the_last_digit_delays_nothing(talk: Talk) -> None:
    talk.assistant.asks = ("callback_number",)
    talk.says("locked out")
    talk.assistant.tells(lambda: talk.session.pressed("#"), lambda: talk.session.interrupted(""), PRICE)
    talk.assistant.tells(PRICE)

    for digit in "3035550142":
        talk.session.pressed(digit)
    talk.session.step()
    talk.session.step()

    assert talk.said[-1] == PRICE.text


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
    talk.clock.sleep(5.0)  # the greeting is over

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


def test_whoever_breaks_into_a_goodbye_is_waited_for(talk: Talk) -> None:
    talk.assistant.tells(sentence("Your job is written down."), sentence("Goodbye."), ending="hang_up")
    talk.says("no that is all")

    talk.session.interrupted("Your job")
    talk.session.step()
    talk.session.speaks(agent=False, on=True)
    talk.passes(GRACE_S + 1)
    before = talk.over
    talk.session.speaks(agent=False, on=False)
    talk.passes(GRACE_S)

    assert [before, talk.over] == ["", "hang_up"]


# Where nothing can be kept, or the line is gone.


def test_who_cannot_be_answered_hears_so_and_is_answered_as_soon_as_it_can_be(talk: Talk) -> None:
    talk.assistant.tells(fails)

    talk.says("there is gas")
    talk.passes(GRACE_S)

    assert talk.said == ["Sorry (en-US).", "Go on."]
    assert [words for words, *_ in talk.assistant.heard] == ["there is gas", "there is gas"]


def test_a_session_ends_when_it_cannot_answer_time_after_time(talk: Talk) -> None:
    for _ in range(3):
        talk.assistant.tells(fails)

    talk.says("there is gas")
    talk.passes(GRACE_S)
    talk.passes(GRACE_S)

    assert talk.line.sent[-1] == ("end", "failed")
    assert talk.over == "failed"


def fails() -> None:
    raise StoreError("the disk is full")


def test_words_that_nobody_answered_are_heard_when_the_line_is_gone(talk: Talk) -> None:
    talk.assistant.tells(PRICE, lambda: talk.session.said("at 2215 linden avenue"))
    talk.says("how much is it")

    talk.session.gone()

    assert talk.assistant.heard[-1] == ("at 2215 linden avenue", 2, "speech")


def test_keys_that_were_not_complete_are_heard_when_the_line_is_gone(talk: Talk) -> None:
    for digit in "30355":
        talk.session.pressed(digit)

    talk.session.gone()

    assert talk.assistant.heard[-1] == ("30355", 1, "speech")


def test_of_a_reply_that_was_playing_when_the_line_went_only_what_was_reported_was_heard(talk: Talk) -> None:
    talk.assistant.tells(PRICE, PLACE)
    talk.says("how much is it")
    talk.session.played(PRICE.text)

    talk.session.gone()

    assert talk.assistant.noted == [(1, len(PRICE.text))]


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


@pytest.mark.parametrize("busy", ["speaking", "keying"])
def test_a_process_that_has_to_stop_lets_the_caller_finish(talk: Talk, busy: str) -> None:
    talk.says("locked out")
    talk.session.played("Go on.")
    if busy == "speaking":
        talk.session.speaks(agent=False, on=True)
    else:
        talk.session.pressed("3")
    talk.session._draining.set()

    talk.passes(1.0)

    assert not talk.over
