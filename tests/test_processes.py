"""Several processes on one store: a turn delivered twice, at once or later, has one answer and one effect.

A reply that leaves in parts is the same wherever each part is asked for, also after its maker was killed.
"""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from twilio.request_validator import RequestValidator

from simulator.vendors import minds
from simulator.vendors.openai import OpenAIStandIn
from tests.servers import Server, jobs_in, wait_for_log

TOKEN = "two-workers-token"
PUBLIC_URL = "https://receptionist.test"
CALL = {
    "CallSid": "CA" + "7" * 32,
    "From": "+13035550142",
    "To": "+13035550100",
    "CallStatus": "in-progress",
    "Direction": "inbound",
}
UP_TO_THE_LAST = (
    "i locked my keys in my car",
    "no nobody is in there",
    "twenty two fifteen linden avenue in cedar hollow",
    "a twenty nineteen honda accord silver",
    "i can see them on the seat",
    "yeah that's fine",
    "three oh three five five five oh one four two",
)
THE_NAME = "jordan price"

pytestmark = pytest.mark.processes


@pytest.fixture
def two_workers(tmp_path: Path) -> Iterator[Server]:
    env = {
        "WEB_CONCURRENCY": "2",
        "THREADS": "8",
        "CALL_LOG_DIR": str(tmp_path / "call_logs"),
        "TWILIO_AUTH_TOKEN": TOKEN,
        "PUBLIC_URL": PUBLIC_URL,
    }
    with Server(env) as server:
        yield server


def deliver(server: Server, path: str, **said: str) -> str:
    """Deliver one webhook over a connection of its own, so that either worker may get it."""
    form = {**CALL, **said}
    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC_URL}{path}", form)
    answer = httpx.post(f"{server.url}{path}", data=form, headers={"X-Twilio-Signature": signature}, timeout=15)
    assert answer.status_code in (200, 204)
    return answer.text


def test_a_turn_delivered_eight_times_at_once_has_one_answer_and_one_job(
    two_workers: Server, tmp_path: Path
) -> None:
    deliver(two_workers, "/answer")
    for turn, words in enumerate(UP_TO_THE_LAST, start=1):
        deliver(two_workers, f"/voice/process?turn={turn}", SpeechResult=words, Confidence="0.9")

    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda _: deliver(two_workers, "/voice/process?turn=8", SpeechResult=THE_NAME, Confidence="0.9"),
                range(8),
            )
        )
    later = deliver(two_workers, "/voice/process?turn=8", SpeechResult="something else", Confidence="0.9")

    assert len({*answers, later}) == 1
    assert "Your job is written down" in later
    assert jobs_in(tmp_path) == 1


def test_every_turn_delivered_twice_at_once_leaves_one_entry_each(two_workers: Server, tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        for path, words in [
            ("/answer", None),
            *((f"/voice/process?turn={n}", words) for n, words in enumerate((*UP_TO_THE_LAST, THE_NAME), start=1)),
        ]:
            said = {"SpeechResult": words, "Confidence": "0.9"} if words else {}
            first, second = pool.map(lambda _, path=path, said=said: deliver(two_workers, path, **said), range(2))
            assert first == second
    deliver(two_workers, "/voice/status", CallStatus="completed")
    log = wait_for_log(tmp_path, CALL["CallSid"])

    assert [entry["text"] for entry in log["turns"] if entry["role"] == "caller"] == [*UP_TO_THE_LAST, THE_NAME]
    assert log["job"]["id"] == "J-1001"


def test_a_worker_that_answers_health_says_what_each_component_does(two_workers: Server) -> None:
    health = httpx.get(f"{two_workers.url}/health").json()

    assert health["status"] == "ok"
    assert set(health["components"]) == {"store", "conversation", "speech", "twilio", "followups"}


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[tuple[Server, Server]]:
    """Two machines that answer for one business; their model says a sentence, then thinks about the rest."""
    with OpenAIStandIn(minds.sensible, tokens_a_second=25) as model:
        env = {
            "CALL_LOG_DIR": str(tmp_path / "call_logs"),
            "TWILIO_AUTH_TOKEN": TOKEN,
            "PUBLIC_URL": PUBLIC_URL,
            "OPENAI_API_KEY": model.key,
            "OPENAI_BASE_URL": model.base_url,
        }
        with Server(env) as one, Server(env) as other:
            yield one, other


def words_of(xml: str) -> str:
    return " ".join(re.findall(r"<Say[^>]*>([^<]*)</Say>", xml))


def follow(server: Server, xml: str) -> list[str]:
    """Ask one machine for part after part until the caller is listened to; return all of them."""
    parts: list[str] = []
    while "<Gather" not in xml:
        (url,) = re.findall(r"<Redirect[^>]*>([^<]*)</Redirect>", xml)
        xml = deliver(server, url.replace("&amp;", "&"))
        parts.append(xml)
    return parts


def test_the_rest_of_a_reply_is_given_by_another_machine(machines: tuple[Server, Server], tmp_path: Path) -> None:
    one, other = machines
    deliver(one, "/answer")
    first = deliver(one, "/voice/process?turn=1", SpeechResult=UP_TO_THE_LAST[0], Confidence="0.9")
    rest = follow(other, first)
    again = follow(one, deliver(other, "/voice/process?turn=1", SpeechResult="something else"))
    deliver(one, "/voice/status", CallStatus="completed")
    log = wait_for_log(tmp_path, CALL["CallSid"])

    assert "part=2" in first
    assert "<Gather" not in first
    assert again == rest
    heard = [words for words in map(words_of, (first, *rest)) if "moment" not in words]
    assert log["turns"][2]["text"] == " ".join(heard)


def test_a_reply_goes_on_after_kill_9_between_two_of_its_parts(
    machines: tuple[Server, Server], tmp_path: Path
) -> None:
    one, other = machines
    deliver(one, "/answer")
    first = deliver(one, "/voice/process?turn=1", SpeechResult=UP_TO_THE_LAST[0], Confidence="0.9")
    one.kill()
    began_s = time.monotonic()
    rest = follow(other, first)
    took_s = time.monotonic() - began_s
    deliver(other, "/voice/status", CallStatus="completed")
    log = wait_for_log(tmp_path, CALL["CallSid"])

    assert took_s < 8
    assert words_of(first) not in words_of(rest[-1])
    assert words_of(rest[-1]).endswith("?")
    assert log["turns"][2]["text"] == f"{words_of(first)} {words_of(rest[-1])}"
    assert [entry["text"] for entry in log["turns"] if entry["role"] == "caller"] == [UP_TO_THE_LAST[0]]
