"""The ledger keeps what was spent, on every database that we support."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from receptionist.costs import Spent
from receptionist.ports import StoreError
from receptionist.storage.database import open_engine
from receptionist.storage.ledger import SqlLedger
from receptionist.storage.store import SqlStore
from tests.storage.examples import NOW, a_claim

HOUR = timedelta(hours=1)


@pytest.fixture
def ledger(engine: sa.Engine) -> SqlLedger:
    return SqlLedger(engine)


def tokens(quantity: float, *, call_sid: str | None = "CA1", hours: int = 0) -> Spent:
    return Spent(at=NOW + hours * HOUR, item="gpt-6-luna/prompt_tokens", quantity=quantity, call_sid=call_sid)


def test_a_call_has_its_own_lines_in_their_order(ledger: SqlLedger) -> None:
    mine = (tokens(412), tokens(0.5, hours=-1))
    ledger.add((*mine, tokens(7, call_sid="CA2"), tokens(9, call_sid=None)))

    assert ledger.of_call("CA1") == mine
    assert ledger.of_call("CA3") == ()


def test_the_sums_of_a_time_are_of_all_calls_and_of_what_was_beside_them(ledger: SqlLedger) -> None:
    segment = Spent(at=NOW, item="sms/out_segments", quantity=1)
    ledger.add((tokens(100, hours=-1), tokens(10), tokens(1, call_sid="CA2"), tokens(5, call_sid=None), segment))

    assert ledger.sums(since=NOW) == {"gpt-6-luna/prompt_tokens": 16, "sms/out_segments": 1}
    assert ledger.sums(since=NOW + HOUR) == {}


def test_what_is_old_is_forgotten(ledger: SqlLedger) -> None:
    ledger.add((tokens(1, hours=-2), tokens(2)))

    ledger.forget(before=NOW)

    assert ledger.sums(since=NOW - 3 * HOUR) == {"gpt-6-luna/prompt_tokens": 2}


def test_nothing_spent_writes_nothing(ledger: SqlLedger) -> None:
    ledger.add(())

    assert ledger.sums(since=NOW - HOUR) == {}


def test_what_a_turn_spent_is_written_with_it_or_not_at_all(store: SqlStore, ledger: SqlLedger) -> None:
    claim = replace(a_claim(), spent=(tokens(412),))
    store.commit(claim)

    with pytest.raises(StoreError):
        store.commit(claim)

    assert ledger.of_call("CA1") == (tokens(412),)


def test_a_store_without_tables_is_a_store_error(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/empty.db")

    with pytest.raises(StoreError):
        SqlLedger(engine).of_call("CA1")

    engine.dispose()
