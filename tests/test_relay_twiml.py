"""A call that is put through: the verb that Twilio gets, attribute by attribute."""

from collections.abc import Mapping

import pytest

from simulator.office import Office
from simulator.twiml import Verb, document
from simulator.wire import Delivery

ACTION = "https://receptionist.test/voice/relay/ended"
REPORTS = "speaker-events tokens-played"
PROVIDERS = {
    "ttsProvider": "ElevenLabs",
    "voice": "21m00Tcm4TlvDq8ikWAM-flash_v2_5-1.0_0.5_0.75",
    "transcriptionProvider": "Deepgram",
    "speechModel": "nova-3-general",
}
EXPECTED = PROVIDERS | {
    "url": "wss://receptionist.test/voice/relay",
    "welcomeGreetingInterruptible": "any",
    "language": "en-US",
    "interruptible": "any",
    "interruptSensitivity": "medium",
    "reportInputDuringAgentSpeech": "any",
    "preemptible": "false",
    "dtmfDetection": "true",
    "speechTimeout": "900",
    "partialPrompts": "false",
    "ignoreBackchannel": "false",
    "profanityFilter": "false",
    "debug": REPORTS,
    "events": REPORTS,
}
"""Every attribute as Twilio spells it, which ignores any other one without a word."""


def connect(office: Office, sid: str = "CA" + "1" * 32) -> Verb:
    line = office.line(call_sid=sid)
    form = {"CallSid": sid, "AccountSid": "AC" + "0" * 32, "From": "+13035550142", "CallStatus": "ringing"}
    answer = line.wire.deliver(Delivery(url="https://receptionist.test/answer", form=form))
    (verb,) = document(answer.content, "https://receptionist.test/answer")
    return verb


@pytest.fixture
def verb(relayed: Office) -> Verb:
    return connect(relayed)


@pytest.fixture
def given(verb: Verb) -> Mapping[str, str]:
    return verb.nested[0].attributes


def test_every_attribute_of_the_verb_is_said_and_spelled_right(verb: Verb, given: Mapping[str, str]) -> None:
    apart = ("welcomeGreeting", "hints")

    assert {name: value for name, value in given.items() if name not in apart} == EXPECTED
    assert (verb.name, verb.attributes) == ("Connect", {"action": ACTION, "method": "POST"})


def test_the_greeting_is_ours_whole_with_its_question(given: Mapping[str, str]) -> None:
    assert given["welcomeGreeting"].startswith("Thank you for calling Ridgeline Lock and Key.")
    assert given["welcomeGreeting"].endswith("What's going on?")


def test_hints_are_the_towns_of_the_business_and_the_words_of_the_trade(given: Mapping[str, str]) -> None:
    hints = given["hints"].split(", ")

    assert {"Cedar Hollow", "Schlage", "avenue"} <= set(hints)
    assert len(hints) <= 500
    assert max(map(len, hints)) <= 100


def test_both_languages_of_the_business_are_declared_with_the_same_voice(verb: Verb) -> None:
    languages = [nested.attributes for nested in verb.nested[0].nested if nested.name == "Language"]

    assert languages == [{"code": "en-US", **PROVIDERS}, {"code": "es-US", **PROVIDERS}]


def test_every_call_gets_a_token_of_its_own(relayed: Office) -> None:
    verbs = [connect(relayed), connect(relayed, "CA" + "2" * 32), connect(relayed)]
    tokens = [v.attributes for verb in verbs for v in verb.nested[0].nested if v.name == "Parameter"]

    assert [token["name"] for token in tokens] == ["token"] * 3
    assert len({token["value"] for token in tokens}) == 3
    assert all(len(token["value"]) >= 32 for token in tokens)
