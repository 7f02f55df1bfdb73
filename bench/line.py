"""Twilio's side of many calls at once: signed webhooks, audio, sockets; decides nothing about a call."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import aiohttp
from twilio.request_validator import RequestValidator

from bench import wire

PUBLIC = "https://bench.example"
Document = ElementTree.Element
_SIGNS = RequestValidator(wire.TOKEN)


@dataclass(frozen=True, slots=True)
class Line:
    """Reaches the server at `base_url` as Twilio would at its public address."""

    http: aiohttp.ClientSession
    base_url: str

    async def post(self, path: str, form: Mapping[str, str]) -> Document | None:
        """Deliver a webhook; returns its TwiML, None when there is none. Raises aiohttp.ClientError."""
        signature = _SIGNS.compute_signature(f"{PUBLIC}{path}", form)
        signed = {"X-Twilio-Signature": signature}
        async with self.http.post(f"{self.base_url}{path}", data=form, headers=signed) as answer:
            answer.raise_for_status()
            body = await answer.read()
        return ElementTree.fromstring(body) if body else None  # noqa: S314 -- our own server's

    async def fetch(self, url: str) -> bytes:
        """Return an audio file. Raises aiohttp.ClientError."""
        async with self.http.get(f"{self.base_url}{local(url)}") as answer:
            answer.raise_for_status()
            return await answer.read()

    def socket(self, url: str) -> AbstractAsyncContextManager[aiohttp.ClientWebSocketResponse]:
        """Open a socket of ConversationRelay's. Raises aiohttp.ClientError."""
        signed = {"X-Twilio-Signature": _SIGNS.compute_signature(url, {})}
        return self.http.ws_connect(f"{self.base_url}{local(url)}", headers=signed)


def form(number: int) -> dict[str, str]:
    """Return what Twilio sends with every request of a call; each `number` is another caller's."""
    return {
        "CallSid": f"CA{number:032x}",
        "AccountSid": wire.ACCOUNT,
        "From": f"+1720{2_000_000 + number}",
        "To": "+13035550100",
        "CallStatus": "in-progress",
        "Direction": "inbound",
    }


def known_as(number: str) -> str:
    """Return the name under which the model knows a caller: ours keys it with the model's key."""
    return hmac.new(wire.MODEL_KEY.encode(), number.encode(), hashlib.sha256).hexdigest()[:16]


def local(url: str) -> str:
    """Return the path and the query of an address."""
    parts = urlsplit(urljoin(f"{PUBLIC}/", url))
    return parts.path + (f"?{parts.query}" if parts.query else "")


def verbs(document: Document | None, name: str) -> Iterator[Document]:
    """Yield the verbs of a name, nested ones too."""
    if document is not None:
        yield from document.iter(name)
