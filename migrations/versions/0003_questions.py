"""The questions that nobody could answer, and a quick way to the jobs that are open."""

import sqlalchemy as sa
from alembic import op

from receptionist.storage.tables import UtcTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table and the index."""
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("call_sid", sa.Text, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("answered_at", UtcTime),
        sa.UniqueConstraint("call_sid", "turn"),
    )
    op.create_index("jobs_status", "jobs", ["status", "number"])
