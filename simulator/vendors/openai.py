"""A stand-in for OpenAI: chat completions as a stream, and the list of models; strict about what it is sent."""

import json
from collections.abc import Mapping
from typing import Any

from simulator.vendors.mind import MindStandIn, Refused, Told
from simulator.vendors.server import Answer, Asked, as_json

MODELS: Mapping[str, str | None] = {
    "gpt-6-luna": None,
    "gpt-5.4-mini": None,
    "gpt-5-mini": "2026-12-11",
    "gpt-4o": "2027-01-14",
    "gpt-4": "2026-10-23",
}
"""Models, and when each shuts down."""
_EFFORTS = {
    "gpt-6-luna": ("none", "low", "medium", "high", "xhigh", "max"),
    "gpt-5.4-mini": ("none", "low", "medium", "high", "xhigh"),
    "gpt-5-mini": ("minimal", "low", "medium", "high"),
}
_KNOWN = frozenset(
    {
        "model", "messages", "stream", "stream_options", "max_tokens", "max_completion_tokens", "reasoning_effort",
        "response_format", "store", "safety_identifier", "prompt_cache_key", "temperature", "top_p",
    }
)  # fmt: skip
_FINISH = {"end": "stop", "length": "length", "filtered": "content_filter", "refusal": "stop"}
_ERRORS = {
    400: ("invalid_request_error", "invalid_value"),
    401: ("invalid_request_error", "invalid_api_key"),
    403: ("invalid_request_error", "unsupported_country_region_territory"),
    404: ("invalid_request_error", "model_not_found"),
    429: ("requests", "rate_limit_exceeded"),
}
REQUEST_ID = "req_0123456789abcdef"


class OpenAIStandIn(MindStandIn):
    """OpenAI on loopback."""

    quota_used_up = False
    """Whether status 429 means that the credit is used up."""

    @property
    def base_url(self) -> str:
        """What OPENAI_BASE_URL would be."""
        return f"{self.url}/v1"

    def answer(self, asked: Asked) -> Answer:
        """Return what OpenAI answers."""
        try:
            self._check_key(asked)
            if asked.method == "GET" and asked.path.startswith("/v1/models/"):
                return self._model(asked.path.removeprefix("/v1/models/"))
            if (asked.method, asked.path) == ("POST", "/v1/chat/completions"):
                return self._completion(asked.json())
        except Refused as error:
            return error.answer
        return _error(404, f"Invalid URL ({asked.method} {asked.path})", code=None)

    def error(self, status: int) -> Answer:
        """Return an error as OpenAI words it."""
        code = "insufficient_quota" if status == 429 and self.quota_used_up else None
        return _error(
            status, "Something is wrong with this request.", code=code or _ERRORS.get(status, ("", ""))[1]
        )

    def _check_key(self, asked: Asked) -> None:
        if asked.headers.get("authorization") != f"Bearer {self.key}":
            raise Refused(_error(401, "Incorrect API key provided: te**ey."))

    def _model(self, name: str) -> Answer:
        _check_model(name)
        found = {"id": name, "object": "model", "created": 1, "owned_by": "openai", "shutdown_date": MODELS[name]}
        return as_json(found, x_request_id=REQUEST_ID)

    def _completion(self, request: dict[str, Any]) -> Answer:
        _check_model(request["model"])
        for name in request:
            self._check_parameter(name, request)
        if request["messages"][0]["role"] != "system" or request["messages"][-1]["role"] != "user":
            raise Refused(_error(400, "Invalid value for 'messages'.", param="messages"))
        told = self.told(request["messages"][-1]["content"])
        return self.stream(*_events(request, told))

    def _check_parameter(self, name: str, request: dict[str, Any]) -> None:
        efforts = _EFFORTS.get(request["model"], ())
        if name in self.refuses or name not in _KNOWN:
            raise Refused(_error(400, f"Unknown parameter: '{name}'.", param=name, code="unknown_parameter"))
        if efforts and name in ("max_tokens", "temperature", "top_p"):
            raise Refused(
                _error(
                    400,
                    f"Unsupported parameter: '{name}' is not supported with this model. Use "
                    "'max_completion_tokens' instead.",
                    param=name,
                    code="unsupported_parameter",
                )
            )
        if name == "reasoning_effort" and request[name] not in efforts:
            # Without naming the parameter where it belongs, as this API does for some models.
            raise Refused(_error(400, f"Unrecognized request argument supplied: {name}", code=None))
        if name == "response_format":
            _check_strict(request[name]["json_schema"]["schema"])


def _check_model(name: str) -> None:
    if name not in MODELS:
        message = f"The model `{name}` does not exist or you do not have access to it."
        raise Refused(_error(404, message, param="model"))


def _check_strict(schema: Mapping[str, Any]) -> None:
    """Refuse a schema that is not of the strict form, at any depth."""
    if schema.get("type") == "object" and (
        set(schema["required"]) != set(schema["properties"]) or schema["additionalProperties"] is not False
    ):
        raise Refused(_error(400, "Invalid schema for response_format.", param="response_format"))
    for part in (*schema.get("properties", {}).values(), *filter(None, [schema.get("items")])):
        _check_strict(part)


def _events(request: Mapping[str, Any], told: Told) -> tuple[bytes, ...]:
    chunks = [_chunk(request, {"role": "assistant", "content": "", "refusal": None})]
    part = "refusal" if told.end == "refusal" else "content"
    chunks += [_chunk(request, {part: token}) for token in told.tokens]
    if told.end == "error":
        broken = {"error": {"message": "The server had an error.", "type": "server_error", "code": None}}
        return (*chunks, _event(broken))
    if told.end == "cut":
        return tuple(chunks)
    chunks.append(_chunk(request, {}, finish=_FINISH[told.end]))
    if (request.get("stream_options") or {}).get("include_usage"):
        chunks.append(_usage(request, told))
    return (*chunks, b"data: [DONE]\n\n")


def _usage(request: Mapping[str, Any], told: Told) -> bytes:
    prompt = sum(len(message["content"]) for message in request["messages"]) // 4
    cached = len(request["messages"][0]["content"]) // 4 // 128 * 128 if "prompt_cache_key" in request else 0
    usage = {
        "prompt_tokens": prompt,
        "completion_tokens": len(told.tokens),
        "total_tokens": prompt + len(told.tokens),
        "prompt_tokens_details": {"cached_tokens": cached, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0},
    }
    return _event({**_head(request), "choices": [], "usage": usage})


def _chunk(request: Mapping[str, Any], delta: Mapping[str, Any], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return _event({**_head(request), "choices": [choice], "usage": None, "obfuscation": "x"})


def _head(request: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": request["model"]}


def _event(data: Mapping[str, Any]) -> bytes:
    return b"data: %s\n\n" % json.dumps(data).encode()


def _error(status: int, message: str, *, param: str | None = None, code: str | None = "") -> Answer:
    kind, usual = _ERRORS.get(status, ("server_error", None))
    found = {"message": message, "type": kind, "param": param, "code": usual if code == "" else code}
    return as_json({"error": found}, status, x_request_id=REQUEST_ID)
