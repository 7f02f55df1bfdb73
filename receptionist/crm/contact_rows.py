"""Contacts from elsewhere: a JSON array, or a table that a spreadsheet wrote -> customers, in plain complaints."""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from receptionist.ports import ConfigError, Customer
from utils import clean_speech, normalise_phone_number

_LANGUAGES = {"en": "en-US", "es": "es-US", "en-us": "en-US", "es-us": "es-US"}
_FLAGS = {"": False, "no": False, "false": False, "0": False, "yes": True, "true": True, "1": True}


def read_contacts(file: Path, *, region: str) -> tuple[Customer, ...]:
    """Return the contacts of a `.csv` file with a header line, or of a JSON array of objects.

    `phone` is needed, in any spelling of the country `region`; `name`, `language` (en or es), `vip` (yes or no)
    and `note` may be there, other columns are ignored. Raises ConfigError that names the row (from 1) and the
    column.
    """
    try:
        rows = _rows(file)
    except (ValueError, csv.Error, OSError) as error:
        raise ConfigError(f"{file.name} cannot be read: {error}", permanent=True) from error
    if not isinstance(rows, list):
        raise ConfigError("contacts: a JSON array of contacts is needed", permanent=True)
    return tuple(_customer(row, n, region) for n, row in enumerate(rows, 1))


def _rows(file: Path) -> object:
    # Spreadsheets put a byte order mark first.
    text = file.read_text("utf-8-sig")
    return (
        list(csv.DictReader(io.StringIO(text, newline=""))) if file.suffix.lower() == ".csv" else json.loads(text)
    )


def _customer(row: object, n: int, region: str) -> Customer:
    if not isinstance(row, Mapping):
        raise ConfigError(f'row {n}: an object such as {{"phone": "+13035550142"}} is needed', permanent=True)
    said = {str(key).strip().lower(): _text(value) for key, value in row.items()}
    if (phone := normalise_phone_number(said.get("phone"), region)) is None:
        raise _wrong(n, "phone", said, "a telephone number such as +13035550142")
    language, vip = said.get("language", "").lower(), said.get("vip", "").lower()
    if language and language not in _LANGUAGES:
        raise _wrong(n, "language", said, "en or es")
    if vip not in _FLAGS:
        raise _wrong(n, "vip", said, "yes or no")
    return Customer(
        id=phone,
        phone=phone,
        name=said.get("name") or None,
        language=_LANGUAGES.get(language),
        vip=_FLAGS[vip],
        note=said.get("note") or None,
    )


def _text(value: Any) -> str:  # noqa: ANN401 -- parsed JSON or CSV
    return "" if value is None else clean_speech(str(value))


def _wrong(n: int, column: str, said: Mapping[str, str], needed: str) -> ConfigError:
    shown = repr(said[column][:60]) if said.get(column) else "missing"
    return ConfigError(f"row {n}, {column}: {shown}: needed is {needed}", permanent=True)
