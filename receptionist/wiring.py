"""Puts the parts together; with outside.py it is the only place that names concrete classes. Holds no rule."""

import threading
from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa

from receptionist import costs, outside
from receptionist.admission import Admission
from receptionist.assistant import PhoneAssistant
from receptionist.background import Background, Task
from receptionist.calls import SUMMARISE
from receptionist.channels.last_net import LastNet
from receptionist.channels.twiml import Renderer
from receptionist.clock import SetClock, SystemClock
from receptionist.conditions import Conditions
from receptionist.crm.customers import CrmNote
from receptionist.duty import balance, vigil
from receptionist.duty.balance import BalanceCheck
from receptionist.duty.duty_desk import DutyDesk, duty_desk, fetcher
from receptionist.duty.errands import RECORDINGS
from receptionist.duty.shop_now import ShopNow
from receptionist.followups import Handler, Runner
from receptionist.later import Later
from receptionist.limits import Budget
from receptionist.metrics import Metrics
from receptionist.models.breaker import Breaker
from receptionist.models.checkup import EVERY_S, Checkup, Vendor
from receptionist.models.deadlines import Deadlines
from receptionist.models.fallback import Fallback
from receptionist.models.summaries import Summaries
from receptionist.parts import Parts
from receptionist.ports import Clock, Store
from receptionist.relay.desk import RelayDesk
from receptionist.running import Receptionist
from receptionist.settings import Settings
from receptionist.shop import business as business_file
from receptionist.shop import services
from receptionist.shop.business import Business
from receptionist.speaking.prompts_ahead import lines_ahead
from receptionist.speaking.speech import Speech
from receptionist.storage.call_logs import CallLogExport
from receptionist.storage.counts import gauges
from receptionist.storage.database import in_request, migrated
from receptionist.storage.retention import CLEAN_UP, END_IDLE_CALLS, PERIODIC, CleanUp, IdleSweep, Keep, Places
from receptionist.storage.shelves import Shelves
from receptionist.texts.text_desk import TextDesk, text_desk
from receptionist.texts.text_sender import SEND_TEXT
from receptionist.wording import Mouth
from receptionist.words import phrases
from receptionist.words.tally import Tally
from scripted_conversation import ScriptedConversation

TEXTERS, PAGERS, SUMMARISERS = 2, 3, 3
BUDGET_S, AHEAD_S, LEDGER_S = 30.0, 300.0, 2.0
"""How often the budget is looked at, fixed lines are rendered, and the ledger is written."""


def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    wrap_store: Callable[[Store], Store] = lambda store: store,
    deadlines: Deadlines | None = None,
) -> Receptionist:
    """Return the receptionist that `settings` describe, its database migrated.

    Tests make the store fail by `wrap_store`, and wait less by `deadlines`. Raises ConfigError when the business
    file is wrong, StoreError when the database cannot be opened.
    """
    business = business_file.load(settings.business_file)
    business = business.without_fiction() if settings.in_production else business
    clock = clock or (SetClock(settings.clock.at, settings.clock.speed) if settings.clock else SystemClock())
    house = _House(settings, business, clock, migrated(settings.store_url), wrap_store, deadlines or Deadlines())
    return house.receptionist()


