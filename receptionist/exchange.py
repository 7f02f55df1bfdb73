"""One exchange with a web server of the owner's choice: in time, within bounds, with the server meant.

The address is the owner's, but what answers there may change: so only https is spoken to the outside, a name must
lead to an address on the Internet, the connection goes to just that address, and redirects are not followed.
"""

import json
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import httpx

from receptionist.deadline import Deadline
from receptionist.ports import ConfigError, ReceptionistError

MOST_BYTES = 256 * 1024
"""Of an answer: a contact and its notes are a few kilobytes."""
TIMEOUT_S = 5.0
LONGEST_WAIT_S = 3600.0
"""Beyond this a server's wish to be left alone is not obeyed."""
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_NOT_NOW = (408, 425, 429)
_REMEDIES = {
    401: "it refuses {secret}: check it",
    403: "{secret} does not allow this: check it and its permissions",
    404: "nothing is there: check {url}",
}

Resolve = Callable[[str, int], Iterable[str]]
"""Host and port -> IP addresses; raises OSError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server as the owner knows it."""

    name: str
    url: str
    """The name of the setting that holds its address."""
    secret: str
    """The name of the setting that holds its key."""
    error: type[ReceptionistError]
    """What is raised when it fails."""


class Exchange:
    """Posts JSON to one server. Every method raises the server's `error`, nothing else."""

    def __init__(
        self,
        server: Server,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        timeout_s: float = TIMEOUT_S,
        monotonic: Callable[[], float] = time.monotonic,
        resolve: Resolve | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Raise ConfigError for a wrong address."""
        self._server = server
        self._url = _checked(url, setting=server.url)
        self._headers = {"Accept-Encoding": "identity", "Content-Type": "application/json", **(headers or {})}
        self._timeout_s = timeout_s
        self._monotonic = monotonic
        self._resolve = resolve or _addresses
        self._free_at_s = 0.0
        # Calls are minutes apart, so an open connection would be stale by the next; and no proxy is asked.
        self._client = httpx.Client(
            timeout=timeout_s,
            trust_env=False,
            follow_redirects=False,
            transport=transport,
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    def ask(self, body: bytes, *, path: str = "", headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Post `body` and return the JSON object that is answered."""
        answer = self._post(body, path, headers or {})
        try:
            parsed = json.loads(answer)
        except (ValueError, RecursionError) as error:
            raise self._error("the answer is no JSON") from error
        if not isinstance(parsed, dict):
            raise self._error("the answer is no JSON object")
        return parsed

    def tell(self, body: bytes, *, headers: Mapping[str, str] | None = None) -> None:
        """Post `body`; any answer of success will do."""
        self._post(body, "", headers or {})

    def _post(self, body: bytes, path: str, headers: Mapping[str, str]) -> bytes:
        if self._monotonic() < self._free_at_s:
            raise self._error("asked us to wait")
        request = self._request(body, path, headers)
        with Deadline(self._timeout_s) as deadline:
            request.extensions["trace"] = deadline.trace
            try:
                response, answer = self._read(request)
            except httpx.HTTPError as error:
                late = deadline.passed or isinstance(error, httpx.TimeoutException)
                raise self._late() if late else self._unreachable(error) from error
        if deadline.passed:  # What was cut off may look like an end.
            raise self._late()
        self._check(response)
        return answer

    def _read(self, request: httpx.Request) -> tuple[httpx.Response, bytes]:
        response = self._client.send(request, stream=True)
        try:
            return response, b"".join(self._within_bounds(response))
        finally:
            response.close()

    def _request(self, body: bytes, path: str, headers: Mapping[str, str]) -> httpx.Request:
        """Return a request to the very address that was checked, under the server's name."""
        url = self._url.copy_with(path=self._url.path.rstrip("/") + path) if path else self._url
        named = {"Host": url.netloc.decode("ascii"), **self._headers, **headers}
        extensions = {"sni_hostname": url.raw_host.decode("ascii")}
        at = url.copy_with(host=self._address())
        return self._client.build_request("POST", at, content=body, headers=named, extensions=extensions)

    def _address(self) -> str:
        host = self._url.raw_host.decode("ascii")
        if host in _THIS_MACHINE:
            return host
        try:
            found = [ip_address(text) for text in self._resolve(host, self._url.port or 443)]
        except OSError as error:
            raise self._error(f"the name in {self._server.url} is not known just now") from error
        if not found or not all(map(_on_the_internet, found)):
            raise self._error(f"{self._server.url} must lead to an address on the Internet", permanent=True)
        # IPv4 first: not every host can reach IPv6.
        return str(min(found, key=lambda address: address.version))

    def _within_bounds(self, response: httpx.Response) -> Iterator[bytes]:
        size = 0
        for chunk in response.iter_raw():
            size += len(chunk)
            if size > MOST_BYTES:
                raise self._error("the answer is too long")
            yield chunk

    def _error(self, what: str, *, permanent: bool = False) -> ReceptionistError:
        return self._server.error(f"{self._server.name}: {what}", permanent=permanent)

    def _late(self) -> ReceptionistError:
        return self._error(f"no answer within {self._timeout_s:g} s")

    def _unreachable(self, error: httpx.HTTPError) -> ReceptionistError:
        return self._error(f"no connection ({type(error).__name__})")

    def _check(self, response: httpx.Response) -> None:
        status = response.status_code
        if response.is_success:
            return
        self._free_at_s = self._monotonic() + _wait_s(response)
        advice = "redirects are not followed: check {url}" if response.is_redirect else _REMEDIES.get(status)
        remedy = f", {advice.format(url=self._server.url, secret=self._server.secret)}" if advice else ""
        permanent = status < 500 and status not in _NOT_NOW
        raise self._error(f"HTTP {status}{remedy}", permanent=permanent)


def _checked(url: str, *, setting: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise ConfigError(f"{setting} is no web address", permanent=True) from error
    allowed = parsed.scheme == "https" or (parsed.scheme == "http" and parsed.host in _THIS_MACHINE)
    if parsed.host and allowed and not parsed.userinfo:
        return parsed
    raise ConfigError(
        f"{setting} is wrong: allowed is an https:// address (http:// for this machine only) without a password",
        permanent=True,
    )


def _addresses(host: str, port: int) -> Iterator[str]:
    return (str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


def _on_the_internet(address: IPv4Address | IPv6Address) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_global and not (mapped or address).is_multicast


def _wait_s(response: httpx.Response) -> float:
    """Return for how long the server wants to be left alone; a date instead of seconds counts as not at all."""
    text = response.headers.get("Retry-After", "")
    return min(float(text), LONGEST_WAIT_S) if text.isdecimal() else 0.0
