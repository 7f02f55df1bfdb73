"""Puts the parts together: the only place that names concrete classes; holds no rule."""

import gc
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa

from receptionist import business as business_file
from receptionist import phrases, services
from receptionist.assistant import PhoneAssistant
from receptionist.business import Business
from receptionist.channels.last_net import LastNet
from receptionist.channels.twiml import Renderer
from receptionist.clock import SetClock, SystemClock
from receptionist.followups import Handler, Runner
from receptionist.phrases import Phrases
from receptionist.ports import Clock, Store
from receptionist.settings import Settings
from receptionist.storage.call_logs import CallLogExport
from receptionist.storage.database import open_engine, upgrade
from receptionist.storage.erasure import SqlErasure
from receptionist.storage.outbox import SqlOutbox
from receptionist.storage.retention import CLEAN_UP, END_IDLE_CALLS, PERIODIC, CleanUp, IdleSweep, Keep, Places
from receptionist.storage.store import SqlStore
from receptionist.understanding.understand import warm_up
from scripted_conversation import ScriptedConversation

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receptionist:
    """The whole receptionist, wired."""

    settings: Settings
    business: Business
    clock: Clock
    engine: sa.Engine
    store: SqlStore
    outbox: SqlOutbox
    erasure: SqlErasure
    export: CallLogExport
    clean_up: CleanUp
    runner: Runner
    assistant: PhoneAssistant
    renderer: Renderer
    last_net: LastNet
    draining: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Get ready for the first caller, and run follow-ups in a thread of this process."""
        warm_up(services.load())
        # What is there now stays for good: without it each full collection would walk all of it, in some turn.
        gc.collect()
        gc.freeze()
        self.runner.start()

    def close(self) -> None:
        """Stop the thread and let go of the store."""
        self.runner.stop()
        self.engine.dispose()


def migrated(settings: Settings) -> sa.Engine:
    """Return the database, brought to this version. Raises StoreError."""
    engine = open_engine(settings.store_url)
    upgrade(engine)
    return engine


def build(
    settings: Settings, *, clock: Clock | None = None, wrap_store: Callable[[Store], Store] = lambda store: store
) -> Receptionist:
    """Return the receptionist that `settings` describe, its database migrated.

    `wrap_store` stands between the assistant and the store, where tests make it fail.
    Raises ConfigError when the business file is wrong, StoreError when the database cannot be opened.
    """
    business = business_file.load(settings.business_file)
    business = business.without_fiction() if settings.in_production else business
    clock = clock or (SetClock(settings.clock.at, settings.clock.speed) if settings.clock else SystemClock())
    words = phrases.load(business.wording)
    engine = migrated(settings)
    woken = threading.Event()
    store, outbox = SqlStore(engine, on_commit=woken.set), SqlOutbox(engine)
    assistant = _assistant(settings, business, words, wrap_store(store), clock)
    erasure, export = SqlErasure(engine), CallLogExport(store, settings.call_log_dir)
    clean_up = _clean_up(settings, erasure, outbox, clock)
    idle = IdleSweep(
        store,
        clock,
        max_call_minutes=settings.max_call_minutes,
        end=lambda sid, at: assistant.hang_up(sid, at=at),
    )
    renderer = _renderer(settings, business, words)
    handlers: dict[str, Handler] = {"export_call_log": export, CLEAN_UP: clean_up, END_IDLE_CALLS: idle}
    return Receptionist(
        settings=settings,
        business=business,
        clock=clock,
        engine=engine,
        store=store,
        outbox=outbox,
        erasure=erasure,
        export=export,
        clean_up=clean_up,
        runner=Runner(outbox, handlers, clock, periodic=PERIODIC, woken=woken),
        assistant=assistant,
        renderer=renderer,
        last_net=LastNet(renderer),
    )


def _assistant(
    settings: Settings, business: Business, words: Phrases, store: Store, clock: Clock
) -> PhoneAssistant:
    trades = services.load()
    return PhoneAssistant(
        store=store,
        conversation=ScriptedConversation(words, trades),
        business=business,
        services=trades,
        clock=clock,
        language=settings.voice_language,
        max_call=timedelta(minutes=settings.max_call_minutes),
    )


def _clean_up(settings: Settings, erasure: SqlErasure, outbox: SqlOutbox, clock: Clock) -> CleanUp:
    keep = Keep(
        calls=timedelta(days=settings.retention_days),
        logs=timedelta(days=settings.log_retention_days),
        audio=timedelta(hours=settings.audio_retention_hours),
    )
    places = Places(call_logs=settings.call_log_dir, audio=settings.audio_dir, logs=settings.log_file.parent)
    return CleanUp(erasure, outbox, clock, keep=keep, places=places)


def _renderer(settings: Settings, business: Business, words: Phrases) -> Renderer:
    return Renderer(
        business=business,
        phrases=words,
        language=settings.voice_language,
        our_number=settings.twilio_phone_number,
        say_voice=settings.say_voice,
        speech_timeout_s=settings.speech_timeout,
        prefix=urlsplit(settings.public_url).path if settings.public_url else "",
    )
