"""The real app, but its process group is killed (SIGKILL) at one step of one turn; served by tests/test_crash.py.

CRASH_AT names the step and the turn (`after_a:3`), and the kind of the turn unless it is speech
(`after_a:2:transferred`); CRASH_MARKER a file that remembers that it happened, so that the restarted server lives.
"""

import os
import signal
from pathlib import Path

from flask import Flask

import app
from receptionist.cases import TurnKey
from receptionist.ports import Change, Store
from tests.delegate import StoreDelegate


class CrashingStore(StoreDelegate):
    """A store whose owner dies beside a commit."""

    def __init__(self, store: Store, *, step: str, turn: int, kind: str, marker: Path) -> None:
        super().__init__(store)
        self._step, self._turn, self._kind, self._marker = step, turn, kind, marker

    def commit(self, change: Change) -> None:
        """Commit, and die before or after it if this is the turn for it."""
        commit = "a" if change.claim else "b"
        self._die(f"before_{commit}", change.turn.key)
        super().commit(change)
        self._die(f"after_{commit}", change.turn.key)

    def new_job_id(self) -> str:
        """Die, perhaps, when an id was given but the job is not yet committed."""
        job_id = super().new_job_id()
        self._die("after_id", None)
        return job_id

    def _die(self, step: str, key: TurnKey | None) -> None:
        if step != self._step or (key and (key.turn != self._turn or key.kind != self._kind)):
            return
        if not self._marker.exists():
            self._marker.touch()
            os.killpg(0, signal.SIGKILL)


def create_app() -> Flask:
    """Return the app whose process dies at CRASH_AT."""
    step, turn, kind = (os.environ["CRASH_AT"] + ":speech").split(":")[:3]
    marker = Path(os.environ["CRASH_MARKER"])
    return app.create_app(
        wrap_store=lambda store: CrashingStore(store, step=step, turn=int(turn), kind=kind, marker=marker)
    )
