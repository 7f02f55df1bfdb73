"""The board of duty: notices, deliveries and standing orders in SQL; keeps what it is given, decides nothing."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from receptionist.cases import OPEN, Case, FollowUp, Job
from receptionist.costs import Spent
from receptionist.duty.seams import Delivery, Notice, Posted, Update
from receptionist.ports import Conflict
from receptionist.records import from_json, to_json
from receptionist.shop.orders import StandingOrder
from receptionist.storage import rows
from receptionist.storage.database import add, reading, upsert, writing
from receptionist.storage.ledger import insert_spent
from receptionist.storage.outbox import insert_followups
from receptionist.storage.tables import calls, cases, deliveries, jobs, notices, orders
from receptionist.texts.seams import Attempt

IN_HAND = timedelta(seconds=60)
"""How long whoever delivers something is left alone: as long as the lease of a follow-up."""
MOST_NOTICES = 50


class SqlBoard:
    """Implements duty.Board; `on_order` is called after every commit that ordered follow-ups."""

    def __init__(self, engine: sa.Engine, *, on_order: Callable[[], object] = lambda: None) -> None:
        self._engine = engine
        self._on_order = on_order

    def notice(self, notice_id: str) -> Notice | None:
        """Return one notice."""
        return next(iter(self._notices(notices.c.id == notice_id)), None)

    def notices_of(self, case_id: str) -> tuple[Notice, ...]:
        """Return the notices about a case, the newest first."""
        return self._notices(notices.c.case_id == case_id)

    def notices_in(self, *states: str, since: datetime) -> tuple[Notice, ...]:
        """Return the notices since then that are in one of these states, the newest first."""
        return self._notices(notices.c.state.in_(states) & (notices.c.at > since))

    def notices_to(self, person: str, *, since: datetime) -> tuple[Notice, ...]:
        """Return the notices that a person was told of since then, the one told last first."""
        told = (
            sa.select(deliveries.c.notice_id, sa.func.max(deliveries.c.at).label("last"))
            .where(deliveries.c.person == person, deliveries.c.at > since, deliveries.c.notice_id.is_not(None))
            .group_by(deliveries.c.notice_id)
            .subquery()
        )
        query = sa.select(notices).join(told, told.c.notice_id == notices.c.id)
        with reading(self._engine) as connection:
            found = connection.execute(query.order_by(told.c.last.desc(), notices.c.id).limit(MOST_NOTICES))
            return tuple(map(_notice, found))

    def job(self, job_id: str) -> Posted | None:
        """Return a job as it stands."""
        with reading(self._engine) as connection:
            return _posted(connection, job_id)

    def jobs_of(self, person: str) -> tuple[Posted, ...]:
        """Return the open jobs that a person (by key) has accepted, the newest first."""
        theirs = (notices.c.kind == "job") & (notices.c.state == "accepted") & (notices.c.by == person)
        query = sa.select(jobs.c.id).join(notices, notices.c.job_id == jobs.c.id)
        open_ones = query.where(theirs, jobs.c.status.in_(OPEN)).order_by(jobs.c.number.desc())
        with reading(self._engine) as connection:
            found = connection.scalars(open_ones.limit(MOST_NOTICES)).all()
            return tuple(posted for job_id in found if (posted := _posted(connection, job_id)))

    def orders(self, *, at: datetime) -> tuple[StandingOrder, ...]:
        """Return the standing orders that hold."""
        query = sa.select(orders.c.body).where(orders.c.until > at).order_by(orders.c.key)
        with reading(self._engine) as connection:
            return tuple(from_json(StandingOrder, body) for body in connection.scalars(query))

    def commit(self, update: Update) -> None:
        """Write an update, whole or not at all.

        Raises Conflict when a notice, or the case of a job, was saved by somebody else.
        """
        with writing(self._engine) as connection:
            # In the order of their ids, and notices before cases: so no two of these wait for each other.
            for notice in sorted(update.notices, key=lambda each: each.id):
                _save_notice(connection, notice)
            for posted in sorted(update.jobs, key=lambda each: each.job.id or ""):
                _save_job(connection, posted)
            _withdraw(connection, update.withdrawn)
            for delivery in sorted(update.deliveries, key=lambda each: each.id):
                add(connection, deliveries, _row(delivery))
            for order in update.orders:
                _save_order(connection, order)
            insert_followups(connection, update.followups)
            rows.append(connection, update.events)
        self._wake(update.followups)

    def delivery(self, delivery_id: str) -> Delivery | None:
        """Return one delivery."""
        return self._delivery(deliveries.c.id == delivery_id)

    def of_provider(self, provider_sid: str) -> Delivery | None:
        """Return the delivery that a provider knows under this id."""
        return self._delivery(deliveries.c.provider_sid == provider_sid)

    def attempt(self, delivery_id: str, *, at: datetime) -> Attempt:
        """Take a delivery in hand, unless somebody else has, it has left or it was withdrawn."""
        with writing(self._engine) as connection:
            row = _locked(connection, delivery_id)
            if row is None or row.state not in ("waiting", "trying", "unsure"):
                return "done"
            if row.state == "trying" and row.tried_at and row.tried_at > at - IN_HAND:
                return "busy"
            if row.body.get("withdrawn"):
                return "done"
            tried = row.body | {"tries": row.body.get("tries", 0) + 1}
            _change(connection, delivery_id, state="trying", tried_at=at, body=tried)
            return "first" if row.state == "waiting" else "again"

    def left(self, delivery_id: str, *, provider_sid: str | None, segments: int = 0, at: datetime) -> None:
        """Note that a delivery has left, and what it costs; doing so twice changes nothing."""
        with writing(self._engine) as connection:
            row = _locked(connection, delivery_id)
            if row is None or row.state in ("sent", "delivered"):
                return
            # Twilio may have reported already that it never arrives.
            state = "failed" if row.state == "failed" else "sent"
            _change(connection, delivery_id, state=state, provider_sid=provider_sid)
            if segments:
                insert_spent(
                    connection, (Spent(at=at, item="sms/out_segments", quantity=segments, call_sid=None),)
                )

    def kept_back(
        self, delivery_id: str, *, failed: bool, error: str, followups: tuple[FollowUp, ...] = ()
    ) -> None:
        """Note that a delivery has `failed` for good, or may have left; and order what follows."""
        with writing(self._engine) as connection:
            row = _locked(connection, delivery_id)
            if row is None or row.state == "failed":
                return
            body = row.body | {"error": error}
            again = "withdrawn" if row.body.get("withdrawn") else "unsure"
            _change(connection, delivery_id, state="failed" if failed else again, body=body)
            insert_followups(connection, followups)
        self._wake(followups)

    def arrived(self, delivery_id: str) -> None:
        """Note that a provider has brought a delivery to its recipient."""
        with writing(self._engine) as connection:
            sent = (deliveries.c.id == delivery_id) & (deliveries.c.state == "sent")
            connection.execute(deliveries.update().where(sent).values(state="delivered"))

    def provider_sids(self, to: str, *, since: datetime) -> frozenset[str]:
        """Return the provider's ids of what was sent to a number since then."""
        known = (
            deliveries.c.provider_sid.is_not(None) & (deliveries.c.recipient == to) & (deliveries.c.at >= since)
        )
        with reading(self._engine) as connection:
            return frozenset(connection.scalars(sa.select(deliveries.c.provider_sid).where(known)))

    def has_texted(self, number: str) -> bool:
        """Tell whether anything was ever ordered to be sent to a number."""
        query = sa.select(deliveries.c.id).where(deliveries.c.recipient == number).limit(1)
        with reading(self._engine) as connection:
            return connection.scalar(query) is not None

    def marks_of(self, number: str, *, since: datetime) -> frozenset[str]:
        """Return what is marked in the cases of a number that were touched since then."""
        theirs = sa.select(cases.c.body).where(cases.c.party == number, cases.c.updated_at > since)
        with reading(self._engine) as connection:
            found = connection.scalars(theirs).all()
        return frozenset(mark for body in found for mark in from_json(Case, body).marks)

    def _notices(self, condition: sa.ColumnElement[bool]) -> tuple[Notice, ...]:
        query = sa.select(notices).where(condition).order_by(notices.c.at.desc(), notices.c.id)
        with reading(self._engine) as connection:
            return tuple(map(_notice, connection.execute(query.limit(MOST_NOTICES))))

    def _delivery(self, condition: sa.ColumnElement[bool]) -> Delivery | None:
        with reading(self._engine) as connection:
            row = connection.execute(sa.select(deliveries).where(condition)).first()
            return _read(row) if row else None

    def _wake(self, followups: tuple[FollowUp, ...]) -> None:
        if followups:
            self._on_order()


