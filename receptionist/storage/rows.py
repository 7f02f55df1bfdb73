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
from receptionist.storage.prepared import Prepared
from receptionist.storage.tables import calls, cases, events, jobs, sentences, turns

Row = dict[str, Any]
_JOB_ID = re.compile(r"J-(\d{1,15})")

_ONE_TURN = (
    (turns.c.call_sid == sa.bindparam("of_call"))
    & (turns.c.turn == sa.bindparam("of_turn"))
    & (turns.c.kind == sa.bindparam("of_kind"))
)
_FIND_TURN = Prepared(sa.select(turns.c.id).where(_ONE_TURN))
_LOCK_TURN = Prepared(sa.select(turns.c.id, turns.c.body).where(_ONE_TURN).with_for_update())
_REWRITE_TURN = Prepared(turns.update().where(turns.c.id == sa.bindparam("of_id")))
_UNANSWERED = turns.update().where(_ONE_TURN, turns.c.replied.is_(False))
_UPDATE_TURN = Prepared(_UNANSWERED)
_TAKE_OVER = Prepared(_UNANSWERED.where(turns.c.lease_until == sa.bindparam("lease_was")))
_TURNS = (
    sa.select(
        turns.c.id, turns.c.lease_until, turns.c.body, sentences.c.text, sentences.c.language, sentences.c.audio
    )
    .join_from(turns, sentences, isouter=True)
    .order_by(turns.c.id, sentences.c.position)
)
_SELECT_TURN = Prepared(_TURNS.where(_ONE_TURN))
_SELECT_CALL = Prepared(_TURNS.where(turns.c.call_sid == sa.bindparam("of_call")))
_JOB = sa.select(jobs.c.id, jobs.c.body).where(jobs.c.id == sa.bindparam("of_id"))
_OF_OTHERS = _JOB.where(jobs.c.case_id.is_distinct_from(sa.bindparam("of_case")))
_SELECT_JOB, _SELECT_OF_OTHERS = Prepared(_JOB), Prepared(_OF_OTHERS)
_LOCK_OF_OTHERS = Prepared(_OF_OTHERS.with_for_update())
_UPDATE_CASE = Prepared(
    cases.update().where(cases.c.id == sa.bindparam("of_id"), cases.c.version == sa.bindparam("was"))
)
_INSERT_EVENT = Prepared(events.insert())


def _of(key: TurnKey) -> Row:
    return {"of_call": key.call_sid, "of_turn": key.turn, "of_kind": key.kind}


def claim(connection: sa.Connection, turn: Turn) -> None:
    """Insert a turn; raises AlreadyClaimed when it is there, after waiting for whoever is inserting it."""
    row = {"call_sid": turn.key.call_sid, "turn": turn.key.turn, "kind": turn.key.kind, **_turn_row(turn)}
    if not add(connection, turns, row):
        raise AlreadyClaimed(f"turn {turn.key.turn} ({turn.key.kind}) of {turn.key.call_sid} is claimed")
    save_sentences(connection, turn.key, turn.reply.sentences if turn.reply else ())


def save_turn(connection: sa.Connection, turn: Turn) -> None:
    """Update a claimed turn; raises Conflict when it has its reply, StoreError when nobody claimed it."""
    if _UPDATE_TURN.change(connection, {**_of(turn.key), **_turn_row(turn)}) == 0:
        if _FIND_TURN.first(connection, _of(turn.key)) is None:
            raise StoreError(f"turn {turn.key.turn} of {turn.key.call_sid} was never claimed", permanent=True)
        raise Conflict(f"turn {turn.key.turn} of {turn.key.call_sid} has its reply")
    save_sentences(connection, turn.key, turn.reply.sentences if turn.reply else ())


def take_over(connection: sa.Connection, turn: Turn, lease_until: datetime) -> bool:
    """Prolong the lease of a turn, unless it has changed or the reply is there."""
    lease = {"lease_was": turn.lease_until, "lease_until": lease_until}
    return _TAKE_OVER.change(connection, {**_of(turn.key), **lease}) == 1


def rewrite(connection: sa.Connection, turn: Turn) -> None:
    """Overwrite what was said in a turn, and what was understood; raises StoreError when nobody claimed it."""
    row = _LOCK_TURN.first(connection, _of(turn.key))
    if row is None:
        raise StoreError(f"turn {turn.key.turn} of {turn.key.call_sid} was never claimed", permanent=True)
    body = replace(from_json(Turn, row.body), utterance=turn.utterance, understood=turn.understood)
    _REWRITE_TURN.change(connection, {"of_id": row.id, "body": to_json(body)})


