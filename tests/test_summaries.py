"""The summary of a call: by the first model that is well, once, and by rule where there is none."""

import pytest

from receptionist.cases import FollowUp
from receptionist.costs import Spent
from receptionist.models.breaker import Breaker
from receptionist.models.fallback import Guarded
from receptionist.models.summaries import Summaries
from receptionist.ports import ConversationError, Declined
from receptionist.words.dialogue import Summary
from simulator.office import Office
from simulator.twilio import PhoneLine
from tests.fakes import FakeModel


class Desk:
    """An office whose calls are summed up by models of the test's choice."""

    def __init__(self, office: Office, *models: FakeModel, poor: bool = False) -> None:
        self.office = office
        self.kept: list[tuple[str, Summary]] = []
        self.spent: list[Spent] = []
        self.breakers = [Breaker(model.name, office.clock, rests=lambda: poor) for model in models]
        self.handle = Summaries(
            office.receptionist.store,
            tuple(map(Guarded, models, self.breakers)),
            office.clock,
            keep=lambda sid, summary: self.kept.append((sid, summary)),
            spend=self.spent.extend,
        )

    def sums_up(self, line: PhoneLine) -> None:
        sid = {"call_sid": line.sid}
        self.handle(FollowUp(key="s", kind="summarise", payload=sid, run_at=self.office.clock.now()))


@pytest.fixture
def ended(caller: PhoneLine) -> PhoneLine:
    """A call that is over, in which something was said."""
    caller.rings()
    caller.says("i locked my keys in my car")
    caller.hangs_up()
    return caller


def test_the_first_model_that_is_well_sums_a_call_up(ridgeline: Office, ended: PhoneLine) -> None:
    broken, well = FakeModel("openai", ConversationError("down")), FakeModel("anthropic")
    desk = Desk(ridgeline, broken, well)

    desk.sums_up(ended)

    assert desk.kept == [(ended.sid, Summary(text="A summary.", next_step="Call back."))]
    assert [spent.item for spent in desk.spent] == ["m/completion_tokens"]
    assert [breaker.allows() for breaker in desk.breakers] == [False, True]


def test_what_else_follows_a_call_does_not_wait_for_its_summary(ridgeline: Office, ended: PhoneLine) -> None:
    parts = ridgeline.receptionist

    parts.runner.run_due()

    assert list(parts.settings.call_log_dir.glob(f"*/{ended.sid}.json"))
    assert [runner.run_due() for runner in parts.summarisers] == [1] + [0] * (len(parts.summarisers) - 1)


def test_a_model_that_rests_or_declines_is_passed_over(ridgeline: Office, ended: PhoneLine) -> None:
    resting, declining = FakeModel("openai"), FakeModel("anthropic", Declined("no"))
    desk = Desk(ridgeline, resting, declining)
    desk.breakers[0].failed(ConversationError("down"))

    desk.sums_up(ended)

    assert desk.kept == []
    assert resting.asked == 0
    assert desk.breakers[1].allows()


def test_a_call_without_words_is_not_summed_up(ridgeline: Office, caller: PhoneLine) -> None:
    caller.rings()
    caller.hangs_up()
    desk = Desk(ridgeline, model := FakeModel("openai"))

    desk.sums_up(caller)

    assert model.asked == 0


def test_no_budget_means_no_summary(ridgeline: Office, ended: PhoneLine) -> None:
    desk = Desk(ridgeline, model := FakeModel("openai"), poor=True)

    desk.sums_up(ended)

    assert model.asked == 0


def test_a_summary_is_kept_and_stands_in_the_log(ridgeline: Office, ended: PhoneLine) -> None:
    summary = Summary(text="Priya is locked out of her car.", next_step="Call her.")

    ridgeline.receptionist.assistant.amendments.add_summary(ended.sid, summary)
    ridgeline.receptionist.assistant.amendments.add_summary(ended.sid, summary)

    log = ridgeline.log(ended.sid)
    assert (log["summary"], log["next_step"]) == ("Priya is locked out of her car.", "Call her.")
