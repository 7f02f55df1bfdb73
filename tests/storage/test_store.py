"""What the store promises, on every database that we support."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from receptionist.cases import Job, TurnKey
from receptionist.ports import AlreadyClaimed, Conflict, StoreError
from receptionist.storage import tables
from receptionist.storage.database import open_engine
from receptionist.storage.store import SqlStore
from tests.storage.examples import (
    NOW,
    a_call,
    a_case,
    a_claim,
    a_followup,
    a_reply,
    a_turn,
    answered,
)


def count(engine: sa.Engine, table: sa.Table) -> int:
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_a_call_is_loaded_as_it_was_written(store: SqlStore) -> None:
    claim = a_claim()

    store.commit(claim)

    assert store.load("CA1") == (claim.call, replace(claim.case, version=1))


def test_an_unknown_call_is_none(store: SqlStore) -> None:
    assert store.load("CA404") is None
    assert store.turn(TurnKey("CA404", 1)) is None
    assert store.turns("CA404") == ()


def test_a_turn_comes_back_with_its_sentences_in_their_order(store: SqlStore) -> None:
    claim = a_claim()
    store.commit(claim)
    answer = answered(claim, "I can help.", "Is anybody in the car?")

    store.commit(answer)

    assert store.turn(claim.turn.key) == answer.turn


def test_a_turn_without_a_reply_tells_so(store: SqlStore) -> None:
    claim = a_claim()

    store.commit(claim)

    assert store.turn(claim.turn.key) == claim.turn


def test_a_turn_is_claimed_once_and_the_loser_writes_nothing(store: SqlStore, engine: sa.Engine) -> None:
    store.commit(a_claim())
    late = replace(a_claim(), followups=(a_followup("from the loser"),))

    with pytest.raises(AlreadyClaimed):
        store.commit(late)

    assert count(engine, tables.outbox) == 1
    assert count(engine, tables.events) == 1


def test_the_same_number_with_another_kind_is_another_turn(store: SqlStore) -> None:
    claim = a_claim()
    store.commit(claim)
    silence = replace(claim, turn=a_turn(kind="silence"), case=replace(claim.case, version=1))

    store.commit(silence)

    assert [turn.key.kind for turn in store.turns("CA1")] == ["speech", "silence"]


def test_turns_come_in_the_order_in_which_they_were_claimed(store: SqlStore) -> None:
    for version, number in enumerate((0, 2, 1)):
        store.commit(a_claim(number, case=replace(a_case(), version=version)))

    assert [turn.key.turn for turn in store.turns("CA1")] == [0, 2, 1]


def test_a_case_that_somebody_else_saved_is_a_conflict(store: SqlStore) -> None:
    store.commit(a_claim(1))
    theirs = a_claim(2, case=replace(a_case(), version=1))
    store.commit(theirs)

    with pytest.raises(Conflict):
        store.commit(a_claim(3, case=replace(a_case(), version=1)))

    assert [turn.key.turn for turn in store.turns("CA1")] == [1, 2]


def test_a_new_case_whose_id_is_taken_is_a_conflict(store: SqlStore) -> None:
    store.commit(a_claim(1))

    with pytest.raises(Conflict):
        store.commit(a_claim(2, case=a_case()))


def test_a_reply_that_was_given_is_never_replaced(store: SqlStore) -> None:
    claim = a_claim()
    store.commit(claim)
    store.commit(answered(claim, "first"))
    second = answered(claim, "second")

    with pytest.raises(Conflict):
        store.commit(replace(second, case=replace(second.case, version=2)))

    turn = store.turn(claim.turn.key)
    assert turn is not None
    assert turn.reply is not None
    assert turn.reply.text == "first"


def test_a_turn_that_nobody_claimed_cannot_be_answered(store: SqlStore) -> None:
    with pytest.raises(StoreError) as refused:
        store.commit(answered(a_claim()))

    assert refused.value.permanent


def test_a_stale_turn_is_taken_over_once(store: SqlStore) -> None:
    claim = a_claim()
    store.commit(claim)
    later = NOW + timedelta(seconds=60)

    assert store.take_over(claim.turn, lease_until=later)
    assert not store.take_over(claim.turn, lease_until=later)
    assert store.turn(claim.turn.key) == replace(claim.turn, lease_until=later)


def test_an_answered_turn_is_not_taken_over(store: SqlStore) -> None:
    claim = a_claim()
    store.commit(claim)
    store.commit(answered(claim))

    assert not store.take_over(claim.turn, lease_until=NOW + timedelta(seconds=60))


def test_the_runner_is_woken_only_when_something_was_ordered(store: SqlStore, woken: list[str]) -> None:
    claim = a_claim()
    store.commit(claim)
    store.commit(answered(claim))

    assert woken == ["woken"]


def test_a_follow_up_that_was_ordered_before_is_a_no_op(store: SqlStore, engine: sa.Engine) -> None:
    claim = a_claim()
    store.commit(claim)

    store.commit(replace(answered(claim), followups=claim.followups))

    assert count(engine, tables.outbox) == 1


def test_of_many_who_claim_one_turn_exactly_one_wins(store: SqlStore) -> None:
    def race(_: int) -> bool:
        try:
            store.commit(a_claim())
        except AlreadyClaimed:
            return False
        return True

    with ThreadPoolExecutor(4) as deliveries:
        assert sum(deliveries.map(race, range(12))) == 1


def test_concurrent_calls_are_all_written(store: SqlStore) -> None:
    def one_call(number: int) -> None:
        name = f"CA{number}"
        claim = replace(a_claim(), call=a_call(name, case=name), case=a_case(name), turn=a_turn(sid=name))
        store.commit(claim)
        store.commit(answered(claim))

    with ThreadPoolExecutor(6) as callers:
        list(callers.map(one_call, range(24)))

    replies = [turn.reply for number in range(24) for turn in store.turns(f"CA{number}")]
    assert len(replies) == 24
    assert all(replies)


def test_a_check_that_passes_says_nothing(store: SqlStore) -> None:
    store.check()
    store.check()


def test_events_can_be_added_and_neither_changed_nor_deleted(store: SqlStore, engine: sa.Engine) -> None:
    store.commit(a_claim())

    for statement in ("UPDATE events SET kind = 'x'", "DELETE FROM events"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine.begin() as connection:
            connection.exec_driver_sql(statement)

    assert count(engine, tables.events) == 1


def test_a_call_needs_its_case(store: SqlStore) -> None:
    with pytest.raises(StoreError) as refused:
        store.commit(replace(a_claim(), call=a_call(case="nobody's")))

    assert refused.value.permanent
    assert store.turns("CA1") == ()


def test_an_error_of_the_database_shows_no_word_of_a_caller(store: SqlStore, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE sentences")
    claim = a_claim()
    store.commit(claim)

    with pytest.raises(StoreError) as failed:
        store.commit(answered(claim, "Priya's secret"))

    assert "secret" not in f"{failed.value} {failed.value.__cause__}"


def test_a_store_that_is_not_there_is_a_store_error() -> None:
    store = SqlStore(open_engine("postgres://nobody@127.0.0.1:1/nothing"))

    with pytest.raises(StoreError) as failed:
        store.check()

    assert not failed.value.permanent


def test_an_unmigrated_store_fails_its_check(url: str) -> None:
    engine = open_engine(url)

    with pytest.raises(StoreError):
        SqlStore(engine).check()

    engine.dispose()


def test_words_of_any_script_come_back(store: SqlStore) -> None:
    words = "señora 🔑 \u202e \"quotes\" 'and' \\ <xml/> 日本"
    job = Job(id="J-1001", name=words)
    claim = a_claim(case=a_case(job=job))
    claim = replace(claim, turn=a_turn(text=words))

    store.commit(claim)
    store.commit(replace(answered(claim), turn=replace(claim.turn, reply=a_reply(words))))

    turn = store.turn(claim.turn.key)
    assert turn is not None
    assert turn.reply == a_reply(words)
    assert turn.utterance.text == words
