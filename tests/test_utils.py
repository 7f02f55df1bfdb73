"""The edges: speech, telephone numbers, old files, logs."""

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils import (
    CALL_SID,
    clean_speech,
    configure_logging,
    mask_phone_number,
    normalise_phone_number,
    remove_old_files,
)

NOW = datetime(2026, 7, 14, 20, tzinfo=UTC)


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_whatever_was_said_fits_into_xml_on_one_line(said: str) -> None:
    cleaned = clean_speech(said, max_chars=40)

    assert len(cleaned) <= 40
    assert "\n" not in cleaned
    element = ElementTree.Element("Say")
    element.text = cleaned
    assert (ElementTree.fromstring(ElementTree.tostring(element)).text or "") == cleaned  # noqa: S314 -- our own


def test_letters_of_any_language_and_emoji_stay() -> None:
    assert clean_speech("  está\tmal 😀\x00\ud800 ") == "está mal 😀"
    assert clean_speech(None) == ""


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("+13035550142", "+1•••••••42"),
        ("+447700900123", "+44•••••••23"),
        ("3035550142", "•••••••42"),
        ("911", "•••••••"),
        ("", "•••••••"),
        (None, "•••••••"),
    ],
)
def test_a_masked_number_keeps_country_and_last_two_digits(number: str | None, masked: str) -> None:
    assert mask_phone_number(number) == masked


@pytest.mark.parametrize("raw", ["+13035550142", "(303) 555-0142", "303.555.0142", "1 303 555 0142"])
def test_one_number_is_written_one_way(raw: str) -> None:
    assert normalise_phone_number(raw, "US") == "+13035550142"


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        "anonymous",
        "Restricted",
        "unknown",
        "+266696687",
        "+86282452253",
        "+8656696",
        "+2562533",
        "+7378742833",
        "+7748283",
        "client:alice",
        "sip:13035550142@example.com",
        "303 555 01",
        "911",
    ],
)
def test_what_is_no_number_to_call_back_is_none(raw: str | None) -> None:
    assert normalise_phone_number(raw, "US") is None


def test_only_old_files_that_fit_the_pattern_go(tmp_path: Path) -> None:
    for name, age in {"old.mp3": 30, "new.mp3": 1, "old.txt": 30}.items():
        (tmp_path / name).touch()
        changed = (NOW - timedelta(hours=age)).timestamp()
        os.utime(tmp_path / name, (changed, changed))
    (tmp_path / "link.mp3").symlink_to(tmp_path / "old.txt")

    removed = remove_old_files(tmp_path, NOW - timedelta(hours=24), "*.mp3")

    assert removed == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.mp3", "new.mp3", "old.txt"]


@pytest.fixture
def quiet_logging() -> Iterator[None]:
    """Puts the root logger back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.usefixtures("quiet_logging")
def test_a_log_line_is_json_with_the_call_and_without_numbers(tmp_path: Path) -> None:
    path, stream = tmp_path / "logs" / "receptionist.log", io.StringIO()
    stop = configure_logging("INFO", path, stream)
    token = CALL_SID.set("CA123")
    try:
        logging.getLogger("test").info("call from %s\nforged line, (303) 555-0142", "+13035550142")
        try:
            raise ValueError("+17205550188")
        except ValueError:
            logging.getLogger("test").exception("broke at 2026-07-14 20:05:00")
    finally:
        CALL_SID.reset(token)
        stop()

    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert stream.getvalue() == path.read_text("utf-8")
    assert [line["call_sid"] for line in lines] == ["CA123", "CA123"]
    assert lines[0]["message"] == "call from +1•••••••42\nforged line, •••••••42"
    assert lines[1]["message"] == "broke at 2026-07-14 20:05:00"
    assert "ValueError: +1•••••••88" in lines[1]["traceback"]


@pytest.mark.usefixtures("quiet_logging")
def test_twilios_client_does_not_log_addresses_with_numbers() -> None:
    stop = configure_logging("DEBUG", None)

    assert not logging.getLogger("twilio.http_client").isEnabledFor(logging.INFO)
    stop()


WRITER = """
import logging, sys
from pathlib import Path
from utils import configure_logging
stop = configure_logging("INFO", Path(sys.argv[1]))
for n in range(200):
    logging.getLogger("test").info("line %s of %s", n, sys.argv[2])
stop()
"""


@pytest.mark.processes
def test_the_log_stays_whole_when_several_processes_write(tmp_path: Path) -> None:
    path = tmp_path / "receptionist.log"
    root = Path(__file__).parent.parent
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(n)], cwd=root) for n in range(3)]

    assert [writer.wait(60) for writer in writers] == [0, 0, 0]

    messages = [json.loads(line)["message"] for line in path.read_text("utf-8").splitlines()]
    assert sorted(messages) == sorted(f"line {n} of {writer}" for n in range(200) for writer in range(3))
