"""What goes on beside the calls: small tasks, each in a thread of its own, so that none waits for another."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from receptionist.ports import ReceptionistError

log = logging.getLogger(__name__)

STOP_S = 5.0


@dataclass(frozen=True, slots=True)
class Task:
    """Something done at the start, and again `every_s` seconds after it was finished."""

    name: str
    every_s: float
    run: Callable[[], object]


class Background:
    """Runs tasks from `start` to `stop`."""

    def __init__(self, tasks: tuple[Task, ...]) -> None:
        self.tasks = tasks
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start the threads; to be called once, after the process has forked."""
        for task in self.tasks:
            thread = threading.Thread(target=self._repeat, args=(task,), name=task.name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Let what is in hand be finished, for a few seconds at most."""
        self._stopping.set()
        until_s = time.monotonic() + STOP_S
        for thread in self._threads:
            thread.join(max(0.0, until_s - time.monotonic()))

    def _repeat(self, task: Task) -> None:
        while not self._stopping.is_set():
            try:
                task.run()
            except ReceptionistError as error:
                log.warning("background task failed: name=%s error=%s", task.name, error)
            except Exception:  # without its thread the task would never be done again, and nobody would notice
                log.exception("background task broke; going on: name=%s", task.name)
            self._stopping.wait(task.every_s)
