"""An empty store on each database that we support."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from receptionist.storage.database import open_engine, upgrade
from receptionist.storage.outbox import SqlOutbox
from receptionist.storage.store import SqlStore
from tests.services import PostgresServer, postgres_server

__all__ = ["postgres_server"]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.services)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/var/receptionist.db"
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return server.create(f"test_{secrets.token_hex(6)}")


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    """A migrated database."""
    engine = open_engine(url)
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def woken() -> list[str]:
    """How often the store called the runner."""
    return []


@pytest.fixture
def store(engine: sa.Engine, woken: list[str]) -> SqlStore:
    """An empty store."""
    return SqlStore(engine, on_commit=lambda: woken.append("woken"))


@pytest.fixture
def outbox(engine: sa.Engine) -> SqlOutbox:
    """The outbox of the same database."""
    return SqlOutbox(engine)
