"""Migrations, by Alembic: brings tables to this version's state; opens no database and takes no lock."""

import logging
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from receptionist.ports import StoreError

log = logging.getLogger(__name__)


def migrate(connection: sa.Connection, migrations: Path) -> None:
    """Bring the tables to the newest of `migrations`, within the transaction. Raises StoreError."""
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    if _is_newer(connection, config):
        log.warning("the store is of a newer version than the app, and is used as it is")
        return
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(f"the store is of another version: {error}", permanent=True) from error


def _is_newer(connection: sa.Connection, config: Config) -> bool:
    """Tell whether a later version has migrated the store; migrations only add, so this one can go on with it.

    After a deployment that was rolled back, the older version has to start on what the newer one left.
    """
    now = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    return now is not None and now not in known and now > max(known)
