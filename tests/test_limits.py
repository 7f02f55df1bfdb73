"""The daily budget: what is spent today, when it is used up, and what /health says of it."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from receptionist import costs
from receptionist.limits import Budget
from simulator.clock import VirtualClock

DENVER = ZoneInfo("America/Denver")
PRICES = costs.load("US")
A_DOLLAR = {"gpt-6-luna/completion_tokens": 2_000_000.0}


class Sums:
    """A ledger that has these sums, whatever is asked; notes since when it was asked."""

    def __init__(self, sums: Mapping[str, float]) -> None:
        self.sums_now = sums
        self.asked: list[datetime] = []

    def sums(self, *, since: datetime) -> Mapping[str, float]:
        self.asked.append(since)
        return self.sums_now


def a_budget(ledger: Sums, clock: VirtualClock, limit_usd: float | None) -> Budget:
    return Budget(ledger, clock, limit_usd=limit_usd, prices=PRICES, timezone=DENVER)


def test_a_day_begins_at_local_midnight(clock: VirtualClock) -> None:
    ledger = Sums(A_DOLLAR)

    a_budget(ledger, clock, 5).refresh()

    assert ledger.asked == [datetime(2026, 7, 14, tzinfo=DENVER)]


@pytest.mark.parametrize(("limit_usd", "exhausted"), [(0.99, True), (1, True), (1.01, False), (0, True)])
def test_the_budget_is_used_up_once_today_has_cost_it(
    clock: VirtualClock, limit_usd: float, *, exhausted: bool
) -> None:
    budget = a_budget(Sums(A_DOLLAR), clock, limit_usd)

    budget.refresh()

    assert budget.spent_today() == 1
    assert budget.exhausted() is exhausted
    assert budget.condition().ok is not exhausted


def test_a_turn_asks_the_ledger_nothing(clock: VirtualClock) -> None:
    ledger = Sums(A_DOLLAR)
    budget = a_budget(ledger, clock, 0.5)

    assert not budget.exhausted()
    assert ledger.asked == []


def test_at_midnight_everything_is_there_again_before_anybody_looked(clock: VirtualClock) -> None:
    budget = a_budget(Sums(A_DOLLAR), clock, 1)
    budget.refresh()
    assert budget.exhausted()

    clock.sleep(timedelta(hours=10).total_seconds())

    assert not budget.exhausted()
    assert budget.spent_today() == 0


def test_the_warning_comes_once_a_day(clock: VirtualClock, caplog: pytest.LogCaptureFixture) -> None:
    budget = a_budget(Sums(A_DOLLAR), clock, 1)

    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            budget.refresh()
        today = len(caplog.records)
        clock.sleep(timedelta(days=1).total_seconds())
        budget.refresh()

    assert (today, len(caplog.records)) == (1, 2)


def test_without_a_limit_nothing_is_looked_up_and_nothing_rests(clock: VirtualClock) -> None:
    ledger = Sums(A_DOLLAR)
    budget = a_budget(ledger, clock, None)

    budget.refresh()

    assert ledger.asked == []
    assert not budget.exhausted()
    assert budget.condition().ok


def test_health_names_the_remedy_of_a_budget_that_is_used_up(clock: VirtualClock) -> None:
    budget = a_budget(Sums(A_DOLLAR), clock, 1)

    budget.refresh()

    assert "DAILY_BUDGET_USD" in budget.condition().detail


def test_what_has_no_price_is_not_counted_and_health_says_so(clock: VirtualClock) -> None:
    budget = a_budget(Sums({**A_DOLLAR, "llama-at-home/prompt_tokens": 5.0}), clock, 2)

    budget.refresh()

    assert budget.spent_today() == Decimal(1)
    assert not budget.condition().ok
    assert "llama-at-home" in budget.condition().detail


def test_health_is_content_within_the_budget(clock: VirtualClock) -> None:
    budget = a_budget(Sums({}), clock, 2)

    budget.refresh()

    assert budget.condition().ok
    assert "$" not in budget.condition().detail
