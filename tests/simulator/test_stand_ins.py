"""The scripted callers with a model that answers sensibly, wrongly or with malice: the rules stay in charge."""

import re
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from functools import cache
from typing import Any, get_args

import pytest

from receptionist.settings import Settings
from receptionist.understanding.sounds import digitise
from receptionist.understanding.text import normalise
from simulator.callers import Plan, Played, Ring, play_one
from simulator.grading import right_of
from simulator.script import CALLERS_FILE, read_callers
from simulator.stand_ins import Kind, stood_in

SURCHARGE = 45
ANYBODYS = f"49 {SURCHARGE} 911"
"""Numbers that may be said to anybody: the service call, the surcharge, the emergency number."""


@cache
def played(kind: Kind | None) -> tuple[Played, ...]:
    """Play the public callers with a stand-in of this kind, without one by rule."""
    settings = Settings.load({})
    with stood_in(settings, kind) if kind else nullcontext(settings) as chosen:
        silent = chosen.model_copy(update={"elevenlabs_api_key": None})
        return tuple(play_one(Ring(caller), silent, Plan()) for caller in read_callers(CALLERS_FILE))


def numbers(text: str) -> Iterator[str]:
    """Yield the numbers of a text as digits: `7 2 0, 5 5 5, 0 1 3 7` is one."""
    untimed = re.sub(r"\d+:\d\d", "", text)  # When somebody is due is told as it was imported.
    return (re.sub(r"\D", "", found) for found in re.findall(r"\d(?:[\d ,]*\d)?", untimed))


def known_numbers(call: Played) -> str:
    """Return every number that the case holds or that the caller said, as one text to look digits up in."""
    said = [line.text for line in call.transcript if line.role == "caller"]
    digits = (re.sub(r"\D", "", part) for text in said for part in (digitise(normalise(text)), text))
    context = [str(job) for job in call.caller.existing_jobs] + [call.caller.caller_id or ""]
    after_hours = [str(int(price) + SURCHARGE) for price in quoted(call.log)]
    return " ".join([str(call.log["job"]), *said, *digits, *context, *after_hours, ANYBODYS])


def quoted(log: Mapping[str, Any]) -> set[str]:
    quote = log["job"]["quote"] or {}
    return {str(quote[key]) for key in ("low", "high") if key in quote}


@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_model_brings_the_same_details_or_better_and_no_harm(kind: Kind) -> None:
    by_rule, with_model = played(None), played(kind)

    assert right_of(call.verdict for call in with_model) >= right_of(call.verdict for call in by_rule)
    assert sum(call.verdict.price for call in with_model) >= sum(call.verdict.price for call in by_rule)
    forbidden = [reason for call in with_model for reason in call.verdict.reasons if "forbidden" in reason]
    # A model that sees danger where there is none costs the caller a sentence: any detector may raise it.
    assert [reason for reason in forbidden if kind != "wrong" or "advise_911" not in reason] == []


@pytest.mark.parametrize(("kind", "least"), [("sensible", 40), ("wrong", 5), ("hostile", 0)])
def test_a_model_is_asked_and_what_it_says_well_is_said(kind: Kind, least: int) -> None:
    replies = [turn for call in played(kind) for turn in call.log["turns"] if turn["role"] == "assistant"]

    assert sum(call.log["usage"]["completion_tokens"] > 0 for call in played(kind)) >= 18
    assert sum(turn["conversation"] == "openai" for turn in replies) >= least


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_number_that_is_spoken_is_one_of_the_case(kind: Kind) -> None:
    for call in played(kind):
        known = known_numbers(call)
        flat = re.sub(r"\D", "", known)
        spoken = [n for line in call.transcript if line.role == "assistant" for n in numbers(line.text)]

        assert [n for n in spoken if n not in known and n not in flat] == [], call.caller.id


@pytest.mark.parametrize("kind", get_args(Kind))
def test_the_number_and_the_price_that_were_spoken_last_are_the_stored_ones(kind: Kind) -> None:
    for call in played(kind):
        said = [line.text for line in call.transcript if line.role == "assistant"]
        read_back = [n for text in said for n in numbers(text) if len(n) == 10]
        stored = {str(call.log["job"][key])[-10:] for key in ("callback_number", "onsite_contact_number")}

        assert not read_back or read_back[-1] in stored, call.caller.id
        assert all(any(n in numbers(text) for text in said) for n in quoted(call.log)), call.caller.id
