"""What every stand-in is: an HTTP server on loopback that notes what it was asked, and fails as it is told to.

A vendor's own module says what it answers. How it fails is the same for all: it refuses connections, hangs, drips
a byte at a time, answers with an error, stops half-way, or answers with rubbish.
"""

import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Self

Fault = Literal["refuse", "hang", "drip", "half", "garbage"] | int
"""How a stand-in fails; a number is the HTTP status of an error of the vendor's own form."""
DRIP_S = 1.0
"""Between two bytes of an answer that drips."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that arrived."""

    method: str
    path: str
    """With its query."""
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    def json(self) -> Any:  # noqa: ANN401 -- JSON
        """Return the body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is answered: a whole body, or chunks with a pause before each."""

    status: int = 200
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    chunks: tuple[bytes, ...] = ()
    pause_s: float = 0.0


def as_json(value: object, status: int = 200, **headers: str) -> Answer:
    """Return an answer of JSON."""
    return Answer(status=status, headers=headers, chunks=(json.dumps(value).encode(),))


class StandIn(ABC):
    """A vendor on loopback, for as long as its context lasts. Set `fault` at any time; None ends it."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._fault: Fault | None = None
        self._released = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self._port = 0

    @abstractmethod
    def answer(self, asked: Asked) -> Answer:
        """Return the vendor's answer to a request when nothing is wrong."""

    @abstractmethod
    def error(self, status: int) -> Answer:
        """Return the vendor's answer when it fails with this status."""

    @property
    def url(self) -> str:
        """Where it listens, without a path."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def fault(self) -> Fault | None:
        """How it fails now."""
        return self._fault

    @fault.setter
    def fault(self, fault: Fault | None) -> None:
        # Whoever hangs in an older fault is let go.
        self._released.set()
        self._released = threading.Event()
        self._fault = fault
        if fault == "refuse":
            self._stop()
        elif self._server is None:
            self._listen()

    def __enter__(self) -> Self:
        self._listen()
        return self

    def __exit__(self, *error: object) -> None:
        self._released.set()
        self._stop()

    def _listen(self) -> None:
        handler = type("Handler", (_Handler,), {"stand_in": self})
        self._server = _Server(("127.0.0.1", self._port), handler)
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.01,), name="stand-in", daemon=True).start()

    def _stop(self) -> None:
        if server := self._server:
            self._server = None
            server.shutdown()
            server.server_close()

    def sent(self, asked: Asked) -> tuple[Answer, Iterator[bytes]]:
        """Return the head of the answer as it is now, and its body, which may never come."""
        fault, released = self._fault, self._released
        self.asked.append(asked)
        if fault == "hang":
            released.wait(60)
        answer = self.error(fault) if isinstance(fault, int) else self.answer(asked)
        return answer, _body(answer, fault, released)


def _body(answer: Answer, fault: Fault | None, released: threading.Event) -> Iterator[bytes]:
    whole = b"".join(answer.chunks)
    if fault == "garbage":
        yield b"\x00\xff{{{ not what was agreed " * 20
    elif fault == "half":
        yield whole[: len(whole) // 2]
    elif fault == "drip":
        for byte in whole:
            if released.wait(DRIP_S):
                return
            yield bytes([byte])
    else:
        for chunk in answer.chunks:
            released.wait(answer.pause_s)
            yield chunk


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up: that is what they are tested for."""


class _Handler(BaseHTTPRequestHandler):
    stand_in: StandIn
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PATCH(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def _answer(self) -> None:
        if self.stand_in.fault == "refuse":
            self.close_connection = True  # A connection from better times.
            return
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(length)
        answer, chunks = self.stand_in.sent(Asked(method=self.command, path=self.path, headers=headers, body=body))
        self.send_response(answer.status)
        if answer.status == 204:  # Has no body, by definition.
            self.end_headers()
            return
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Transfer-Encoding", "chunked")
        for name, value in answer.headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        for chunk in chunks:
            if chunk:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
                self.wfile.flush()
        if self.stand_in.fault == "half":
            self.close_connection = True  # Without the last chunk: the client sees that it was cut.
            return
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""
