"""The built-in customer records, kept in the receptionist's own store; knows no SQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from receptionist.ports import CRMBase, CRMError, Customer, Note, StoreError


class Contacts(Protocol):
    """What the contact book needs of the store. Every method raises StoreError, nothing else."""

    def get(self, phone: str) -> Customer | None:
        """Return whom a number belongs to."""
        ...

    def write(self, note: Note, *, name: str | None) -> None:
        """Keep a note, once; `name` becomes the contact's if it has none."""
        ...


class ContactBook(CRMBase):
    """The default: whoever has a job taken becomes a contact, and so does whom the owner imports."""

    def __init__(self, contacts: Contacts) -> None:
        self._contacts = contacts

    def get_customer(self, phone: str) -> Customer | None:
        """Return whom the number belongs to; a number that is only known to want no texts is a stranger's."""
        with _crm_errors():
            return self._contacts.get(phone)

    def create_note(self, note: Note) -> None:
        """Keep a note, with the name of whoever had a job taken."""
        name = note.job.get("name") if note.job.get("id") else None
        with _crm_errors():
            self._contacts.write(note, name=name)


@contextmanager
def _crm_errors() -> Iterator[None]:
    try:
        yield
    except StoreError as error:
        raise CRMError(f"contact book: {error}", permanent=error.permanent) from error
