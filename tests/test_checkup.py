"""The checkup: what is known of the vendors without asking them while somebody waits."""

from datetime import date

from receptionist.models.breaker import Breaker
from receptionist.models.checkup import Checkup, Vendor
from receptionist.ports import ConversationError
from receptionist.words.dialogue import Condition
from simulator.clock import VirtualClock


def warm() -> None:
    """Answer."""


def cold() -> None:
    raise ConversationError("OpenAI rate limit")


class Checked:
    """A vendor's check that answers as it is told to."""

    def __init__(self, answer: Condition | ConversationError) -> None:
        self.answer = answer
        self.asked_on: list[date] = []

    def __call__(self, today: date) -> Condition:
        self.asked_on.append(today)
        if isinstance(self.answer, ConversationError):
            raise self.answer
        return self.answer


def test_vendors_that_are_well_are_named_in_their_order(clock: VirtualClock) -> None:
    names = ("openai", "anthropic")
    vendors = [Vendor(name, Breaker(name, clock), Checked(Condition(True, "fine")), warm) for name in names]
    checkup = Checkup(tuple(vendors), clock)

    checkup.run()

    assert checkup.condition() == Condition(True, "openai, anthropic")


def test_what_a_check_finds_wrong_is_told_until_the_next_one(clock: VirtualClock) -> None:
    check = Checked(Condition(False, "retires on 2027-01-14: set OPENAI_MODEL"))
    checkup = Checkup((Vendor("openai", Breaker("openai", clock), check, warm),), clock)

    checkup.run()
    found = checkup.condition()
    check.answer = Condition(True, "fine")
    checkup.run()

    assert found == Condition(False, "openai: retires on 2027-01-14: set OPENAI_MODEL")
    assert checkup.condition().ok
    assert check.asked_on == [date(2026, 7, 14)] * 2


def test_a_check_that_is_not_answered_says_nothing_new(clock: VirtualClock) -> None:
    check = Checked(Condition(False, "retires on 2027-01-14: set OPENAI_MODEL"))
    checkup = Checkup((Vendor("openai", Breaker("openai", clock), check, warm),), clock)
    checkup.run()
    check.answer = ConversationError("OpenAI does not answer")

    checkup.run()

    assert checkup.condition() == Condition(False, "openai: retires on 2027-01-14: set OPENAI_MODEL")


def test_a_breaker_that_is_open_counts_more_than_an_older_check(clock: VirtualClock) -> None:
    breaker = Breaker("openai", clock)
    checkup = Checkup((Vendor("openai", breaker, Checked(Condition(True, "fine")), warm),), clock)
    checkup.run()

    breaker.failed(ConversationError("OpenAI rate limit"))

    assert checkup.condition() == Condition(False, "openai: OpenAI rate limit")


def test_a_vendor_that_cannot_be_warmed_up_rests_before_a_caller_finds_out(clock: VirtualClock) -> None:
    breaker = Breaker("openai", clock)
    checkup = Checkup((Vendor("openai", breaker, Checked(Condition(True, "fine")), cold),), clock)

    checkup.run()

    assert not breaker.allows()
    assert checkup.condition() == Condition(False, "openai: OpenAI rate limit")
