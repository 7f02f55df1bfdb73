"""Who is ringing, and the note after the call: asks the customer records in time, or does without them.

A call never waits for them beyond its limit, and never fails with them. What they say of a caller proves nobody:
it is not spoken, and opens nothing.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextvars import copy_context
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from receptionist.cases import Call, Case, FollowUp, Job
from receptionist.ports import Clock, CRMBase, CRMError, Customer, FollowUpError, Note
from receptionist.records import to_json
from receptionist.rules import outcomes
from receptionist.words.dialogue import Condition

log = logging.getLogger(__name__)

LOOKUP_S = 0.3
NOTE_S = 45.0
"""Within the lease of a follow-up, which is 60 s."""
REST_S = 30.0
MOST_AT_ONCE = 4

T = TypeVar("T")


class Threads:
    """A few threads, one for each question. Who never answers keeps theirs, and nobody waits beyond the limit."""

    def __init__(self, most: int) -> None:
        self._free = threading.BoundedSemaphore(most)

    def ask(self, question: Callable[[], T], *, timeout_s: float) -> T:
        """Return the answer to `question`. Raises CRMError when there is none in time, whatever went wrong."""
        until_s = time.monotonic() + timeout_s
        if not self._free.acquire(timeout=timeout_s):
            raise CRMError("earlier questions are not answered yet")
        answer = self._asked(question)
        try:
            return answer.result(timeout=max(0.0, until_s - time.monotonic()))
        except TimeoutError as error:
            raise CRMError(f"no answer within {timeout_s:g} s") from error

    def _asked(self, question: Callable[[], T]) -> "Future[T]":
        answer: Future[T] = Future()
        work = (self._work, question, answer)
        # In this call's context, for the CallSid on log lines; and a daemon, since an answer that never comes must
        # not keep the process from ending.
        thread = threading.Thread(target=copy_context().run, args=work, name="customers", daemon=True)
        try:
            thread.start()
        except RuntimeError as error:
            self._free.release()
            raise CRMError("this machine has no thread left") from error
        return answer

    def _work(self, question: Callable[[], T], answer: "Future[T]") -> None:
        try:
            answer.set_result(_answered(question))
        except CRMError as error:
            answer.set_exception(error)
        finally:
            self._free.release()


def _answered(question: Callable[[], T]) -> T:
    try:
        return question()
    except CRMError:
        raise
    except BaseException as error:
        # The class may be the owner's own; what its errors say could be about the caller.
        raise CRMError(f"it broke with {type(error).__name__}") from error


@dataclass(frozen=True, slots=True)
class _State:
    asked: int = 0
    failed: int = 0
    error: str | None = None
    rests_until_s: float = 0.0


class Customers(CRMBase):
    """Stands before any customer records and keeps time for them.

    After a look-up that failed they are not asked for `rest_s`, so that few callers wait for nothing.
    """

    def __init__(
        self,
        crm: CRMBase,
        clock: Clock,
        *,
        timeout_s: float = LOOKUP_S,
        note_timeout_s: float = NOTE_S,
        rest_s: float = REST_S,
        most_at_once: int = MOST_AT_ONCE,
    ) -> None:
        self._crm = crm
        self._clock = clock
        self._timeout_s = timeout_s
        self._note_timeout_s = note_timeout_s
        self._rest_s = rest_s
        # Apart, so that notes which hang keep no caller waiting.
        self._lookups, self._notes = Threads(most_at_once), Threads(most_at_once)
        self._lock = threading.Lock()
        self._state = _State()

    def get_customer(self, phone: str) -> Customer | None:
        """Return whom the E.164 number belongs to; None for a stranger, and when the records do not tell in time.

        Raises nothing, and takes `timeout_s` at most.
        """
        if self._clock.monotonic() < self._state.rests_until_s:
            return None
        try:
            customer = self._lookups.ask(
                lambda: _checked(self._crm.get_customer(phone)), timeout_s=self._timeout_s
            )
        except CRMError as error:
            self._failed(error)
            return None
        with self._lock:
            self._state = replace(self._state, asked=self._state.asked + 1, error=None)
        return customer

    def create_note(self, note: Note) -> None:
        """Write a note down, in time. Raises CRMError, whatever the records do."""
        self._notes.ask(lambda: self._crm.create_note(note), timeout_s=self._note_timeout_s)

    def condition(self) -> Condition:
        """Return how the records do: the last look-up decides."""
        state, name = self._state, type(self._crm).__name__
        if state.error:
            return Condition(False, f"{name}: {state.error}; callers are answered as strangers (docs/crm.md)")
        return Condition(True, f"{name}: {state.asked} looked up, {state.failed} failed")

    def _failed(self, error: CRMError) -> None:
        with self._lock:
            asked, failed = self._state.asked + 1, self._state.failed + 1
            self._state = _State(asked, failed, str(error), self._clock.monotonic() + self._rest_s)
        log.warning("customer records rest: crm=%s error=%s", type(self._crm).__name__, error)


def _checked(found: object) -> Customer | None:
    if found is None or isinstance(found, Customer):
        return found
    raise CRMError(f"get_customer returned {type(found).__name__}, needed is Customer or None")


class Archive(Protocol):
    """What a note reads of the store."""

    def load(self, call_sid: str) -> tuple[Call, Case] | None:
        """Return a call with its case."""
        ...


class CrmNote:
    """Handles follow-ups of kind `crm_note` with the payload `{"call_sid": …}`."""

    def __init__(self, store: Archive, crm: CRMBase) -> None:
        """`crm` keeps time: a runner waits for it (`Customers`)."""
        self._store = store
        self._crm = crm

    def __call__(self, followup: FollowUp) -> None:
        """Write the note about a call that is over; doing so twice leaves one.

        Raises CRMError, FollowUpError for a call that is unknown or goes on, StoreError.
        """
        found = self._store.load(followup.payload["call_sid"])
        if found is None:
            raise FollowUpError("no such call", permanent=True)
        if found[0].ended_at is None:
            raise FollowUpError("the call goes on")
        if note := note_of(*found):
            self._crm.create_note(note)


def note_of(call: Call, case: Case) -> Note | None:
    """Return the note about a call that is over; None for spam, and for a caller whom no number leads back to.

    It is filed under the number to ring back, which is the caller's own: the one that rings may be borrowed.
    """
    phone = case.job.callback_number or call.caller_id
    outcome = outcomes.outcome(call)
    if phone is None or outcome is None or outcome == "spam":
        return None
    return Note(
        key=f"note:{call.sid}",
        phone=phone,
        customer_id=call.customer_id if phone == call.caller_id else None,
        at=call.started_at,
        outcome=outcome,
        summary=outcomes.summary(call, case) or "",
        next_step=outcomes.next_step(call, case) or "",
        job=_logged(case.job, outcomes.service_type(call, case.job)),
    )


def _logged(job: Job, service_type: str | None) -> Mapping[str, Any]:
    """Return a job as in the call log: an access code is only said to be kept."""
    urgency = job.urgency if job.id else "none"
    code = "kept" if job.access_code else None
    return {**to_json(job), "service_type": service_type, "urgency": urgency, "access_code": code}
