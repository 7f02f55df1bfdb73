"""How a scripted caller talks: adaptively or in order, with tokens and noise."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from simulator.listening import read_asks
from simulator.noise import Noise
from simulator.player import asks_by_words, play
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


def test_what_is_said_goes_through_the_line_before_it_is_heard(dial: Dial) -> None:
    app, line = dial(PAGES)

    play(caller("locked out", "<dtmf:72#>"), line, asks=None, distort=Noise(1.0, Random(1)))

    heard = [form for path, form in app.asked if path == "/voice/process"]
    assert heard[0]["SpeechResult"] != "locked out"
    assert heard[1]["Digits"] == "72"


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


def test_a_caller_who_breaks_in_hears_half_of_the_prompt(dial: Dial) -> None:
    prompt = {"/answer": "<Say>One two three four five six seven eight nine ten.</Say>" + LISTEN}
    nested = LISTEN.replace("/>", "><Say>One two three four five six seven eight nine ten.</Say></Gather>", 1)
    seconds = []
    for turn in ("help", "<barge>help"):
        _, line = dial({**prompt, "/answer": nested, "/voice/process": "<Hangup/>"})
        play(caller(turn), line, asks=None)
        seconds.append(line.seconds)

    assert seconds[0] - seconds[1] == pytest.approx(2.0)


@pytest.mark.parametrize("turn", ["<twice>a", "a <again>"], ids=["at once", "later"])
def test_a_bad_network_delivers_the_same_again(dial: Dial, turn: str) -> None:
    app, line = dial(PAGES)

    play(caller(turn, "b"), line, asks=None)

    heard = [form["SpeechResult"] for path, form in app.asked if "SpeechResult" in form]
    assert heard == ["a", "a", "b"]
    assert said(line) == ["a", "b"]


def test_a_late_delivery_is_that_of_the_turn_before(dial: Dial) -> None:
    app, line = dial(PAGES)

    play(caller("first", "second <late>", "third"), line, asks=None)

    heard = [form["SpeechResult"] for path, form in app.asked if "SpeechResult" in form]
    assert heard == ["first", "second", "first", "third"]


def test_a_caller_who_is_cut_off_rings_again_and_goes_on(dial: Dial) -> None:
    app, line = dial(PAGES)

    play(caller("a", "<drop>", "b"), line, asks=None)

    assert app.paths[:5] == ["/answer", "/voice/process", "/voice/status", "/answer", "/voice/process"]
    assert len(set(line.sids)) == 2
    assert [form["CallSid"] for path, form in app.asked if path == "/answer"] == line.sids
    assert said(line) == ["a", "b"]


def test_a_machine_that_takes_a_transfer_looks_like_somebody_who_soon_hangs_up(dial: Dial) -> None:
    app, line = dial(
        {"/answer": '<Dial action="/voice/transferred">+13035550101</Dial>', "/voice/transferred": ""}
    )
    line.twilio.others = "voicemail"

    line.rings()

    form = app.form("/voice/transferred")
    assert (form["DialCallStatus"], form["DialCallDuration"]) == ("completed", "20")
