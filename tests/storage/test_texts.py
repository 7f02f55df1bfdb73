"""Texts by reference: the exchange of each, how its answer fared, and that nothing is counted twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from receptionist.calls import Ring, begun
from receptionist.cases import Case, Event, Turn, TurnKey, Utterance
from receptionist.ports import Change
from receptionist.storage.ledger import SqlLedger
from receptionist.storage.outbox import SqlOutbox
from receptionist.storage.store import SqlStore
from receptionist.storage.texts import IN_HAND, SqlTexts, forget_old, forget_party
from receptionist.texts.seams import Attempt, Joined, Message
from receptionist.texts.text_sender import order

NOW = datetime(2026, 7, 14, 20, 5, tzinfo=UTC)
IDLE = timedelta(minutes=30)
CUSTOMER, ANOTHER = "+13035550142", "+13035550199"


@pytest.fixture
def texts(engine: sa.Engine) -> SqlTexts:
    return SqlTexts(engine)


def join(texts: SqlTexts, sid: str, *, at: datetime = NOW, party: str = CUSTOMER) -> Joined:
    return texts.join(sid, party, segments=1, at=at, idle=IDLE)


def begin(engine: sa.Engine, sid: str, *, heard: str = "") -> None:
    """Keep an exchange of texts that has begun."""
    case = Case(id=f"case-{sid}", party=CUSTOMER, opened_at=NOW, updated_at=NOW)
    call = begun(Ring(sid=sid, caller_id=CUSTOMER, channel="sms"), case, None, at=NOW)
    utterance = Utterance(outcome=heard)
    turn = Turn(key=TurnKey(sid, 0, "greeting"), at=NOW, utterance=utterance, lease_until=NOW)
    SqlStore(engine).commit(Change(call=call, case=case, turn=turn, claim=True))


def end(engine: sa.Engine, sid: str) -> None:
    matter = SqlStore(engine).load(sid)
    assert matter is not None
    call = begun(Ring(sid=sid, caller_id=CUSTOMER, channel="sms"), matter[1], None, at=NOW)
    over = replace(call, ended_at=NOW)
    SqlStore(engine).end_call(over, matter[1], (), Event(at=NOW, kind="call_ended"))


def test_texts_of_one_number_are_one_exchange_and_of_two_numbers_two(texts: SqlTexts) -> None:
    assert join(texts, "SM1").call_sid == "SM1"
    assert join(texts, "SM2").call_sid == "SM1"
    assert join(texts, "SM3", party=ANOTHER).call_sid == "SM3"
    assert texts.exchange_of("SM2") == "SM1"
    assert texts.exchange_of("SM9") is None


def test_each_text_keeps_an_exchange_awake(texts: SqlTexts) -> None:
    for minutes in (0, 29, 58):
        last = join(texts, f"SM{minutes}", at=NOW + timedelta(minutes=minutes))

    assert last == Joined(call_sid="SM0")


def test_an_idle_exchange_is_left_as_of_its_last_text(texts: SqlTexts) -> None:
    join(texts, "SM1")

    joined = join(texts, "SM2", at=NOW + IDLE)

    assert joined == Joined(call_sid="SM2", left="SM1", left_at=NOW)


def test_an_exchange_that_has_ended_is_left(engine: sa.Engine, texts: SqlTexts) -> None:
    join(texts, "SM1")
    begin(engine, "SM1")
    assert join(texts, "SM2").call_sid == "SM1"
    end(engine, "SM1")

    assert join(texts, "SM3").call_sid == "SM3"


def test_a_text_that_an_ended_exchange_did_not_hear_moves_on(engine: sa.Engine, texts: SqlTexts) -> None:
    join(texts, "SM1")
    begin(engine, "SM1")
    join(texts, "SM2")
    end(engine, "SM1")

    assert join(texts, "SM2").call_sid == "SM2"
    assert texts.exchange_of("SM2") == "SM2"


def test_a_text_that_its_exchange_heard_stays_there_when_that_has_ended(
    engine: sa.Engine, texts: SqlTexts
) -> None:
    join(texts, "SM1")
    begin(engine, "SM1", heard="SM1")
    end(engine, "SM1")

    assert join(texts, "SM1") == Joined(call_sid="SM1")


def test_a_text_delivered_again_stays_where_it_was_and_is_counted_once(engine: sa.Engine, texts: SqlTexts) -> None:
    join(texts, "SM1")

    assert join(texts, "SM1", at=NOW + timedelta(hours=2)).call_sid == "SM1"
    assert [line.item for line in SqlLedger(engine).of_call("SM1")] == ["sms/in_segments"]


def test_a_text_of_no_exchange_is_counted_once(engine: sa.Engine, texts: SqlTexts) -> None:
    for _ in range(2):
        texts.note("SM1", segments=1, at=NOW)

    assert texts.exchange_of("SM1") is None
    assert SqlLedger(engine).sums(since=NOW) == {"sms/in_segments": 1}


def test_what_is_ordered_wakes_whoever_carries_it_out(engine: sa.Engine) -> None:
    woken: list[int] = []
    texts = SqlTexts(engine, on_order=lambda: woken.append(1))
    join(texts, "SM1")

    texts.heard("SM1", turn=1, followups=(order("SM1", at=NOW),))
    texts.heard("SM1", turn=1)

    assert woken == [1]
    assert SqlOutbox(engine).counts(now=NOW)["waiting"] == 1


def attempt(texts: SqlTexts, *, at: datetime = NOW) -> Attempt:
    return texts.attempt("SM1", call_sid="SM1", turn=1, at=at)


def test_an_answer_is_in_one_hand_at_a_time(texts: SqlTexts) -> None:
    assert attempt(texts) == "first"
    assert attempt(texts, at=NOW + IN_HAND / 2) == "busy"
    assert attempt(texts, at=NOW + IN_HAND) == "again"
    assert attempt(texts, at=NOW + IN_HAND) == "busy"


def test_an_answer_that_may_have_been_sent_is_tried_again_at_once(texts: SqlTexts) -> None:
    attempt(texts)
    texts.gave_up("SM1", status="unsure", code=None)

    assert attempt(texts) == "again"


@pytest.mark.parametrize("status", ["failed", "opted_out"])
def test_an_answer_that_was_given_up_stays_so(texts: SqlTexts, status: str) -> None:
    attempt(texts)
    texts.gave_up("SM1", status=status, code=21610)

    assert attempt(texts, at=NOW + timedelta(hours=1)) == "done"


def sent(texts: SqlTexts, *, sid: str = "SMout", segments: int | None = 2) -> None:
    texts.sent("SM1", Message(sid=sid, status="queued", segments=segments), segments=1, at=NOW)


def test_an_answer_is_sent_and_paid_for_once(engine: sa.Engine, texts: SqlTexts) -> None:
    attempt(texts)
    for _ in range(2):
        sent(texts)

    assert attempt(texts, at=NOW + timedelta(hours=1)) == "done"
    assert SqlLedger(engine).sums(since=NOW) == {"sms/out_segments": 2}


def test_our_own_count_stands_in_where_twilio_has_none(engine: sa.Engine, texts: SqlTexts) -> None:
    attempt(texts)
    sent(texts, segments=None)

    assert SqlLedger(engine).sums(since=NOW) == {"sms/out_segments": 1}


def test_what_was_never_tried_cannot_have_been_sent(engine: sa.Engine, texts: SqlTexts) -> None:
    sent(texts)

    assert SqlLedger(engine).sums(since=NOW) == {}


def test_an_answer_in_the_same_breath_is_paid_for_once(engine: sa.Engine, texts: SqlTexts) -> None:
    for _ in range(2):
        texts.answered("SM1", call_sid="SM1", turn=1, segments=1, at=NOW)

    assert SqlLedger(engine).sums(since=NOW) == {"sms/out_segments": 1}


@pytest.mark.parametrize(
    ("reports", "last"),
    [
        (("sent", "delivered"), "delivered"),
        (("delivered", "sent", "queued"), "delivered"),
        (("undelivered", "delivered"), "undelivered"),
        (("failed", "sent"), "failed"),
        (("delivered", "read", "delivered"), "read"),
        (("sending", "nonsense"), "sending"),
    ],
)
def test_reports_may_come_in_any_order(
    engine: sa.Engine, texts: SqlTexts, reports: tuple[str, ...], last: str
) -> None:
    attempt(texts)
    sent(texts)

    for status in reports:
        texts.report("SMout", status=status, code=None)

    assert status_of(engine) == last


def status_of(engine: sa.Engine) -> str:
    with engine.connect() as connection:
        query = sa.text("SELECT status FROM texts WHERE key = 'out:SM1'")
        return str(connection.scalar(query))


def test_a_report_tells_the_exchange_only_when_it_is_news(texts: SqlTexts) -> None:
    attempt(texts)
    sent(texts)

    assert texts.report("SMout", status="undelivered", code=30007) == "SM1"
    assert texts.report("SMout", status="undelivered", code=30007) is None
    assert texts.report("SMother", status="delivered", code=None) is None


def test_the_newest_problem_counts_until_a_later_text_is_delivered(texts: SqlTexts) -> None:
    for n, code in ((1, 30034), (2, 30007), (3, 21614)):
        texts.attempt(f"SM{n}", call_sid="SM1", turn=n, at=NOW + timedelta(seconds=n))
        texts.gave_up(f"SM{n}", status="failed", code=code)
    before = texts.problem({30034, 30007})

    texts.attempt("SM4", call_sid="SM1", turn=4, at=NOW + timedelta(seconds=4))
    texts.sent("SM4", Message(sid="SMd", status="queued"), segments=1, at=NOW)
    queued = texts.problem({30034, 30007})
    texts.report("SMd", status="delivered", code=None)

    assert (before, queued, texts.problem({30034, 30007})) == (30007, 30007, None)


def test_there_is_no_problem_without_a_text(texts: SqlTexts) -> None:
    assert texts.problem({30034}) is None


def test_old_texts_are_forgotten(engine: sa.Engine, texts: SqlTexts) -> None:
    join(texts, "SM1")
    join(texts, "SM2", at=NOW + timedelta(days=1), party=ANOTHER)

    with engine.begin() as connection:
        forget_old(connection, before=NOW + timedelta(hours=1))

    assert texts.exchange_of("SM1") is None
    assert texts.exchange_of("SM2") == "SM2"


def test_a_forgotten_number_is_nowhere_any_more(engine: sa.Engine, texts: SqlTexts) -> None:
    join(texts, "SM1")

    with engine.begin() as connection:
        forget_party(connection, CUSTOMER)

    with engine.connect() as connection:
        assert CUSTOMER not in str(connection.execute(sa.text("SELECT * FROM texts")).all())
