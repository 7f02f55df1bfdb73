"""What every kind of customer records has to do, and how the setting CRM finds it."""

import importlib
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from examples.folder_crm import FolderCRM
from receptionist.crm import CRMBase, CRMError, Customer, MockCRM, Note
from receptionist.crm.contact_book import ContactBook
from receptionist.crm.hubspot import HubSpotCRM
from receptionist.crm.loading import load_crm
from receptionist.crm.webhook import WebhookCRM
from receptionist.ports import ConfigError
from receptionist.storage.contacts import SqlContacts
from receptionist.storage.database import open_engine, upgrade
from simulator.vendors.hubspot import HubSpot
from simulator.vendors.webhook import Webhook
from tests.services import PostgresServer, postgres_server

__all__ = ["postgres_server"]

ROOT = Path(__file__).parent.parent
PRIYA, STRANGER = "+13035550142", "+17205550119"
SECRET = "a-secret-of-sixteen-or-more"
NOTE = Note(
    key="note:CA1",
    phone=PRIYA,
    customer_id=None,
    at=datetime(2026, 7, 14, 20, 5, tzinfo=UTC),
    outcome="job_taken",
    summary="Rekey for Priya Nair <b> at 2215 Linden Avenue.",
    next_step="Send a technician; call back on …42.",
    job={
        "id": "J-1042",
        "service_type": "rekey",
        "name": "Priya Nair",
        "vehicle": {"make": "Honda", "year": None},
    },
)


@dataclass(frozen=True)
class Kind:
    """Customer records of one kind, and how a test fills them and looks at them."""

    crm: CRMBase
    knows: Callable[[str, str], object]
    """Makes a number somebody's, by name."""
    notes: Callable[[], list[str]]
    """Returns all that is written down, one text a note."""


def mock(request: pytest.FixtureRequest) -> Iterator[Kind]:
    crm = MockCRM()

    def knows(phone: str, name: str) -> None:
        crm.customers[phone] = Customer(id="c-1", phone=phone, name=name)

    yield Kind(crm, knows, lambda: [repr(note) for note in crm.notes.values()])


def contact_book(request: pytest.FixtureRequest, url: str) -> Iterator[Kind]:
    engine = open_engine(url)
    upgrade(engine)
    book = SqlContacts(engine)

    def knows(phone: str, name: str) -> None:
        book.save(Customer(id=phone, phone=phone, name=name), at=NOTE.at)

    yield Kind(ContactBook(book), knows, lambda: [repr(note) for note in book.notes(PRIYA)])
    engine.dispose()


def sqlite(request: pytest.FixtureRequest) -> Iterator[Kind]:
    yield from contact_book(request, f"sqlite:///{request.getfixturevalue('tmp_path')}/book.db")


def postgres(request: pytest.FixtureRequest) -> Iterator[Kind]:
    server: PostgresServer = request.getfixturevalue("postgres_server")
    yield from contact_book(request, server.create(f"test_{secrets.token_hex(6)}"))


def webhook(request: pytest.FixtureRequest) -> Iterator[Kind]:
    with Webhook(SECRET) as server:
        yield Kind(
            WebhookCRM(server.url, SECRET),
            lambda phone, name: server.customers.update({phone: {"id": 7, "name": name}}),
            lambda: [repr(note) for note in server.notes.values()],
        )


def hubspot(request: pytest.FixtureRequest) -> Iterator[Kind]:
    with HubSpot("pat-na1-token") as server:
        yield Kind(
            HubSpotCRM("pat-na1-token", server.url),
            lambda phone, name: server.add_contact(phone=phone, firstname=name),
            lambda: [note.properties["hs_note_body"] for note in server.records["notes"]],
        )


def folder(request: pytest.FixtureRequest) -> Iterator[Kind]:
    directory: Path = request.getfixturevalue("tmp_path")
    yield Kind(
        FolderCRM(str(directory)),
        lambda phone, name: (directory / f"{phone}.json").write_text(f'{{"name": "{name}"}}'),
        lambda: [path.read_text("utf-8") for path in directory.glob("notes/*")],
    )


KINDS = [mock, sqlite, pytest.param(postgres, marks=pytest.mark.services), webhook, hubspot, folder]


