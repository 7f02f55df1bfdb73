"""The contact book: whom the owner knows by number, notes about them, who wants no texts, and who is blocked.

Who opted out or is blocked stays so when all else about the number is forgotten: what is left is the bare number
and the time, for without them the next job would text somebody again who had said STOP.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from receptionist.ports import Customer, Note
from receptionist.records import from_json, to_json
from receptionist.storage.database import add, empty_log, reading, upsert, writing
from receptionist.storage.tables import contact_notes, contacts

_ANYTHING = contacts.c.name.is_not(None) | contacts.c.language.is_not(None) | contacts.c.note.is_not(None)
_KNOWN = sa.select(contacts).where(_ANYTHING | contacts.c.vip)
_SAVED = ("name", "language", "vip", "note", "updated_at")


class SqlContacts:
    """Keeps contacts by E.164 number. Every method raises StoreError, nothing else."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def get(self, phone: str) -> Customer | None:
        """Return whom a number belongs to; None when nothing is known of it, or only that it wants no texts."""
        with reading(self._engine) as connection:
            row = connection.execute(_KNOWN.where(contacts.c.phone == phone)).one_or_none()
            return _customer(row) if row else None

    def all(self) -> tuple[Customer, ...]:
        """Return every contact, by number."""
        with reading(self._engine) as connection:
            return tuple(map(_customer, connection.execute(_KNOWN.order_by(contacts.c.phone))))

    def save(self, *customers: Customer, at: datetime) -> None:
        """Add contacts, or overwrite what is known of them; who wants no texts still wants none."""
        with writing(self._engine) as connection:
            statement = upsert(connection.dialect.name, contacts, key="phone", columns=_SAVED)
            for customer in sorted(customers, key=lambda each: each.phone):
                row = {name: getattr(customer, name) for name in ("phone", "name", "language", "vip", "note")}
                statement.change(connection, {**row, "updated_at": at})

    def write(self, note: Note, *, name: str | None) -> None:
        """Keep a note; the first with its key stays. `name` becomes the contact's if it has none."""
        row = {"key": note.key, "phone": note.phone, "at": note.at, "body": to_json(note)}
        with writing(self._engine) as connection:
            add(connection, contact_notes, row)
            if name:
                _know(connection, note.phone, at=note.at)
                nameless = (contacts.c.phone == note.phone) & contacts.c.name.is_(None)
                connection.execute(contacts.update().where(nameless).values(name=name, updated_at=note.at))

    def notes(self, phone: str) -> tuple[Note, ...]:
        """Return the notes about a number, the newest first."""
        query = sa.select(contact_notes.c.body).where(contact_notes.c.phone == phone)
        with reading(self._engine) as connection:
            bodies = connection.scalars(query.order_by(contact_notes.c.at.desc(), contact_notes.c.key))
            return tuple(from_json(Note, body) for body in bodies)

    def opt_out(self, phone: str, *, at: datetime) -> None:
        """Note that a number wants no more texts."""
        with writing(self._engine) as connection:
            opt_out(connection, phone, at=at)

    def opt_in(self, phone: str, *, at: datetime) -> None:
        """Note that a number wants texts again; a number that never opted out is left as it is."""
        out = (contacts.c.phone == phone) & contacts.c.opted_out_at.is_not(None)
        with writing(self._engine) as connection:
            connection.execute(contacts.update().where(out).values(opted_out_at=None, updated_at=at))

    def opted_out(self, phone: str) -> bool:
        """Tell whether a number wants no texts."""
        return self.opted_out_at(phone) is not None

    def opted_out_at(self, phone: str) -> datetime | None:
        """Return since when a number wants no texts; None for one that has not said so."""
        query = sa.select(contacts.c.opted_out_at).where(contacts.c.phone == phone)
        with reading(self._engine) as connection:
            since: datetime | None = connection.scalar(query)
            return since

    def block(self, phone: str, *, at: datetime) -> None:
        """Note that calls and texts of a number are not answered."""
        with writing(self._engine) as connection:
            _know(connection, phone, at=at)
            theirs = (contacts.c.phone == phone) & contacts.c.blocked_at.is_(None)
            connection.execute(contacts.update().where(theirs).values(blocked_at=at, updated_at=at))

    def unblock(self, phone: str, *, at: datetime) -> None:
        """Note that a number is answered again."""
        blocked = (contacts.c.phone == phone) & contacts.c.blocked_at.is_not(None)
        with writing(self._engine) as connection:
            connection.execute(contacts.update().where(blocked).values(blocked_at=None, updated_at=at))

    def blocked(self, phone: str) -> bool:
        """Tell whether a number is not answered."""
        query = sa.select(contacts.c.blocked_at).where(contacts.c.phone == phone)
        with reading(self._engine) as connection:
            return connection.scalar(query) is not None

    def forget(self, phone: str) -> None:
        """Forget a number: see `forget`."""
        with writing(self._engine) as connection:
            forget(connection, phone)
        empty_log(self._engine)


def opt_out(connection: sa.Connection, phone: str, *, at: datetime) -> None:
    """Note within somebody's transaction that a number wants no more texts; the first time it said so counts."""
    _know(connection, phone, at=at)
    theirs = (contacts.c.phone == phone) & contacts.c.opted_out_at.is_(None)
    connection.execute(contacts.update().where(theirs).values(opted_out_at=at, updated_at=at))


def forget(connection: sa.Connection, phone: str) -> None:
    """Delete within somebody's transaction a contact, and all notes about a number or that name it.

    Of a number that opted out or is blocked, the number and the time stay.
    """
    # In quotes it is the whole of a value: a number to ring back or on site; and no word of a message.
    named = sa.cast(contact_notes.c.body, sa.Text).contains(f'"{phone}"', autoescape=True)
    connection.execute(contact_notes.delete().where((contact_notes.c.phone == phone) | named))
    theirs = contacts.c.phone == phone
    nothing_else = contacts.c.opted_out_at.is_(None) & contacts.c.blocked_at.is_(None)
    connection.execute(contacts.delete().where(theirs, nothing_else))
    connection.execute(contacts.update().where(theirs).values(name=None, language=None, vip=False, note=None))


def forget_notes(connection: sa.Connection, *, before: datetime) -> None:
    """Delete within somebody's transaction the notes about calls that began before then; contacts stay."""
    connection.execute(contact_notes.delete().where(contact_notes.c.at < before))


def _know(connection: sa.Connection, phone: str, *, at: datetime) -> None:
    add(connection, contacts, {"phone": phone, "vip": False, "updated_at": at})


def _customer(row: sa.Row[Any]) -> Customer:
    return Customer(
        id=row.phone, phone=row.phone, name=row.name, language=row.language, vip=row.vip, note=row.note
    )
