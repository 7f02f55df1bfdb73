"""Who is ringing, and the note after the call: in time, or without; and nothing in it that must not be there."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from receptionist.cases import Action, Call, Case, FollowUp, Job, Quote, Vehicle
from receptionist.crm import CRMBase, CRMError, Customer, MockCRM, Note
from receptionist.crm.customers import CrmNote, Customers, note_of
from receptionist.ports import FollowUpError
from receptionist.records import to_json
from simulator.clock import VirtualClock
from simulator.office import Office
from simulator.twilio import PhoneLine
from tests.storage.examples import NOW, PRIYA, a_call, a_case
from utils import CALL_SID

KNOWN = Customer(id="c-1", phone=PRIYA, name="Priya Nair", language="es-US")
STRANGER = "+17205550119"
OVER = replace(a_call(), ended_at=NOW, status="completed")
TAKEN = replace(OVER, actions=(Action(at=NOW, kind="take_job"),))
JOB = Job(
    id="J-1042",
    status="open",
    service_type="rekey",
    urgency="same_day",
    name="Priya Nair",
    callback_number=PRIYA,
    address="2215 Linden Avenue",
    access_code="4417#",
    vehicle=Vehicle(make="Honda"),
    quote=Quote(low=99, high=159, after_hours=False),
)


class Records(CRMBase):
    """Customer records that do as they are told."""

    def __init__(self, does: Callable[[], object] = lambda: None) -> None:
        self.does = does
        self.asked: list[str] = []

    def get_customer(self, phone: str) -> Customer | None:
        self.asked.append(phone)
        return self.does()  # type: ignore[return-value]

    def create_note(self, note: Note) -> None:
        self.asked.append(note.key)
        self.does()


@pytest.fixture
def released() -> Iterator[threading.Event]:
    """Lets whoever hangs go on; does so in the end."""
    event = threading.Event()
    yield event
    event.set()
    for thread in threading.enumerate():
        if thread.name == "customers":
            thread.join(10)


def failing(error: Exception) -> Callable[[], object]:
    def fail() -> object:
        raise error

    return fail


def patient(crm: CRMBase, clock: VirtualClock) -> Customers:
    """Return a front that times out only where something is broken."""
    return Customers(crm, clock, timeout_s=10)


def test_a_caller_whom_the_records_know_is_found(clock: VirtualClock) -> None:
    customers = patient(MockCRM(KNOWN), clock)

    assert customers.get_customer(PRIYA) == KNOWN
    assert customers.get_customer(STRANGER) is None


@pytest.mark.parametrize(
    "error", [CRMError("HubSpot: HTTP 500"), CRMError("HubSpot: HTTP 401", permanent=True), KeyError("Priya Nair")]
)
def test_records_that_fail_leave_the_caller_a_stranger_and_rest(clock: VirtualClock, error: Exception) -> None:
    records = Records(failing(error))
    customers = patient(records, clock)

    assert [customers.get_customer(PRIYA) for _ in range(3)] == [None] * 3
    assert len(records.asked) == 1

    clock.sleep(30)
    records.does = lambda: KNOWN

    assert customers.get_customer(PRIYA) == KNOWN


def test_a_caller_waits_no_longer_than_the_limit(clock: VirtualClock, released: threading.Event) -> None:
    customers = Customers(Records(lambda: released.wait(60)), clock, timeout_s=0.05)
    began_s = time.monotonic()

    assert customers.get_customer(PRIYA) is None
    assert time.monotonic() - began_s < 20


def test_records_that_hang_pile_up_no_threads(clock: VirtualClock, released: threading.Event) -> None:
    records = Records(lambda: released.wait(60))
    customers = Customers(records, clock, timeout_s=0.02, most_at_once=2)
    before = threading.active_count()

    for _ in range(10):
        assert customers.get_customer(PRIYA) is None
        clock.sleep(30)

    assert threading.active_count() - before == 2
    assert len(records.asked) == 2
    assert "earlier questions" in customers.condition().detail


def test_notes_that_hang_keep_no_caller_waiting(clock: VirtualClock, released: threading.Event) -> None:
    hung = Records(lambda: released.wait(60))
    customers = Customers(hung, clock, timeout_s=10, note_timeout_s=0.01, most_at_once=1)
    note = note_of(TAKEN, a_case(job=JOB))
    assert note
    for _ in range(2):
        with pytest.raises(CRMError):
            customers.create_note(note)

    hung.does = lambda: KNOWN

    assert customers.get_customer(PRIYA) == KNOWN


def test_a_machine_without_a_thread_left_is_survived(clock: VirtualClock, monkeypatch: pytest.MonkeyPatch) -> None:
    customers = Customers(MockCRM(KNOWN), clock, timeout_s=10, rest_s=0, most_at_once=1)
    with monkeypatch.context() as patched:
        patched.setattr("threading.Thread.start", lambda thread: failing(RuntimeError("can't start new thread"))())

        assert [customers.get_customer(PRIYA) for _ in range(3)] == [None] * 3

    assert customers.get_customer(PRIYA) == KNOWN


def test_records_that_return_something_else_are_told_off(clock: VirtualClock) -> None:
    customers = patient(Records(lambda: {"name": "Priya"}), clock)

    assert customers.get_customer(PRIYA) is None
    assert "get_customer returned dict" in customers.condition().detail


def test_the_condition_counts_and_tells_what_is_wrong(clock: VirtualClock) -> None:
    records = Records(lambda: KNOWN)
    customers = patient(records, clock)

    customers.get_customer(PRIYA)
    well = customers.condition()
    records.does = failing(CRMError("it refuses CRM_SECRET: check it"))
    customers.get_customer(PRIYA)
    ill = customers.condition()
    clock.sleep(30)
    records.does = lambda: None
    customers.get_customer(PRIYA)

    assert (well.ok, well.detail) == (True, "Records: 1 looked up, 0 failed")
    assert not ill.ok
    assert ill.detail.startswith("Records: it refuses CRM_SECRET: check it; callers are answered as strangers")
    assert (customers.condition().ok, customers.condition().detail) == (True, "Records: 3 looked up, 1 failed")


def test_no_log_line_names_a_caller(clock: VirtualClock, caplog: pytest.LogCaptureFixture) -> None:
    customers = patient(Records(failing(ValueError(f"Priya Nair {PRIYA}"))), clock)

    with caplog.at_level(logging.DEBUG):
        customers.get_customer(PRIYA)

    assert "ValueError" in caplog.text
    assert "Priya" not in caplog.text
    assert PRIYA not in caplog.text


def test_the_call_is_named_on_the_log_lines_of_the_records(clock: VirtualClock) -> None:
    seen: list[str | None] = []
    token = CALL_SID.set("CA1")

    patient(Records(lambda: seen.append(CALL_SID.get())), clock).get_customer(PRIYA)

    CALL_SID.reset(token)
    assert seen == ["CA1"]


def test_a_note_says_what_the_call_was_about_and_what_to_do() -> None:
    note = note_of(replace(TAKEN, customer_id="c-1"), a_case(job=JOB))

    assert note
    assert (note.key, note.phone, note.customer_id) == ("note:CA1", PRIYA, "c-1")
    assert (note.at, note.outcome) == (NOW, "job_taken")
    assert note.summary == "Rekey for Priya Nair at 2215 Linden Avenue; quoted $99-159."
    assert note.next_step == "Send a technician; call back on …42."
    assert (note.job["id"], note.job["urgency"], note.job["vehicle"]["make"]) == ("J-1042", "same_day", "Honda")


def test_a_note_prefers_the_words_of_a_model() -> None:
    told = replace(TAKEN, summary="Priya wants new keys.", next_step="Ring her at six.")

    note = note_of(told, a_case(job=JOB))

    assert note
    assert (note.summary, note.next_step) == ("Priya wants new keys.", "Ring her at six.")


def test_the_job_of_a_note_is_that_of_the_call_log(ridgeline: Office, caller: PhoneLine) -> None:
    caller.rings()
    caller.says("i need a rekey at 2215 linden avenue in cedar hollow")
    caller.hangs_up()
    found = ridgeline.receptionist.store.load(caller.sid)
    assert found

    note = note_of(*found)

    assert note
    assert note.job == ridgeline.log(caller.sid)["job"]


def test_no_access_code_is_in_a_note() -> None:
    note = note_of(TAKEN, a_case(job=JOB))

    assert note
    assert note.job["access_code"] == "kept"
    assert "4417" not in json.dumps(to_json(note))


def test_a_note_is_filed_under_the_number_to_ring_back() -> None:
    borrowed = replace(TAKEN, caller_id=STRANGER, customer_id="c-9")

    note = note_of(borrowed, a_case(job=JOB))

    assert note
    assert (note.phone, note.customer_id) == (PRIYA, None)


@pytest.mark.parametrize(
    ("call", "case"),
    [
        (replace(OVER, caller_id=None), a_case(job=Job())),
        (replace(OVER, actions=(Action(at=NOW, kind="spam"),)), a_case(job=JOB)),
        (a_call(), a_case(job=JOB)),
    ],
    ids=["no number", "spam", "the call goes on"],
)
def test_some_calls_leave_no_note(call: Call, case: Case) -> None:
    assert note_of(call, case) is None


class Shelf:
    """One call with its case."""

    def __init__(self, *found: tuple[Call, Case]) -> None:
        self._found = {call.sid: (call, case) for call, case in found}

    def load(self, call_sid: str) -> tuple[Call, Case] | None:
        return self._found.get(call_sid)


def follow_up(sid: str = "CA1") -> FollowUp:
    return FollowUp(key=f"crm_note:{sid}", kind="crm_note", payload={"call_sid": sid}, run_at=NOW)


def test_the_follow_up_writes_the_note_once_however_often_it_runs() -> None:
    crm = MockCRM()
    handler = CrmNote(Shelf((TAKEN, a_case(job=JOB))), crm)

    handler(follow_up())
    handler(follow_up())

    assert list(crm.notes) == ["note:CA1"]


def test_the_follow_up_of_a_call_without_a_note_writes_nothing() -> None:
    crm = MockCRM()

    CrmNote(Shelf((replace(OVER, caller_id=None), a_case(job=Job()))), crm)(follow_up())

    assert crm.notes == {}


def test_the_follow_up_of_an_unknown_call_is_dead_and_that_of_a_call_in_progress_waits() -> None:
    handler = CrmNote(Shelf((a_call(), a_case())), MockCRM())

    with pytest.raises(FollowUpError) as unknown:
        handler(follow_up("CA404"))
    with pytest.raises(FollowUpError) as going_on:
        handler(follow_up())

    assert (unknown.value.permanent, going_on.value.permanent) == (True, False)


def test_the_error_of_the_records_passes_to_the_runner(clock: VirtualClock) -> None:
    refusing = Customers(Records(failing(CRMError("HTTP 401", permanent=True))), clock)

    with pytest.raises(CRMError) as error:
        CrmNote(Shelf((TAKEN, a_case(job=JOB))), refusing)(follow_up())

    assert error.value.permanent


def test_a_card_number_that_was_said_or_keyed_never_reaches_the_records(
    ridgeline: Office, caller: PhoneLine
) -> None:
    crm = MockCRM()
    caller.rings()
    caller.says("i am locked out of my house at 2215 linden avenue in cedar hollow and i want to pay")
    caller.says("my card is four one one one one one one one one one one one one one one one")
    if not caller.ended:
        caller.says("the card number is 4111 1111 1111 1111 please leave a message about that")
    if not caller.ended:
        caller.hangs_up()
    ridgeline.clock.sleep(timedelta(minutes=1).total_seconds())

    CrmNote(ridgeline.receptionist.store, crm)(follow_up(caller.sid))

    (note,) = crm.notes.values()
    written = json.dumps(to_json(note)).lower()
    assert "linden" in written
    assert [words for words in ("4111", "1111", "one one", "four one") if words in written] == []
