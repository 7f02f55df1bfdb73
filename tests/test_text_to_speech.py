"""ElevenLabs over the wire: the unmodified SDK against a server that answers as ElevenLabs does, or fails."""

import struct
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import httpx
import pytest

from receptionist.ports import SpeechError
from receptionist.speaking import telephone_audio
from simulator.vendors.elevenlabs import API_KEY, RACHEL, ElevenLabsStandIn, tone
from simulator.vendors.server import Fault
from text_to_speech import ElevenLabsVoice

FLASH, MULTILINGUAL = "eleven_flash_v2_5", "eleven_multilingual_v2"
TEXT = "First, is anybody or a pet locked inside?"
NOVEMBER, JANUARY = date(2026, 11, 22), date(2027, 1, 2)
MPEG1_FRAME = b"\xff\xfb\x90\x00" + bytes(413)
"""128 kbit/s at 44.1 kHz: 417 bytes."""
MPEG2_FRAME = b"\xff\xf3\x40\xc0" + bytes(100)
"""32 kbit/s at 22.05 kHz: 104 bytes."""


@pytest.fixture
def vendor() -> Iterator[ElevenLabsStandIn]:
    with ElevenLabsStandIn() as vendor:
        yield vendor


MakeVoice = Callable[..., ElevenLabsVoice]


@pytest.fixture
def voice(vendor: ElevenLabsStandIn) -> Iterator[MakeVoice]:
    """A voice with a valid key and short deadlines, unless given others."""
    made: list[ElevenLabsVoice] = []

    def make(**options: Any) -> ElevenLabsVoice:  # noqa: ANN401 -- of ElevenLabsVoice
        given: dict[str, Any] = {
            "api_key": API_KEY,
            "voice_id": RACHEL,
            "model": FLASH,
            "read_s": 0.2,
            "total_s": 0.4,
        } | options
        made.append(ElevenLabsVoice(base_url=vendor.url, **given))
        return made[-1]

    yield make
    for each in made:
        each.close()


def refusal(speaker: ElevenLabsVoice, text: str = TEXT, **options: Callable[[], bool]) -> SpeechError:
    with pytest.raises(SpeechError) as refused:
        speaker.speak(text, language="en-US", **options)
    return refused.value


def test_speech_is_a_wav_of_the_telephones_own_sound(vendor: ElevenLabsStandIn, voice: MakeVoice) -> None:
    audio = voice().speak(TEXT, language="en-US")

    riff, size, wave, fmt, length, kind, channels, rate, bytes_a_second = struct.unpack(
        "<4sI4s4sIHHII", audio[:32]
    )
    assert (riff, size, wave, fmt, length) == (b"RIFF", len(audio) - 8, b"WAVE", b"fmt ", 18)
    assert (kind, channels, rate, bytes_a_second) == (7, 1, 8000, 8000)
    assert struct.unpack("<4sII", audio[38:50]) == (b"fact", 4, len(tone(TEXT)))
    assert struct.unpack("<4sI", audio[50:58]) == (b"data", len(tone(TEXT)))
    assert audio[58:].startswith(tone(TEXT))


def test_an_odd_number_of_samples_is_padded() -> None:
    assert len(telephone_audio.wav(b"\x00")) % 2 == 0


def test_voice_model_format_and_language_are_asked_for(vendor: ElevenLabsStandIn, voice: MakeVoice) -> None:
    speaker = voice()

    speaker.speak("¿Qué le pasó?", language="es-US")

    assert vendor.asked[0].path == f"/v1/text-to-speech/{RACHEL}/stream?output_format=ulaw_8000"
    assert vendor.asked[0].json() == {"text": "¿Qué le pasó?", "model_id": FLASH, "language_code": "es"}
    assert speaker.sounds == f"{RACHEL}/{FLASH}/ulaw_8000"


def test_a_model_that_hears_the_language_itself_is_not_told_it(
    vendor: ElevenLabsStandIn, voice: MakeVoice
) -> None:
    voice(model=MULTILINGUAL).speak("¿Qué le pasó?", language="es-US")

    assert vendor.asked[0].json().get("language_code") is None


