"""Callers who ring by the hundreds, each a turn every eight seconds, in both modes; they understand nothing.

They follow what Twilio does: in gather mode what an answer plays is fetched and played before its redirect is
followed; in relay mode words are reported as heard, and a session's end as a webhook.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from bench import line, wire
from bench.line import Document, Line, verbs
from bench.standins import Seen, StandIns
from bench.tally import Heard, Tally

ANSWER_S = 15.0
"""A caller who hears nothing for so long is lost."""
SPEAKS_S = 1.5
"""How long before its end the caller's speech is reported to begin."""
HEARD_S = 3.0
"""After how long all of a reply is reported as heard."""


class Lost(Exception):
    """A call that went wrong; says how."""


@dataclass(frozen=True, slots=True)
class Caller:
    """One call of a number; `turns` is after how many of them its caller hangs up."""

    line: Line
    vendors: StandIns
    tally: Tally
    number: int
    turns: int = wire.TURNS

    @property
    def form(self) -> dict[str, str]:
        """What comes with every webhook of this call."""
        return line.form(self.number)

    @property
    def asked(self) -> list[Seen]:
        """What the model was asked on behalf of this caller, who has another name there."""
        return self.vendors.seen[line.known_as(self.form["From"])]

    async def answered(self) -> Document:
        """Ring, and return what the server answers."""
        self.tally.calls += 1
        began_s = time.monotonic()
        document = await self.line.post("/answer", self.form)
        self.tally.greeted((time.monotonic() - began_s) * 1000)
        if document is None:
            raise Lost("no answer")
        return document

    async def over(self) -> None:
        """Report the end of the call."""
        await self.line.post("/voice/status", {**self.form, "CallStatus": "completed"})

    def note(self, waited_s: float, first: str, asked_before: int) -> None:
        """Note a turn; the model had a part in it when the first words are its own."""
        asked = self.asked[asked_before:]
        own = len(asked) == 1 and first.startswith(asked[0].begins)
        vendors_s = asked[0].took_s if own else None
        vendors_ms = None if vendors_s is None else vendors_s * 1000
        self.tally.heard(Heard(waited_s * 1000, own=own, vendors_ms=vendors_ms))


async def relay_call(caller: Caller) -> None:
    """Play a call over a socket."""
    document = await caller.answered()
    verb = next(verbs(document, "ConversationRelay"), None)
    if verb is None:
        raise Lost("no socket offered")
    token = next(verbs(verb, "Parameter")).attrib["value"]
    async with caller.line.socket(verb.attrib["url"]) as socket, _frames(socket) as frames:
        await socket.send_str(_setup(caller.form, token))
        ended = await _talk(caller, socket, frames)
    if ended:
        handoff = {"SessionStatus": "ended", "SessionDuration": "88", "HandoffData": ended}
        await caller.line.post("/voice/relay/ended", {**caller.form, **handoff})
    await caller.over()


async def _talk(caller: Caller, socket: aiohttp.ClientWebSocketResponse, frames: "_Frames") -> str:
    """Say everything, a turn every eight seconds; returns how the server ended the session, empty when not yet."""
    await _report(socket, ("agentSpeaking", "on"), ("agentSpeaking", "off"))
    due_s = time.monotonic() + wire.EVERY_S
    for words in wire.words(caller.number)[: caller.turns]:
        await _until(due_s - SPEAKS_S)
        await _report(socket, ("clientSpeaking", "on"))
        await _until(due_s)
        _drain(frames)
        await _report(socket, ("clientSpeaking", "off"))
        said_s, asked_before = time.monotonic(), len(caller.asked)
        await socket.send_str(_frame("prompt", voicePrompt=words, lang="en-US", last=True))
        at_s, sentences = await _reply(frames)
        caller.note(at_s - said_s, sentences[0], asked_before)
        await _until(said_s + HEARD_S)
        spoken = [("tokensPlayed", sentence) for sentence in sentences]
        await _report(socket, ("agentSpeaking", "on"), *spoken, ("agentSpeaking", "off"))
        due_s = max(due_s + wire.EVERY_S, time.monotonic() + SPEAKS_S)
    return await _end(frames) if caller.turns == wire.TURNS else ""


async def _reply(frames: "_Frames") -> tuple[float, list[str]]:
    """Return when the first words were there that are no filler, and all sentences."""
    first_s, sentences = 0.0, []
    while True:
        at_s, frame = await _next(frames)
        if frame["type"] == "end":
            raise Lost("ended early")
        if frame["type"] != "text":
            continue
        if frame["token"].strip() and not frame.get("preemptible"):
            first_s = first_s or at_s
            sentences.append(frame["token"])
        if frame.get("last"):
            if not sentences:
                raise Lost("nothing said")
            return first_s, sentences