class _House:
    """The parts while they are put together, each made once."""

    def __init__(
        self,
        settings: Settings,
        business: Business,
        clock: Clock,
        engine: sa.Engine,
        wrap_store: Callable[[Store], Store],
        deadlines: Deadlines,
    ) -> None:
        self.settings, self.business, self.clock, self.deadlines = settings, business, clock, deadlines
        self.words, self.trades = phrases.load(business.wording), services.load()
        self.woken = [threading.Event() for _ in range(1 + TEXTERS + PAGERS + SUMMARISERS)]
        self.kept = Shelves.on(engine, on_order=self._wake)
        self.store = wrap_store(self.kept.store)
        prices, limit_usd = costs.load(business.country, say_voice=settings.say_voice), settings.daily_budget_usd
        zone = business.timezone
        self.budget = Budget(self.kept.ledger, clock, limit_usd=limit_usd, prices=prices, timezone=zone)
        self.later, rests = Later(), self.budget.exhausted
        self.models = outside.models(settings, business, self.trades, clock, rests=rests, later=self.later)
        self.voice_breaker = Breaker("elevenlabs", clock, rests=self.budget.exhausted)
        self.speech = self._speech()
        self.customers = outside.customers(settings, self.kept.contacts, clock, timeout_s=deadlines.look_up_s)
        self.messenger, self.account = outside.messenger(settings), outside.account(settings)
        self.metrics = Metrics(gauges(self.kept, clock))
        self.tally = Tally(on_stopped=self.metrics.stopped)
        refused = self.metrics.refused
        self.admission = Admission(self.kept.store, clock, limit=settings.call_limit, on_refused=refused)
        self.fallback = Fallback(self.models, deadlines)
        self.relay = RelayDesk(self.kept.relays, clock, settings.voice_mode, settings.twilio_account_sid)
        self.shop = ShopNow(business, self.kept.board, clock)
        self.assistant = self._assistant()
        spent = self.kept.late_ledger.of_call
        self.export = CallLogExport(self.kept.store, settings.call_log_dir, spent=spent, prices=prices)
        self.duty = self._duty()
        self.desk = self._desk()
        vendors = (Vendor(m.model.name, m.breaker, m.model.check, m.model.probe) for m in self.models)
        self.checkup = Checkup(tuple(vendors), clock)
        self.conditions = self._conditions()
        self.vigil = vigil.Vigil(self.conditions.lasting, self.kept.outbox, clock)
        self.clean_up = self._clean_up()

    def receptionist(self) -> Receptionist:
        """Return the whole."""
        renderer = Renderer.of(self.settings, self.business, self.words, self.speech)
        return Receptionist(
            settings=self.settings,
            business=self.business,
            clock=self.clock,
            kept=self.kept,
            export=self.export,
            clean_up=self.clean_up,
            runner=Runner(
                self.kept.outbox,
                self._handlers(),
                self.clock,
                periodic=PERIODIC | ({balance.BALANCE: balance.EVERY} if self.account else {}),
                woken=self.woken[0],
                but=(SEND_TEXT, SUMMARISE, RECORDINGS, *self.duty.kinds),
            ),
            texters=self.desk.runners,
            summarisers=self._summarisers(),
            fetcher=fetcher(
                self.account, self.kept, self.assistant, outside.our_line(self.settings, self.business), self.clock
            ),
            background=Background(self._tasks()),
            assistant=self.assistant,
            texting=self.desk.texting,
            duty=self.duty,
            renderer=renderer,
            parts=self._parts(),
            last_net=LastNet(renderer),
            relay=self.relay,
            speech=self.speech,
            models=self.models,
            conditions=self.conditions,
            later=self.later,
            metrics=self.metrics,
        )

    def _assistant(self) -> PhoneAssistant:
        settings = self.settings
        mouth = Mouth(
            floor=ScriptedConversation(self.words, self.trades),
            models=self.fallback,
            business=self.business,
            clock=self.clock,
            tally=self.tally,
            audio_name=self.speech.name_of if self.speech else lambda text, language: None,
        )
        return PhoneAssistant(
            store=self.store,
            mouth=mouth,
            business=self.business,
            services=self.trades,
            clock=self.clock,
            shop=self.shop,
            crm=self.customers,
            language=settings.voice_language,
            max_call=timedelta(minutes=settings.max_call_minutes),
            meter=self.metrics,
            has_room=self.admission.has_room,
        )

    def _speech(self) -> Speech | None:
        return outside.speech(
            self.settings,
            audio=self.kept.audio,
            known=lambda: lines_ahead(self.business, self.words, self.trades),
            ledger=self.kept.late_ledger,
            breaker=self.voice_breaker,
            clock=self.clock,
            deadline_s=self.deadlines.speech_s,
            later=self.later,
        )

    def _duty(self) -> DutyDesk:
        settings = self.settings
        return duty_desk(
            self.kept,
            outside.carriers(settings, self.business, self.messenger, audio_of=self.kept.recordings.audio_of),
            shop=self.shop,
            services=self.trades,
            phrases=self.words,
            log_of=self.export.log_of,
            clock=self.clock,
            woken=self.woken[1 + TEXTERS : -SUMMARISERS],
            reaches=bool(self.messenger or settings.smtp_url or settings.notice_webhook_secret),
        )

    def _desk(self) -> TextDesk:
        texters, staff = self.woken[1 : 1 + TEXTERS], self.duty.staff
        return text_desk(
            self.assistant, self.kept, self.messenger, self.business, self.clock, woken=texters, staff=staff
        )

    def _wake(self) -> None:
        for event in self.woken:
            event.set()

    def _summarisers(self) -> tuple[Runner, ...]:
        keep, spend = self.assistant.amendments.add_summary, self.kept.ledger.add
        handlers = {SUMMARISE: Summaries(self.kept.store, self.models, self.clock, keep=keep, spend=spend)}
        woken, outbox, clock = self.woken[-SUMMARISERS:], self.kept.outbox, self.clock
        return tuple(Runner(outbox, handlers, clock, woken=each, only=(SUMMARISE,)) for each in woken)

    def _handlers(self) -> dict[str, Handler]:
        handlers: dict[str, Handler] = {
            "export_call_log": self.export,
            "crm_note": CrmNote(self.kept.store, self.customers),
            "text_dropped": self.desk.dropped,
            **self.duty.others,
            CLEAN_UP: self.clean_up,
            END_IDLE_CALLS: IdleSweep(
                self.kept.store,
                self.clock,
                max_call_minutes=self.settings.max_call_minutes,
                end=lambda sid, at: self.assistant.hang_up(sid, at=at),
            ),
        }
        if self.account:
            handlers[balance.BALANCE] = BalanceCheck(self.account, self.kept.outbox, self.shop, self.clock)
        return handlers

    def _tasks(self) -> tuple[Task, ...]:
        tasks = [Task("budget", BUDGET_S, self.budget.refresh), Task("vigil", vigil.EVERY_S, self.vigil.look)]
        tasks += [
            outside.probing(self.settings, each.breaker, each.model.probe, self.clock) for each in self.models
        ]
        if self.models:
            tasks.append(Task("checkup", EVERY_S, self.checkup.run))
        if speech := self.speech:
            tasks.append(outside.probing(self.settings, self.voice_breaker, speech.probe, self.clock))
            tasks.append(Task("check elevenlabs", EVERY_S, lambda: speech.check(self.clock.now().date())))
            tasks.append(Task("render ahead", AHEAD_S, lambda: (speech.ahead(), speech.sweep())))
            tasks.append(Task("ledger", LEDGER_S, self.kept.late_ledger.flush))
        if beats := outside.heartbeat(self.settings, well=self.conditions.takes_calls):
            tasks.append(beats)
        return tuple(tasks)

    def _conditions(self) -> Conditions:
        return Conditions(
            self.settings,
            self.kept,
            self.clock,
            conversation=(self.checkup.condition, self.budget.condition, self.tally.condition),
            speech=self.speech.condition if self.speech else None,
            twilio=lambda: (self.admission.condition(), self.relay.condition(), *self.desk.conditions()),
            followups=(self.customers.condition, self.duty.condition),
        )

    def _clean_up(self) -> CleanUp:
        settings, speech = self.settings, self.speech
        keep = Keep(
            calls=timedelta(days=settings.retention_days),
            logs=timedelta(days=settings.log_retention_days),
            audio=timedelta(hours=settings.audio_retention_hours),
        )
        places = Places(call_logs=settings.call_log_dir, audio=settings.audio_dir, logs=settings.log_file.parent)
        return CleanUp(
            self.kept.erasure,
            self.kept.outbox,
            self.clock,
            keep=keep,
            places=places,
            ledger=self.kept.ledger,
            silence=lambda sids: speech.forget(self.kept.audio.names_of(sids)) if speech else None,
        )

    def _parts(self) -> Parts:
        return Parts(
            store=self.store,
            clock=self.clock,
            recall=self.assistant.recall,
            phrases=self.words,
            waits=self.fallback.available,
            soft_s=self.deadlines.soft_s,
            speech=self.speech,
            in_request=lambda: in_request(self.kept.engine),
        )
