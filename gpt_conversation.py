"""The conversation with OpenAI's models, or any server that speaks its chat completions; decides nothing.

What all vendors have in common, the order of work included, is in receptionist/models/vendor_model.py.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from hashlib import sha256
from typing import Any

import httpx2
import openai

from receptionist.models import capabilities
from receptionist.models.streaming import Delta, Stop, at, count
from receptionist.models.transport import Transport
from receptionist.models.vendor_model import Asked, Response, Status, Timeouts, VendorModel
from receptionist.ports import ConversationError
from receptionist.words.dialogue import Used

_STOPS = {"stop": Stop("end"), "length": Stop("length"), "content_filter": Stop("refusal")}

_OTHER_NAME = {"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}


class GptConversation(VendorModel[openai.OpenAI]):
    """Finds the words with OpenAI."""

    vendor = capabilities.OPENAI
    optional = (
        "max_tokens", "max_completion_tokens", "reasoning_effort", "response_format", "stream_options",
        "prompt_cache_key", "safety_identifier", "store",
    )  # fmt: skip
    errors = (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, ValueError)
    too_late = (openai.APITimeoutError, httpx2.TimeoutException)
    own_url = "https://api.openai.com/v1"
    retires_at = "shutdown_date"

    def _connected(self, api_key: str, base_url: str, timeouts: Timeouts) -> openai.OpenAI:
        return openai.OpenAI(
            api_key=api_key,
            base_url=base_url,
            max_retries=0,
            http_client=openai.DefaultHttpxClient(
                timeout=httpx2.Timeout(timeouts.read_s, connect=timeouts.connect_s),
                transport=Transport(),
            ),
        )

    def _ask(self, asked: Asked) -> AbstractContextManager[Response]:
        said = [{"role": role, "content": text} for role, text in (("system", asked.system), *asked.said)]
        # As `extra_body`: of its own parameters the SDK walks through every corner, which takes milliseconds.
        body = {"model": self._model, "messages": said, "stream": True, **self._options(asked)}
        return self._client.chat.completions.with_streaming_response.create(
            model=self._model, messages=[], stream=True, extra_body=body
        )

    @property
    def _limit(self) -> str:
        """The name of the longest answer: each of the two is refused by somebody, then the other one is tried."""
        limit = self._able.limit
        return _OTHER_NAME[limit] if limit in self._refused else limit

    def _names(self, error: Exception) -> str | None:
        # An error about the limit names both: what was sent is what is refused.
        named = super()._names(error)
        return self._limit if named in _OTHER_NAME else named

    def _options(self, asked: Asked) -> dict[str, Any]:
        able, form = self._able, {"name": asked.form.name, "strict": True, "schema": asked.form.schema}
        options = {
            self._limit: asked.max_tokens + able.thoughts,
            "reasoning_effort": able.effort,
            "response_format": {"type": "json_schema", "json_schema": form} if able.schema else None,
            "stream_options": {"include_usage": True},
        }
        if able.own:
            options["store"] = False
            options["prompt_cache_key"] = sha256(asked.system.encode()).hexdigest()[:16]
            options["safety_identifier"] = asked.caller or None
        return self._taken(options)

    def _read(self, event: Any) -> Iterator[Delta]:  # noqa: ANN401 -- JSON
        if at(event, "error"):
            raise ConversationError("OpenAI broke off with an error")
        choice = at(event, "choices", 0)
        if text := at(choice, "delta", "content"):
            yield str(text)
        if at(choice, "delta", "refusal"):
            yield Stop("refusal")
        if reason := at(choice, "finish_reason"):
            yield _STOPS.get(str(reason), Stop("other"))
        if usage := at(event, "usage"):
            cached = count(usage, "prompt_tokens_details", "cached_tokens")
            yield Used(
                model=self._model,
                prompt_tokens=count(usage, "prompt_tokens") - cached,
                cached_tokens=cached,
                completion_tokens=count(usage, "completion_tokens"),
            )

    def _status(self, error: Exception) -> Status | None:
        if not isinstance(error, openai.APIStatusError):
            return None
        return Status(error.status_code, error.code or error.type or "", error.param or error.message)
