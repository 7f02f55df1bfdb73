"""What would lose a job, tell two people that they have it, or tell a customer what is not so."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.clock import VirtualClock
from simulator.shift import DANA, LOCKOUT, LUIS, MARCUS, PRIYA, Shift, shift

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
