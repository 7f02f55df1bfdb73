"""What would lose a job, tell two people that they have it, or tell a customer what is not so."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from receptionist.duty import post
from receptionist.duty.seams import Delivery, Update
from receptionist.ports import Conflict
from simulator.clock import VirtualClock
from simulator.shift import DANA, LOCKOUT, LUIS, MARCUS, PRIYA, Shift, at, shift

CANCELS = ("this is Priya Nair, I want to cancel my job, the lockout on Linden Avenue", "yes cancel it", "bye")
ACCEPT_S = 300
JIM = "+13035550155"
JIMS_LOCKOUT = (*LOCKOUT[:2], "31 birch street, marlow creek", *LOCKOUT[3:6], "Jim Beam", *LOCKOUT[7:])
REKEY = (
    "I want to rekey my house, two locks", "2215 linden avenue, cedar hollow", "{when}", "yes", "yes",
    "Priya Nair", "yes that is fine", "yes you can", "no thanks bye",
)  # fmt: skip


@pytest.fixture
def day(tmp_path: Path, clock: VirtualClock) -> Iterator[Shift]:
    with shift(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def taken(day: Shift) -> Shift:
    """A shift on which Priya's lockout was taken, and she may be texted."""
    day.calls(*LOCKOUT)
    return day


@pytest.fixture
def ringing(taken: Shift) -> Shift:
    """A shift on which nobody took the job, and the owner is rung."""
    for _ in range(3):
        taken.wait(ACCEPT_S)
    assert "Nobody took job" in taken.rung(MARCUS)[-1]
    return taken


def test_the_customer_hears_of_the_second_technician_as_well_as_of_the_first(taken: Shift) -> None:
    taken.texts(LUIS, "1 25")
    taken.texts(LUIS, "can't make it sorry")
    taken.texts(DANA, "1 30")

    assert "Dana has your job" in taken.sent(PRIYA)[-1]


def test_a_job_that_the_owner_closes_is_offered_to_nobody_any_more(taken: Shift) -> None:
    (asked,) = taken.texts(MARCUS, "done 1001 120")
    taken.texts(MARCUS, "".join(re.findall(r"\b\d{6}\b", asked)))

    taken.wait(4 * ACCEPT_S)

    assert taken.sent(DANA) == []
    assert taken.sent(PRIYA) == []
    assert taken.texts(LUIS, "1 25")[0].startswith("JOB 1001 is not yours to answer")


def test_a_late_no_to_a_job_that_somebody_else_has_gives_no_other_job_back(taken: Shift) -> None:
    taken.texts(LUIS, "1 25")
    taken.calls(*JIMS_LOCKOUT, number=JIM)
    taken.wait(ACCEPT_S)
    taken.texts(DANA, "1 20")

    answer = taken.texts(LUIS, "2")

    assert taken.job("J-1002").technician == "Dana"
    assert taken.job("J-1001").technician == "Luis"
    assert answer == ["JOB 1002 is taken by Dana. Thanks, nothing to do."]


def test_a_late_yes_to_a_job_that_somebody_else_has_moves_no_other_job(taken: Shift) -> None:
    taken.texts(LUIS, "1 25")
    taken.calls(*JIMS_LOCKOUT, number=JIM)
    taken.wait(ACCEPT_S)
    taken.texts(DANA, "1 20")
    before = taken.sent(PRIYA)

    answer = taken.texts(LUIS, "1 90")

    assert answer == ["JOB 1002 is taken by Dana. Thanks, nothing to do."]
    assert taken.sent(PRIYA) == before


def test_minutes_that_were_asked_for_one_job_accept_no_other(taken: Shift) -> None:
    taken.texts(LUIS, "1")
    taken.calls(*JIMS_LOCKOUT, number=JIM)

    taken.texts(LUIS, "25")

    assert taken.job("J-1002").technician is None


def test_an_owner_who_sends_somebody_home_turns_no_job_down(taken: Shift) -> None:
    taken.wait(ACCEPT_S)
    taken.wait(ACCEPT_S)

    answer = taken.texts(MARCUS, "dana away today")

    assert "reply" in answer[0]
    assert "to confirm it's you" in answer[0]


def test_who_declined_one_job_answers_the_next_without_being_asked_which(taken: Shift) -> None:
    taken.texts(LUIS, "2")
    taken.calls(*JIMS_LOCKOUT, number=JIM)

    assert taken.texts(LUIS, "1 25")[0].startswith("JOB 1002 is yours")


def test_a_job_taken_a_week_ago_can_still_be_given_back(taken: Shift) -> None:
    taken.texts(LUIS, "1 25")
    taken.wait(5 * 86400)

    taken.texts(LUIS, "can't make 1001")

    assert taken.job().technician is None


def test_the_owner_who_took_charge_hears_that_the_job_is_cancelled(taken: Shift) -> None:
    taken.wait(ACCEPT_S)
    taken.wait(ACCEPT_S)
    taken.texts(MARCUS, "ok")

    taken.calls(*CANCELS)

    assert taken.job().status == "cancelled"
    assert any("CANCELLED" in words for words in taken.sent(MARCUS))


def test_who_has_the_job_hears_that_a_life_is_at_risk_now(taken: Shift) -> None:
    taken.texts(LUIS, "1 25")

    taken.calls("this is Priya Nair, my baby is locked in the car now and it's hot", "2215 linden avenue", "bye")

    assert any("INFANT" in words for words in taken.sent(LUIS))


