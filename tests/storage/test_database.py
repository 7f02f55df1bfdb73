"""The database around the store: migrations, addresses, settings of SQLite."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from receptionist.ports import StoreError
from receptionist.storage.database import open_engine, reading, upgrade, writing
from receptionist.storage.store import SqlStore
from receptionist.storage.tables import metadata
from tests.storage.examples import a_claim


def test_the_migrations_make_the_tables_that_the_code_knows(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)

    assert differences == []


def test_a_second_migration_changes_nothing(engine: sa.Engine) -> None:
    store = SqlStore(engine)
    store.commit(a_claim())

    upgrade(engine)

    assert store.load("CA1") is not None


def test_several_processes_may_migrate_at_once(url: str) -> None:
    engines = [open_engine(url) for _ in range(4)]

    with ThreadPoolExecutor(4) as processes:
        list(processes.map(upgrade, engines))

    SqlStore(engines[0]).check()
    for engine in engines:
        engine.dispose()


def test_a_new_file_that_another_process_is_just_opening_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sqlite3.connect(tmp_path / "new.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")  # SQLite's own wait does not cover this lock
    monkeypatch.setattr(time, "sleep", lambda seconds: other.execute("ROLLBACK"))
    engine = open_engine(f"sqlite:///{tmp_path}/new.db")

    with reading(engine) as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()
    other.close()


def test_a_store_that_a_later_version_migrated_is_used_as_it_is(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    upgrade(engine)

    SqlStore(engine).check()


def test_a_store_of_an_unknown_version_is_refused_for_good(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")

    with pytest.raises(StoreError) as refused:
        upgrade(engine)

    assert refused.value.permanent


def test_what_is_no_address_is_a_store_error() -> None:
    with pytest.raises(StoreError):
        open_engine("a file")


def test_a_directory_that_cannot_be_made_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError):
        open_engine(f"sqlite:///{tmp_path}/file/receptionist.db")


def test_sqlite_runs_as_the_durability_decision_says(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/receptionist.db")

    with reading(engine) as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "secure_delete")
        }
    engine.dispose()

    assert found == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}


def test_a_reader_on_sqlite_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/receptionist.db")
    upgrade(engine)
    store = SqlStore(engine)

    with writing(engine) as writer:
        writer.exec_driver_sql("UPDATE counters SET value = 5000 WHERE name = 'job'")
        seen = store.jobs(phone="+13035550142")
    engine.dispose()

    assert seen == ()
