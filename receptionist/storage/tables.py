"""The tables, the same for SQLite and Postgres: columns are what is queried, `body` is the rest as JSON."""

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import Dialect

JOB_COUNTER, CHECK_COUNTER = "job", "check"
"""The rows of `counters`: the number of the newest job, and one that health checks write to."""

metadata = sa.MetaData()


class UtcTime(sa.TypeDecorator[datetime]):
    """A time with its zone: SQLite keeps none, so what goes in and comes out is UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time in UTC, which SQLite then compares as text."""
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time with its zone."""
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


def _refers(columns: str, targets: str) -> sa.ForeignKeyConstraint:
    # Deferred, so that a turn is claimed before its call and case are written: who loses the claim writes nothing.
    return sa.ForeignKeyConstraint(columns.split(), targets.split(), deferrable=True, initially="DEFERRED")


cases = sa.Table(
    "cases",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("party", sa.Text),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("updated_at", UtcTime, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("erased_at", UtcTime),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Index("cases_party", "party", "updated_at"),
)
calls = sa.Table(
    "calls",
    metadata,
    sa.Column("sid", sa.Text, primary_key=True),
    sa.Column("case_id", sa.Text, nullable=False),
    sa.Column("started_at", UtcTime, nullable=False),
    sa.Column("touched_at", UtcTime, nullable=False),
    sa.Column("ended_at", UtcTime),
    sa.Column("erased_at", UtcTime),
    sa.Column("body", sa.JSON, nullable=False),
    _refers("case_id", "cases.id"),
    sa.Index("calls_case", "case_id"),
    sa.Index("calls_started", "started_at"),
    sa.Index("calls_touched", "ended_at", "touched_at"),
)
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("call_sid", sa.Text, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("lease_until", UtcTime, nullable=False),
    sa.Column("replied", sa.Boolean, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
    sa.UniqueConstraint("call_sid", "turn", "kind"),
    _refers("call_sid", "calls.sid"),
)
sentences = sa.Table(
    "sentences",
    metadata,
    sa.Column("call_sid", sa.Text, primary_key=True),
    sa.Column("turn", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("audio", sa.Text),
    sa.Index("sentences_audio", "audio"),
    _refers("call_sid turn kind", "turns.call_sid turns.turn turns.kind"),
)
parts = sa.Table(
    "parts",
    metadata,
    sa.Column("call_sid", sa.Text, primary_key=True),
    sa.Column("turn", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("part", sa.Integer, primary_key=True),
    sa.Column("body", sa.JSON, nullable=False),
    _refers("call_sid turn kind", "turns.call_sid turns.turn turns.kind"),
)
jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("case_id", sa.Text),
    sa.Column("phone", sa.Text),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
    _refers("case_id", "cases.id"),
    sa.Index("jobs_case", "case_id"),
    sa.Index("jobs_phone", "phone", "number"),
    sa.Index("jobs_status", "status", "number"),
)
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("payload", sa.JSON, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("run_at", UtcTime, nullable=False),
    sa.Column("lease_until", UtcTime),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("error", sa.Text),
    sa.Index("outbox_due", "state", "run_at"),
)
events = sa.Table(
    "events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("call_sid", sa.Text),
    sa.Column("case_id", sa.Text),
    sa.Column("job_id", sa.Text),
)
counters = sa.Table(
    "counters",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)
ledger = sa.Table(
    "ledger",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("call_sid", sa.Text),
    sa.Column("item", sa.Text, nullable=False),
    sa.Column("quantity", sa.Float, nullable=False),
    sa.Index("ledger_at", "at"),
    sa.Index("ledger_call", "call_sid"),
)
contacts = sa.Table(
    "contacts",
    metadata,
    sa.Column("phone", sa.Text, primary_key=True),
    sa.Column("name", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("vip", sa.Boolean, nullable=False),
    sa.Column("note", sa.Text),
    sa.Column("opted_out_at", UtcTime),
    sa.Column("blocked_at", UtcTime),
    sa.Column("updated_at", UtcTime, nullable=False),
)
contact_notes = sa.Table(
    "contact_notes",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("phone", sa.Text, nullable=False),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Index("contact_notes_phone", "phone", "at"),
)
texts = sa.Table(
    "texts",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("call_sid", sa.Text),
    sa.Column("turn", sa.Integer),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("provider_sid", sa.Text),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("error_code", sa.Integer),
    sa.Column("segments", sa.Integer),
    sa.Index("texts_provider", "provider_sid"),
    sa.Index("texts_call", "call_sid"),
)
questions = sa.Table(
    "questions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("call_sid", sa.Text, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("answered_at", UtcTime),
    sa.UniqueConstraint("call_sid", "turn"),
)
notices = sa.Table(
    "notices",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("by", sa.Text),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("call_sid", sa.Text),
    sa.Column("case_id", sa.Text),
    sa.Column("job_id", sa.Text),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Index("notices_state", "state", "at"),
    sa.Index("notices_case", "case_id"),
)
deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("person", sa.Text),
    sa.Column("notice_id", sa.Text),
    sa.Column("job_id", sa.Text),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("tried_at", UtcTime),
    sa.Column("provider_sid", sa.Text),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Index("deliveries_recipient", "recipient", "at"),
    sa.Index("deliveries_person", "person", "at"),
    sa.Index("deliveries_notice", "notice_id"),
    sa.Index("deliveries_provider", "provider_sid"),
)
orders = sa.Table(
    "orders",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("until", UtcTime, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
)
staff = sa.Table(
    "staff",
    metadata,
    sa.Column("phone", sa.Text, primary_key=True),
    sa.Column("confirmed_at", UtcTime),
    sa.Column("code", sa.Text),
    sa.Column("code_at", UtcTime),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("waiting", sa.Text),
)
recordings = sa.Table(
    "recordings",
    metadata,
    sa.Column("sid", sa.Text, primary_key=True),
    sa.Column("call_sid", sa.Text, nullable=False),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("seconds", sa.Integer),
    sa.Column("audio", sa.LargeBinary),
    sa.Index("recordings_call", "call_sid"),
)
relays = sa.Table(
    "relays",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("token", sa.Text, nullable=False, unique=True),
    sa.Column("call_sid", sa.Text, nullable=False),
    sa.Column("issued_at", UtcTime, nullable=False),
    sa.Column("opened_at", UtcTime),
    sa.Column("closed_at", UtcTime),
    sa.Column("failed_at", UtcTime),
    sa.Index("relays_call", "call_sid"),
    sa.Index("relays_failed", "failed_at"),
    sa.Index("relays_issued", "issued_at"),
)
