"""The store: calls, cases, turns and jobs in SQL; keeps what it is given and decides nothing."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime

import sqlalchemy as sa

from receptionist.cases import OPEN, Call, Case, Event, FollowUp, Job, Sentence, Turn, TurnKey
from receptionist.ports import Change, Part, StoreError
from receptionist.records import from_json
from receptionist.storage import parts, questions, rows, tables
from receptionist.storage.contacts import opt_out
from receptionist.storage.database import reading, writing
from receptionist.storage.ledger import insert_spent
from receptionist.storage.outbox import insert_followups
from receptionist.storage.prepared import Prepared

MOST_JOBS = 100
"""Jobs that are looked through, the newest first."""
_calls, _cases, _counters, _jobs = tables.calls, tables.cases, tables.counters, tables.jobs
_LOAD = Prepared(
    sa.select(_calls.c.body.label("call"), _cases.c.body, _cases.c.version)
    .join_from(_calls, _cases)
    .where(_calls.c.sid == sa.bindparam("of_call"))
)
_BY_NUMBER = (_jobs.c.number.desc(), _jobs.c.id)
_THEIRS = sa.select(_cases.c.id).where(_cases.c.party == sa.bindparam("number"))
_JOBS = Prepared(
    sa.select(_jobs.c.body)
    .where((_jobs.c.phone == sa.bindparam("number")) | _jobs.c.case_id.in_(_THEIRS))
    .order_by(*_BY_NUMBER)
    .limit(MOST_JOBS)
)
_TOUCHED = sa.select(_cases.c.id).where(_cases.c.updated_at > sa.bindparam("since"))
_OPEN_JOBS = Prepared(
    sa.select(sa.cast(_jobs.c.body, sa.Text).label("body"))
    .where(
        sa.or_(*(_jobs.c.status == status for status in OPEN)),
        _jobs.c.case_id.is_(None) | _jobs.c.case_id.in_(_TOUCHED),
    )
    .order_by(*_BY_NUMBER)
    .limit(MOST_JOBS)
)
_LIVE = Prepared(
    sa.select(_calls.c.sid)
    .where(
        _calls.c.case_id == sa.bindparam("of_case"),
        _calls.c.ended_at.is_(None),
        _calls.c.body["channel"].as_string() != "sms",
        _calls.c.sid != sa.bindparam("but"),
    )
    .limit(1)
)
_NEXT_JOB = Prepared(
    _counters.update()
    .where(_counters.c.name == tables.JOB_COUNTER)
    .values(value=_counters.c.value + 1)
    .returning(_counters.c.value)
)


class SqlStore:
    """Implements ports.Store; `on_commit` is called after every commit that ordered follow-ups."""

    def __init__(self, engine: sa.Engine, *, on_commit: Callable[[], object] = lambda: None) -> None:
        self._engine = engine
        self._on_commit = on_commit
        self._open_jobs: Mapping[str, Job] = {}
        """The open jobs as last read, by their JSON: each turn looks at all of them, and few have changed."""

    def load(self, call_sid: str) -> tuple[Call, Case] | None:
        """Return a call with its case (jobs as they stand now), or None for an unknown SID."""
        with reading(self._engine) as connection:
            row = _LOAD.first(connection, {"of_call": call_sid})
            return (from_json(Call, row.call), rows.read_case(connection, row.body, row.version)) if row else None

    def open_case(self, party: str, *, since: datetime) -> Case | None:
        """Return the party's newest open case touched after `since`, be its call over or not.

        A dropped caller rings again before the network has noticed the end of the first call.
        """
        mine = (_cases.c.party == party) & (_cases.c.state == "open") & (_cases.c.updated_at > since)
        query = sa.select(_cases).where(mine).order_by(_cases.c.updated_at.desc()).limit(1)
        with reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
            return rows.read_case(connection, row.body, row.version) if row else None

    def in_progress(self, case_id: str, *, apart_from: str | None = None) -> bool:
        """Tell whether somebody is on the telephone about a case, apart from one call."""
        with reading(self._engine) as connection:
            return _LIVE.first(connection, {"of_case": case_id, "but": apart_from or ""}) is not None

    def commit(self, change: Change) -> None:
        """Write a change, whole or not at all; the stored case's version grows by one.

        Turns that are rewritten keep their reply and their lease.
        Raises AlreadyClaimed when the turn exists, Conflict when the case was saved by somebody else or the turn
        has its reply by now: a reply that was given is never replaced.
        """
        with writing(self._engine) as connection:
            # The claim comes first: who loses it shall hear so, not that the winner has changed the case.
            save_turn = rows.claim if change.claim else rows.save_turn
            save_turn(connection, change.turn)
            # All turns before the case, as in every commit: so no two of them wait for each other.
            for turn in sorted(change.rewritten, key=lambda each: each.key):
                rows.rewrite(connection, turn)
            rows.save_case(connection, change.case)
            rows.save_call(connection, change.call, touched_at=change.turn.at)
            jobs = (change.case.job, *change.case.additional_jobs, *change.jobs)
            rows.save_jobs_of_call(connection, jobs, case_id=change.case.id)
            insert_followups(connection, change.followups)
            insert_spent(connection, change.spent)
            if change.unknown_question:
                questions.keep(connection, change.turn, change.unknown_question)
            if change.opted_out:
                opt_out(connection, change.opted_out, at=change.turn.at)
            rows.append(connection, change.events)
        self._wake(change.followups)

    def turn(self, key: TurnKey) -> Turn | None:
        """Return one turn, with its reply once there is one."""
        with reading(self._engine) as connection:
            return rows.read_turn(connection, key)

    def turns(self, call_sid: str) -> tuple[Turn, ...]:
        """Return the turns of a call in the order in which they were claimed."""
        with reading(self._engine) as connection:
            return rows.read_turns(connection, call_sid)

    def take_over(self, turn: Turn, *, lease_until: datetime) -> bool:
        """Claim a turn again whose lease has run out; False when somebody else was faster, or answered it."""
        with writing(self._engine) as connection:
            return rows.take_over(connection, turn, lease_until)

    def leave(self, turn: Turn, said: tuple[Sentence, ...], part: Part | None = None) -> bool:
        """Keep the first sentences of a reply before they leave, and the part that gives them.

        False when the turn is somebody else's by now, who says other things, or when the part was given already.
        """
        with writing(self._engine) as connection:
            return parts.leave(connection, turn, said, part)

    def left(self, key: TurnKey) -> tuple[Sentence, ...]:
        """Return the sentences of a turn's reply that are kept so far."""
        with reading(self._engine) as connection:
            return parts.read_sentences(connection, key)

    def parts(self, key: TurnKey) -> tuple[Part, ...]:
        """Return the parts of a turn's reply that were given, in order."""
        with reading(self._engine) as connection:
            return parts.read_parts(connection, key)

    def note_heard(self, key: TurnKey, heard_chars: int) -> None:
        """Note how much was heard of a turn's reply; without one it changes nothing."""
        with writing(self._engine) as connection:
            rows.note_heard(connection, key, heard_chars)

    def end_call(self, call: Call, case: Case, followups: tuple[FollowUp, ...], event: Event) -> None:
        """Write the end of a call, with the follow-ups that it orders; the stored case's version grows by one.

        Raises Conflict when the case was saved by somebody else.
        """
        with writing(self._engine) as connection:
            rows.save_case(connection, case)
            rows.save_call(connection, call, touched_at=event.at)
            rows.save_jobs_of_call(connection, (case.job, *case.additional_jobs), case_id=case.id)
            insert_followups(connection, followups)
            rows.append(connection, (event,))
        self._wake(followups)

    def idle_calls(self, *, before: datetime, limit: int = 100) -> tuple[tuple[str, datetime], ...]:
        """Return SID and last turn's time of the calls that have not ended and were last touched before then."""
        idle = _calls.c.ended_at.is_(None) & (_calls.c.touched_at < before)
        query = sa.select(_calls.c.sid, _calls.c.touched_at).where(idle).order_by(_calls.c.touched_at).limit(limit)
        with reading(self._engine) as connection:
            return tuple((row.sid, row.touched_at) for row in connection.execute(query))

    def last_calls(self, *, since: datetime, until: datetime, limit: int) -> tuple[tuple[Call, Case], ...]:
        """Return the calls by telephone that began after `since` and by `until`, the newest first."""
        spoken = (
            (_calls.c.started_at > since)
            & (_calls.c.started_at <= until)
            & (_calls.c.body["channel"].as_string() != "sms")
        )
        query = sa.select(_calls.c.sid).where(spoken).order_by(_calls.c.started_at.desc()).limit(limit)
        with reading(self._engine) as connection:
            rows_of = [_LOAD.first(connection, {"of_call": sid}) for sid in connection.scalars(query).all()]
            return tuple(
                (from_json(Call, row.call), rows.read_case(connection, row.body, row.version)) for row in rows_of
            )

    def live_calls(self, *, since: datetime) -> tuple[Call, ...]:
        """Return the calls that have not ended and were touched after then."""
        query = sa.select(_calls.c.body).where(_calls.c.ended_at.is_(None) & (_calls.c.touched_at > since))
        with reading(self._engine) as connection:
            return tuple(from_json(Call, body) for body in connection.scalars(query))

    def live_count(self, *, since: datetime) -> int:
        """Return how many calls by telephone have not ended and were touched after then."""
        spoken = _calls.c.body["channel"].as_string() != "sms"
        live = _calls.c.ended_at.is_(None) & (_calls.c.touched_at > since) & spoken
        with reading(self._engine) as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(_calls).where(live)) or 0

    def new_job_id(self) -> str:
        """Return the next `J-…`, from J-1001 on; each is given once, gaps are possible."""
        with writing(self._engine) as connection:
            return f"J-{_NEXT_JOB.all(connection, {})[0].value}"

    def job(self, job_id: str) -> Job | None:
        """Return one job as it stands now."""
        with reading(self._engine) as connection:
            return rows.jobs_now(connection, [job_id]).get(job_id)

    def jobs(self, *, phone: str) -> tuple[Job, ...]:
        """Return the jobs of a number, to call back or that rang when they were taken, the newest first."""
        with reading(self._engine) as connection:
            return tuple(from_json(Job, row.body) for row in _JOBS.all(connection, {"number": phone}))

    def open_jobs(self, *, since: datetime) -> tuple[Job, ...]:
        """Return the jobs that are not closed and whose case was touched since then, the newest first.

        Jobs from elsewhere have no case, and are as open as whoever imports them says.
        """
        with reading(self._engine) as connection:
            bodies = [row.body for row in _OPEN_JOBS.all(connection, {"since": since})]
        before = self._open_jobs
        self._open_jobs = jobs = {body: before.get(body) or from_json(Job, json.loads(body)) for body in bodies}
        return tuple(jobs.values())

    def import_jobs(self, jobs: tuple[Job, ...]) -> int:
        """Add jobs from elsewhere; those whose id exists are replaced. Returns how many were written."""
        ids = {job.id for job in jobs if job.id}
        highest = max(map(rows.job_number, ids), default=0)
        newest = _counters.update().where(_counters.c.name == tables.JOB_COUNTER, _counters.c.value < highest)
        with writing(self._engine) as connection:
            rows.save_jobs(connection, jobs)
            connection.execute(newest.values(value=highest))
        return len(ids)

    def check(self) -> None:
        """Do nothing but prove that the store can be read and written; raises StoreError."""
        row = _counters.update().where(_counters.c.name == tables.CHECK_COUNTER)
        with writing(self._engine) as connection:
            if connection.execute(row.values(value=1 - _counters.c.value)).rowcount != 1:
                raise StoreError("the store has not been migrated", permanent=True)

    def _wake(self, followups: tuple[FollowUp, ...]) -> None:
        if followups:
            self._on_commit()
