"""A day of the shop by chance: callers, people who answer as they are, Twilio as it fails; and what is wrong.

The real app and Twilio's real SDK; the clock jumps to whatever happens next.
"""

import heapq
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import count
from typing import Protocol

from receptionist.cases import Job
from receptionist.duty.seams import Notice
from simulator.crew import OWNERS, TECHNICIANS, Act, Person
from simulator.shift import DANA, LOCKOUT, LUIS, MARCUS, Shift

HORIZON = timedelta(hours=14)
MOST_STEPS = 3000
_BABY = ("my baby is locked in the car and it's hot", "2215 linden avenue, cedar hollow", "no bye")
_REKEY = (
    "I need two locks rekeyed", "2215 linden avenue, cedar hollow", "two", "yes", "yes", "Sam Lee",
    "thursday morning", "yes", "yes", "no that's all bye",
)  # fmt: skip
_MESSAGE = ("can you have marcus call me back please", "it's Jim Beam about an invoice", "no that's all bye")
_CANCEL = ("I want to cancel my lockout job on Linden Avenue, this is Priya Nair", "yes cancel it", "bye")
_NO_TEXTS = (*LOCKOUT[:8], "no", "no thanks bye")
CALLS = (LOCKOUT, LOCKOUT, LOCKOUT, _NO_TEXTS, _BABY, _REKEY, _MESSAGE)
_YOURS, _RID = re.compile(r"JOB (\d+) is yours"), re.compile(r"JOB (\d+): noted, we ask somebody else")
_MAY_REPEAT = re.compile(
    r"is taken by|^Sorry|^Nothing is|^I find no|It is not yours yet|not yours to answer|^Which job"
)
NAMES = {LUIS: "Luis", DANA: "Dana", MARCUS: "Marcus"}
TWICE = timedelta(minutes=2)
_HAS = re.compile(r": (\w+) (?:has your job|tiene su trabajo|is on the way|now expects)")


