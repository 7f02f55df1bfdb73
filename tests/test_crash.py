"""kill -9 at every step of a turn: what was committed is there, the call goes on, and there is one job."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from simulator.clock import VirtualClock
from simulator.twilio import PhoneLine
from tests.servers import Server, jobs_in, wait_for_log
from tests.shop import DANA, LUIS, MARCUS, shop_file

TOKEN = "crash-test-token"
PUBLIC_URL = "https://receptionist.test"
WORDS = (
    "i locked my keys in my car",
    "no nobody is in there",
    "twenty two fifteen linden avenue in cedar hollow",
    "it's a twenty nineteen honda accord silver",
    "i can see them on the seat",
    "yeah that's fine",
    "jordan price",
    "three oh three five five five oh one four two",
    "yes i have my license",
    "sure you can text me",
    "no that's all bye",
)
ADDRESS_TURN, NUMBER_TURN = 3, 8
NOW = datetime(2026, 7, 14, 20, 5, tzinfo=UTC)
"""When the caller rings, by the telephone's own clock; the server has its own."""


class RestartingTransport(httpx.HTTPTransport):
    """Reaches a server that is started again whenever it has died, as a supervisor would."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self._server = server
        self.restarts = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            response = super().handle_request(request)
            response.read()
        except httpx.TransportError:
            self.restarts += 1
            self._server.restart()
            raise
        return response


@contextmanager
def crashing_server(folder: Path, crash_at: str, **env: str) -> Iterator[Server]:
    env = {
        "CRASH_AT": crash_at,
        "CRASH_MARKER": str(folder / "crashed"),
        "CALL_LOG_DIR": str(folder / "call_logs"),
        "AUDIO_DIR": str(folder / "audio"),
        "TWILIO_AUTH_TOKEN": TOKEN,
        "PUBLIC_URL": PUBLIC_URL,
        **env,
    }
    with Server(env, app="tests.crash_app:create_app()") as server:
        yield server


STEPS = ("before_a", "after_a", "before_b", "after_b")
AT_RANDOM = [
    (random.choice(STEPS), random.randint(1, len(WORDS) - 1)) for _ in range(int(os.environ.get("CRASHES", "0")))
]


@pytest.mark.processes
@pytest.mark.parametrize(
    ("step", "turn"), [*((step, turn) for step in STEPS for turn in (ADDRESS_TURN, NUMBER_TURN)), *AT_RANDOM]
)
def test_a_call_goes_on_after_kill_9_with_nothing_heard_lost(tmp_path: Path, step: str, turn: int) -> None:
    with crashing_server(tmp_path, f"{step}:{turn}") as server:
        transport = RestartingTransport(server)
        with httpx.Client(transport=transport, base_url=server.url) as client:
            line = PhoneLine(
                client, caller_id="+13035550142", clock=VirtualClock(NOW), auth_token=TOKEN, base_url=PUBLIC_URL
            )
            line.rings()
            for number, words in enumerate(WORDS, start=1):
                heard = line.says(words)
                if number == turn and step == "before_a":
                    assert "sorry" in heard.text.lower()
                    heard = line.says(words)
                if heard.ended:
                    break
            log = wait_for_log(tmp_path, line.sid)

    job, turns = log["job"], log["turns"]
    assert transport.restarts == 1
    assert job["id"]
    assert jobs_in(tmp_path) == 1
    assert job["address"] == "2215 Linden Avenue"
    assert job["callback_number"] == "+13035550142"
    spoken = [entry["text"] for entry in turns if entry["role"] == "caller"]
    assert spoken == list(WORDS[: len(spoken)])
    assert len(spoken) >= NUMBER_TURN


@pytest.mark.processes
@pytest.mark.parametrize("step", STEPS)
def test_a_transfer_goes_on_to_the_next_person_after_kill_9_between_two(tmp_path: Path, step: str) -> None:
    people = str(shop_file(tmp_path, "marcus", "luis", "dana"))
    with crashing_server(tmp_path, f"{step}:2:transferred", BUSINESS_FILE=people) as server:
        transport = RestartingTransport(server)
        with httpx.Client(transport=transport, base_url=server.url) as client:
            line = PhoneLine(
                client, caller_id="+13035550142", clock=VirtualClock(NOW), auth_token=TOKEN, base_url=PUBLIC_URL
            )
            line.twilio.callees = ["busy", "busy", "answers"]
            line.rings()
            line.says("i need to talk to a person")
            heard = line.says("about a quote")
            log = wait_for_log(tmp_path, line.sid)

    assert transport.restarts == 1
    assert heard.dials == (MARCUS, LUIS, DANA)
    assert "transfer_answered" in {action["kind"] for action in log["actions"]}
