"""The conversation with Anthropic: the unmodified SDK against a server on loopback that speaks its wire format."""

from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest

from claude_conversation import ClaudeConversation
from receptionist.models.vendor_model import Timeouts
from receptionist.ports import ConversationError
from receptionist.words.dialogue import Model, Used
from simulator.vendors import minds
from simulator.vendors.anthropic import AnthropicStandIn
from simulator.vendors.mind import MindStandIn
from simulator.vendors.server import Answer, Asked, as_json
from tests.model_contract import KEY, PATIENT, TODAY, ModelContract, a_request, spoken, the_prompt, until_error

Make = Callable[..., Model]


class TestClaudeConversation(ModelContract):
    usual_model = "claude-haiku-5-5"
    retiring_model = "claude-sonnet-4-5"
    retiring_day = "2026-11-30"
    retired_model = "claude-sonnet-4-5"

    @pytest.fixture
    def vendor(self) -> Iterator[AnthropicStandIn]:
        with AnthropicStandIn(minds.sensible, key=KEY) as stand_in:
            yield stand_in

    def conversation(self, vendor: MindStandIn, *, model: str, key: str, timeouts: Timeouts) -> Model:
        base_url = cast(AnthropicStandIn, vendor).base_url
        return ClaudeConversation(
            api_key=key, model=model, base_url=base_url, max_tokens=400, prompt=the_prompt(), timeouts=timeouts
        )

    def pseudonym(self, request: dict[str, Any]) -> str:
        return str(request["metadata"]["user_id"])

    def test_the_request_is_what_the_newest_models_take(self, make: Make, vendor: AnthropicStandIn) -> None:
        list(make().reply(a_request()))

        request = vendor.asked[0].json()
        assert request["max_tokens"] == 400
        assert request["thinking"] == {"type": "disabled"}
        assert request["output_config"]["format"]["type"] == "json_schema"
        assert request["system"][0]["cache_control"] == {"type": "ephemeral"}
        assert not {"temperature", "top_p", "top_k"} & set(request)

    @pytest.mark.parametrize("model", ["claude-haiku-5-5", "claude-opus-5-5", "claude-haiku-4-5"])
    def test_no_model_is_asked_twice_for_what_it_takes(
        self, make: Make, vendor: AnthropicStandIn, model: str
    ) -> None:
        assert spoken(list(make(model).reply(a_request())))
        assert len(vendor.asked) == 1

    def test_a_model_that_always_thinks_is_not_heard_thinking(self, make: Make, vendor: AnthropicStandIn) -> None:
        words = spoken(list(make("claude-opus-5-5").reply(a_request())))

        assert "Let me see." not in words
        assert vendor.asked[0].json()["max_tokens"] > 400

    @pytest.mark.parametrize("refused", ["output_config.format", "cache_control", "metadata", "thinking"])
    def test_a_parameter_that_a_server_refuses_is_left_out_from_then_on(
        self, make: Make, vendor: AnthropicStandIn, refused: str
    ) -> None:
        vendor.refuses = frozenset({refused})
        model = make()

        assert spoken(list(model.reply(a_request())))
        assert spoken(list(model.reply(a_request())))

        last = refused.split(".")[-1]
        assert [f'"{last}"' in asked.body.decode() for asked in vendor.asked] == [True, False, False]

    def test_an_overloaded_vendor_is_not_permanent(self, make: Make, vendor: AnthropicStandIn) -> None:
        vendor.fault = 529

        with pytest.raises(ConversationError, match="Anthropic failed: HTTP 529") as error:
            list(make().reply(a_request()))

        assert not error.value.permanent

    def test_an_account_without_credit_is_permanent(self, make: Make, vendor: AnthropicStandIn) -> None:
        vendor.no_credit = True

        with pytest.raises(ConversationError, match="credit is used up") as error:
            list(make().reply(a_request()))

        assert error.value.permanent

    def test_what_a_cut_stream_used_is_known_in_part(self, make: Make, vendor: AnthropicStandIn) -> None:
        vendor.manner = "cut"

        (used,) = [i for i in until_error(make().reply(a_request())) if isinstance(i, Used)]

        assert used.cached_tokens > 1000
        assert used.completion_tokens == 1


class PlainServer(AnthropicStandIn):
    """A server that speaks messages and nothing else of Anthropic's, whatever its model is called."""

    def answer(self, asked: Asked) -> Answer:
        if asked.method == "GET":
            return as_json({"detail": "Not Found"}, 404)
        assert set(asked.json()) == {"model", "messages", "stream", "max_tokens", "system"}
        asked.json()["system"][0].pop("cache_control", None)
        return self._message({**asked.json(), "model": "claude-haiku-4-5"})


def test_any_compatible_server_gets_a_request_that_it_understands() -> None:
    with PlainServer(minds.sensible) as server:
        model = ClaudeConversation(
            api_key="none",
            model="llama-9",
            base_url=server.base_url,
            max_tokens=400,
            prompt=the_prompt(),
            timeouts=PATIENT,
        )
        items = list(model.reply(a_request()))
        condition = model.check(TODAY)
        model.close()

    assert len(spoken(items)) == 2
    assert len(server.asked) == 2
    assert condition.ok
    assert "lists no models" in condition.detail


@pytest.mark.parametrize(
    "event",
    [
        b"data: [1]",
        b'data: {"type": "message_start", "message": 1}',
        b'data: {"type": "content_block_delta", "delta": {"type": "text_delta", "text": 5}}',
        b'data: {"type": "message_delta", "delta": {"stop_reason": "later"}}',
        b"data: {",
        b"",
    ],
)
def test_an_event_of_another_form_never_escapes_as_anything_but_our_error(event: bytes) -> None:
    class Odd(AnthropicStandIn):
        def answer(self, asked: Asked) -> Answer:
            return self.stream(event + b"\n\n")

    with Odd(minds.sensible) as server:
        model = ClaudeConversation(
            api_key=KEY,
            model="claude-haiku-5-5",
            base_url=server.base_url,
            max_tokens=400,
            prompt=the_prompt(),
            timeouts=PATIENT,
        )
        with pytest.raises(ConversationError):
            list(model.reply(a_request()))
        model.close()
