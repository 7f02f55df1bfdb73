"""Cases, calls, turns, jobs and events as rows, within somebody else's transaction; opens none itself."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from receptionist.cases import Call, Case, Event, Job, Sentence, Turn, TurnKey
from receptionist.ports import AlreadyClaimed, Conflict, StoreError
from receptionist.records import from_json, to_json
from receptionist.storage.database import add, upsert
from receptionist.storage.tables import calls, cases, events, jobs, sentences, turns

Row = dict[str, Any]
_JOB_ID = re.compile(r"J-(\d{1,15})")

# Statements are built once: building one takes SQLAlchemy longer than SQLite takes to carry it out.
_ONE_TURN = (
    (turns.c.call_sid == sa.bindparam("of_call"))
    & (turns.c.turn == sa.bindparam("of_turn"))
    & (turns.c.kind == sa.bindparam("of_kind"))
)
_FIND_TURN = sa.select(turns.c.id).where(_ONE_TURN)
_LOCK_TURN = sa.select(turns.c.id, turns.c.body).where(_ONE_TURN).with_for_update()
_REWRITE_TURN = turns.update().where(turns.c.id == sa.bindparam("of_id"))
_UPDATE_TURN = turns.update().where(_ONE_TURN, turns.c.replied.is_(False))
_TAKE_OVER = _UPDATE_TURN.where(turns.c.lease_until == sa.bindparam("lease_was"))
_SELECT_TURNS = (
    sa.select(
        turns.c.id, turns.c.lease_until, turns.c.body, sentences.c.text, sentences.c.language, sentences.c.audio
    )
    .join_from(turns, sentences, isouter=True)
    .order_by(turns.c.id, sentences.c.position)
)
_SELECT_TURN = _SELECT_TURNS.where(_ONE_TURN)
_SELECT_CALL = _SELECT_TURNS.where(turns.c.call_sid == sa.bindparam("of_call"))
_UPDATE_CASE = cases.update().where(cases.c.id == sa.bindparam("of_id"), cases.c.version == sa.bindparam("was"))


def _of(key: TurnKey) -> Row:
    return {"of_call": key.call_sid, "of_turn": key.turn, "of_kind": key.kind}


def claim(connection: sa.Connection, turn: Turn) -> None:
    """Insert a turn; raises AlreadyClaimed when it is there, after waiting for whoever is inserting it."""
    row = {"call_sid": turn.key.call_sid, "turn": turn.key.turn, "kind": turn.key.kind, **_turn_row(turn)}
    if not add(connection, turns, row):
        raise AlreadyClaimed(f"turn {turn.key.turn} ({turn.key.kind}) of {turn.key.call_sid} is claimed")
    _save_sentences(connection, turn)


def save_turn(connection: sa.Connection, turn: Turn) -> None:
    """Update a claimed turn; raises Conflict when it has its reply, StoreError when nobody claimed it."""
    if connection.execute(_UPDATE_TURN, {**_of(turn.key), **_turn_row(turn)}).rowcount == 0:
        if connection.scalar(_FIND_TURN, _of(turn.key)) is None:
            raise StoreError(f"turn {turn.key.turn} of {turn.key.call_sid} was never claimed", permanent=True)
        raise Conflict(f"turn {turn.key.turn} of {turn.key.call_sid} has its reply")
    _save_sentences(connection, turn)


def take_over(connection: sa.Connection, turn: Turn, lease_until: datetime) -> bool:
    """Prolong the lease of a turn, unless it has changed or the reply is there."""
    lease = {"lease_was": turn.lease_until, "lease_until": lease_until}
    return connection.execute(_TAKE_OVER, {**_of(turn.key), **lease}).rowcount == 1


def rewrite(connection: sa.Connection, turn: Turn) -> None:
    """Overwrite what was said in a turn, and what was understood; raises StoreError when nobody claimed it."""
    row = connection.execute(_LOCK_TURN, _of(turn.key)).one_or_none()
    if row is None:
        raise StoreError(f"turn {turn.key.turn} of {turn.key.call_sid} was never claimed", permanent=True)
    body = replace(from_json(Turn, row.body), utterance=turn.utterance, understood=turn.understood)
    connection.execute(_REWRITE_TURN, {"of_id": row.id, "body": to_json(body)})


def _turn_row(turn: Turn) -> Row:
    reply = turn.reply and replace(turn.reply, sentences=())
    body = to_json(replace(turn, reply=reply))
    return {"lease_until": turn.lease_until, "replied": turn.reply is not None, "body": body}


def _save_sentences(connection: sa.Connection, turn: Turn) -> None:
    key = {"call_sid": turn.key.call_sid, "turn": turn.key.turn, "kind": turn.key.kind}
    rows = [
        {**key, "position": n, "text": said.text, "language": said.language, "audio": said.audio}
        for n, said in enumerate(turn.reply.sentences if turn.reply else (), 1)
    ]
    if rows:
        connection.execute(sentences.insert(), rows)


def read_turn(connection: sa.Connection, key: TurnKey) -> Turn | None:
    """Read one turn with its sentences."""
    return next(_read_turns(connection.execute(_SELECT_TURN, _of(key))), None)


def read_turns(connection: sa.Connection, call_sid: str) -> tuple[Turn, ...]:
    """Read the turns of a call with their sentences, in order of claim."""
    return tuple(_read_turns(connection.execute(_SELECT_CALL, {"of_call": call_sid})))


def _read_turns(rows: Iterable[sa.Row[Any]]) -> Iterator[Turn]:
    """Read turns from rows that are one a sentence."""
    for _, group in groupby(rows, key=lambda row: row.id):
        first, *more = group
        turn = replace(from_json(Turn, first.body), lease_until=first.lease_until)
        spoken = (row for row in (first, *more) if row.text is not None)
        said = (Sentence(text=row.text, language=row.language, audio=row.audio) for row in spoken)
        yield replace(turn, reply=turn.reply and replace(turn.reply, sentences=tuple(said)))


def save_case(connection: sa.Connection, case: Case) -> None:
    """Insert a case of version 0 or update an older one, and let its version grow by one; raises Conflict."""
    row = {
        "party": case.party,
        "state": case.state,
        "updated_at": case.updated_at,
        "version": case.version + 1,
        "body": to_json(case),
    }
    if case.version == 0:
        saved = add(connection, cases, {"id": case.id, **row})
    else:
        saved = connection.execute(_UPDATE_CASE, {"of_id": case.id, "was": case.version, **row}).rowcount == 1
    if not saved:
        raise Conflict(f"case {case.id} is past version {case.version}")


def read_case(connection: sa.Connection, body: Row, version: int) -> Case:
    """Read a row of `cases`, its jobs as they stand now."""
    case = replace(from_json(Case, body), version=version)
    now = jobs_now(connection, [job.id for job in (case.job, *case.additional_jobs) if job.id])
    further = tuple(now.get(job.id, job) for job in case.additional_jobs)
    return replace(case, job=now.get(case.job.id, case.job), additional_jobs=further)


def jobs_now(connection: sa.Connection, ids: Iterable[str]) -> dict[str | None, Job]:
    """Return the jobs with these ids."""
    wanted = sorted(set(ids))
    query = sa.select(jobs.c.id, jobs.c.body).where(jobs.c.id.in_(wanted))
    return {row.id: from_json(Job, row.body) for row in connection.execute(query)} if wanted else {}


def save_call(connection: sa.Connection, call: Call, *, touched_at: datetime) -> None:
    """Insert or overwrite a call."""
    row = {
        "sid": call.sid,
        "case_id": call.case_id,
        "started_at": call.started_at,
        "touched_at": touched_at,
        "ended_at": call.ended_at,
        "body": to_json(call),
    }
    connection.execute(upsert(connection.dialect.name, calls, key="sid", columns=tuple(row)), row)


def save_jobs(connection: sa.Connection, changed: Iterable[Job], *, case_id: str | None = None) -> None:
    """Insert or overwrite the jobs that have an id; of two with the same id the last one counts.

    A job stays with the case that it first came with.
    """
    known = {job.id: job for job in changed if job.id}
    statement = upsert(
        connection.dialect.name, jobs, key="id", columns=("phone", "status", "body"), first="case_id"
    )
    # In order of their ids, so that two transactions which write the same jobs never wait for each other.
    for job_id, job in sorted(known.items()):
        row = {"id": job_id, "number": job_number(job_id), "case_id": case_id}
        row |= {"phone": job.callback_number, "status": job.status, "body": to_json(job)}
        connection.execute(statement, row)


def save_jobs_of_call(connection: sa.Connection, changed: Iterable[Job], *, case_id: str) -> None:
    """Write the jobs of a call: those of its case as they are, those of other cases as far as a caller has a say.

    A technician may have accepted such a job since it was read, and no version of this case tells. Its own case
    grows by a version instead, so that nobody writes the job back as it was before.
    """
    known = {job.id: job for job in changed if job.id}
    others = _of_others(connection, known, case_id)
    touched = [row.id for row in others if _told_by_caller(known[row.id], row) != from_json(Job, row.body)]
    theirs = sa.select(jobs.c.case_id).where(jobs.c.id.in_(touched))
    if touched:
        connection.execute(cases.update().where(cases.c.id.in_(theirs)).values(version=cases.c.version + 1))
    own = [job for job_id, job in known.items() if job_id not in {row.id for row in others}]
    now = _of_others(connection, touched, case_id, locked=True)
    save_jobs(connection, (*own, *(_told_by_caller(known[row.id], row) for row in now)), case_id=case_id)


def _of_others(
    connection: sa.Connection, ids: Iterable[str], case_id: str, *, locked: bool = False
) -> list[sa.Row[Any]]:
    wanted = sorted(ids)
    if not wanted:
        return []
    others = jobs.c.id.in_(wanted) & jobs.c.case_id.is_distinct_from(case_id)
    query = sa.select(jobs.c.id, jobs.c.body).where(others).order_by(jobs.c.id)
    return list(connection.execute(query.with_for_update() if locked else query))


def _told_by_caller(job: Job, row: sa.Row[Any]) -> Job:
    """Return a job with what is not for callers to say as it stands: who comes, when, and how far he is."""
    now = from_json(Job, row.body)
    status = job.status if job.status == "cancelled" else now.status
    return replace(job, technician=now.technician, eta=now.eta, window=now.window, status=status)


def job_number(job_id: str) -> int:
    """Return 1042 for J-1042, and 0 for an id of another form."""
    match = _JOB_ID.fullmatch(job_id)
    return int(match[1]) if match else 0


def append(connection: sa.Connection, happened: Iterable[Event]) -> None:
    """Add to the record, which can only grow."""
    rows = [
        {"at": e.at, "kind": e.kind, "call_sid": e.call_sid, "case_id": e.case_id, "job_id": e.job_id}
        for e in happened
    ]
    if rows:
        connection.execute(events.insert(), rows)
