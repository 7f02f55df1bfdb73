"""Each end of a transfer keeps the caller and the job: one person after the other, and a key takes the call."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from receptionist import calls
from receptionist.cases import Action, Call, Case, Job
from receptionist.ports import Change, StoreError
from simulator.callee import Behaviour
from simulator.clock import VirtualClock
from simulator.office import Office
from tests.delegate import StoreDelegate
from tests.shop import (
    BASE,
    DANA,
    KIM,
    LUIS,
    MARCUS,
    RAY,
    kinds,
    line_of,
    posts,
    rings_marcus,
    shop,
    wants_a_person,
    wants_a_person_for_a_job,
)  # fmt: skip

REST = ("yeah that's fine", "yes this number", "jordan price")


def test_whoever_presses_the_key_talks_and_the_call_ends_without_another_question(ridgelines: Office) -> None:
    line = line_of(ridgelines, "answers")

    heard = wants_a_person(line)

    log = ridgelines.log(line.sid)
    assert heard.dials == (MARCUS,)
    assert "I'll put you through now" in heard.text
    assert line.ended
    assert not heard.text.endswith("?")
    assert log["outcome"] == "transferred"
    assert {"transfer_human", "transfer_answered"} <= {action["kind"] for action in log["actions"]}
    assert log["next_step"] == "Nothing to do."


@pytest.mark.parametrize(
    "first", ["busy", "nobody", "failed", "voicemail", "hangs up", "forwards back", "wrong key"]
)
def test_when_the_first_cannot_the_second_is_rung_and_the_caller_hears_so(
    ridgelines: Office, first: Behaviour
) -> None:
    line = line_of(ridgelines, first, "answers")

    heard = wants_a_person(line)

    assert heard.dials == (MARCUS, LUIS)
    assert "I couldn't reach Marcus. I'm trying Luis." in heard.text
    assert line.ended
    assert "transfer_answered" in kinds(ridgelines, line)
    assert line.failures == ()


@pytest.mark.parametrize(
    "ends", ["busy", "nobody", "failed", "voicemail", "hangs up", "forwards back", "wrong key"]
)
def test_when_all_five_fail_the_job_goes_on_where_it_was(ridgelines: Office, ends: Behaviour) -> None:
    line = line_of(ridgelines)
    line.twilio.others = ends

    heard = wants_a_person_for_a_job(line)

    assert heard.dials == (MARCUS, LUIS, DANA, RAY, KIM)
    assert "nobody picked up" in heard.text
    assert not line.ended
    for words in REST:
        line.says(words)
    assert "transfer_answered" not in kinds(ridgelines, line)
    job = ridgelines.log(line.sid)["job"]
    assert (job["id"], job["address"]) == ("J-1001", "2215 Linden Avenue")


def test_when_all_fail_and_there_is_no_job_a_message_is_taken(ridgelines: Office) -> None:
    line = line_of(ridgelines)

    heard = wants_a_person(line)

    assert "nobody picked up" in heard.text
    assert "message" in heard.text
    line.says("dana fox")
    assert "callback_message" in kinds(ridgelines, line)


def test_nobody_is_rung_twice_in_a_call(ridgelines: Office) -> None:
    line = line_of(ridgelines)
    wants_a_person_for_a_job(line)

    heard = line.says("no i want a real person")

    assert heard.dials == ()
    assert "Nobody can talk right now" in heard.text
    assert not line.ended


def test_a_person_who_calls_is_not_put_through_to_themselves(ridgelines: Office) -> None:
    line = line_of(ridgelines, caller_id=MARCUS)

    assert wants_a_person(line).dials == (LUIS, DANA, RAY, KIM)


def test_an_emergency_goes_on_when_nobody_picks_up(tmp_path: Path, clock: VirtualClock) -> None:
    with shop(tmp_path, clock, "marcus", "luis") as two:
        line = line_of(two)
        line.rings()
        line.says("my baby is locked in the car")
        heard = line.says("let me talk to a person")

        assert heard.dials == (MARCUS, LUIS)
        assert "Where is the car?" in heard.text
        line.says("2215 linden avenue in cedar hollow")
        line.hangs_up()
        job = two.log(line.sid)["job"]
    assert (job["urgency"], job["address"]) == ("life_safety", "2215 Linden Avenue")


def test_spanish_callers_hear_in_spanish_whom_we_try(ridgelines: Office) -> None:
    line = line_of(ridgelines, "busy", "answers")
    line.rings()
    line.says("hola quiero hablar con una persona")

    heard = line.says("es sobre una factura")

    assert "No pude localizar a Marcus. Llamo a Luis." in heard.text
    assert "The caller speaks Spanish." in " ".join(line.twilio.rung[-1].says)


def test_a_caller_who_hangs_up_during_it_leaves_the_job_behind_and_nobody_else_is_rung(ridgelines: Office) -> None:
    line = line_of(ridgelines)
    line.twilio.waits_for_people = False

    heard = wants_a_person_for_a_job(line)

    log = ridgelines.log(line.sid)
    assert line.ended
    assert heard.dials == (MARCUS,)
    assert log["job"]["address"] == "2215 Linden Avenue"
    assert (log["status"], log["outcome"]) == ("completed", "transferred")
    assert "call back" in log["next_step"].lower()
    kept = ridgelines.receptionist.store.load(line.sid)
    assert kept is not None
    assert kept[0].rung == ("marcus",)


def test_who_talked_to_a_person_and_hung_up_gets_no_text_about_a_call_that_broke_off() -> None:
    began = datetime(2026, 7, 14, 20, 5, tzinfo=UTC)
    job = Job(service_type="rekey", sms_consent=True)
    case = Case(id="c", party=None, opened_at=began, updated_at=began, job=job)
    call = Call(
        sid="CA1", case_id="c", from_number="", to_number="", caller_id=None, started_at=began, ended_at=began
    )
    talked = replace(call, actions=(Action(at=began, kind="transfer_answered"),))

    assert [calls.was_cut_off(each, case) for each in (call, talked)] == [True, False]


def test_a_repeated_delivery_of_a_try_gets_the_same_answer_and_rings_nobody_else(ridgelines: Office) -> None:
    line = line_of(ridgelines, "busy", "busy", "answers")
    line.twilio.deliveries_at_once = 2

    heard = wants_a_person(line)

    assert heard.dials == (MARCUS, LUIS, DANA)
    for answers in line.wire.answers:
        assert len({answer.text for answer in answers}) == 1


def test_transfers_burn_no_invitation_to_speak(ridgelines: Office) -> None:
    line = line_of(ridgelines)

    wants_a_person_for_a_job(line)

    asked = [sent.url for sent in line.wire.sent if "/voice/transferred" in sent.url]
    assert asked == [f"{BASE}/voice/transferred?turn=5&try={attempt}" for attempt in range(1, 6)]
    assert line.listening is not None
    assert line.listening.action == "/voice/process?turn=6"


@pytest.mark.parametrize("bridged", [{}, {"DialBridged": "true"}, {"DialBridged": "false"}])
def test_completed_without_the_key_is_nobody_whatever_twilio_says_of_the_bridge(
    ridgelines: Office, bridged: dict[str, str]
) -> None:
    line = rings_marcus(ridgelines)

    answer = posts(line, "/voice/transferred?turn=2&try=1", DialCallStatus="completed", **bridged)

    assert "trying Luis" in answer


def test_who_pressed_the_key_and_was_never_put_together_is_not_taken_for_a_talk(ridgelines: Office) -> None:
    line = rings_marcus(ridgelines)
    leg = f"/voice/whisper?call={line.sid}&try=1&person=marcus"
    posts(line, leg, CallSid="CAleg", ParentCallSid=line.sid, Digits="1")

    answer = posts(line, "/voice/transferred?turn=2&try=1", DialCallStatus="completed", DialBridged="false")

    assert "trying Luis" in answer


class DiesOnce(StoreDelegate):
    """A store that fails once where a leg that is over is being answered: after it was heard, or before."""

    claims = False
    died = False

    def commit(self, change: Change) -> None:
        if change.turn.key.kind == "transferred_2" and change.claim is self.claims and not self.died:
            self.died = True
            raise StoreError("store: gone")
        super().commit(change)


class DiesBefore(DiesOnce):
    claims = True


@pytest.mark.parametrize("store", [DiesOnce, DiesBefore])
def test_a_process_that_dies_between_two_people_loses_nobody(
    tmp_path: Path, clock: VirtualClock, store: type[DiesOnce]
) -> None:
    with shop(tmp_path, clock, "marcus", "luis", "dana", wrap_store=store) as shaky:
        line = line_of(shaky, "busy", "busy", "answers")
        heard = wants_a_person(line)

        assert heard.dials == (MARCUS, LUIS, DANA)
        assert line.ended
        assert "transfer_answered" in kinds(shaky, line)


def test_twilios_fallback_gets_the_answer_of_the_try_that_failed(ridgelines: Office) -> None:
    line = rings_marcus(ridgelines)
    posts(line, "/voice/transferred?turn=2&try=1", DialCallStatus="busy")
    second = posts(line, "/voice/transferred?turn=2&try=2", DialCallStatus="busy")

    again = posts(line, "/voice/fallback", ErrorCode="11200", ErrorUrl=f"{BASE}/voice/transferred?turn=2&try=2")

    assert again == second
    assert "trying Dana" in again


@pytest.mark.parametrize(("accepted", "says"), [(False, "trying Luis"), (True, "Thanks for calling")])
def test_a_leg_whose_end_nobody_heard_of_is_over_all_the_same(
    ridgelines: Office, accepted: bool, says: str
) -> None:
    line = rings_marcus(ridgelines)
    if accepted:
        leg = f"/voice/whisper?call={line.sid}&try=1&person=marcus"
        posts(line, leg, CallSid="CAleg", ParentCallSid=line.sid, Digits="1")

    answer = posts(line, "/voice/fallback", ErrorCode="11200", ErrorUrl=f"{BASE}/voice/transferred?turn=2&try=1")

    assert says in answer


# --- when nothing can be kept


class KeepsNothing(StoreDelegate):
    """A store whose disk is full."""

    def commit(self, change: Change) -> None:
        raise StoreError("store: disk full")


@pytest.mark.parametrize(("behaves", "bridged"), [("answers", True), ("voicemail", False), ("busy", False)])
def test_without_a_store_a_person_still_has_to_press_the_key_and_a_voicemail_follows(
    tmp_path: Path, clock: VirtualClock, behaves: Behaviour, bridged: bool
) -> None:
    with shop(tmp_path, clock, "marcus", wrap_store=KeepsNothing) as broken:
        line = line_of(broken, behaves)

        heard = line.rings()

    assert heard.dials == (MARCUS,)
    assert line.twilio.rung[0].bridged is bridged
    assert line.recording
    assert line.failures == ()
