"""The owner runs the shop by text, once he has proved that the number is his."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.clock import VirtualClock
from simulator.shift import DANA, LOCKOUT, LUIS, MARCUS, PRIYA, Shift, shift

STRANGER = "+13035550177"


@pytest.fixture
def day(tmp_path: Path, clock: VirtualClock) -> Iterator[Shift]:
    with shift(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def proved(day: Shift) -> Shift:
    """A shift whose owner has sent a code back."""
    proves(day, MARCUS, "open")
    return day


def code_in(text: str) -> str:
    found = re.search(r"\b\d{6}\b", text)
    assert found is not None
    return found[0]


def proves(day: Shift, number: str, words: str) -> list[str]:
    (asked,) = day.texts(number, words)
    return day.texts(number, code_in(asked))


def test_the_first_order_waits_for_a_code_and_is_carried_out_with_it(day: Shift) -> None:
    (asked,) = day.texts(MARCUS, "closed today")
    assert "reply" in asked
    assert day.receptionist.assistant._shop().is_open(day.clock.now())

    (done,) = day.texts(MARCUS, code_in(asked))

    assert done.startswith("The shop counts as closed")
    day.wait(5)
    assert not day.receptionist.assistant._shop().is_open(day.clock.now())


def test_a_wrong_code_an_old_code_and_guessing_prove_nothing(day: Shift) -> None:
    (asked,) = day.texts(MARCUS, "closed today")
    right = code_in(asked)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for _ in range(5):
        assert day.texts(MARCUS, wrong)[0].startswith("Sorry, not understood")

    assert day.texts(MARCUS, right)[0].startswith("Sorry, not understood")

    (asked,) = day.texts(MARCUS, "closed today")
    day.wait(16 * 60)
    assert day.texts(MARCUS, code_in(asked))[0].startswith("Sorry, not understood")


def test_who_has_proved_his_number_is_not_asked_again(proved: Shift) -> None:
    assert proved.texts(MARCUS, "closed today")[0].startswith("The shop counts as closed")


def test_a_technician_orders_nothing_but_his_own_absence(day: Shift) -> None:
    assert day.texts(LUIS, "closed today")[0].startswith("Sorry, not understood")
    assert day.texts(LUIS, "dana on call")[0].startswith("Sorry, not understood")

    assert proves(day, LUIS, "on a job 2h")[0].startswith("Luis away")


def test_who_is_on_a_job_is_offered_nothing_until_he_is_back(proved: Shift) -> None:
    proves(proved, LUIS, "on a job 2h")
    proved.wait(5)

    proved.calls(*LOCKOUT)
    assert proved.sent(DANA)[0].startswith("JOB 1001")
    assert not any(text.startswith("JOB 1001 URGENT") for text in proved.sent(LUIS))

    assert proved.texts(LUIS, "back")[0].startswith("Luis back")


def test_who_declines_because_he_is_on_a_job_for_two_hours_is_offered_nothing_meanwhile(proved: Shift) -> None:
    proves(proved, LUIS, "back")
    proved.calls(*LOCKOUT)

    (answer,) = proved.texts(LUIS, "on a job 2h")

    assert "4:0" in answer
    assert proved.sent(DANA)[-1].startswith("JOB 1001")
    texts = len(proved.sent(LUIS))
    proved.calls(*(words.replace("2215 linden", "2417 linden") for words in LOCKOUT), number="+13035550143")
    assert len(proved.sent(LUIS)) == texts


def test_the_same_text_in_two_processes_asks_for_one_code(proved: Shift) -> None:
    staff = proved.receptionist.kept.staff
    now = proved.clock.now()

    assert staff.ask(LUIS, code="111111", waiting="back", at=now) == "111111"
    assert staff.ask(LUIS, code="222222", waiting="back", at=now) == "111111"

    assert staff.waiting_for(LUIS, "111111", at=now) == "back"


def test_who_is_put_on_call_is_offered_jobs_at_night(proved: Shift) -> None:
    assert proved.texts(MARCUS, "dana on call")[0].startswith("Dana on call")
    proved.texts(MARCUS, "luis off")
    proved.wait(9 * 3600)

    proved.calls(*LOCKOUT)

    assert proved.sent(DANA)[-1].startswith("JOB 1001")


def test_who_called_lists_the_last_ones(proved: Shift) -> None:
    proved.calls(*LOCKOUT)

    (answer,) = proved.texts(MARCUS, "who called")

    assert "Priya Nair, car lockout" in answer


def test_a_blocked_number_reaches_nobody_by_call_or_text(proved: Shift) -> None:
    proved.calls("do you want to buy a website", number=STRANGER)

    assert proved.texts(MARCUS, "block that number") == [
        f"{STRANGER} is blocked: no more calls or texts from it. UNBLOCK {STRANGER} undoes it."
    ]

    line = proved.calls("hello", number=STRANGER)
    assert line.twilio.status == "busy"
    assert proved.texts(STRANGER, "hello?") == []
    proved.texts(MARCUS, f"unblock {STRANGER}")
    assert proved.calls("hello", number=STRANGER).transcript


def test_nobody_of_ours_can_be_blocked(proved: Shift) -> None:
    assert "is blocked" not in proved.texts(MARCUS, f"block {LUIS}")[0]


def test_the_owner_who_closes_a_job_ends_the_search_once_he_has_proved_himself(day: Shift) -> None:
    day.calls(*LOCKOUT)

    (asked,) = day.texts(MARCUS, "done J-1001")
    assert day.job().status == "offered"
    day.texts(MARCUS, code_in(asked))
    day.wait(300)

    assert day.job().status == "completed"
    assert day.sent(DANA) == []


def test_the_owner_closes_a_job_by_its_number(proved: Shift) -> None:
    proved.calls(*LOCKOUT)
    proved.texts(LUIS, "1 20")

    proved.texts(MARCUS, "done J-1001")

    assert proved.job().status == "completed"


def test_the_owner_takes_a_job_himself_that_nobody_took(proved: Shift) -> None:
    proved.calls(*LOCKOUT)
    for _ in range(2):
        proved.wait(300)

    assert any("JOB 1001 is yours" in text for text in proved.texts(MARCUS, "1 20"))
    assert proved.job().technician == "Marcus"
    assert "Marcus has your job" in proved.sent(PRIYA)[-1]


def test_every_order_is_answered_in_one_text(proved: Shift) -> None:
    for words in (
        "jobs",
        "who called",
        "closed today",
        "open",
        "luis on call",
        "luis off",
        "busy 1h",
        "back",
        "?",
    ):
        assert len(proved.texts(MARCUS, words)) == 1, words
