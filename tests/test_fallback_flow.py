"""The Studio flow that keeps callers while the machine is down, played by its own transitions."""

import json
from dataclasses import replace
from typing import Any

import pytest

from deploy import fallback_flow
from receptionist.shop import business as business_file
from receptionist.shop.business import Business
from receptionist.shop.people import Person
from simulator.vendors.twilio_admin import NUMBER
from tests.stand_ins.checkout import ROOT

PUBLIC_URL = "https://phone.example.com/receptionist"
MARCUS = "+13037220101"


@pytest.fixture
def ridgelines_owner() -> Business:
    """The business, with an owner whose number is real."""
    business = business_file.load(ROOT / "business.toml")
    marcus = replace(business.people[0], phone=MARCUS)
    return replace(business, people=(marcus, *business.people[1:]))


def walk(flow: dict[str, Any], **happens: str) -> list[str]:
    """Play a call through the flow; `happens` says by state which event comes, else the first one does."""
    states = {state["name"]: state for state in flow["states"]}
    name, seen = flow["initial_state"], []
    while name:
        seen.append(name)
        events = {each["event"]: each.get("next") for each in states[name]["transitions"]}
        name = events[happens.get(name, next(iter(events)))]
    return seen


def flow_of(business: Business) -> dict[str, Any]:
    return fallback_flow.definition(business, public_url=PUBLIC_URL, our_number=NUMBER)


def test_the_flow_asks_the_app_first_and_rings_the_owner_when_the_call_comes_back(
    ridgelines_owner: Business,
) -> None:
    seen = walk(flow_of(ridgelines_owner), Trigger="incomingCall", answered="noMatch")

    assert seen == [
        "Trigger", "came_back", "app", "sorry", "sorry_es", "own_call", "ring", "answered",
        "voicemail", "voicemail_es", "record", "goodbye", "goodbye_es",
    ]  # fmt: skip


def test_the_flow_ends_after_the_owner_has_talked_and_when_a_caller_hangs_up(ridgelines_owner: Business) -> None:
    flow = flow_of(ridgelines_owner)

    assert walk(flow, Trigger="incomingCall", answered="match")[-1] == "answered"
    assert walk(flow, Trigger="incomingCall", ring="hangup")[-1] == "ring"
    assert walk(flow, Trigger="incomingCall", app="timeout")[-1] == "app"


def test_the_flow_never_asks_the_app_twice_for_one_failure(ridgelines_owner: Business) -> None:
    assert "app" not in walk(
        flow_of(ridgelines_owner), Trigger="incomingCall", came_back="match", answered="match"
    )


def test_a_phone_that_forwards_back_to_us_is_not_rung_again(ridgelines_owner: Business) -> None:
    flow = flow_of(ridgelines_owner)
    states = {state["name"]: state for state in flow["states"]}

    assert "ring" not in walk(flow, Trigger="incomingCall", own_call="match")
    assert states["own_call"]["transitions"][1]["conditions"][0]["value"] == NUMBER
    assert states["ring"]["properties"]["caller_id"] == NUMBER
    assert states["ring"]["properties"]["to"] == MARCUS


def test_the_flow_speaks_the_business_s_words_in_its_languages(ridgelines_owner: Business) -> None:
    said = {state["name"]: state["properties"].get("say", "") for state in flow_of(ridgelines_owner)["states"]}

    assert said["sorry"].startswith("Thank you for calling Ridgeline Lock and Key. Our assistant cannot answer")
    assert "hang up and call 911" in said["sorry"]
    assert said["sorry"].endswith("Please hold while we try to reach Marcus.")
    assert said["sorry_es"].startswith("Gracias por llamar a Ridgeline Lock and Key.")
    assert "{" not in json.dumps(list(said.values()))


@pytest.mark.parametrize("people", [(), (Person(key="m", name="M", role="owner", phone=NUMBER, transfer=True),)])
def test_without_a_number_to_ring_the_flow_takes_a_voicemail(
    ridgelines_owner: Business, people: tuple[Person, ...]
) -> None:
    flow = flow_of(replace(ridgelines_owner, people=people, languages=("en",)))

    assert walk(flow, Trigger="incomingCall") == [
        "Trigger", "came_back", "app", "sorry", "voicemail", "record", "goodbye",
    ]  # fmt: skip


def test_without_an_owner_who_takes_transfers_is_rung(ridgelines_owner: Business) -> None:
    dana = replace(ridgelines_owner.people[0], role="technician", transfer=True)

    rung = fallback_flow.reachable(replace(ridgelines_owner, people=(dana,)), NUMBER)

    assert rung == dana