@pytest.mark.parametrize(
    ("fault", "permanent", "remedy"),
    [
        ("refuse", False, "cannot be reached"),
        ("hang", False, "in time"),
        ("drip", False, "in time"),
        ("half", False, "broke off"),
        ("garbage", False, "0.1 s for"),
        (401, True, "ELEVENLABS_API_KEY"),
        (403, True, "ELEVENLABS_API_KEY"),
        (402, True, "credit"),
        (429, False, "busy"),
        (500, False, "failed (500 internal_server_error)"),
        (422, True, "failed (422"),
    ],
)
def test_each_fault_is_an_error_with_what_to_do(
    vendor: ElevenLabsStandIn, voice: MakeVoice, fault: Fault, permanent: bool, remedy: str
) -> None:
    vendor.fault = fault
    began_s = time.monotonic()

    error = refusal(voice())

    assert (error.permanent, remedy in str(error)) == (permanent, True), str(error)
    assert time.monotonic() - began_s < 20
    assert API_KEY not in str(error)
    assert TEXT not in str(error)


def test_after_a_fault_the_same_voice_speaks_again(vendor: ElevenLabsStandIn, voice: MakeVoice) -> None:
    speaker = voice()
    vendor.fault = "hang"
    refusal(speaker)

    vendor.fault = None

    assert speaker.speak(TEXT, language="en-US")


def test_a_stream_that_never_pauses_but_never_ends_is_cut_by_our_own_deadline(
    vendor: ElevenLabsStandIn, voice: MakeVoice
) -> None:
    vendor.chunk_s = 0.08
    began_s = time.monotonic()

    error = refusal(voice(read_s=5.0, total_s=0.2))

    assert "in time" in str(error)
    assert time.monotonic() - began_s < 20


def test_who_is_not_waited_for_any_more_stops_at_the_next_chunk(
    vendor: ElevenLabsStandIn, voice: MakeVoice
) -> None:
    chunks = iter([False, False, True])

    error = refusal(voice(), abandoned=lambda: next(chunks))

    assert "nobody waits" in str(error)
    assert next(chunks, None) is None


@pytest.mark.parametrize(
    ("options", "permanent", "remedy"),
    [
        ({"api_key": "sk_wrong"}, True, "set ELEVENLABS_API_KEY"),
        ({"voice_id": "gone"}, True, "set ELEVENLABS_VOICE_ID"),
        ({"model": "eleven_gone"}, True, "set ELEVENLABS_MODEL"),
    ],
)
def test_a_wrong_setting_is_named(
    vendor: ElevenLabsStandIn, voice: MakeVoice, options: dict[str, str], permanent: bool, remedy: str
) -> None:
    error = refusal(voice(**options))

    assert (error.permanent, remedy in str(error)) == (permanent, True), str(error)
    assert "sk_" not in str(error)


@pytest.mark.parametrize(
    ("reason", "remedy"),
    [("quota_exceeded", "add credit"), ("missing_permissions", "allow ELEVENLABS_API_KEY text to speech")],
)
def test_a_valid_key_that_may_not_speak_needs_no_other_key(
    vendor: ElevenLabsStandIn, voice: MakeVoice, reason: str, remedy: str
) -> None:
    vendor.refuses = reason

    error = refusal(voice())

    assert error.permanent
    assert remedy in str(error)


@pytest.mark.parametrize(
    ("audio", "wrong"),
    [
        (b"", "nothing"),
        (tone(TEXT)[:4000], "0.5 s for 41 characters"),
        (tone(TEXT) * 5, "13.7 s for 41 characters"),
        (b"ID3\x04" + tone(TEXT), "MP3"),
        (MPEG1_FRAME * 40, "MP3"),
        (MPEG2_FRAME * 160, "MP3"),
        (telephone_audio.wav(tone(TEXT)), "WAV"),
        (b"OggS" + tone(TEXT), "Ogg"),
        (b'{"detail": "sorry"}' * 1000, "JSON"),
        (b"[]" * 9000, "JSON"),
        (b"<html>" * 3000, "HTML"),
        (b"\xff" * 20_000, "silence"),
    ],
)
def test_what_cannot_be_the_speech_asked_for_is_refused(
    vendor: ElevenLabsStandIn, voice: MakeVoice, audio: bytes, wrong: str
) -> None:
    vendor.speaks = lambda text: audio

    assert f"sent {wrong}" in str(refusal(voice()))


