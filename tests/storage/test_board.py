"""The board of duty, on every database that we support: nothing is lost, and nobody writes over anybody."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from receptionist.cases import FollowUp, Job, Utterance
from receptionist.duty.seams import Delivery, Notice, Posted, Step, Update
from receptionist.ports import Change, Conflict
from receptionist.shop.orders import StandingOrder
from receptionist.storage.board import IN_HAND, SqlBoard
from receptionist.storage.erasure import SqlErasure
from receptionist.storage.store import SqlStore
from tests.storage.logged import JOB, NOW, PRIYA, a_call, a_case, a_turn

LUIS = "+13035550102"


@pytest.fixture
def board(engine: sa.Engine) -> SqlBoard:
    return SqlBoard(engine)


@pytest.fixture
def job(store: SqlStore) -> Job:
    """A job that was taken on a call which is over."""
    store.commit(Change(call=a_call(), case=a_case(), turn=a_turn(1, Utterance(text="hi"), "Hello."), claim=True))
    return JOB


def a_notice(**known: object) -> Notice:
    step = Step(person="luis", channel="sms", asks="offer", wait_s=300, state="asked", asked_at=NOW)
    plain = Notice(
        id="job:J-1042", kind="job", level="urgent", at=NOW, steps=(step,), job_id="J-1042", case_id="case-1"
    )
    return replace(plain, **known)  # type: ignore[arg-type]


def a_delivery(**known: object) -> Delivery:
    plain = Delivery(
        id="job:J-1042/0", channel="sms", to=LUIS, body="JOB 1042", at=NOW, person="luis", notice_id="job:J-1042",
        step=0, job_id="J-1042",
    )  # fmt: skip
    return replace(plain, **known)  # type: ignore[arg-type]


def kept(board: SqlBoard, job_id: str = "J-1042") -> Posted:
    posted = board.job(job_id)
    assert posted is not None
    return posted


def test_a_notice_comes_back_as_it_was_a_version_older(board: SqlBoard) -> None:
    board.commit(Update(at=NOW, notices=(a_notice(),)))

    assert board.notice("job:J-1042") == a_notice(version=1)
    assert board.notices_of("case-1") == (a_notice(version=1),)
    assert board.notices_in("open", since=NOW - timedelta(days=1)) == (a_notice(version=1),)


def test_who_comes_second_writes_over_nobody(board: SqlBoard, job: Job) -> None:
    board.commit(Update(at=NOW, notices=(a_notice(),)))
    first = second = replace(a_notice(version=1), state="accepted")

    board.commit(Update(at=NOW, notices=(replace(first, by="luis"),)))
    with pytest.raises(Conflict):
        board.commit(Update(at=NOW, notices=(replace(second, by="dana"),), deliveries=(a_delivery(),)))

    found = board.notice("job:J-1042")
    assert found is not None
    assert found.by == "luis"
    assert board.delivery("job:J-1042/0") is None


def test_of_eight_who_accept_at_once_one_has_it(board: SqlBoard) -> None:
    board.commit(Update(at=NOW, notices=(a_notice(),)))

    def accept(person: str) -> str | None:
        try:
            board.commit(Update(at=NOW, notices=(a_notice(version=1, state="accepted", by=person),)))
        except Conflict:
            return None
        return person

    with ThreadPoolExecutor(8) as pool:
        have_it = [person for person in pool.map(accept, map(str, range(8))) if person]

    found = board.notice("job:J-1042")
    assert found is not None
    assert [found.by] == have_it


def test_a_job_is_changed_together_with_the_version_of_its_case(
    board: SqlBoard, store: SqlStore, job: Job
) -> None:
    before = store.load("CA1")
    assert before is not None
    posted = kept(board)
    assert (posted.call_sids, posted.caller_id) == (("CA1",), PRIYA)

    board.commit(Update(at=NOW, jobs=(replace(posted, job=replace(job, status="accepted", technician="Luis")),)))

    assert kept(board).job.technician == "Luis"
    with pytest.raises(Conflict):  # a call that still has the case in hand cannot write the job back
        store.commit(Change(call=before[0], case=before[1], turn=a_turn(2, Utterance(), "Yes."), claim=True))
    with pytest.raises(Conflict):
        board.commit(Update(at=NOW, jobs=(posted,)))


def test_nobody_accepts_a_job_as_it_was_before_a_call_about_something_else_cancelled_it(
    board: SqlBoard, store: SqlStore, job: Job
) -> None:
    posted = kept(board)
    another = a_case(Job(), "case-2")
    claim = Change(
        call=a_call(sid="CA2", case="case-2"),
        case=another,
        turn=a_turn(1, Utterance(), "Done.", sid="CA2"),
        claim=True,
    )

    store.commit(replace(claim, jobs=(replace(job, status="cancelled"),)))

    with pytest.raises(Conflict):
        board.commit(Update(at=NOW, jobs=(replace(posted, job=replace(job, status="accepted")),)))
    assert kept(board).job.status == "cancelled"


def test_a_job_from_elsewhere_has_no_case(board: SqlBoard, store: SqlStore) -> None:
    store.import_jobs((JOB,))

    board.commit(Update(at=NOW, jobs=(replace(kept(board), job=replace(JOB, status="completed")),)))

    assert kept(board) == Posted(job=replace(JOB, status="completed"), case_id=None)


def test_the_jobs_of_a_person_are_those_that_are_open_and_his(board: SqlBoard, job: Job) -> None:
    board.commit(Update(at=NOW, notices=(a_notice(state="accepted", by="luis"),)))

    assert [posted.job.id for posted in board.jobs_of("luis")] == ["J-1042"]
    assert board.jobs_of("dana") == ()
    board.commit(Update(at=NOW, jobs=(replace(kept(board), job=replace(job, status="completed")),)))
    assert board.jobs_of("luis") == ()


def test_the_notice_somebody_was_told_last_comes_first(board: SqlBoard) -> None:
    later = NOW + timedelta(minutes=5)
    other = a_notice(id="call:CA9", kind="call")
    told = (
        a_delivery(at=later),
        a_delivery(id="call:CA9/0", notice_id="call:CA9"),
        a_delivery(id="call:CA9/1", notice_id="call:CA9", person="dana", at=later + timedelta(minutes=1)),
    )
    board.commit(Update(at=NOW, notices=(a_notice(), other), deliveries=told))

    since = NOW - timedelta(days=1)
    assert [notice.id for notice in board.notices_to("luis", since=since)] == ["job:J-1042", "call:CA9"]
    assert [notice.id for notice in board.notices_to("luis", since=NOW)] == ["job:J-1042"]


def test_a_delivery_is_in_one_hand_at_a_time_and_leaves_once(board: SqlBoard) -> None:
    board.commit(Update(at=NOW, deliveries=(a_delivery(), a_delivery(body="twice"))))

    assert board.attempt("job:J-1042/0", at=NOW) == "first"
    assert board.attempt("job:J-1042/0", at=NOW) == "busy"
    assert board.attempt("job:J-1042/0", at=NOW + IN_HAND) == "again"
    board.left("job:J-1042/0", provider_sid="SM1", segments=2, at=NOW)
    assert board.attempt("job:J-1042/0", at=NOW + 2 * IN_HAND) == "done"

    found = board.of_provider("SM1")
    assert found is not None
    assert (found.body, found.state, found.tries) == ("JOB 1042", "sent", 2)
    assert board.provider_sids(LUIS, since=NOW) == {"SM1"}


def test_what_failed_for_good_is_not_tried_again_and_what_follows_is_ordered_with_it(
    board: SqlBoard, engine: sa.Engine
) -> None:
    order = FollowUp(key="escalate:1", kind="escalate", run_at=NOW)
    board.commit(Update(at=NOW, deliveries=(a_delivery(),)))
    board.attempt("job:J-1042/0", at=NOW)

    board.kept_back("job:J-1042/0", failed=True, error="landline", followups=(order,))

    assert board.attempt("job:J-1042/0", at=NOW + 2 * IN_HAND) == "done"
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT key FROM outbox")).scalars().all() == ["escalate:1"]


def test_what_was_withdrawn_in_somebodys_hands_is_not_tried_again_when_it_fails(board: SqlBoard) -> None:
    board.commit(Update(at=NOW, notices=(a_notice(),), deliveries=(a_delivery(),)))
    board.attempt("job:J-1042/0", at=NOW)
    board.commit(Update(at=NOW, withdrawn=("job:J-1042",)))

    board.kept_back("job:J-1042/0", failed=False, error="Twilio answered HTTP 500")

    assert board.attempt("job:J-1042/0", at=NOW + 2 * IN_HAND) == "done"


def test_what_was_withdrawn_does_not_leave_unless_it_is_in_somebodys_hands(board: SqlBoard) -> None:
    board.commit(
        Update(at=NOW, notices=(a_notice(),), deliveries=(a_delivery(), a_delivery(id="job:J-1042/1", step=1)))
    )
    board.attempt("job:J-1042/0", at=NOW)

    board.commit(Update(at=NOW, withdrawn=("job:J-1042",)))

    board.left("job:J-1042/0", provider_sid="SM1", at=NOW)
    delivery = board.delivery("job:J-1042/0")
    assert delivery is not None
    assert delivery.state == "sent"
    assert board.attempt("job:J-1042/1", at=NOW) == "done"


def test_an_order_holds_until_its_time_and_a_later_one_replaces_it(board: SqlBoard) -> None:
    away = StandingOrder(kind="away", subject="luis", until=NOW + timedelta(hours=2), by="luis")
    board.commit(Update(at=NOW, orders=(away,)))
    assert board.orders(at=NOW) == (away,)
    assert board.orders(at=NOW + timedelta(hours=2)) == ()

    board.commit(Update(at=NOW, orders=(replace(away, until=NOW),)))
    assert board.orders(at=NOW) == ()


def test_forgetting_a_number_forgets_what_people_were_told_of_it(
    board: SqlBoard, job: Job, engine: sa.Engine
) -> None:
    board.commit(
        Update(
            at=NOW,
            notices=(a_notice(),),
            deliveries=(a_delivery(body="JOB 1042 Priya Nair"), a_delivery(id="answer:SM1", body=f"Call {PRIYA}")),
        )
    )

    SqlErasure(engine).erase_number(PRIYA, now=NOW)

    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT id FROM deliveries")).all() == []
        assert connection.execute(sa.text("SELECT id FROM notices")).all() == []


def test_what_is_old_is_forgotten_but_not_what_nobody_has_answered(board: SqlBoard, engine: sa.Engine) -> None:
    board.commit(Update(at=NOW, notices=(a_notice(), a_notice(id="call:CA9", state="told"))))

    SqlErasure(engine).erase_notes(before=NOW + timedelta(days=90))

    assert board.notice("job:J-1042") is not None
    assert board.notice("call:CA9") is None
