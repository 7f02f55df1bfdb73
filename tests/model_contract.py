"""What every vendor's conversation must do, over the wire, with its unmodified SDK; each has a subclass."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from receptionist.cases import Action, Call, Case, Job, Reply, Sentence, Turn, TurnKey, Utterance, Vehicle
from receptionist.cases import Ending as ReplyEnding
from receptionist.models.prompts import Prompt
from receptionist.models.vendor_model import Timeouts
from receptionist.ports import ConversationError, Declined
from receptionist.shop import business, services
from receptionist.words.dialogue import Act, Began, Item, Model, Piece, Plan, Proposal, Question, Request, Used
from simulator.vendors import minds
from simulator.vendors.mind import Manner, Mind, MindStandIn
from simulator.vendors.server import Fault

NOW = datetime(2026, 7, 14, 20, 5, tzinfo=UTC)
TODAY = date(2026, 11, 22)
NUMBER = "+17205550137"
KEY = "test-key"
HEARD = "my keys are in my 2019 silver honda accord"
PATIENT = Timeouts(connect_s=30.0, read_s=30.0, whole_s=60.0)
QUICK = replace(PATIENT, read_s=0.4)
"""Gives up between two bytes."""
SHORT = replace(PATIENT, whole_s=0.1)
"""Gives up although bytes still come."""

CALL = Call(
    sid="CA1",
    case_id="c1",
    from_number=NUMBER,
    to_number="+13035550100",
    caller_id=NUMBER,
    started_at=NOW,
    actions=(Action(at=NOW, kind="take_job"),),
)
CASE = Case(
    id="c1",
    party=NUMBER,
    opened_at=NOW,
    updated_at=NOW,
    job=Job(
        service_type="vehicle_lockout",
        name="Priya Nair",
        callback_number="+13035550142",
        access_code="4711",
        vehicle=Vehicle(year=2019, make="Honda"),
    ),
)
PLAN = Plan(acts=(Act(name="quote"),), ask=Question(slot="location", phrase="location.vehicle"))


def turn(n: int, heard: str, said: str) -> Turn:
    """Return a turn that was answered."""
    reply = Reply(
        at=NOW, sentences=(Sentence(text=said),), ending=ReplyEnding(kind="listen", turn=n + 1), conversation="x"
    )
    key = TurnKey("CA1", n, "speech" if n else "greeting")
    return Turn(key=key, at=NOW, utterance=Utterance(text=heard), lease_until=NOW, reply=reply)


TURNS = (
    turn(0, "", "Ridgeline Lock and Key. What's going on?"),
    turn(1, "hi i locked my keys in", "What car is it?"),
    replace(turn(2, HEARD, ""), reply=None),
)


def a_request(heard: str = HEARD, *, call: Call = CALL, abandoned: Callable[[], bool] = lambda: False) -> Request:
    """Return what a conversation is asked for in the third turn of a lockout."""
    return Request(
        case=CASE,
        call=call,
        plan=PLAN,
        heard=heard,
        lines={"quote": "It is $99 to $159."},
        question="Where is the car?",
        turns=lambda: TURNS,
        abandoned=abandoned,
    )


@cache
def the_prompt() -> Prompt:
    """Return the prompt of the fictional business."""
    return Prompt.of(business.load(Path("business.toml")), services.load())


OKAY = {
    "say": "Okay.", "details": [], "danger": False, "wants_person": False, "unknown_question": None, "ask": "",
}  # fmt: skip


def spoken(items: list[Item]) -> list[str]:
    """Return the words among the items."""
    return [item.text for item in items if isinstance(item, Piece)]


def until_error(items: Iterator[Item]) -> list[Item]:
    """Return the items that came before the error, which has to come."""
    found: list[Item] = []
    with pytest.raises(ConversationError):
        found.extend(items)
    return found


def answers(reply: object) -> Callable[[Mapping[str, Any]], Any]:
    """Return a mind that always answers the same."""
    return lambda asked: reply


class ModelContract(ABC):
    """What both vendors pass; a subclass says how each is made, and has the fixture `vendor`."""

    usual_model: str
    retiring_model: str
    retiring_day: str
    retired_model: str

    @pytest.fixture
    def make(self, vendor: MindStandIn) -> Iterator[Callable[..., Model]]:
        made: list[Model] = []

        def one(model: str = self.usual_model, key: str = KEY, timeouts: Timeouts = PATIENT) -> Model:
            made.append(self.conversation(vendor, model=model, key=key, timeouts=timeouts))
            return made[-1]

        yield one
        for each in made:
            each.close()

    @abstractmethod
    def conversation(self, vendor: MindStandIn, *, model: str, key: str, timeouts: Timeouts) -> Model: ...

    def final(self, vendor: MindStandIn) -> dict[str, Any]:
        """Return the final message of the last request."""
        found: dict[str, Any] = json.loads(vendor.asked[-1].json()["messages"][-1]["content"])
        return found

    def test_a_reply_is_words_then_what_was_noticed_then_the_question(self, make: Callable[..., Model]) -> None:
        began, *items = [item for item in make().reply(a_request()) if not isinstance(item, Used)]

        assert began == Began()
        assert isinstance(items[0], Piece)
        assert isinstance(items[1], Proposal)
        assert {detail.key: detail.value for detail in items[1].details}["vehicle.make"] == "Honda"
        assert items[2:] == [Piece("Where is the car?", asks=True)]

    def test_what_it_used_is_told_once(self, make: Callable[..., Model]) -> None:
        (used,) = [item for item in make().reply(a_request()) if isinstance(item, Used)]

        assert used.model == self.usual_model
        assert used.cached_tokens > 1000
        assert 0 < used.prompt_tokens < used.cached_tokens
        assert used.completion_tokens > 20

    def test_the_call_so_far_comes_before_what_was_heard_now(
        self, make: Callable[..., Model], vendor: MindStandIn
    ) -> None:
        list(make().reply(a_request()))

        messages = [m for m in vendor.asked[0].json()["messages"] if m["role"] != "system"]
        assert [m["role"] for m in messages] == ["user", "assistant", "user", "assistant", "user"]
        assert messages[2]["content"] == "hi i locked my keys in"
        assert self.final(vendor)["heard"] == HEARD

    def test_no_number_and_no_name_goes_to_the_vendor(
        self, make: Callable[..., Model], vendor: MindStandIn
    ) -> None:
        list(make().reply(a_request()))

        body = vendor.asked[0].body.decode()
        assert not [secret for secret in (NUMBER, "7205550137", "3035550142", "Priya", "4711") if secret in body]
        assert self.final(vendor)["known"]["vehicle"]["make"] == "Honda"

    def test_two_callers_have_two_pseudonyms(self, make: Callable[..., Model], vendor: MindStandIn) -> None:
        model = make()
        list(model.reply(a_request()))
        list(model.reply(a_request(call=replace(CALL, caller_id="+17205550138"))))
        list(model.reply(a_request()))

        first, second, third = (self.pseudonym(asked.json()) for asked in vendor.asked)
        assert first == third != second

    @abstractmethod
    def pseudonym(self, request: dict[str, Any]) -> str: ...

    @pytest.mark.parametrize("manner", ["shuffled", "fenced"])
    def test_an_odd_but_usable_answer_is_put_in_order(
        self, make: Callable[..., Model], vendor: MindStandIn, manner: Manner
    ) -> None:
        usual = [i for i in make().reply(a_request()) if not isinstance(i, Used)]
        vendor.manner = manner

        assert [i for i in make().reply(a_request()) if not isinstance(i, Used)] == usual

    @pytest.mark.parametrize("manner", ["prose", "empty", "length", "cut", "error"])
    def test_an_unusable_answer_is_an_error(
        self, make: Callable[..., Model], vendor: MindStandIn, manner: Manner
    ) -> None:
        vendor.manner = manner

        with pytest.raises(ConversationError) as error:
            list(make().reply(a_request()))

        assert not isinstance(error.value, Declined)
        assert not error.value.permanent

    @pytest.mark.parametrize("manner", ["refusal", "filtered"])
    def test_a_refusal_is_declined(self, make: Callable[..., Model], vendor: MindStandIn, manner: Manner) -> None:
        vendor.manner = manner

        with pytest.raises(Declined):
            list(make().reply(a_request()))

    @pytest.mark.parametrize(
        "reply",
        [
            [],
            {},
            "text",
            {"say": "Okay."},
            {**OKAY, "say": 1},
        ],
    )
    def test_an_answer_of_another_form_is_an_error(
        self, make: Callable[..., Model], vendor: MindStandIn, reply: object
    ) -> None:
        vendor.mind = answers(reply)

        with pytest.raises(ConversationError):
            list(make().reply(a_request()))

    def test_words_that_came_before_a_cut_stay_said_and_are_paid_for(
        self, make: Callable[..., Model], vendor: MindStandIn
    ) -> None:
        vendor.mind = answers({**OKAY, "say": "Oh dear. I am with you. " + "And so on. " * 10})
        vendor.manner = "length"

        items = until_error(make().reply(a_request()))

        assert spoken(items)[:2] == ["Oh dear.", "I am with you."]
        assert isinstance(items[-1], Used)

    @pytest.mark.parametrize(
        ("fault", "says", "permanent"),
        [
            ("refuse", "cannot be reached", False),
            ("hang", "did not answer in time", False),
            ("drip", "did not answer in time", False),
            ("half", "OpenAI|Anthropic", False),
            ("garbage", "cut off", False),
            (400, "does not take this request", True),
            (401, "refuses the key: set ", True),
            (403, "refuses the key: set ", True),
            (404, "has no model ", True),
            (429, "rate limit", False),
            (500, "HTTP 500", False),
            (503, "HTTP 503", False),
        ],
    )
    def test_every_fault_is_an_error_of_ours_and_passes(
        self, make: Callable[..., Model], vendor: MindStandIn, fault: Fault, says: str, permanent: bool
    ) -> None:
        model = make(timeouts=QUICK)
        vendor.fault = fault

        with pytest.raises(ConversationError, match=says) as error:
            list(model.reply(a_request()))

        assert error.value.permanent == permanent
        assert KEY not in str(error.value)
        assert HEARD not in str(error.value)
        vendor.fault = None
        vendor.mind = answers(OKAY)
        assert spoken(list(model.reply(a_request())))

    def test_nothing_is_tried_twice_in_a_call(self, make: Callable[..., Model], vendor: MindStandIn) -> None:
        vendor.fault = 500

        with pytest.raises(ConversationError):
            list(make().reply(a_request()))

        assert len(vendor.asked) == 1

    @pytest.mark.parametrize("key", ["other-key", "“quoted”", "with\nline"])
    def test_a_wrong_key_is_an_error_without_the_key(self, make: Callable[..., Model], key: str) -> None:
        with pytest.raises(ConversationError) as error:
            list(make(key=key).reply(a_request()))

        assert key not in str(error.value)

    def test_an_unknown_model_is_permanent_and_names_the_setting(self, make: Callable[..., Model]) -> None:
        with pytest.raises(ConversationError, match="_MODEL to another, such as ") as error:
            list(make("no-such-model").reply(a_request()))

        assert error.value.permanent

    def test_who_is_no_longer_waited_for_is_no_longer_read(
        self, make: Callable[..., Model], vendor: MindStandIn
    ) -> None:
        vendor.fault = "drip"

        with pytest.raises(ConversationError, match="cut off"):
            list(make().reply(a_request(abandoned=lambda: True)))

    def test_a_summary_adds_nothing_to_the_call(self, make: Callable[..., Model], vendor: MindStandIn) -> None:
        summary, used = make().summarise(CALL, CASE, TURNS)

        assert summary.text == "The caller rang about a vehicle lockout."
        assert summary.next_step == "Look at the job."
        assert used.completion_tokens > 0
        final = self.final(vendor)
        assert final["transcript"][2:] == [
            {"caller": "hi i locked my keys in"}, {"receptionist": "What car is it?"},
        ]  # fmt: skip
        assert final["job"]["access_code"] == "kept"
        assert final["done"] == ["take_job"]

    @pytest.mark.parametrize("fault", ["refuse", "drip", "half", "garbage", 401, 429])
    def test_a_summary_that_fails_is_an_error_in_time(
        self, make: Callable[..., Model], vendor: MindStandIn, fault: Fault
    ) -> None:
        vendor.fault = fault

        with pytest.raises(ConversationError):
            make(timeouts=SHORT).summarise(CALL, CASE, TURNS)

    def test_a_model_that_will_stay_is_well(self, make: Callable[..., Model]) -> None:
        condition = make().check(TODAY)

        assert condition.ok
        assert condition.detail == self.usual_model

    def test_its_name_is_a_word_of_the_setting(self, make: Callable[..., Model]) -> None:
        assert make().name in ("openai", "anthropic")

    def test_a_model_that_retires_soon_is_named_with_the_day_and_the_remedy(
        self, make: Callable[..., Model]
    ) -> None:
        condition = make(self.retiring_model).check(TODAY)

        assert not condition.ok
        assert condition.detail.startswith(f"{self.retiring_model} retires on {self.retiring_day}: set ")
        assert condition.detail.endswith(self.usual_model)

    def test_a_model_that_retires_later_is_well(self, make: Callable[..., Model]) -> None:
        assert make(self.retiring_model).check(date(2026, 7, 14)).ok

    def test_a_model_that_has_retired_is_said_to_have(self, make: Callable[..., Model]) -> None:
        assert " retired on " in make(self.retired_model).check(date(2027, 3, 1)).detail

    def test_a_model_that_the_vendor_does_not_know_is_not_well(self, make: Callable[..., Model]) -> None:
        condition = make("no-such-model").check(TODAY)

        assert not condition.ok
        assert "has no model no-such-model" in condition.detail

    def test_a_wrong_key_is_not_well(self, make: Callable[..., Model]) -> None:
        condition = make(key="other-key").check(TODAY)

        assert not condition.ok
        assert "refuses the key: set " in condition.detail

    @pytest.mark.parametrize("fault", ["refuse", "hang", "drip", "garbage", "half", 429, 500])
    def test_a_check_without_an_answer_says_nothing(
        self, make: Callable[..., Model], vendor: MindStandIn, fault: Fault
    ) -> None:
        vendor.fault = fault

        with pytest.raises(ConversationError):
            make(timeouts=QUICK).check(TODAY)

    def test_a_check_has_a_deadline_of_its_own(self, make: Callable[..., Model], vendor: MindStandIn) -> None:
        vendor.fault = "drip"

        with pytest.raises(ConversationError, match="in time"):
            make(timeouts=SHORT).check(TODAY)

    def test_a_probe_asks_for_few_tokens(self, make: Callable[..., Model], vendor: MindStandIn) -> None:
        vendor.manner = "length"

        make().probe()

        request = vendor.asked[0].json()
        assert max(request.get(name, 0) for name in ("max_tokens", "max_completion_tokens")) == 16

    @pytest.mark.parametrize("fault", ["refuse", "hang", "garbage", 401, 429, 500])
    def test_a_probe_of_a_broken_vendor_is_an_error(
        self, make: Callable[..., Model], vendor: MindStandIn, fault: Fault
    ) -> None:
        vendor.fault = fault

        with pytest.raises(ConversationError):
            make(timeouts=QUICK).probe()

    @pytest.mark.parametrize("mind", [minds.sensible, minds.wrong, minds.hostile])
    def test_no_mind_breaks_the_conversation(
        self, make: Callable[..., Model], vendor: MindStandIn, mind: Mind
    ) -> None:
        vendor.mind = mind

        items = list(make().reply(a_request()))

        assert [item for item in items if isinstance(item, Proposal)]
        assert sum(map(len, spoken(items))) <= 900
