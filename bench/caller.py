"""A caller with a stopwatch: plays whole calls by signed webhooks, times what we do with each; judges nothing."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from twilio.request_validator import RequestValidator
from werkzeug.test import Client

from app import create_app
from receptionist.running import Receptionist
from receptionist.settings import Settings
from utils import configure_logging

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

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

Timed = tuple[str, float]
"""The kind of a request, and the milliseconds it took."""


class Stopwatch:
    """Measures the time inside a WSGI app, without that of the client that calls it."""

    def __init__(self, app: "WSGIApplication", timer: Callable[[], float]) -> None:
        self._app = app
        self._timer = timer
        self.elapsed_ms = 0.0

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Serve one request."""
        started_s = self._timer()
        body = list(self._app(environ, start_response))
        self.elapsed_ms = (self._timer() - started_s) * 1000
        return body


class Caller:
    """Rings one receptionist, call after call; each call says the same."""

    def __init__(self, receptionist: Receptionist, app: "WSGIApplication", timer: Callable[[], float]) -> None:
        self.receptionist = receptionist
        self._watch = Stopwatch(app, timer)
        self._client = Client(self._watch)
        self._calls = 0
        self._chance = random.Random(1)

    def calls(self, count: int, *, pause_s: float = 0.0) -> Iterator[Timed]:
        """Play whole calls; yields the kind and the time of each of their requests.

        Before each the caller thinks for up to twice `pause_s`, so that it meets whatever else goes on by chance.
        """
        for _ in range(count):
            for timed in self._call():
                yield timed
                time.sleep(self._chance.uniform(0, 2 * pause_s))

    def health(self) -> tuple[float, Mapping[str, Mapping[str, str]]]:
        """Ask how all is; returns the milliseconds it took, and the components."""
        response = self._client.get("/health")
        return self._watch.elapsed_ms, response.get_json()["components"]

    def _call(self) -> Iterator[Timed]:
        self._calls += 1
        form = {
            "CallSid": f"CA{self._calls:032x}",
            "AccountSid": f"AC{0:032x}",
            "From": f"+1303555{self._calls:04d}",
            "To": "+13035550100",
            "CallStatus": "in-progress",
            "Direction": "inbound",
        }
        yield "greeting", self._post("/answer", form)
        for turn, words in enumerate(WORDS, start=1):
            said = {**form, "SpeechResult": words, "Confidence": "0.93"}
            yield "turn", self._post(f"/voice/process?turn={turn}", said)
        yield "status", self._post("/voice/status", {**form, "CallStatus": "completed"})

    def _post(self, path: str, form: Mapping[str, str]) -> float:
        signature = RequestValidator(TOKEN).compute_signature(f"https://bench.example{path}", form)
        response = self._client.post(path, data=form, headers={"X-Twilio-Signature": signature})
        if response.status_code >= 300:
            raise SystemExit(f"{path} answered {response.status_code}")
        return self._watch.elapsed_ms


@contextmanager
def ringing(env: Mapping[str, str], timer: Callable[[], float] = time.perf_counter) -> Iterator[Caller]:
    """Yield a caller of the real app: started, warm, logging to a file as in production, on a store of its own."""
    with TemporaryDirectory(prefix="bench-") as folder:
        paths = {"CALL_LOG_DIR": f"{folder}/call_logs", "AUDIO_DIR": f"{folder}/audio"}
        where = {"TWILIO_AUTH_TOKEN": TOKEN, "PUBLIC_URL": "https://bench.example"}
        app = create_app(Settings.load({**paths, **where, **env}))
        receptionist: Receptionist = app.extensions["receptionist"]
        stop_logging = configure_logging("INFO", Path(folder) / "log" / "bench.log")
        receptionist.start()
        try:
            caller = Caller(receptionist, app, timer)
            list(caller.calls(2))
            _settle(receptionist.settings.audio_dir)
            yield caller
        finally:
            receptionist.close()
            stop_logging()


def _settle(audio: Path) -> None:
    """Wait until all that is rendered ahead is there."""
    before = -1
    while before < (there := len(list(audio.glob("*.wav")))):
        before = there
        time.sleep(0.5)
