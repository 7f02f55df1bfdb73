"""One number is forgotten wherever it stands, on every database that we support; and on disk."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from receptionist.cases import Case, Job, Utterance
from receptionist.ports import Change
from receptionist.storage.database import open_engine, reading, upgrade
from receptionist.storage.erasure import SqlErasure
from receptionist.storage.outbox import SqlOutbox
from receptionist.storage.retention import CleanUp, Keep, Places
from receptionist.storage.store import SqlStore
from simulator.clock import VirtualClock
from tests.storage.logged import JOB, NOW, PRIYA, a_call, a_case, a_turn

OFFICE = "+17205550119"
MESSAGE = Job(name="Priya Nair", callback_number=PRIYA, message="call me back")


def calls_from(store: SqlStore, case: Case, *, sid: str = "CA1", said: str = "priya nair here") -> None:
    """Put a call into the store that came from the office's line."""
    call = replace(a_call(sid=sid, case=case.id), from_number=OFFICE, caller_id=OFFICE)
    turn = a_turn(1, Utterance(text=said), f"I heard {said}.", sid=sid)
    store.commit(Change(call=call, case=replace(case, party=OFFICE), turn=turn, claim=True))


def kept(store: SqlStore, sid: str = "CA1") -> Case:
    """Return the case of a call as the store has it now."""
    found = store.load(sid)
    assert found is not None
    return found[1]


@pytest.fixture
def clean_up(engine: sa.Engine, tmp_path: Path) -> CleanUp:
    return cleaning(engine, tmp_path)


def cleaning(engine: sa.Engine, directory: Path) -> CleanUp:
    week = timedelta(days=7)
    keep = Keep(calls=week, logs=week, audio=week)
    places = Places(call_logs=directory / "call_logs", audio=directory / "audio")
    return CleanUp(SqlErasure(engine), SqlOutbox(engine), VirtualClock(NOW), keep=keep, places=places)


@pytest.mark.parametrize(
    "case",
    [
        a_case(MESSAGE),
        a_case(Job(name="Priya Nair", onsite_contact_number=PRIYA)),
        replace(a_case(Job()), additional_jobs=(Job(name="Rosa"), MESSAGE)),
    ],
    ids=["left a message", "is met on site", "in a further job"],
)
def test_a_number_is_found_in_a_case_that_never_became_a_job(
    store: SqlStore, clean_up: CleanUp, case: Case
) -> None:
    calls_from(store, case)

    assert clean_up.erase_number(PRIYA) == 1

    left = kept(store)
    assert (left.party, left.job.name, left.job.message, left.job.onsite_contact_number) == (None,) * 4
    assert all(job == Job() for job in left.additional_jobs)
    assert [turn.utterance.text for turn in store.turns("CA1")] == ["[erased]"]


def test_a_number_is_found_as_the_contact_of_a_job_that_was_imported(store: SqlStore, clean_up: CleanUp) -> None:
    store.import_jobs((replace(JOB, callback_number=OFFICE, onsite_contact_number=PRIYA),))

    clean_up.erase_number(PRIYA)

    job = store.job("J-1042")
    assert job is not None
    assert (job.name, job.callback_number, job.onsite_contact_number) == (None, None, None)


def test_a_number_within_another_one_or_within_a_message_is_somebody_else(
    store: SqlStore, clean_up: CleanUp
) -> None:
    case = a_case(Job(name="Rosa", callback_number=f"{PRIYA}9", message=f"my neighbour has {PRIYA}"))
    calls_from(store, case)

    assert clean_up.erase_number(PRIYA) == 0
    assert kept(store).job == case.job


def on_disk(database: Path) -> bytes:
    """Return all that the files of an SQLite database hold."""
    return b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))


def test_after_erasure_the_words_are_nowhere_in_the_files_of_sqlite(tmp_path: Path) -> None:
    database = tmp_path / "receptionist.db"
    engine = open_engine(f"sqlite:///{database}")
    upgrade(engine)
    store = SqlStore(engine)
    calls_from(store, a_case(replace(JOB, message="the blue door " * 500)))
    for number in range(40):
        rosa = a_case(Job(name="Rosa", callback_number=OFFICE), f"other {number}")
        calls_from(store, rosa, sid=f"CB{number}", said="rosa here")
    assert b"Priya Nair" in on_disk(database)

    cleaning(engine, tmp_path).erase_number(PRIYA)

    left = on_disk(database)
    engine.dispose()
    words = (b"Priya", b"priya", PRIYA.encode(), b"Linden", b"blue door")
    assert [word for word in words if word in left] == []
    assert b"Rosa" in left


def test_while_somebody_reads_the_log_of_sqlite_stays_until_the_next_erasure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("receptionist.storage.database.LOCK_TIMEOUT_S", 0)
    database = tmp_path / "receptionist.db"
    engine = open_engine(f"sqlite:///{database}")
    upgrade(engine)
    store = SqlStore(engine)
    calls_from(store, a_case(MESSAGE))

    with reading(engine) as reader:
        reader.execute(sa.text("SELECT * FROM cases")).all()
        assert cleaning(engine, tmp_path).erase_number(PRIYA) == 1
    assert b"Priya" in on_disk(database)

    cleaning(engine, tmp_path).erase_number(OFFICE)

    assert b"Priya" not in on_disk(database)
    engine.dispose()
