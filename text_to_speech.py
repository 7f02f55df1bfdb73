"""ElevenLabs: text -> audio of telephone quality, whole or not at all; keeps nothing and tries nothing twice."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, cast

import httpx
from elevenlabs.client import ElevenLabs
from elevenlabs.core.api_error import ApiError
from elevenlabs.core.parse_error import ParsingError
from elevenlabs.types.model import Model
from elevenlabs.types.voice import Voice as VendorVoice

from receptionist.ports import SpeechError
from receptionist.speaking import telephone_audio
from receptionist.speaking.telephone_audio import MAX_CHARS
from receptionist.words.dialogue import Condition

TAKES_LANGUAGE = frozenset({"eleven_flash_v2_5", "eleven_turbo_v2_5", "eleven_v3", "eleven_v3_conversational"})
"""Models that can be told the language; the others hear it from the text, and some refuse to be told."""
DEFAULT_VOICES_END = date(2026, 12, 31)
"""Until then ElevenLabs keeps some of its default voices (category `premade`, to which Rachel belongs). Which ones
stop, only the account's page of voices says. Noted in November 2026."""

CONNECT_S, READ_S, TOTAL_S = 2.0, 3.0, 8.0
"""A connection, the next bytes, and a whole answer may take so long."""
_KEPT_OPEN_S = 60.0
"""Between two turns of a call the connection stays: a new one costs two round trips."""
_REASON = re.compile(r"[a-z_]{1,40}")
_VENDOR_ERRORS = (ApiError, ParsingError, httpx.HTTPError, UnicodeError)
"""What the SDK raises; a network's errors come through it as they are, and so do bytes that are no text."""


def _never() -> bool:
    return False


class ElevenLabsVoice:
    """Implements dialogue.Voice. Deadlines are ours: the SDK's own timeout begins anew with every byte."""

    name = "elevenlabs"

    def __init__(
        self,
        *,
        api_key: str,
        voice_id: str,
        model: str,
        base_url: str | None = None,
        connect_s: float = CONNECT_S,
        read_s: float = READ_S,
        total_s: float = TOTAL_S,
    ) -> None:
        self.model = model
        self._voice_id = voice_id
        self._http = _client(httpx.Timeout(read_s, connect=connect_s), total_s)
        self._vendor = ElevenLabs(api_key=api_key, base_url=base_url, httpx_client=self._http)

    @property
    def sounds(self) -> str:
        """What besides the text decides how it sounds."""
        return telephone_audio.sounds(self._voice_id, self.model)

    def speak(self, text: str, *, language: str, abandoned: Callable[[], bool] = _never) -> bytes:
        """Return a whole WAV file (8 kHz, mono, µ-law) of `text`, which has at most MAX_CHARS characters.

        Raises SpeechError, also for audio that cannot be what was asked for.
        """
        if not 0 < len(text) <= MAX_CHARS:
            raise SpeechError(f"text of {len(text)} characters: allowed are 1 to {MAX_CHARS}", permanent=True)
        with self._errors():
            audio = b"".join(self._chunks(text, language, abandoned))
        if wrong := telephone_audio.objection(audio, text):
            raise SpeechError(f"ElevenLabs sent {wrong}")
        return telephone_audio.wav(audio)

    def check(self, today: date) -> Condition:
        """Ask whether key, voice and model will do; a default voice that may stop soon is said to.

        Raises SpeechError when ElevenLabs does not answer, which says nothing about them.
        """
        once = {"max_retries": 0}
        try:
            with self._errors():
                voice = self._vendor.voices.get(self._voice_id, request_options=once)
                models = self._vendor.models.list(request_options=once)
        except SpeechError as error:
            if error.permanent:
                return Condition(ok=False, detail=str(error))
            raise
        return self._condition(voice, models, today)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def _chunks(self, text: str, language: str, abandoned: Callable[[], bool]) -> Iterator[bytes]:
        with self._vendor.text_to_speech.with_raw_response.stream(
            self._voice_id,
            text=text,
            model_id=self.model,
            output_format=telephone_audio.FORMAT,
            language_code=language[:2] if self.model in TAKES_LANGUAGE else None,
        ) as answer:
            _check_type(answer.headers.get("content-type", ""))
            for chunk in answer.data:
                if abandoned():
                    raise SpeechError("nobody waits for this audio any more")
                yield chunk

    def _condition(self, voice: VendorVoice, models: list[Model], today: date) -> Condition:
        # The SDK checks no types: what it calls a list may be anything.
        known = {getattr(model, "model_id", None): model for model in models if isinstance(models, list)}
        model = known.get(self.model)
        if not (model and model.can_do_text_to_speech):
            wrong = "knows no model" if model is None else "makes no speech with the model"
            return Condition(ok=False, detail=f"ElevenLabs {wrong} {self.model}: set ELEVENLABS_MODEL")
        name = getattr(voice, "name", None) or self._voice_id
        detail = f"{name} speaks, by {self.model}"
        if getattr(voice, "category", "") == "premade" and today <= DEFAULT_VOICES_END:
            detail += (
                f"; some default voices of ElevenLabs stop on {DEFAULT_VOICES_END}: look in your account whether "
                "this one does, and set ELEVENLABS_VOICE_ID to another in time"
            )
        return Condition(ok=True, detail=detail)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except ApiError as error:
            raise self._refusal(error.status_code or 0, _reason(error.body)) from error
        except httpx.TimeoutException as error:
            raise SpeechError("ElevenLabs did not answer in time") from error
        except _VENDOR_ERRORS as error:
            raise SpeechError(f"ElevenLabs broke off or cannot be reached: {type(error).__name__}") from error

    def _refusal(self, status: int, reason: str) -> SpeechError:
        why = f"({status} {reason})" if reason else f"({status})"
        if remedy := self._remedy(status, reason):
            return SpeechError(f"ElevenLabs {remedy} {why}", permanent=True)
        if status == 429:
            return SpeechError(f"ElevenLabs is busy, or has too many requests of ours at once {why}")
        return SpeechError(f"ElevenLabs failed {why}", permanent=400 <= status < 500)

    def _remedy(self, status: int, reason: str) -> str | None:
        """Return what the owner has to do, None when nobody can do anything but wait."""
        if reason == "quota_exceeded" or status == 402:
            return "has no characters left for this key: add credit to the account of ELEVENLABS_API_KEY"
        if reason == "missing_permissions":
            return "lets this key do too little: allow ELEVENLABS_API_KEY text to speech, voices and models"
        if status == 404 or "voice" in reason:
            return f"does not give this key the voice {self._voice_id}: set ELEVENLABS_VOICE_ID to one of its own"
        if "model" in reason:
            return f"does not give this key the model {self.model}: set ELEVENLABS_MODEL to another"
        if status in (401, 403):
            return "refuses the key: set ELEVENLABS_API_KEY to one that is valid"
        return None


