"""Our own time in a turn: signed webhooks against the real app, with SQLite on this machine's disk.

Prints the time of each kind of request in milliseconds: median, 95th percentile and slowest. No vendor is called,
so what is measured is ours alone: signature, rules, both commits, TwiML. Run it with `make bench`.
"""

import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

from twilio.request_validator import RequestValidator
from werkzeug.test import Client

from app import create_app
from receptionist.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CALLS = 60
TOKEN = "bench"  # noqa: S105 -- signs against ourselves
WORDS = (
    "hi i locked my keys in my car",
    "no nobody is in there",
    "twenty two fifteen linden avenue in cedar hollow",
    "it's a twenty nineteen honda accord silver",
    "yeah on the seat",
    "sure that's fine",
    "jordan price",
    "three oh three five five five oh one four two",
    "yes i have my license",
    "yes you can text me",
    "no that's all thanks bye",
)


class Stopwatch:
    """Measures the time inside a WSGI app, without that of the client that calls it."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app
        self.elapsed_ms = 0.0

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Serve one request."""
        started_s = time.perf_counter()
        body = list(self._app(environ, start_response))
        self.elapsed_ms = (time.perf_counter() - started_s) * 1000
        return body


def post(client: Client, path: str, form: dict[str, str]) -> float:
    """Send one signed webhook; returns its time in milliseconds."""
    signature = RequestValidator(TOKEN).compute_signature(f"https://bench.example{path}", form)
    response = client.post(path, data=form, headers={"X-Twilio-Signature": signature})
    if response.status_code >= 300:
        raise SystemExit(f"{path} answered {response.status_code}")
    return cast(Stopwatch, client.application).elapsed_ms


def one_call(client: Client, number: int) -> Iterator[tuple[str, float]]:
    """Play one whole call; yields the kind and the time of each of its requests."""
    form = {
        "CallSid": f"CA{number:032x}",
        "AccountSid": f"AC{0:032x}",
        "From": f"+1303555{number:04d}",
        "To": "+13035550100",
        "CallStatus": "in-progress",
        "Direction": "inbound",
    }
    yield "greeting", post(client, "/answer", form)
    for turn, words in enumerate(WORDS, start=1):
        said = {**form, "SpeechResult": words, "Confidence": "0.93"}
        yield "turn", post(client, f"/voice/process?turn={turn}", said)
    yield "status", post(client, "/voice/status", {**form, "CallStatus": "completed"})


def measure() -> dict[str, list[float]]:
    """Play the calls in a fresh store, the follow-ups of each in a thread beside them; returns times by kind."""
    times: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        env = {
            "CALL_LOG_DIR": str(Path(folder) / "call_logs"),
            "TWILIO_AUTH_TOKEN": TOKEN,
            "PUBLIC_URL": "https://bench.example",
        }
        app = create_app(Settings.load(env))
        receptionist = app.extensions["receptionist"]
        receptionist.start()
        client = Client(Stopwatch(app))
        list(one_call(client, 9_999))
        for number in range(CALLS):
            for kind, elapsed_ms in one_call(client, number):
                times[kind].append(elapsed_ms)
        receptionist.close()
    return times


def main() -> None:
    """Measure and print."""
    print(f"{CALLS} calls of {len(WORDS)} turns, SQLite, one thread, follow-ups beside it; milliseconds")
    print(f"{'':10}{'median':>9}{'p95':>9}{'slowest':>9}")
    for kind, values in measure().items():
        p95 = statistics.quantiles(values, n=20)[-1]
        print(f"{kind:10}{statistics.median(values):9.2f}{p95:9.2f}{max(values):9.2f}")


if __name__ == "__main__":
    main()
