"""A job is offered to one after the other until exactly one has it; the customer is told what is so."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.clock import VirtualClock
from simulator.shift import DANA, LOCKOUT, LUIS, MARCUS, PRIYA, Shift, at, shift

CANCELS = ("this is Priya Nair, I want to cancel my job, the lockout on Linden Avenue", "yes cancel it", "bye")
ACCEPT_S = 300
"""How long each technician of the fictional shop has."""


@pytest.fixture
def day(tmp_path: Path, clock: VirtualClock) -> Iterator[Shift]:
    with shift(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def taken(day: Shift) -> Shift:
    """A shift on which Priya's lockout was taken, and she may be texted."""
    day.calls(*LOCKOUT)
    return day


def test_the_first_technician_is_offered_the_job_while_the_caller_is_still_on_the_line(day: Shift) -> None:
    day.calls(*LOCKOUT[:7])

    (offer,) = day.sent(LUIS)
    assert offer.startswith("JOB 1001 URGENT car lockout; 2215 Linden Avenue, Cedar Hollow; Priya N. +1303...0142")
    assert day.sent(DANA) == []
    assert day.job().status == "offered"


def test_who_accepts_gets_the_job_and_the_customer_a_window(taken: Shift) -> None:
    (mine,) = taken.texts(LUIS, "1 25")

    assert mine.startswith("JOB 1001 is yours, 25 min. Priya Nair +13035550142; 2215 Linden Avenue")
    job = taken.job()
    assert (job.status, job.technician) == ("accepted", "Luis")
    (told,) = taken.sent(PRIYA)
    assert "Luis has your job and should be there between" in told
    assert told.endswith("Reply STOP to opt out.")
    (log,) = taken.logs()
    assert (log["job"]["technician"], log["job"]["status"]) == ("Luis", "accepted")


def test_the_receptionist_knows_from_then_on_when_he_comes(taken: Shift) -> None:
    taken.texts(LUIS, "1 25")

    line = taken.calls("where is my locksmith, this is Priya Nair")

    said = " ".join(spoken.text for spoken in line.transcript if spoken.role == "assistant")
    assert "Luis" in said


def test_nobody_answers_and_each_is_told_the_truth_until_the_list_ends(taken: Shift) -> None:
    taken.wait(ACCEPT_S)
    (offer,) = taken.sent(DANA)
    assert offer.startswith("JOB 1001 URGENT")

    taken.wait(ACCEPT_S)
    assert taken.sent(MARCUS)[-1].startswith("NOBODY TOOK JOB 1001 URGENT car lockout; asked: Luis, Dana")
    assert "nobody has been free to take your job yet" in taken.sent(PRIYA)[-1]
    assert taken.health()["status"] == "ok"

    for _ in range(4):
        taken.wait(ACCEPT_S)
    assert len(taken.rung(MARCUS)) == 2
    assert "nobody has confirmed your job" in taken.sent(PRIYA)[-1]
    assert taken.health()["status"] == "degraded"
    assert "J-1001" in taken.health()["detail"]


def test_the_owner_who_takes_charge_ends_the_search_and_the_alarm(taken: Shift) -> None:
    for _ in range(7):
        taken.wait(ACCEPT_S)

    assert taken.texts(MARCUS, "ok") == ["Thanks, noted that you have it (JOB 1001). Nobody else is asked."]
    taken.receptionist.clock.sleep(60)

    sent = len(taken.twilio.texts)
    taken.wait(3600)
    assert len(taken.twilio.texts) == sent


def test_who_declines_makes_room_for_the_next_at_once(taken: Shift) -> None:
    taken.texts(LUIS, "2")

    assert taken.sent(DANA)[0].startswith("JOB 1001")