def _reason(body: Any) -> str:  # noqa: ANN401 -- as the SDK types it
    """Return the vendor's name of an error, which is one of a list and never holds words of ours."""
    detail = body.get("detail") if isinstance(body, Mapping) else None
    status = detail.get("status") if isinstance(detail, Mapping) else None
    return status if isinstance(status, str) and _REASON.fullmatch(status) else ""


def _check_type(content_type: str) -> None:
    # Any audio will do here: what it is of, its own bytes tell better.
    if content_type and not content_type.startswith(("audio/", "application/octet-stream")):
        raise SpeechError(f"ElevenLabs sent {content_type.partition(';')[0][:40]} instead of audio")


def _client(timeouts: httpx.Timeout, total_s: float) -> httpx.Client:
    """Return a client whose every answer is complete within `total_s`, or ends in httpx.ReadTimeout."""

    def begin(request: httpx.Request) -> None:
        request.extensions["timeout"] = timeouts.as_dict()
        request.extensions["until_s"] = time.monotonic() + total_s

    def limit(response: httpx.Response) -> None:
        stream = cast("httpx.SyncByteStream", response.stream)
        response.stream = _Until(stream, response.request.extensions["until_s"])

    limits = httpx.Limits(keepalive_expiry=_KEPT_OPEN_S)
    return httpx.Client(timeout=timeouts, limits=limits, event_hooks={"request": [begin], "response": [limit]})


class _Until(httpx.SyncByteStream):
    """A body that has to be complete by a moment of the monotonic clock, however often a byte of it arrives."""

    def __init__(self, stream: httpx.SyncByteStream, until_s: float) -> None:
        self._stream = stream
        self._until_s = until_s

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            if time.monotonic() > self._until_s:
                raise httpx.ReadTimeout("the whole answer took too long")
            yield chunk

    def close(self) -> None:
        """Close the body."""
        self._stream.close()