def test_a_job_for_tomorrow_that_turns_urgent_is_offered_now(tmp_path: Path) -> None:
    with shift(tmp_path, at("2026-07-14T20:30:00-06:00")) as night:
        night.calls(*(line.format(when="tomorrow at 10 am") for line in REKEY))
        assert night.sent(LUIS) == []

        night.calls("this is Priya Nair, I need to reschedule my rekey", "today", "yes", "no thanks bye")

        assert night.sent(LUIS)[-1].startswith("JOB 1001 SAME DAY rekey")


def test_a_job_that_can_wait_by_now_lets_people_sleep(tmp_path: Path) -> None:
    with shift(tmp_path, at("2026-07-14T20:30:00-06:00")) as night:
        night.calls(*(line.format(when="today") for line in REKEY))
        assert night.sent(LUIS)[-1].startswith("JOB 1001 SAME DAY rekey")

        night.calls("this is Priya Nair, I need to reschedule my rekey", "tomorrow at 10 am", "yes", "bye")
        told = len(night.twilio.texts)
        night.wait(2 * 3600)

        assert (len(night.twilio.texts), len(night.twilio.calls)) == (told, 0)
        night.wait(10 * 3600)
        assert "wants tomorrow" in night.sent(LUIS)[-1] or "10 AM" in night.sent(LUIS)[-1]


@pytest.mark.parametrize(("when", "hours"), [("tomorrow at 8:30 am", 11), ("tomorrow at 6 am", 0)])
def test_a_job_for_early_tomorrow_is_offered_before_its_hour(tmp_path: Path, when: str, hours: int) -> None:
    with shift(tmp_path, at("2026-07-14T20:30:00-06:00")) as night:
        night.calls(*(line.format(when=when) for line in REKEY))
        night.wait(hours * 3600)

        assert night.sent(LUIS)[-1].startswith("JOB 1001")


def test_who_is_away_by_then_is_not_asked(taken: Shift) -> None:
    (asked,) = taken.texts(DANA, "busy until 9 pm")
    taken.texts(DANA, asked.split("reply ")[1][:6])

    taken.wait(ACCEPT_S)

    assert not any(words.startswith("JOB 1001") for words in taken.sent(DANA))
    assert taken.sent(MARCUS)[-1].startswith("NOBODY TOOK JOB 1001")


def test_a_key_pressed_in_the_same_second_as_another_change_still_counts(
    ringing: Shift, monkeypatch: pytest.MonkeyPatch
) -> None:
    board, conflicts = ringing.receptionist.kept.board, [Conflict("somebody was faster")]
    commit = board.commit

    def once_in_vain(update: Update) -> None:
        if conflicts:
            raise conflicts.pop()
        commit(update)

    monkeypatch.setattr(board, "commit", once_in_vain)

    assert "noted that you have it" in ringing.presses(MARCUS, "1")
    known = board.notice("job:J-1001")
    assert known is not None
    assert (known.state, known.by) == ("acknowledged", "marcus")


def test_who_presses_a_key_for_a_job_that_somebody_has_is_not_told_that_he_has_it(ringing: Shift) -> None:
    ringing.texts(LUIS, "1 25")

    assert "Somebody else has it" in ringing.presses(MARCUS, "1")
    assert ringing.job().technician == "Luis"


def test_a_key_for_a_cancelled_job_takes_charge_of_no_other_job_of_the_caller(ringing: Shift) -> None:
    board = ringing.receptionist.kept.board
    known = board.notice("job:J-1001")
    assert known is not None
    ringing.calls(*CANCELS)
    another = replace(known, id="job:J-1002", job_id="J-1002", state="open", version=0)
    board.commit(Update(at=known.at, notices=(another,)))

    ringing.presses(MARCUS, "1")

    still = board.notice("job:J-1002")
    assert still is not None
    assert still.state == "open"


def test_an_ok_for_two_jobs_says_which(taken: Shift) -> None:
    taken.calls(*JIMS_LOCKOUT, number=JIM)
    taken.wait(ACCEPT_S)
    taken.wait(ACCEPT_S)

    (answer,) = taken.texts(MARCUS, "ok")

    assert "1001" in answer
    assert "1002" in answer


def test_three_from_who_has_the_job_already_does_not_say_that_it_is_not_his(taken: Shift) -> None:
    taken.texts(LUIS, "1 25")

    (answer,) = taken.texts(LUIS, "3")

    assert PRIYA in answer
    assert "not yours" not in answer


def test_after_hours_of_being_off_nobody_is_texted_what_has_passed(taken: Shift) -> None:
    taken.send(LUIS, "1 25")
    taken.clock.sleep(8 * 3600)
    taken.work()

    assert taken.sent(PRIYA) == []


def test_a_call_that_left_for_an_earlier_notice_is_not_taken_for_a_later_one(day: Shift) -> None:
    kept, now = day.receptionist.kept, day.clock.now()
    first = Delivery(id="first", channel="phone", to=MARCUS, body="One.", at=now, person="marcus")
    second = replace(first, id="second", body="Two.", at=now + timedelta(seconds=20))
    kept.board.commit(Update(at=now, deliveries=(first,), followups=(post.order(first),)))
    day.wait(20)
    kept.board.commit(Update(at=day.clock.now(), deliveries=(second,)))
    kept.board.attempt("second", at=day.clock.now())
    day.clock.sleep(70)

    kept.outbox.order((post.order(second),))
    day.work()

    assert [("One." in twiml, "Two." in twiml) for twiml in day.rung(MARCUS)] == [(True, False), (False, True)]


def test_the_owner_hears_that_what_a_technician_was_answered_never_arrived(taken: Shift) -> None:
    taken.texts(LUIS, "1 25")

    taken.reports(LUIS, "undelivered", 30003)

    assert taken.sent(MARCUS)[-1].startswith("TROUBLE with texts to Luis")
    assert "ring Luis" in taken.sent(MARCUS)[-1]
