"""The sessions of ConversationRelay: each begun by a token that is good once; holds no words and no number."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from receptionist.storage.database import reading, writing
from receptionist.storage.tables import relays

_OF_CALL = relays.c.call_sid == sa.bindparam("of_call")
_SESSIONS = sa.select(relays).where(_OF_CALL).order_by(relays.c.id)


@dataclass(frozen=True, slots=True)
class Sessions:
    """How the sessions of one call went so far."""

    connected: bool
    """Whether the newest one ever had its socket."""
    failures: int


class SqlRelays:
    """Keeps who may open a socket, and what became of it. Every method raises StoreError, nothing else."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def issue(self, token: str, call_sid: str, *, at: datetime) -> None:
        """Keep a token that opens one socket of a call."""
        with writing(self._engine) as connection:
            connection.execute(relays.insert(), {"token": token, "call_sid": call_sid, "issued_at": at})

    def open(self, token: str, call_sid: str, *, at: datetime) -> bool:
        """Use a token up; False when it is not this call's, was used, or the call has a socket already."""
        unused = (relays.c.token == token) & _OF_CALL & relays.c.opened_at.is_(None) & relays.c.closed_at.is_(None)
        other = relays.alias()
        live = sa.exists().where(
            other.c.call_sid == sa.bindparam("of_call"),
            other.c.opened_at.is_not(None),
            other.c.closed_at.is_(None),
        )
        with writing(self._engine) as connection:
            # Of two sockets at the same moment one waits here for the other.
            connection.execute(_SESSIONS.with_for_update(), {"of_call": call_sid})
            used = relays.update().where(unused, ~live).values(opened_at=at)
            return connection.execute(used, {"of_call": call_sid}).rowcount == 1

    def ended(self, call_sid: str, *, at: datetime, failed: bool, unused: bool = False) -> Sessions:
        """Note that a call has no session any more, and return how its sessions went.

        A socket that was `unused` counts as one that never opened.
        """
        with writing(self._engine) as connection:
            open_ones = relays.update().where(_OF_CALL, relays.c.closed_at.is_(None)).values(closed_at=at)
            connection.execute(open_ones, {"of_call": call_sid})
            before = connection.execute(_SESSIONS, {"of_call": call_sid}).all()
            if failed and before:
                values = {"failed_at": at} | ({"opened_at": None} if unused else {})
                connection.execute(relays.update().where(relays.c.id == before[-1].id).values(values))
        failures = sum(row.failed_at is not None for row in before[:-1]) + failed
        return Sessions(bool(before and before[-1].opened_at and not unused), failures)

    def failed_set_up(self, *, since: datetime) -> datetime | None:
        """Return when a session last failed before it had its socket; None when none did after `since`."""
        failed = (relays.c.failed_at > since) & relays.c.opened_at.is_(None)
        query = sa.select(relays.c.failed_at).where(failed).order_by(relays.c.failed_at.desc()).limit(1)
        with reading(self._engine) as connection:
            return connection.scalar(query)


def forget_old(connection: sa.Connection, *, before: datetime) -> None:
    """Delete the sessions that began before then."""
    connection.execute(relays.delete().where(relays.c.issued_at < before))
