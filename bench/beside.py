"""What goes on beside the calls, without a pause: more of each kind than any day brings; measures nothing."""

from collections import Counter
from datetime import timedelta
from itertools import count

from receptionist import costs, outside
from receptionist.background import Background, Task
from receptionist.cases import FollowUp
from receptionist.clock import SetClock, SystemClock
from receptionist.crm.customers import CrmNote
from receptionist.followups import Handler, Runner
from receptionist.limits import Budget
from receptionist.models.breaker import Breaker, Probe
from receptionist.models.summaries import Summaries
from receptionist.ports import ConversationError
from receptionist.running import Receptionist
from receptionist.settings import Settings
from receptionist.shop import services
from receptionist.speaking.speech import Speech

HURRY = 5.0
"""How much faster time passes for a vendor that rests: it is probed four times a second, not every five."""
LINES = 1
"""Lines that are rendered one after another before the next look at what is missing."""


class Beside:
    """Renders, probes, follows calls up and keeps accounts, between `start` and `stop`, as often as one likes."""

    def __init__(self, receptionist: Receptionist, env: dict[str, str]) -> None:
        """`env` leads to the vendors; `receptionist` is started, and does nothing beside its calls itself."""
        self.done: Counter[str] = Counter()
        self._receptionist = receptionist
        self._clock = SystemClock()
        given = {**env, "DAILY_BUDGET_USD": "1000", "AUDIO_DIR": str(receptionist.settings.audio_dir)}
        self._settings = Settings.load(given)
        self._models = outside.models(
            self._settings, receptionist.business, services.load(), self._clock, rests=lambda: False
        )
        self._speech = self._voice()
        self._runner = Runner(receptionist.kept.outbox, self._handlers(), self._later())
        self._lines = (f"This is line {number} of those that nobody waits for." for number in count())
        self._tasks = (
            Task("render ahead", 0.0, self._render),
            Task("follow-ups", 0.05, self._runner.run_due),
            self._probing(),
            *self._accounts(),
        )
        self._background = Background(())

    def catch_up(self) -> None:
        """Do what calls have left to be done, while nobody is timed."""
        self._runner.run_due()

    def start(self) -> None:
        """Begin, each kind of work in a thread of its own."""
        self._background = Background(self._tasks)
        self._background.start()

    def stop(self) -> None:
        """Finish what is in hand."""
        self._background.stop()

    def close(self) -> None:
        """Let go of the voice."""
        self._speech.close()

    def _voice(self) -> Speech:
        breaker = Breaker("elevenlabs", self._clock)
        kept = self._receptionist.kept
        speech = outside.speech(
            self._settings,
            audio=kept.audio,
            known=lambda: (),
            ledger=kept.late_ledger,
            breaker=breaker,
            clock=self._clock,
            deadline_s=1.5,
        )
        if speech is None:
            raise SystemExit("there is no voice to render with")
        return speech

    def _later(self) -> SetClock:
        """Return a clock of tomorrow: notes for the customer records are due some time after a call."""
        return SetClock(self._clock.now() + timedelta(days=1))

    def _handlers(self) -> dict[str, Handler]:
        receptionist = self._receptionist
        kept, assistant = receptionist.kept, receptionist.assistant
        summaries = Summaries(
            kept.store, self._models, self._clock, keep=assistant.amendments.add_summary, spend=kept.ledger.add
        )
        note = CrmNote(kept.store, outside.customers(self._settings, kept.contacts, self._clock))
        each: dict[str, Handler] = {
            "export_call_log": receptionist.export,
            "summarise": summaries,
            "crm_note": note,
        }
        return {kind: self._counted(kind, handler) for kind, handler in each.items()}

    def _counted(self, kind: str, handler: Handler) -> Handler:
        def handle(followup: FollowUp) -> None:
            handler(followup)
            self.done[kind] += 1

        return handle

    def _render(self) -> None:
        self.done["rendered"] += self._speech.ahead([(next(self._lines), "en-US")])

    def _probing(self) -> Task:
        clock = SetClock(self._clock.now(), HURRY)
        breaker = Breaker("openai", clock)
        notes = self._receptionist.settings.data_dir / "probes" / "bench.json"
        probe = Probe(breaker, self._asked, notes=notes, clock=clock)

        def fail_and_probe() -> None:
            if breaker.allows():
                breaker.worked()  # Else each failure would double the time until the next probe.
                breaker.failed(ConversationError("fails again and again"))
            probe.run()

        return Task("probe", 0.1, fail_and_probe)

    def _asked(self) -> None:
        self._models[0].model.probe()
        self.done["probed"] += 1

    def _accounts(self) -> tuple[Task, ...]:
        kept, business = self._receptionist.kept, self._receptionist.business
        prices, zone = costs.load(business.country), business.timezone
        budget = Budget(kept.ledger, self._clock, limit_usd=1000, prices=prices, timezone=zone)
        return Task("budget", 0.5, budget.refresh), Task("ledger", 0.5, kept.late_ledger.flush)