def test_of_two_who_accept_in_the_same_second_exactly_one_has_it(taken: Shift) -> None:
    taken.wait(ACCEPT_S)
    both = [threading.Thread(target=taken.send, args=(person, "1 20")) for person in (LUIS, DANA)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    taken.work()

    told = {person: " ".join(taken.sent(person)) for person in (LUIS, DANA)}
    assert sum("is yours" in words for words in told.values()) == 1
    assert sum("is taken by" in words for words in told.values()) == 1
    assert sum("has your job" in words for words in taken.sent(PRIYA)) == 1


def test_the_same_text_delivered_twice_is_answered_once(taken: Shift) -> None:
    taken.send(LUIS, "1 25", sid="SM" + "7" * 32)
    taken.send(LUIS, "1 25", sid="SM" + "7" * 32)
    taken.work()

    assert sum("is yours" in words for words in taken.sent(LUIS)) == 1


def test_who_is_late_has_it_when_nobody_else_does_and_hears_so_when_somebody_does(taken: Shift) -> None:
    taken.wait(ACCEPT_S)
    taken.wait(ACCEPT_S)

    assert taken.texts(LUIS, "1 30")[0].startswith("JOB 1001 is yours")
    assert taken.texts(DANA, "1 10") == ["JOB 1001 is taken by Luis. Thanks, nothing to do."]
    assert "JOB 1001 is taken by Luis. Thanks, nothing to do." in taken.sent(MARCUS)


@pytest.mark.parametrize("words", ["who is this?", "ok see you", "1 9999", "maybe", "👍?", "12"])
def test_what_is_not_understood_is_asked_back_and_changes_nothing(taken: Shift, words: str) -> None:
    (asked,) = taken.texts(LUIS, words)

    assert asked.startswith("Sorry, not understood, nothing was changed.")
    assert taken.job().status == "offered"


def test_a_technicians_bare_ok_takes_no_job(taken: Shift) -> None:
    (asked,) = taken.texts(LUIS, "ok")

    assert "1 25" in asked
    assert taken.job().status == "offered"
    taken.wait(ACCEPT_S)
    assert taken.sent(DANA)[0].startswith("JOB 1001")


def test_who_wants_to_talk_first_gets_the_number_and_his_time_anew(taken: Shift) -> None:
    taken.wait(200)
    (number,) = taken.texts(LUIS, "3")

    assert PRIYA in number
    taken.wait(200)
    assert taken.sent(DANA) == []
    taken.wait(100)
    assert len(taken.sent(DANA)) == 1


def test_who_gives_a_job_back_is_replaced_and_the_customer_knows(taken: Shift) -> None:
    taken.texts(LUIS, "1 25")

    taken.texts(LUIS, "can't make it sorry")

    assert "Luis can't come after all" in taken.sent(PRIYA)[-1]
    assert taken.sent(DANA)[-1].startswith("JOB 1001 URGENT")
    assert taken.job().technician is None
    taken.texts(DANA, "1 15")
    assert taken.job().technician == "Dana"


def test_a_job_that_is_done_cannot_be_given_back(taken: Shift) -> None:
    taken.texts(LUIS, "1 25")
    taken.texts(LUIS, "done 150")

    taken.texts(LUIS, "can't make it sorry")

    assert taken.job().status == "completed"
    assert taken.sent(DANA) == []


def test_on_the_way_there_and_done_move_the_job(taken: Shift) -> None:
    taken.texts(LUIS, "1 25")

    taken.texts(LUIS, "omw 15")
    assert taken.job().status == "en_route"
    assert "on the way" in taken.sent(PRIYA)[-1]
    taken.texts(LUIS, "here")
    assert taken.job().status == "on_site"
    assert taken.texts(LUIS, "done 180") == ["JOB 1001 is closed, $180 paid."]
    assert taken.job().status == "completed"
    assert taken.sent(MARCUS)[-1].endswith("That is above the $99-159 that was quoted.")


def test_a_new_time_is_passed_on(taken: Shift) -> None:
    taken.texts(LUIS, "1 25")

    taken.texts(LUIS, "1 50")

    assert "now expects to be there" in taken.sent(PRIYA)[-1]
    assert sum("is yours" in words for words in taken.sent(LUIS)) == 1


def test_without_minutes_he_is_asked_and_the_customer_hears_no_time(taken: Shift) -> None:
    taken.texts(LUIS, "1")

    assert any("In how many minutes" in words for words in taken.sent(LUIS))
    assert "We text you when we know" in taken.sent(PRIYA)[-1]
    taken.texts(LUIS, "12")
    assert "should be there between" in taken.sent(PRIYA)[-1]


def test_who_is_busy_or_on_the_way_has_answered_the_offer(taken: Shift) -> None:
    taken.texts(LUIS, "busy")
    assert taken.sent(DANA)[-1].startswith("JOB 1001")

    taken.texts(DANA, "omw 20")
    assert taken.job().technician == "Dana"


def test_a_customer_who_wants_no_texts_gets_none(day: Shift) -> None:
    day.calls(*LOCKOUT[:8], "no", "no thanks bye")

    day.texts(LUIS, "1 25")

    assert day.sent(PRIYA) == []


def test_a_customer_who_cancels_frees_the_technician(taken: Shift) -> None:
    taken.texts(LUIS, "1 25")

    taken.calls(
        "this is Priya Nair, I want to cancel my job, the lockout on Linden Avenue", "yes cancel it", "bye"
    )

    assert taken.job().status == "cancelled"
    assert taken.sent(LUIS)[-1] == "JOB 1001 is CANCELLED. Please do not go."
    assert taken.sent(DANA) == []


def test_a_job_that_is_cancelled_before_anybody_has_it_is_offered_no_further(taken: Shift) -> None:
    taken.calls(
        "this is Priya Nair, I want to cancel my job, the lockout on Linden Avenue", "yes cancel it", "bye"
    )

    taken.wait(2 * ACCEPT_S)

    assert taken.job().status == "cancelled"
    assert taken.sent(DANA) == []
    assert taken.texts(LUIS, "1 25")[0].startswith("JOB 1001 is not yours to answer")


def test_who_was_asked_about_a_job_that_is_cancelled_need_not_wonder(taken: Shift) -> None:
    for _ in range(2):
        taken.wait(ACCEPT_S)
    taken.texts(MARCUS, "ok")

    taken.calls(*CANCELS)

    for person in (LUIS, DANA, MARCUS):
        assert "JOB 1001 is CANCELLED. Please do not go." in taken.sent(person)


def test_who_has_done_a_job_hears_nothing_more_of_it(taken: Shift) -> None:
    taken.texts(LUIS, "1 25")
    taken.texts(LUIS, "done 150")
    told = len(taken.sent(LUIS))

    taken.calls("this is Priya Nair, do you also sell safes", "no thanks bye")
    taken.wait(60)

    assert len(taken.sent(LUIS)) == told


@pytest.mark.parametrize("code", [21610, 30034, 21614])
def test_a_text_that_is_refused_for_good_leads_to_the_next_at_once(day: Shift, code: int) -> None:
    day.twilio.refuses[LUIS] = code

    day.calls(*LOCKOUT)

    assert day.sent(DANA)[0].startswith("JOB 1001")


@pytest.mark.parametrize("code", [30007, 30034, 30003])
def test_a_text_that_is_reported_lost_leads_to_the_next_at_once(taken: Shift, code: int) -> None:
    taken.reports(LUIS, "undelivered", code)

    assert taken.sent(DANA)[0].startswith("JOB 1001")


def test_a_text_is_known_to_be_lost_though_twilio_says_so_before_it_says_that_it_was_sent(day: Shift) -> None:
    def reported_at_once() -> None:
        text = day.twilio.texts[-1]
        if text["to"] == LUIS:
            day.loses(text["sid"])

    day.twilio.after_create = reported_at_once

    day.calls(*LOCKOUT)

    assert day.sent(DANA)[0].startswith("JOB 1001")


def test_nobody_is_sent_to_a_caller_who_had_everything_erased(day: Shift) -> None:
    caller = day.line()
    caller.rings()
    for words in LOCKOUT:
        caller.says(words)
    caller.hangs_up()
    day.receptionist.kept.erasure.erase_number(PRIYA, now=day.clock.now())
    day.receptionist.kept.erasure.erase_calls([caller.sid], now=day.clock.now())

    day.work()

    assert day.sent(LUIS) == []


def test_the_owner_hears_of_a_technician_who_stopped_our_texts(taken: Shift) -> None:
    taken.texts(LUIS, "STOP")

    assert any("Luis has opted out of texts" in words for words in taken.sent(MARCUS))
    assert taken.sent(LUIS)[-1].startswith("JOB 1001")


def test_at_night_only_who_is_on_call_is_asked(tmp_path: Path) -> None:
    with shift(tmp_path, at("2026-07-14T23:30:00-06:00")) as night:
        night.calls(*LOCKOUT)
        night.wait(ACCEPT_S)

        assert len(night.sent(LUIS)) == 1
        assert night.sent(DANA) == []
        assert night.sent(MARCUS)[-1].startswith("NOBODY TOOK JOB 1001")


def test_a_gate_code_is_for_whoever_has_the_job_and_gone_when_it_is_done(day: Shift) -> None:
    day.calls(
        "locked out of my apartment", "no nobody is in there", "2215 linden avenue unit 4 cedar hollow",
        "just the deadbolt", "I live there", "yes", "yes", "Priya Nair", "yes", "the gate code is 4711",
        "yes you can", "the gate code is 4711", "no thanks bye",
    )  # fmt: skip
    assert day.job().access_code == "4711"
    assert not any("4711" in words for words in day.sent(LUIS))

    day.texts(LUIS, "1 25")

    assert any("access code: 4711" in words for words in day.sent(LUIS))
    assert not any("4711" in words for words in (*day.sent(DANA), *day.sent(MARCUS)))
    day.texts(LUIS, "done 150")
    assert day.job().access_code is None
