"""How a scripted caller talks: adaptively or in order, with tokens and noise."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from simulator.player import asks_by_words, play, read_asks
from simulator.script import CALLERS_FILE, ScriptedCaller, read_callers
from simulator.twilio import PhoneLine
from tests.simulator.conftest import Dial

LISTEN = '<Gather input="dtmf speech" action="/voice/process" timeout="4"/><Redirect>/voice/process</Redirect>'
PAGES = {"/answer": "<Say>Hello.</Say>" + LISTEN, "/voice/process": "<Say>And?</Say>" + LISTEN}


def caller(*turns: str, **slot_turns: tuple[int, ...]) -> ScriptedCaller:
    some = read_callers(CALLERS_FILE)[0]
    return replace(some, turns=turns, slot_turns=slot_turns, local_time=datetime(2026, 7, 14, tzinfo=UTC))


def said(line: PhoneLine) -> list[str]:
    return [heard.text for heard in line.transcript if heard.role == "caller"]


class Asked:
    """Asks for these slots, one before each turn after the first."""

    def __init__(self, *slots: Sequence[str]) -> None:
        self._slots = list(slots)

    def __call__(self, line: PhoneLine) -> Sequence[str]:
        return self._slots.pop(0) if self._slots else ()


def test_in_order_every_turn_is_said_whatever_is_asked(dial: Dial) -> None:
    app, line = dial(PAGES)

    play(caller("a", "b", "c", name=(1,)), line, asks=None)

    assert said(line) == ["a", "b", "c"]
    assert line.ended
    assert app.paths[-1] == "/voice/status"


def test_an_adaptive_caller_answers_the_last_question_and_else_goes_on(dial: Dial) -> None:
    _, line = dial(PAGES)
    slots: Mapping[str, tuple[int, ...]] = {"name": (3,), "location": (1, 2)}

    play(
        caller("a", "b", "c", "d", "e", **slots), line, asks=Asked(["location", "name"], ["timing"], ["location"])
    )

    assert said(line) == ["a", "d", "b", "c", "e"]


def test_nothing_is_said_twice_however_often_it_is_asked(dial: Dial) -> None:
    _, line = dial(PAGES)

    play(caller("a", "b", "c", name=(1,)), line, asks=Asked(["name"], ["name"], ["name"]))

    assert said(line) == ["a", "b", "c"]


def test_a_greeting_is_answered_with_the_reason_of_the_call(dial: Dial) -> None:
    _, line = dial(PAGES)

    play(caller("a", "b", problem=(1,)), line, asks=Asked(["problem"]))

    assert said(line) == ["a", "b"]


def test_when_all_is_said_the_caller_waits_once_and_hangs_up(dial: Dial) -> None:
    app, line = dial(PAGES)

    play(caller("a"), line, asks=None)

    assert app.paths == ["/answer", "/voice/process", "/voice/process", "/voice/status"]


def test_a_caller_falls_silent_when_the_call_has_ended(dial: Dial) -> None:
    _, line = dial({**PAGES, "/voice/process": "<Hangup/>"})

    play(caller("a", "b"), line, asks=None)

    assert said(line) == ["a"]


def test_tokens_are_keys_noise_silence_and_hanging_up(dial: Dial) -> None:
    app, line = dial(PAGES)

    play(caller("<noise> hello", "<dtmf:72#>", "<silence:8>", "<noise>", "bye <hangup>", "never"), line, asks=None)

    heard = [form for path, form in app.asked if path == "/voice/process"]
    assert (heard[0]["SpeechResult"], heard[0]["Confidence"]) == ("hello", "0.3")
    assert heard[1]["Digits"] == "72"
    assert not any("SpeechResult" in form for form in heard[2:5])
    assert said(line) == ["hello", "72#", "bye"]


def test_noise_takes_some_words_out_the_same_way_for_the_same_seed(dial: Dial) -> None:
    words = " ".join(str(n) for n in range(40))
    lines = [dial(PAGES)[1] for _ in range(3)]

    for line, seed in zip(lines, (1, 1, 2), strict=True):
        play(caller(words), line, asks=None, noise=1.0, rng=Random(seed))

    first, same, other = (said(line)[0] for line in lines)
    assert first == same != other
    assert 40 * 2 // 3 <= len(first.split()) < 40
    assert set(first.split()) < set(words.split())
    assert lines[0].wire.sent[1].form["Confidence"] == "0.3"


def test_noise_comes_as_often_as_it_is_set_to(dial: Dial) -> None:
    app, line = dial(PAGES)

    play(caller(*["one two three"] * 40), line, asks=None, noise=0.25, rng=Random(3))

    noisy = sum(form.get("Confidence") == "0.3" for _, form in app.asked)
    assert 5 <= noisy <= 15


@pytest.mark.parametrize(
    ("words", "slots"),
    [
        ("Thanks. What is your name?", ("name",)),
        ("What is the address, and what town is that in?", ("location",)),
        ("Got it. Is anyone inside the car right now?", ("safety",)),
        ("Your name is noted.", ()),
        ("May I have your name? And what is the best number to reach you?", ("name", "callback_number")),
        ("¿Cuál es la dirección?", ("location",)),
    ],
)
def test_what_is_asked_can_be_read_from_the_words(words: str, slots: tuple[str, ...]) -> None:
    assert read_asks(words) == slots


def test_a_caller_can_go_by_the_words_alone(dial: Dial) -> None:
    _, line = dial({**PAGES, "/voice/process": "<Say>What is your name?</Say>" + LISTEN})

    play(caller("a", "b", "c", name=(2,)), line, asks=asks_by_words)

    assert said(line) == ["a", "c", "b"]