@pytest.fixture(params=KINDS, ids=lambda make: make.__name__)
def kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    yield from request.param(request)


def test_a_stranger_is_nobody(kind: Kind) -> None:
    kind.knows(PRIYA, "Priya")

    assert kind.crm.get_customer(STRANGER) is None


def test_a_customer_is_known_by_number(kind: Kind) -> None:
    kind.knows(PRIYA, "Priya")

    found = kind.crm.get_customer(PRIYA)

    assert found is not None
    assert (found.phone, found.name, found.vip) == (PRIYA, "Priya", False)
    assert found.id


def test_a_note_written_twice_is_there_once(kind: Kind) -> None:
    kind.crm.create_note(NOTE)
    kind.crm.create_note(NOTE)

    assert len(kind.notes()) == 1


def test_each_call_has_a_note_of_its_own(kind: Kind) -> None:
    kind.crm.create_note(NOTE)
    kind.crm.create_note(replace(NOTE, key="note:CA2", summary="She rang again."))

    assert len(kind.notes()) == 2


def test_a_note_tells_what_was_and_what_is_to_do(kind: Kind) -> None:
    kind.crm.create_note(NOTE)

    (written,) = kind.notes()
    assert "job_taken" in written
    assert "at 2215 Linden Avenue." in written
    assert "Send a technician; call back on …42." in written


def test_a_note_about_a_customer_whom_a_look_up_found_is_written_too(kind: Kind) -> None:
    kind.knows(PRIYA, "Priya")
    found = kind.crm.get_customer(PRIYA)
    assert found

    kind.crm.create_note(replace(NOTE, customer_id=found.id, job={"id": None}))

    assert len(kind.notes()) == 1


@pytest.fixture
def contacts(tmp_path: Path) -> Iterator[SqlContacts]:
    engine = open_engine(f"sqlite:///{tmp_path}/book.db")
    yield SqlContacts(engine)
    engine.dispose()


def test_the_contact_book_learns_whom_a_job_was_taken_for(contacts: SqlContacts, tmp_path: Path) -> None:
    upgrade(sa_engine := open_engine(f"sqlite:///{tmp_path}/book.db"))
    sa_engine.dispose()
    book = ContactBook(contacts)

    book.create_note(replace(NOTE, key="note:CA0", job={"id": None, "name": "Somebody"}))
    nobody = book.get_customer(PRIYA)
    book.create_note(NOTE)

    found = book.get_customer(PRIYA)
    assert nobody is None
    assert found
    assert found.name == "Priya Nair"


def test_a_store_that_fails_is_an_error_of_the_records(contacts: SqlContacts) -> None:
    book = ContactBook(contacts)

    with pytest.raises(CRMError, match="contact book: store"):
        book.get_customer(PRIYA)
    with pytest.raises(CRMError, match="contact book: store"):
        book.create_note(NOTE)


@pytest.mark.parametrize(
    ("name", "made"),
    [("contact_book", ContactBook), ("mock", MockCRM), ("webhook", WebhookCRM), ("hubspot", HubSpotCRM)],
)
def test_each_name_makes_its_kind(contacts: SqlContacts, name: str, made: type[CRMBase]) -> None:
    url = "https://crm.example.com/hook" if name == "webhook" else None

    assert type(load_crm(name, contacts=contacts, url=url, secret=SECRET)) is made


def test_the_example_is_found_by_its_dotted_name(contacts: SqlContacts) -> None:
    assert isinstance(load_crm("examples.folder_crm.FolderCRM", contacts=contacts), FolderCRM)


OWN = """
from receptionist.crm import CRMBase
from receptionist.ports import ConfigError

class Whole(CRMBase):
    def __init__(self, secret, url="https://default.example"):
        self.given = (url, secret)
    def get_customer(self, phone):
        return None
    def create_note(self, note):
        pass

class Half(CRMBase):
    def get_customer(self, phone):
        return None

class Picky(Whole):
    def __init__(self):
        raise ConfigError("MY_CRM_FILE is missing")

class Broken(Whole):
    def __init__(self):
        raise KeyError("sk-live-secret")

class Other:
    pass
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a module that an owner wrote."""
    name = f"crm_{secrets.token_hex(4)}"
    (tmp_path / f"{name}.py").write_text(OWN)
    (tmp_path / f"{name}_wrong.py").write_text("raise RuntimeError('two\\nlines')")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    return name


