"""All that is kept, on one database: makes the parts of storage and holds no rule."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import sqlalchemy as sa

from receptionist.ports import StoreError
from receptionist.storage.audio import SqlAudio
from receptionist.storage.board import SqlBoard
from receptionist.storage.contacts import SqlContacts
from receptionist.storage.erasure import SqlErasure
from receptionist.storage.ledger import LateLedger, SqlLedger
from receptionist.storage.outbox import SqlOutbox
from receptionist.storage.questions import SqlQuestions
from receptionist.storage.recordings import SqlRecordings
from receptionist.storage.relays import SqlRelays
from receptionist.storage.staff import SqlStaff
from receptionist.storage.store import SqlStore
from receptionist.storage.texts import SqlTexts


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """The parts of storage, each once."""

    engine: sa.Engine
    store: SqlStore
    outbox: SqlOutbox
    board: SqlBoard
    staff: SqlStaff
    erasure: SqlErasure
    contacts: SqlContacts
    texts: SqlTexts
    questions: SqlQuestions
    recordings: SqlRecordings
    relays: SqlRelays
    audio: SqlAudio
    ledger: SqlLedger
    late_ledger: LateLedger

    @classmethod
    def on(cls, engine: sa.Engine, *, on_order: Callable[[], object]) -> Self:
        """Return the parts for a database that is migrated; `on_order` is called when follow-ups were ordered."""
        ledger = SqlLedger(engine)
        return cls(
            engine=engine,
            store=SqlStore(engine, on_commit=on_order),
            outbox=SqlOutbox(engine),
            board=SqlBoard(engine, on_order=on_order),
            staff=SqlStaff(engine),
            erasure=SqlErasure(engine),
            contacts=SqlContacts(engine),
            texts=SqlTexts(engine, on_order=on_order),
            questions=SqlQuestions(engine),
            recordings=SqlRecordings(engine),
            relays=SqlRelays(engine),
            audio=SqlAudio(engine),
            ledger=ledger,
            late_ledger=LateLedger(ledger),
        )

    def answers(self) -> bool:
        """Tell whether calls can be kept."""
        try:
            self.store.check()
        except StoreError:
            return False
        return True
