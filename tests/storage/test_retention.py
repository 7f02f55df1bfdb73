"""What is kept and for how long: logs are exported, calls forgotten, calls without an end ended."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from receptionist.cases import Event, Job, Utterance
from receptionist.costs import Spent
from receptionist.ports import Change, FollowUpError, StoreError
from receptionist.storage import tables
from receptionist.storage.call_logs import CallLogExport
from receptionist.storage.database import open_engine, upgrade
from receptionist.storage.erasure import SqlErasure
from receptionist.storage.ledger import SqlLedger
from receptionist.storage.outbox import SqlOutbox
from receptionist.storage.retention import CleanUp, IdleSweep, Keep, Places
from receptionist.storage.store import SqlStore
from simulator.clock import VirtualClock
from tests.storage.logged import JOB, NOW, ORDER, PRIYA, a_call, a_case, a_turn


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
def store(engine: sa.Engine) -> SqlStore:
    return SqlStore(engine)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(call_logs=tmp_path / "call_logs", audio=tmp_path / "audio", logs=tmp_path / "logs")


@pytest.fixture
def clean_up(engine: sa.Engine, clock: VirtualClock, places: Places) -> CleanUp:
    keep = Keep(calls=timedelta(days=90), logs=timedelta(days=14), audio=timedelta(hours=24))
    ledger = SqlLedger(engine)
    return CleanUp(SqlErasure(engine), SqlOutbox(engine), clock, keep=keep, places=places, ledger=ledger)


def write_down(store: SqlStore, *, sid: str = "CA1", job: Job = JOB, said: str = "priya nair here") -> None:
    """Put one whole call into the store."""
    name = f"case of {sid}"
    turn = a_turn(1, Utterance(text=said), "Thank you, Priya.", sid=sid)
    event = Event(at=NOW, kind="job_taken", call_sid=sid, case_id=name, job_id=job.id)
    call, case = a_call("take_job", sid=sid, case=name), a_case(job, name)
    store.commit(Change(call=call, case=case, turn=turn, claim=True, events=(event,)))


def everything(engine: sa.Engine) -> str:
    """Return all that is in the database."""
    with engine.connect() as connection:
        return repr([connection.execute(sa.select(table)).all() for table in tables.metadata.sorted_tables])


def pass_days(clock: VirtualClock, days: float) -> None:
    clock.sleep(timedelta(days=days).total_seconds())


def test_the_export_writes_what_the_store_has(store: SqlStore, places: Places) -> None:
    write_down(store)
    export = CallLogExport(store, places.call_logs)

    export(ORDER)
    export(ORDER)

    log: dict[str, Any] = json.loads((places.call_logs / "2026-07-14" / "CA1.json").read_text("utf-8"))
    assert log["job"]["id"] == "J-1042"
    assert [entry["text"] for entry in log["turns"]] == ["priya nair here", "Thank you, Priya."]


def test_an_export_of_an_unknown_call_fails_for_good(store: SqlStore, places: Places) -> None:
    with pytest.raises(FollowUpError) as failed:
        CallLogExport(store, places.call_logs)(ORDER)

    assert failed.value.permanent


def test_a_call_is_forgotten_after_its_days_and_its_events_are_not(
    store: SqlStore, engine: sa.Engine, clock: VirtualClock, places: Places, clean_up: CleanUp
) -> None:
    write_down(store)
    path = CallLogExport(store, places.call_logs).export("CA1")
    pass_days(clock, 91)

    clean_up(ORDER)

    left = everything(engine)
    assert not any(word in left for word in ("Priya", "priya", PRIYA, "Linden", "Honda"))
    assert "J-1042" in left
    assert "job_taken" in left
    assert not path.parent.exists()


def test_a_call_that_is_not_old_enough_is_left_alone(
    store: SqlStore, engine: sa.Engine, clock: VirtualClock, places: Places, clean_up: CleanUp
) -> None:
    write_down(store)
    path = CallLogExport(store, places.call_logs).export("CA1")
    before = everything(engine)
    pass_days(clock, 89)

    clean_up(ORDER)

    assert everything(engine) == before
    assert path.exists()


def test_a_job_that_somebody_works_on_keeps_its_details(
    store: SqlStore, clock: VirtualClock, clean_up: CleanUp
) -> None:
    write_down(store, job=replace(JOB, status="en_route"))
    pass_days(clock, 91)

    clean_up(ORDER)

    kept = store.job("J-1042")
    assert kept is not None
    assert kept.address == "2215 Linden Avenue"
    assert [turn.utterance.text for turn in store.turns("CA1")] == ["[erased]"]


def test_an_erased_call_can_still_be_read(
    store: SqlStore, clock: VirtualClock, places: Places, clean_up: CleanUp
) -> None:
    write_down(store)
    pass_days(clock, 91)
    clean_up(ORDER)

    log = json.loads(CallLogExport(store, places.call_logs).export("CA1").read_text("utf-8"))

    assert [entry["text"] for entry in log["turns"]] == ["[erased]", "[erased]"]
    assert (log["from"], log["outcome"], log["job"]["name"]) == ("[erased]", "job_taken", None)


def test_many_old_calls_are_all_forgotten(
    store: SqlStore, engine: sa.Engine, clock: VirtualClock, clean_up: CleanUp
) -> None:
    for number in range(45):
        write_down(store, sid=f"CA{number}", job=replace(JOB, id=f"J-{number}"))
    pass_days(clock, 91)

    clean_up(ORDER)

    assert "Priya" not in everything(engine)


def test_what_calls_cost_is_kept_as_long_as_they_are(
    engine: sa.Engine, clock: VirtualClock, clean_up: CleanUp
) -> None:
    ledger = SqlLedger(engine)
    ledger.add((Spent(at=NOW, item="sms/out_segments", quantity=1),))

    pass_days(clock, 89)
    clean_up(ORDER)
    kept = ledger.sums(since=NOW)
    pass_days(clock, 2)
    clean_up(ORDER)

    assert kept == {"sms/out_segments": 1}
    assert ledger.sums(since=NOW) == {}


def test_one_number_is_forgotten_and_the_others_are_not(
    store: SqlStore, engine: sa.Engine, places: Places, clean_up: CleanUp
) -> None:
    write_down(store)
    other = replace(a_case(name="other"), party="+17205550119", job=Job(name="Rosa", id="J-7"))
    call = replace(a_call(sid="CA2", case="other"), from_number="+17205550119", caller_id="+17205550119")
    store.commit(Change(call=call, case=other, turn=a_turn(1, Utterance(text="hola"), sid="CA2"), claim=True))
    path = CallLogExport(store, places.call_logs).export("CA1")

    assert clean_up.erase_number(PRIYA) == 1

    left = everything(engine)
    assert PRIYA not in left
    assert "Priya" not in left
    assert "Rosa" in left
    assert "hola" in left
    assert not path.exists()


def test_old_files_go_and_new_ones_stay(clock: VirtualClock, places: Places, clean_up: CleanUp) -> None:
    day = places.call_logs / "2026-07-14"
    assert places.logs is not None
    ages = {
        places.audio / "old.mp3": timedelta(hours=25),
        places.audio / "new.mp3": timedelta(hours=23),
        places.audio / ".gitkeep": timedelta(days=400),
        places.logs / "receptionist.log.1": timedelta(days=15),
        places.logs / "receptionist.log": timedelta(days=13),
        day / ".CA1.x.tmp": timedelta(hours=2),
        day / ".CA2.x.tmp": timedelta(minutes=2),
        day / "CA1.json": timedelta(days=400),
    }
    for path, age in ages.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
        changed_s = (NOW - age).timestamp()
        os.utime(path, (changed_s, changed_s))

    clean_up(ORDER)

    gone = {path.name for path in ages if not path.exists()}
    assert gone == {"old.mp3", "receptionist.log.1", ".CA1.x.tmp"}


def test_a_call_without_an_end_is_ended_after_five_minutes_as_of_its_last_turn(
    store: SqlStore, clock: VirtualClock
) -> None:
    call = a_call(seconds=None)
    store.commit(Change(call=call, case=a_case(), turn=a_turn(1, Utterance(text="hello")), claim=True))
    ended: list[tuple[str, datetime]] = []
    sweep = IdleSweep(store, clock, max_call_minutes=15, end=lambda sid, at: ended.append((sid, at)))

    clock.sleep(20 * 60)
    sweep(ORDER)
    assert ended == []
    clock.sleep(1)
    sweep(ORDER)
    assert ended == [("CA1", NOW)]


def test_a_call_that_cannot_be_ended_does_not_keep_the_others(store: SqlStore, clock: VirtualClock) -> None:
    for number in range(2):
        name = f"CA{number}"
        call, case = a_call(seconds=None, sid=name, case=name), a_case(Job(), name)
        store.commit(Change(call=call, case=case, turn=a_turn(1, Utterance(), sid=name), claim=True))
    tried: list[str] = []

    def end(call_sid: str, at: datetime) -> None:
        tried.append(call_sid)
        raise StoreError("busy")

    clock.sleep(3600)
    IdleSweep(store, clock, max_call_minutes=15, end=end)(ORDER)

    assert sorted(tried) == ["CA0", "CA1"]