def test_a_class_of_ones_own_gets_what_its_constructor_takes(contacts: SqlContacts, own: str) -> None:
    given = load_crm(f"{own}.Whole", contacts=contacts, url="https://crm.example", secret="s")
    by_default = load_crm(f"{own}.Whole", contacts=contacts, secret="s")

    assert vars(given) == {"given": ("https://crm.example", "s")}
    assert vars(by_default) == {"given": ("https://default.example", "s")}


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("salesforce", "CRM is 'salesforce': allowed is contact_book, webhook, hubspot, mock, or a dotted name"),
        ("no_such_crm.Mine", "there is no module no_such_crm; put it beside app.py"),
        ("{own}.Whole", "CRM_SECRET is missing: CRM={own}.Whole needs it"),
        ("{own}.Missing", "{own} has no class Missing with CRMBase as its base"),
        ("{own}.Other", "{own} has no class Other with CRMBase as its base"),
        ("{own}.Half", "CRM is '{own}.Half': it lacks create_note"),
        ("{own}.Picky", "MY_CRM_FILE is missing"),
        ("{own}.Broken", "its constructor failed with KeyError"),
        ("{own}_wrong.Mine", "importing {own}_wrong failed with RuntimeError: two lines"),
        ("webhook", "CRM_URL is missing: CRM=webhook needs it"),
        ("hubspot", "CRM_SECRET is missing: CRM=hubspot needs it"),
    ],
)
def test_what_is_wrong_with_the_setting_is_told_in_one_line(
    contacts: SqlContacts, own: str, name: str, complaint: str
) -> None:
    with pytest.raises(ConfigError) as error:
        load_crm(name.format(own=own), contacts=contacts)

    assert complaint.format(own=own) in str(error.value)
    assert "\n" not in str(error.value)
    assert "sk-live" not in str(error.value)


def page() -> str:
    return (ROOT / "docs" / "crm.md").read_text("utf-8")


def test_the_page_shows_the_example_as_it_is() -> None:
    example = (ROOT / "examples" / "folder_crm.py").read_text("utf-8")

    assert len(example.splitlines()) < 60
    assert f"```python\n{example}```" in page()


def test_the_page_shows_a_note_as_it_is_sent() -> None:
    with Webhook(SECRET) as server:
        WebhookCRM(server.url, SECRET).create_note(NOTE)
        sent = set(server.asked[0].json()["note"])

    shown = re.search(r'"event": "note.created".*?```', page(), re.DOTALL)

    assert shown
    assert sent <= set(re.findall(r'"(\w+)":', shown[0]))


def test_the_lines_that_the_page_gives_for_signatures_hold() -> None:
    code = next(block for block in re.findall(r"```python\n(.*?)```", page(), re.DOTALL) if "def genuine" in block)
    names: dict[str, Callable[[str, str, bytes], bool]] = {}
    exec(code, names)  # noqa: S102 -- our own page
    with Webhook(SECRET) as server:
        WebhookCRM(server.url, SECRET).get_customer(PRIYA)
        asked = server.asked[0]
    header = asked.headers["x-receptionist-signature"]

    assert names["genuine"](SECRET, header, asked.body)
    assert not names["genuine"]("another secret", header, asked.body)
    assert not names["genuine"](SECRET, header, asked.body + b" ")
    assert not names["genuine"](SECRET, re.sub(r"t=\d+", "t=1", header), asked.body)
    assert not names["genuine"](SECRET, "", asked.body)


def test_an_example_that_cannot_read_or_write_says_so(tmp_path: Path) -> None:
    (tmp_path / f"{PRIYA}.json").write_text("{")
    (tmp_path / "notes").write_text("a file where a directory should be")
    crm = FolderCRM(str(tmp_path))

    with pytest.raises(CRMError, match="cannot be read"):
        crm.get_customer(PRIYA)
    with pytest.raises(CRMError, match="cannot be written"):
        crm.create_note(NOTE)
