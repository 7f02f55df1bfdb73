"""The first tables: cases, calls, turns, sentences, jobs, outbox, events and counters."""

import sqlalchemy as sa
from alembic import op

from receptionist.storage.tables import CHECK_COUNTER, JOB_COUNTER, UtcTime

revision = "0001"
down_revision = None

FIRST_JOB = 1001
APPEND_ONLY_SQLITE = """
CREATE TRIGGER events_are_append_only_{what} BEFORE {what} ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
"""
APPEND_ONLY_POSTGRES = """
CREATE FUNCTION refuse_to_change_events() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$;
CREATE TRIGGER events_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_events()
"""


def upgrade() -> None:
    """Make the tables."""
    _make_talk()
    _make_work()
    _make_record()


def _refers(columns: str, targets: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(columns.split(), targets.split(), deferrable=True, initially="DEFERRED")


def _make_talk() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("party", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("updated_at", UtcTime, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("erased_at", UtcTime),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_index("cases_party", "cases", ["party", "updated_at"])
    op.create_table(
        "calls",
        sa.Column("sid", sa.Text, primary_key=True),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("started_at", UtcTime, nullable=False),
        sa.Column("touched_at", UtcTime, nullable=False),
        sa.Column("ended_at", UtcTime),
        sa.Column("erased_at", UtcTime),
        sa.Column("body", sa.JSON, nullable=False),
        _refers("case_id", "cases.id"),
    )
    op.create_index("calls_case", "calls", ["case_id"])
    op.create_index("calls_started", "calls", ["started_at"])
    op.create_index("calls_touched", "calls", ["ended_at", "touched_at"])
    op.create_table(
        "turns",
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
    op.create_table(
        "sentences",
        sa.Column("call_sid", sa.Text, primary_key=True),
        sa.Column("turn", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        _refers("call_sid turn kind", "turns.call_sid turns.turn turns.kind"),
    )


def _make_work() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("case_id", sa.Text),
        sa.Column("phone", sa.Text),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        _refers("case_id", "cases.id"),
    )
    op.create_index("jobs_case", "jobs", ["case_id"])
    op.create_index("jobs_phone", "jobs", ["phone", "number"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("run_at", UtcTime, nullable=False),
        sa.Column("lease_until", UtcTime),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
    )
    op.create_index("outbox_due", "outbox", ["state", "run_at"])


def _make_record() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("call_sid", sa.Text),
        sa.Column("case_id", sa.Text),
        sa.Column("job_id", sa.Text),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(APPEND_ONLY_POSTGRES)
    else:
        for what in ("UPDATE", "DELETE"):
            op.execute(APPEND_ONLY_SQLITE.format(what=what))
    counters = op.create_table(
        "counters",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.BigInteger, nullable=False),
    )
    values = {JOB_COUNTER: FIRST_JOB - 1, CHECK_COUNTER: 0}
    op.bulk_insert(counters, [{"name": name, "value": value} for name, value in values.items()])


def downgrade() -> None:
    """Drop everything that was ever written down."""
    for table in ("counters", "events", "outbox", "jobs", "sentences", "turns", "calls", "cases"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_change_events")
