"""The sessions of ConversationRelay: who may open a socket, once, and what became of it."""

import sqlalchemy as sa
from alembic import op

from receptionist.storage.tables import UtcTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "relays",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token", sa.Text, nullable=False, unique=True),
        sa.Column("call_sid", sa.Text, nullable=False),
        sa.Column("issued_at", UtcTime, nullable=False),
        sa.Column("opened_at", UtcTime),
        sa.Column("closed_at", UtcTime),
        sa.Column("failed_at", UtcTime),
    )
    op.create_index("relays_call", "relays", ["call_sid"])
    op.create_index("relays_failed", "relays", ["failed_at"])
    op.create_index("relays_issued", "relays", ["issued_at"])
