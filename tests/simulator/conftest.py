"""A tiny app to ring: answers from a table of TwiML pages, remembers what was asked, makes no decision."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from simulator.clock import VirtualClock
from simulator.twilio import BASE_URL, PhoneLine

TOKEN = "12345"
LISTEN = '<Gather input="dtmf speech" action="/voice/process?turn=1" timeout="4" speechTimeout="2"/>'
AFTER = '<Redirect method="POST">/voice/process?turn=1&amp;silent=1</Redirect>'
Answer = str | httpx.Response | Exception
Pages = Mapping[str, Answer | list[Answer]]


class TinyApp:
    """Answers each path with TwiML from a table, and remembers what was asked."""

    def __init__(self, clock: VirtualClock, pages: Pages) -> None:
        self.clock, self.pages = clock, pages
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.slow_s = 0.0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        form = dict(httpx.QueryParams(request.content.decode()))
        self.asked.append((request.url.raw_path.decode(), form))
        if request.url.path == "/answer":
            self.clock.sleep(self.slow_s)
        found = self.pages.get(request.url.path, httpx.Response(204))
        page = found.pop(0) if isinstance(found, list) else found
        if isinstance(page, Exception):
            raise page
        if isinstance(page, httpx.Response):
            return page
        return httpx.Response(200, text=f"<Response>{page}</Response>", headers={"Content-Type": "text/xml"})

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def form(self, path: str) -> dict[str, str]:
        return next(form for asked, form in reversed(self.asked) if asked == path)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(datetime(2026, 7, 14, 20, 5, tzinfo=UTC))


@pytest.fixture
def dial(clock: VirtualClock) -> Iterator[Callable[..., tuple[TinyApp, PhoneLine]]]:
    clients: list[httpx.Client] = []

    def make(pages: Pages, **options: Any) -> tuple[TinyApp, PhoneLine]:  # noqa: ANN401 -- of PhoneLine
        app = TinyApp(clock, pages)
        clients.append(httpx.Client(transport=httpx.MockTransport(app), base_url=BASE_URL))
        caller = {"caller_id": "+13035550142", "auth_token": TOKEN} | options
        return app, PhoneLine(clients[-1], clock=clock, **caller)

    yield make
    for client in clients:
        client.close()


Dial = Callable[..., tuple[TinyApp, PhoneLine]]
