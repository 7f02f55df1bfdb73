"""Who is told of what, and how far that is; what the owner orders by text; recordings; blocked numbers."""

import sqlalchemy as sa
from alembic import op

from receptionist.storage.tables import UtcTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables and the column."""
    op.add_column("contacts", sa.Column("blocked_at", UtcTime))
    _make_notices()
    _make_deliveries()
    _make_orders()
    _make_recordings()


def _make_notices() -> None:
    op.create_table(
        "notices",
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
    )
    op.create_index("notices_state", "notices", ["state", "at"])
    op.create_index("notices_case", "notices", ["case_id"])


def _make_deliveries() -> None:
    op.create_table(
        "deliveries",
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
    )
    for column in ("recipient", "person"):
        op.create_index(f"deliveries_{column}", "deliveries", [column, "at"])
    op.create_index("deliveries_notice", "deliveries", ["notice_id"])
    op.create_index("deliveries_provider", "deliveries", ["provider_sid"])


def _make_orders() -> None:
    op.create_table(
        "orders",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("until", UtcTime, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_table(
        "staff",
        sa.Column("phone", sa.Text, primary_key=True),
        sa.Column("confirmed_at", UtcTime),
        sa.Column("code", sa.Text),
        sa.Column("code_at", UtcTime),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("waiting", sa.Text),
    )


def _make_recordings() -> None:
    op.create_table(
        "recordings",
        sa.Column("sid", sa.Text, primary_key=True),
        sa.Column("call_sid", sa.Text, nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("seconds", sa.Integer),
        sa.Column("audio", sa.LargeBinary),
    )
    op.create_index("recordings_call", "recordings", ["call_sid"])
