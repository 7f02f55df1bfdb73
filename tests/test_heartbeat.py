"""A monitor outside hears of us while calls can be taken, and nothing when they cannot."""

import logging
import time
from collections.abc import Iterator

import pytest

from receptionist import outside
from receptionist.heartbeat import EVERY_S, Heartbeat
from receptionist.ports import ConfigError
from receptionist.settings import Settings
from simulator.vendors.server import Answer, Asked, Fault, StandIn, as_json

TIMEOUT_S = 0.3
CHECK = "/5f2c1d7e?note=a-secret"


class Monitor(StandIn):
    """Counts who asks."""

    def answer(self, asked: Asked) -> Answer:
        return Answer(content_type="text/plain", chunks=(b"OK",))

    def error(self, status: int) -> Answer:
        return as_json({}, status)


@pytest.fixture
def monitor() -> Iterator[Monitor]:
    with Monitor() as server:
        yield server


def heart(monitor: Monitor, *, well: bool = True) -> Heartbeat:
    return Heartbeat(f"{monitor.url}{CHECK}", well=lambda: well, timeout_s=TIMEOUT_S)


def test_a_monitor_is_asked_by_get_for_its_own_address(monitor: Monitor) -> None:
    heart(monitor).beat()

    assert [(asked.method, asked.path) for asked in monitor.asked] == [("GET", CHECK)]


def test_a_monitor_hears_nothing_while_calls_cannot_be_taken(monitor: Monitor) -> None:
    heart(monitor, well=False).beat()

    assert monitor.asked == []


@pytest.mark.parametrize("fault", ["refuse", "hang", 404, 500])
def test_a_monitor_that_fails_is_logged_once_until_it_works_again(
    monitor: Monitor, caplog: pytest.LogCaptureFixture, fault: Fault
) -> None:
    beating = heart(monitor)

    with caplog.at_level(logging.INFO, "receptionist.heartbeat"):
        for now in (None, fault, fault, None, None, fault):
            monitor.fault = now
            beating.beat()

    said = [record.getMessage().partition(":")[0] for record in caplog.records]
    failing, again = "the monitor at HEARTBEAT_URL is not reached", "the monitor at HEARTBEAT_URL is reached again"
    assert said == [failing, again, failing]
    assert "a-secret" not in caplog.text


def test_a_monitor_that_hangs_costs_no_more_than_its_deadline(monitor: Monitor) -> None:
    monitor.fault = "hang"
    began_s = time.monotonic()

    heart(monitor).beat()

    assert time.monotonic() - began_s < 20


def test_the_task_beats_every_minute_while_all_is_well(monitor: Monitor) -> None:
    task = outside.heartbeat(Settings.load({"HEARTBEAT_URL": f"{monitor.url}{CHECK}"}), well=lambda: True)

    assert task
    task.run()

    assert (task.every_s, len(monitor.asked)) == (EVERY_S, 1)


def test_without_a_monitor_there_is_no_task() -> None:
    assert outside.heartbeat(Settings.load({}), well=lambda: True) is None


def test_an_address_that_nobody_can_ask_for_stops_the_start() -> None:
    with pytest.raises(ConfigError, match="HEARTBEAT_URL is no web address"):
        outside.check(Settings.load({"HEARTBEAT_URL": "https://monitor.test/\x07"}))
