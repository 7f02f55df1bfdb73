"""What the outbox promises, on every database that we support."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import sqlalchemy as sa

from receptionist.ports import Leased
from receptionist.storage.database import writing
from receptionist.storage.outbox import SqlOutbox
from tests.storage.examples import NOW, a_followup

MINUTE = timedelta(minutes=1)


def lease(outbox: SqlOutbox, *, minutes: int = 0, limit: int = 10) -> tuple[Leased, ...]:
    now = NOW + minutes * MINUTE
    return outbox.lease(now=now, until=now + MINUTE, limit=limit)


def test_what_is_due_is_leased_the_longest_due_first(outbox: SqlOutbox) -> None:
    later, sooner = a_followup("later", run_at=NOW), a_followup("sooner", run_at=NOW - MINUTE)
    outbox.order((later, sooner, a_followup("not yet", run_at=NOW + MINUTE)))

    assert [leased.followup for leased in lease(outbox)] == [sooner, later]


def test_what_is_leased_is_nobody_else_s_until_the_lease_runs_out(outbox: SqlOutbox) -> None:
    outbox.order((a_followup(),))

    assert len(lease(outbox)) == 1
    assert lease(outbox) == ()
    assert [leased.attempts for leased in lease(outbox, minutes=1)] == [2]


def test_who_finds_nothing_due_waits_for_no_writer(engine: sa.Engine, outbox: SqlOutbox) -> None:
    with writing(engine), ThreadPoolExecutor(1) as runner:
        assert runner.submit(lease, outbox).result(timeout=2) == ()


def test_what_is_done_is_never_done_again(outbox: SqlOutbox) -> None:
    outbox.order((a_followup(),))
    outbox.done(lease(outbox)[0])

    outbox.order((a_followup(),))

    assert lease(outbox, minutes=60) == ()


def test_what_failed_comes_back_when_it_may(outbox: SqlOutbox) -> None:
    outbox.order((a_followup(),))
    outbox.failed(lease(outbox)[0], error="timeout", retry_at=NOW + 5 * MINUTE)

    assert lease(outbox, minutes=4) == ()
    assert [leased.attempts for leased in lease(outbox, minutes=5)] == [2]


def test_a_dead_letter_is_counted_and_stays_where_it_is(outbox: SqlOutbox) -> None:
    outbox.order((a_followup(),))
    outbox.failed(lease(outbox)[0], error="no such number", retry_at=None)

    assert lease(outbox, minutes=60) == ()
    assert outbox.counts(now=NOW) == {"waiting": 0, "late": 0, "dead": 1}


def test_a_failure_that_comes_after_the_lease_does_not_touch_the_next_one_s(outbox: SqlOutbox) -> None:
    outbox.order((a_followup(),))
    slow = lease(outbox)[0]
    quick = lease(outbox, minutes=2)[0]

    outbox.failed(slow, error="timeout", retry_at=None)

    assert outbox.counts(now=NOW)["dead"] == 0
    outbox.done(quick)
    assert outbox.counts(now=NOW)["waiting"] == 0


def test_what_is_late_is_counted(outbox: SqlOutbox) -> None:
    outbox.order((a_followup("a"), a_followup("b", run_at=NOW + MINUTE)))

    assert outbox.counts(now=NOW + 6 * MINUTE) == {"waiting": 2, "late": 1, "dead": 0}


def test_what_is_done_is_forgotten_in_time_and_what_waits_is_not(outbox: SqlOutbox) -> None:
    outbox.order((a_followup("done"), a_followup("waits", run_at=NOW + MINUTE)))
    outbox.done(lease(outbox)[0])

    outbox.forget(before=NOW + 60 * MINUTE)

    outbox.order((a_followup("done"),))
    assert outbox.counts(now=NOW)["waiting"] == 2


def test_of_many_who_look_at_once_each_gets_others(outbox: SqlOutbox) -> None:
    outbox.order(tuple(a_followup(f"key {number}") for number in range(20)))

    with ThreadPoolExecutor(4) as runners:
        taken = [leased for one in runners.map(lambda _: lease(outbox, limit=3), range(8)) for leased in one]

    keys = [leased.followup.key for leased in taken]
    assert len(set(keys)) == len(keys)
    assert set(keys) | {each.followup.key for each in lease(outbox, limit=20)} == {f"key {n}" for n in range(20)}
