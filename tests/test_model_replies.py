"""Whatever a model answers over the wire: the digits stored are those that were heard, and so are those said."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from receptionist.settings import Settings
from receptionist.understanding.sounds import digitise
from receptionist.understanding.text import normalise
from simulator.clock import VirtualClock
from simulator.office import Office, office, within
from simulator.twilio import PhoneLine
from simulator.vendors import minds
from simulator.vendors.anthropic import AnthropicStandIn
from simulator.vendors.mind import Mind
from simulator.vendors.openai import OpenAIStandIn

REPLIES = 100
"""Of each vendor."""
MOST_CALLS = 40
CALLS: tuple[tuple[str, ...], ...] = (
    (
        "hi i locked my keys in my car",
        "no nobody is in it",
        "twenty two fifteen linden avenue in cedar hollow",
        "it's a twenty nineteen silver honda c r v",
        "they are on the seat",
        "yes that's fine",
        "priya nair",
        "seven two oh five five five oh one six six",
        "yes i do",
    ),
    (
        "we want five locks rekeyed",
        "eleven eighty willow road in brindle park",
        "friday at ten would be good",
        "five of them all the same",
        "sandra ortega",
        "three oh three five five five oh one nine nine",
        "sure",
    ),
    (
        "me quedé afuera de mi casa",
        "no no hay nadie adentro",
        "es el cuarenta y nueve de la calle sauce en marlow creek",
        "la puerta de enfrente",
        "sí está bien",
        "ernesto vega",
        "siete dos cero cinco cinco cinco cero uno tres nueve",
        "sí",
    ),
)


@contextmanager
def held_by(vendor: OpenAIStandIn | AnthropicStandIn, tmp_path: Path, clock: VirtualClock) -> Iterator[Office]:
    """Open an office whose calls a stand-in for a vendor holds."""
    name = "openai" if isinstance(vendor, OpenAIStandIn) else "anthropic"
    keys = {f"{name}_api_key": SecretStr(vendor.key), f"{name}_base_url": vendor.base_url}
    with office(within(Settings.load({}), tmp_path).model_copy(update=keys), clock) as opened:
        yield opened


def stand_in(name: str, mind: Mind) -> OpenAIStandIn | AnthropicStandIn:
    return OpenAIStandIn(mind) if name == "openai" else AnthropicStandIn(mind)


def kept(mind: Mind, replies: list[object]) -> Mind:
    """Return a mind whose replies are kept in a list."""

    def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
        replies.append(reply := mind(asked))
        return reply

    return answer


def runs_of_digits(*texts: str) -> set[str]:
    return set(re.findall(r"\d+", " ".join(digitise(normalise(text)) for text in texts)))


def said_by(line: PhoneLine, role: str) -> list[str]:
    return [said.text for said in line.transcript if said.role == role]


def assert_digits_are_those_heard(desk: Office, line: PhoneLine, rings_from: str) -> None:
    log = desk.log(line.sid)
    job = log["job"]
    heard = "".join(re.findall(r"\d", " ".join(digitise(normalise(text)) for text in said_by(line, "caller"))))
    stored = {"address": job["address"], "year": (job["vehicle"] or {}).get("year"), "count": job["lock_count"]}
    number = (job["callback_number"] or "")[-10:]

    assert all(digits in heard for value in stored.values() for digits in re.findall(r"\d+", str(value or "")))
    assert not number or number in heard or number == rings_from

    prices = runs_of_digits(str(job["quote"])) | {"49", "45", "911"}
    for digits in runs_of_digits(*said_by(line, "assistant")):
        assert digits in heard or digits in prices or digits in {rings_from, rings_from[-4:]}, digits


def play(line: PhoneLine, turns: tuple[str, ...]) -> None:
    line.rings()
    for words in turns:
        if line.ended:
            break
        line.says(words)
    if not line.ended:
        line.hangs_up()


@pytest.mark.parametrize("name", ["openai", "anthropic"])
def test_no_reply_of_a_model_changes_a_digit(name: str, tmp_path: Path, clock: VirtualClock) -> None:
    replies: list[object] = []
    with stand_in(name, minds.sensible) as vendor, held_by(vendor, tmp_path, clock) as desk:
        for seed in range(MOST_CALLS):
            vendor.mind = kept(minds.mixed(seed), replies)
            rings_from = f"303555{1000 + seed}"
            line = desk.line(caller_id=f"+1{rings_from}")
            play(line, CALLS[seed % len(CALLS)])

            assert not line.failures
            assert_digits_are_those_heard(desk, line, rings_from)
            if len(replies) >= REPLIES:
                break

    assert len(replies) >= REPLIES
