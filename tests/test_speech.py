"""Speech: audio in time or none, rendered once, kept whole, found again, and left alone when the voice fails."""

import logging
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from receptionist.cases import Sentence
from receptionist.models.breaker import Breaker, Probe
from receptionist.ports import SpeechError, StoreError
from receptionist.speaking.audio_files import NOTED_S, AudioFiles
from receptionist.speaking.rendering import Line
from receptionist.speaking.speech import AT_ONCE, MOST_TRIES, Speech
from receptionist.speaking.telephone_audio import wav
from receptionist.words.dialogue import Condition
from simulator.clock import VirtualClock
from simulator.vendors.elevenlabs import API_KEY, RACHEL, ElevenLabsStandIn, tone
from simulator.vendors.server import Fault
from text_to_speech import ElevenLabsVoice

SECRET = b"a secret of the tests"
GREETING = Sentence(text="Thank you for calling.", language="en-US")
SAFETY = Sentence(text="First, is anybody or a pet locked inside?", language="en-US")
LOCATION = Sentence(text="Where is the car?", language="en-US")
SPANISH = Sentence(text="¿Qué le pasó?", language="es-US")
FIXED: tuple[Line, ...] = ((GREETING.text, "en"), (SAFETY.text, "en"), (SPANISH.text, "es"))
PATIENCE_S = 10


class Actor:
    """A voice that does as it is told: speaks at once, fails, or waits until it may go on."""

    name, model = "actor", "actor_v1"

    def __init__(self) -> None:
        self.sounds = "actor/actor_v1"
        self.spoken: list[str] = []
        self.failures: list[Exception] = []
        self.refuses = ""
        """A text that it never gets right."""
        self.condition = Condition(ok=True, detail="actor speaks")
        self.begun = threading.Semaphore(0)
        self.may_speak = threading.Event()
        self.may_speak.set()

    def speak(self, text: str, *, language: str, abandoned: Callable[[], bool] = lambda: False) -> bytes:
        self.spoken.append(text)
        self.begun.release()
        self.may_speak.wait(PATIENCE_S)
        if abandoned():
            raise SpeechError("nobody waits")
        if self.failures:
            raise self.failures.pop(0)
        if text == self.refuses:
            raise SpeechError("sent silence")
        return wav(tone(text))

    def close(self) -> None:
        """Nothing is open."""

    def check(self, today: date) -> Condition:
        return self.condition


Open = Callable[..., Speech]


@pytest.fixture
def actor() -> Iterator[Actor]:
    actor = Actor()
    yield actor
    actor.may_speak.set()


@pytest.fixture
def breaker(clock: VirtualClock) -> Breaker:
    return Breaker("speech", clock)


@pytest.fixture
def files(tmp_path: Path, clock: VirtualClock) -> AudioFiles:
    return AudioFiles(tmp_path / "audio", clock)


@pytest.fixture
def opened(actor: Actor, files: AudioFiles, breaker: Breaker) -> Iterator[Open]:
    made: list[Speech] = []

    def make(voice: Any = actor, **options: Any) -> Speech:  # noqa: ANN401 -- of Speech
        made.append(Speech(voice, files, breaker, **{"secret": SECRET, **options}))
        return made[-1]

    yield make
    for speech in made:
        speech.close()


@pytest.fixture
def vendor() -> Iterator[ElevenLabsStandIn]:
    with ElevenLabsStandIn() as vendor:
        yield vendor


@pytest.fixture
def rachel(vendor: ElevenLabsStandIn) -> Iterator[ElevenLabsVoice]:
    voice = ElevenLabsVoice(
        api_key=API_KEY,
        voice_id=RACHEL,
        model="eleven_flash_v2_5",
        base_url=vendor.url,
        connect_s=0.3,
        read_s=0.3,
        total_s=0.6,
    )
    yield voice
    voice.close()


