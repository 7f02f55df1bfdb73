"""What follows the advice to call for help, in calls over the signed webhooks and in texts."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from receptionist.settings import Settings
from simulator.clock import VirtualClock
from simulator.office import Office, office, within
from simulator.twilio import PhoneLine
from tests.rule_talk import RuleTalk

NOTHING_ELSE = {"advise_911", "take_job", "end_call"}
ADVICE = "Please hang up and call 911 right now"
IN_LINDEN_AVENUE = "my son is locked in the car at 2215 linden avenue in cedar hollow"
BRITISH = """
[business]
name = "Harbour Locks"
phone = "+442079460100"
owner_name = "Ada"
timezone = "Europe/London"
country = "GB"
service_area_cities = ["Harbour End"]
"""
LOCKOUT = (
    "i locked my keys in my car",
    "no",
    "twenty two fifteen linden avenue in cedar hollow",
    "a twenty nineteen honda accord silver",
    "yeah that's fine",
    "jordan price",
    "yes that number",
)


@pytest.fixture
def abroad(tmp_path: Path, clock: VirtualClock) -> Iterator[Office]:
    """An office in Britain."""
    business = tmp_path / "business.toml"
    business.write_text(BRITISH, "utf-8")
    with office(within(Settings.load({"BUSINESS_FILE": str(business)}), tmp_path), clock) as opened:
        yield opened


def hears(line: PhoneLine, *words: str) -> list[str]:
    """Ring and say these; returns what was heard after each."""
    line.rings()
    return [line.says(utterance).text for utterance in words]


def log_of(opened: Office, line: PhoneLine) -> Mapping[str, Any]:
    line.hangs_up()
    return opened.log(line.sid)


def test_only_where_and_what_is_asked_and_the_job_is_there_at_once(ridgeline: Office, caller: PhoneLine) -> None:
    first, second, third = hears(
        caller, "my baby is locked in the car", "2215 linden avenue in cedar hollow", "a blue honda civic"
    )

    assert first.startswith(ADVICE)
    assert first.endswith("Where is the car?")
    assert second.startswith("I've written this down as an emergency. What's the year, make, model")
    assert "call 911 now" in third
    log = log_of(ridgeline, caller)
    assert (log["job"]["urgency"], log["job"]["callback_number"]) == ("life_safety", "+13035550142")
    assert {action["kind"] for action in log["actions"]} <= NOTHING_ELSE


@pytest.mark.parametrize("words", ["my baby is locked in the car", IN_LINDEN_AVENUE, "there's smoke in my house"])
def test_the_first_reply_in_an_emergency_is_short(caller: PhoneLine, words: str) -> None:
    (heard,) = hears(caller, words)

    assert len(heard.split()) <= 25


def test_whoever_answers_nothing_useful_is_let_go_to_call_for_help(ridgeline: Office, caller: PhoneLine) -> None:
    heard = hears(caller, "my baby is locked in the car", "please hurry", "i don't know", "just come", "please")

    assert sum("Where is the car" in reply for reply in heard) == 2
    assert caller.ended
    assert log_of(ridgeline, caller)["job"]["urgency"] == "life_safety"


def test_a_danger_that_is_over_leaves_an_ordinary_job_with_the_advice_on_record(
    ridgeline: Office, caller: PhoneLine
) -> None:
    heard = hears(
        caller, IN_LINDEN_AVENUE, "false alarm he's out but the keys are still in there", "a honda civic", "yes"
    )

    log = log_of(ridgeline, caller)
    assert heard[1].startswith("I'm glad to hear that.")
    assert "99 to 159 dollars" in heard[2]
    assert log["job"]["urgency"] == "urgent"
    assert "the danger is over" in log["job"]["notes"]
    assert "LIFE SAFETY" not in log["job"]["notes"]
    assert log["outcome"] == "advised_911"


def test_a_danger_that_comes_back_is_an_emergency_again(ridgeline: Office, caller: PhoneLine) -> None:
    heard = hears(caller, IN_LINDEN_AVENUE, "false alarm he's out", "oh no he locked himself in the car again")

    assert "call 911 now" in heard[2]
    job = log_of(ridgeline, caller)["job"]
    assert job["urgency"] == "life_safety"
    assert "the danger is over" not in job["notes"]


def test_a_danger_named_after_the_job_was_taken_makes_it_an_emergency(
    ridgeline: Office, caller: PhoneLine
) -> None:
    heard = hears(caller, *LOCKOUT, "oh wait my dog is in the car and it's really hot")

    assert heard[-1].startswith(ADVICE)
    assert "written down as an emergency" in heard[-1]
    job = log_of(ridgeline, caller)["job"]
    assert (job["id"], job["urgency"]) == ("J-1001", "life_safety")
    assert "LIFE SAFETY" in job["notes"]


def test_a_danger_named_when_a_person_is_asked_for_comes_first(caller: PhoneLine) -> None:
    heard = hears(caller, "can i talk to a person", "there's smoke in my kitchen and i'm locked out")

    assert heard[1].startswith(ADVICE)


def test_a_caller_in_danger_who_wants_a_person_is_put_through_at_once(
    ridgeline: Office, caller: PhoneLine
) -> None:
    heard = hears(caller, "there's a man with a gun outside my shop", "can i talk to a person")

    assert heard[1].startswith("I'll put you through now.")
    assert log_of(ridgeline, caller)["job"]["urgency"] == "life_safety"


def test_nobody_picking_up_leaves_a_caller_in_danger_where_he_was(ridgeline: Office) -> None:
    line = ridgeline.line(human_available=False)

    heard = hears(line, "there's a man with a gun outside my shop", "can i talk to a person")

    assert heard[1].endswith("Where is that? The street and the town, please.")


def test_danger_in_spanish_is_answered_in_spanish_in_an_english_call(caller: PhoneLine) -> None:
    heard = hears(caller, "i locked my keys in my car", "mi bebé está adentro del carro")

    assert heard[1].startswith("Por favor cuelgue y llame al 911 ahora mismo")
    assert heard[1].endswith("¿Dónde está el carro?")


def test_silence_after_the_advice_keeps_the_line_a_while_and_then_frees_it(
    ridgeline: Office, caller: PhoneLine
) -> None:
    hears(caller, "my baby is locked in the car")

    first, second, last = (caller.stays_silent().text for _ in range(3))

    assert first.startswith("Are you still there?")
    assert second != first
    assert last.startswith("I'll hang up so your line is free.")
    assert caller.ended
    assert log_of(ridgeline, caller)["job"]["id"] == "J-1001"


def test_the_place_is_understood_after_a_silence(ridgeline: Office, caller: PhoneLine) -> None:
    hears(caller, "my baby is locked in the car")
    caller.stays_silent()

    caller.says("2215 linden avenue")

    assert log_of(ridgeline, caller)["job"]["address"] == "2215 Linden Avenue"


def test_whoever_cannot_talk_is_told_to_text_and_nobody_is_to_call_back(
    ridgeline: Office, caller: PhoneLine
) -> None:
    (heard,) = hears(caller, "i can't talk he'll hear me")

    assert heard.startswith("Text 911 now if you can't talk, or call and stay silent.")
    assert "do not call or text back" in log_of(ridgeline, caller)["job"]["notes"]


@pytest.mark.parametrize(
    "words",
    [
        "did you call 911",
        "can you call 911 for me",
        "i can't call 911 my phone is in there",
        "call the cops please",
    ],
)
def test_nobody_is_left_thinking_that_we_called_for_help(caller: PhoneLine, words: str) -> None:
    heard = hears(caller, IN_LINDEN_AVENUE, words)

    assert "I can't call 911 for you" in heard[1]
    assert not caller.ended


@pytest.mark.parametrize("words", ["okay i'm calling 911 now", "i called 911 already", "ya llamé al 911"])
def test_whoever_calls_for_help_is_let_go(caller: PhoneLine, words: str) -> None:
    hears(caller, IN_LINDEN_AVENUE, words)

    assert caller.ended


def test_whoever_asks_us_to_call_for_help_is_in_danger(caller: PhoneLine) -> None:
    (heard,) = hears(caller, "can you call the police for me")

    assert heard.startswith(ADVICE)


def test_the_emergency_number_is_that_of_the_country(abroad: Office) -> None:
    loud, quiet = abroad.line(), abroad.line(caller_id="+447700900123")

    assert "call 999 right now" in hears(loud, "my baby is locked in the car")[0]
    assert hears(quiet, "i can't talk he'll hear me")[0].startswith("Call 999 now; you need not speak.")


@pytest.mark.parametrize("keys", ["911", "112", "999", "111"])
def test_any_emergency_number_on_the_keypad_is_an_emergency(caller: PhoneLine, keys: str) -> None:
    caller.rings()

    assert caller.keys(keys).text.startswith(ADVICE)


def test_a_text_gets_the_advice_too_and_the_job_ends_the_exchange() -> None:
    talk = RuleTalk(channel="sms")

    first = talk.says("my 2yo is in the car pls hurry")
    second = talk.says("2215 linden avenue cedar hollow")

    assert first.acts[0].name == "sms_advise_911"
    assert second.takes_job
    assert second.ending == "hang_up"
