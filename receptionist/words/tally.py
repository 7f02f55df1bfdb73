"""Counts how many of the models' sentences the guard stops, and says when they are too many; keeps no words."""

import threading
from collections import deque
from collections.abc import Callable

from receptionist.words.dialogue import Condition

WINDOW_SENTENCES = 500
"""How many of the latest sentences of this process count."""
LEAST_SENTENCES = 50
"""With fewer than these a single one would be an alarm."""
MOST_STOPPED = 0.02


class Tally:
    """The latest sentences of all models in this process. Threads may share it."""

    def __init__(self, on_stopped: Callable[[], object] = lambda: None) -> None:
        """`on_stopped` is called for each sentence that is stopped."""
        self._on_stopped = on_stopped
        self._stopped: deque[bool] = deque(maxlen=WINDOW_SENTENCES)
        self._lock = threading.Lock()

    def count(self, *, stopped: bool) -> None:
        """Count a sentence that the guard has judged."""
        with self._lock:
            self._stopped.append(stopped)
        if stopped:
            self._on_stopped()

    def condition(self) -> Condition:
        """Return whether the models say little enough that may not be said, with the remedy if not."""
        with self._lock:
            judged, stopped = len(self._stopped), sum(self._stopped)
        detail = f"{stopped} of the models' last {judged} sentences were stopped"
        if judged < LEAST_SENTENCES or stopped <= judged * MOST_STOPPED:
            return Condition(ok=True, detail=detail)
        remedy = "the log says why: shorten PROMPT_FILE, or set OPENAI_MODEL or ANTHROPIC_MODEL to another"
        return Condition(ok=False, detail=f"{detail}; {remedy}")
