"""Voicemails with their audio, beside the calls that they belong to; fetches nothing and decides nothing."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from receptionist.ports import StoreError
from receptionist.storage.database import add, reading, writing
from receptionist.storage.tables import calls, recordings
from receptionist.texts.account import Recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Voicemail:
    """A recording, and who left it."""

    recording: Recording
    caller_id: str | None


class SqlRecordings:
    """Implements duty.recordings.Tapes. Every method raises StoreError, nothing else."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def has(self, sid: str) -> bool:
        """Tell whether a recording is kept."""
        with reading(self._engine) as connection:
            return connection.scalar(sa.select(recordings.c.sid).where(recordings.c.sid == sid)) is not None

    def keep(self, recording: Recording, audio: bytes) -> None:
        """Keep a recording, once, unless its call has been forgotten; an unknown call is a StoreError."""
        with writing(self._engine) as connection:
            # Locked: who forgets the call at the same time waits, and then finds the recording.
            its_call = sa.select(calls.c.erased_at).where(calls.c.sid == recording.call_sid).with_for_update()
            call = connection.execute(its_call).one_or_none()
            if call is None:
                raise StoreError("a voicemail belongs to no call that is known", permanent=True)
            if call.erased_at:
                return
            row = {"sid": recording.sid, "call_sid": recording.call_sid, "at": recording.at}
            add(connection, recordings, {**row, "seconds": recording.seconds, "audio": audio})

    def audio_of(self, sid: str) -> bytes | None:
        """Return a recording as MP3; None for one that is not kept."""
        with reading(self._engine) as connection:
            audio: bytes | None = connection.scalar(sa.select(recordings.c.audio).where(recordings.c.sid == sid))
            return audio

    def seconds_of(self, sid: str) -> int | None:
        """Return how long a recording is; None for one that is not kept."""
        with reading(self._engine) as connection:
            seconds: int | None = connection.scalar(sa.select(recordings.c.seconds).where(recordings.c.sid == sid))
            return seconds

    def all(self) -> tuple[Voicemail, ...]:
        """Return what is kept, without the audio, the newest first."""
        columns = (recordings.c.sid, recordings.c.call_sid, recordings.c.at, recordings.c.seconds)
        query = sa.select(*columns, calls.c.body["caller_id"].as_string())
        query = query.join(calls, calls.c.sid == recordings.c.call_sid).order_by(recordings.c.at.desc())
        with reading(self._engine) as connection:
            return tuple(_voicemail(*row) for row in connection.execute(query))


def forget_calls(connection: sa.Connection, call_sids: list[str]) -> None:
    """Delete within somebody's transaction the recordings of calls."""
    connection.execute(recordings.delete().where(recordings.c.call_sid.in_(call_sids)))


def forget_old(connection: sa.Connection, *, before: datetime) -> None:
    """Delete within somebody's transaction the recordings that were made before then."""
    connection.execute(recordings.delete().where(recordings.c.at < before))


def _voicemail(sid: str, call_sid: str, at: datetime, seconds: int | None, caller_id: str | None) -> Voicemail:
    recording = Recording(sid=sid, call_sid=call_sid, at=at, seconds=seconds or 0)
    return Voicemail(recording=recording, caller_id=caller_id)
