"""ElevenLabs as its API reference describes it: speech as µ-law, voices, models, errors; speaks only in tones."""

import math
import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

from receptionist.speaking.telephone_audio import RATE_HZ
from simulator.vendors.server import Answer, Asked, StandIn, as_json

API_KEY = "sk_simulated"
RACHEL = "21m00Tcm4TlvDq8ikWAM"
CHARS_A_SECOND = 15
CHUNK_BYTES = 1024
_SPEECH = re.compile(r"/v1/text-to-speech/(\w+)/stream")
_VOICE = re.compile(r"/v1/voices/(\w+)")
_QUERY = frozenset({"output_format", "optimize_streaming_latency", "enable_logging"})
_BODY = frozenset(
    {
        "text", "model_id", "language_code", "voice_settings", "seed", "previous_text", "next_text",
        "previous_request_ids", "next_request_ids", "apply_text_normalization",
    }
)  # fmt: skip
_ERRORS = {
    401: ("invalid_api_key", "Invalid API key"),
    403: ("forbidden", "This is not allowed."),
    429: ("too_many_concurrent_requests", "Too many concurrent requests."),
}


def tone(text: str) -> bytes:
    """Return a hum in µ-law that lasts as long as somebody would speak."""
    period = [_ulaw(round(9000 * math.sin(2 * math.pi * step / 40))) for step in range(40)]
    samples = max(RATE_HZ // 3, len(text) * RATE_HZ // CHARS_A_SECOND)
    return (bytes(period) * (samples // 40 + 1))[:samples]


def _ulaw(sample: int) -> int:
    """Return a sample of 16 bits in µ-law (ITU-T G.711)."""
    size = min(abs(sample), 32635) + 132
    exponent = size.bit_length() - 8
    return ~((0x80 if sample < 0 else 0) | exponent << 4 | size >> exponent + 3 & 0xF) & 0xFF


class ElevenLabsStandIn(StandIn):
    """Knows one key, Rachel, and two models; what it sends instead of speech can be set."""

    def __init__(self) -> None:
        super().__init__()
        self.speaks: Callable[[str], bytes] = tone
        self.content_type = "audio/basic"
        self.first_byte_s = 0.0
        self.chunk_s = 0.0
        """Pause before each chunk of 1,024 bytes, which are 0.128 s of speech."""
        self.refuses = ""
        """The name of the error with which it refuses a valid key: `quota_exceeded`, `missing_permissions`."""

    @property
    def spoken(self) -> list[str]:
        """The texts that were asked for so far."""
        return [asked.json()["text"] for asked in self.asked if asked.method == "POST"]

    def answer(self, asked: Asked) -> Answer:
        """Return speech, the voice or the models."""
        path = urlsplit(asked.path).path
        if asked.headers.get("xi-api-key") != API_KEY:
            return self.error(401)
        if (speech := _SPEECH.fullmatch(path)) and asked.method == "POST":
            return self._speech(asked, speech[1])
        if voice := _VOICE.fullmatch(path):
            return self._voice(voice[1])
        return _models() if path == "/v1/models" else _error(404, "not_found", "Not Found")

    def error(self, status: int) -> Answer:
        """Return an error of ElevenLabs' form."""
        return _error(status, *_ERRORS.get(status, ("internal_server_error", "An error has occurred.")))

    def sent(self, asked: Asked) -> tuple[Answer, Iterator[bytes]]:
        """Return the answer, its first byte as late as it is set."""
        answer, chunks = super().sent(asked)
        return answer, self._after(self.first_byte_s, chunks)

    def _after(self, seconds: float, chunks: Iterator[bytes]) -> Iterator[bytes]:
        self._released.wait(seconds)
        yield from chunks

    def _speech(self, asked: Asked, voice_id: str) -> Answer:
        query, body = parse_qs(urlsplit(asked.path).query), asked.json()
        if unknown := sorted({*query} - _QUERY | {*body} - _BODY):
            return _invalid(unknown[0])
        if refusal := self._refusal(voice_id, body, query.get("output_format", [""])[0]):
            return refusal
        audio = self.speaks(body["text"])
        chunks = tuple(audio[at : at + CHUNK_BYTES] for at in range(0, len(audio), CHUNK_BYTES))
        return Answer(content_type=self.content_type, chunks=chunks, pause_s=self.chunk_s)

    def _refusal(self, voice_id: str, body: dict[str, str], output_format: str) -> Answer | None:
        if output_format != "ulaw_8000" or not body.get("text"):
            return _invalid("output_format" if body.get("text") else "text")
        if voice_id != RACHEL:
            return _error(404, "voice_not_found", f"A voice with the voice_id {voice_id} was not found.")
        if body.get("model_id") not in _MODELS:
            return _error(400, "model_not_found", f"A model with model ID {body.get('model_id')} does not exist.")
        if (body.get("language_code") or "en") not in _MODELS[body["model_id"]]:
            return _error(400, "unsupported_language", "The model does not support this language_code.")
        return _error(401, self.refuses, "This key must not do that.") if self.refuses else None

    def _voice(self, voice_id: str) -> Answer:
        if voice_id != RACHEL:
            return _error(404, "voice_not_found", f"A voice with the voice_id {voice_id} was not found.")
        return as_json(
            {"voice_id": RACHEL, "name": "Rachel", "category": "premade", "labels": {}, "settings": None}
        )


_MODELS = {"eleven_flash_v2_5": ("en", "es"), "eleven_multilingual_v2": ("en",), "eleven_english_sts_v2": ("en",)}


def _models() -> Answer:
    def row(model_id: str) -> dict[str, object]:
        languages = [{"language_id": language, "name": language} for language in _MODELS[model_id]]
        return {"model_id": model_id, "can_do_text_to_speech": "sts" not in model_id, "languages": languages}

    return as_json([row(model_id) for model_id in _MODELS])


def _error(status: int, name: str, message: str) -> Answer:
    return as_json({"detail": {"status": name, "message": message}}, status)


def _invalid(name: str) -> Answer:
    problem = {"loc": ["body", name], "msg": "Extra inputs are not permitted", "type": "extra_forbidden"}
    return as_json({"detail": [problem]}, 422)
