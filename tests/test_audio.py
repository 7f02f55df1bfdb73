"""A reply in one voice, over the wire: what Twilio is told to play, what it then gets, and what a caller hears."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from receptionist.cases import Ending, Sentence
from receptionist.channels.last_net import LastNet
from receptionist.channels.twiml import Renderer
from receptionist.models.breaker import Breaker
from receptionist.parts import Parts
from receptionist.ports import SpeechError, StoreError
from receptionist.speaking.audio_files import AudioFiles
from receptionist.speaking.rendering import Line
from receptionist.speaking.speech import Speech
from receptionist.speaking.telephone_audio import wav
from receptionist.storage.audio import SqlAudio
from receptionist.storage.tables import sentences
from receptionist.web import audio
from receptionist.web.audio import CALL_MAX_AGE_S, FIXED_MAX_AGE_S
from simulator.clock import VirtualClock
from simulator.office import Office
from simulator.twilio import PhoneLine
from simulator.vendors.elevenlabs import API_KEY, RACHEL, ElevenLabsStandIn, tone
from simulator.vendors.server import Fault
from text_to_speech import ElevenLabsVoice

GREETING = "Thank you for calling Ridgeline Lock and Key."
PROBLEM = "What's going on?"
LOST = "Sorry, this call could not be connected. Please try again. Goodbye."
FIXED: tuple[Line, ...] = ((GREETING, "en"), (PROBLEM, "en"))


class Spoken:
    """An office whose replies Rachel speaks."""

    def __init__(self, office: Office, speech: Speech, vendor: ElevenLabsStandIn, breaker: Breaker) -> None:
        self.office, self.speech, self.vendor, self.breaker = office, speech, vendor, breaker

    def line(self) -> PhoneLine:
        line = self.office.line()
        line.twilio.words_of = lambda url: (self.speech.words_of(url.rsplit("/", 1)[-1]) or (None,))[0]
        return line

    def get(self, name: str, method: str = "GET", **headers: str) -> httpx.Response:
        return self.office.client.request(method, f"/static/audio/{name}", headers=headers)

    def name_of(self, text: str) -> str:
        return self.speech.name_of(text, "en-US")


def parts_of(office: Office, speech: Speech) -> Parts:
    """Return what gives an office's replies in this voice; nobody outside is waited for."""
    parts = office.receptionist
    return Parts(
        store=parts.store,
        clock=office.clock,
        recall=parts.assistant.recall,
        phrases=parts.renderer.phrases,
        waits=lambda: False,
        soft_s=1.0,
        speech=speech,
    )


@pytest.fixture
def vendor() -> Iterator[ElevenLabsStandIn]:
    with ElevenLabsStandIn() as vendor:
        yield vendor


@pytest.fixture
def spoken(ridgeline: Office, vendor: ElevenLabsStandIn, tmp_path: Path, clock: VirtualClock) -> Iterator[Spoken]:
    with ExitStack() as stack:
        rachel = ElevenLabsVoice(
            api_key=API_KEY,
            voice_id=RACHEL,
            model="eleven_flash_v2_5",
            base_url=vendor.url,
            read_s=0.3,
            total_s=0.6,
        )
        stack.callback(rachel.close)
        breaker = Breaker("speech", clock)
        speech = Speech(
            rachel,
            AudioFiles(tmp_path / "audio", clock),
            breaker,
            secret=b"a secret of the tests",
            known=FIXED,
            words_of=SqlAudio(ridgeline.receptionist.kept.engine).words_of,
            deadline_s=0.5,
            patience_s=0.6,
        )
        stack.callback(speech.close)
        renderer = replace(ridgeline.receptionist.renderer, speech=speech)
        ridgeline.app.extensions["receptionist"] = replace(
            ridgeline.receptionist,
            renderer=renderer,
            parts=parts_of(ridgeline, speech),
            last_net=LastNet(renderer),
        )
        ridgeline.app.register_blueprint(audio.blueprint(speech))
        yield Spoken(ridgeline, speech, vendor, breaker)


def remember(spoken: Spoken, call_sid: str, *, text: str) -> str:
    """Note the name of a sentence's audio in the store, as the assistant does, and return it."""
    name = spoken.name_of(text)
    with spoken.office.receptionist.kept.engine.begin() as connection:
        said = (sentences.c.call_sid == call_sid) & (sentences.c.text == text)
        connection.execute(sentences.update().where(said).values(audio=name))
    return name


def test_a_reply_is_played_and_its_words_are_heard(spoken: Spoken) -> None:
    caller = spoken.line()

    heard = caller.rings()

    assert heard.plays[0].endswith(f"/static/audio/{spoken.name_of(GREETING)}")
    assert len(heard.plays) == 3
    assert heard.says == (GREETING, PROBLEM)  # the disclosure is no known line here, and in no store
    assert caller.failures == ()
    assert heard.asks_input


