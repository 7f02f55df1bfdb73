"""A stand-in for Anthropic: messages as a stream, and the list of models; strict about what it is sent."""

import json
from collections.abc import Mapping
from typing import Any

from simulator.vendors.mind import MindStandIn, Refused, Told
from simulator.vendors.server import Answer, Asked, as_json

MODELS: Mapping[str, str | None] = {
    "claude-haiku-5-5": None,
    "claude-opus-5-5": None,
    "claude-haiku-4-5": None,
    "claude-sonnet-4-5": "2026-11-30T00:00:00Z",
}
"""Models, and when each retires."""
_THINKING = {"claude-haiku-5-5": ("adaptive", "disabled"), "claude-opus-5-5": ("adaptive",)}
_KNOWN = frozenset(
    {"model", "max_tokens", "system", "messages", "stream", "thinking", "output_config", "metadata"}
)
_STOPS = {"end": "end_turn", "length": "max_tokens", "refusal": "refusal", "filtered": "refusal"}
_ERRORS = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
    529: "overloaded_error",
}
REQUEST_ID = "req_0123456789abcdef"


class AnthropicStandIn(MindStandIn):
    """Anthropic on loopback."""

    no_credit = False
    """Whether requests are refused because the account has no credit."""

    @property
    def base_url(self) -> str:
        """What ANTHROPIC_BASE_URL would be."""
        return self.url

    def answer(self, asked: Asked) -> Answer:
        """Return what Anthropic answers."""
        try:
            self._check_key(asked)
            if asked.method == "GET" and asked.path.startswith("/v1/models/"):
                return _model(asked.path.removeprefix("/v1/models/"))
            if (asked.method, asked.path) == ("POST", "/v1/messages"):
                return self._message(asked.json())
        except Refused as error:
            return error.answer
        return _error(404, "Not Found")

    def error(self, status: int) -> Answer:
        """Return an error as Anthropic words it."""
        return _error(status, "Something is wrong with this request.")

    def _check_key(self, asked: Asked) -> None:
        keys = (asked.headers.get("authorization"), asked.headers.get("x-api-key"))
        if f"Bearer {self.key}" not in keys and self.key not in keys:
            raise Refused(_error(401, "invalid x-api-key"))
        if "anthropic-version" not in asked.headers:
            raise Refused(_error(400, "anthropic-version: header is required"))
        if self.no_credit:
            raise Refused(_error(400, "Your credit balance is too low to access the Anthropic API."))

    def _message(self, request: dict[str, Any]) -> Answer:
        _check_model(request["model"])
        for name in _names(request):
            if name in self.refuses or name.split(".")[0] not in {*_KNOWN, "cache_control"}:
                raise Refused(_error(400, f"{name}: Extra inputs are not permitted"))
        thinking = (request.get("thinking") or {}).get("type")
        if thinking and thinking not in _THINKING.get(request["model"], ()):
            raise Refused(_error(400, f'"thinking.type.{thinking}" is not supported for this model.'))
        if request["messages"][0]["role"] != "user" or request["messages"][-1]["role"] != "user":
            raise Refused(_error(400, "This model does not support assistant message prefill."))
        told = self.told(request["messages"][-1]["content"])
        return self.stream(*_events(request, told, thinks=not thinking and request["model"] in _THINKING))


def _names(request: Mapping[str, Any]) -> list[str]:
    """Return the parameters of a request, those within others with a dot."""
    marks = ["cache_control" for block in request["system"] if "cache_control" in block]
    return [*request, *(f"output_config.{name}" for name in request.get("output_config", {})), *marks]


def _model(name: str) -> Answer:
    _check_model(name)
    found = {
        "id": name,
        "type": "model",
        "display_name": name,
        "created_at": "2026-10-07T00:00:00Z",
        "lifecycle": "deprecated" if MODELS[name] else "active",
        "retires_at": MODELS[name],
    }
    return as_json(found, request_id=REQUEST_ID)


def _check_model(name: str) -> None:
    if name not in MODELS:
        raise Refused(_error(404, f"model: {name}"))


def _events(request: Mapping[str, Any], told: Told, *, thinks: bool) -> tuple[bytes, ...]:
    events = [_start(request)]
    if thinks:
        events += _block(0, "thinking", {"thinking": ""}, [{"type": "thinking_delta", "thinking": "Let me see."}])
    words = () if told.end == "refusal" else told.tokens
    deltas = [{"type": "text_delta", "text": token} for token in words]
    text = _block(int(thinks), "text", {"text": ""}, deltas)
    if told.end == "error":
        broken = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
        return (*events, *text[:-1], _event(broken))
    if told.end == "cut":
        return (*events, *text[:-1])
    stop = {"stop_reason": _STOPS[told.end], "stop_sequence": None, "stop_details": None}
    usage = {"output_tokens": len(told.tokens)}
    return (
        *events,
        *text,
        _event({"type": "message_delta", "delta": stop, "usage": usage}),
        _event({"type": "message_stop"}),
    )


def _start(request: Mapping[str, Any]) -> bytes:
    system, said = request["system"][0], request["messages"]
    stable = len(system["text"]) // 4
    cached = stable if "cache_control" in system and stable > 512 else 0
    usage = {
        "input_tokens": sum(len(message["content"]) for message in said) // 4 + stable - cached,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": cached,
        "output_tokens": 1,
    }
    message = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": request["model"],
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": usage,
    }
    return _event({"type": "message_start", "message": message}) + _event({"type": "ping"})


def _block(index: int, kind: str, start: Mapping[str, Any], deltas: list[dict[str, str]]) -> list[bytes]:
    return [
        _event({"type": "content_block_start", "index": index, "content_block": {"type": kind, **start}}),
        *(_event({"type": "content_block_delta", "index": index, "delta": delta}) for delta in deltas),
        _event({"type": "content_block_stop", "index": index}),
    ]


def _event(data: Mapping[str, Any]) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (data["type"].encode(), json.dumps(data).encode())


def _error(status: int, message: str) -> Answer:
    found = {"type": _ERRORS.get(status, "api_error"), "message": message}
    return as_json({"type": "error", "error": found, "request_id": REQUEST_ID}, status, request_id=REQUEST_ID)
