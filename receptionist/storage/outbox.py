"""The outbox: what is left to be done after commits, a lease at a time; does none of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from receptionist.cases import FollowUp
from receptionist.ports import Leased
from receptionist.storage.database import add, reading, writing
from receptionist.storage.prepared import Prepared
from receptionist.storage.tables import UtcTime, outbox

LATE = timedelta(minutes=5)

_LEASE = Prepared(
    outbox.update()
    .where(outbox.c.id == sa.bindparam("of_id"))
    .values(lease_until=sa.bindparam("until"), attempts=outbox.c.attempts + 1)
)
_DONE = Prepared(
    outbox.update()
    .where(outbox.c.key == sa.bindparam("of_key"))
    .values(state="done", lease_until=None, error=None)
)


class SqlOutbox:
    """Implements ports.Outbox. What is done keeps its key until clean-up, so that a repeated order is a no-op."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def lease(
        self,
        *,
        now: datetime,
        until: datetime,
        limit: int = 10,
        only: tuple[str, ...] = (),
        but: tuple[str, ...] = (),
    ) -> tuple[Leased, ...]:
        """Take due follow-ups (some kinds, or all but some), the longest due first; a lease runs out."""
        # Mostly nothing is due: who looks each second shall not keep from writing who has a caller.
        with reading(self._engine) as connection:
            if not _due(limit, only, but).all(connection, {"now": now}):
                return ()
        with writing(self._engine) as connection:
            rows = _due(limit, only, but).all(connection, {"now": now})
            for row in rows:
                _LEASE.change(connection, {"of_id": row.id, "until": until})
        return tuple(_leased(row, until) for row in rows)

    def done(self, leased: Leased) -> None:
        """Strike a follow-up off, also when the lease has run out meanwhile: it is done."""
        with writing(self._engine) as connection:
            _DONE.change(connection, {"of_key": leased.followup.key})

    def failed(self, leased: Leased, *, error: str, retry_at: datetime | None) -> None:
        """Put a follow-up back, or among the dead letters; no-op when the lease has passed to somebody else."""
        values: dict[str, Any] = {"lease_until": None, "error": error}
        values |= {"state": "dead"} if retry_at is None else {"run_at": retry_at}
        with writing(self._engine) as connection:
            mine = (outbox.c.key == leased.followup.key) & (outbox.c.lease_until == leased.lease_until)
            connection.execute(outbox.update().where(mine, outbox.c.state == "waiting").values(values))

    def order(self, followups: tuple[FollowUp, ...]) -> None:
        """Add follow-ups; one whose key is known is a no-op."""
        with writing(self._engine) as connection:
            insert_followups(connection, followups)

    def counts(self, *, now: datetime) -> Mapping[str, int]:
        """Return how many are `waiting`, `late` (due for over five minutes) and `dead`."""
        waiting, dead = outbox.c.state == "waiting", outbox.c.state == "dead"
        late = waiting & (outbox.c.run_at < now - LATE)
        wanted = {"waiting": waiting, "late": late, "dead": dead}
        columns = [sa.func.count().filter(condition).label(name) for name, condition in wanted.items()]
        with reading(self._engine) as connection:
            row = connection.execute(sa.select(*columns).where(outbox.c.state != "done")).one()
        return dict(row._mapping)

    def forget(self, *, before: datetime) -> None:
        """Delete what is done or dead and was due before then."""
        with writing(self._engine) as connection:
            connection.execute(outbox.delete().where(outbox.c.state != "waiting", outbox.c.run_at < before))


def insert_followups(connection: sa.Connection, followups: tuple[FollowUp, ...]) -> None:
    """Add follow-ups within somebody's transaction; one whose key is known is a no-op."""
    # In order of their keys, so that two transactions which order the same ones never wait for each other.
    for followup in sorted(followups, key=lambda each: each.key):
        row = {
            "key": followup.key,
            "kind": followup.kind,
            "payload": followup.payload,
            "state": "waiting",
            "run_at": followup.run_at,
            "attempts": 0,
        }
        add(connection, outbox, row)


@cache
def _due(limit: int, only: tuple[str, ...], but: tuple[str, ...]) -> Prepared:
    now = sa.bindparam("now", type_=UtcTime)
    free = outbox.c.lease_until.is_(None) | (outbox.c.lease_until <= now)
    due = sa.select(outbox).where(outbox.c.state == "waiting", outbox.c.run_at <= now, free)
    if only:
        due = due.where(sa.or_(*(outbox.c.kind == kind for kind in only)))
    elif but:
        due = due.where(*(outbox.c.kind != kind for kind in but))
    return Prepared(due.order_by(outbox.c.run_at, outbox.c.id).limit(limit).with_for_update(skip_locked=True))


def _leased(row: Any, until: datetime) -> Leased:  # noqa: ANN401 -- a row
    followup = FollowUp(key=row.key, kind=row.kind, payload=row.payload, run_at=row.run_at)
    return Leased(followup=followup, attempts=row.attempts + 1, lease_until=until)
