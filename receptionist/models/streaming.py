"""A model's reply as it arrives: partial JSON in, sentences and what was noticed out, in the order that counts.

What is said leaves sentence by sentence, before the reply is whole; what was noticed follows once it is certain,
then the question. Whoever shuffles the keys is buffered until this order holds. Knows no vendor and opens nothing.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import jiter

from receptionist.models.sentences import Sentences
from receptionist.ports import ConversationError, Declined
from receptionist.words.dialogue import Began, Item, Piece, Proposal, ProposedDetail, Used
from utils import clean_speech

MAX_SAY_CHARS = 600
MAX_ASK_CHARS = 300
MAX_DETAILS = 20
MAX_DETAIL_CHARS = 300
MAX_REPLY_CHARS = 20_000
"""Of the whole JSON: who sends more than any schema allows is no longer listened to."""
MAX_EVENT_BYTES = 1_000_000
PAUSE_S = 0.2
MOST_PAUSES = 5
"""In one reply, together a second: its first sentence takes longer to say."""
NOTICED = ("details", "danger", "wants_person", "unknown_question")

_AT_HAND_S = 0.002
_FENCE = re.compile(r"\A\s*(?:```\w*\s*)?")
_AFTER = " \r\n\t`"
_TELLS = re.compile(r"[^\w\s'-]|\n")
"""What may end a sentence or a value: only with it, or right after it, has more text anything certain."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a model stopped."""

    reason: Literal["end", "length", "refusal", "other"]


Delta = str | Used | Stop
"""What any vendor's stream holds: text, the tokens so far, and why it ended."""


def in_gulps(
    chunks: Iterable[bytes],
    at_leisure: Callable[[], bool],
    *,
    sleep: Callable[[float], object] = time.sleep,
    monotonic: Callable[[], float] = time.monotonic,
) -> Iterator[bytes]:
    """Yield chunks as they come; at leisure, those of a fifth of a second together.

    To be woken for each token of a reply costs more than what is then done with it. What has piled up in a pause
    is at hand, so a chunk that had to be waited for comes after the last of it.
    """
    pauses = 0
    asked_s = monotonic()
    for chunk in chunks:
        waited = monotonic() - asked_s > _AT_HAND_S
        yield chunk
        if waited and pauses < MOST_PAUSES and at_leisure():
            pauses += 1
            sleep(PAUSE_S)
        asked_s = monotonic()


def payloads(chunks: Iterable[bytes], abandoned: Callable[[], bool]) -> Iterator[bytes]:
    """Yield what stands after `data:` in server-sent events, until nobody waits for it any more.

    Lines end at a line feed and nowhere else: JSON strings may hold what Python also takes for the end of a line.
    Raises ConversationError for a line without an end.
    """
    rest = b""
    for chunk in chunks:
        if abandoned():
            return
        *lines, rest = (rest + chunk).split(b"\n")
        if len(rest) > MAX_EVENT_BYTES:
            raise ConversationError("an event of the stream never ends")
        yield from (line[5:].strip() for line in lines if line.startswith(b"data:"))
    if rest.startswith(b"data:"):
        yield rest[5:].strip()


def at(data: Any, *path: str | int) -> Any:  # noqa: ANN401 -- JSON
    """Return what stands at a path in parsed JSON, None where the path does not lead anywhere."""
    for step in path:
        if isinstance(step, str) and isinstance(data, dict):
            data = data.get(step)
        elif isinstance(step, int) and isinstance(data, list) and step < len(data):
            data = data[step]
        else:
            return None
    return data


MOST_TOKENS = 10**8
"""More than that no reply uses up."""


def count(data: Any, *path: str | int) -> int:  # noqa: ANN401 -- JSON
    """Return the number of tokens that stands at a path, 0 where there is none that makes sense."""
    found = at(data, *path)
    return found if type(found) is int and 0 <= found < MOST_TOKENS else 0


def items(deltas: Iterable[Delta]) -> Iterator[Item]:
    """Yield that a reply has begun, its pieces, its proposal, its question and what it used.

    Raises Declined for a refusal, ConversationError for a reply that is cut or malformed; what it used is yielded
    before, as far as it is known. Words that were yielded stay said.
    """
    reading = ReplyReader()
    began, used, stop = False, None, None
    try:
        for delta in deltas:
            if isinstance(delta, str):
                if delta and not began:
                    began = True
                    yield Began()
                yield from reading.feed(delta)
            elif isinstance(delta, Used):
                used = _most(used, delta)
            else:
                stop = stop or delta
        check_end(stop)
    except ConversationError:
        if used:
            yield used
        raise
    if used:
        yield used
    yield from reading.finish()


def gathered(deltas: Iterable[Delta]) -> tuple[str, Used | None]:
    """Return all the text of an answer, and what it used. Raises as `items`."""
    text, used, stop = "", None, None
    for delta in deltas:
        if isinstance(delta, str):
            text += delta
        elif isinstance(delta, Used):
            used = _most(used, delta)
        else:
            stop = stop or delta
    check_end(stop)
    return text, used


