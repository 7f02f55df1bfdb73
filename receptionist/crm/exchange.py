"""One exchange with a web server that keeps customer records: in time, within bounds, with the server meant.

The address is the owner's, but what answers there may change: so only https is spoken to the outside, a name must
lead to an address on the Internet, the connection goes to just that address, and redirects are not followed.
"""

import json
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import httpx

from receptionist.ports import ConfigError, CRMError

MOST_BYTES = 256 * 1024
"""Of an answer: a contact and its notes are a few kilobytes."""
TIMEOUT_S = 5.0
LONGEST_WAIT_S = 3600.0
"""Beyond this a server's wish to be left alone is not obeyed."""
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_NOT_NOW = (408, 425, 429)
_REMEDIES = {
    401: "it refuses CRM_SECRET: check it",
    403: "CRM_SECRET does not allow this: check it and its permissions",
    404: "nothing is there: check CRM_URL",
}

Resolve = Callable[[str, int], Iterable[str]]
"""Host and port -> IP addresses; raises OSError."""


class Exchange:
    """Posts JSON to one server. Every method raises CRMError, nothing else."""

    def __init__(
        self,
        name: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        timeout_s: float = TIMEOUT_S,
        monotonic: Callable[[], float] = time.monotonic,
        resolve: Resolve | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`name` is what the owner calls the server. Raises ConfigError for a wrong address."""
        self._name = name
        self._url = _checked(url)
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
            raise CRMError(f"{self._name}: the answer is no JSON") from error
        if not isinstance(parsed, dict):
            raise CRMError(f"{self._name}: the answer is no JSON object")
        return parsed

    def tell(self, body: bytes, *, headers: Mapping[str, str] | None = None) -> None:
        """Post `body`; any answer of success will do."""
        self._post(body, "", headers or {})

    def _post(self, body: bytes, path: str, headers: Mapping[str, str]) -> bytes:
        if self._monotonic() < self._free_at_s:
            raise CRMError(f"{self._name}: asked us to wait")
        request = self._request(body, path, headers)
        until_s = self._monotonic() + self._timeout_s
        try:
            response = self._client.send(request, stream=True)
            try:
                answer = b"".join(self._within_bounds(response, until_s))
            finally:
                response.close()
        except httpx.TimeoutException as error:
            raise self._late() from error
        except httpx.HTTPError as error:
            raise CRMError(f"{self._name}: no connection ({type(error).__name__})") from error
        self._check(response)
        return answer

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
            raise CRMError(f"{self._name}: the name in CRM_URL is not known just now") from error
        if not found or not all(map(_on_the_internet, found)):
            raise CRMError(f"{self._name}: CRM_URL must lead to an address on the Internet", permanent=True)
        # IPv4 first: not every host can reach IPv6.
        return str(min(found, key=lambda address: address.version))

    def _within_bounds(self, response: httpx.Response, until_s: float) -> Iterator[bytes]:
        size = 0
        for chunk in response.iter_raw():
            size += len(chunk)
            if size > MOST_BYTES:
                raise CRMError(f"{self._name}: the answer is too long")
            if self._monotonic() > until_s:
                raise self._late()
            yield chunk

    def _late(self) -> CRMError:
        return CRMError(f"{self._name}: no answer within {self._timeout_s:g} s")

    def _check(self, response: httpx.Response) -> None:
        status = response.status_code
        if response.is_success:
            return
        self._free_at_s = self._monotonic() + _wait_s(response)
        remedy = "redirects are not followed: check CRM_URL" if response.is_redirect else _REMEDIES.get(status)
        permanent = status < 500 and status not in _NOT_NOW
        raise CRMError(f"{self._name}: HTTP {status}" + (f", {remedy}" if remedy else ""), permanent=permanent)


def _checked(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise ConfigError("CRM_URL is no web address", permanent=True) from error
    allowed = parsed.scheme == "https" or (parsed.scheme == "http" and parsed.host in _THIS_MACHINE)
    if parsed.host and allowed and not parsed.userinfo:
        return parsed
    raise ConfigError(
        "CRM_URL is wrong: allowed is an https:// address (http:// for this machine only) without a password",
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
