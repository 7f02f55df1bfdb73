"""Offices whose model takes its time: it stops in the middle of a reply until the test lets it go on."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from receptionist.assistant import PhoneAssistant
from receptionist.cases import Sentence
from receptionist.channels.last_net import LastNet
from receptionist.models.breaker import Breaker
from receptionist.models.deadlines import Deadlines
from receptionist.models.fallback import Fallback, Guarded
from receptionist.parts import Parts
from receptionist.ports import Store
from receptionist.settings import Settings
from receptionist.shop import services
from receptionist.speaking.rendering import Rendering
from receptionist.speaking.voice_of import Speech
from receptionist.storage.database import in_request
from receptionist.wording import Mouth
from scripted_conversation import ScriptedConversation
from simulator.clock import VirtualClock
from simulator.office import AUTH_TOKEN, Office, office, within
from simulator.twilio import ACCOUNT_SID, BASE_URL
from simulator.wire import Delivery, Wire
from tests.fakes import FakeModel, Step

PATIENCE_S = 10.0
QUICK = Deadlines(soft_s=0.3, first_s=5.0, whole_s=6.0)


class Gate:
    """Where a model waits until it is opened."""

    def __init__(self) -> None:
        self._open = threading.Event()

    def __call__(self) -> None:
        """Wait."""
        self._open.wait(PATIENCE_S)

    def open(self) -> None:
        """Let whoever waits go on."""
        self._open.set()


class Tape:
    """A voice that has what it is given, and nothing else; `broken`, it has nothing."""

    def __init__(self) -> None:
        self.broken = False
        self.begun: list[str] = []

    def name_of(self, text: str, language: str) -> str:
        return "".join(filter(str.isalpha, text)) + ".wav"

    def begin(self, sentence: Sentence, *, call_sid: str | None = None) -> Rendering:
        self.begun.append(sentence.text)
        return Rendering(self.name_of(sentence.text, sentence.language))

    def together(self, begun: Sequence[Rendering]) -> tuple[str, ...] | None:
        return None if self.broken else tuple(each.name for each in begun)

    def cached(self, sentences: Sequence[Sentence]) -> tuple[str, ...] | None:
        return self.together([self.begin(each) for each in sentences])

    def ready(self, sentences: Sequence[Sentence], *, call_sid: str | None = None) -> tuple[str, ...] | None:
        return self.cached(sentences)


class Shop:
    """An office, and the webhooks that a test delivers to it by hand."""

    def __init__(self, opened: Office) -> None:
        self.office = opened
        self._wire = Wire(opened.client, base_url=BASE_URL, auth_token=AUTH_TOKEN, clock=opened.clock)

    def post(self, path: str, **form: str) -> str:
        """Deliver a webhook of the one call that these tests play, and return the answer."""
        call = {"CallSid": "CA1", "AccountSid": ACCOUNT_SID, "From": "+13035550142", "To": "+13035550100"}
        return self._wire.deliver(Delivery(url=f"{BASE_URL}{path}", form={**call, **form})).text


@contextmanager
def shop_with(
    folder: Path,
    clock: VirtualClock,
    *steps: Step,
    deadlines: Deadlines = QUICK,
    soft_s: float = PATIENCE_S,
    tape: Tape | None = None,
    wrap: type | None = None,
) -> Iterator[Shop]:
    """Open an office on the store in `folder`, whose model does these steps; several of them are one business.

    In the middle of a reply a wait is bridged after `soft_s`.
    """
    with office(within(Settings.load({}), folder), clock) as opened:
        store = wrap(opened.receptionist.store) if wrap else opened.receptionist.store
        _give(opened, FakeModel("openai", *steps), store, deadlines, tape, soft_s)
        yield Shop(opened)


def _give(
    opened: Office, model: FakeModel, store: Store, deadlines: Deadlines, tape: Tape | None, soft_s: float
) -> None:
    """Give an office another model, and perhaps a voice and a store."""
    old, trades = opened.receptionist, services.load()
    models = Fallback((Guarded(model, Breaker("openai", opened.clock)),), deadlines)
    words = old.renderer.phrases
    floor = ScriptedConversation(words, trades)
    mouth = Mouth(floor=floor, models=models, business=old.business, clock=opened.clock)
    assistant = PhoneAssistant(
        store=store, mouth=mouth, business=old.business, services=trades, clock=opened.clock
    )
    speech: Speech | None = tape
    parts = Parts(
        store=store,
        clock=opened.clock,
        recall=assistant.recall,
        phrases=words,
        waits=models.available,
        soft_s=soft_s,
        speech=speech,
        in_request=lambda: in_request(old.kept.engine),
    )
    renderer = replace(old.renderer, speech=tape)
    changed = replace(old, assistant=assistant, parts=parts, renderer=renderer, last_net=LastNet(renderer))
    opened.receptionist = opened.app.extensions["receptionist"] = changed