def note_heard(connection: sa.Connection, key: TurnKey, heard_chars: int) -> None:
    """Note how much was heard of a turn's reply; without one it changes nothing."""
    row = _LOCK_TURN.first(connection, _of(key))
    turn = from_json(Turn, row.body) if row else None
    if row and turn and turn.reply:
        body = to_json(replace(turn, reply=replace(turn.reply, heard_chars=heard_chars)))
        _REWRITE_TURN.change(connection, {"of_id": row.id, "body": body})


def _turn_row(turn: Turn) -> Row:
    reply = turn.reply and replace(turn.reply, sentences=())
    body = to_json(replace(turn, reply=reply))
    return {"lease_until": turn.lease_until, "replied": turn.reply is not None, "body": body}


def save_sentences(connection: sa.Connection, key: TurnKey, said: Iterable[Sentence]) -> None:
    """Insert what is said in a turn; the first sentences may be there already, since they have left."""
    of_turn = {"call_sid": key.call_sid, "turn": key.turn, "kind": key.kind}
    for n, each in enumerate(said, 1):
        row = {"position": n, "text": each.text, "language": each.language, "audio": each.audio}
        add(connection, sentences, of_turn | row)


def read_turn(connection: sa.Connection, key: TurnKey) -> Turn | None:
    """Read one turn with its sentences."""
    return next(_read_turns(_SELECT_TURN.all(connection, _of(key))), None)


def read_turns(connection: sa.Connection, call_sid: str) -> tuple[Turn, ...]:
    """Read the turns of a call with their sentences, in order of claim."""
    return tuple(_read_turns(_SELECT_CALL.all(connection, {"of_call": call_sid})))


def _read_turns(rows: Iterable[Any]) -> Iterator[Turn]:
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
        saved = _UPDATE_CASE.change(connection, {"of_id": case.id, "was": case.version, **row}) == 1
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
    found = (_SELECT_JOB.first(connection, {"of_id": job_id}) for job_id in set(ids))
    return {row.id: from_json(Job, row.body) for row in found if row}


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
    upsert(connection.dialect.name, calls, key="sid", columns=tuple(row)).change(connection, row)


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
        statement.change(connection, row)


def save_jobs_of_call(connection: sa.Connection, changed: Iterable[Job], *, case_id: str) -> None:
    """Write the jobs of a call: those of its case as they are, those of other cases as far as a caller has a say.

    A technician may have accepted such a job since it was read, and no version of this case tells. Its own case
    grows by a version instead, so that nobody writes the job back as it was before.
    """
    known = {job.id: job for job in changed if job.id}
    others = _of_others(connection, known, case_id)
    touched = [row.id for row in others if _told_by_caller(known[row.id], row.body) != from_json(Job, row.body)]
    if touched:
        theirs = sa.select(jobs.c.case_id).where(jobs.c.id.in_(touched))
        connection.execute(cases.update().where(cases.c.id.in_(theirs)).values(version=cases.c.version + 1))
    own = [job for job_id, job in known.items() if job_id not in {row.id for row in others}]
    now = _of_others(connection, touched, case_id, locked=True)
    save_jobs(connection, (*own, *(_told_by_caller(known[row.id], row.body) for row in now)), case_id=case_id)


def _of_others(connection: sa.Connection, ids: Iterable[str], case_id: str, *, locked: bool = False) -> list[Any]:
    select = _LOCK_OF_OTHERS if locked else _SELECT_OF_OTHERS
    # In order of their ids, so that two transactions which lock the same jobs never wait for each other.
    found = (select.first(connection, {"of_id": job_id, "of_case": case_id}) for job_id in sorted(ids))
    return [row for row in found if row]


def _told_by_caller(job: Job, stored: Row) -> Job:
    """Return a job with what is not for callers to say as it stands: who comes, when, and how far he is."""
    now = from_json(Job, stored)
    status = job.status if job.status == "cancelled" else now.status
    return replace(job, technician=now.technician, eta=now.eta, window=now.window, status=status)


def job_number(job_id: str) -> int:
    """Return 1042 for J-1042, and 0 for an id of another form."""
    match = _JOB_ID.fullmatch(job_id)
    return int(match[1]) if match else 0


def append(connection: sa.Connection, happened: Iterable[Event]) -> None:
    """Add to the record, which can only grow."""
    for e in happened:
        row = {"at": e.at, "kind": e.kind, "call_sid": e.call_sid, "case_id": e.case_id, "job_id": e.job_id}
        _INSERT_EVENT.change(connection, row)
