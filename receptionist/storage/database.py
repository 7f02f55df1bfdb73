"""Engines, transactions and migrations for SQLite and Postgres; knows no case and decides nothing."""

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.pool import ConnectionPoolEntry

from receptionist.ports import StoreError
from receptionist.right_of_way import RightOfWay
from receptionist.storage.prepared import Prepared

MIGRATIONS = Path(__file__).parents[2] / "migrations"
MIGRATION_LOCK = 0x10C5317
"""Key of the Postgres advisory lock under which one process at a time migrates."""
LOCK_TIMEOUT_S = 5
"""How long a transaction waits for another one: well inside the 15 s that Twilio waits for an answer."""
STATEMENT_TIMEOUT_S = 10
_WAL_RETRY_S = 0.01
PAGES_KB = 512
"""Pages that each connection to SQLite keeps: what a turn touches. The default is 2 MB for each of a dozen, filled
with the same pages as the file grows, while the system keeps the file in memory anyway."""
_PERMANENT = (sa.exc.IntegrityError, sa.exc.DataError, sa.exc.ProgrammingError, UnicodeError)


def open_engine(url: str) -> sa.Engine:
    """Return an engine for `sqlite:///path` or a Postgres URL (Heroku's `postgres://` too); opens no connection.

    Raises StoreError when the URL is none, or the directory of an SQLite file cannot be made.
    """
    with store_errors():
        target = sa.make_url(url)
        if target.get_backend_name() == "sqlite":
            return _open_sqlite(target)
        return _open_postgres(target.set(drivername="postgresql+psycopg"))


def _open_sqlite(url: sa.URL) -> sa.Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # Parameters are callers' words: no error message may show them.
    options = {"one_writer": RightOfWay()}
    engine = sa.create_engine(url, hide_parameters=True, pool_timeout=LOCK_TIMEOUT_S, execution_options=options)
    sa.event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN comes late and only before some statements; _transaction takes over.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {LOCK_TIMEOUT_S * 1000}")
    _keep_write_ahead_log(cursor)
    cursor.execute("PRAGMA synchronous = FULL")  # docs/decisions/0001-durability.md
    cursor.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten, not just let go of
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA cache_size = -{PAGES_KB}")
    cursor.close()


def _keep_write_ahead_log(cursor: DBAPICursor) -> None:
    # The one lock for which SQLite never waits: of several processes that open a new file, one turns it over to
    # the log, and the others are told at once that it is locked.
    give_up = time.monotonic() + LOCK_TIMEOUT_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > give_up:
                raise
            time.sleep(_WAL_RETRY_S)


def _open_postgres(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(
        url,
        hide_parameters=True,
        pool_size=4,
        max_overflow=4,
        pool_timeout=LOCK_TIMEOUT_S,
        pool_pre_ping=True,
        pool_recycle=300,
        connect_args={"connect_timeout": LOCK_TIMEOUT_S},
    )
    sa.event.listen(engine, "connect", _set_up_postgres)
    return engine


def _set_up_postgres(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = '{LOCK_TIMEOUT_S}s'")
    cursor.execute(f"SET statement_timeout = '{STATEMENT_TIMEOUT_S}s'")
    cursor.close()
    connection.autocommit = False


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn the database's and the operating system's errors into StoreError, without a caller's words."""
    try:
        yield
    except (sa.exc.SQLAlchemyError, sqlite3.Error, OSError, UnicodeError) as error:
        cause = getattr(error, "orig", None) or error
        why = getattr(error, "strerror", None) or type(cause).__name__
        raise StoreError(f"store: {why}", permanent=isinstance(error, _PERMANENT)) from error


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open a transaction that writes: all of it is kept, or nothing. Raises StoreError."""
    # A deferred transaction that reads and then writes fails at once when another one wrote meanwhile.
    with store_errors(), _in_line(engine), _transaction(engine, "BEGIN IMMEDIATE") as connection:
        yield connection


@contextmanager
def _in_line(engine: sa.Engine) -> Iterator[None]:
    # SQLite lets one write at a time, and who finds it busy sleeps longer and longer while others overtake it
    # (docs/decisions/0001-durability.md). Who waits for a lock instead is woken as soon as it is free.
    lock: RightOfWay | None = engine.get_execution_options().get("one_writer")
    if lock and not lock.acquire(timeout=LOCK_TIMEOUT_S):
        raise StoreError("store: too many writers")
    try:
        yield
    finally:
        if lock:
            lock.release()


def in_request(engine: sa.Engine) -> AbstractContextManager[None]:
    """Let this thread's writes go before those beside the requests, while the context lasts; no-op on Postgres."""
    way: RightOfWay | None = engine.get_execution_options().get("one_writer")
    return way.request() if way else nullcontext()


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open a transaction that only reads, and on SQLite waits for nobody. Raises StoreError."""
    with store_errors(), _transaction(engine, "BEGIN") as connection:
        yield connection


@contextmanager
def _transaction(engine: sa.Engine, begin: str) -> Iterator[sa.Connection]:
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            # Said to the driver itself: a turn begins half a dozen, and SQLAlchemy doubles their price.
            connection.connection.cursor().execute(begin)
        yield connection


def empty_log(engine: sa.Engine) -> None:
    """Empty SQLite's write-ahead log, where words that were erased still stand; no-op on Postgres.

    While somebody is reading it stays, until the next time. Raises StoreError.
    """
    if engine.dialect.name == "sqlite":
        with store_errors(), engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def add(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> bool:
    """Insert a row and return True, unless one with the same key is there or just being inserted."""
    return _insert_new(connection.dialect.name, table, tuple(row)).first(connection, row) is not None


@cache
def _insert_new(dialect: str, table: sa.Table, _columns: tuple[str, ...]) -> Prepared:
    # RETURNING tells whether there was an insert; a row count for it is not to be had from every driver.
    return Prepared(_insert(dialect, table).on_conflict_do_nothing().returning(*table.primary_key))


@cache
def upsert(dialect: str, table: sa.Table, *, key: str, columns: tuple[str, ...], first: str = "") -> Prepared:
    """Return the INSERT that overwrites `columns` where `key` is there already.

    The column `first` keeps the value that it was first given.
    """
    statement = _insert(dialect, table)
    changes: dict[str, Any] = {name: statement.excluded[name] for name in columns if name != key}
    if first:
        changes[first] = sa.func.coalesce(table.c[first], statement.excluded[first])
    return Prepared(statement.on_conflict_do_update(index_elements=[key], set_=changes))


def _insert(dialect: str, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def upgrade(engine: sa.Engine) -> None:
    """Bring the tables to this version's state; of several processes one does it while the others wait.

    Raises StoreError.
    """
    with writing(engine) as connection:  # on SQLite this is the lock
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        if _revision(connection) != _newest_revision():
            # Alembic takes a fifth of a second to import, which a start with nothing to migrate saves.
            from receptionist.storage.migrating import migrate

            migrate(connection, MIGRATIONS)


def _revision(connection: sa.Connection) -> str | None:
    """Return what the tables were last migrated to, None for a database without tables."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found


def _newest_revision() -> str:
    """Return this version's revision: the number that its newest migration's file begins with."""
    return max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]


def migrated(url: str) -> sa.Engine:
    """Return the database at a URL, brought to this version. Raises StoreError."""
    engine = open_engine(url)
    upgrade(engine)
    return engine