def forget_case(connection: sa.Connection, case_id: str) -> None:
    """Delete within somebody's transaction what people were told of a case, in whatever words."""
    mine = sa.select(notices.c.id).where(notices.c.case_id == case_id)
    theirs = sa.select(jobs.c.id).where(jobs.c.case_id == case_id)
    connection.execute(
        deliveries.delete().where(deliveries.c.notice_id.in_(mine) | deliveries.c.job_id.in_(theirs))
    )
    connection.execute(notices.delete().where(notices.c.case_id == case_id))


def forget_number(connection: sa.Connection, number: str) -> None:
    """Delete within somebody's transaction what was sent to a number, or names it."""
    named = sa.cast(deliveries.c.body, sa.Text).contains(number, autoescape=True)
    connection.execute(deliveries.delete().where((deliveries.c.recipient == number) | named))


def forget_old(connection: sa.Connection, *, before: datetime) -> None:
    """Delete within somebody's transaction what people were told before then, and orders that have run out."""
    connection.execute(deliveries.delete().where(deliveries.c.at < before))
    connection.execute(notices.delete().where(notices.c.at < before, notices.c.state != "open"))
    connection.execute(orders.delete().where(orders.c.until < before))


def _save_notice(connection: sa.Connection, notice: Notice) -> None:
    """Insert a notice of version 0 or update an older one, and let its version grow by one; raises Conflict."""
    row = {name: getattr(notice, name) for name in ("kind", "state", "by", "at", "call_sid", "case_id", "job_id")}
    row |= {"version": notice.version + 1, "body": to_json(notice)}
    if notice.version == 0:
        saved = add(connection, notices, {"id": notice.id, **row})
    else:
        mine = (notices.c.id == notice.id) & (notices.c.version == notice.version)
        saved = connection.execute(notices.update().where(mine).values(**row)).rowcount == 1
    if not saved:
        raise Conflict(f"notice {notice.id} is past version {notice.version}")