class Weather(Protocol):
    """How Twilio does during a run."""

    def __call__(self, day: Shift, minutes: float) -> None:
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
        self, day: Shift, seed: int, *, weather: Weather = lambda day, minutes: None, losses: float = 0.0
    ) -> None:
        """`losses` is how many of the texts are reported lost after they left (30007), 0 to 1."""
        self._day = day
        self._chance = random.Random(seed)
        self._weather = weather
        self._losses = losses
        self._began = day.clock.now()
        self._numbered = count()
        self._waiting: list[tuple[datetime, int, Callable[[], None]]] = []
        self._seen_texts = self._seen_calls = 0
        self._called: list[str] = []
        self._refused_texts: set[str] = set()
        self._people = {
            LUIS: Person(LUIS, self._chance.choice(TECHNICIANS), self._chance),
            DANA: Person(DANA, self._chance.choice(TECHNICIANS), self._chance),
            MARCUS: Person(MARCUS, self._chance.choice(OWNERS), self._chance),
        }

    def play(self) -> Outcome:
        """Play the day to its end."""
        for _ in range(self._chance.randint(1, 3)):
            self._after(self._chance.uniform(0, 1800), self._somebody_calls)
        steps = 0
        while steps < MOST_STEPS and (at := self._next()) and at - self._began < HORIZON:
            self._day.clock.sleep(max(0.0, (at - self._day.clock.now()).total_seconds()))
            self._weather(self._day, (at - self._began).total_seconds() / 60)
            while self._waiting and self._waiting[0][0] <= self._day.clock.now():
                heapq.heappop(self._waiting)[2]()
            self._day.work()
            self._react()
            steps += 1
        return Outcome(
            tuple(self._jobs()), (*self._wrong(), *(("never ends",) if steps == MOST_STEPS else ())), steps
        )

    def _after(self, seconds: float, do: Callable[[], None]) -> None:
        at = self._day.clock.now() + timedelta(seconds=seconds)
        heapq.heappush(self._waiting, (at, next(self._numbered), do))

    def _next(self) -> datetime | None:
        due = self._day.next_due()
        times = [at for at in (due, self._waiting[0][0] if self._waiting else None) if at]
        return min(times, default=None)

    def _somebody_calls(self) -> None:
        number = f"+1303555{1000 + len(self._called)}"
        self._called.append(number)
        script = self._chance.choice(CALLS)
        if script in (_NO_TEXTS, _BABY):
            self._refused_texts.add(number)
        self._day.calls(*script, number=number)
        if script is LOCKOUT and self._chance.random() < 0.2:
            self._after(self._chance.uniform(60, 1200), lambda: self._cancels(number))

    def _cancels(self, number: str) -> None:
        self._day.calls(*_CANCEL, number=number)

    def _react(self) -> None:
        texts, calls = self._day.twilio.texts, self._day.twilio.calls
        new_texts, self._seen_texts = texts[self._seen_texts :], len(texts)
        new_calls, self._seen_calls = calls[self._seen_calls :], len(calls)
        for text in new_texts:
            if self._chance.random() < self._losses:
                self._after(5, lambda sid=text["sid"]: self._day.loses(sid))  # type: ignore[misc]
            elif person := self._people.get(text["to"]):
                self._do(person.reads(text["body"]))
        for call in new_calls:
            if person := self._people.get(call["to"]):
                self._do(person.rung())

    def _do(self, acts: Iterator[Act]) -> None:
        for act in acts:
            self._after(act.after_s, lambda act=act: self._act(act))  # type: ignore[misc]

    def _act(self, act: Act) -> None:
        if act.does == "text":
            self._day.send(act.number, act.words)
        elif self._day.rung(act.number):
            self._day.presses(act.number, act.words)

    def _jobs(self) -> Iterator[tuple[Job, Notice | None]]:
        parts = self._day.receptionist
        for number in self._called:
            for job in parts.store.jobs(phone=number):
                yield job, parts.kept.board.notice(f"job:{job.id}")

    def _wrong(self) -> Iterator[str]:
        """Yield what is wrong, from what really left and what the store says in the end."""
        for job, notice in self._jobs():
            yield from self._wrong_with(job, notice)
        for number in self._refused_texts:
            yield from (f"texted without consent: {words}" for words in self._day.sent(number))
        yield from self._untrue()
        yield from self._twice()

    def _untrue(self) -> Iterator[str]:
        """Yield what customers were told that was not so when it left, in the order in which everything left."""
        jobs = {job.callback_number: (job.id or "").removeprefix("J-") for job, _ in self._jobs()}
        holders: dict[str, str] = {}
        for text in self._day.twilio.texts:
            to, words = text["to"], text["body"]
            if mine := _YOURS.search(words):
                holders[mine[1]] = to
            elif (rid := _RID.search(words)) and holders.get(rid[1]) == to:
                del holders[rid[1]]
            elif to in jobs and "nobody has" in words and jobs[to] in holders:
                yield f"somebody had it all the same: {words}"
            elif to in jobs and (named := _HAS.search(words)) and named[1] not in NAMES.values():
                yield f"names nobody: {words}"

    def _twice(self) -> Iterator[str]:
        """Yield the texts that somebody got twice within two minutes."""
        last: dict[tuple[str, str], datetime] = {}
        for text in self._day.twilio.texts:
            key, at = (text["to"], text["body"]), parsedate_to_datetime(text["date_created"])
            if key in last and at - last[key] < TWICE and not _MAY_REPEAT.search(text["body"]):
                yield f"twice to {text['to'][-4:]}: {text['body']}"
            last[key] = at

    def _wrong_with(self, job: Job, notice: Notice | None) -> Iterator[str]:
        if notice is None:
            yield f"{job.id} was offered to nobody"
            return
        if notice.state in ("open", "told"):
            yield f"{job.id} is left {notice.state}"
        if notice.state == "exhausted" and job.id not in self._day.health()["detail"]:
            yield f"{job.id} was lost and is not reported"
        if notice.state == "withdrawn" and job.status != "cancelled":
            yield f"{job.id} was dropped"
        holders = [number for number in self._people if self._holds(number, job)]
        expected = 1 if notice.state == "accepted" else 0
        if len(holders) != expected and job.status != "cancelled":
            yield f"{job.id} is {notice.state} by {notice.by}, and {len(holders)} think that it is theirs"

    def _holds(self, number: str, job: Job) -> bool:
        """Tell whether somebody was told that a job is his, and not that he is rid of it."""
        short, has = (job.id or "").removeprefix("J-"), False
        for words in self._day.sent(number):
            if f"JOB {short} is yours" in words:
                has = True
            elif f"JOB {short}: noted, we ask somebody else" in words:
                has = False
        return has
