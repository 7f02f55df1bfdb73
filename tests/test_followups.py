"""The runner: what is due is done, what fails comes back, and nothing stops the rest."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from receptionist.cases import FollowUp
from receptionist.clock import SetClock, SystemClock
from receptionist.followups import MAX_ATTEMPTS, Runner, stop_all
from receptionist.ports import FollowUpError, Leased, StoreError
from receptionist.storage.database import open_engine, upgrade
from receptionist.storage.outbox import SqlOutbox
from simulator.clock import VirtualClock
from utils import CALL_SID

NOW = datetime(2026, 7, 14, 20, 5, tzinfo=UTC)
PATIENCE_S = 10


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOW)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = open_engine(f"sqlite:///{tmp_path}/receptionist.db")
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def outbox(engine: sa.Engine) -> SqlOutbox:
    return SqlOutbox(engine)


class Work:
    """A handler that notes what it was given, and fails as told."""

    def __init__(self, *failures: Exception) -> None:
        self.keys: list[str] = []
        self._failures = list(failures)

    def __call__(self, followup: FollowUp) -> None:
        self.keys.append(followup.key)
        if self._failures:
            raise self._failures.pop(0)


def order(outbox: SqlOutbox, *keys: str, kind: str = "work", run_at: datetime = NOW) -> None:
    outbox.order(tuple(FollowUp(key=key, kind=kind, run_at=run_at) for key in keys))


def runner(outbox: SqlOutbox, clock: VirtualClock, work: Work) -> Runner:
    return Runner(outbox, {"work": work}, clock, jitter=lambda: 0.0)


def test_everything_due_is_done_once(outbox: SqlOutbox, clock: VirtualClock) -> None:
    work = Work()
    order(outbox, "a", "b")
    order(outbox, "tomorrow", run_at=NOW + timedelta(days=1))

    assert runner(outbox, clock, work).run_due() == 2
    assert runner(outbox, clock, work).run_due() == 0
    assert work.keys == ["a", "b"]


def test_what_a_handler_orders_for_now_is_done_in_the_same_run(outbox: SqlOutbox, clock: VirtualClock) -> None:
    work = Work()
    order(outbox, "first", kind="first")
    due = Runner(outbox, {"first": lambda followup: order(outbox, "second"), "work": work}, clock)

    assert due.run_due() == 2
    assert work.keys == ["second"]


def test_what_failed_is_tried_after_10_20_and_40_seconds(outbox: SqlOutbox, clock: VirtualClock) -> None:
    work = Work(*[FollowUpError("busy")] * 3)
    due = runner(outbox, clock, work)
    order(outbox, "a")
    tried = []

    for second in range(80):
        before = len(work.keys)
        due.run_due()
        tried += [second] * (len(work.keys) - before)
        clock.sleep(1)

    assert tried == [0, 10, 30, 70]


def test_jitter_adds_up_to_a_quarter(outbox: SqlOutbox, clock: VirtualClock) -> None:
    work = Work(FollowUpError("busy"))
    due = Runner(outbox, {"work": work}, clock, jitter=lambda: 1.0)
    order(outbox, "a")
    due.run_due()

    clock.sleep(12.4)
    assert due.run_due() == 0
    clock.sleep(0.1)
    assert due.run_due() == 1


def test_after_eight_failures_it_is_a_dead_letter(outbox: SqlOutbox, clock: VirtualClock) -> None:
    work = Work(*[FollowUpError("busy")] * 20)
    due = runner(outbox, clock, work)
    order(outbox, "a")

    for _ in range(12):
        due.run_due()
        clock.sleep(3600)

    assert len(work.keys) == MAX_ATTEMPTS
    assert outbox.counts(now=clock.now()) == {"waiting": 0, "late": 0, "dead": 1}


@pytest.mark.parametrize(
    "error", [FollowUpError("no such number", permanent=True), StoreError("bad", permanent=True)]
)
def test_what_cannot_succeed_is_dead_at_once(outbox: SqlOutbox, clock: VirtualClock, error: Exception) -> None:
    order(outbox, "a")

    runner(outbox, clock, Work(error)).run_due()

    assert outbox.counts(now=clock.now())["dead"] == 1


def test_a_bug_in_one_follow_up_does_not_stop_the_others(outbox: SqlOutbox, clock: VirtualClock) -> None:
    work = Work(KeyError("bug"))
    order(outbox, "broken", "fine")

    assert runner(outbox, clock, work).run_due() == 1
    assert work.keys == ["broken", "fine"]
    assert outbox.counts(now=clock.now())["waiting"] == 1


def test_a_kind_without_a_handler_waits_for_a_version_that_has_one(outbox: SqlOutbox, clock: VirtualClock) -> None:
    order(outbox, "a", kind="new")
    assert runner(outbox, clock, Work()).run_due() == 0
    clock.sleep(10)
    work = Work()

    assert Runner(outbox, {"new": work}, clock).run_due() == 1


def test_a_follow_up_that_kills_its_process_is_a_dead_letter_in_the_end(
    outbox: SqlOutbox, clock: VirtualClock
) -> None:
    order(outbox, "a")
    for _ in range(MAX_ATTEMPTS):
        outbox.lease(now=clock.now(), until=clock.now() + timedelta(seconds=60))
        clock.sleep(60)
    work = Work()

    runner(outbox, clock, work).run_due()

    assert work.keys == []
    assert outbox.counts(now=clock.now())["dead"] == 1


def test_the_lease_of_a_dead_process_runs_out(outbox: SqlOutbox, clock: VirtualClock) -> None:
    order(outbox, "a")
    outbox.lease(now=clock.now(), until=clock.now() + timedelta(seconds=60))
    due = runner(outbox, clock, Work())

    assert due.run_due() == 0
    clock.sleep(60)
    assert due.run_due() == 1


def test_periodic_work_is_done_once_in_each_interval_by_one_of_several(
    outbox: SqlOutbox, clock: VirtualClock
) -> None:
    work = Work()
    every = {"work": timedelta(hours=1)}
    machines = [Runner(outbox, {"work": work}, clock, periodic=every) for _ in range(2)]

    for _ in range(6):
        for machine in machines:
            machine.run_due()
        clock.sleep(30 * 60)

    assert work.keys == [f"work:2026-07-14T{hour}:00:00Z" for hour in (20, 21, 22)]


def test_the_thread_does_what_is_ordered_as_soon_as_it_is_woken(outbox: SqlOutbox, clock: VirtualClock) -> None:
    done, woken = threading.Event(), threading.Event()
    due = Runner(outbox, {"work": lambda followup: done.set()}, clock, woken=woken)
    due.start()
    order(outbox, "a")

    woken.set()

    assert done.wait(PATIENCE_S)
    due.stop()
    assert not due.alive
    assert outbox.counts(now=NOW)["waiting"] == 0


class BrokenOnce(SqlOutbox):
    """An outbox whose first look fails."""

    def __init__(self, engine: sa.Engine, error: Exception) -> None:
        super().__init__(engine)
        self._errors = [error]

    def lease(
        self,
        *,
        now: datetime,
        until: datetime,
        limit: int = 10,
        only: tuple[str, ...] = (),
        but: tuple[str, ...] = (),
    ) -> tuple[Leased, ...]:
        if self._errors:
            raise self._errors.pop()
        return super().lease(now=now, until=until, limit=limit, only=only, but=but)


def test_what_somebody_waits_for_does_not_wait_for_the_rest(outbox: SqlOutbox, clock: VirtualClock) -> None:
    done: list[str] = []
    work = {"text": lambda followup: done.append("text"), "note": lambda followup: done.append("note")}
    order(outbox, "a", kind="note")
    order(outbox, "b", kind="text")

    Runner(outbox, work, clock, only=("text",)).run_due()
    Runner(outbox, work, clock, but=("text",)).run_due()

    assert done == ["text", "note"]


@pytest.mark.parametrize("error", [StoreError("away"), TypeError("bug")])
def test_the_thread_survives_a_store_that_is_away(
    engine: sa.Engine, clock: VirtualClock, error: Exception
) -> None:
    done, outbox = threading.Event(), BrokenOnce(engine, error)
    order(outbox, "a")
    due = Runner(outbox, {"work": lambda followup: done.set()}, clock)

    due.start()

    assert done.wait(PATIENCE_S)
    due.stop()


def test_a_stopped_runner_starts_nothing_new(outbox: SqlOutbox, clock: VirtualClock) -> None:
    order(outbox, "a")
    due = runner(outbox, clock, Work())
    due.stop()

    assert due.run_due() == 0


def test_runners_that_stop_together_begin_nothing_while_one_finishes(
    outbox: SqlOutbox, clock: VirtualClock
) -> None:
    begun, may_end, told = threading.Event(), threading.Event(), threading.Event()

    def slow(_: FollowUp) -> None:
        begun.set()
        may_end.wait(PATIENCE_S)

    at_work = Runner(outbox, {"work": slow}, clock)
    idle = Runner(outbox, {"work": lambda _: None}, clock, woken=told)
    order(outbox, "a")
    at_work.start()
    assert begun.wait(PATIENCE_S)

    with ThreadPoolExecutor(1) as pool:
        stopped = pool.submit(stop_all, (at_work, idle))
        assert told.wait(PATIENCE_S)
        order(outbox, "b")
        assert idle.run_due() == 0
        assert not stopped.done()
        may_end.set()

    assert not at_work.alive
    assert outbox.counts(now=NOW)["waiting"] == 1


def test_the_call_is_named_on_log_lines_while_its_follow_up_is_done(
    outbox: SqlOutbox, clock: VirtualClock
) -> None:
    seen: list[str | None] = []
    followup = replace(FollowUp(key="a", kind="work", run_at=NOW), payload={"call_sid": "CA1"})
    outbox.order((followup,))

    Runner(outbox, {"work": lambda followup: seen.append(CALL_SID.get())}, clock).run_due()

    assert seen == ["CA1"]
    assert CALL_SID.get() is None


def test_a_set_clock_starts_where_it_was_set_and_runs_as_fast_as_told() -> None:
    start = datetime.fromisoformat("2026-07-14T14:05:00-06:00")
    began_s = SystemClock().monotonic()
    clock = SetClock(start, speed=1000)

    while clock.monotonic() - began_s < 0.01:
        clock.sleep(0.001)
    passed = clock.now() - start

    assert timedelta(seconds=9) < passed
    assert clock.now().tzinfo is UTC
    assert passed <= timedelta(seconds=(SystemClock().monotonic() - began_s) * 1000)
