"""The ledger: what was used up that is paid for, line by line; knows no prices."""

import threading
from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

from receptionist.costs import Spent
from receptionist.ports import StoreError
from receptionist.storage.database import reading, writing
from receptionist.storage.prepared import Prepared
from receptionist.storage.tables import ledger

_INSERT = Prepared(ledger.insert())


class SqlLedger:
    """Keeps what was spent, by call and by time. Every method raises StoreError, nothing else."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, spent: tuple[Spent, ...]) -> None:
        """Write down what was spent."""
        if spent:
            with writing(self._engine) as connection:
                insert_spent(connection, spent)

    def of_call(self, call_sid: str) -> tuple[Spent, ...]:
        """Return what a call has used up so far."""
        query = sa.select(ledger).where(ledger.c.call_sid == call_sid).order_by(ledger.c.id)
        with reading(self._engine) as connection:
            rows = connection.execute(query)
            return tuple(Spent(at=r.at, item=r.item, quantity=r.quantity, call_sid=r.call_sid) for r in rows)

    def sums(self, *, since: datetime) -> Mapping[str, float]:
        """Return how much of each item was used up since then, by all calls and beside them."""
        total = sa.func.sum(ledger.c.quantity).label("total")
        query = sa.select(ledger.c.item, total).where(ledger.c.at >= since).group_by(ledger.c.item)
        with reading(self._engine) as connection:
            return {row.item: row.total for row in connection.execute(query)}

    def forget(self, *, before: datetime) -> None:
        """Delete what was spent before then."""
        with writing(self._engine) as connection:
            connection.execute(ledger.delete().where(ledger.c.at < before))


class LateLedger:
    """Takes lines without a wait, and writes them down together (`flush`): a crash loses seconds of accounts."""

    def __init__(self, ledger: SqlLedger) -> None:
        self._ledger = ledger
        self._lines: list[Spent] = []
        self._lock = threading.Lock()

    def add(self, spent: Spent) -> None:
        """Take a line."""
        with self._lock:
            self._lines.append(spent)

    def flush(self) -> None:
        """Write down what has come. Raises StoreError, and then keeps what it has for the next time."""
        with self._lock:
            lines, self._lines = tuple(self._lines), []
        try:
            self._ledger.add(lines)
        except StoreError:
            with self._lock:
                self._lines = [*lines, *self._lines]
            raise

    def of_call(self, call_sid: str) -> tuple[Spent, ...]:
        """Return what a call has used up so far, as far as this process knows."""
        self.flush()
        return self._ledger.of_call(call_sid)


def insert_spent(connection: sa.Connection, spent: Iterable[Spent]) -> None:
    """Add lines within somebody's transaction."""
    for s in spent:
        row = {"at": s.at, "call_sid": s.call_sid, "item": s.item, "quantity": s.quantity}
        _INSERT.change(connection, row)