def left_in(tmp_path: Path) -> list[str]:
    """Return the files that lie in the audio directory, whole or not."""
    return sorted(path.name for path in (tmp_path / "audio").glob("*") if path.name != ".ahead")


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds that another thread brings about."""
    give_up_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < give_up_s
        time.sleep(0.001)


def test_a_name_is_the_same_everywhere_and_tells_nothing(opened: Open) -> None:
    one, other = opened(), opened()

    name = one.name_of(SAFETY.text, "en-US")

    assert re.fullmatch(r"[0-9a-f]{40}\.wav", name)
    assert other.name_of(SAFETY.text, "en-GB") == name


def test_other_words_language_voice_or_secret_make_another_name(opened: Open, actor: Actor) -> None:
    speech = opened()
    names = {
        speech.name_of(SAFETY.text, "en-US"),
        speech.name_of(LOCATION.text, "en-US"),
        speech.name_of(SAFETY.text, "es-US"),
        opened(secret=b"another").name_of(SAFETY.text, "en-US"),
    }

    actor.sounds = "other/actor_v1"

    assert len(names | {speech.name_of(SAFETY.text, "en-US")}) == 5


def test_all_sentences_of_a_reply_get_audio_that_only_we_can_read(opened: Open, tmp_path: Path) -> None:
    names = opened().ready([GREETING, SAFETY])

    assert names is not None
    assert left_in(tmp_path) == sorted(names)
    for name, sentence in zip(names, (GREETING, SAFETY), strict=True):
        path = tmp_path / "audio" / name
        assert path.read_bytes() == wav(tone(sentence.text))
        assert path.stat().st_mode & 0o777 == 0o600


def test_missing_sentences_are_rendered_side_by_side(opened: Open, actor: Actor) -> None:
    speech = opened(deadline_s=PATIENCE_S)
    actor.may_speak.clear()

    with ThreadPoolExecutor(1) as pool:
        ready = pool.submit(speech.ready, [GREETING, SAFETY, LOCATION])
        for _ in range(3):
            assert actor.begun.acquire(timeout=PATIENCE_S)
        actor.may_speak.set()

        assert ready.result()


def test_what_is_there_is_not_rendered_again(opened: Open, actor: Actor) -> None:
    opened().ready([GREETING, SAFETY])

    assert opened().ready([SAFETY, SAFETY, LOCATION])
    assert sorted(actor.spoken) == sorted([GREETING.text, SAFETY.text, LOCATION.text])


def test_a_reply_that_says_nothing_needs_no_audio(opened: Open) -> None:
    assert opened().ready([]) == ()


def test_what_is_missing_at_the_deadline_is_kept_for_the_next_time(opened: Open, actor: Actor) -> None:
    speech = opened(deadline_s=0.05)
    actor.may_speak.clear()

    began_s = time.monotonic()
    assert speech.ready([GREETING]) is None
    assert time.monotonic() - began_s < 20

    actor.may_speak.set()
    until(lambda: speech.cached([GREETING]))
    assert speech.ready([GREETING])
    assert actor.spoken == [GREETING.text]


def test_a_voice_that_takes_too_long_rests(opened: Open, actor: Actor, breaker: Breaker) -> None:
    speech = opened(deadline_s=0.02)
    actor.may_speak.clear()

    assert speech.ready([GREETING]) is None

    assert not breaker.allows()
    assert "actor takes longer than 0.02 s" in speech.condition().detail


def test_what_comes_too_late_is_kept_and_says_nothing_of_how_the_voice_does_now(
    opened: Open, actor: Actor, breaker: Breaker
) -> None:
    speech = opened(deadline_s=0.02)
    actor.may_speak.clear()
    speech.ready([GREETING])
    breaker.worked()

    actor.may_speak.set()
    until(lambda: speech.cached([GREETING]))

    assert breaker.allows()


def test_what_waited_in_line_for_too_long_is_not_rendered(opened: Open, actor: Actor) -> None:
    speech = opened(deadline_s=0.05)
    actor.may_speak.clear()
    sentences = [Sentence(text=f"This is sentence number {n}.") for n in range(AT_ONCE + 3)]

    assert speech.ready(sentences) is None
    actor.may_speak.set()
    until(lambda: speech.cached(sentences[:AT_ONCE]))

    assert len(actor.spoken) == AT_ONCE


def test_two_callers_who_want_the_same_words_pay_for_them_once(opened: Open, actor: Actor) -> None:
    speech = opened(deadline_s=PATIENCE_S)
    actor.may_speak.clear()

    with ThreadPoolExecutor(4) as pool:
        replies = [pool.submit(speech.ready, [SAFETY]) for _ in range(4)]
        actor.begun.acquire(timeout=PATIENCE_S)
        actor.may_speak.set()
        names = {reply.result() for reply in replies}

    assert len(names) == 1
    assert actor.spoken == [SAFETY.text]


def test_characters_are_counted_for_the_call_that_they_were_spoken_in(opened: Open) -> None:
    counted: list[tuple[int, bool, str | None]] = []
    speech = opened(on_rendered=lambda *what: counted.append(what))

    speech.ready([GREETING], call_sid="CA1")
    speech.ready([GREETING, GREETING, SAFETY], call_sid="CA2")
    speech.cached([GREETING])

    assert sorted(counted) == [
        (len(GREETING.text), False, "CA1"),
        (len(GREETING.text), True, "CA2"),
        (len(GREETING.text), True, "CA2"),
        (len(SAFETY.text), False, "CA2"),
    ]


def test_what_cannot_be_accounted_for_is_heard_all_the_same(
    opened: Open, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*what: object) -> None:
        raise StoreError("store: locked")

    assert opened(on_rendered=broken).ready([GREETING])
    assert "not accounted for" in caplog.text
    assert GREETING.text not in caplog.text


@pytest.mark.parametrize("text", ["", "\x00", "word " * 200])
def test_what_cannot_be_spoken_at_once_leaves_the_voice_alone(opened: Open, actor: Actor, text: str) -> None:
    speech = opened()

    assert speech.ready([GREETING, Sentence(text=text)]) is None
    assert actor.spoken == []
    assert speech.condition().ok


def test_a_control_character_is_not_spoken(opened: Open, actor: Actor) -> None:
    opened().ready([Sentence(text="Where\x00 is\nthe car?")])

    assert actor.spoken == [LOCATION.text]


@pytest.mark.parametrize("fault", ["refuse", "hang", "drip", "half", "garbage", 401, 429, 500])
def test_each_fault_of_the_vendor_is_no_audio_soon_and_leaves_no_half_file(
    opened: Open,
    rachel: ElevenLabsVoice,
    vendor: ElevenLabsStandIn,
    tmp_path: Path,
    breaker: Breaker,
    fault: Fault,
) -> None:
    speech = opened(rachel, deadline_s=0.2)
    vendor.fault = fault
    began_s = time.monotonic()

    assert speech.ready([GREETING, SAFETY]) is None

    assert time.monotonic() - began_s < 20
    until(lambda: not breaker.allows())
    assert left_in(tmp_path) == []
    assert not speech.condition().ok
    assert "elevenlabs" in speech.condition().detail.lower()


@pytest.mark.parametrize("audio", [b"", b"ID3" + bytes(9000), b"{}", tone("Hi")])
def test_what_is_no_speech_is_never_kept(
    opened: Open, rachel: ElevenLabsVoice, vendor: ElevenLabsStandIn, tmp_path: Path, audio: bytes
) -> None:
    vendor.speaks = lambda text: audio if text == SAFETY.text else tone(text)
    speech = opened(rachel)

    assert speech.ready([GREETING, SAFETY]) is None

    until(lambda: speech.cached([GREETING]))
    assert len(left_in(tmp_path)) == 1


def test_while_the_voice_rests_what_is_there_is_used_and_nothing_is_asked_for(
    opened: Open, actor: Actor, breaker: Breaker
) -> None:
    speech = opened()
    speech.ready([GREETING])
    breaker.failed(SpeechError("busy"))

    assert speech.ready([GREETING])
    assert speech.ready([GREETING, SAFETY]) is None
    assert actor.spoken == [GREETING.text]


def test_a_voice_that_is_well_again_is_found_by_the_probe(
    opened: Open, rachel: ElevenLabsVoice, vendor: ElevenLabsStandIn, breaker: Breaker, tmp_path: Path,
    clock: VirtualClock,
) -> None:  # fmt: skip
    speech = opened(rachel)
    probe = Probe(breaker, speech.probe, notes=tmp_path / "speech.json", clock=clock)
    vendor.fault = 429
    assert speech.ready([GREETING]) is None

    clock.sleep(60)
    probe.run()
    assert not breaker.allows()
    assert "busy" in speech.condition().detail

    vendor.fault = None
    clock.sleep(60)
    probe.run()

    assert speech.condition().ok
    assert speech.ready([GREETING])


def test_one_failed_reply_is_one_failure(opened: Open, actor: Actor, caplog: pytest.LogCaptureFixture) -> None:
    actor.failures = [SpeechError("busy")] * 3

    speech = opened()
    actor.may_speak.clear()
    begun = [speech.begin(sentence) for sentence in (GREETING, SAFETY, LOCATION)]
    actor.may_speak.set()

    assert speech.together(begun) is None

    until(lambda: not actor.failures)
    assert caplog.text.count("vendor rests") == 1


def test_a_voice_that_breaks_in_an_unknown_way_is_reported(
    opened: Open, actor: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    actor.failures = [RuntimeError("a bug")]

    assert opened().ready([GREETING]) is None

    until(lambda: "rendering broke" in caplog.text)
    assert caplog.records[-1].levelno == logging.ERROR


def test_audio_that_cannot_be_kept_is_an_error_that_names_the_setting(opened: Open, tmp_path: Path) -> None:
    (tmp_path / "audio").write_text("no directory")
    speech = opened()

    assert speech.ready([GREETING]) is None
    assert "AUDIO_DIR" in speech.condition().detail


def test_a_file_that_could_not_be_finished_is_not_left_behind(files: AudioFiles, tmp_path: Path) -> None:
    taken = tmp_path / "audio" / f"{'0' * 40}.wav"
    taken.mkdir(parents=True)

    with pytest.raises(SpeechError, match="AUDIO_DIR"):
        files.write(taken.name, b"audio")

    assert left_in(tmp_path) == [taken.name]


def test_lines_are_rendered_ahead_once_in_their_order(opened: Open, actor: Actor) -> None:
    speech = opened(known=FIXED)

    assert speech.ahead() == 3
    assert speech.ahead() == 0
    assert actor.spoken == [text for text, _ in FIXED]
    assert speech.cached([GREETING, SAFETY, SPANISH])


def test_other_lines_than_the_known_ones_can_be_rendered_ahead(opened: Open, actor: Actor) -> None:
    assert opened(known=FIXED).ahead([(LOCATION.text, "en")]) == 1
    assert actor.spoken == [LOCATION.text]


def test_rendering_ahead_stops_while_the_voice_rests(opened: Open, actor: Actor, breaker: Breaker) -> None:
    actor.failures = [SpeechError("busy")]
    speech = opened(known=FIXED)

    assert speech.ahead() == 0
    assert actor.spoken == [GREETING.text]

    breaker.worked()
    assert speech.ahead() == 3
    assert actor.spoken[1:] == [SAFETY.text, SPANISH.text, GREETING.text]


def test_a_line_that_always_fails_is_left_to_its_day(opened: Open, actor: Actor, breaker: Breaker) -> None:
    actor.refuses = GREETING.text
    speech = opened(known=FIXED)

    for _ in range(MOST_TRIES + 3):
        speech.ahead()
        breaker.worked()

    assert actor.spoken.count(GREETING.text) == MOST_TRIES
    assert speech.cached([SAFETY, SPANISH])


def test_one_process_at_a_time_renders_ahead(opened: Open, files: AudioFiles, actor: Actor) -> None:
    with files.alone() as alone:
        assert alone
        assert opened(known=FIXED).ahead() == 0

    assert actor.spoken == []


def test_a_file_is_found_by_its_name(opened: Open, tmp_path: Path) -> None:
    speech = opened()
    (name,) = speech.ready([LOCATION]) or ()

    assert speech.audio(name) == tmp_path / "audio" / name


@pytest.mark.parametrize("name", ["../receptionist.db", ".ahead", "a.wav", f"{'0' * 40}.wav\n", f"{'0' * 40}.wav"])
def test_what_is_no_name_of_ours_is_not_found(opened: Open, name: str) -> None:
    assert opened(known=FIXED).audio(name) is None


def test_a_known_line_whose_file_is_gone_is_rendered_again_even_while_the_voice_rests(
    opened: Open, breaker: Breaker
) -> None:
    speech = opened(known=FIXED)
    breaker.failed(SpeechError("busy"))

    path = speech.audio(speech.name_of(SPANISH.text, "es-US"))

    assert path is not None
    assert path.read_bytes() == wav(tone(SPANISH.text))
    assert breaker.allows()


def test_a_sentence_of_a_call_whose_file_is_gone_is_rendered_again(opened: Open, actor: Actor) -> None:
    name = opened().name_of(LOCATION.text, "en-US")
    speech = opened(words_of={name: (LOCATION.text, "en-US")}.get)

    assert speech.audio(name)
    assert actor.spoken == [LOCATION.text]
    assert speech.words_of(name) == (LOCATION.text, "en-US")


def test_what_cannot_be_rendered_again_is_not_found(opened: Open, actor: Actor) -> None:
    actor.failures = [SpeechError("busy")]
    speech = opened(known=FIXED)

    assert speech.audio(speech.name_of(GREETING.text, "en")) is None


def test_what_one_caller_was_told_is_forgotten_and_what_all_hear_is_not(opened: Open) -> None:
    speech = opened(known=FIXED)
    fixed, told = speech.ready([GREETING, LOCATION]) or ()

    speech.forget([fixed, told, "../elsewhere.wav"])

    assert speech.cached([GREETING])
    assert not speech.cached([LOCATION])
    assert (speech.is_fixed(fixed), speech.is_fixed(told)) == (True, False)


def test_a_use_is_noted_once_an_hour_at_most(files: AudioFiles, tmp_path: Path, clock: VirtualClock) -> None:
    name = f"{'a' * 40}.wav"
    files.write(name, b"audio")
    written_s = os.stat(tmp_path / "audio" / name).st_mtime

    clock.sleep(NOTED_S - 1)
    files.find(name)
    assert os.stat(tmp_path / "audio" / name).st_mtime == written_s

    clock.sleep(2)
    files.find(name)
    assert os.stat(tmp_path / "audio" / name).st_mtime == pytest.approx(clock.now().timestamp())


@pytest.mark.parametrize("limits", [{"most_bytes": 25}, {"most_files": 2}])
def test_the_least_recently_used_makes_room(
    opened: Open, tmp_path: Path, clock: VirtualClock, breaker: Breaker, actor: Actor, limits: dict[str, int]
) -> None:
    files = AudioFiles(tmp_path / "audio", clock, **limits)
    for letter in "abcd":
        files.write(f"{letter * 40}.wav", b"ten bytes!")
        clock.sleep(NOTED_S + 1)
    files.find(f"{'a' * 40}.wav")

    assert Speech(actor, files, breaker, secret=SECRET).sweep() == 2
    assert left_in(tmp_path) == [f"{'a' * 40}.wav", f"{'d' * 40}.wav"]


def test_what_a_dead_writer_left_is_swept_up_after_an_hour(
    files: AudioFiles, tmp_path: Path, clock: VirtualClock
) -> None:
    files.write(f"{'a' * 40}.wav", b"audio")
    part = tmp_path / "audio" / ".part-dead"
    part.write_bytes(b"half")
    os.utime(part, (clock.now().timestamp(),) * 2)

    files.sweep()
    assert part.exists()

    clock.sleep(NOTED_S + 1)
    files.sweep()
    assert not part.exists()


def test_the_condition_is_what_the_check_found(opened: Open, actor: Actor) -> None:
    speech = opened()
    assert speech.condition() == Condition(ok=True, detail="actor, not checked yet")

    actor.condition = Condition(ok=False, detail="no such voice: set ELEVENLABS_VOICE_ID")
    speech.check(date(2026, 11, 22))

    assert speech.condition() == actor.condition


def test_who_is_closing_begins_nothing_and_stops_what_goes_on(opened: Open, actor: Actor, tmp_path: Path) -> None:
    speech = opened(known=FIXED, deadline_s=0.05)
    actor.may_speak.clear()
    assert speech.ready([LOCATION]) is None

    speech.close()
    actor.may_speak.set()

    assert speech.ready([GREETING]) is None
    assert speech.audio(speech.name_of(GREETING.text, "en")) is None
    assert speech.ahead() == 0
    assert actor.spoken == [LOCATION.text]
    assert left_in(tmp_path) == []
