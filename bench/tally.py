"""What came of the calls of a run: how long callers waited, and which calls were lost; prints nothing."""

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Heard:
    """A turn that was answered."""

    waited_ms: float
    own: bool
    """Whether the first words were a model's own, not those of a rule."""
    vendors_ms: float | None = None
    """The model's share of the wait, if it is known."""


@dataclass(slots=True)
class Tally:
    """Collects while calls go on. Only what happens while `measuring` is timed; a lost call always counts."""

    measuring: bool = False
    calls: int = 0
    greetings_ms: list[float] = field(default_factory=list)
    turns: list[Heard] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)

    def greeted(self, elapsed_ms: float) -> None:
        """Note a greeting."""
        if self.measuring:
            self.greetings_ms.append(elapsed_ms)

    def heard(self, turn: Heard) -> None:
        """Note a turn."""
        if self.measuring:
            self.turns.append(turn)

    @property
    def ours_ms(self) -> list[float]:
        """What the server took of the wait, in each turn whose first words were a model's."""
        return [turn.waited_ms - turn.vendors_ms for turn in self.turns if turn.vendors_ms is not None]

    def waited_ms(self, *, own: bool) -> list[float]:
        """The whole wait in each turn whose first words were a model's own, or those of a rule."""
        return [turn.waited_ms for turn in self.turns if turn.own is own]


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds of many alike."""

    count: int
    median: float
    p95: float
    p99: float


def spread(values: Sequence[float]) -> Spread:
    """Return how values are spread; all zero when there are none."""
    if not values:
        return Spread(0, 0.0, 0.0, 0.0)
    at = statistics.quantiles(values, n=100, method="inclusive") if len(values) > 1 else [values[0]] * 99
    return Spread(len(values), *(round(at[percent - 1], 2) for percent in (50, 95, 99)))
