"""A reply in parts: what is heard first, what follows, and that each part has one answer in every process."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from receptionist.cases import Sentence
from receptionist.claims import LEASE
from receptionist.models.deadlines import Deadlines
from receptionist.parts import MOST_FILLERS
from receptionist.ports import Part, StoreError
from receptionist.words.dialogue import Piece, Proposal
from simulator.clock import VirtualClock
from tests.delegate import StoreDelegate
from tests.slow_models import Gate, Shop, Tape, shop_with

LOCKED_OUT = "i locked my keys in my car"
SAYS, MORE = "Okay, I understand.", "Thanks for telling me."
TURN_1 = "/voice/process?turn=1"
PART_2, PART_3 = f"{TURN_1}&part=2", f"{TURN_1}&part=3"
FILLER, SECOND_FILLER = "One moment, please.", "Just a moment more, please."


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.open()


@pytest.fixture
def slow(tmp_path: Path, clock: VirtualClock, gate: Gate) -> Iterator[Shop]:
    """A shop whose model says one sentence, then waits at the gate."""
    with shop_with(tmp_path, clock, Piece(SAYS), gate, Proposal()) as shop:
        shop.post("/answer")
        yield shop
        gate.open()


def said(xml: str) -> str:
    return " ".join(re.findall(r"<Say[^>]*>([^<]*)</Say>", xml)).replace("&#x27;", "'")


def follows(xml: str) -> str:
    """Return where an answer leads when the caller does nothing."""
    (url,) = re.findall(r"<Redirect[^>]*>([^<]*)</Redirect>", xml)
    return str(url).replace("&amp;", "&")


def test_the_first_sentence_is_heard_while_the_model_still_speaks(slow: Shop, gate: Gate) -> None:
    first = slow.post(TURN_1, SpeechResult=LOCKED_OUT)
    gate.open()
    second = slow.post(PART_2)

    assert said(first) == SAYS
    assert follows(first) == PART_2
    assert "<Gather" not in first
    assert SAYS not in said(second)
    assert said(second).endswith("?")
    assert "<Gather" in second
    assert follows(second) == "/voice/process?turn=2&silent=1"


def test_a_reply_that_is_all_there_is_one_part(tmp_path: Path, clock: VirtualClock) -> None:
    with shop_with(tmp_path, clock, Piece(SAYS), Proposal()) as shop:
        shop.post("/answer")

        answer = shop.post(TURN_1, SpeechResult=LOCKED_OUT)

    assert said(answer).startswith(SAYS)
    assert said(answer).endswith("?")
    assert "<Gather" in answer


def test_each_part_again_is_the_same_to_the_byte(slow: Shop, gate: Gate) -> None:
    first = slow.post(TURN_1, SpeechResult=LOCKED_OUT)
    gate.open()
    second = slow.post(PART_2)

    assert slow.post(TURN_1, SpeechResult="something else") == first
    assert slow.post(PART_2) == second
    assert slow.post(PART_3) == second


def test_the_parts_of_a_reply_are_one_entry_of_the_log(slow: Shop, gate: Gate) -> None:
    first = slow.post(TURN_1, SpeechResult=LOCKED_OUT)
    gate.open()
    second = slow.post(PART_2)
    slow.post("/voice/status", CallStatus="completed")

    entry = slow.office.log("CA1")["turns"][2]
    assert entry["text"] == f"{said(first)} {said(second)}"


def test_who_has_to_wait_is_told_so_and_it_is_kept_nowhere(
    tmp_path: Path, clock: VirtualClock, gate: Gate
) -> None:
    with shop_with(tmp_path, clock, gate, Piece(SAYS), Proposal()) as shop:
        shop.post("/answer")
        first = shop.post(TURN_1, SpeechResult=LOCKED_OUT)
        gate.open()
        second = shop.post(PART_2)
        shop.post("/voice/status", CallStatus="completed")

        log = shop.office.log("CA1")["turns"]

    assert said(first) == FILLER
    assert said(second).startswith(SAYS)
    assert all(FILLER not in entry["text"] for entry in log)


def test_nobody_is_put_off_more_than_twice(tmp_path: Path, clock: VirtualClock, gate: Gate) -> None:
    hasty = Deadlines(soft_s=0.2, first_s=1.0, whole_s=1.0)
    with shop_with(tmp_path, clock, gate, deadlines=hasty, soft_s=0.2) as shop:
        shop.post("/answer")
        answers = [shop.post(TURN_1, SpeechResult=LOCKED_OUT), shop.post(PART_2), shop.post(PART_3)]
        gate.open()

    assert [said(answer) for answer in answers[:MOST_FILLERS]] == [FILLER, SECOND_FILLER]
    assert said(answers[2]).endswith("?")
    assert "<Gather" in answers[2]


def test_nothing_comes_before_the_advice_in_an_emergency(slow: Shop) -> None:
    answer = slow.post(TURN_1, SpeechResult="my baby is locked in the car")

    assert "9 1 1" in said(answer) or "911" in said(answer)
    assert "<Gather" in answer


def test_another_process_gives_what_has_been_made_since(tmp_path: Path, clock: VirtualClock, gate: Gate) -> None:
    later = Gate()
    with shop_with(tmp_path, clock, Piece(SAYS), gate, Piece(MORE), later, Proposal()) as one:
        one.post("/answer")
        first = one.post(TURN_1, SpeechResult=LOCKED_OUT)
        with shop_with(tmp_path, clock) as other:
            gate.open()
            kept_by(one, MORE)
            second = other.post(PART_2)
            later.open()
            third = one.post(PART_3)

            assert other.post(PART_3) == third

    assert [said(first), said(second)] == [SAYS, MORE]
    assert follows(second) == PART_3
    assert said(third).endswith("?")
    assert MORE not in said(third)


def test_another_process_bridges_the_wait_for_a_maker_that_lives(
    slow: Shop, tmp_path: Path, clock: VirtualClock
) -> None:
    slow.post(TURN_1, SpeechResult=LOCKED_OUT)

    with shop_with(tmp_path, clock, soft_s=1.0) as other:
        second = other.post(PART_2)

    assert said(second) == FILLER
    assert follows(second) == PART_3


def test_when_the_maker_died_the_reply_goes_on_by_rule_behind_what_was_said(
    slow: Shop, gate: Gate, tmp_path: Path, clock: VirtualClock
) -> None:
    first = slow.post(TURN_1, SpeechResult=LOCKED_OUT)
    clock.sleep(LEASE.total_seconds() + 1)
    with shop_with(tmp_path, clock) as other:
        second = other.post(PART_2)
        gate.open()  # It was not dead, but slow: nothing of what it makes counts any more.
        slow.office.receptionist.parts.close()
        other.post("/voice/status", CallStatus="completed")

        assert other.post(TURN_1) == first
        assert other.post(PART_2) == second
        log = other.office.log("CA1")

    assert said(second).endswith("?")
    assert SAYS not in said(second)
    assert [entry["text"] for entry in log["turns"][2:]] == [f"{SAYS} {said(second)}"]


def test_the_fallback_after_a_failed_part_gives_that_part(slow: Shop, gate: Gate) -> None:
    first = slow.post(TURN_1, SpeechResult=LOCKED_OUT)
    again = slow.post("/voice/fallback", ErrorCode="11200", ErrorUrl=f"https://receptionist.test{TURN_1}")
    gate.open()
    second = slow.post("/voice/fallback", ErrorCode="11200", ErrorUrl=f"https://receptionist.test{PART_2}")

    assert again == first
    assert said(second).endswith("?")
    assert slow.post(PART_2) == second


def test_a_part_that_never_was_asks_the_caller_again(slow: Shop) -> None:
    answer = slow.post(PART_2)

    assert said(answer).startswith("Sorry")
    assert "<Gather" in answer


class Down(StoreDelegate):
    """A store that cannot say what was given."""

    def parts(self, key: object) -> tuple[Part, ...]:
        raise StoreError("store: locked")


def test_a_part_that_cannot_be_given_is_asked_for_again(tmp_path: Path, clock: VirtualClock) -> None:
    with shop_with(tmp_path, clock, wrap=Down) as shop:
        answer = shop.post(PART_2)

    assert follows(answer) == f"{PART_2}&sorry=1"


def test_the_audio_of_a_sentence_is_begun_while_the_model_still_speaks(
    tmp_path: Path, clock: VirtualClock, gate: Gate
) -> None:
    tape, later = Tape(), Gate()
    with shop_with(tmp_path, clock, Piece(SAYS), gate, Piece(MORE), later, Proposal(), tape=tape) as shop:
        shop.post("/answer")
        first = shop.post(TURN_1, SpeechResult=LOCKED_OUT)
        gate.open()
        kept_by(shop, MORE)
        begun = list(tape.begun)
        later.open()
        second = shop.post(PART_2)

    assert "<Play>/static/audio/OkayIunderstand.wav</Play>" in first
    assert "<Say" not in first
    assert begun[-1] == MORE
    assert "<Play>/static/audio/Thanksfortellingme.wav</Play>" in second


def test_a_reply_that_the_voice_failed_goes_on_in_the_networks_own(
    tmp_path: Path, clock: VirtualClock, gate: Gate
) -> None:
    tape = Tape()
    with shop_with(tmp_path, clock, Piece(SAYS), gate, Proposal(), tape=tape) as shop:
        shop.post("/answer")
        tape.broken = True
        first = shop.post(TURN_1, SpeechResult=LOCKED_OUT)
        tape.broken = False
        gate.open()
        second = shop.post(PART_2)

        assert shop.post(TURN_1) == first

    assert (said(first), "<Play" in first + second) == (SAYS, False)
    assert said(second).endswith("?")


def test_a_whole_reply_that_the_voice_failed_stays_in_the_networks_own(
    tmp_path: Path, clock: VirtualClock
) -> None:
    tape = Tape()
    with shop_with(tmp_path, clock, Proposal(), tape=tape) as shop:
        shop.post("/answer")
        tape.broken = True
        answer = shop.post(TURN_1, SpeechResult=LOCKED_OUT)
        tape.broken = False

        assert "<Say" in answer
        assert shop.post(TURN_1) == answer


def test_what_has_left_cannot_be_replaced_by_who_lost_the_turn(slow: Shop, clock: VirtualClock) -> None:
    slow.post(TURN_1, SpeechResult=LOCKED_OUT)
    store = slow.office.receptionist.store
    turn = next(turn for turn in store.turns("CA1") if turn.reply is None)
    clock.sleep(LEASE.total_seconds() + 1)
    assert store.take_over(turn, lease_until=clock.now() + LEASE)

    assert not store.leave(turn, (*store.left(turn.key), Sentence(text=MORE)))
    assert [sentence.text for sentence in store.left(turn.key)] == [SAYS]


def test_a_part_is_given_once(slow: Shop, clock: VirtualClock) -> None:
    slow.post(TURN_1, SpeechResult=LOCKED_OUT)
    store = slow.office.receptionist.store
    turn = next(turn for turn in store.turns("CA1") if turn.reply is None)

    gave = [store.leave(turn, (), Part(number=2, upto=upto)) for upto in (1, None)]

    assert gave == [True, False]
    assert [part.upto for part in store.parts(turn.key)] == [1, 1]


def kept_by(shop: Shop, text: str) -> None:
    """Wait until a sentence is kept, which another thread does."""
    give_up_s = time.monotonic() + 10
    store = shop.office.receptionist.store
    while not any(text == sentence.text for turn in store.turns("CA1") for sentence in store.left(turn.key)):
        assert time.monotonic() < give_up_s
        time.sleep(0.001)
