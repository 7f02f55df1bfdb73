"""The receptionist as it runs in a process: its parts, how they start and how they stop."""

import gc
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from receptionist.assistant import PhoneAssistant
from receptionist.background import Background
from receptionist.channels.last_net import LastNet
from receptionist.channels.twiml import Renderer
from receptionist.duty.duty_desk import DutyDesk
from receptionist.followups import Runner, stop_all
from receptionist.later import Later
from receptionist.metrics import Metrics
from receptionist.models.fallback import Guarded
from receptionist.parts import Parts
from receptionist.ports import Clock, StoreError
from receptionist.relay.desk import RelayDesk
from receptionist.settings import Settings
from receptionist.shop import services
from receptionist.shop.business import Business
from receptionist.speaking.speech import Speech
from receptionist.storage.call_logs import CallLogExport
from receptionist.storage.outbox import SqlOutbox
from receptionist.storage.retention import CleanUp
from receptionist.storage.shelves import Shelves
from receptionist.storage.store import SqlStore
from receptionist.texts.texting import Texting
from receptionist.understanding.understand import warm_up
from receptionist.words.dialogue import Condition

WARMING_SWITCH_S = 0.0005


@dataclass(frozen=True, slots=True, kw_only=True)
class Receptionist:
    """The whole receptionist, wired."""

    settings: Settings
    business: Business
    clock: Clock
    kept: Shelves
    export: CallLogExport
    clean_up: CleanUp
    runner: Runner
    texters: tuple[Runner, ...]
    summarisers: tuple[Runner, ...]
    fetcher: Runner
    background: Background
    assistant: PhoneAssistant
    texting: Texting
    duty: DutyDesk
    renderer: Renderer
    parts: Parts
    last_net: LastNet
    relay: RelayDesk
    speech: Speech | None
    metrics: Metrics
    conditions: Callable[[], Mapping[str, Condition]]
    """How conversation, speech and Twilio do, without asking them."""
    models: tuple[Guarded, ...] = ()
    later: Later = field(default_factory=Later)
    draining: threading.Event = field(default_factory=threading.Event)
    warming: threading.Event = field(default_factory=threading.Event)
    """Set while `start` gets ready for the first caller."""

    @property
    def store(self) -> SqlStore:
        """The store of calls, cases and jobs."""
        return self.kept.store

    @property
    def outbox(self) -> SqlOutbox:
        """What is left to be done."""
        return self.kept.outbox

    @property
    def runners(self) -> tuple[Runner, ...]:
        """What carries out follow-ups, each in a thread of its own."""
        return (self.runner, *self.texters, *self.summarisers, *self.duty.runners, self.fetcher)

    def start(self) -> None:
        """Run follow-ups and vigils in threads of this process; meanwhile get ready for the first caller."""
        self.warming.set()
        threading.Thread(target=self._warm_up, name="warm up", daemon=True).start()
        for runner in self.runners:
            runner.start()
        self.background.start()
        threading.Thread(target=self._drain, name="drains sessions", daemon=True).start()

    def _drain(self) -> None:
        self.draining.wait()
        self.relay.drain()

    def _warm_up(self) -> None:
        """Compile and import what calls need; whoever rings meanwhile waits for his part of it."""
        usual_s = sys.getswitchinterval()
        # This thread computes for seconds: it shall not hold Python's lock while a caller, or /health, waits.
        sys.setswitchinterval(WARMING_SWITCH_S)
        try:
            warm_up(services.load())
            self.later.make_all()
            # What is there now stays for good: each full collection would walk all of it, in some turn.
            gc.collect()
            gc.freeze()
        finally:
            sys.setswitchinterval(usual_s)
            self.warming.clear()

    def close(self) -> None:
        """Stop the threads and let go of the store."""
        self.parts.close()
        if self.speech:
            self.speech.close()
        self.background.stop()
        stop_all(self.runners)
        with suppress(StoreError):  # Without a store there is nowhere to write to.
            self.kept.late_ledger.flush()
        for guarded in self.models:
            guarded.model.close()
        if self.speech:
            self.speech.disconnect()
        self.kept.engine.dispose()
