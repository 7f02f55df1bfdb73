"""Alembic's door: migrates over the connection that receptionist.storage.database.upgrade hands in."""

from alembic import context

from receptionist.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
