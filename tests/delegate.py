"""A store that passes everything on to another: the base of stores that fail on purpose."""

from datetime import datetime

from receptionist.cases import Call, Case, Event, FollowUp, Job, Sentence, Turn, TurnKey
from receptionist.ports import Change, Part, Store


class StoreDelegate:
    """Implements ports.Store by another store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load(self, call_sid: str) -> tuple[Call, Case] | None:
        return self._store.load(call_sid)

    def open_case(self, party: str, *, since: datetime) -> Case | None:
        return self._store.open_case(party, since=since)

    def in_progress(self, case_id: str, *, apart_from: str | None = None) -> bool:
        return self._store.in_progress(case_id, apart_from=apart_from)

    def commit(self, change: Change) -> None:
        self._store.commit(change)

    def turn(self, key: TurnKey) -> Turn | None:
        return self._store.turn(key)

    def turns(self, call_sid: str) -> tuple[Turn, ...]:
        return self._store.turns(call_sid)

    def take_over(self, turn: Turn, *, lease_until: datetime) -> bool:
        return self._store.take_over(turn, lease_until=lease_until)

    def leave(self, turn: Turn, said: tuple[Sentence, ...], part: Part | None = None) -> bool:
        return self._store.leave(turn, said, part)

    def left(self, key: TurnKey) -> tuple[Sentence, ...]:
        return self._store.left(key)

    def parts(self, key: TurnKey) -> tuple[Part, ...]:
        return self._store.parts(key)

    def note_heard(self, key: TurnKey, heard_chars: int) -> None:
        self._store.note_heard(key, heard_chars)

    def end_call(self, call: Call, case: Case, followups: tuple[FollowUp, ...], event: Event) -> None:
        self._store.end_call(call, case, followups, event)

    def idle_calls(self, *, before: datetime, limit: int = 100) -> tuple[tuple[str, datetime], ...]:
        return self._store.idle_calls(before=before, limit=limit)

    def live_calls(self, *, since: datetime) -> tuple[Call, ...]:
        return self._store.live_calls(since=since)

    def new_job_id(self) -> str:
        return self._store.new_job_id()

    def jobs(self, *, phone: str) -> tuple[Job, ...]:
        return self._store.jobs(phone=phone)

    def open_jobs(self, *, since: datetime) -> tuple[Job, ...]:
        return self._store.open_jobs(since=since)

    def import_jobs(self, jobs: tuple[Job, ...]) -> int:
        return self._store.import_jobs(jobs)

    def check(self) -> None:
        self._store.check()