@pytest.mark.parametrize(
    "start",
    [
        b"\xff\xfb\x7a\x7c",  # the head of an MP3 frame, with none to follow
        b"\xff\xfb\xff\xff",  # no bit rate
        b"\xff\xeb\x90\x00",  # no version
        b"\xff\xff\xff\xff",
    ],
)
def test_quiet_speech_that_begins_like_an_mp3_frame_is_speech(start: bytes) -> None:
    assert telephone_audio.objection(start + tone(TEXT), TEXT) is None


def test_another_content_type_than_audio_is_refused(vendor: ElevenLabsStandIn, voice: MakeVoice) -> None:
    vendor.content_type = "text/html; charset=utf-8"

    assert "sent text/html instead of audio" in str(refusal(voice()))


@pytest.mark.parametrize("text", ["", "x" * 601])
def test_no_text_and_too_much_text_never_reach_the_vendor(
    vendor: ElevenLabsStandIn, voice: MakeVoice, text: str
) -> None:
    error = refusal(voice(), text)

    assert error.permanent
    assert vendor.asked == []


def test_a_default_voice_is_said_to_be_one_that_may_stop(vendor: ElevenLabsStandIn, voice: MakeVoice) -> None:
    condition = voice().check(NOVEMBER)

    assert condition.ok
    assert condition.detail.startswith("Rachel speaks, by eleven_flash_v2_5; some default voices")
    assert "2026-12-31" in condition.detail
    assert "ELEVENLABS_VOICE_ID" in condition.detail


def test_after_the_day_only_the_vendor_knows_whether_the_voice_is_still_there(
    vendor: ElevenLabsStandIn, voice: MakeVoice
) -> None:
    assert voice().check(JANUARY).detail == "Rachel speaks, by eleven_flash_v2_5"


@pytest.mark.parametrize(
    ("options", "remedy"),
    [
        ({"api_key": "sk_wrong"}, "ELEVENLABS_API_KEY"),
        ({"voice_id": "gone"}, "ELEVENLABS_VOICE_ID"),
        ({"model": "eleven_gone"}, "knows no model eleven_gone: set ELEVENLABS_MODEL"),
        ({"model": "eleven_english_sts_v2"}, "makes no speech with the model"),
    ],
)
def test_the_check_tells_what_to_set(
    vendor: ElevenLabsStandIn, voice: MakeVoice, options: dict[str, str], remedy: str
) -> None:
    condition = voice(**options).check(NOVEMBER)

    assert not condition.ok
    assert remedy in condition.detail


@pytest.mark.parametrize("fault", ["refuse", "hang", "half", "garbage", 429, 500])
def test_a_check_that_got_no_answer_says_nothing_about_the_settings(
    vendor: ElevenLabsStandIn, voice: MakeVoice, fault: Fault
) -> None:
    vendor.fault = fault

    with pytest.raises(SpeechError) as error:
        voice().check(NOVEMBER)

    assert not error.value.permanent
    assert len(vendor.asked) <= 1


@pytest.mark.parametrize(
    ("query", "body", "status"),
    [
        ("output_format=ulaw_8000", {"text": "Hello.", "model_id": FLASH}, 200),
        ("output_format=ulaw_8000", {"text": "Hello.", "model_id": FLASH, "speed": 2}, 422),
        ("output_format=ulaw_8000&format=mp3", {"text": "Hello.", "model_id": FLASH}, 422),
        ("output_format=mp3_44100_128", {"text": "Hello.", "model_id": FLASH}, 422),
        ("output_format=ulaw_8000", {"text": "", "model_id": FLASH}, 422),
        ("output_format=ulaw_8000", {"text": "Hello.", "model_id": FLASH, "language_code": "xx"}, 400),
    ],
)
def test_the_stand_in_takes_only_what_elevenlabs_documents(
    vendor: ElevenLabsStandIn, query: str, body: dict[str, object], status: int
) -> None:
    with httpx.Client(base_url=vendor.url, headers={"xi-api-key": API_KEY}) as client:
        answer = client.post(f"/v1/text-to-speech/{RACHEL}/stream?{query}", json=body)

        assert answer.status_code == status
        assert client.get("/v1/unknown").status_code == 404
