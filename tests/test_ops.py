"""/health and /ready, over a store and an outbox that do as they are told."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from flask import Flask

from receptionist import reporting
from receptionist.ports import Clock, Outbox, Store, StoreError
from receptionist.settings import Settings
from receptionist.web import ops
from receptionist.words.dialogue import Condition


@dataclass
class Moment:
    """A clock that stands until it is moved."""

    seconds: float = 100.0

    def now(self) -> datetime:
        return datetime(2026, 7, 14, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.seconds


@dataclass
class Shelf:
    """A store and an outbox: up or down, counting how often it is looked at."""

    up: bool = True
    looks: int = 0
    counted: Mapping[str, int] = field(default_factory=dict)

    def check(self) -> None:
        self.looks += 1
        if not self.up:
            raise StoreError("postgresql://user:hunter2@host refused")

    def counts(self, *, now: datetime) -> Mapping[str, int]:
        return self.counted


@dataclass
class Parts:
    """A receptionist, as far as its health goes."""

    shelf: Shelf
    moment: Moment
    wrong: dict[str, Condition] = field(default_factory=dict)
    draining: threading.Event = field(default_factory=threading.Event)
    warming: threading.Event = field(default_factory=threading.Event)

    def conditions(self) -> Mapping[str, Condition]:
        well = {
            "conversation": Condition(ok=True, detail="scripted"),
            "speech": Condition(ok=True, detail="Twilio's voice"),
            "twilio": Condition(ok=True, detail="signatures are checked"),
        }
        return {**well, **self.wrong}

    @property
    def store(self) -> Store:
        return cast(Store, self.shelf)

    @property
    def outbox(self) -> Outbox:
        return cast(Outbox, self.shelf)

    @property
    def clock(self) -> Clock:
        return cast(Clock, self.moment)


@pytest.fixture
def parts() -> Parts:
    """A healthy receptionist without a key."""
    return Parts(Shelf(), Moment())


def asked(parts: Parts, *paths: str) -> list[tuple[int, Any]]:
    app = Flask(__name__)
    app.register_blueprint(ops.blueprint(parts))
    client = app.test_client()
    answers = [client.get(path) for path in paths]
    assert all(answer.headers["Cache-Control"] == "no-store" for answer in answers)
    return [(answer.status_code, answer.get_json()) for answer in answers]


def test_a_receptionist_without_a_key_is_well_and_says_what_speaks(parts: Parts) -> None:
    ((status, health),) = asked(parts, "/health")

    assert (status, health["status"]) == (200, "ok")
    assert set(health) == {"status", "version", "components"}
    assert set(health["components"]) == {"store", "conversation", "speech", "twilio", "followups"}
    assert health["components"]["conversation"] == {"status": "ok", "detail": "scripted"}


def test_without_a_store_no_call_can_be_taken_and_no_address_is_told(parts: Parts) -> None:
    parts.shelf.up = False

    (status, health), (ready, _) = asked(parts, "/health", "/ready")

    assert (status, health["status"], ready) == (503, "down", 503)
    assert "hunter2" not in str(health)


@pytest.mark.parametrize("wrong", [{"late": 1}, {"dead": 2}])
def test_late_or_dead_follow_ups_degrade_but_calls_go_on(parts: Parts, wrong: dict[str, int]) -> None:
    parts.shelf.counted = wrong

    (status, health), (ready, _) = asked(parts, "/health", "/ready")

    assert (status, health["status"], ready) == (200, "degraded", 200)


def test_one_look_at_the_store_serves_all_who_ask_within_seconds(parts: Parts) -> None:
    app = Flask(__name__)
    app.register_blueprint(ops.blueprint(parts))
    client = app.test_client()

    for _ in range(5):
        client.get("/health")
    assert parts.shelf.looks == 1
    parts.moment.seconds += ops.FRESH_S + 1
    client.get("/ready")
    assert parts.shelf.looks == 2


def test_while_it_drains_it_is_healthy_but_not_ready(parts: Parts) -> None:
    parts.draining.set()

    (health, _), (ready, reason) = asked(parts, "/health", "/ready")

    assert (health, ready, reason["reason"]) == (200, 503, "shutting down")


def test_while_it_warms_up_it_is_healthy_but_not_ready(parts: Parts) -> None:
    parts.warming.set()

    (health, _), (ready, reason) = asked(parts, "/health", "/ready")

    assert (health, ready, reason["reason"]) == (200, 503, "warming up")


@pytest.mark.parametrize("component", ["conversation", "speech", "twilio"])
def test_a_vendor_that_fails_degrades_with_its_remedy_and_calls_go_on(component: str, parts: Parts) -> None:
    parts.wrong[component] = Condition(ok=False, detail="the key is refused: set THE_KEY")

    ((status, health), (ready, _)) = asked(parts, "/health", "/ready")

    assert (status, health["status"], ready) == (200, "degraded", 200)
    assert health["components"][component] == {"status": "degraded", "detail": "the key is refused: set THE_KEY"}


def test_a_report_of_an_error_holds_its_kind_and_place_and_no_words() -> None:
    frame = {"function": "hear", "lineno": 7, "vars": {"heard": "my card is 4111 1111 1111 1111"}}
    error = {"type": "ValueError", "value": "i locked my keys in", "stacktrace": {"frames": [frame]}}
    event = {"level": "error", "exception": {"values": [error]}, "request": {"data": {"From": "+13035550142"}}}

    kept = reporting.scrubbed(cast(Any, event), {})

    assert kept == {
        "level": "error",
        "exception": {
            "values": [{"type": "ValueError", "stacktrace": {"frames": [{"function": "hear", "lineno": 7}]}}]
        },
    }


def test_without_a_dsn_nothing_is_reported_and_nothing_breaks() -> None:
    reporting.init(Settings.load({}))

    reporting.capture(ValueError("words"))
