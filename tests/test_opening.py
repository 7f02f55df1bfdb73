"""How a call finds out what it is about, in the first answers; whom it puts through at once."""

from pathlib import Path

import pytest

from receptionist.settings import Settings
from simulator.clock import VirtualClock
from simulator.office import Office, office, within
from simulator.twilio import PhoneLine
from tests.conftest import TUESDAY_AFTERNOON

DISPATCHER = (
    "this is dana with statewide motor club dispatch i have a member locked out of her car in cedar hollow"
)


def service_of(ridgeline: Office, line: PhoneLine) -> str:
    line.hangs_up()
    service: str = ridgeline.log(line.sid)["job"]["service_type"]
    return service


@pytest.mark.parametrize(
    ("thing", "trouble", "service"),
    [
        ("my car", "i'm locked out", "vehicle_lockout"),
        ("house", "locked out yeah", "home_lockout"),
        ("the shop", "yeah we're locked out", "business_lockout"),
        ("mi carro", "me quedé afuera", "vehicle_lockout"),
    ],
)
def test_a_bare_thing_is_remembered_until_it_is_known_what_is_wrong(
    thing: str, trouble: str, service: str, ridgeline: Office, caller: PhoneLine
) -> None:
    caller.rings()
    caller.says("hello i need some help")
    caller.says(thing)
    caller.says(trouble)

    assert service_of(ridgeline, caller) == service


def test_a_thing_named_by_the_way_decides_nothing(ridgeline: Office, caller: PhoneLine) -> None:
    caller.rings()
    caller.says("hi i'm calling from my car")
    caller.says("i'm locked out")

    assert service_of(ridgeline, caller) == "non_job"


def test_a_key_fob_alone_is_a_car_key(ridgeline: Office, caller: PhoneLine) -> None:
    caller.rings()
    caller.says("key fob")

    assert service_of(ridgeline, caller) == "car_key_replacement"


@pytest.mark.parametrize(
    "words",
    [
        DISPATCHER,
        "hi it's monica from hearthstone property management we need six units rekeyed",
        "captain nolan cedar hollow fire department we forced a door and it has to be secured",
        "habla rosa de asistencia vial tengo un asegurado con las llaves adentro",
    ],
)
def test_who_calls_for_others_by_trade_is_put_through_whatever_it_is_about(words: str, caller: PhoneLine) -> None:
    caller.rings()

    assert caller.says(words).dials


def test_a_dispatcher_at_night_is_taken_down_like_anybody(tmp_path: Path) -> None:
    night = VirtualClock(TUESDAY_AFTERNOON.replace(hour=23))
    with office(within(Settings.load({}), tmp_path), night) as open_all_night:
        line = open_all_night.line()
        line.rings()

        heard = line.says(DISPATCHER)

    assert not heard.dials
    assert heard.text.endswith("?")
