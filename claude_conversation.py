"""The conversation with Anthropic's models; decides nothing.

What all vendors have in common, the order of work included, is in receptionist/models/vendor_model.py.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

import anthropic
import httpx2

from receptionist.models import capabilities
from receptionist.models.streaming import Delta, Stop, at, count
from receptionist.models.transport import Transport
from receptionist.models.vendor_model import Asked, Response, Status, Timeouts, VendorModel
from receptionist.ports import ConversationError
from receptionist.words.dialogue import Used

_STOPS = {
    "end_turn": Stop("end"),
    "stop_sequence": Stop("end"),
    "max_tokens": Stop("length"),
    "model_context_window_exceeded": Stop("length"),
    "refusal": Stop("refusal"),
}


class ClaudeConversation(VendorModel[anthropic.Anthropic]):
    """Finds the words with Anthropic."""

    vendor = capabilities.ANTHROPIC
    optional = (
        "output_config.effort", "output_config.format", "cache_control", "output_config", "thinking", "metadata",
    )  # fmt: skip
    errors = (anthropic.AnthropicError, httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, ValueError)
    too_late = (anthropic.APITimeoutError, httpx2.TimeoutException)
    own_url = "https://api.anthropic.com"
    retires_at = "retires_at"

    def _connected(self, api_key: str, base_url: str, timeouts: Timeouts) -> anthropic.Anthropic:
        return anthropic.Anthropic(
            api_key=api_key,
            base_url=base_url,
            max_retries=0,
            http_client=anthropic.DefaultHttpxClient(
                timeout=httpx2.Timeout(timeouts.read_s, connect=timeouts.connect_s),
                transport=Transport(),
            ),
        )

    def _ask(self, asked: Asked) -> AbstractContextManager[Response]:
        # Up to the mark in the system prompt everything is the same in all calls, and is charged a tenth.
        mark = {"cache_control": {"type": "ephemeral"} if self._able.own else None}
        tokens = asked.max_tokens + self._able.thoughts
        body: dict[str, Any] = {
            "system": [{"type": "text", "text": asked.system, **self._taken(mark)}],
            "messages": [{"role": role, "content": text} for role, text in asked.said],
            **self._options(asked),
        }
        # As `extra_body`: of its own parameters the SDK walks through every corner, which takes milliseconds.
        return self._client.messages.with_streaming_response.create(
            model=self._model, max_tokens=tokens, messages=[], stream=True, extra_body=body
        )

    def _options(self, asked: Asked) -> dict[str, Any]:
        able = self._able
        form = {"type": "json_schema", "schema": asked.form.schema} if able.schema else None
        output = self._taken({"effort": able.effort, "format": form}, within="output_config.")
        return self._taken(
            {
                "thinking": {"type": able.thinking} if able.thinking else None,
                "output_config": output or None,
                "metadata": {"user_id": asked.caller} if able.own and asked.caller else None,
            }
        )

    def _read(self, event: Any) -> Iterator[Delta]:  # noqa: ANN401 -- JSON
        match at(event, "type"):
            case "error":
                raise ConversationError("Anthropic broke off with an error")
            case "message_start":
                yield self._used(at(event, "message", "usage"))
            case "content_block_delta" if at(event, "delta", "type") == "text_delta":
                # Other blocks hold thoughts, which are nobody's business.
                yield str(at(event, "delta", "text") or "")
            case "message_delta":
                yield self._used(at(event, "usage"))
                if reason := at(event, "delta", "stop_reason"):
                    yield _STOPS.get(str(reason), Stop("other"))

    def _used(self, usage: Any) -> Used:  # noqa: ANN401 -- JSON
        return Used(
            model=self._model,
            prompt_tokens=count(usage, "input_tokens") + count(usage, "cache_creation_input_tokens"),
            cached_tokens=count(usage, "cache_read_input_tokens"),
            completion_tokens=count(usage, "output_tokens"),
        )

    def _status(self, error: Exception) -> Status | None:
        if not isinstance(error, anthropic.APIStatusError):
            return None
        text = error.api_message or error.message
        # An account without credit is an invalid request like any other, but for its words.
        code = "billing_error" if "credit balance" in text else error.error_code or error.type or ""
        return Status(error.status_code, code, text)
