"""The questions that nobody could answer, one row a turn; they go with the words of their call."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from receptionist.cases import Turn
from receptionist.open_questions import Asked
from receptionist.storage.database import add, empty_log, reading, writing
from receptionist.storage.tables import questions


class SqlQuestions:
    """Keeps open questions for the owner. Every method raises StoreError, nothing else."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def open(self) -> tuple[Asked, ...]:
        """Return what was asked and is not answered."""
        query = sa.select(questions).where(questions.c.answered_at.is_(None)).order_by(questions.c.id)
        with reading(self._engine) as connection:
            rows = connection.execute(query)
            return tuple(Asked(id=row.id, call_sid=row.call_sid, at=row.at, words=row.words) for row in rows)

    def answered(self, ids: Iterable[int], *, at: datetime) -> None:
        """Note that these are answered; they are kept for as long as their calls."""
        with writing(self._engine) as connection:
            connection.execute(questions.update().where(questions.c.id.in_(sorted(ids))).values(answered_at=at))

    def forget(self, ids: Iterable[int]) -> None:
        """Delete these."""
        with writing(self._engine) as connection:
            connection.execute(questions.delete().where(questions.c.id.in_(sorted(ids))))
        empty_log(self._engine)


def keep(connection: sa.Connection, turn: Turn, words: str) -> None:
    """Keep within somebody's transaction what was asked in a turn; doing so twice changes nothing."""
    row = {"call_sid": turn.key.call_sid, "turn": turn.key.turn, "at": turn.at, "words": words}
    add(connection, questions, row)


def forget_calls(connection: sa.Connection, sids: Iterable[str]) -> None:
    """Delete within somebody's transaction what was asked in these calls."""
    connection.execute(questions.delete().where(questions.c.call_sid.in_(sorted(sids))))
