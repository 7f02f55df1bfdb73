"""Clean-up by age: calls with their logs, audio, logs for people; and the end of calls that nobody ended."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from receptionist.calls import TEXTS_IDLE
from receptionist.cases import FollowUp
from receptionist.ports import Clock, Store, StoreError
from receptionist.storage import call_logs
from receptionist.storage.database import store_errors
from receptionist.storage.erasure import OldCall, SqlErasure
from receptionist.storage.ledger import SqlLedger
from receptionist.storage.outbox import SqlOutbox
from utils import remove_old_files

log = logging.getLogger(__name__)

CLEAN_UP, END_IDLE_CALLS = "clean_up", "end_idle_calls"
PERIODIC = {CLEAN_UP: timedelta(hours=1), END_IDLE_CALLS: timedelta(minutes=1)}
"""How often each of these kinds is due."""
IDLE_GRACE = timedelta(minutes=5)
"""What a status callback may be late beyond the longest call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """For how long what is kept."""

    calls: timedelta
    logs: timedelta
    audio: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where files grow; `logs` is None when the logs go elsewhere."""

    call_logs: Path
    audio: Path
    logs: Path | None = None


class CleanUp:
    """Handles follow-ups of kind `clean_up`: removes what is older than it may get."""

    def __init__(
        self,
        erasure: SqlErasure,
        outbox: SqlOutbox,
        clock: Clock,
        *,
        keep: Keep,
        places: Places,
        ledger: SqlLedger | None = None,
        silence: Callable[[list[str]], object] = lambda sids: None,
    ) -> None:
        """`silence` deletes the audio of calls, by their SIDs."""
        self._erasure = erasure
        self._outbox = outbox
        self._clock = clock
        self._keep = keep
        self._places = places
        self._ledger = ledger
        self._silence = silence

    def __call__(self, followup: FollowUp) -> None:
        """Clean up as of now. Raises StoreError."""
        now = self._clock.now()
        self._remove_files(now)
        before = now - self._keep.calls
        while old := self._erasure.old_calls(before=before):
            self._forget(old, now)
        while self._erasure.erase_cases(before=before, now=now):
            pass
        self._erasure.erase_notes(before=before)
        self._outbox.forget(before=now - self._keep.logs)
        if self._ledger:
            self._ledger.forget(before=before)

    def erase_number(self, number: str) -> int:
        """Forget a telephone number, whatever its age; returns how many calls. Raises StoreError."""
        now = self._clock.now()
        theirs = self._erasure.calls_of(number)
        self._forget(theirs, now)
        self._erasure.erase_number(number, now=now)
        return len(theirs)

    def _forget(self, old: tuple[OldCall, ...], now: datetime) -> None:
        # The file goes first: who dies in between finds the call again.
        with store_errors():
            for call in old:
                path = call_logs.path_of(self._places.call_logs, call.sid, call.started_at)
                path.unlink(missing_ok=True)
                if path.parent.is_dir() and not any(path.parent.iterdir()):
                    path.parent.rmdir()
        sids = [call.sid for call in old]
        self._silence(sids)
        self._erasure.erase_calls(sids, now=now)

    def _remove_files(self, now: datetime) -> None:
        call_logs.sweep(self._places.call_logs, now=now)
        with store_errors():
            remove_old_files(self._places.audio, now - self._keep.audio, "[!.]*")
            if self._places.logs:
                remove_old_files(self._places.logs, now - self._keep.logs, "*.log*")


_TEXT_SIDS = ("SM", "MM")
"""How the SID of an exchange of texts begins: it is that of its first text."""


class IdleSweep:
    """Handles follow-ups of kind `end_idle_calls`: ends calls whose status callback never came."""

    def __init__(
        self, store: Store, clock: Clock, *, max_call_minutes: int, end: Callable[[str, datetime], object]
    ) -> None:
        """`end` ends a call, by its SID, as of its last turn: nobody knows how much longer it was."""
        self._store = store
        self._clock = clock
        self._idle = timedelta(minutes=max_call_minutes) + IDLE_GRACE
        self._end = end

    def __call__(self, followup: FollowUp) -> None:
        """End what is idle now; what cannot be ended waits for the next sweep. Raises StoreError."""
        now = self._clock.now()
        for call_sid, touched_at in self._store.idle_calls(before=now - min(self._idle, TEXTS_IDLE)):
            if touched_at > now - (TEXTS_IDLE if call_sid.startswith(_TEXT_SIDS) else self._idle):
                continue
            try:
                self._end(call_sid, touched_at)
            except StoreError as error:
                log.warning("idle call not ended: call=%s error=%s", call_sid, error)
