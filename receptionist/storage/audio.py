"""What was said under which name of an audio file, from the sentences of calls; keeps no audio."""

from collections.abc import Iterable

import sqlalchemy as sa

from receptionist.storage.database import reading
from receptionist.storage.erasure import ERASED
from receptionist.storage.tables import sentences


class SqlAudio:
    """Looks names of audio up. Every method raises StoreError, nothing else."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def words_of(self, name: str) -> tuple[str, str] | None:
        """Return the text and the language of a name; None when no call has it, or the words are erased."""
        named = (sentences.c.audio == name) & (sentences.c.text != ERASED)
        with reading(self._engine) as connection:
            row = connection.execute(
                sa.select(sentences.c.text, sentences.c.language).where(named).limit(1)
            ).first()
        return (row.text, row.language) if row else None

    def names_of(self, call_sids: Iterable[str]) -> tuple[str, ...]:
        """Return the names of all that was said in these calls, each once."""
        theirs = sentences.c.call_sid.in_(list(call_sids)) & sentences.c.audio.is_not(None)
        with reading(self._engine) as connection:
            return tuple(connection.scalars(sa.select(sentences.c.audio).where(theirs).distinct()))
