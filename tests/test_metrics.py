"""What Prometheus is told, and whom: numbers, never a caller's words or number, and the same from every worker."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app import create_app
from receptionist.metrics import STAGES, Metrics
from receptionist.settings import Settings
from simulator.clock import VirtualClock
from simulator.office import Office, within

TOKEN = "sixteen-characters-at-least"
COUNTS = """
from receptionist.metrics import Metrics
metrics = Metrics({})
metrics.refused()
metrics.took("total", "voice", 0.02)
print(metrics.exposition().decode())
"""


@pytest.fixture
def closed(tmp_path: Path, clock: VirtualClock) -> Iterator[Office]:
    """An office whose metrics need a token."""
    settings = within(Settings.load({"METRICS_TOKEN": TOKEN}), tmp_path)
    opened = Office(create_app(settings, clock=clock), clock)
    try:
        yield opened
    finally:
        opened.close()


def samples(text: str) -> dict[str, float]:
    """Return each sample by its name and the values of its labels, in the order of their names."""
    return {
        " ".join((sample.name, *(value for _, value in sorted(sample.labels.items())))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_a_call_is_counted_with_its_stages_and_without_a_word_of_it(ridgeline: Office) -> None:
    line = ridgeline.line(caller_id="+13035550142")
    line.rings()
    line.says("this is priya, i locked my keys in my car")

    text = ridgeline.client.get("/metrics").text

    found = samples(text)
    assert found["receptionist_calls_total voice"] == 1
    assert found["receptionist_turns_total voice scripted"] == 2
    assert found["receptionist_stage_seconds_count voice total"] == 2
    for stage in ("understood", "commit_a"):
        assert found[f"receptionist_stage_seconds_count voice {stage}"] == 1
    assert found["receptionist_live_calls live"] == 1
    assert found["receptionist_followups dead"] == 0
    for secret in ("5550142", "riya", "keys", line.sid):
        assert secret not in text


def test_whoever_has_the_token_may_look_and_nobody_else(closed: Office) -> None:
    ask = closed.client.get

    assert ask("/metrics").status_code == 401
    assert ask("/metrics", headers={"Authorization": f"Bearer {TOKEN}x"}).status_code == 401
    assert ask("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_in_production_it_is_closed_until_there_is_a_token(tmp_path: Path, clock: VirtualClock) -> None:
    settings = within(Settings.load({}), tmp_path).model_copy(update={"app_env": "production"})
    office = Office(create_app(settings, clock=clock), clock)

    answer = office.client.get("/metrics")

    office.close()
    assert answer.status_code == 404


def test_several_workers_add_up(tmp_path: Path) -> None:
    env = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    command = (sys.executable, "-c", COUNTS)

    told = [subprocess.run(command, env=env, capture_output=True, text=True, check=True) for _ in range(3)]

    refused = "receptionist_admission_refusals_total"
    assert [samples(each.stdout)[refused] for each in told] == [1, 2, 3]
    assert samples(told[-1].stdout)["receptionist_stage_seconds_bucket voice 0.025 total"] == 3


def test_a_component_that_nobody_knows_is_counted_among_the_others() -> None:
    metrics = Metrics({})

    for component in ("openai", "a caller's words", "303 555 0142"):
        metrics.fault(component)

    found = samples(metrics.exposition().decode())
    assert found["receptionist_faults_total openai"] == 1
    assert found["receptionist_faults_total other"] == 2


def test_every_stage_of_the_call_log_has_a_histogram(ridgeline: Office) -> None:
    line = ridgeline.line()
    line.rings()
    line.says("i locked my keys in my car")
    line.hangs_up()

    logged = [turn["latency_ms"] for turn in ridgeline.log(line.sid)["turns"] if turn["latency_ms"]]

    assert all(each.keys() <= STAGES for each in logged)
    assert all(logged[-1][stage] is not None for stage in ("understood", "commit_a", "total"))
