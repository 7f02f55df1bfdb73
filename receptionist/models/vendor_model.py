"""What the models of all vendors do alike: ask, read the stream within a deadline, raise one kind of error.

A vendor's own module says how its requests and events look. Its SDK keeps the client, the key and the errors; the
stream is read raw, since the SDK's object for each chunk costs more than all the rest of a reply.
"""

import hashlib
import hmac
import logging
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Protocol, TypeVar

import jiter

from receptionist.cases import Call, Case, Turn
from receptionist.models import call_summary, capabilities, prompts
from receptionist.models.capabilities import Vendor
from receptionist.models.prompts import Prompt, Said
from receptionist.models.streaming import Delta, Stop, at, gathered, in_gulps, items, payloads
from receptionist.ports import ConversationError, Declined
from receptionist.words.dialogue import Condition, Item, Request, Summary, Used

log = logging.getLogger(__name__)

PROBE_TOKENS = 16
SUMMARY_TOKENS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long a vendor is waited for, in seconds; a reply is given up earlier by whoever waits for it."""

    connect_s: float = 2.0
    read_s: float = 5.0
    """Between two bytes."""
    whole_s: float = 20.0
    """For what no caller waits for: summaries, checks, probes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a model is asked, whichever vendor's it is."""

    system: str
    said: tuple[Said, ...]
    form: prompts.Form
    max_tokens: int
    caller: str = ""
    """A pseudonym of the caller, so that the vendor can tell abuse by one from abuse by all; empty for nobody."""


class Response(Protocol):
    """An SDK's response whose body has not been read yet."""

    def iter_bytes(self) -> Iterator[bytes]:
        """Yield the body as it arrives."""
        ...


class Sdk(Protocol):
    """What the vendors' SDKs have in common."""

    @property
    def models(self) -> Any:  # noqa: ANN401 -- each SDK's own
        """Asks about models."""
        ...

    def close(self) -> None:
        """Let go of the connections."""
        ...


Client = TypeVar("Client", bound=Sdk)


@dataclass(frozen=True, slots=True)
class Status:
    """An error of HTTP as a vendor words it; `text` may hold a caller's words and is only searched."""

    status: int
    code: str
    text: str


