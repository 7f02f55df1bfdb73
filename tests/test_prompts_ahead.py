"""What is rendered ahead: word for word what calls then say, most of it, and never what belongs to one caller."""

from datetime import datetime
from pathlib import Path

import pytest

from receptionist.cases import Sentence
from receptionist.settings import Settings
from receptionist.shop import business as business_file
from receptionist.shop import services
from receptionist.speaking.prompts_ahead import Line, lines_ahead
from receptionist.words import phrases
from simulator.clock import VirtualClock
from simulator.office import Office, office, within
from simulator.player import play
from simulator.script import read_callers


def ahead_of(opened: Office) -> tuple[Line, ...]:
    business = opened.receptionist.business
    return lines_ahead(business, phrases.load(business.wording), services.load())


def said(opened: Office, call_sid: str) -> list[Sentence]:
    turns = opened.receptionist.store.turns(call_sid)
    return [sentence for turn in turns if turn.reply for sentence in turn.reply.sentences]


def unknown(opened: Office, call_sid: str) -> list[str]:
    """Return what was said in a call and had not been known ahead."""
    known = set(ahead_of(opened))
    return [s.text for s in said(opened, call_sid) if (s.text, s.language[:2]) not in known]


def test_a_call_is_known_ahead_but_for_what_the_caller_told(ridgeline: Office) -> None:
    caller = ridgeline.line()
    caller.rings()
    caller.says("I locked my keys in my car")
    caller.says("no, nobody's inside")
    caller.says("2215 Linden Avenue in Cedar Hollow")
    caller.says("a silver 2019 Honda CR-V")
    caller.says("yes, on the seat")
    caller.says("yes")
    caller.says("Priya Nair")
    caller.says("yes")
    caller.says("yes I have both")
    caller.says("no texts please")
    caller.says("no that's all, bye")

    own = unknown(ridgeline, caller.sid)

    assert len(said(ridgeline, caller.sid)) > 12
    assert all("2215 Linden" in text or "0 1 4 2" in text for text in own), own
    assert own


def test_a_spanish_call_is_known_ahead_too(ridgeline: Office) -> None:
    caller = ridgeline.line()
    caller.rings()
    caller.says("¿Habla español? Me quedé afuera de mi casa")
    caller.says("no, no hay nadie adentro")
    caller.says("¿cuánto cuesta?")

    assert {sentence.language for sentence in said(ridgeline, caller.sid)} == {"en-US", "es-US"}
    assert unknown(ridgeline, caller.sid) == []


def test_what_goes_wrong_in_a_call_is_known_ahead(ridgeline: Office) -> None:
    caller = ridgeline.line()
    caller.rings()
    caller.stays_silent()
    caller.says("mumble mumble")
    caller.says("do you have insurance and what are your hours?")
    caller.says("can I talk to a person")
    caller.silent_for(60)

    assert unknown(ridgeline, caller.sid) == []


@pytest.mark.parametrize("time", ["2026-07-14T14:05:00-06:00", "2026-07-14T23:05:00-06:00"])
@pytest.mark.parametrize(
    "wish",
    [
        "my car is locked and the keys are inside, how much is it",
        "how much to rekey two locks at my house",
        "how much is it to open my house",
        "I want three locks changed at my house, how much is that",
    ],
)
def test_a_price_is_known_ahead_by_day_and_after_hours(tmp_path: Path, time: str, wish: str) -> None:
    with office(within(Settings.load({}), tmp_path), VirtualClock(datetime.fromisoformat(time))) as opened:
        caller = opened.line()
        caller.rings()
        caller.says(wish)

        assert "dollars" in " ".join(sentence.text for sentence in said(opened, caller.sid))
        assert unknown(opened, caller.sid) == []


def test_most_of_what_scripted_callers_hear_is_known_ahead(tmp_path: Path) -> None:
    heard = new = 0
    for number, caller in enumerate(read_callers()[:6]):
        clock = VirtualClock(caller.local_time)
        with office(within(Settings.load({}), tmp_path / str(number)), clock) as opened:
            line = opened.line(caller_id=caller.caller_id, human_available=caller.human_available)
            play(caller, line, asks=opened.asks)
            heard += len(said(opened, line.sid))
            new += len(unknown(opened, line.sid))

    assert heard > 60
    assert new < 0.2 * heard, f"{new} of {heard} sentences"


def test_the_first_lines_are_those_of_every_call(ridgeline: Office) -> None:
    lines = ahead_of(ridgeline)

    assert lines[:2] == (
        ("Thank you for calling Ridgeline Lock and Key.", "en"),
        ("This is the automated assistant; what we say is written down.", "en"),
    )
    assert len(set(lines)) == len(lines)
    assert {language for _, language in lines} == {"en", "es"}


def test_nothing_with_an_open_fact_is_rendered(ridgeline: Office) -> None:
    assert not [text for text, _ in ahead_of(ridgeline) if "{" in text or not text.strip()]


def test_a_business_without_prices_license_or_second_language_has_its_lines_too(tmp_path: Path) -> None:
    path = tmp_path / "business.toml"
    path.write_text(
        'name = "Plain Locks"\ntimezone = "America/Denver"\nrecording_notice = "Calls are recorded."\n'
    )
    business = business_file.load(path)

    lines = lines_ahead(business, phrases.load(), services.load())

    assert ("Calls are recorded.", "en") in lines
    assert ("Plain Locks.", "en") in lines
    assert {language for _, language in lines} == {"en"}
    assert not [text for text, _ in lines if "license is" in text or "to 0 dollars" in text]


def test_another_price_is_another_line(tmp_path: Path) -> None:
    def prices(fee: int) -> set[Line]:
        path = tmp_path / f"{fee}.toml"
        path.write_text(
            'name = "Plain Locks"\ntimezone = "America/Denver"\n'
            f"[pricing]\nservice_call_fee = {fee}\n[pricing.labor]\nvehicle_lockout = [50, 110]\n"
        )
        lines = lines_ahead(business_file.load(path), phrases.load(), services.load())
        return {line for line in lines if line[0].startswith("A car lockout")}

    assert len(prices(49)) == 2
    assert prices(49).isdisjoint(prices(59))
