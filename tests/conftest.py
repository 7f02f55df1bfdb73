"""What the tests share: an office with its own store and clock, and a caller who rings it."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from receptionist.settings import Settings
from simulator.clock import VirtualClock
from simulator.office import Office, office, within
from simulator.twilio import PhoneLine
from tests.shop import PEOPLE, shop

TUESDAY_AFTERNOON = datetime.fromisoformat("2026-07-14T14:05:00-06:00")
"""Business hours in the fictional business's time zone."""

settings.register_profile(
    "tests",
    max_examples=int(os.environ.get("EXAMPLES", "100")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("tests")


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(TUESDAY_AFTERNOON)


@pytest.fixture
def ridgeline(tmp_path: Path, clock: VirtualClock) -> Iterator[Office]:
    """The office of the fictional locksmith, open, with a store of its own."""
    with office(within(Settings.load({}), tmp_path), clock) as opened:
        yield opened


@pytest.fixture
def relayed(tmp_path: Path, clock: VirtualClock) -> Iterator[Office]:
    """The office, its callers put through by ConversationRelay."""
    with office(within(Settings.load({"VOICE_MODE": "relay"}), tmp_path), clock) as opened:
        yield opened


@pytest.fixture
def caller(ridgeline: Office) -> PhoneLine:
    """Somebody who has dialled, but has not yet rung."""
    return ridgeline.line()


@pytest.fixture
def ridgelines(tmp_path: Path, clock: VirtualClock) -> Iterator[Office]:
    """A shop of five people, all of whom take calls."""
    with shop(tmp_path, clock, *PEOPLE) as opened:
        yield opened
