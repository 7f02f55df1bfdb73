"""People of the shop as they are, by chance: who answers at once, late, oddly, twice or never; sends nothing."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from simulator.shops import Employee

TECHNICIANS = (
    "accepts", "no_minutes", "slow", "on_the_dot", "late", "silent", "declines", "odd", "asks", "gives_back",
    "stops", "busy", "away", "twice", "moves", "changes_mind",
)  # fmt: skip
OWNERS = ("ok", "silent", "key", "voicemail", "takes", "late", "wrong_key", "orders", "both")
_ACCEPTS = ("1 25", "yes 20", "1 15", "on it, 30 min", "sí, 20 minutos", "ok 40", "I'll take it, half an hour")
_DECLINES = ("2", "no", "can't", "nope sorry", "no puedo")
_ODD = ("who is this?", "ok see you", "?", "maybe", "12", "")
_ORDERS = ("luis on call", "closed today", "on a job 2h", "who called", "jobs")
_JOB = re.compile(r"JOB (\d+)")
_CODE = re.compile(r"reply (\d{6}) to confirm")
_TOGETHER_S = 45.0
"""After so long those answer who answer at the same moment as others."""


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does after so many seconds: texts these words, or presses this key."""

    after_s: float
    number: str
    does: Literal["text", "key"]
    words: str


@dataclass(slots=True)
class Person:
    """One of the shop's people; remembers which jobs he has answered."""

    known: Employee
    habit: str
    chance: random.Random
    answered: set[str] = field(default_factory=set)

    @property
    def number(self) -> str:
        """His telephone number."""
        return self.known.number

    def begins(self) -> Iterator[Act]:
        """Yield what this person does of his own accord."""
        if self.habit == "away":
            yield self._texts(1, "busy 2h")
        elif self.habit == "orders":
            yield self._texts(self.chance.uniform(0, 3000), self.chance.choice(_ORDERS))

    def reads(self, words: str) -> Iterator[Act]:
        """Yield what this person does about a text."""
        job = _JOB.search(words)
        name = job[1] if job else words[:20]
        if code := _CODE.search(words):
            yield self._texts(20, code[1])
        elif "In how many minutes" in words:
            yield self._texts(60, "25")
        elif "is yours" in words:
            yield from self._has(name)
        elif "Reply 1 <minutes> ACCEPT" in words and name not in self.answered:
            self.answered.add(name)
            yield from self._offered(name)
        elif "Reply OK" in words and f"ok {name}" not in self.answered:
            self.answered.add(f"ok {name}")
            yield from self._told(name if name.isdigit() else "")

    def rung(self) -> Iterator[Act]:
        """Yield what this person does about a call that reads a notice."""
        if self.habit in ("key", "ok", "takes", "orders", "both"):
            yield Act(self.chance.uniform(5, 20), self.number, "key", "1")
        elif self.habit == "wrong_key":
            yield Act(8, self.number, "key", "7")

    def _texts(self, after_s: float, words: str) -> Act:
        return Act(after_s, self.number, "text", words)

    def _offered(self, job: str) -> Iterator[Act]:
        patience_s = self.known.patience_s
        soon = self.chance.uniform(3, patience_s * 0.5)
        accept = self._texts(soon, self.chance.choice(_ACCEPTS))
        if self.habit in ("accepts", "gives_back", "moves", "takes", "ok", "key", "orders", "both"):
            yield self._texts(_TOGETHER_S, "1 20") if self.chance.random() < 0.3 else accept
        elif self.habit == "no_minutes":
            yield self._texts(soon, self.chance.choice(("1", "yes", "on it")))
        elif self.habit == "slow":
            yield self._texts(patience_s - 5, accept.words)
        elif self.habit == "on_the_dot":
            yield self._texts(patience_s, "1 20")
        elif self.habit == "late":
            yield self._texts(patience_s * self.chance.uniform(1.05, 3), f"{job} 1 20")
        elif self.habit == "twice":
            yield from (accept, accept)
        else:
            yield from self._hesitates(job, soon, accept.words)

    def _hesitates(self, job: str, soon: float, accept: str) -> Iterator[Act]:
        if self.habit in ("declines", "busy", "changes_mind"):
            yield self._texts(soon, "busy" if self.habit == "busy" else self.chance.choice(_DECLINES))
        if self.habit == "changes_mind":
            yield self._texts(soon + 120, f"{job} {accept}")
        if self.habit in ("odd", "asks"):
            yield self._texts(soon, "3" if self.habit == "asks" else self.chance.choice(_ODD))
            yield self._texts(soon + 60, f"{job} 1 20")
        if self.habit == "stops":
            yield self._texts(soon, "STOP")

    def _has(self, job: str) -> Iterator[Act]:
        if self.habit == "gives_back":
            self.habit = "silent"
            yield self._texts(self.chance.uniform(60, 600), f"can't make it, {job}")
            return
        if self.habit == "moves":
            yield self._texts(300, f"{job} running late 40 min")
        if self.chance.random() < 0.5:
            yield self._texts(1500, f"{job} here")
            yield self._texts(3000, f"done {job} {self.chance.randint(90, 200)}")

    def _told(self, job: str) -> Iterator[Act]:
        soon = self.chance.uniform(5, self.known.patience_s * 0.9)
        if self.habit in ("ok", "orders"):
            yield self._texts(soon, f"ok {job}".strip())
        elif self.habit == "takes" and job:
            yield self._texts(soon, f"{job} 1 20")
        elif self.habit == "late":
            yield self._texts(1000, "ok")
        elif self.habit == "both":
            # On the line with the call that follows while he texts.
            yield self._texts(self.known.patience_s + 10, "ok")
