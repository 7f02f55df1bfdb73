"""The parts in which a reply was given, where its first sentence left before the rest was there."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "parts",
        sa.Column("call_sid", sa.Text, primary_key=True),
        sa.Column("turn", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("part", sa.Integer, primary_key=True),
        sa.Column("body", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["call_sid", "turn", "kind"],
            ["turns.call_sid", "turns.turn", "turns.kind"],
            deferrable=True,
            initially="DEFERRED",
        ),
    )
