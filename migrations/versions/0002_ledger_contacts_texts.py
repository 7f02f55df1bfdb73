"""What calls cost, whom we know, the texts that went out and came in, and the names of spoken sentences."""

import sqlalchemy as sa
from alembic import op

from receptionist.storage.tables import UtcTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.add_column("sentences", sa.Column("audio", sa.Text))
    op.create_index("sentences_audio", "sentences", ["audio"])
    _make_ledger()
    _make_contacts()
    _make_texts()


def _make_ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("call_sid", sa.Text),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("quantity", sa.Float, nullable=False),
    )
    op.create_index("ledger_at", "ledger", ["at"])
    op.create_index("ledger_call", "ledger", ["call_sid"])


def _make_contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("phone", sa.Text, primary_key=True),
        sa.Column("name", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("vip", sa.Boolean, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("opted_out_at", UtcTime),
        sa.Column("updated_at", UtcTime, nullable=False),
    )
    op.create_table(
        "contact_notes",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_index("contact_notes_phone", "contact_notes", ["phone", "at"])


def _make_texts() -> None:
    op.create_table(
        "texts",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("call_sid", sa.Text),
        sa.Column("turn", sa.Integer),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("provider_sid", sa.Text),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("error_code", sa.Integer),
        sa.Column("segments", sa.Integer),
    )
    op.create_index("texts_provider", "texts", ["provider_sid"])
    op.create_index("texts_call", "texts", ["call_sid"])
