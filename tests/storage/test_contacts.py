"""The contact book, on every database that we support: what is known, what is forgotten, who wants no texts."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from receptionist.ports import Change, Customer, Note
from receptionist.storage.contacts import SqlContacts, forget_notes
from receptionist.storage.database import writing
from receptionist.storage.store import SqlStore
from receptionist.storage.tables import contacts as table
from tests.storage.examples import NOW, PRIYA, a_call, a_case, a_turn

OFFICE = "+17205550119"
KNOWN = Customer(
    id=PRIYA, phone=PRIYA, name="Priya Nair", language="es-US", vip=True, note="Gate code at the door"
)


@pytest.fixture
def book(engine: sa.Engine) -> SqlContacts:
    return SqlContacts(engine)


def a_note(key: str = "note:CA1", *, phone: str = PRIYA, **job: object) -> Note:
    return Note(
        key=key,
        phone=phone,
        customer_id=None,
        at=NOW,
        outcome="job_taken",
        summary="Rekey for Priya Nair.",
        next_step="Send a technician.",
        job={"id": "J-1001", "name": "Priya Nair", **job},
    )


def numbers(engine: sa.Engine) -> list[str]:
    """Return every number that has a row, whatever it says."""
    with engine.connect() as connection:
        return list(connection.scalars(sa.select(table.c.phone).order_by(table.c.phone)))


def test_what_is_saved_is_found_by_number(book: SqlContacts) -> None:
    book.save(KNOWN, at=NOW)

    assert book.get(PRIYA) == KNOWN
    assert book.get(OFFICE) is None


def test_saving_again_overwrites(book: SqlContacts) -> None:
    book.save(KNOWN, at=NOW)

    book.save(replace(KNOWN, name="Priya N.", vip=False, note=None), at=NOW)

    assert book.get(PRIYA) == replace(KNOWN, name="Priya N.", vip=False, note=None)


def test_all_contacts_come_in_order_of_their_numbers(book: SqlContacts) -> None:
    book.save(Customer(id=OFFICE, phone=OFFICE, name="Office"), KNOWN, at=NOW)

    assert [known.phone for known in book.all()] == [PRIYA, OFFICE]


def test_a_note_is_kept_once_and_the_newest_comes_first(book: SqlContacts) -> None:
    later = replace(a_note("note:CA2"), at=NOW + timedelta(days=1))
    for note in (a_note(), later, a_note(), replace(later, summary="another")):
        book.write(note, name=None)

    assert book.notes(PRIYA) == (later, a_note())


def test_a_note_gives_its_name_to_a_number_that_has_none(book: SqlContacts) -> None:
    book.write(a_note(), name="Priya Nair")
    book.write(a_note("note:CA2"), name="Somebody Else")

    known = book.get(PRIYA)
    assert known is not None
    assert known.name == "Priya Nair"


def test_a_note_without_a_name_makes_no_contact(book: SqlContacts, engine: sa.Engine) -> None:
    book.write(a_note(), name=None)

    assert numbers(engine) == []


def test_whoever_opted_out_stays_so_until_they_opt_in(book: SqlContacts) -> None:
    assert not book.opted_out(PRIYA)

    book.opt_out(PRIYA, at=NOW)
    book.save(KNOWN, at=NOW)
    book.write(a_note(), name="Priya Nair")

    assert book.opted_out(PRIYA)
    assert not book.opted_out(OFFICE)

    book.opt_in(PRIYA, at=NOW)

    assert not book.opted_out(PRIYA)
    assert book.get(PRIYA) == KNOWN


def test_opting_in_makes_no_contact(book: SqlContacts, engine: sa.Engine) -> None:
    book.opt_in(PRIYA, at=NOW)

    assert numbers(engine) == []


def test_a_number_that_only_opted_out_is_a_stranger(book: SqlContacts) -> None:
    book.opt_out(PRIYA, at=NOW)

    assert book.get(PRIYA) is None
    assert book.all() == ()


def test_a_commit_can_opt_a_number_out(store: SqlStore, book: SqlContacts) -> None:
    change = Change(call=a_call(), case=a_case(), turn=a_turn(1), claim=True, opted_out=PRIYA)

    store.commit(change)

    assert book.opted_out(PRIYA)


def test_a_number_is_forgotten_with_its_notes(book: SqlContacts, engine: sa.Engine) -> None:
    book.save(KNOWN, Customer(id=OFFICE, phone=OFFICE, name="Office"), at=NOW)
    book.write(a_note(), name=None)
    book.write(a_note("note:CA2", phone=OFFICE), name=None)

    book.forget(PRIYA)

    assert numbers(engine) == [OFFICE]
    assert book.notes(PRIYA) == ()
    assert len(book.notes(OFFICE)) == 1


def test_notes_that_name_a_forgotten_number_go_too(book: SqlContacts) -> None:
    book.write(a_note(phone=OFFICE, onsite_contact_number=PRIYA), name=None)
    book.write(a_note("note:CA2", phone=OFFICE, message=f"my neighbour has {PRIYA}"), name=None)

    book.forget(PRIYA)

    assert [note.key for note in book.notes(OFFICE)] == ["note:CA2"]


def test_of_a_forgotten_number_that_opted_out_only_that_stays(book: SqlContacts, engine: sa.Engine) -> None:
    book.save(KNOWN, at=NOW)
    book.opt_out(PRIYA, at=NOW)

    book.forget(PRIYA)

    assert book.opted_out(PRIYA)
    with engine.connect() as connection:
        row = connection.execute(sa.select(table)).one()
    assert (row.phone, row.name, row.language, row.vip, row.note) == (PRIYA, None, None, False, None)
    assert book.get(PRIYA) is None


def test_old_notes_are_forgotten_and_contacts_stay(book: SqlContacts, engine: sa.Engine) -> None:
    book.save(KNOWN, at=NOW)
    book.write(a_note(), name=None)
    book.write(replace(a_note("note:CA2"), at=NOW + timedelta(days=1)), name=None)

    with writing(engine) as connection:
        forget_notes(connection, before=NOW + timedelta(hours=1))

    assert [note.key for note in book.notes(PRIYA)] == ["note:CA2"]
    assert book.get(PRIYA) == KNOWN
