"""Processes that die without a word, for test_crashes.py: `python -m tests.storage.crashing WHAT URL`.

A process of its own, so that it may fork: each child dies by SIGKILL and this parent looks on.
"""

import json
import os
import random
import signal
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import psycopg
import sqlalchemy as sa

from receptionist.cases import FollowUp
from receptionist.clock import SystemClock
from receptionist.followups import Runner
from receptionist.ports import AlreadyClaimed
from receptionist.storage.database import open_engine
from receptionist.storage.outbox import SqlOutbox
from receptionist.storage.store import SqlStore
from tests.storage.examples import NOW, a_call, a_case, a_claim, a_job, a_reply, a_turn

STATEMENTS = 24
"""More than one commit has, so that the last children die after theirs."""
RUNNERS = 3
FASTER = 200
"""How much faster the runners' time passes than ours: a lease of a minute runs out in 0.3 s."""


class FastClock(SystemClock):
    """One time for several processes, and a fast one."""

    def now(self) -> datetime:
        real_s = (datetime.now(UTC) - NOW).total_seconds()
        return NOW + timedelta(seconds=real_s * FASTER)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def forked(work: Callable[..., object], *given: object) -> int:
    """Start `work` in a child and return the child's id; its status is 0 only when it got to the end."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            work(*given)
            status = 0
        finally:
            os._exit(status)
    return pid


def commit_and_die(url: str) -> None:
    """Let one child after the other die at the n-th statement of its commit; print who reported success."""
    reported = []
    for number in range(1, STATEMENTS + 1):
        pid = forked(commit_until, url, number)
        if os.waitpid(pid, 0)[1] == 0:
            reported.append(number)
    print(json.dumps(reported))  # noqa: T201


def commit_until(url: str, number: int) -> None:
    engine = open_engine(url)
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            die()

    name = f"CA{number}"
    claim = replace(a_claim(number), call=a_call(name, case=name), case=a_case(name, job=a_job(f"J-{number}")))
    turn = replace(a_turn(sid=name), reply=a_reply("One.", "Two?"))
    at_each_statement(engine, count)
    SqlStore(engine).commit(replace(claim, turn=turn))


def at_each_statement(engine: sa.Engine, do: Callable[[], None]) -> None:
    """Have something done before each statement that reaches a driver, whoever gives it."""

    class Cursor(psycopg.Cursor[Any]):
        def execute(self, *args: Any, **options: Any) -> Self:  # noqa: ANN401 -- as psycopg has them
            do()
            return super().execute(*args, **options)

    @sa.event.listens_for(engine, "connect")
    def connected(connection: Any, _: object) -> None:  # noqa: ANN401 -- a driver's connection
        if isinstance(connection, sqlite3.Connection):
            connection.set_trace_callback(lambda _: do())
        else:
            connection.cursor_factory = Cursor


def claim_at_once(url: str) -> None:
    """Let two processes claim the same twenty turns; print how often each won."""
    reader, writer = os.pipe()
    for pid in [forked(claim_all, url, writer) for _ in range(2)]:
        os.waitpid(pid, 0)
    print(json.dumps(list(os.read(reader, 2))))  # noqa: T201


def claim_all(url: str, writer: int) -> None:
    os.write(writer, bytes([claims_won(url)]))


def claims_won(url: str) -> int:
    store, won = SqlStore(open_engine(url)), 0
    for number in range(20):
        name = f"CA{number}"
        claim = replace(a_claim(), call=a_call(name, case=name), case=a_case(name), turn=a_turn(sid=name))
        try:
            store.commit(claim)
            won += 1
        except AlreadyClaimed:
            pass
    return won


def run_and_die(url: str) -> None:
    """Keep three runners alive that die now and then, until nothing waits; print each effect and the deaths."""
    reader, writer = os.pipe()
    living = {forked(run, url, writer, seed) for seed in range(RUNNERS)}
    deaths = 0
    while living:
        pid, status = os.wait()
        living.discard(pid)
        if os.WIFSIGNALED(status):
            deaths += 1
            living.add(forked(run, url, writer, RUNNERS + deaths))
    os.close(writer)
    with os.fdopen(reader) as effects:
        print(json.dumps({"effects": effects.read().split(), "deaths": deaths}))  # noqa: T201


def run(url: str, writer: int, seed: int) -> None:
    chance, outbox = random.Random(seed), SqlOutbox(open_engine(url))

    def work(followup: FollowUp) -> None:
        if chance.random() < 0.1:
            die()
        os.write(writer, f"{followup.key}\n".encode())
        if chance.random() < 0.1:
            die()

    clock = FastClock()
    runner = Runner(outbox, {"work": work}, clock)
    while outbox.counts(now=clock.now())["waiting"]:
        runner.run_due()


if __name__ == "__main__":
    {"commit": commit_and_die, "claim": claim_at_once, "run": run_and_die}[sys.argv[1]](sys.argv[2])
