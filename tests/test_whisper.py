"""What a person hears whom we ring for a caller: the matter in one sentence; only a key takes the call."""

from pathlib import Path
from typing import Any

import pytest

from receptionist.ports import StoreError
from simulator.clock import VirtualClock
from simulator.office import Office
from simulator.twilio import PhoneLine
from tests.delegate import StoreDelegate
from tests.shop import (
    BASE,
    LUIS,
    MARCUS,
    kinds,
    line_of,
    posts,
    rings_marcus,
    shop,
    wants_a_person,
    wants_a_person_for_a_job,
)  # fmt: skip


def whisper_path(line: PhoneLine) -> str:
    """Return where the telephone asks that was rung last."""
    path = next(sent.url for sent in reversed(line.wire.sent) if "/voice/whisper" in sent.url)
    return path.removeprefix(BASE).partition("&asked")[0]


def test_the_whisper_says_who_what_and_where_and_asks_for_the_key(ridgelines: Office) -> None:
    line = line_of(ridgelines, "answers")

    wants_a_person_for_a_job(line)

    said = " ".join(line.twilio.rung[0].says)
    assert said.startswith("Call for Ridgeline Lock and Key: ")
    assert "a car lockout" in said
    assert "2215 Linden Avenue" in said
    assert said.endswith("Press 1 to take the call.")


def test_an_emergency_begins_with_it(ridgelines: Office) -> None:
    line = line_of(ridgelines, "answers")
    line.rings()
    line.says("my baby is locked in the car at 2215 linden avenue cedar hollow")

    line.says("let me talk to a person")

    assert line.twilio.rung[0].says[0].startswith("Emergency for Ridgeline Lock and Key: ")


def test_a_voicemail_hears_it_twice_and_is_hung_up_on(ridgelines: Office) -> None:
    line = line_of(ridgelines, "voicemail", "answers")

    wants_a_person(line)

    assert [words.endswith("Press 1 to take the call.") for words in line.twilio.rung[0].says] == [True, True]


def test_a_callers_links_are_not_read_out(ridgelines: Office) -> None:
    line = line_of(ridgelines, "answers")
    line.rings()
    line.says("i need to talk to a person")

    line.says("go to www.evil.example/x or http://evil.example now about my invoice")

    said = " ".join(line.twilio.rung[0].says)
    assert "evil" not in said
    assert "invoice" in said


def test_a_person_who_picks_up_after_the_caller_has_gone_hears_so(ridgelines: Office) -> None:
    line = line_of(ridgelines, "voicemail")
    line.twilio.waits_for_people = False
    wants_a_person(line)
    leg = f"/voice/whisper?call={line.sid}&try=1&person=marcus"

    heard = posts(line, leg, CallSid="CAleg", ParentCallSid=line.sid)
    taken = posts(line, leg, CallSid="CAleg", ParentCallSid=line.sid, Digits="1")

    assert "The caller has hung up." in heard
    assert "<Hangup" in taken
    assert "transfer_answered" not in kinds(ridgelines, line)


def test_a_key_counts_only_for_the_person_who_rings_now(ridgelines: Office) -> None:
    line = line_of(ridgelines, "voicemail")
    wants_a_person(line)
    late = whisper_path(line)

    answer = posts(line, late, CallSid="CAleg", ParentCallSid=line.sid, Digits="1")

    assert "<Hangup" in answer
    assert "transfer_answered" not in kinds(ridgelines, line)


@pytest.mark.parametrize(
    "query",
    [
        "call=CAunknown&try=1&person=marcus",
        "call={sid}&try=1&person=luis",
        "call={sid}&try=9&person=marcus&asked=x",
    ],
)
def test_a_leg_that_is_none_of_ours_takes_no_call(ridgelines: Office, query: str) -> None:
    line = line_of(ridgelines)
    line.rings()
    leg = f"/voice/whisper?{query.format(sid=line.sid)}"

    answer = posts(line, leg, CallSid="CAleg", ParentCallSid=line.sid, Digits="1")

    assert "<Hangup" in answer
    assert "transfer_answered" not in kinds(ridgelines, line)


def test_a_leg_of_another_call_takes_nothing(ridgelines: Office) -> None:
    line = rings_marcus(ridgelines)
    leg = f"/voice/whisper?call={line.sid}&try=1&person=marcus"

    stranger = posts(line, leg, CallSid="CAleg", ParentCallSid="CAother", Digits="1")
    taken = posts(line, leg, CallSid="CAleg", ParentCallSid=line.sid, Digits="1")

    assert "<Hangup" in stranger
    assert "<Hangup" not in taken


class NeverReads(StoreDelegate):
    """A store in which nothing can be kept once somebody has picked up."""

    def end_call(self, *given: Any) -> None:  # noqa: ANN401
        raise StoreError("store: gone")


def test_an_error_of_ours_hangs_up_on_the_person_and_never_on_the_caller(
    tmp_path: Path, clock: VirtualClock
) -> None:
    with shop(tmp_path, clock, "marcus", "luis", wrap_store=NeverReads) as broken:
        line = line_of(broken, "answers", "answers")

        heard = wants_a_person(line)

        assert heard.dials == (MARCUS, LUIS)
        assert "nobody picked up" in heard.text
        assert not line.ended