def test_how_long_a_reply_takes_is_how_long_its_audio_is(spoken: Spoken, clock: VirtualClock) -> None:
    caller = spoken.line()
    began_s = clock.monotonic()
    heard = caller.rings()

    caller.hangs_up()

    audio_s = sum(len(spoken.get(url.rsplit("/", 1)[-1]).content) for url in heard.plays) / 8000
    assert clock.monotonic() - began_s == pytest.approx(audio_s, abs=0.1)


@pytest.mark.parametrize("fault", ["refuse", "hang", "drip", "half", "garbage", 401, 429, 500])
def test_when_the_voice_fails_twilios_voice_says_the_same_in_the_same_answer(
    spoken: Spoken, fault: Fault, tmp_path: Path
) -> None:
    spoken.vendor.fault = fault
    caller = spoken.line()

    heard = caller.rings()

    assert heard.plays == ()
    assert heard.text.startswith(GREETING)
    assert heard.text.endswith(PROBLEM)
    assert caller.failures == ()
    assert list((tmp_path / "audio").glob("*")) == []


def test_a_reply_is_never_spoken_by_two_voices(spoken: Spoken) -> None:
    spoken.speech.ahead()
    spoken.vendor.fault = 500

    heard = spoken.line().rings()

    assert heard.plays == ()
    assert GREETING in heard.text


def test_in_the_next_call_the_voice_is_back(spoken: Spoken) -> None:
    spoken.vendor.fault = "hang"
    assert spoken.line().rings().plays == ()

    spoken.vendor.fault = None
    spoken.speech.probe()
    spoken.breaker.worked()

    assert spoken.line().rings().plays


def test_the_same_words_in_another_call_are_not_paid_for_again(spoken: Spoken) -> None:
    spoken.line().rings()
    asked = len(spoken.vendor.asked)

    assert spoken.line().rings().plays
    assert len(spoken.vendor.asked) == asked


def test_audio_is_sent_as_a_whole_wav_that_may_be_kept_privately(spoken: Spoken) -> None:
    spoken.speech.ahead()

    answer = spoken.get(spoken.name_of(GREETING))

    assert (answer.status_code, answer.content) == (200, wav(tone(GREETING)))
    assert answer.headers["Content-Type"] == "audio/wav"
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert answer.headers["Cache-Control"] == f"private, max-age={FIXED_MAX_AGE_S}"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_one_caller_was_told_is_not_kept_for_long_by_others(spoken: Spoken) -> None:
    (name,) = spoken.speech.ready([Sentence(text="I have 7 2 0.")]) or ()

    assert spoken.get(name).headers["Cache-Control"] == f"private, max-age={CALL_MAX_AGE_S}"


def test_a_head_request_gets_the_head_alone(spoken: Spoken) -> None:
    spoken.speech.ahead()

    answer = spoken.get(spoken.name_of(GREETING), "HEAD")

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(wav(tone(GREETING))))


def test_who_has_the_audio_already_is_not_sent_it_again(spoken: Spoken) -> None:
    spoken.speech.ahead()
    name = spoken.name_of(GREETING)
    etag = spoken.get(name).headers["ETag"]

    answer = spoken.get(name, **{"If-None-Match": etag})

    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["ETag"] == etag


@pytest.mark.parametrize(
    "name", ["nothing.wav", f"{'0' * 40}.wav", f"{'0' * 40}.WAV", "..%2Freceptionist.db", ".ahead", "%00.wav"]
)
def test_what_nobody_was_given_is_not_found(spoken: Spoken, name: str) -> None:
    assert spoken.get(name).status_code == 404


def test_audio_is_only_fetched(spoken: Spoken) -> None:
    assert spoken.get(spoken.name_of(GREETING), "POST").status_code == 405


def test_audio_that_is_gone_is_rendered_again(spoken: Spoken, tmp_path: Path) -> None:
    caller = spoken.line()
    heard = caller.rings()
    (disclosure,) = [
        row.text
        for row in spoken.office.receptionist.store.turns(caller.sid)[0].reply.sentences  # type: ignore[union-attr]
        if row.text not in (GREETING, PROBLEM)
    ]
    name = remember(spoken, caller.sid, text=disclosure)
    for path in (tmp_path / "audio").glob("*.wav"):
        path.unlink()

    answers = [spoken.get(url.rsplit("/", 1)[-1]) for url in heard.plays]

    assert [answer.content for answer in answers] == [wav(tone(text)) for text in (GREETING, disclosure, PROBLEM)]
    assert spoken.speech.words_of(name) == (disclosure, "en-US")


def test_audio_that_is_gone_and_cannot_be_rendered_is_not_found(spoken: Spoken) -> None:
    spoken.vendor.fault = 500

    assert spoken.get(spoken.name_of(GREETING)).status_code == 404


