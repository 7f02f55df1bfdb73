"""The conversation with OpenAI: the unmodified SDK against a server on loopback that speaks its wire format."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, cast

import pytest

from gpt_conversation import GptConversation
from receptionist.models.vendor_model import Timeouts
from receptionist.ports import ConversationError
from receptionist.words.dialogue import Model
from simulator.vendors import minds
from simulator.vendors.mind import MindStandIn
from simulator.vendors.openai import OpenAIStandIn
from simulator.vendors.server import Answer, Asked, as_json
from tests.model_contract import CALL, KEY, PATIENT, TODAY, ModelContract, a_request, spoken, the_prompt

Make = Callable[..., Model]


class TestGptConversation(ModelContract):
    usual_model = "gpt-6-luna"
    retiring_model = "gpt-4o"
    retiring_day = "2027-01-14"
    retired_model = "gpt-4"

    @pytest.fixture
    def vendor(self) -> Iterator[OpenAIStandIn]:
        with OpenAIStandIn(minds.sensible, key=KEY) as stand_in:
            yield stand_in

    def conversation(self, vendor: MindStandIn, *, model: str, key: str, timeouts: Timeouts) -> Model:
        base_url = cast(OpenAIStandIn, vendor).base_url
        return GptConversation(
            api_key=key, model=model, base_url=base_url, max_tokens=400, prompt=the_prompt(), timeouts=timeouts
        )

    def pseudonym(self, request: dict[str, Any]) -> str:
        return str(request["safety_identifier"])

    def test_the_request_is_what_the_newest_models_take(self, make: Make, vendor: OpenAIStandIn) -> None:
        list(make().reply(a_request()))

        request = vendor.asked[0].json()
        assert request["max_completion_tokens"] == 400
        assert request["reasoning_effort"] == "none"
        assert request["store"] is False
        assert request["response_format"]["json_schema"]["strict"] is True
        assert not {"temperature", "max_tokens"} & set(request)

    @pytest.mark.parametrize("model", ["gpt-6-luna", "gpt-5.4-mini", "gpt-5-mini", "gpt-4o", "gpt-4"])
    def test_no_model_is_asked_twice_for_what_it_takes(
        self, make: Make, vendor: OpenAIStandIn, model: str
    ) -> None:
        assert spoken(list(make(model).reply(a_request())))
        assert len(vendor.asked) == 1

    def test_all_calls_share_one_caching_key_and_prompt(self, make: Make, vendor: OpenAIStandIn) -> None:
        model = make()
        list(model.reply(a_request()))
        list(model.reply(a_request("hello", call=CALL)))

        first, second = (asked.json() for asked in vendor.asked)
        assert first["prompt_cache_key"] == second["prompt_cache_key"]
        assert first["messages"][0] == second["messages"][0]

    @pytest.mark.parametrize("refused", ["response_format", "reasoning_effort", "stream_options", "store"])
    def test_a_parameter_that_a_server_refuses_is_left_out_from_then_on(
        self, make: Make, vendor: OpenAIStandIn, refused: str
    ) -> None:
        vendor.refuses = frozenset({refused})
        model = make()

        assert spoken(list(model.reply(a_request())))
        assert spoken(list(model.reply(a_request())))

        assert [refused in asked.json() for asked in vendor.asked] == [True, False, False]

    def test_several_refused_parameters_are_found_out_in_one_reply(
        self, make: Make, vendor: OpenAIStandIn
    ) -> None:
        vendor.refuses = frozenset({"max_completion_tokens", "store", "safety_identifier"})

        assert spoken(list(make().reply(a_request())))

        # The limit has two names, and this model takes neither.
        assert len(vendor.asked) == 5
        assert not {"max_completion_tokens", "max_tokens", "store"} & set(vendor.asked[-1].json())

    def test_nobody_waits_for_a_second_try(self, make: Make, vendor: OpenAIStandIn) -> None:
        vendor.refuses = frozenset({"store"})

        with pytest.raises(ConversationError, match="does not take"):
            list(make().reply(a_request(abandoned=lambda: True)))

        assert len(vendor.asked) == 1

    def test_credit_that_is_used_up_is_permanent(self, make: Make, vendor: OpenAIStandIn) -> None:
        vendor.fault = 429
        vendor.quota_used_up = True

        with pytest.raises(ConversationError, match="credit is used up") as error:
            list(make().reply(a_request()))

        assert error.value.permanent

    def test_a_withheld_number_has_a_pseudonym_for_this_call(self, make: Make, vendor: OpenAIStandIn) -> None:
        list(make().reply(a_request()))
        list(make().reply(a_request(call=replace(CALL, caller_id=None))))

        first, second = (asked.json()["safety_identifier"] for asked in vendor.asked)
        assert first != second


class PlainServer(OpenAIStandIn):
    """A server that speaks chat completions and nothing else of OpenAI's, whatever its model is called."""

    def answer(self, asked: Asked) -> Answer:
        if asked.method == "GET":
            return as_json({"detail": "Not Found"}, 404)
        request = asked.json()
        if unknown := set(request) - {"model", "messages", "stream", "max_tokens", "stream_options"}:
            return as_json({"detail": f"extra fields not permitted: {sorted(unknown)}"}, 422)
        told = self.told(request["messages"][-1]["content"])
        events = [
            b'data: {"choices":[{"delta":{"content":%s}}]}\n\n' % json.dumps(token).encode()
            for token in told.tokens
        ]
        return self.stream(b": hello\r\n\r\n", *events, b'data: {"choices":[{"finish_reason":"stop"}]}')


def test_any_compatible_server_gets_a_request_that_it_understands() -> None:
    with PlainServer(minds.sensible) as server:
        model = GptConversation(
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
    [b"data: [1]", b'data: {"choices": 1}', b'data: {"choices": [{"delta": []}]}', b"data: {", b"data: \xff", b""],
)
def test_an_event_of_another_form_never_escapes_as_anything_but_our_error(event: bytes) -> None:
    class Odd(OpenAIStandIn):
        def answer(self, asked: Asked) -> Answer:
            return self.stream(event + b"\n\n")

    with Odd(minds.sensible) as server:
        model = GptConversation(
            api_key=KEY, model="gpt-6-luna", base_url=server.base_url, max_tokens=400, prompt=the_prompt(),
            timeouts=PATIENT,
        )  # fmt: skip
        with pytest.raises(ConversationError):
            list(model.reply(a_request()))
        model.close()
