"""Of what somebody is locked out, where no service is named: car, home or business."""

import pytest

from receptionist.cases import Vehicle
from receptionist.understanding.scenes import lockout_at, speaks_for_business


@pytest.mark.parametrize(
    ("words", "service"),
    [
        ("i got locked out my keys are on the kitchen counter", "home_lockout"),
        ("there's a lasagna in the oven", "home_lockout"),
        ("i'm on the porch", "home_lockout"),
        ("it's just the dead bolt", "home_lockout"),
        ("they're on the passenger seat", "vehicle_lockout"),
        ("it's in my trunk", "vehicle_lockout"),
        ("our office", "business_lockout"),
        ("dejé los frijoles en la estufa", "home_lockout"),
        ("the car is at my house", None),
        ("on linden avenue", None),
    ],
)
def test_a_scene_says_of_what_somebody_is_locked_out(words: str, service: str | None) -> None:
    assert lockout_at(words, {}) == service


@pytest.mark.parametrize(
    ("words", "service"),
    [
        ("my car", "vehicle_lockout"),
        ("mi carro", "vehicle_lockout"),
        ("no it's my house", "home_lockout"),
        ("house", "home_lockout"),
        ("my place", "home_lockout"),
        ("the shop", "business_lockout"),
        ("the flower shop", "business_lockout"),
        ("un negocio", "business_lockout"),
        ("a blue one", None),
    ],
)
def test_a_bare_thing_answers_of_what_somebody_is_locked_out(words: str, service: str | None) -> None:
    assert lockout_at(words, {}) == service


def test_a_make_of_car_is_a_car() -> None:
    assert lockout_at("a blue elantra", {"vehicle": Vehicle(make="Hyundai", model="Elantra")}) == "vehicle_lockout"


def test_a_shop_that_something_is_near_is_no_business_of_the_caller() -> None:
    assert lockout_at("my truck is behind the coffee shop", {}) == "vehicle_lockout"


def test_who_says_we_of_a_named_business_speaks_for_it() -> None:
    assert speaks_for_business("i'm the manager at copper kettle diner", {"business_name": "Copper Kettle Diner"})
    assert not speaks_for_business("my house is by copper kettle diner", {"business_name": "Copper Kettle Diner"})


def test_who_runs_a_place_speaks_for_it_without_its_name() -> None:
    assert speaks_for_business("i manage a store and we can't open the front door", {})
    assert not speaks_for_business("we're at the store and the house is locked", {})