def test_what_is_erased_is_not_rendered_again(spoken: Spoken, clock: VirtualClock) -> None:
    caller = spoken.line()
    caller.rings()
    caller.hangs_up()
    name = remember(spoken, caller.sid, text=PROBLEM)
    store = SqlAudio(spoken.office.receptionist.kept.engine)
    assert store.names_of([caller.sid, "CAother"]) == (name,)
    assert store.words_of(name) == (PROBLEM, "en-US")

    spoken.office.receptionist.kept.erasure.erase_calls([caller.sid], now=clock.now() + timedelta(days=1))

    assert store.words_of(name) is None
    assert store.names_of([]) == ()


class Away:
    """Speech whose store, or whose file, is gone just now."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def audio(self, name: str) -> Path | None:
        if self._path is None:
            raise StoreError("store: locked")
        return self._path

    def is_fixed(self, name: str) -> bool:
        return False


@pytest.mark.parametrize(("path", "status"), [(None, 503), (Path("/nowhere/a.wav"), 404)])
def test_a_store_that_does_not_answer_is_not_the_same_as_no_audio(
    ridgeline: Office, path: Path | None, status: int
) -> None:
    ridgeline.app.register_blueprint(audio.blueprint(Away(path)))

    assert ridgeline.client.get("/static/audio/a.wav").status_code == status


class Tape:
    """Speech that has audio for these texts only, and notes for which call it was asked."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts
        self.calls: list[str | None] = []

    def ready(self, sentences: Any, *, call_sid: str | None = None) -> tuple[str, ...] | None:  # noqa: ANN401
        self.calls.append(call_sid)
        return self.cached(sentences)

    def cached(self, sentences: Any) -> tuple[str, ...] | None:  # noqa: ANN401
        texts = [sentence.text for sentence in sentences]
        return tuple(f"{self.texts.index(text)}.wav" for text in texts) if set(texts) <= {*self.texts} else None


@pytest.fixture
def renderer(ridgeline: Office) -> Renderer:
    return replace(ridgeline.receptionist.renderer, prefix="/phone")


def plays(xml: str) -> list[str]:
    return re.findall(r"<Play>([^<]*)</Play>", xml)


def listening(*said: Sentence) -> tuple[Sentence | Ending, ...]:
    return (*said, Ending(kind="listen", turn=1, asks=("problem",)))


def test_each_sentence_is_played_inside_the_gather_below_the_proxys_prefix(renderer: Renderer) -> None:
    taped = replace(renderer, speech=Tape(GREETING, PROBLEM))

    xml = taped.reply(listening(Sentence(text=GREETING), Sentence(text=PROBLEM)))

    assert plays(xml) == ["/phone/static/audio/0.wav", "/phone/static/audio/1.wav"]
    assert "<Say" not in xml
    assert xml.index("<Gather") < xml.index("<Play>") < xml.index("</Gather>")


def test_a_goodbye_is_played_before_the_end(renderer: Renderer) -> None:
    taped = replace(renderer, speech=Tape(LOST))

    xml = taped.reply((Sentence(text=LOST), Ending(kind="hang_up", turn=1)))

    assert re.search(r"<Response><Play>[^<]*</Play><Hangup */>", xml)


def test_a_filler_is_left_out_since_nobody_waits_any_more(renderer: Renderer) -> None:
    filler = Sentence(text="One moment, please.", filler=True)

    for speech in (None, Tape(PROBLEM)):
        xml = replace(renderer, speech=speech).reply(listening(filler, Sentence(text=PROBLEM)))

        assert "One moment" not in xml
        assert plays(xml) or PROBLEM in xml.replace("&#x27;", "'")


def test_a_reply_without_words_only_listens(renderer: Renderer) -> None:
    xml = replace(renderer, speech=Tape()).reply(listening())

    assert not plays(xml)
    assert "<Say" not in xml
    assert "<Gather" in xml


def test_outside_of_a_reply_only_what_is_there_is_played(renderer: Renderer) -> None:
    tape = Tape(LOST)
    taped = replace(renderer, speech=tape)

    assert plays(taped.turned_away()) == ["/phone/static/audio/0.wav"]
    assert "<Say" in taped.once_more("fallback", "/voice/process")
    assert "<Say" in taped.rescue("fallback", "/voice/voicemail")
    assert tape.calls == []


def test_the_call_that_a_reply_is_for_is_named(ridgeline: Office) -> None:
    tape = Tape()
    ridgeline.app.extensions["receptionist"] = replace(
        ridgeline.receptionist, renderer=replace(ridgeline.receptionist.renderer, speech=tape)
    )
    caller = ridgeline.line()

    caller.rings()

    assert tape.calls == [caller.sid]


def test_no_error_of_the_voice_reaches_a_caller(spoken: Spoken) -> None:
    spoken.breaker.failed(SpeechError("busy"))

    heard = spoken.line().rings()

    assert GREETING in heard.text
    assert spoken.vendor.asked == []