async def _end(frames: "_Frames") -> str:
    while True:
        _, frame = await _next(frames)
        if frame["type"] == "end":
            return str(frame.get("handoffData", ""))


_Frames = asyncio.Queue[tuple[float, dict[str, Any] | None]]


@asynccontextmanager
async def _frames(socket: aiohttp.ClientWebSocketResponse) -> AsyncIterator[_Frames]:
    """Yield the frames of a socket with the time of their arrival; None is its end."""
    frames: _Frames = asyncio.Queue()

    async def read() -> None:
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                frames.put_nowait((time.monotonic(), json.loads(message.data)))
        frames.put_nowait((time.monotonic(), None))

    reading = asyncio.create_task(read())
    try:
        yield frames
    finally:
        await socket.close()
        await reading


async def _next(frames: _Frames) -> tuple[float, dict[str, Any]]:
    try:
        at_s, frame = await asyncio.wait_for(frames.get(), ANSWER_S)
    except TimeoutError:
        raise Lost("silence") from None
    if frame is None:
        raise Lost("dropped")
    return at_s, frame


def _drain(frames: _Frames) -> None:
    while not frames.empty():
        if frames.get_nowait()[1] is None:
            raise Lost("dropped")


async def _report(socket: aiohttp.ClientWebSocketResponse, *facts: tuple[str, str]) -> None:
    for name, value in facts:
        await socket.send_str(_frame("info", name=name, value=value))


def _setup(form: dict[str, str], token: str) -> str:
    return _frame(
        "setup",
        sessionId="VX" + form["CallSid"][2:],
        accountSid=form["AccountSid"],
        callSid=form["CallSid"],
        **{"from": form["From"], "to": form["To"]},
        direction="inbound",
        callType="PSTN",
        callStatus="RINGING",
        customParameters={"token": token},
    )


def _frame(kind: str, **content: object) -> str:
    return json.dumps({"type": kind, **content})


async def gather_call(caller: Caller) -> None:
    """Play a call by webhooks; a turn begins when the last reply was played, and at least eight seconds on."""
    document = await caller.answered()
    await _played(caller, document)
    for words in wire.words(caller.number)[: caller.turns]:
        gather = next(verbs(document, "Gather"), None)
        if gather is None:
            raise Lost("not listened to")
        due_s, asked_before = time.monotonic() + wire.EVERY_S, len(caller.asked)
        said_s = time.monotonic()
        said = {**caller.form, "SpeechResult": words, "Confidence": "0.93"}
        document, first_s, first = await _replied(caller, line.local(gather.attrib["action"]), said)
        caller.note(first_s - said_s, first, asked_before)
        await _until(due_s)
    await caller.over()


async def _replied(caller: Caller, path: str, form: dict[str, str]) -> tuple[Document, float, str]:
    """Follow an answer to its end; returns it, and when its first words were there: the model's, if any."""
    pieces: list[tuple[str, float]] = []
    while True:
        document = await asyncio.wait_for(caller.line.post(path, form), ANSWER_S)
        if document is None:
            raise Lost("no answer")
        said = await _played(caller, document)
        pieces += said
        redirect = next(verbs(document, "Redirect"), None)
        if redirect is None or not redirect.text or next(verbs(document, "Gather"), None) is not None:
            break
        await asyncio.sleep(sum(wire.speech_s(words) for words, _ in said))
        path = line.local(redirect.text)
    if not pieces:
        raise Lost("nothing said")
    own = (piece for piece in pieces if piece[0].startswith(wire.BEGINNINGS))
    words, at_s = next(own, pieces[0])
    return document, at_s, words


async def _played(caller: Caller, document: Document) -> list[tuple[str, float]]:
    """Fetch and play what an answer says; returns each piece's words, and when it was in hand."""
    played = []
    for verb in document.iter():
        if verb.tag == "Say":
            played.append((verb.text or "", time.monotonic()))
        if verb.tag == "Play" and verb.text:
            words = spoken(await caller.line.fetch(verb.text))
            played.append((words, time.monotonic()))
    return played


def spoken(audio: bytes) -> str:
    """Return the words that the stand-in for the voice wrote into its sound."""
    return audio.partition(wire.SAID)[2].partition(wire.UNSAID)[0].decode(errors="replace")


async def _until(at_s: float) -> None:
    await asyncio.sleep(max(0.0, at_s - time.monotonic()))
