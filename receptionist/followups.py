"""The runner: does what commits left to be done, at least once each; knows no kind of work itself.

A follow-up is leased, carried out and struck off. Who dies in between leaves a lease that runs out, and another
runner does the work again: so handlers are idempotent. What fails is tried again after 10, 20, 40 … seconds; what
fails for good, or eight times, is a dead letter, which /health reports.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from secrets import SystemRandom

from receptionist.cases import FollowUp
from receptionist.ports import Clock, FollowUpError, Leased, Outbox, ReceptionistError, StoreError
from utils import CALL_SID

log = logging.getLogger(__name__)

Handler = Callable[[FollowUp], None]
"""Does one follow-up; raises FollowUpError (or another error of ours) when it could not."""

LEASE = timedelta(seconds=60)
FIRST_RETRY_S = 10.0
MAX_ATTEMPTS = 8
POLL_S = 1.0
"""How long a follow-up of another process, or one that falls due, waits at most."""
STOP_S = 10.0
"""How long the work in hand may take to be finished, of all runners together: gunicorn gives us 25 s."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Runner:
    """Carries out follow-ups by kind, in this thread (`run_due`) or in a thread of its own (`start`)."""

    def __init__(
        self,
        outbox: Outbox,
        handlers: Mapping[str, Handler],
        clock: Clock,
        *,
        periodic: Mapping[str, timedelta] | None = None,
        woken: threading.Event | None = None,
        jitter: Callable[[], float] | None = None,
        only: tuple[str, ...] = (),
        but: tuple[str, ...] = (),
    ) -> None:
        """`periodic` are the kinds to be done once in each interval, `jitter` returns 0 to 1.

        `only` some kinds are done, or all `but` some: what somebody waits for does not wait for the rest.
        """
        self._outbox = outbox
        self._handlers = handlers
        self._clock = clock
        self._periodic = dict(periodic or {})
        self._ordered: dict[str, str] = {}
        self._woken = woken or threading.Event()
        self._stopping = threading.Event()
        self._jitter = jitter or SystemRandom().random
        self.only, self._but = only, but
        self._thread: threading.Thread | None = None

    def run_due(self) -> int:
        """Do everything that is due now; returns how many were done. Raises StoreError."""
        self._order_periodic()
        done = 0
        while not self._stopping.is_set() and (leased := self._lease()):
            done += self._carry_out(leased)
        return done

    def start(self) -> None:
        """Start the thread; to be called once, after the process has forked."""
        self._thread = threading.Thread(target=self._run, name="followups", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Let the thread look now, not at its next poll."""
        self._woken.set()

    def take_no_more(self) -> None:
        """Begin nothing any more; what is left is another process's."""
        self._stopping.set()
        self._woken.set()

    def stop(self, within_s: float = STOP_S) -> None:
        """Let the work in hand be finished, then end the thread."""
        self.take_no_more()
        if self._thread:
            self._thread.join(within_s)

    @property
    def alive(self) -> bool:
        """Whether the thread is at work."""
        return self._thread is not None and self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                self.run_due()
            except StoreError as error:
                log.warning("follow-ups wait for the store: error=%s", error)
            except Exception:  # without this thread nothing that follows a call would be done, unnoticed
                log.exception("follow-ups broke; going on")
            self._woken.wait(POLL_S)

    def _order_periodic(self) -> None:
        # The key names the interval, so that of several processes one does the work of each.
        now = self._clock.now()
        due = {kind: _interval(kind, now, every) for kind, every in self._periodic.items()}
        new = tuple(order for kind, order in due.items() if self._ordered.get(kind) != order.key)
        if new:
            self._outbox.order(new)
            self._ordered |= {order.kind: order.key for order in new}

    def _lease(self) -> Leased | None:
        # One at a time: a slow one must not use up the leases of those behind it.
        now = self._clock.now()
        due = self._outbox.lease(now=now, until=now + LEASE, limit=1, only=self.only, but=self._but)
        return next(iter(due), None)

    def _carry_out(self, leased: Leased) -> bool:
        try:
            self._handle(leased)
        except ReceptionistError as error:
            self._put_back(leased, error=str(error), permanent=error.permanent)
            return False
        except Exception as error:  # a bug in one handler must not stop the others
            log.exception("follow-up broke: kind=%s key=%s", leased.followup.kind, leased.followup.key)
            self._put_back(leased, error=type(error).__name__, permanent=False)
            return False
        self._outbox.done(leased)
        return True

    def _handle(self, leased: Leased) -> None:
        token = CALL_SID.set(leased.followup.payload.get("call_sid"))
        try:
            self._handler_of(leased)(leased.followup)
        finally:
            CALL_SID.reset(token)

    def _handler_of(self, leased: Leased) -> Handler:
        # More attempts than failures are counted for: each of them took its process with it.
        if leased.attempts > MAX_ATTEMPTS:
            raise FollowUpError("never came back", permanent=True)
        handler = self._handlers.get(leased.followup.kind)
        if handler is None:
            raise FollowUpError(f"no handler for {leased.followup.kind}")
        return handler

    def _put_back(self, leased: Leased, *, error: str, permanent: bool) -> None:
        dead = permanent or leased.attempts >= MAX_ATTEMPTS
        retry_at = None if dead else self._clock.now() + self._delay(leased.attempts)
        level = logging.ERROR if dead else logging.WARNING
        followup = leased.followup
        log.log(
            level, "follow-up failed: kind=%s key=%s error=%s dead=%s", followup.kind, followup.key, error, dead
        )
        self._outbox.failed(leased, error=error, retry_at=retry_at)

    def _delay(self, attempts: int) -> timedelta:
        # Up to a quarter more, so that what failed together does not come back together.
        return timedelta(seconds=FIRST_RETRY_S * 2 ** (attempts - 1) * (1 + self._jitter() / 4))


def _interval(kind: str, now: datetime, every: timedelta) -> FollowUp:
    start = now - (now - _EPOCH) % every
    return FollowUp(key=f"{kind}:{start:%Y-%m-%dT%H:%M:%SZ}", kind=kind, run_at=now)


def stop_all(runners: Sequence[Runner]) -> None:
    """Stop runners together: none begins anything while another one finishes."""
    for runner in runners:
        runner.take_no_more()
    until_s = time.monotonic() + STOP_S
    for runner in runners:
        runner.stop(max(0.0, until_s - time.monotonic()))
