"""A model thinks while what was heard is committed: it is asked before, heard after, and let go if that fails."""

from collections.abc import Iterator

import pytest

from receptionist.assistant import PhoneAssistant
from receptionist.attempt import Attempt
from receptionist.calls import Ring
from receptionist.cases import Sentence, Utterance
from receptionist.models.breaker import Breaker
from receptionist.models.fallback import Fallback, Guarded
from receptionist.ports import Change, Conflict, Store, StoreError
from receptionist.shop import services
from receptionist.wording import Mouth
from receptionist.words.dialogue import Piece, Proposal
from scripted_conversation import ScriptedConversation
from simulator.clock import VirtualClock
from simulator.office import Office
from tests.delegate import StoreDelegate
from tests.fakes import FakeModel, Step
from tests.slow_models import Gate

RING = Ring(sid="CA1", from_number="+13035550142", to_number="+13035550100", caller_id="+13035550142")
LOCKED_OUT = Utterance(text="i locked my keys in my car")


class Watched(StoreDelegate):
    """A store that lets a test have its say before each commit."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.before_commit: Iterator[object] = iter(())

    def commit(self, change: Change) -> None:
        """Commit, once the test has nothing against it."""
        if isinstance(error := next(self.before_commit, None), Exception):
            raise error
        super().commit(change)


class Asked(FakeModel):
    """A model that waits for its gate once it was asked."""

    def __init__(self, *steps: Step) -> None:
        self.gate = Gate()
        super().__init__("openai", self.gate, *steps)


@pytest.fixture
def model() -> Iterator[Asked]:
    made = Asked(Piece("Oh, that is annoying."), Proposal())
    yield made
    made.gate.open()


@pytest.fixture
def store(ridgeline: Office) -> Watched:
    return Watched(ridgeline.receptionist.store)


@pytest.fixture
def assistant(ridgeline: Office, clock: VirtualClock, model: Asked, store: Watched) -> PhoneAssistant:
    parts, trades = ridgeline.receptionist, services.load()
    mouth = Mouth(
        floor=ScriptedConversation(parts.renderer.phrases, trades),
        models=Fallback((Guarded(model, Breaker("openai", clock)),)),
        business=parts.business,
        clock=clock,
    )
    made = PhoneAssistant(store=store, mouth=mouth, business=parts.business, services=trades, clock=clock)
    list(made.answer(RING))
    return made


def test_a_model_is_asked_before_what_was_heard_is_committed_and_heard_after(
    assistant: PhoneAssistant, model: Asked, store: Watched
) -> None:
    asked = []

    def looks() -> Iterator[None]:
        while True:
            asked.append(model.asked)
            yield None

    store.before_commit = looks()

    answer = assistant.hear(RING, LOCKED_OUT, turn=1)
    model.gate.open()
    said = [each.text for each in answer if isinstance(each, Sentence)]

    assert asked[0] == 1
    assert model.asked == 1
    assert said[0] == "Oh, that is annoying."


def test_a_model_is_let_go_when_nothing_can_be_kept(
    assistant: PhoneAssistant, model: Asked, store: Watched
) -> None:
    model.steps = (model.gate,)
    store.before_commit = iter((StoreError("the disk is full"),))

    with pytest.raises(StoreError, match="disk"):
        assistant.hear(RING, LOCKED_OUT, turn=1)
    model.gate.open()

    assert model.abandoned.wait(10)


def test_a_model_is_let_go_when_somebody_else_has_the_turn(
    assistant: PhoneAssistant, model: Asked, store: Watched
) -> None:
    model.gate.open()
    list(assistant.hear(RING, LOCKED_OUT, turn=1))
    given = store.turns(RING.sid)[-1].reply
    model.gate = Gate()
    model.steps = (model.gate,)

    again = list(assistant.hear(RING, LOCKED_OUT, turn=1))
    model.gate.open()

    assert given
    assert again == [*given.sentences, given.ending]
    assert model.abandoned.wait(10)


def test_a_model_is_asked_again_when_the_case_has_changed_meanwhile(
    assistant: PhoneAssistant, model: Asked, store: Watched
) -> None:
    store.before_commit = iter((Conflict("case c1"),))

    answer = assistant.hear(RING, LOCKED_OUT, turn=1)
    model.gate.open()
    said = [each.text for each in answer if isinstance(each, Sentence)]

    assert model.asked == 2
    assert said.count("Oh, that is annoying.") == 1


def test_a_third_fragment_is_heard_upon_the_matter_before_the_first(
    assistant: PhoneAssistant, model: Asked, store: Watched
) -> None:
    model.gate.open()
    before, said = None, ""
    for fragment in ("um hello", "there is a fire", "station next to me and i am locked out of my car"):
        said = f"{said} {fragment}".strip()
        attempt = Attempt(before)
        answer = assistant.hear(RING, Utterance(text=said), turn=1, attempt=attempt)
        before = attempt.before
    list(answer)

    loaded = store.load(RING.sid)
    assert loaded
    assert (loaded[1].job.hazard, loaded[1].job.service_type) == (None, "vehicle_lockout")
