"""What a caller breaks into: the model is left at once, its history holds what was heard, receipts come again."""

import threading
from dataclasses import replace

import pytest

from receptionist.attempt import Attempt
from receptionist.cases import Ending, Reply, Sentence, Turn, TurnKey
from receptionist.models.breaker import Breaker
from receptionist.models.fallback import Failed, Fallback, Guarded
from receptionist.models.prompts import conversation
from receptionist.words.broken_off import chars_heard, unheard_receipts
from receptionist.words.dialogue import Piece
from simulator.clock import VirtualClock
from tests.fakes import FakeModel
from tests.relay_line import AT, SID
from tests.test_fallback import request

REPLY = Reply(
    at=AT,
    sentences=tuple(Sentence(text=text) for text in ("I see.", "Your job is J-1001.", "Anything else?")),
    ending=Ending(kind="listen", turn=4),
    conversation="openai",
    receipts=(1,),
)


def test_a_model_is_left_at_once_and_is_not_to_blame(clock: VirtualClock) -> None:
    released, attempt = threading.Event(), Attempt()
    model = FakeModel("openai", attempt.stop, lambda: released.wait(10))
    order = Fallback(
        (Guarded(model, Breaker("openai", clock)), Guarded(FakeModel("b", Piece("No.")), Breaker("b", clock)))
    )

    items = list(order.reply(replace(request(), attempt=attempt)))
    released.set()

    assert not [item for item in items if isinstance(item, (Piece, Failed))]
    assert model.abandoned.wait(10)


def test_who_asks_to_be_told_of_a_stop_that_has_been_is_told_at_once() -> None:
    attempt, told = Attempt(), []
    attempt.stop()

    attempt.on_stop(lambda: told.append(True))

    assert told == [True]


def test_the_history_holds_exactly_what_was_heard() -> None:
    broken_off = replace(REPLY, heard_chars=len("I see. Your job"))
    turn = Turn(key=TurnKey(SID, 3), at=AT, lease_until=AT, reply=broken_off)

    (_, said) = conversation((turn,), max_chars=1000)

    assert said.text == "I see. Your job"


@pytest.mark.parametrize(
    ("until", "heard"),
    [
        ("", ""),
        ("I see.", "I see."),
        ("I see. Your  job", "I see. Your job"),
        ("job is", "I see. Your job is"),
        ("Something else", ""),
    ],
)
def test_the_last_words_that_were_heard_tell_where_a_reply_was_cut(until: str, heard: str) -> None:
    assert REPLY.text[: chars_heard(REPLY.text, until)] == heard


@pytest.mark.parametrize(
    ("heard", "again"), [("I see.", 1), ("I see. Your job is J-10", 1), ("I see. Your job is J-1001.", 0)]
)
def test_a_receipt_comes_again_unless_it_was_heard_to_its_end(heard: str, again: int) -> None:
    assert len(unheard_receipts(replace(REPLY, heard_chars=len(heard)))) == again


def test_a_reply_that_was_heard_out_leaves_nothing_to_say_again() -> None:
    assert unheard_receipts(REPLY) == ()
