"""A model and a voice on loopback that take their time as set, and note when; one loop serves hundreds at once.

OpenAI's chat completions, streamed and whole, and ElevenLabs' speech, streamed and whole. They check nothing:
whether we speak their languages rightly is tested elsewhere.
"""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from aiohttp import web

from bench import wire


@dataclass(slots=True)
class Seen:
    """A request to the model: when it was there, and when the first sentence of its answer was complete."""

    received_s: float
    begins: str
    """The first sentence of its answer."""
    sentence_s: float | None = None

    @property
    def took_s(self) -> float | None:
        """The model's share of the wait; None while its first sentence is not complete."""
        return None if self.sentence_s is None else self.sentence_s - self.received_s


class StandIns:
    """The vendors. `port` is theirs once they listen."""

    def __init__(self) -> None:
        self.port = 0
        self._begins = cycle(wire.BEGINNINGS)
        self.seen: dict[str, list[Seen]] = defaultdict(list)
        """By the name under which the model knows a caller."""

    @property
    def env(self) -> dict[str, str]:
        """The settings that lead here."""
        return {
            "OPENAI_API_KEY": wire.MODEL_KEY,
            "OPENAI_BASE_URL": f"http://127.0.0.1:{self.port}/v1",
            "ELEVENLABS_API_KEY": wire.VOICE_KEY,
            "ELEVENLABS_BASE_URL": f"http://127.0.0.1:{self.port}",
        }

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["StandIns"]:
        """Serve until the context ends."""
        app = web.Application()
        app.add_routes(
            [
                web.post("/v1/chat/completions", self._completion),
                web.get("/v1/models/{name}", _model),
                web.post("/v1/text-to-speech/{voice}/stream", _speech),
                web.post("/v1/text-to-speech/{voice}", _speech),
                web.get("/v1/voices/{voice}", _voice),
                web.get("/v1/models", _models),
            ]
        )
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, backlog=2048)
        await site.start()
        self.port = runner.addresses[0][1]
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _completion(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        # Since when it is whole: what its parsing took is no time of ours.
        seen = Seen(time.monotonic(), next(self._begins))
        self.seen[asked.get("safety_identifier", "")].append(seen)
        says = f"{seen.begins} {wire.GOES_ON}"
        if not asked.get("stream"):
            return await _whole(seen, wire.SUMMARY if "response_format" in asked else f"{says} {wire.ASKS}")
        return await _streamed(request, seen, wire.structured(says, _question(asked)))


def _question(asked: dict[str, Any]) -> str:
    """Return the question that the last message gives, in its own words."""
    try:
        question = json.loads(asked["messages"][-1]["content"]).get("question") or {}
    except ValueError:
        return ""
    return str(question.get("words", ""))


async def _streamed(request: web.Request, seen: Seen, answer: str) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    begun = ""
    with suppress(ConnectionResetError):  # nobody waits for the rest
        for token in wire.tokens(answer):
            await _until(seen.received_s + token.at_s)
            begun += token.text
            if seen.sentence_s is None and begun.endswith("."):
                seen.sentence_s = time.monotonic()
            await response.write(_event({"content": token.text}))
        await response.write(_event({}, finish="stop") + b"data: [DONE]\n\n")
    return response


async def _whole(seen: Seen, answer: str) -> web.Response:
    await _until(seen.received_s + wire.tokens(answer)[-1].at_s)
    return web.json_response(
        {
            "id": "1", "object": "chat.completion", "created": 1, "model": "gpt-5.4-mini",
            "choices": [
                {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": answer}}
            ],
        }
    )  # fmt: skip


def _event(delta: dict[str, str], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    return b"data: %s\n\n" % json.dumps(chunk).encode()


async def _speech(request: web.Request) -> web.StreamResponse:
    began_s = time.monotonic()
    words = (await request.json())["text"]
    seconds = wire.speech_s(words)
    mulaw = "ulaw" in request.query.get("output_format", "")
    response = web.StreamResponse(headers={"Content-Type": "audio/basic" if mulaw else "audio/mpeg"})
    await response.prepare(request)
    # As 8 kHz µ-law, or as mp3 of 64 kbit/s: both have 8,000 bytes for a second.
    tenths = max(1, round(seconds * 10))
    sound = (_SILENCE + wire.SAID + words.encode() + wire.UNSAID).ljust(tenths * _TENTH, _SILENCE[:1])
    with suppress(ConnectionResetError):  # nobody waits for the rest
        for tenth in range(tenths):
            arrives_s = wire.FIRST_BYTE_S + (tenth + 1) / 10 / wire.FASTER_THAN_SPEECH
            await _until(began_s + arrives_s)
            await response.write(sound[tenth * _TENTH : (tenth + 1) * _TENTH])
    return response


_SILENCE = b"\xd5" * 16
_TENTH = 800
"""Bytes of a tenth of a second."""


async def _model(request: web.Request) -> web.Response:
    return web.json_response({"id": request.match_info["name"], "object": "model", "created": 1, "owned_by": "x"})


async def _voice(request: web.Request) -> web.Response:
    return web.json_response({"voice_id": request.match_info["voice"], "name": "Rachel", "category": "premade"})


async def _models(request: web.Request) -> web.Response:
    models = ("eleven_flash_v2_5", "eleven_multilingual_v2")
    return web.json_response([{"model_id": each, "can_do_text_to_speech": True} for each in models])


async def _until(at_s: float) -> None:
    if (wait_s := at_s - time.monotonic()) > 0:
        await asyncio.sleep(wait_s)
