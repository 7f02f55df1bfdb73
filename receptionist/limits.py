"""The daily budget: whether models and voices may still be paid for today; stops nobody itself.

It counts what the ledger knows (models, speech, texts). The minutes of the calls are the network's and not in it:
a caller is answered whatever the budget, by the floor that costs nothing.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from typing import Protocol

from receptionist import costs
from receptionist.costs import Prices
from receptionist.ports import Clock
from receptionist.words.dialogue import Condition

log = logging.getLogger(__name__)


class Ledger(Protocol):
    """Knows what was used up."""

    def sums(self, *, since: datetime) -> Mapping[str, float]:
        """Return how much of each item was used up since then."""
        ...


@dataclass(frozen=True, slots=True)
class _Day:
    """What was spent on a day as of the last look, and the items among it that nobody can price."""

    on: date | None = None
    usd: Decimal = Decimal(0)
    unpriced: tuple[str, ...] = ()


class Budget:
    """Compares what today cost with the limit; a turn reads what `refresh`, in the background, has found out."""

    def __init__(
        self, ledger: Ledger, clock: Clock, *, limit_usd: float | None, prices: Prices, timezone: tzinfo
    ) -> None:
        """Without `limit_usd` nothing is ever exhausted; days are those of `timezone`."""
        self._ledger = ledger
        self._clock = clock
        self._limit = None if limit_usd is None else Decimal(str(limit_usd))
        self._prices = prices
        self._timezone = timezone
        self._seen = _Day()
        self._warned_on: date | None = None

    def refresh(self) -> None:
        """Look what today has cost so far; without a limit a no-op. Raises StoreError."""
        if self._limit is None:
            return
        today = self._today()
        midnight = datetime.combine(today, time(), self._timezone)
        self._seen = self._priced(today, self._ledger.sums(since=midnight))
        if self.exhausted() and self._warned_on != today:
            self._warned_on = today
            log.warning("daily budget used up: models and speech rest until midnight")

    def spent_today(self) -> Decimal:
        """Return the US dollars of today as of the last look, as far as they are known."""
        return self._seen.usd if self._seen.on == self._today() else Decimal(0)

    def exhausted(self) -> bool:
        """Tell whether models and speech are to rest, until midnight."""
        return self._limit is not None and self.spent_today() >= self._limit

    def condition(self) -> Condition:
        """Return how the budget does, in words for the owner and without amounts."""
        if self._limit is None:
            return Condition(ok=True, detail="no DAILY_BUDGET_USD is set")
        if self.exhausted():
            remedy = "models and speech rest until midnight; set DAILY_BUDGET_USD higher"
            return Condition(ok=False, detail=f"the daily budget is used up: {remedy}")
        if self._seen.unpriced:
            names = ", ".join(self._seen.unpriced)
            remedy = "DAILY_BUDGET_USD cannot count it; add it to receptionist/costs.toml"
            return Condition(ok=False, detail=f"no price is known of {names}: {remedy}")
        return Condition(ok=True, detail="within DAILY_BUDGET_USD")

    def _today(self) -> date:
        return self._clock.now().astimezone(self._timezone).date()

    def _priced(self, today: date, sums: Mapping[str, float]) -> _Day:
        usd = {item: costs.priced([(item, quantity)], self._prices) for item, quantity in sums.items()}
        unpriced = tuple(sorted({item.partition("/")[0] for item, price in usd.items() if price is None}))
        return _Day(on=today, usd=sum(filter(None, usd.values()), Decimal(0)), unpriced=unpriced)