class VendorModel(ABC, Generic[Client]):
    """A `receptionist.words.dialogue.Model`; every method raises ConversationError, nothing else."""

    vendor: Vendor
    optional: tuple[str, ...]
    """Parameters that a request can do without, as the vendor's errors name them, the longest names first."""
    errors: tuple[type[Exception], ...]
    """Whatever the SDK and the connection below it raise."""
    too_late: tuple[type[Exception], ...]
    """Those of them that say that the vendor took too long."""
    own_url: str
    retires_at: str
    """Where the vendor's word on a model has the day on which it retires."""

    def __init__(
        self,
        *,
        api_key: str,
        model: str,
        base_url: str | None,
        max_tokens: int,
        prompt: Prompt,
        timeouts: Timeouts | None = None,
    ) -> None:
        """`base_url` is as in `own_url`; None is the vendor's own. `max_tokens` is how long a reply may get."""
        timeouts = timeouts or Timeouts()
        self._client = self._connected(api_key, base_url or self.own_url, timeouts)
        self._model = model
        self._able = capabilities.capabilities(self.vendor, model)
        self._prompt = prompt
        self._max_tokens = max_tokens
        self._timeouts = timeouts
        # Behind another URL a server may know nothing of lists of models.
        self._own_server = base_url is None
        self._secret = api_key.encode()
        self._refused: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The name in the call log."""
        return self.vendor.name

    def reply(self, request: Request) -> Iterator[Item]:
        """Stream one reply; stops reading, with an error, once nobody waits for it."""
        asked = Asked(
            system=self._prompt.system,
            said=prompts.messages(request),
            form=prompts.REPLY,
            max_tokens=self._max_tokens,
            caller=self._pseudonym(request.call),
        )
        yield from items(self._deltas(asked, request.abandoned, lambda: request.attempt.spoke))

    def summarise(self, call: Call, case: Case, turns: tuple[Turn, ...]) -> tuple[Summary, Used]:
        """Return a summary of a call that is over."""
        asked = Asked(
            system=prompts.text("summary"),
            said=call_summary.messages(call, case, turns),
            form=call_summary.FORM,
            max_tokens=SUMMARY_TOKENS,
            caller=self._pseudonym(call),
        )
        text, used = gathered(self._deltas(asked, self._too_late()))
        try:
            return call_summary.read(text, case), used or Used(model=self._model)
        except ConversationError as error:
            # The vendor is well all the same: callers go on with it.
            raise Declined(str(error)) from error

    def check(self, today: date) -> Condition:
        """Ask the vendor whether key and model will do, and until when."""
        late = self._too_late()
        try:
            with self._client.models.with_streaming_response.retrieve(self._model) as response:
                day = at(_parsed(_whole(response.iter_bytes(), late)), self.retires_at)
            retires = date.fromisoformat(str(day)[:10]) if day else None
        except self.errors as error:
            return self._condition(error)
        return capabilities.condition(self.vendor, self._model, today, retires=retires)

    def probe(self) -> None:
        """Have the model begin an answer; it reads the system prompt too, which so stays in the vendor's cache."""
        asked = Asked(
            system=self._prompt.system,
            said=(Said("user", "{}"),),
            form=prompts.REPLY,
            max_tokens=PROBE_TOKENS,
        )
        if not any(isinstance(delta, Stop) for delta in self._deltas(asked, self._too_late())):
            raise ConversationError(f"{self.vendor.title} answers with something else")

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    @abstractmethod
    def _connected(self, api_key: str, base_url: str, timeouts: Timeouts) -> Client:
        """Return the vendor's SDK; nothing is sent yet."""

    @abstractmethod
    def _ask(self, asked: Asked) -> AbstractContextManager[Response]:
        """Return the request; it is sent, and may fail, when the context is entered."""

    @abstractmethod
    def _read(self, event: Any) -> Iterable[Delta]:  # noqa: ANN401 -- JSON
        """Return what an event of the stream holds."""

    @abstractmethod
    def _status(self, error: Exception) -> Status | None:
        """Return the HTTP error that an exception is, None when it is another."""

    def _deltas(
        self, asked: Asked, abandoned: Callable[[], bool], at_leisure: Callable[[], bool] = lambda: True
    ) -> Iterator[Delta]:
        """Yield what an answer holds; `at_leisure` tells whether the next words may be a moment late."""
        try:
            with ExitStack() as stack:
                response = self._begun(stack, asked, abandoned)
                chunks = in_gulps(response.iter_bytes(), at_leisure)
                for payload in payloads(chunks, abandoned):
                    if payload != b"[DONE]":
                        yield from self._read(_parsed(payload))
        except self.errors as error:
            raise self._failure(error) from error

    def _begun(self, stack: ExitStack, asked: Asked, abandoned: Callable[[], bool]) -> Response:
        """Return the answer to a request, sent again at once without a parameter that this server refuses.

        Such a refusal comes before the model is asked, so in a fraction of a turn's time; it is remembered.
        """
        while True:
            try:
                return stack.enter_context(self._ask(asked))
            except self.errors as error:
                refused = self._names(error)
                if refused is None or abandoned():
                    raise
                self._refused |= {refused}
                log.warning("parameter left out from now on: model=%s parameter=%s", self._model, refused)

    def _names(self, error: Exception) -> str | None:
        """Return the optional parameter that an error is about, unless it was left out already."""
        status = self._status(error)
        if status is None or status.status not in (400, 422) or status.code == "context_length_exceeded":
            return None
        named = (name for name in self.optional if re.search(rf"\b{re.escape(name)}\b", status.text))
        return next((name for name in named if name not in self._refused), None)

    def _taken(self, parameters: Mapping[str, object], *, within: str = "") -> dict[str, Any]:
        """Return the parameters that have a value and were not refused; `within` begins a dotted name."""
        return {k: v for k, v in parameters.items() if v is not None and within + k not in self._refused}

    def _failure(self, error: Exception) -> ConversationError:
        title = self.vendor.title
        if status := self._status(error):
            return capabilities.refusal(self.vendor, self._model, status=status.status, code=status.code)
        if isinstance(error, self.too_late):
            return ConversationError(f"{title} did not answer in time")
        if isinstance(error, ValueError):
            return ConversationError(f"{title}'s answer makes no sense: {type(error).__name__}")
        return ConversationError(f"{title} cannot be reached: {type(error).__name__}")

    def _condition(self, error: Exception) -> Condition:
        """Return what a failed look-up says of key and model. Raises ConversationError when it says nothing."""
        status = self._status(error)
        if status and status.status in (404, 405) and not (self._own_server or self._is_about_model(status)):
            return Condition(ok=True, detail=f"{self._model} (this server lists no models)")
        failure = self._failure(error)
        if failure.permanent:
            return Condition(ok=False, detail=str(failure))
        raise failure from error

    def _is_about_model(self, status: Status) -> bool:
        return status.code == "model_not_found" or self._model in status.text

    def _too_late(self) -> Callable[[], bool]:
        until_s = time.monotonic() + self._timeouts.whole_s
        return lambda: time.monotonic() >= until_s

    def _pseudonym(self, call: Call) -> str:
        # Keyed, since there are few enough telephone numbers to try them all.
        who = (call.caller_id or call.sid).encode()
        return hmac.new(self._secret, who, hashlib.sha256).hexdigest()[:16]


def _whole(chunks: Iterable[bytes], late: Callable[[], bool]) -> bytes:
    body = b""
    for chunk in chunks:
        if late():
            raise ConversationError("the answer did not come in time")
        body += chunk
    return body


def _parsed(payload: bytes) -> Any:  # noqa: ANN401 -- JSON
    return jiter.from_json(payload)
