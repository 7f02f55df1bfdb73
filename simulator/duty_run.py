"""A day of the shop by chance: callers, people who answer as they are, Twilio as it fails; judges nothing itself.

The real app and Twilio's real SDK; the clock jumps to whatever happens next.
"""

import heapq
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import count
from typing import Protocol

from receptionist.cases import Job
from receptionist.duty.seams import Notice
from simulator import verdicts
from simulator.crew import OWNERS, TECHNICIANS, Act, Person
from simulator.diary import Customer, Diary, Kind, Seen, Standing
from simulator.scripts import AGAIN, CALLS, Script
from simulator.shift import Shift
from simulator.shops import Shop

HORIZON = timedelta(hours=60)
"""Long enough for what waits over a Sunday."""
MOST_STEPS = 3000
AT_ONCE = 0.2
"""How often a text arrives while the work goes on; those of the same second always do."""


class Weather(Protocol):
    """How Twilio does during a run."""

    def __call__(self, day: Shift, shop: Shop, minutes: float) -> None:
        """Set how Twilio does from now on, so many minutes into the run."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: its jobs, what is wrong in it, and how many things happened."""

    jobs: tuple[tuple[Job, Notice | None], ...]
    wrong: tuple[str, ...]
    steps: int


class Run:
    """A day that is played from a seed."""

    def __init__(
        self,
        day: Shift,
        shop: Shop,
        seed: int,
        *,
        weather: Weather | None = None,
        losses: float = 0.0,
        fair: bool = True,
    ) -> None:
        """`losses` is how many of the texts are reported lost after they left (30007), 0 to 1.

        `fair`: nobody is killed; with good weather nothing may then be late.
        """
        self._day, self._shop = day, shop
        self._chance = random.Random(seed)
        self._weather = weather
        self._losses = losses
        self._began = day.clock.now()
        self._numbered = count()
        self._waiting: list[tuple[datetime, int, Callable[[], None] | Act]] = []
        self._seen_texts = self._seen_calls = self._step = 0
        self.diary = Diary(shop, fair=fair and weather is None and not losses)
        self.people = {person.number: person for person in self._crew()}

    def _crew(self) -> Iterator[Person]:
        for known in self._shop.people:
            yield Person(known, self._chance.choice(OWNERS if known.owner else TECHNICIANS), self._chance)

    def play(self) -> Outcome:
        """Play the day to its end."""
        for person in self.people.values():
            self._plan(person.begins())
        for _ in range(self._chance.randint(1, 3)):
            self._after(self._chance.choice((0, self._chance.uniform(0, 1800))), self._somebody_calls)
        while self._step < MOST_STEPS and (at := self._next()) and at - self._began < HORIZON:
            self._day.clock.sleep(max(0.0, (at - self._day.clock.now()).total_seconds()))
            if self._weather:
                self._weather(self._day, self._shop, (at - self._began).total_seconds() / 60)
            self._do_what_is_due()
            self._day.work()
            self._look()
            self._step += 1
        return self._outcome()

    def _outcome(self) -> Outcome:
        diary, parts = self.diary, self._day.receptionist
        diary.jobs = tuple(self._jobs())
        diary.health = self._day.health()["detail"]
        diary.given_up = parts.outbox.counts(now=self._day.clock.now())["dead"]
        endless = ("it never ends",) if self._step == MOST_STEPS else ()
        return Outcome(tuple(diary.jobs), (*verdicts.wrong(diary), *endless), self._step)

    # -- what happens, and when

    def _after(self, seconds: float, do: Callable[[], None] | Act) -> None:
        at = self._day.clock.now() + timedelta(seconds=seconds)
        heapq.heappush(self._waiting, (at, next(self._numbered), do))

    def _plan(self, acts: Iterable[Act]) -> None:
        for act in acts:
            self._after(act.after_s, act)

    def _next(self) -> datetime | None:
        due = self._day.next_due()
        times = [at for at in (due, self._waiting[0][0] if self._waiting else None) if at]
        return min(times, default=None)

    def _do_what_is_due(self) -> None:
        texts: list[Act] = []
        while self._waiting and self._waiting[0][0] <= self._day.clock.now():
            what = heapq.heappop(self._waiting)[2]
            if not isinstance(what, Act):
                what()
            elif what.does == "text":
                texts.append(what)
            else:
                self._press(what)
            self._look_at_jobs()
        self._text(texts)

    def _text(self, acts: list[Act]) -> None:
        for act in acts:
            self._note(act.number, "wrote", act.words)
            if act.words == "STOP":
                self._day.twilio.refuses[act.number] = 21610
        if len(acts) > 1 or (acts and self._chance.random() < AT_ONCE):
            self._day.send_at_once([(act.number, act.words) for act in acts])
        elif acts:
            self._day.send(acts[0].number, acts[0].words)
        self._look_at_jobs()

    def _press(self, act: Act) -> None:
        if self._day.rung(act.number):
            self._note(act.number, "pressed", self._day.presses(act.number, act.words))

    # -- callers

    def _somebody_calls(self) -> None:
        place = len(self.diary.customers)
        number = f"+1303555{1000 + place}"
        name = self._chance.choice(tuple(CALLS))
        script = CALLS[name]
        address = f"{2215 + 101 * place} linden avenue"
        customer = Customer(number, address, may_be_texted=script.agrees_to_texts)
        self.diary.customers[number] = customer
        self._rings(customer, script)
        if not script.takes_job:
            return
        for again, odds in AGAIN.items():
            if self._chance.random() < odds:
                later_s = self._chance.uniform(60, 2400)
                self._after(later_s, lambda again=again: self._rings(customer, again))  # type: ignore[misc]
        if customer.may_be_texted and self._chance.random() < 0.1:
            self._after(self._chance.uniform(60, 2400), lambda: self._stops(customer))

    def _rings(self, customer: Customer, script: Script) -> None:
        if script.danger:
            customer.danger_at = self._day.clock.now()
        self._note(customer.number, "said", script.lines[0])
        lines = (words.format(address=customer.address) for words in script.lines)
        line = self._day.calls(*lines, number=customer.number)
        for said in line.transcript if line else ():
            if said.role == "assistant":
                self._note(customer.number, "heard", said.text)

    def _stops(self, customer: Customer) -> None:
        customer.stopped_in = self._step
        self._text([Act(0, customer.number, "text", "STOP")])

    # -- what is seen

    def _look(self) -> None:
        """Note what has left, and let people react to it."""
        texts, calls = self._day.twilio.texts, self._day.twilio.calls
        new_texts, self._seen_texts = texts[self._seen_texts :], len(texts)
        new_calls, self._seen_calls = calls[self._seen_calls :], len(calls)
        self._look_at_jobs()
        for text in new_texts:
            self._note(text["to"], "read", text["body"], at=parsedate_to_datetime(text["date_created"]))
            if self._chance.random() < self._losses:
                self._after(5, lambda sid=text["sid"]: self._day.loses(sid))  # type: ignore[misc]
            elif person := self.people.get(text["to"]):
                self._plan(person.reads(text["body"]))
        for call in new_calls:
            self._note(call["to"], "rung", call["twiml"])
            if person := self.people.get(call["to"]):
                self._plan(person.rung())

    def _look_at_jobs(self) -> None:
        for job, notice in self._jobs():
            standing = Standing(job.status, job.technician, notice.state if notice else None)
            self.diary.note(job.id or "", self._step, standing)

    def _note(self, number: str, kind: Kind, words: str, *, at: datetime | None = None) -> None:
        self.diary.seen.append(Seen(at or self._day.clock.now(), self._step, number, kind, words))

    def _jobs(self) -> Iterator[tuple[Job, Notice | None]]:
        parts = self._day.receptionist
        for number in self.diary.customers:
            for job in parts.store.jobs(phone=number):
                yield job, parts.kept.board.notice(f"job:{job.id}")
