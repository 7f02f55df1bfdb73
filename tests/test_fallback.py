"""The order of the models: the first that is well speaks, in time, and nobody speaks after somebody spoke."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from receptionist.cases import Call, Case
from receptionist.models.breaker import Breaker
from receptionist.models.deadlines import LONGEST_SILENCE_S, Deadlines
from receptionist.models.fallback import Failed, Fallback, Filler, From, Guarded
from receptionist.ports import ConversationError, Declined
from receptionist.words.dialogue import Piece, Plan, Proposal, Request
from simulator.clock import VirtualClock
from tests.fakes import FakeModel

AT = datetime(2026, 7, 14, 20, 5, tzinfo=UTC)
QUICK = Deadlines(soft_s=0.02, first_s=0.06, whole_s=0.15)
PATIENT = Deadlines(soft_s=5, first_s=5, whole_s=5)


def request() -> Request:
    case = Case(id="c1", party=None, opened_at=AT, updated_at=AT)
    call = Call(sid="CA1", case_id="c1", from_number="", to_number="", caller_id=None, started_at=AT)
    return Request(case=case, call=call, plan=Plan(acts=(), ask=None), heard="hi")


@pytest.fixture
def released() -> Iterator[threading.Event]:
    """What a model that hangs waits for."""
    event = threading.Event()
    yield event
    event.set()


def fallback(
    clock: VirtualClock, *models: FakeModel, deadlines: Deadlines = PATIENT
) -> tuple[Fallback, list[Breaker]]:
    breakers = [Breaker(model.name, clock) for model in models]
    guarded = tuple(Guarded(model, breaker) for model, breaker in zip(models, breakers, strict=True))
    return Fallback(guarded, deadlines), breakers


def test_the_first_model_that_is_well_speaks(clock: VirtualClock) -> None:
    first, second = FakeModel("openai", Piece("Oh no."), Proposal(), Piece("Where?", asks=True)), FakeModel("b")
    order, _ = fallback(clock, first, second)

    items = list(order.reply(request()))

    assert items == [From("openai"), Piece("Oh no."), Proposal(), Piece("Where?", asks=True)]
    assert second.asked == 0


def test_a_model_that_fails_is_followed_by_the_next_at_once_and_rests(clock: VirtualClock) -> None:
    first = FakeModel("openai", ConversationError("OpenAI rate limit"))
    order, (breaker, _) = fallback(clock, first, FakeModel("anthropic", Piece("Hello.")))

    items = list(order.reply(request()))
    list(order.reply(request()))

    assert items == [
        From("openai"), Failed("openai", "OpenAI rate limit"), From("anthropic"), Piece("Hello."),
    ]  # fmt: skip
    assert not breaker.allows()
    assert first.asked == 1


def test_a_model_that_declines_is_asked_again_in_the_next_turn(clock: VirtualClock) -> None:
    first = FakeModel("openai", Declined("declined"))
    order, (breaker, _) = fallback(clock, first, FakeModel("anthropic", Piece("Hello.")))

    items = list(order.reply(request()))

    assert Failed("openai", "declined") in items
    assert breaker.allows()


def test_nobody_else_speaks_once_something_was_said(clock: VirtualClock) -> None:
    first, second = FakeModel("openai", Piece("Oh no."), ConversationError("cut")), FakeModel("anthropic")
    order, _ = fallback(clock, first, second)

    items = list(order.reply(request()))

    assert items == [From("openai"), Piece("Oh no."), Failed("openai", "cut")]
    assert second.asked == 0


def test_a_model_that_hangs_is_left_in_time_and_a_filler_bridges_the_wait(
    clock: VirtualClock, released: threading.Event
) -> None:
    first = FakeModel("openai", lambda: released.wait(10))
    order, _ = fallback(clock, first, FakeModel("anthropic", Piece("Hello.")), deadlines=QUICK)

    items = list(order.reply(request()))
    released.set()

    assert items == [
        From("openai"), Filler(), Failed("openai", "no words in time"), From("anthropic"), Piece("Hello."),
    ]  # fmt: skip
    assert first.abandoned.wait(5)


def test_a_model_that_stops_half_way_is_left_at_the_deadline_of_the_whole(
    clock: VirtualClock, released: threading.Event
) -> None:
    first = FakeModel("openai", Piece("Oh no."), lambda: released.wait(10))
    order, _ = fallback(clock, first, deadlines=QUICK)

    items = list(order.reply(request()))

    assert items == [From("openai"), Piece("Oh no."), Failed("openai", "the rest did not come in time")]


def test_all_models_together_end_in_time(clock: VirtualClock, released: threading.Event) -> None:
    models = [FakeModel(name, lambda: released.wait(10)) for name in ("a", "b", "c", "d", "e")]
    order, _ = fallback(clock, *models, deadlines=QUICK)

    items = list(order.reply(request()))

    assert sum(isinstance(item, Failed) for item in items) <= 3
    assert sum(isinstance(item, Filler) for item in items) == 1


def test_an_error_of_ours_in_a_conversation_does_not_keep_the_caller_waiting(clock: VirtualClock) -> None:
    order, _ = fallback(clock, FakeModel("openai", ValueError("a bug")))

    items = list(order.reply(request()))

    assert items == [From("openai"), Failed("openai", "broke: ValueError")]


def test_no_model_is_available_while_all_rest(clock: VirtualClock) -> None:
    model = FakeModel("openai", Piece("Hello."))
    order, (breaker,) = fallback(clock, model)

    assert order.available()

    breaker.failed(ConversationError("down"))

    assert not order.available()
    assert list(order.reply(request())) == []


def test_with_the_default_deadlines_a_caller_is_answered_in_time() -> None:
    deadlines, own_work_s = Deadlines(), 0.5

    assert deadlines.longest_s + own_work_s < LONGEST_SILENCE_S
    assert deadlines.soft_s < deadlines.first_s
    assert 2 * deadlines.first_s < deadlines.whole_s
