"""Fakes for our own seams, where a test is about what stands behind them."""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from receptionist.cases import Call, Case, Turn
from receptionist.words.dialogue import Condition, Item, Request, Summary, Used

Step = Item | Exception | Callable[[], object]


class FakeModel:
    """A model that does, one after another, what it is told to: yield an item, raise an error, or wait."""

    def __init__(self, name: str, *steps: Step) -> None:
        self.name = name
        self.steps: Sequence[Step] = steps
        self.asked = 0
        self.abandoned = threading.Event()

    def reply(self, request: Request) -> Iterator[Item]:
        self.asked += 1
        for step in self.steps:
            if isinstance(step, Exception):
                raise step
            if callable(step):
                step()
            else:
                yield step
        if request.abandoned():
            self.abandoned.set()

    def summarise(self, call: Call, case: Case, turns: tuple[Turn, ...]) -> tuple[Summary, Used]:
        self.asked += 1
        for step in self.steps:
            if isinstance(step, Exception):
                raise step
        return Summary(text="A summary.", next_step="Call back."), Used(model="m", completion_tokens=7)

    def check(self, today: date) -> Condition:
        return Condition(ok=True, detail="well")

    def probe(self) -> None:
        self.asked += 1

    def close(self) -> None:
        """Nothing is open."""