def check_end(stop: Stop | None) -> None:
    """Raise Declined or ConversationError unless an answer ended as it should."""
    if stop is None:
        raise ConversationError("the answer was cut off")
    if stop.reason == "refusal":
        raise Declined("the model declines to answer this")
    if stop.reason == "length":
        raise ConversationError("the answer is longer than allowed: raise MAX_TOKENS if this happens often")
    if stop.reason == "other":
        raise ConversationError("the model stopped for no reason that we know")


def whole_object(text: str) -> dict[str, Any]:
    """Return the JSON object that an answer is, perhaps fenced. Raises ConversationError."""
    body = _body(text) or ""
    try:
        # The parser takes the first of equal keys on faith unless it is told to look for a second.
        found: dict[str, Any] = jiter.from_json(body.rstrip(_AFTER).encode(), catch_duplicate_keys=True)
    except ValueError as error:
        raise ConversationError("the answer is no JSON") from error
    return found


class ReplyReader:
    """Reads one reply. `feed` and `finish` raise ConversationError when it is not what was agreed."""

    def __init__(self) -> None:
        self._text = ""
        self._sentences = Sentences()
        self._room_chars = MAX_SAY_CHARS
        self._all_said = False
        self._noticed = False
        self._telling = True

    def feed(self, text: str) -> Iterator[Item]:
        """Yield what has become certain by some more text."""
        self._text += text
        if len(self._text) > MAX_REPLY_CHARS:
            raise ConversationError("the answer never ends")
        telling, self._telling = self._telling, bool(_TELLS.search(text)) or text.isspace()
        if not (telling or self._telling):
            return
        body = self._text if self._text.startswith("{") else _body(self._text)
        if body is None:
            return
        try:
            data = jiter.from_json(body.encode(), partial_mode="trailing-strings", catch_duplicate_keys=True)
        except ValueError as error:
            raise ConversationError("the answer is no JSON") from error
        yield from self._certain(data, done=set(list(data)[:-1]))

    def finish(self) -> Iterator[Item]:
        """Yield the rest: what was noticed, and the question unless it is empty or too long to be one."""
        data = whole_object(self._text)
        yield from self._certain(data, done=set(data))
        if not self._noticed:
            raise ConversationError("the answer lacks a key")
        ask = clean_speech(_text(data, "ask"), MAX_ASK_CHARS + 1)
        if ask and len(ask) <= MAX_ASK_CHARS:
            yield Piece(ask, asks=True)

    def _certain(self, data: Mapping[str, Any], *, done: set[str]) -> Iterator[Item]:
        """Yield what is certain; `done` are the keys whose values are whole."""
        if "say" in data and not self._all_said:
            self._all_said = "say" in done
            yield from self._said(_text(data, "say"), whole=self._all_said)
        if not self._noticed and done.issuperset(("say", *NOTICED)):
            self._noticed = True
            yield _proposal(data)

    def _said(self, say: str, *, whole: bool) -> Iterator[Piece]:
        for sentence in self._sentences.of(say, whole=whole):
            text = clean_speech(sentence)
            self._room_chars -= len(text)
            if text and self._room_chars >= 0:
                yield Piece(text)


def _most(used: Used | None, newer: Used) -> Used:
    """Return the larger counts of two: vendors count up, and some leave out what did not change."""
    used = used or newer
    return Used(
        model=newer.model,
        prompt_tokens=max(used.prompt_tokens, newer.prompt_tokens),
        cached_tokens=max(used.cached_tokens, newer.cached_tokens),
        completion_tokens=max(used.completion_tokens, newer.completion_tokens),
    )


def _body(text: str) -> str | None:
    """Return the JSON from its brace on, without the fence before it; None while there is none yet."""
    body = _FENCE.sub("", text, count=1)
    if body.startswith("{"):
        return body
    if body.strip("`"):
        raise ConversationError("the answer is prose, not JSON")
    return None


def _text(data: Mapping[str, Any], key: str) -> str:
    if not isinstance(value := data.get(key), str):
        raise ConversationError(f"the answer's {key} is no text")
    return value


def _flag(data: Mapping[str, Any], key: str) -> bool:
    if not isinstance(value := data.get(key), bool):
        raise ConversationError(f"the answer's {key} is neither true nor false")
    return value


def _proposal(data: Mapping[str, Any]) -> Proposal:
    if not isinstance(details := data["details"], list):
        raise ConversationError("the answer's details are no list")
    question = data["unknown_question"]
    asked = clean_speech(_text(data, "unknown_question"), MAX_ASK_CHARS) if question is not None else ""
    return Proposal(
        details=tuple(filter(None, map(_detail, details)))[:MAX_DETAILS],
        danger=_flag(data, "danger"),
        wants_person=_flag(data, "wants_person"),
        unknown_question=asked or None,
    )


def _detail(found: object) -> ProposedDetail | None:
    """Return a detail; None for one that lacks something, which spoils none of the others."""
    texts = [at(found, name) for name in ("key", "value", "said")]
    if not all(isinstance(text, str) and 0 < len(text.strip()) <= MAX_DETAIL_CHARS for text in texts):
        return None
    key, value, said = (clean_speech(text) for text in texts)
    return ProposedDetail(key, value, said)
