"""A notice goes from one to the next until somebody takes it on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from receptionist.duty import escalation
from receptionist.duty.escalation import advance
from receptionist.duty.seams import Notice, Step

NOON = datetime(2026, 7, 14, 18, 0, tzinfo=UTC)


def step(person: str, **known: object) -> Step:
    return replace(Step(person=person, channel="sms", asks="offer", wait_s=300), **known)  # type: ignore[arg-type]


def notice(*steps: Step) -> Notice:
    return Notice(id="job:J-1001", kind="job", level="urgent", at=NOON, steps=steps)


def later(seconds: int) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_the_first_is_asked_at_once_and_the_second_when_his_time_is_over() -> None:
    first = advance(notice(step("luis"), step("dana")), NOON)
    assert (first.begun, first.look_again_at) == ((0,), later(300))

    early = advance(first.notice, later(299))
    assert early.begun == ()

    second = advance(first.notice, later(300))
    assert (second.begun, second.look_again_at) == ((1,), later(600))


def test_a_step_that_waits_for_nothing_begins_together_with_the_next() -> None:
    everybody = advance(notice(step("luis", wait_s=0), step("dana", wait_s=0), step("marcus")), NOON)

    assert everybody.begun == (0, 1, 2)


def test_who_declines_makes_room_for_the_next_at_once() -> None:
    first = advance(notice(step("luis"), step("dana")), NOON).notice

    assert advance(escalation.turned_down(first, "luis"), later(5)).begun == (1,)


def test_a_message_that_never_arrives_makes_room_for_the_next_at_once() -> None:
    first = advance(notice(step("luis"), step("dana")), NOON).notice

    assert advance(escalation.failed(first, 0), later(5)).begun == (1,)


def test_at_the_end_of_the_list_nobody_has_it_and_it_says_so() -> None:
    only = advance(notice(step("luis")), NOON).notice

    over = advance(only, later(300))

    assert (over.notice.state, over.look_again_at) == ("exhausted", None)


def test_what_nobody_need_answer_is_told_and_the_spare_channel_is_left_alone() -> None:
    plain = step("marcus", asks="nothing", wait_s=0)

    told = advance(notice(plain, replace(plain, channel="email", spare=True)), NOON)

    assert (told.notice.state, told.begun) == ("told", (0,))


def test_the_spare_channel_is_used_when_the_first_fails_even_after_it_seemed_told() -> None:
    plain = step("marcus", asks="nothing", wait_s=0)
    told = advance(notice(plain, replace(plain, channel="email", spare=True)), NOON).notice

    again = advance(escalation.failed(told, 0), later(9))
    assert (again.begun, again.notice.state) == ((1,), "told")

    lost = advance(escalation.failed(again.notice, 1), later(12))
    assert lost.notice.state == "exhausted"


def test_nothing_begins_before_its_time() -> None:
    waiting = advance(replace(notice(step("luis")), not_before=later(3600)), NOON)

    assert (waiting.begun, waiting.look_again_at) == ((), later(3600))


def test_nobody_else_is_asked_once_somebody_has_it() -> None:
    first = advance(notice(step("luis"), step("dana")), NOON).notice

    assert advance(escalation.taken(first, "luis", accepts=True), later(300)).begun == ()


def test_a_job_that_is_given_back_is_offered_to_those_who_are_left() -> None:
    first = advance(notice(step("luis"), step("dana")), NOON).notice
    mine = escalation.taken(first, "luis", accepts=True)

    again = advance(escalation.reopened(mine, (step("dana"),)), later(900))

    assert [again.notice.steps[n].person for n in again.begun] == ["dana"]


def test_who_asks_something_first_gets_his_time_anew() -> None:
    first = advance(notice(step("luis"), step("dana")), NOON).notice

    assert advance(escalation.prolonged(first, "luis", later(200)), later(300)).begun == ()
