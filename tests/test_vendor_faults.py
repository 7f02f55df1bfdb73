"""Calls while vendors fail: real SDKs, real servers on loopback, each fault; the caller is answered.

What is checked after each: every reply asks on, nothing is heard twice, nothing that was told is lost.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from receptionist.models.deadlines import Deadlines
from receptionist.settings import Settings
from simulator.clock import VirtualClock
from simulator.office import Office, office, within
from simulator.twilio import PhoneLine
from simulator.vendors import elevenlabs, minds
from simulator.vendors.anthropic import AnthropicStandIn
from simulator.vendors.elevenlabs import ElevenLabsStandIn
from simulator.vendors.mind import Manner, MindStandIn
from simulator.vendors.openai import OpenAIStandIn
from simulator.vendors.server import Fault

SHORT = Deadlines(soft_s=0.2, first_s=0.6, whole_s=1.5, speech_s=0.6)
"""A third of what callers get, so that the tests need not wait as long."""
FAULTS: tuple[Fault, ...] = ("refuse", "hang", "drip", "half", "garbage", 401, 429, 500)
MANNERS: tuple[Manner, ...] = (
    "shuffled",
    "fenced",
    "prose",
    "empty",
    "refusal",
    "filtered",
    "length",
    "cut",
    "error",
)
HARMLESS = {"shuffled", "fenced"}
"""Forms that are read all the same."""
STANDARD = ("i locked my keys in my car", "no nobody's in it", "twenty two fifteen linden avenue in cedar hollow")


class Vendors:
    """Both vendors of models and the voice, and an office that has a key for each."""

    def __init__(
        self, desk: Office, gpt: OpenAIStandIn, claude: AnthropicStandIn, voice: ElevenLabsStandIn
    ) -> None:
        self.office, self.gpt, self.claude, self.voice = desk, gpt, claude, voice

    def model(self, name: str) -> MindStandIn:
        return self.gpt if name == "openai" else self.claude

    def call(self) -> PhoneLine:
        """Ring, tell what a locksmith needs to know, hang up; nobody waits longer than a caller would."""
        line = self.office.line()
        line.rings()
        for words in STANDARD:
            began_s = time.monotonic()
            line.says(words)
            assert time.monotonic() - began_s < 15
        line.hangs_up()
        return line

    def health(self) -> dict[str, Any]:
        answer: dict[str, Any] = self.office.client.get("/health").json()
        return answer


@contextmanager
def vendors(tmp_path: Path, clock: VirtualClock, *names: str) -> Iterator[Vendors]:
    with (
        OpenAIStandIn(minds.sensible) as gpt,
        AnthropicStandIn(minds.sensible) as claude,
        ElevenLabsStandIn() as voice,
    ):
        keys = {
            "openai_api_key": SecretStr(gpt.key) if "openai" in names else None,
            "openai_base_url": gpt.base_url,
            "anthropic_api_key": SecretStr(claude.key) if "anthropic" in names else None,
            "anthropic_base_url": claude.base_url,
            "elevenlabs_api_key": SecretStr(elevenlabs.API_KEY) if "elevenlabs" in names else None,
            "elevenlabs_base_url": voice.url,
        }
        settings = within(Settings.load({}), tmp_path).model_copy(update=keys)
        with office(settings, clock, SHORT) as desk:
            yield Vendors(desk, gpt, claude, voice)


def replies(line: PhoneLine) -> list[str]:
    """Return what the caller heard after the greeting, reply by reply."""
    return [said.text for said in line.transcript if said.role == "assistant"][1:]


def sentences(text: str) -> list[str]:
    return [part.strip() for part in text.replace("?", "?|").replace(".", ".|").split("|") if part.strip()]


def assert_all_is_well_said(line: PhoneLine, log: dict[str, Any]) -> None:
    for reply in replies(line):
        assert "?" in reply
        assert len(set(sentences(reply))) == len(sentences(reply))
        assert not {"{", "}", "<", "\\"} & set(reply)
    assert log["job"]["address"] == "2215 Linden Avenue"
    assert log["job"]["city"] == "Cedar Hollow"
    assert log["job"]["service_type"] == "vehicle_lockout"
    assert not line.failures


@pytest.mark.parametrize("name", ["openai", "anthropic"])
def test_a_model_that_is_well_holds_the_call(name: str, tmp_path: Path, clock: VirtualClock) -> None:
    with vendors(tmp_path, clock, name) as well:
        line = well.call()
        log = well.office.log(line.sid)

    assert_all_is_well_said(line, dict(log))
    spoken = [turn["conversation"] for turn in log["turns"] if turn["role"] == "assistant"]
    assert spoken[0] == "scripted"
    assert spoken[1:].count(name) >= 2
    assert log["usage"]["prompt_tokens"] > 500
    assert log["errors"] == []


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", ["openai", "anthropic"])
def test_a_model_that_fails_leaves_the_call_to_the_floor_and_comes_back(
    name: str, fault: Fault, tmp_path: Path, clock: VirtualClock
) -> None:
    with vendors(tmp_path, clock, name) as failing:
        failing.model(name).fault = fault
        line = failing.call()
        log = failing.office.log(line.sid)
        broken = failing.health()["components"]["conversation"]
        failing.model(name).fault = None
        clock.sleep(10)
        probe(failing.office)
        back = failing.call()
        speakers = {turn["conversation"] for turn in failing.office.log(back.sid)["turns"] if turn["conversation"]}

    assert_all_is_well_said(line, dict(log))
    assert [error["component"] for error in log["errors"]] == [name]
    assert broken["status"] == "degraded"
    assert broken["detail"].startswith(f"{name}: ")
    assert name in speakers


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("name", ["openai", "anthropic"])
def test_an_answer_in_another_form_than_agreed_harms_nobody(
    name: str, manner: Manner, tmp_path: Path, clock: VirtualClock
) -> None:
    with vendors(tmp_path, clock, name) as odd:
        odd.model(name).manner = manner
        line = odd.call()
        log = odd.office.log(line.sid)

    assert_all_is_well_said(line, dict(log))
    assert odd.model(name).asked
    assert {error["component"] for error in log["errors"]} == (set() if manner in HARMLESS else {name})


def test_the_second_model_speaks_while_the_first_one_rests(tmp_path: Path, clock: VirtualClock) -> None:
    with vendors(tmp_path, clock, "openai", "anthropic") as both:
        both.gpt.fault = "hang"
        line = both.call()
        log = both.office.log(line.sid)

    assert_all_is_well_said(line, dict(log))
    assert {"anthropic"} <= {turn["conversation"] for turn in log["turns"]}
    assert [error["component"] for error in log["errors"]] == ["openai"]


def test_with_everything_down_the_call_goes_on_in_twilios_voice(tmp_path: Path, clock: VirtualClock) -> None:
    with vendors(tmp_path, clock, "openai", "anthropic", "elevenlabs") as down:
        for vendor in (down.gpt, down.claude, down.voice):
            vendor.fault = "hang"
        line = down.call()
        log = down.office.log(line.sid)
        health = down.health()

    assert_all_is_well_said(line, dict(log))
    assert health["status"] == "degraded"
    assert {name for name, part in health["components"].items() if part["status"] != "ok"} == {
        "conversation", "speech",
    }  # fmt: skip


def test_a_voice_and_a_model_together_are_heard_and_accounted_for(tmp_path: Path, clock: VirtualClock) -> None:
    with vendors(tmp_path, clock, "openai", "elevenlabs") as well:
        line = well.call()
        log = well.office.log(line.sid)

    assert_all_is_well_said(line, dict(log))
    assert log["usage"]["speech_characters"] > 100
    assert log["cost_usd"]["total"] > 0


@pytest.mark.parametrize(
    ("fault", "remedy"), [(401, "OPENAI_API_KEY"), (429, "openai"), (500, "openai"), ("refuse", "openai")]
)
def test_health_names_the_vendor_and_the_remedy_at_once(
    fault: Fault, remedy: str, tmp_path: Path, clock: VirtualClock
) -> None:
    with vendors(tmp_path, clock, "openai") as failing:
        failing.gpt.fault = fault
        failing.call()
        health = failing.health()

    assert remedy in health["components"]["conversation"]["detail"]
    assert failing.gpt.key not in str(health)


def probe(desk: Office) -> None:
    """Do once what the background does every second."""
    for task in desk.receptionist.background.tasks:
        if task.name.startswith("probe"):
            task.run()
