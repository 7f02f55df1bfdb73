"""Contacts from elsewhere, and the commands about contacts, as an owner types them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app import create_app
from receptionist.crm.contact_rows import read_contacts
from receptionist.ports import ConfigError, Customer
from receptionist.settings import Settings
from receptionist.storage.contacts import SqlContacts

PRIYA = "+13035550142"
SHEET = '\ufeffPhone, Name ,Language,VIP,Note,Colour\r\n(303) 555-0142,Priya Nair,ES,Yes,"gate,\nleft",red\r\n'


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An app whose store is new."""
    made = create_app(Settings.load({"CALL_LOG_DIR": str(tmp_path / "call_logs")}))
    yield made
    made.extensions["receptionist"].close()


def typed(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=list(words))


def written(directory: Path, text: str, name: str = "customers.json") -> Path:
    file = directory / name
    file.write_text(text, "utf-8", newline="")
    return file


def test_a_table_of_a_spreadsheet_is_read(tmp_path: Path) -> None:
    (known,) = read_contacts(written(tmp_path, SHEET, "customers.CSV"), region="US")

    assert known == Customer(
        id=PRIYA, phone=PRIYA, name="Priya Nair", language="es-US", vip=True, note="gate, left"
    )


def test_of_a_json_row_only_the_number_is_needed(tmp_path: Path) -> None:
    rows = [{"phone": PRIYA}, {"phone": "+1 720 555 0119", "vip": False, "language": "en-US", "name": None}]

    first, second = read_contacts(written(tmp_path, json.dumps(rows)), region="US")

    assert first == Customer(id=PRIYA, phone=PRIYA)
    assert (second.phone, second.language, second.vip) == ("+17205550119", "en-US", False)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{}", "a JSON array"),
        ("[5]", "row 1: an object"),
        ('[{"phone": "+13035550142"}, {"name": "Ann"}]', "row 2, phone: missing: needed is a telephone number"),
        ('[{"phone": "12"}]', "row 1, phone: '12'"),
        ('[{"phone": "+13035550142", "language": "fr"}]', "row 1, language: 'fr': needed is en or es"),
        ('[{"phone": "+13035550142", "vip": "perhaps"}]', "row 1, vip: 'perhaps': needed is yes or no"),
        ("[{", "customers.json cannot be read"),
    ],
)
def test_a_mistake_is_named_by_row_and_column(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        read_contacts(written(tmp_path, text), region="US")


def test_contacts_are_imported_listed_and_forgotten(app: Flask, tmp_path: Path) -> None:
    file = written(tmp_path, SHEET, "customers.csv")

    imported = typed(app, "contacts", "import", str(file))
    listed = typed(app, "contacts", "list")
    forgotten = typed(app, "contacts", "forget", "(303) 555-0142")

    assert (imported.exit_code, imported.output) == (0, "1 contacts imported\n")
    assert listed.output == f"{PRIYA}  Priya Nair  es-US  vip  0 notes\n"
    assert forgotten.output == "+1•••••••42: forgotten\n"
    assert SqlContacts(app.extensions["receptionist"].kept.engine).get(PRIYA) is None


def test_a_file_of_contacts_that_is_wrong_is_told_in_one_line(app: Flask, tmp_path: Path) -> None:
    result = typed(app, "contacts", "import", str(written(tmp_path, '[{"phone": "12"}]')))

    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert result.output.startswith("Error: row 1, phone")


def test_forget_wants_a_telephone_number(app: Flask) -> None:
    assert typed(app, "contacts", "forget", "everybody").exit_code == 2
