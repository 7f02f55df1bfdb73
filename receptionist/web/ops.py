"""GET /health and /ready, for monitors and load balancers: no login, no secret, no number, no outside call."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from flask import Blueprint, Response, jsonify

from receptionist import __version__
from receptionist.ports import Clock, Outbox, Store, StoreError
from receptionist.words.dialogue import Condition

FRESH_S = 3.0
"""How long one look serves all who ask."""

Status = Literal["ok", "degraded", "down"]


class Receptionist(Protocol):
    """What is looked at."""

    @property
    def store(self) -> Store: ...  # noqa: D102
    @property
    def outbox(self) -> Outbox: ...  # noqa: D102
    @property
    def clock(self) -> Clock: ...  # noqa: D102
    @property
    def draining(self) -> threading.Event: ...  # noqa: D102
    @property
    def warming(self) -> threading.Event: ...  # noqa: D102
    def conditions(self) -> Mapping[str, Condition]:
        """Return how conversation, speech and Twilio do, and what follows calls."""
        ...


@dataclass(frozen=True, slots=True)
class Component:
    """How one part does; `detail` is for people."""

    status: Status
    detail: str


class Watch:
    """Looks at every component at most every few seconds; nobody waits while another one looks."""

    def __init__(self, receptionist: Receptionist) -> None:
        self._receptionist = receptionist
        self._clock = receptionist.clock
        self._looking = threading.Lock()
        self._seen: Mapping[str, Component] = {}
        self._seen_at_s = 0.0

    def components(self) -> Mapping[str, Component]:
        """Return the components; only the first ask, or one after FRESH_S, takes the time of a look."""
        if not self._seen or self._clock.monotonic() - self._seen_at_s > FRESH_S:
            self._look()
        return self._seen

    def _look(self) -> None:
        if not self._looking.acquire(blocking=not self._seen):
            return
        try:
            self._seen = self._ask()
            self._seen_at_s = self._clock.monotonic()
        finally:
            self._looking.release()

    def _ask(self) -> Mapping[str, Component]:
        components = dict(self._kept())
        for name, now in self._receptionist.conditions().items():
            components[name] = _component(now, components.get(name))
        return components

    def _kept(self) -> Mapping[str, Component]:
        try:
            self._receptionist.store.check()
            counts = self._receptionist.outbox.counts(now=self._clock.now())
        except StoreError:
            # The reason is in the log; an error's words could hold an address.
            return {"store": Component("down", "does not answer"), "followups": Component("down", "no store")}
        return {"store": Component("ok", "reads and writes"), "followups": _followups(counts)}


def blueprint(receptionist: Receptionist) -> Blueprint:
    """Return the blueprint of both routes."""
    ops = Blueprint("ops", __name__)
    watch = Watch(receptionist)

    @ops.get("/health")
    def health() -> tuple[Response, int]:
        components = watch.components()
        status = _worst(components)
        answer = jsonify(status=status, version=__version__, components=components)
        return _unstored(answer), 503 if status == "down" else 200

    @ops.get("/ready")
    def ready() -> tuple[Response, int]:
        if receptionist.draining.is_set():
            return _unstored(jsonify(ready=False, reason="shutting down")), 503
        if receptionist.warming.is_set():
            return _unstored(jsonify(ready=False, reason="warming up")), 503
        if watch.components()["store"].status == "down":
            return _unstored(jsonify(ready=False, reason="the store does not answer")), 503
        return _unstored(jsonify(ready=True)), 200

    return ops


def _component(now: Condition, known: Component | None) -> Component:
    """Return a part without which calls are taken all the same, if less well; `known` is what its watch saw."""
    if known is None:
        return Component("ok" if now.ok else "degraded", now.detail)
    return known if now.ok else Component("degraded", f"{now.detail}; {known.detail}")


def _followups(counts: Mapping[str, int]) -> Component:
    late, dead = counts.get("late", 0), counts.get("dead", 0)
    detail = f"{counts.get('waiting', 0)} waiting, {late} late, {dead} given up"
    return Component("degraded" if late or dead else "ok", detail)


def _worst(components: Mapping[str, Component]) -> Status:
    """Return the status of the whole: without a store no call can be taken, without anything else it can."""
    if components["store"].status == "down":
        return "down"
    return "ok" if all(component.status == "ok" for component in components.values()) else "degraded"


def _unstored(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
