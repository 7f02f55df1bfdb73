"""What the store promises about jobs, cases and the ends of calls, on every database that we support."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from receptionist.ports import Conflict
from receptionist.storage.store import SqlStore
from tests.storage.examples import (
    NOW,
    PRIYA,
    a_call,
    a_case,
    a_claim,
    a_followup,
    a_job,
    a_turn,
    an_event,
    answered,
)


def test_a_job_is_loaded_as_it_stands_now(store: SqlStore) -> None:
    taken, further = a_job("J-1001"), a_job("J-1002")
    store.commit(a_claim(case=replace(a_case(job=taken), additional_jobs=(further,))))
    store.import_jobs((replace(taken, status="en_route", technician="Luis"),))

    loaded = store.load("CA1")

    assert loaded is not None
    assert loaded[1].job == replace(taken, status="en_route", technician="Luis")
    assert loaded[1].additional_jobs == (further,)


def test_a_changed_job_of_another_case_is_written_with_the_commit(store: SqlStore) -> None:
    store.import_jobs((a_job("J-1042"),))

    store.commit(replace(a_claim(), jobs=(replace(a_job("J-1042"), status="cancelled"),)))

    assert store.job("J-1042") == replace(a_job("J-1042"), status="cancelled")


def test_a_job_of_another_case_that_was_accepted_meanwhile_stays_accepted(store: SqlStore) -> None:
    job = a_job("J-1042")
    store.import_jobs((replace(job, status="accepted", technician="Luis", window="2:30 PM"),))

    store.commit(replace(a_claim(case=a_case(job=replace(job, notes="the caller rang again"))), jobs=(job,)))

    assert store.job("J-1042") == replace(job, status="accepted", technician="Luis", window="2:30 PM")


def test_a_job_of_another_case_is_cancelled_though_it_was_accepted_meanwhile(store: SqlStore) -> None:
    job = a_job("J-1042")
    store.import_jobs((replace(job, status="accepted", technician="Luis"),))

    store.commit(replace(a_claim(), jobs=(replace(job, status="cancelled"),)))

    assert store.job("J-1042") == replace(job, status="cancelled", technician="Luis")


def test_the_newest_open_case_of_a_party_is_found(store: SqlStore) -> None:
    for minute, name in enumerate(("old", "new", "closed")):
        case = replace(a_case(name), updated_at=NOW + timedelta(minutes=minute))
        case = replace(case, state="closed" if name == "closed" else "open")
        call = replace(a_call(f"CA{name}", case=name), ended_at=NOW)
        claim = replace(a_claim(), case=case, call=call)
        store.commit(replace(claim, turn=a_turn(sid=f"CA{name}")))

    found = store.open_case(PRIYA, since=NOW - timedelta(hours=1))

    assert found is not None
    assert found.id == "new"
    assert store.open_case(PRIYA, since=NOW + timedelta(hours=1)) is None
    assert store.open_case("+13035550199", since=NOW - timedelta(hours=1)) is None


def test_job_ids_are_given_once_from_1001_on(store: SqlStore) -> None:
    with ThreadPoolExecutor(4) as people:
        given = list(people.map(lambda _: store.new_job_id(), range(20)))

    assert sorted(given) == [f"J-{number}" for number in range(1001, 1021)]


def test_new_job_ids_go_on_after_the_highest_imported(store: SqlStore) -> None:
    imported = store.import_jobs((a_job("J-1042"), a_job("J-1007"), a_job("OLD-77")))

    assert imported == 3
    assert store.new_job_id() == "J-1043"


def test_an_import_of_older_jobs_does_not_set_the_counter_back(store: SqlStore) -> None:
    store.import_jobs((a_job("J-1042"),))

    store.import_jobs((a_job("J-1007"),))

    assert store.new_job_id() == "J-1043"


def test_jobs_of_a_number_come_newest_first(store: SqlStore) -> None:
    other = replace(a_job("J-1003"), callback_number="+13035550199")
    store.import_jobs((a_job("J-1001"), a_job("J-1002"), other))

    assert [job.id for job in store.jobs(phone=PRIYA)] == ["J-1002", "J-1001"]


def test_a_call_that_ended_is_no_longer_idle(store: SqlStore, woken: list[str]) -> None:
    store.commit(a_claim())
    loaded = store.load("CA1")
    assert loaded is not None
    before = NOW + timedelta(minutes=20)
    assert store.idle_calls(before=before) == (("CA1", NOW),)
    assert store.idle_calls(before=NOW) == ()

    ended = replace(loaded[0], ended_at=before, status="completed")
    store.end_call(ended, loaded[1], (a_followup(),), an_event("call_ended"))

    assert store.idle_calls(before=before) == ()
    assert store.load("CA1") == (ended, replace(loaded[1], version=2))
    assert woken == ["woken", "woken"]


def test_a_late_turn_cannot_undo_the_end_of_its_call(store: SqlStore) -> None:
    claim = a_claim()
    store.commit(claim)
    case = replace(claim.case, version=1)
    store.end_call(replace(claim.call, ended_at=NOW), case, (), an_event("call_ended"))

    with pytest.raises(Conflict):
        store.commit(answered(claim))


def test_the_jobs_of_a_number_are_those_it_is_called_back_on_and_those_it_rang_for(store: SqlStore) -> None:
    taken = replace(a_job("J-1001"), callback_number="+17205550119")
    store.commit(a_claim(case=a_case(job=taken)))
    store.import_jobs((a_job("J-1002"),))

    assert [job.id for job in store.jobs(phone=PRIYA)] == ["J-1002", "J-1001"]
    assert [job.id for job in store.jobs(phone="+17205550119")] == ["J-1001"]


def test_open_jobs_are_those_of_the_last_hours_and_those_from_elsewhere(store: SqlStore) -> None:
    store.commit(a_claim(case=a_case(job=a_job("J-1001"))))
    store.import_jobs((a_job("J-1002"), replace(a_job("J-1003"), status="completed")))

    assert [job.id for job in store.open_jobs(since=NOW - timedelta(hours=1))] == ["J-1002", "J-1001"]
    assert [job.id for job in store.open_jobs(since=NOW)] == ["J-1002"]


def test_a_case_is_in_progress_while_another_call_about_it_goes_on(store: SqlStore) -> None:
    store.commit(a_claim())

    assert store.in_progress("case-1")
    assert not store.in_progress("case-1", apart_from="CA1")
    assert store.open_case(PRIYA, since=NOW - timedelta(hours=1)) is not None

    loaded = store.load("CA1")
    assert loaded is not None
    store.end_call(replace(loaded[0], ended_at=NOW), loaded[1], (), an_event())
    assert not store.in_progress("case-1")
