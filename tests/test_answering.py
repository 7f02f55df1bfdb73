"""Who answers: the assistant, the owner's people first, or a tape, by day and by night."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from simulator.callee import Behaviour
from simulator.clock import VirtualClock
from simulator.office import Office
from simulator.twilio import PhoneLine
from simulator.wire import Delivery
from tests.shop import LUIS, MARCUS, line_of, shop

RING_FIRST = 'day = "ring_first"\nring_first = ["marcus", "luis"]\nring_first_s = 12'
NIGHT = datetime.fromisoformat("2026-07-14T22:30:00-06:00")


@pytest.fixture
def ringing(tmp_path: Path, clock: VirtualClock) -> Iterator[Office]:
    """A shop whose two people are rung before the assistant answers."""
    with shop(tmp_path, clock, "marcus", "luis", "dana", answering=RING_FIRST) as opened:
        yield opened


@pytest.fixture
def taping(tmp_path: Path) -> Iterator[Office]:
    """A shop that takes only messages at night, in the middle of one."""
    with shop(tmp_path, VirtualClock(NIGHT), "marcus", answering='night = "message"') as opened:
        yield opened


def log_of(office: Office, line: PhoneLine) -> Any:  # noqa: ANN401 -- JSON
    line.hangs_up()
    return office.log(line.sid)


# --- people first


def test_a_person_who_is_rung_first_takes_the_call_and_the_caller_hears_only_ringing(ringing: Office) -> None:
    line = line_of(ringing, "answers")

    heard = line.rings()

    log = log_of(ringing, line)
    assert heard.dials == (MARCUS,)
    assert heard.text == "Thanks for calling Ridgeline Lock and Key. Goodbye."
    assert line.ended
    assert log["outcome"] == "transferred"
    assert line.twilio.rung[0].says == ("Call for Ridgeline Lock and Key. Press 1 to take the call.",)


@pytest.mark.parametrize("ends", ["nobody", "busy", "failed", "voicemail", "hangs up", "forwards back"])
def test_when_nobody_takes_it_the_ordinary_greeting_follows(ringing: Office, ends: Behaviour) -> None:
    line = line_of(ringing)
    line.twilio.others = ends

    heard = line.rings()

    assert heard.dials == (MARCUS, LUIS)
    assert heard.text.startswith("Ridgeline Lock and Key. This is the automated assistant")
    assert heard.text.endswith("What's going on?")
    assert line.listening is not None
    assert line.listening.action == "/voice/process?turn=1"


def test_nobody_was_asked_for_when_people_are_only_rung_first(ringing: Office) -> None:
    line = line_of(ringing)
    line.rings()

    log = log_of(ringing, line)

    assert (log["outcome"], log["actions"]) == ("abandoned", [])


def test_a_caller_who_asks_for_a_person_later_is_put_through_to_those_who_have_not_been_rung(
    ringing: Office,
) -> None:
    line = line_of(ringing)
    line.rings()
    line.says("i need to talk to a person")

    heard = line.says("about a quote")

    assert heard.dials == ("+13035550103",)


def test_each_telephone_rings_as_long_as_the_owner_says(ringing: Office) -> None:
    line = line_of(ringing, "answers")
    line.rings()

    assert 'timeout="12"' in line.wire.answers[0][0].text
    assert 'answerOnBridge="true"' in line.wire.answers[0][0].text


def test_a_repeated_answer_rings_the_same_person_and_later_greets_again(ringing: Office) -> None:
    line = line_of(ringing)
    line.rings()
    rung, greeted = line.wire.answers[0][0].text, line.wire.answers[-1][0].text

    again = line.wire.deliver(line.wire.sent[0]).text

    assert MARCUS in rung
    assert again == greeted


def test_a_leg_that_is_reported_late_and_twice_gets_its_own_answer(ringing: Office) -> None:
    line = line_of(ringing)
    line.rings()
    line.says("i locked my keys in my car")
    first = next(sent for sent in line.wire.sent if "turn=0&try=1" in sent.url)

    again = line.wire.deliver(first).text

    assert LUIS in again


def test_a_first_answer_that_was_lost_is_given_again_by_the_fallback(ringing: Office) -> None:
    line = line_of(ringing)
    line.rings()
    form = {**line.wire.sent[0].form, "CallSid": "CAlost"}
    base = "https://receptionist.test"
    line.wire.deliver(Delivery(url=f"{base}/answer", form=form))

    failed = {**form, "ErrorCode": "11200", "ErrorUrl": f"{base}/answer"}
    again = line.wire.deliver(Delivery(url=f"{base}/voice/fallback", form=failed)).text

    assert f">{MARCUS}<" in again


def test_a_caller_who_hangs_up_while_it_rings_is_an_abandoned_call(ringing: Office) -> None:
    line = line_of(ringing)
    line.twilio.waits_for_people = False

    heard = line.rings()

    log = ringing.log(line.sid)
    assert heard.dials == (MARCUS,)
    assert (log["outcome"], log["turns"]) == ("abandoned", [])


def test_outside_hours_the_other_mode_holds(tmp_path: Path) -> None:
    with shop(tmp_path, VirtualClock(NIGHT), "marcus", "luis", answering=RING_FIRST) as opened:
        assert line_of(opened).rings().dials == ()


def test_an_owner_who_rings_his_own_shop_is_not_rung(ringing: Office) -> None:
    assert line_of(ringing, caller_id=MARCUS).rings().dials == (LUIS,)


# --- a tape


def test_a_message_is_all_that_is_taken_and_whoever_is_in_danger_hears_whom_to_call(taping: Office) -> None:
    line = line_of(taping)

    heard = line.rings()

    assert "This is the automated assistant" in heard.text
    assert "call 911" in heard.text
    assert heard.text.endswith("after the tone.")
    assert line.recording
    thanks = line.says("this is dana please call me back about a rekey")
    log = log_of(taping, line)
    assert thanks.text == "Thank you, your message is kept. Goodbye."
    assert log["outcome"] == "message_taken"
    assert log["next_step"].startswith("Listen to the voicemail")


def test_a_message_that_is_reported_twice_is_one(taping: Office) -> None:
    line = line_of(taping)
    line.rings()
    thanks = line.says("please call me back")

    again = line.repeat_last(ago=2).text

    assert thanks.text in again
    assert [action["kind"] for action in log_of(taping, line)["actions"]] == ["callback_message", "end_call"]


def test_who_leaves_nothing_on_the_tape_has_left_no_message(taping: Office) -> None:
    line = line_of(taping)
    line.rings()

    line.stays_silent()

    assert line.ended
    assert log_of(taping, line)["outcome"] == "abandoned"


def test_a_repeated_answer_asks_for_the_message_again(taping: Office) -> None:
    line = line_of(taping)
    line.rings()

    assert line.repeat_last().text == line.wire.answers[0][0].text


def test_by_day_the_assistant_answers(tmp_path: Path, clock: VirtualClock) -> None:
    with shop(tmp_path, clock, "marcus", answering='night = "message"') as opened:
        assert line_of(opened).rings().text.endswith("What's going on?")
