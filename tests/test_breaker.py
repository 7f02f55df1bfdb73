"""Breakers: who failed rests, one probe a machine looks whether it is well again."""

import fcntl
import os
from pathlib import Path

import pytest

from receptionist.models.breaker import FIRST_PROBE_S, Breaker, Probe
from receptionist.ports import ConversationError
from simulator.clock import VirtualClock


class Vendor:
    """Something that is asked, and fails as long as it is told to."""

    def __init__(self) -> None:
        self.asked = 0
        self.broken = True

    def __call__(self) -> None:
        self.asked += 1
        if self.broken:
            raise ConversationError("still down")


@pytest.fixture
def vendor() -> Vendor:
    return Vendor()


def opened(clock: VirtualClock) -> Breaker:
    breaker = Breaker("openai", clock)
    breaker.failed(ConversationError("OpenAI refuses the key: set OPENAI_API_KEY", permanent=True))
    return breaker


def test_a_vendor_that_failed_rests_and_says_why(clock: VirtualClock) -> None:
    breaker = opened(clock)

    assert not breaker.allows()
    assert not breaker.condition().ok
    assert "OPENAI_API_KEY" in breaker.condition().detail


def test_callers_who_wait_for_the_same_failure_count_once(clock: VirtualClock) -> None:
    breaker = opened(clock)

    for _ in range(7):
        breaker.failed(ConversationError("down"))
    clock.sleep(FIRST_PROBE_S)

    assert breaker.probe_is_due()


def test_a_success_closes_the_breaker(clock: VirtualClock) -> None:
    breaker = opened(clock)

    breaker.worked()

    assert breaker.allows()
    assert breaker.condition().ok


def test_a_vendor_rests_while_there_is_no_money_for_it(clock: VirtualClock) -> None:
    breaker = Breaker("openai", clock, rests=lambda: True)

    assert not breaker.allows()
    assert breaker.condition().ok


def test_a_probe_waits_until_it_is_due(clock: VirtualClock, tmp_path: Path, vendor: Vendor) -> None:
    breaker = opened(clock)
    probe = Probe(breaker, vendor, notes=tmp_path / "openai", clock=clock)

    probe.run()
    clock.sleep(FIRST_PROBE_S)
    probe.run()

    assert vendor.asked == 1
    assert not breaker.allows()


def test_a_probe_that_works_closes_the_breaker(clock: VirtualClock, tmp_path: Path, vendor: Vendor) -> None:
    breaker, vendor.broken = opened(clock), False
    clock.sleep(FIRST_PROBE_S)

    Probe(breaker, vendor, notes=tmp_path / "openai", clock=clock).run()

    assert breaker.allows()


def test_each_failure_doubles_the_pause(clock: VirtualClock, tmp_path: Path, vendor: Vendor) -> None:
    breaker = opened(clock)
    probe = Probe(breaker, vendor, notes=tmp_path / "openai", clock=clock)
    for _ in range(60):
        clock.sleep(FIRST_PROBE_S)
        probe.run()

    assert 4 <= vendor.asked <= 6


def test_what_another_process_found_out_counts(clock: VirtualClock, tmp_path: Path, vendor: Vendor) -> None:
    mine, theirs, vendor.broken = opened(clock), opened(clock), False
    clock.sleep(FIRST_PROBE_S)
    Probe(theirs, vendor, notes=tmp_path / "openai", clock=clock).run()

    Probe(mine, vendor, notes=tmp_path / "openai", clock=clock).run()

    assert vendor.asked == 1
    assert mine.allows()


def test_of_two_processes_one_probes_a_vendor_that_is_down(
    clock: VirtualClock, tmp_path: Path, vendor: Vendor
) -> None:
    mine, theirs = opened(clock), opened(clock)
    clock.sleep(FIRST_PROBE_S)
    Probe(theirs, vendor, notes=tmp_path / "openai", clock=clock).run()

    Probe(mine, vendor, notes=tmp_path / "openai", clock=clock).run()

    assert vendor.asked == 1
    assert not mine.allows()


def test_a_probe_leaves_it_to_whoever_is_looking(clock: VirtualClock, tmp_path: Path, vendor: Vendor) -> None:
    breaker, notes = opened(clock), tmp_path / "openai"
    clock.sleep(FIRST_PROBE_S)
    with notes.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)

        Probe(breaker, vendor, notes=notes, clock=clock).run()

    assert vendor.asked == 0
    assert not breaker.probe_is_due()


def test_notes_that_were_cut_short_are_no_obstacle(clock: VirtualClock, tmp_path: Path, vendor: Vendor) -> None:
    breaker, notes, vendor.broken = opened(clock), tmp_path / "openai", False
    notes.write_text('{"at": 17')
    clock.sleep(FIRST_PROBE_S)

    Probe(breaker, vendor, notes=notes, clock=clock).run()

    assert breaker.allows()
    assert os.stat(notes).st_size > 0
