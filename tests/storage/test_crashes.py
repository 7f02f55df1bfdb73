"""`kill -9` at the worst moments: a commit is there or it is not, and what was ordered is done."""

import json
import subprocess
import sys
from typing import Any

import pytest
import sqlalchemy as sa

from receptionist.cases import FollowUp
from receptionist.storage import tables
from receptionist.storage.outbox import SqlOutbox
from receptionist.storage.store import SqlStore
from tests.storage.crashing import STATEMENTS
from tests.storage.examples import NOW

pytestmark = pytest.mark.processes


def crash(what: str, url: str) -> Any:  # noqa: ANN401 -- parsed JSON
    command = [sys.executable, "-m", "tests.storage.crashing", what, url]
    return json.loads(subprocess.run(command, check=True, capture_output=True, timeout=60).stdout)


def test_a_commit_that_is_killed_leaves_all_or_nothing(engine: sa.Engine, url: str, store: SqlStore) -> None:
    reported = crash("commit", url)

    written = {number for number in range(1, STATEMENTS + 1) if store.load(f"CA{number}")}
    assert set(reported) <= written
    assert 0 < len(reported) < STATEMENTS - 8
    with engine.connect() as connection:
        for table, each in ((tables.turns, 1), (tables.sentences, 2), (tables.jobs, 1), (tables.events, 1)):
            rows = connection.scalar(sa.select(sa.func.count()).select_from(table))
            assert rows == each * len(written), table.name
        ordered = set(connection.scalars(sa.select(tables.outbox.c.key)))
    assert ordered == {f"heard:{number}" for number in written}


def test_of_two_processes_each_turn_is_one_process_s(engine: sa.Engine, url: str) -> None:
    won = crash("claim", url)

    assert sum(won) == 20


def test_runners_that_are_killed_lose_nothing(engine: sa.Engine, url: str, outbox: SqlOutbox) -> None:
    keys = [f"work:{number}" for number in range(40)]
    outbox.order(tuple(FollowUp(key=key, kind="work", run_at=NOW) for key in keys))

    result = crash("run", url)

    assert set(result["effects"]) == set(keys)
    assert result["deaths"] > 0
    assert len(result["effects"]) <= len(keys) + result["deaths"]
    assert outbox.counts(now=NOW) == {"waiting": 0, "late": 0, "dead": 0}
