"""What our staff write, and what it means."""

import tomllib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

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
