"""The ledger: what was used up that is paid for, line by line; knows no prices."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from receptionist.costs import Spent
from receptionist.storage.database import reading, writing
from receptionist.storage.tables import ledger


class SqlLedger:
    """Keeps what was spent, by call and by time. Every method raises StoreError, nothing else."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, spent: tuple[Spent, ...]) -> None:
        """Write down what was spent."""
        with writing(self._engine) as connection:
            insert_spent(connection, spent)

    def of_call(self, call_sid: str) -> tuple[Spent, ...]:
        """Return what a call has used up so far."""
        return self._read(ledger.c.call_sid == call_sid)

    def since(self, at: datetime) -> tuple[Spent, ...]:
        """Return what was used up since then, by all calls and beside them."""
        return self._read(ledger.c.at >= at)

    def forget(self, *, before: datetime) -> None:
        """Delete what was spent before then."""
        with writing(self._engine) as connection:
            connection.execute(ledger.delete().where(ledger.c.at < before))

    def _read(self, condition: sa.ColumnElement[bool]) -> tuple[Spent, ...]:
        with reading(self._engine) as connection:
            rows = connection.execute(sa.select(ledger).where(condition).order_by(ledger.c.id))
            return tuple(Spent(at=r.at, item=r.item, quantity=r.quantity, call_sid=r.call_sid) for r in rows)


def insert_spent(connection: sa.Connection, spent: Iterable[Spent]) -> None:
    """Add lines within somebody's transaction."""
    rows = [{"at": s.at, "call_sid": s.call_sid, "item": s.item, "quantity": s.quantity} for s in spent]
    if rows:
        connection.execute(ledger.insert(), rows)