def _save_job(connection: sa.Connection, posted: Posted) -> None:
    """Overwrite a job; its case grows by a version, so that no call writes the job back as it was before."""
    if posted.case_id:
        mine = (cases.c.id == posted.case_id) & (cases.c.version == posted.case_version)
        grown = cases.update().where(mine).values(version=posted.case_version + 1)
        if connection.execute(grown).rowcount != 1:
            raise Conflict(f"case {posted.case_id} is past version {posted.case_version}")
    rows.save_jobs(connection, (posted.job,), case_id=posted.case_id)


def _save_order(connection: sa.Connection, order: StandingOrder) -> None:
    row = {"key": f"{order.kind}:{order.subject}", "until": order.until, "body": to_json(order)}
    upsert(connection.dialect.name, orders, key="key", columns=tuple(row)).change(connection, row)


def _withdraw(connection: sa.Connection, ids: Iterable[str]) -> None:
    # One that is in somebody's hands leaves, unless it fails; one that may have left is not tried again.
    theirs = deliveries.c.notice_id.in_(sorted(ids))
    in_hand = sa.select(deliveries).where(theirs, deliveries.c.state == "trying").with_for_update()
    for row in connection.execute(in_hand).all():
        _change(connection, row.id, body=row.body | {"withdrawn": True})
    kept = theirs & deliveries.c.state.in_(("waiting", "unsure"))
    connection.execute(deliveries.update().where(kept).values(state="withdrawn"))


def _posted(connection: sa.Connection, job_id: str) -> Posted | None:
    query = (
        sa.select(jobs.c.body.label("job"), jobs.c.case_id, cases.c.body, cases.c.version)
        .join_from(jobs, cases, isouter=True)
        .where(jobs.c.id == job_id)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    job = from_json(Job, row.job)
    if row.case_id is None:
        return Posted(job=job, case_id=None)
    case = from_json(Case, row.body)
    over = sa.select(calls.c.sid).where(calls.c.case_id == row.case_id, calls.c.ended_at.is_not(None))
    return Posted(
        job=job,
        case_id=row.case_id,
        case_version=row.version,
        language=case.language,
        marks=case.marks,
        caller_id=case.party,
        call_sids=tuple(connection.scalars(over.order_by(calls.c.started_at))),
    )


def _notice(row: sa.Row[Any]) -> Notice:
    return replace(from_json(Notice, row.body), version=row.version)


def _row(delivery: Delivery) -> dict[str, Any]:
    row = {name: getattr(delivery, name) for name in ("id", "person", "notice_id", "job_id", "state", "at")}
    return row | {"recipient": delivery.to, "body": to_json(delivery)}


def _read(row: sa.Row[Any]) -> Delivery:
    return replace(from_json(Delivery, row.body), state=row.state, provider_sid=row.provider_sid)


def _locked(connection: sa.Connection, delivery_id: str) -> sa.Row[Any] | None:
    query = sa.select(deliveries).where(deliveries.c.id == delivery_id).with_for_update()
    return connection.execute(query).one_or_none()


def _change(connection: sa.Connection, delivery_id: str, **values: object) -> None:
    connection.execute(deliveries.update().where(deliveries.c.id == delivery_id).values(**values))
