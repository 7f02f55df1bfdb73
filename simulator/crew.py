"""People of the shop as they are, by chance: who answers at once, late, oddly, twice or never; sends nothing."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

TECHNICIANS = (
    "accepts", "slow", "late", "silent", "declines", "odd", "asks", "gives_back", "stops", "busy"
)  # fmt: skip
OWNERS = ("ok", "silent", "key", "voicemail", "takes", "late", "wrong_key")
_ACCEPTS = ("1 25", "yes 20", "1 15", "on it, 30 min", "sí, 20 minutos", "ok 40", "I'll take it, half an hour")
_DECLINES = ("2", "no", "can't", "nope sorry", "no puedo")
_ODD = ("who is this?", "ok see you", "?", "maybe", "12")
_JOB = re.compile(r"JOB (\d+)")


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

    number: str
    habit: str
    chance: random.Random
    answered: set[str] = field(default_factory=set)

    def reads(self, words: str) -> Iterator[Act]:
        """Yield what this person does about a text."""
        job = _JOB.search(words)
        name = job[1] if job else words[:20]
        if "is yours" in words:
            yield from self._has(name)
        elif "Reply 1 <minutes> ACCEPT" in words and name not in self.answered:
            self.answered.add(name)
            yield from self._offered(name)
        elif "Reply OK" in words and f"ok {name}" not in self.answered:
            yield from self._told(name)

    def rung(self) -> Iterator[Act]:
        """Yield what this person does about a call that reads a notice."""
        if self.habit in ("key", "ok", "takes"):
            yield Act(self.chance.uniform(5, 20), self.number, "key", "1")
        elif self.habit == "wrong_key":
            yield Act(8, self.number, "key", "7")

    def _offered(self, job: str) -> Iterator[Act]:
        soon = self.chance.uniform(3, 120)
        accept = Act(soon, self.number, "text", self.chance.choice(_ACCEPTS))
        if self.habit in ("accepts", "gives_back", "takes", "ok", "key"):
            yield accept
        elif self.habit == "slow":
            yield Act(290, self.number, "text", accept.words)
        elif self.habit == "late":
            yield Act(self.chance.uniform(310, 900), self.number, "text", f"{job} 1 20")
        elif self.habit in ("declines", "busy"):
            words = "busy" if self.habit == "busy" else self.chance.choice(_DECLINES)
            yield Act(soon, self.number, "text", words)
        elif self.habit in ("odd", "asks"):
            first = "3" if self.habit == "asks" else self.chance.choice(_ODD)
            yield Act(soon, self.number, "text", first)
            yield Act(soon + 60, self.number, "text", f"{job} 1 20")
        elif self.habit == "stops":
            yield Act(soon, self.number, "text", "STOP")

    def _has(self, job: str) -> Iterator[Act]:
        if self.habit == "gives_back":
            self.habit = "silent"
            yield Act(self.chance.uniform(60, 600), self.number, "text", f"can't make it, {job}")
        elif self.chance.random() < 0.5:
            yield Act(1500, self.number, "text", f"{job} here")
            yield Act(3000, self.number, "text", f"done {job} {self.chance.randint(90, 200)}")

    def _told(self, name: str) -> Iterator[Act]:
        job = name if name.isdigit() else ""
        if self.habit == "ok":
            self.answered.add(f"ok {name}")
            yield Act(self.chance.uniform(5, 200), self.number, "text", f"ok {job}".strip())
        elif self.habit == "takes" and job:
            self.answered.add(f"ok {name}")
            yield Act(self.chance.uniform(5, 200), self.number, "text", f"{job} 1 20")
        elif self.habit == "late":
            self.answered.add(f"ok {name}")
            yield Act(1000, self.number, "text", "ok")
