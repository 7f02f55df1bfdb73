"""What the store can count when somebody looks: the same from whichever process; keeps nothing."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from receptionist.admission import LIVE_WITHIN
from receptionist.ports import Clock
from receptionist.storage import tables
from receptionist.storage.database import reading
from receptionist.storage.shelves import Shelves

Count = Callable[[], Mapping[str, int]]
"""Counts something by its state; raises StoreError."""


def gauges(kept: Shelves, clock: Clock) -> Mapping[str, Count]:
    """Return what is counted for Prometheus, by the name of its gauge."""
    return {
        "receptionist_live_calls": lambda: {"live": kept.store.live_count(since=clock.now() - LIVE_WITHIN)},
        "receptionist_followups": lambda: kept.outbox.counts(now=clock.now()),
        "receptionist_texts": lambda: _by_state(kept.engine, tables.texts.c.status),
        "receptionist_notices": lambda: _by_state(kept.engine, tables.notices.c.state),
        "receptionist_deliveries": lambda: _by_state(kept.engine, tables.deliveries.c.state),
    }


def _by_state(engine: sa.Engine, state: sa.Column[Any]) -> Mapping[str, int]:
    query = sa.select(state, sa.func.count()).group_by(state)
    with reading(engine) as connection:
        return {row[0]: row[1] for row in connection.execute(query)}
