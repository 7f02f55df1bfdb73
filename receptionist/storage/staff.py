"""Who of the listed people has proved that a number is his, and who is being asked to; keeps no other words."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from receptionist.storage.database import add, reading, writing
from receptionist.storage.tables import staff

CODE_HOLDS = timedelta(minutes=15)
MOST_TRIES = 5
SAME_TEXT = timedelta(minutes=1)
"""How long the same words are the same text, which two processes may have in hand."""


class SqlStaff:
    """Keeps confirmations by E.164 number. Every method raises StoreError, nothing else."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def confirmed(self, phone: str) -> bool:
        """Tell whether somebody behind this number has sent back a code."""
        query = sa.select(staff.c.confirmed_at).where(staff.c.phone == phone)
        with reading(self._engine) as connection:
            return connection.scalar(query) is not None

    def ask(self, phone: str, *, code: str, waiting: str, at: datetime) -> str:
        """Note which code a number is to send back, and the text that waits for it; return the code that holds."""
        mine = staff.c.phone == phone
        values = {"code": code, "code_at": at, "tries": 0, "waiting": waiting}
        with writing(self._engine) as connection:
            add(connection, staff, {"phone": phone, "tries": 0})
            row = connection.execute(sa.select(staff).where(mine).with_for_update()).one()
            if row.code and row.waiting == waiting and row.code_at > at - SAME_TEXT:
                known: str = row.code
                return known
            connection.execute(staff.update().where(mine).values(**values))
            return code

    def waiting_for(self, phone: str, code: str, *, at: datetime) -> str | None:
        """Return the text that waits for this code; None for a wrong or an old one. Each try counts."""
        mine = staff.c.phone == phone
        with writing(self._engine) as connection:
            row = connection.execute(sa.select(staff).where(mine).with_for_update()).one_or_none()
            if row is None or row.code is None or row.tries >= MOST_TRIES or row.code_at <= at - CODE_HOLDS:
                return None
            connection.execute(staff.update().where(mine).values(tries=row.tries + 1))
            waiting: str = row.waiting
            return waiting if row.code == code else None

    def confirm(self, phone: str, *, at: datetime) -> None:
        """Note that a number has proved itself."""
        values = {"confirmed_at": at, "code": None, "code_at": None, "waiting": None}
        with writing(self._engine) as connection:
            connection.execute(staff.update().where(staff.c.phone == phone).values(**values))
