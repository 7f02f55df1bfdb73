"""A transfer whose phone forwards back to us is refused before it goes round in circles."""

from pathlib import Path

import pytest

from receptionist.settings import Settings
from simulator.clock import VirtualClock
from simulator.office import Office, office, within
from tests.shop import KIM, LUIS, MARCUS, OURS, line_of, posts, rings_marcus, shop, wants_a_person


def test_a_call_from_our_own_number_is_a_transfer_that_came_back_and_hears_engaged(
    tmp_path: Path, clock: VirtualClock
) -> None:
    settings = within(Settings.load({"TWILIO_PHONE_NUMBER": OURS}), tmp_path)
    with office(settings, clock) as desk:
        line = desk.line(caller_id=OURS)

        line.rings()

        assert line.ended
        assert line.twilio.status == "busy"
        assert line.transcript == ()
        assert desk.receptionist.store.load(line.sid) is None


def test_without_a_number_of_our_own_nobody_is_taken_for_us(tmp_path: Path, clock: VirtualClock) -> None:
    with office(within(Settings.load({}), tmp_path), clock) as desk:
        line = desk.line(caller_id=OURS)

        line.rings()

        assert not line.ended


@pytest.mark.parametrize("number", [OURS, ""])
def test_a_telephone_that_forwards_back_is_engaged_whether_our_number_is_shown_or_not(
    tmp_path: Path, clock: VirtualClock, number: str
) -> None:
    with shop(tmp_path, clock, "marcus", "luis", number=number) as looping:
        line = line_of(looping, "forwards back", "answers")

        heard = wants_a_person(line)

    assert heard.dials == (MARCUS, LUIS)
    assert line.twilio.rung[0].status == "busy"
    assert line.ended


def test_an_ordinary_caller_whose_call_a_person_forwards_is_answered(ridgelines: Office) -> None:
    line = line_of(ridgelines)

    answer = posts(line, "/answer", ForwardedFrom=MARCUS)

    assert "automated assistant" in answer


def test_another_caller_is_answered_even_while_that_person_is_rung(ridgelines: Office) -> None:
    line = rings_marcus(ridgelines)

    answer = posts(line, "/answer", CallSid="CAsecond", From="+13035550177", ForwardedFrom=MARCUS)

    assert "automated assistant" in answer


@pytest.mark.parametrize("shown", ["+13035550142", "anonymous", MARCUS])
def test_our_own_leg_is_refused_whatever_number_it_shows(ridgelines: Office, shown: str) -> None:
    line = rings_marcus(ridgelines)

    answer = posts(line, "/answer", CallSid="CAsecond", From=shown, ForwardedFrom=MARCUS)

    assert '<Reject reason="busy"' in answer
    assert ridgelines.receptionist.store.load("CAsecond") is None


def test_once_nobody_is_rung_any_more_the_same_call_is_answered(ridgelines: Office) -> None:
    line = line_of(ridgelines)
    wants_a_person(line)

    answer = posts(line, "/answer", CallSid="CAsecond", ForwardedFrom=KIM)

    assert "<Reject" not in answer
