"""What the stand-ins for models have in common: in which manner they answer, and how fast; no wire format."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from simulator.vendors.server import Answer, Asked, StandIn

Mind = Callable[[Mapping[str, Any]], dict[str, Any]]
"""Makes a reply from the final message of a request."""
Manner = Literal["shuffled", "fenced", "prose", "empty", "refusal", "filtered", "length", "cut", "error"]
"""How an answer is given: keys in another order, JSON between fences, a chat's prose, nothing at all, a refusal, a
filter, too long, cut off without a word, an error in the middle."""

PROSE = "Sure! I'd be happy to help. The total is 55 dollars and we'll be there in 10 minutes."
CHARS_A_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Told:
    """An answer before it is put into a vendor's events."""

    tokens: tuple[str, ...]
    end: Literal["end", "length", "refusal", "filtered", "cut", "error"]


class Refused(Exception):
    """The vendor does not take a request."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class MindStandIn(StandIn):
    """A vendor of models on loopback. Set `manner` at any time; None is a good one."""

    def __init__(
        self,
        mind: Mind,
        *,
        key: str = "test-key",
        first_token_s: float = 0.0,
        tokens_a_second: float = 0.0,
        refuses: frozenset[str] = frozenset(),
    ) -> None:
        """`refuses` are parameters that this server does not know; without `tokens_a_second` all come at once."""
        super().__init__()
        self.mind = mind
        self.key = key
        self.manner: Manner | None = None
        self.refuses = refuses
        self._first_token_s = first_token_s
        self._pause_s = 1 / tokens_a_second if tokens_a_second else 0.0

    def sent(self, asked: Asked) -> tuple[Answer, Iterator[bytes]]:
        """Return an answer whose first token takes its time."""
        answer, body = super().sent(asked)
        return answer, self._late(body) if self._first_token_s and asked.method == "POST" else body

    def told(self, final: str) -> Told:
        """Return what is answered to the final message of a request."""
        if self.manner == "refusal":
            return Told(_tokens("I'm sorry, I can't help with that."), "refusal")
        if self.manner == "prose":
            return Told(_tokens(PROSE), "end")
        if self.manner == "empty":
            return Told((), "end")
        text = self._json(final)
        if self.manner == "fenced":
            text = f"```json\n{text}\n```"
        if self.manner in ("filtered", "length", "cut", "error"):
            return Told(_tokens(text[: len(text) * 2 // 3]), self.manner)
        return Told(_tokens(text), "end")

    def stream(self, *events: bytes) -> Answer:
        """Return an answer of server-sent events at the speed of this model."""
        return Answer(content_type="text/event-stream; charset=utf-8", chunks=events, pause_s=self._pause_s)

    def _json(self, final: str) -> str:
        asked = json.loads(final)
        reply = summary(asked) if "transcript" in asked else self.mind(asked)
        if self.manner == "shuffled":
            reply = dict(reversed(reply.items()))
        return json.dumps(reply, ensure_ascii=False)

    def _late(self, body: Iterator[bytes]) -> Iterator[bytes]:
        threading.Event().wait(self._first_token_s)
        yield from body


def summary(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return a summary that adds nothing to the call."""
    service = (asked["job"].get("service_type") or "call").replace("_", " ")
    return {"summary": f"The caller rang about a {service}.", "next_step": "Look at the job."}


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(text[start : start + CHARS_A_TOKEN] for start in range(0, len(text), CHARS_A_TOKEN))
