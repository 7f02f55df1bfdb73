"""The contact book: whom the owner knows by telephone number, and who wants no texts."""

from datetime import datetime

import sqlalchemy as sa

from receptionist.storage.database import add
from receptionist.storage.tables import contacts


def opt_out(connection: sa.Connection, phone: str, *, at: datetime) -> None:
    """Note within somebody's transaction that a number wants no more texts."""
    _know(connection, phone, at=at)
    connection.execute(contacts.update().where(contacts.c.phone == phone).values(opted_out_at=at, updated_at=at))


def _know(connection: sa.Connection, phone: str, *, at: datetime) -> None:
    add(connection, contacts, {"phone": phone, "vip": False, "updated_at": at})
