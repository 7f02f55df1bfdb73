"""The summary of a call that is over, by a model; without one, or when none answers, the rules' words stand."""

import logging
from collections.abc import Callable
from typing import Protocol

from receptionist.cases import Call, Case, FollowUp, Turn
from receptionist.costs import Spent
from receptionist.models.fallback import Guarded
from receptionist.ports import Clock, ConversationError, Declined
from receptionist.words.dialogue import Summary

log = logging.getLogger(__name__)


class Archive(Protocol):
    """What a summary is made of."""

    def load(self, call_sid: str) -> tuple[Call, Case] | None:
        """Return a call with its case."""
        ...

    def turns(self, call_sid: str) -> tuple[Turn, ...]:
        """Return the turns of a call."""
        ...


class Summaries:
    """Handles follow-ups of kind `summarise` with the payload `{"call_sid": …}`."""

    def __init__(
        self,
        store: Archive,
        models: tuple[Guarded, ...],
        clock: Clock,
        *,
        keep: Callable[[str, Summary], None],
        spend: Callable[[tuple[Spent, ...]], None],
    ) -> None:
        """`keep` stores a summary with its call, `spend` what it cost."""
        self._store = store
        self._models = models
        self._clock = clock
        self._keep = keep
        self._spend = spend

    def __call__(self, followup: FollowUp) -> None:
        """Have the first model that is well sum the call up; doing so twice changes nothing. Raises StoreError."""
        sid = followup.payload["call_sid"]
        matter = self._store.load(sid)
        turns = self._store.turns(sid) if self._models else ()
        # Who hung up at once, or was greeted only, said nothing to sum up.
        if matter is None or matter[0].summary or not any(turn.utterance.text for turn in turns):
            return
        if summary := self._summed_up(*matter, turns):
            self._keep(sid, summary)

    def _summed_up(self, call: Call, case: Case, turns: tuple[Turn, ...]) -> Summary | None:
        for model, breaker in ((guarded.model, guarded.breaker) for guarded in self._models):
            if not breaker.allows():
                continue
            try:
                summary, used = model.summarise(call, case, turns)
            except ConversationError as error:
                if not isinstance(error, Declined):
                    breaker.failed(error)
                log.warning("no summary: conversation=%s error=%s", model.name, error)
                continue
            self._spend(used.spent(call_sid=call.sid, at=self._clock.now()))
            return summary
        return None
