"""More calls than can be answered at once: who comes too many reaches a person or a tape; nobody is hung up on."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import create_app
from receptionist.admission import LIVE_WITHIN, TOLD_FOR, Admission
from receptionist.ports import ConfigError, StoreError
from receptionist.settings import Settings
from simulator.clock import VirtualClock
from simulator.office import Office, within
from tests.shop import LUIS, MARCUS, line_of, shop_file

FULL = "All our lines are busy right now. If anyone is in danger, hang up and call 911."


@pytest.fixture
def small(tmp_path: Path, clock: VirtualClock) -> Iterator[Office]:
    """A shop of two people that answers one call at once."""
    file = shop_file(tmp_path, "marcus", "luis")
    env = {"BUSINESS_FILE": str(file), "MAX_CONCURRENT_CALLS": "1", "TWILIO_PHONE_NUMBER": "+13035550100"}
    opened = Office(create_app(within(Settings.load(env), tmp_path), clock=clock), clock)
    try:
        yield opened
    finally:
        opened.close()


def test_who_comes_too_many_hears_that_lines_are_busy_and_a_person_is_rung(small: Office) -> None:
    line_of(small).rings()
    late = line_of(small, "answers", caller_id="+13035550143")

    heard = late.rings()

    assert heard.dials == (MARCUS,)
    assert heard.text.startswith(FULL)
    assert small.log(late.sid)["outcome"] == "transferred"


def test_when_no_person_takes_the_call_either_a_voicemail_is(small: Office) -> None:
    line_of(small).rings()
    late = line_of(small, caller_id="+13035550143")

    heard = late.rings()

    assert heard.dials == (MARCUS, LUIS)
    assert late.recording
    late.says("it's jo at 303 555 0143, locked out")
    assert small.log(late.sid)["outcome"] == "message_taken"


def test_a_caller_who_is_known_goes_on_however_full_it_is(small: Office) -> None:
    first = line_of(small)
    first.rings()
    line_of(small, caller_id="+13035550143").rings()

    again = first.repeat_last()
    heard = first.says("i locked my keys in my car")

    assert "busy" not in again.text
    assert heard.dials == ()


def test_there_is_room_again_once_a_call_has_ended(small: Office) -> None:
    first = line_of(small)
    first.rings()
    first.hangs_up()

    heard = line_of(small, caller_id="+13035550143").rings()

    assert heard.dials == ()


def test_a_refusal_is_counted_and_shows_in_health_for_an_hour(small: Office, clock: VirtualClock) -> None:
    line_of(small).rings()
    line_of(small, caller_id="+13035550143").rings()

    health = small.client.get("/health").json()
    metrics = small.client.get("/metrics").text

    assert "MAX_CONCURRENT_CALLS" in health["components"]["twilio"]["detail"]
    assert "receptionist_admission_refusals_total 1.0" in metrics
    clock.sleep(TOLD_FOR.total_seconds() + 1)
    assert small.client.get("/health").json()["status"] == "ok"


class Counting:
    """Counts the calls that there are as it is told."""

    def __init__(self, live: int | StoreError) -> None:
        self.live, self.since = live, datetime.min.replace(tzinfo=UTC)

    def live_count(self, *, since: datetime) -> int:
        self.since = since
        if isinstance(self.live, StoreError):
            raise self.live
        return self.live


@pytest.mark.parametrize(("live", "room"), [(1, True), (7, True), (8, False), (StoreError("gone"), True)])
def test_the_call_that_has_begun_counts_and_a_store_that_fails_loses_nobody(
    live: int | StoreError, room: bool, clock: VirtualClock
) -> None:
    assert Admission(Counting(live), clock, limit=7).has_room() is room


def test_a_call_in_which_nothing_happens_any_more_takes_no_room(clock: VirtualClock) -> None:
    calls = Counting(0)

    Admission(calls, clock, limit=1).has_room()

    assert clock.now().astimezone(UTC) - calls.since == LIVE_WITHIN > timedelta(minutes=1)


def test_fewer_threads_than_calls_in_relay_mode_stop_the_start_with_one_line() -> None:
    env = {"VOICE_MODE": "relay", "THREADS": "50", "WEB_CONCURRENCY": "2", "MAX_CONCURRENT_CALLS": "90"}

    with pytest.raises(ConfigError, match=r"THREADS is 50: .* 90 calls .* 98"):
        Settings.load(env)


def test_threads_follow_from_the_calls_with_some_to_spare() -> None:
    settings = Settings.load({"MAX_CONCURRENT_CALLS": "300", "WEB_CONCURRENCY": "2"})

    assert settings.worker_threads == 150 + 8
