"""A shop of five people whom callers may be put through to, and what tests of transfers ask of its office."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app import create_app
from receptionist.ports import Store
from receptionist.settings import Settings
from simulator.callee import Behaviour
from simulator.clock import VirtualClock
from simulator.office import Office, within
from simulator.twilio import PhoneLine
from simulator.twiml_runner import Heard
from simulator.wire import Delivery

MARCUS, LUIS, DANA, RAY, KIM = (f"+1303555010{digit}" for digit in range(1, 6))
PEOPLE = {"marcus": MARCUS, "luis": LUIS, "dana": DANA, "ray": RAY, "kim": KIM}
OURS = "+13035550100"

BASE = "https://receptionist.test"
LOCKOUT = (
    "i locked my keys in my car",
    "no nobody is in there",
    "twenty two fifteen linden avenue in cedar hollow",
    "a twenty nineteen honda accord silver",
)

_SHOP = """
[business]
name = "Ridgeline Lock and Key"
timezone = "America/Denver"
owner_name = "Marcus"
languages = ["en", "es"]
service_area_cities = ["Cedar Hollow"]
hours = { mon_fri = "08:00-18:00" }
"""


def _person(key: str) -> str:
    role = "owner" if key == "marcus" else "technician"
    return (
        f'[[people]]\nkey = "{key}"\nname = "{key.title()}"\nrole = "{role}"\nphone = "{PEOPLE[key]}"\n'
        "transfer = true\non_call = true\n"
    )


def shop_file(folder: Path, *people: str, answering: str = "") -> Path:
    """Write the owner's file with these people, and return its path; `answering` is that table's content."""
    table = f"[business.answering]\n{answering}\n" if answering else ""
    path = folder / "shop.toml"
    path.write_text(f"{_SHOP}{table}{''.join(map(_person, people))}", "utf-8")
    return path


@contextmanager
def shop(
    folder: Path,
    clock: VirtualClock,
    *people: str,
    answering: str = "",
    number: str = OURS,
    wrap_store: Callable[[Store], Store] = lambda store: store,
) -> Iterator[Office]:
    """Open the office of a shop with these people; without a `number` it has none to show to those it rings."""
    file = shop_file(folder, *people, answering=answering)
    settings = within(Settings.load({"BUSINESS_FILE": str(file), "TWILIO_PHONE_NUMBER": number}), folder)
    opened = Office(create_app(settings, clock=clock, wrap_store=wrap_store), clock)
    try:
        yield opened
    finally:
        opened.close()


def line_of(office: Office, *callees: Behaviour, caller_id: str | None = "+13035550142") -> PhoneLine:
    """Return a line whose transfers meet these telephones, one after the other, then nobody."""
    line = office.line(caller_id=caller_id, human_available=False)
    line.twilio.callees = list(callees)
    return line


def wants_a_person(line: PhoneLine) -> Heard:
    line.rings()
    line.says("i need to talk to a person")
    return line.says("it's about a quote for our building")


def wants_a_person_for_a_job(line: PhoneLine) -> Heard:
    line.rings()
    for words in LOCKOUT:
        line.says(words)
    return line.says("let me talk to a person please")


def kinds(office: Office, line: PhoneLine) -> list[str]:
    line.hangs_up()
    return [action["kind"] for action in office.log(line.sid)["actions"]]


def posts(line: PhoneLine, path: str, **form: str) -> str:
    """Deliver a request that Twilio signs, and return the answer."""
    common = {"CallSid": line.sid, "AccountSid": "AC" + "0" * 32, "From": "+13035550142", "To": OURS}
    return line.wire.deliver(Delivery(url=f"{BASE}{path}", form={**common, **form})).text


def rings_marcus(office: Office) -> PhoneLine:
    """Return a line on which Marcus is being rung."""
    line = line_of(office)
    line.rings()
    line.says("i need to talk to a person")
    posts(line, "/voice/process?turn=2", SpeechResult="about a quote")
    return line
