"""What our staff write, and what it means."""

import tomllib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptionist.duty.replies import Reply, meaning
from receptionist.shop.people import Person

DENVER = ZoneInfo("America/Denver")
LOCAL = datetime(2026, 7, 14, 14, 40, tzinfo=DENVER)
PEOPLE = (
    Person(key="marcus", name="Marcus", role="owner", phone="+13035550101"),
    Person(key="luis", name="Luis", role="technician", phone="+13035550102"),
    Person(key="dana", name="Dana", role="technician", phone="+13035550103"),
    Person(key="dave", name="Dave Ortiz", role="technician", phone="+13035550104"),
)
CORPUS = tomllib.loads((Path(__file__).parent / "data" / "staff_replies.toml").read_text("utf-8"))
TEXTS = [(text, expected) for section in CORPUS.values() for text, expected in section.items()]


def read(text: str, *, local: datetime = LOCAL, people: tuple[Person, ...] = PEOPLE) -> Reply:
    return meaning(text, people=people, local=local, region="US")


def written(reply: Reply) -> str:
    """Return a reply as the corpus has it; of an unclear one only that it is unclear."""
    until = reply.until and reply.until.replace(tzinfo=None).isoformat(timespec="minutes")
    named = {
        "minutes": reply.minutes, "amount": reply.amount, "job": reply.job, "person": reply.person,
        "phone": reply.phone, "until": until, "code": reply.code,
    }  # fmt: skip
    told = {} if reply.kind == "unclear" else named
    return " ".join([reply.kind, *(f"{name}={value}" for name, value in told.items() if value is not None)])


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_each_text_means_what_its_writer_meant(text: str, expected: str) -> None:
    assert written(read(text)) == expected


def test_what_could_be_read_of_an_unclear_text_goes_along() -> None:
    assert read("12").minutes == 12
    assert read("1042").job == "J-1042"
    assert read("yes if he waits 20").minutes is None


def test_an_hour_is_read_right_across_a_change_of_the_clocks() -> None:
    before_spring = datetime(2026, 3, 8, 1, 30, tzinfo=DENVER)
    before_autumn = datetime(2026, 11, 1, 0, 30, tzinfo=DENVER)

    assert read("1 at 3:30", local=before_spring).minutes == 60
    assert read("on a job 2h", local=before_spring).until == datetime(2026, 3, 8, 4, 30, tzinfo=DENVER)
    assert read("on a job 2h", local=before_autumn).until == datetime(2026, 11, 1, 1, 30, tzinfo=DENVER, fold=1)


@pytest.mark.parametrize(
    ("hour", "text", "until"),
    [
        (21, "Dana on call tonight", "2026-07-15T08:00"),
        (2, "Dana on call tonight", "2026-07-14T08:00"),
        (2, "closed today", "2026-07-15T00:00"),
        (21, "busy until 8", "2026-07-15T08:00"),
        (9, "busy until noon", "2026-07-14T12:00"),
        (13, "busy until noon", "2026-07-15T12:00"),
        (9, "closed until Tuesday", "2026-07-21T00:00"),
        (22, "off until tomorrow morning", "2026-07-15T08:00"),
    ],
)
def test_an_order_ends_when_its_writer_expects_it_to(hour: int, text: str, until: str) -> None:
    reply = read(text, local=LOCAL.replace(hour=hour, minute=0))

    assert reply.until is not None
    assert reply.until.replace(tzinfo=None).isoformat(timespec="minutes") == until


def test_a_name_that_two_people_share_is_asked_back() -> None:
    twins = (*PEOPLE, Person(key="dave2", name="Dave Miller", role="technician", phone="+13035550105"))

    assert read("Dave on call", people=twins).kind == "unclear"
    assert read("Dave Miller on call", people=twins).person == "dave2"


def test_names_with_accents_are_known_without_them() -> None:
    people = (*PEOPLE, Person(key="jose", name="José Núñez", role="technician", phone="+13035550105"))

    assert read("jose de guardia", people=people).person == "jose"
    assert read("José Núñez off", people=people).person == "jose"


@given(st.text(max_size=200))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    reply = read(text)

    assert reply.minutes is None or 1 <= reply.minutes <= 480
    assert reply.until is None or reply.until.tzinfo is not None


SURE = ["1", "25", "30", "1042", "yes", "ok", "5pm", "here", "done", "cash", "$154", "20 min", "there", "si"]
DOUBTS = ["if", "but", "not", "maybe", "no", "pero", "?", "Luis", "can't", "2", "3", "tomorrow", "until"]


@given(
    st.lists(st.sampled_from(SURE), max_size=4),
    st.sampled_from(DOUBTS),
    st.lists(st.sampled_from(SURE), max_size=3),
)
def test_nothing_that_holds_a_doubt_accepts(before: list[str], doubt: str, after: list[str]) -> None:
    assert read(" ".join([*before, doubt, *after])).kind != "accept"
