"""Days by chance: every job ends with exactly one person, or with who has taken charge, or is reported."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.duty_run import Run, Weather
from simulator.mortal import mortal_shift
from simulator.shift import Shift, at, shift
from simulator.shops import Shop, by_chance

RUNS = int(os.environ.get("RUNS", "6"))
"""`make duty` plays 200, 200 more with kill -9, and 50 with each fault of Twilio's."""
MORTALITY = 0.3
_HOURS = (
    "2026-07-14T14:05:00-06:00",
    "2026-07-14T23:30:00-06:00",
    "2026-07-18T10:00:00-06:00",
    "2026-11-01T00:30:00-06:00",
)
"""A working day, a night, a Saturday, and the night on which the clocks are put back."""


def hour_of(seed: int) -> str:
    return random.Random(seed).choice(_HOURS)


def seeds(share: float = 1.0) -> range:
    return range(max(1, round(RUNS * share)))


@pytest.mark.parametrize("seed", seeds())
def test_no_day_loses_a_job_or_tells_anybody_what_is_not_so(tmp_path: Path, seed: int) -> None:
    shop = by_chance(tmp_path, seed)
    with shift(tmp_path, at(hour_of(seed)), shop.file) as day:
        assert Run(day, shop, seed).play().wrong == ()


def one_technician(shop: Shop) -> list[str]:
    return [shop.technicians[0].number]


def everybody(shop: Shop) -> list[str]:
    return [person.number for person in shop.people]


def refuses(code: int, whom: Callable[[Shop], list[str]]) -> Weather:
    def weather(day: Shift, shop: Shop, minutes: float) -> None:
        day.twilio.refuses |= dict.fromkeys(whom(shop), code)

    return weather


def fails(fault: int, *, until_minutes: float = 20) -> Weather:
    def weather(day: Shift, shop: Shop, minutes: float) -> None:
        day.twilio.fault = fault if minutes < until_minutes else None

    return weather


def hangs_now_and_then(day: Shift, shop: Shop, minutes: float) -> None:
    """Carry a request out and let the answer never come, in every third minute."""
    day.twilio.fault = "half" if int(minutes) % 3 == 0 else None


WEATHERS = {
    "30034 for one": refuses(30034, one_technician),
    "30034 for all": refuses(30034, everybody),
    "30007 for one": refuses(30007, one_technician),
    "21610": refuses(21610, one_technician),
    "429": fails(429),
    "500": fails(500),
    "500 all day": fails(500, until_minutes=float("inf")),
    "hanging": hangs_now_and_then,
}


@pytest.mark.parametrize("seed", seeds(0.25))
@pytest.mark.parametrize("name", WEATHERS)
def test_whatever_the_texts_vendor_does_no_job_is_lost(tmp_path: Path, name: str, seed: int) -> None:
    shop = by_chance(tmp_path, seed)
    with shift(tmp_path, at(hour_of(seed)), shop.file) as day:
        assert Run(day, shop, seed, weather=WEATHERS[name]).play().wrong == ()


@pytest.mark.parametrize("seed", seeds(0.25))
def test_a_text_that_is_filtered_after_it_left_loses_no_job(tmp_path: Path, seed: int) -> None:
    shop = by_chance(tmp_path, seed)
    with shift(tmp_path, at(hour_of(seed)), shop.file) as day:
        assert Run(day, shop, seed, losses=0.3).play().wrong == ()


@pytest.mark.parametrize("seed", seeds())
def test_kill_9_at_any_statement_loses_no_job(tmp_path: Path, seed: int) -> None:
    shop = by_chance(tmp_path, seed)
    with mortal_shift(tmp_path, at(hour_of(seed)), shop.file, seed=seed, mortality=MORTALITY) as day:
        assert Run(day, shop, seed, fair=False).play().wrong == ()
