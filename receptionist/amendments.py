"""What is noted with a call outside of its turns: its end, a voicemail, a summary; says nothing to anybody."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from receptionist import calls
from receptionist.cases import Call, Case
from receptionist.claims import MOST_CONFLICTS, Matter
from receptionist.ports import Clock, Conflict, Store, StoreError
from receptionist.shop.business import Business
from receptionist.shop.services import Services
from receptionist.words.dialogue import Summary


class Amendments:
    """Changes calls and exports them anew. Every method raises StoreError, nothing else."""

    def __init__(self, *, store: Store, business: Business, services: Services, clock: Clock) -> None:
        self._store = store
        self._business = business
        self._services = services
        self._clock = clock

    def hang_up(self, call_sid: str, status: str, *, at: datetime | None = None) -> None:
        """Note the end of a call, now or as of `at`; an unknown call, or an end that is known, changes nothing."""

        def over(call: Call, case: Case) -> Matter | None:
            if call.reported and call.status == status:
                return None
            over, case = self.ended(call, case, status, at)
            return replace(over, reported=True), case

        self._amend(call_sid, over, "call_ended")

    def add_recording(self, call_sid: str, recording_sid: str) -> None:
        """Note a voicemail with its call; an unknown call changes nothing."""

        def recorded(call: Call, case: Case) -> Matter | None:
            if recording_sid in call.recordings:
                return None
            return calls.recorded(call, recording_sid, at=self._clock.now()), case

        self._amend(call_sid, recorded, "voicemail")

    def add_summary(self, call_sid: str, summary: Summary) -> None:
        """Keep what a model wrote about a call that is over; an unknown call changes nothing."""

        def summed_up(call: Call, case: Case) -> Matter | None:
            if call.summary == summary.text:
                return None
            return replace(call, summary=summary.text, next_step=summary.next_step), case

        self._amend(call_sid, summed_up, "summarised")

    def ended(self, call: Call, case: Case, status: str, at: datetime | None = None) -> Matter:
        """Return a call and its case as they are when it has ended, now or as of `at`; keeps nothing."""
        return calls.ended(
            call,
            case,
            status=status,
            at=at or self._clock.now(),
            business=self._business,
            services=self._services,
            new_job_id=self._store.new_job_id,
            goes_on=self._store.in_progress(case.id, apart_from=call.sid),
        )

    def _amend(self, call_sid: str, change: Callable[[Call, Case], Matter | None], kind: str) -> None:
        """Change a call; None from `change` leaves it as it is."""
        for _ in range(MOST_CONFLICTS):
            matter = self._store.load(call_sid)
            changed = change(*matter) if matter and not matter[0].erased else None
            if changed is None:
                return
            now = self._clock.now()
            event = calls.event(kind, *changed, at=now)
            try:
                self._store.end_call(*changed, calls.wrapped_up(*changed, at=now), event)
            except Conflict:
                continue
            return
        raise StoreError(f"the case of call {call_sid} is busy")
