"""Forgetting: overwrites words and details of calls, cases and jobs; events stay, for they hold neither.

What stays of a call is that it was, when, how long and how it ended; of a job its id, service and status.
SQLite's files then hold none of the words either: it overwrites what it frees, and its log is emptied.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from receptionist.cases import Call, Case, Job, Turn, Utterance
from receptionist.records import from_json, to_json
from receptionist.storage import board, questions, recordings, relays
from receptionist.storage.contacts import forget, forget_notes
from receptionist.storage.database import empty_log, reading, writing
from receptionist.storage.tables import calls, cases, jobs, parts, sentences, turns
from receptionist.storage.texts import forget_old, forget_party

ERASED = "[erased]"
_IN_HAND = ("offered", "accepted", "en_route", "on_site")
"""States of a job that somebody is working on: it is kept, with its case, until it is closed."""


@dataclass(frozen=True, slots=True)
class OldCall:
    """A call that is to be forgotten: enough to find its files."""

    sid: str
    started_at: datetime


class SqlErasure:
    """Erases in the store what is old, or what belongs to one telephone number."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def old_calls(self, *, before: datetime, limit: int = 20) -> tuple[OldCall, ...]:
        """Return calls that began before then and still have words, the oldest first."""
        return self._find(calls.c.started_at < before, limit)

    def calls_of(self, number: str) -> tuple[OldCall, ...]:
        """Return the calls of the cases that belong to a number, or whose job names it to ring back or on site."""
        return self._find(calls.c.case_id.in_(_cases_of(number)), limit=None)

    def _find(self, condition: sa.ColumnElement[bool], limit: int | None) -> tuple[OldCall, ...]:
        query = sa.select(calls.c.sid, calls.c.started_at).where(condition, calls.c.erased_at.is_(None))
        with reading(self._engine) as connection:
            found = connection.execute(query.order_by(calls.c.started_at).limit(limit))
            return tuple(OldCall(row.sid, row.started_at) for row in found)

    def erase_calls(self, sids: Iterable[str], *, now: datetime) -> None:
        """Overwrite the words of calls, and the numbers that they came from."""
        with writing(self._engine) as connection:
            for sid in sids:
                _erase_talk(connection, sid)
                questions.forget_calls(connection, [sid])
                body = connection.scalar(sa.select(calls.c.body).where(calls.c.sid == sid))
                erased = to_json(_without_number(from_json(Call, body)))
                connection.execute(calls.update().where(calls.c.sid == sid).values(body=erased, erased_at=now))
                # After the call is: what is being kept of it until then goes too.
                recordings.forget_calls(connection, [sid])
        empty_log(self._engine)

    def erase_cases(self, *, before: datetime, now: datetime, limit: int = 100) -> int:
        """Overwrite cases, with their jobs, that nobody touched since `before`; returns how many.

        A case stays while it has a call that is not erased, or a job that somebody is working on.
        """
        worded = sa.exists().where(calls.c.case_id == cases.c.id, calls.c.erased_at.is_(None))
        in_hand = sa.exists().where(jobs.c.case_id == cases.c.id, jobs.c.status.in_(_IN_HAND))
        old = sa.select(cases.c.id).where(
            cases.c.erased_at.is_(None), cases.c.updated_at < before, ~worded, ~in_hand
        )
        with writing(self._engine) as connection:
            erased = _erase_cases(connection, connection.scalars(old.limit(limit)).all(), now)
        empty_log(self._engine)
        return erased

    def erase_number(self, number: str, *, now: datetime) -> int:
        """Overwrite every case and job of a number, whatever their age; returns how many cases.

        Its calls are erased apart (`calls_of`, `erase_calls`), after their files.
        """
        with writing(self._engine) as connection:
            erased = _erase_cases(connection, connection.scalars(_cases_of(number)).all(), now)
            _erase_jobs(connection, _names(jobs, number))
            forget(connection, number)
            forget_party(connection, number)
            board.forget_number(connection, number)
        empty_log(self._engine)
        return erased

    def erase_notes(self, *, before: datetime) -> None:
        """Delete what was noted about calls and texts before then; contacts stay."""
        with writing(self._engine) as connection:
            forget_notes(connection, before=before)
            forget_old(connection, before=before)
            board.forget_old(connection, before=before)
            recordings.forget_old(connection, before=before)
            relays.forget_old(connection, before=before)
        empty_log(self._engine)


def _cases_of(number: str) -> sa.Select[Any]:
    theirs = sa.select(jobs.c.case_id).where(_names(jobs, number), jobs.c.case_id.is_not(None))
    return sa.select(cases.c.id).where(_names(cases, number) | cases.c.id.in_(theirs))


def _names(table: sa.Table, number: str) -> sa.ColumnElement[bool]:
    # In quotes it is the whole of a value: a party, a number to ring back or on site; and no word of a message.
    return sa.cast(table.c.body, sa.Text).contains(f'"{number}"', autoescape=True)


def _erase_talk(connection: sa.Connection, sid: str) -> None:
    connection.execute(sentences.update().where(sentences.c.call_sid == sid).values(text=ERASED, audio=None))
    connection.execute(parts.delete().where(parts.c.call_sid == sid))
    for row in connection.execute(sa.select(turns.c.id, turns.c.body).where(turns.c.call_sid == sid)).all():
        turn = from_json(Turn, row.body)
        said = Utterance(text=ERASED) if turn.utterance.text or turn.utterance.keys else Utterance()
        body = to_json(replace(turn, utterance=said, understood={}))
        connection.execute(turns.update().where(turns.c.id == row.id).values(body=body))


def _without_number(call: Call) -> Call:
    return replace(
        call,
        erased=True,
        from_number=ERASED,
        caller_id=None,
        digits="",
        recordings=(),
        customer_id=None,
        proposed=Job(),
        summary=None,
        next_step=None,
    )


def _erase_cases(connection: sa.Connection, ids: Iterable[str], now: datetime) -> int:
    known = list(ids)
    for case_id in known:
        board.forget_case(connection, case_id)
        _erase_jobs(connection, jobs.c.case_id == case_id)
        body = connection.scalar(sa.select(cases.c.body).where(cases.c.id == case_id))
        row = {"party": None, "state": "closed", "erased_at": now, "body": to_json(_without_details(body))}
        # The version grows, so that a call which still has the case in hand cannot write the words back.
        version = cases.c.version + 1
        connection.execute(cases.update().where(cases.c.id == case_id).values(**row, version=version))
    return len(known)


def _without_details(body: Any) -> Case:  # noqa: ANN401 -- parsed JSON
    case = from_json(Case, body)
    further = tuple(map(_outline, case.additional_jobs))
    return replace(case, party=None, state="closed", job=_outline(case.job), additional_jobs=further)


def _erase_jobs(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> None:
    for row in connection.execute(sa.select(jobs.c.id, jobs.c.body).where(condition)).all():
        body = to_json(_outline(from_json(Job, row.body)))
        connection.execute(jobs.update().where(jobs.c.id == row.id).values(body=body, phone=None))


def _outline(job: Job) -> Job:
    return Job(id=job.id, status=job.status, service_type=job.service_type, urgency=job.urgency, quote=job.quote)
