"""The way of a vendor's SDK to its server: urllib3 below the SDK's client; retries nothing.

The client's own transport takes two to three times the CPU for a stream, and keeps a hundred connections at most.
What the SDK sees stays the client's: its requests, its responses, its errors.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpx2
import urllib3
from urllib3.connection import HTTPConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ProxyError, TimeoutError

MOST_IDLE = 1000
"""Connections that are kept between two turns: more than a process has calls."""
_ALIVE_S = {"TCP_KEEPIDLE": 30, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}
"""When a silent connection is asked whether it is still there: a dead one is found between two turns."""


class Transport(httpx2.BaseTransport):
    """Carries requests over connections that are kept. Raises what httpx's own transport raises."""

    def __init__(self) -> None:
        self._options: dict[str, Any] = {
            "maxsize": MOST_IDLE,
            "retries": False,
            "socket_options": _socket_options(),
        }
        self._direct = urllib3.PoolManager(**self._options)
        self._proxies: dict[str, urllib3.ProxyManager] = {}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; returns its response, whose body is read from the network while it is iterated over."""
        wait_s = request.extensions.get("timeout", {})
        with _as_httpx(request):
            response = self._pool(request.url).urlopen(
                request.method,
                str(request.url),
                body=request.read(),
                headers=dict(request.headers),
                timeout=urllib3.Timeout(connect=wait_s.get("connect"), read=wait_s.get("read")),
                preload_content=False,
                redirect=False,
            )
        return httpx2.Response(
            response.status,
            headers=list(response.headers.items()),
            stream=_Body(response, request),
            request=request,
        )

    def close(self) -> None:
        """Let go of the connections."""
        for pool in (self._direct, *self._proxies.values()):
            pool.clear()

    def _pool(self, url: httpx2.URL) -> urllib3.PoolManager:
        proxy = getproxies().get(url.scheme)
        if not proxy or proxy_bypass(url.host):
            return self._direct
        return self._proxies.setdefault(proxy, urllib3.ProxyManager(proxy, **self._options))


class _Body(httpx2.SyncByteStream):
    """A response's body, piece by piece as it arrives."""

    def __init__(self, response: urllib3.BaseHTTPResponse, request: httpx2.Request) -> None:
        self._response = response
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx(self._request):
            if self._response.chunked:
                yield from self._response.stream(decode_content=False)
            while piece := self._response.read1(decode_content=False):
                yield piece
        self._response.release_conn()

    def close(self) -> None:
        """Keep the connection when all was read; else it is of no further use."""
        self._response.close()


def _socket_options() -> list[tuple[int, int, int]]:
    alive = [
        (socket.IPPROTO_TCP, getattr(socket, name), n) for name, n in _ALIVE_S.items() if hasattr(socket, name)
    ]
    return [*HTTPConnection.default_socket_options, (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1), *alive]


@contextmanager
def _as_httpx(request: httpx2.Request) -> Iterator[None]:
    """Raise urllib3's errors as the client's."""
    try:
        yield
    except NewConnectionError as error:  # to urllib3 a kind of ConnectTimeoutError
        raise httpx2.ConnectError(str(error), request=request) from error
    except ConnectTimeoutError as error:
        raise httpx2.ConnectTimeout(str(error), request=request) from error
    except TimeoutError as error:
        raise httpx2.ReadTimeout(str(error), request=request) from error
    except ProxyError as error:
        raise httpx2.ProxyError(str(error), request=request) from error
    except HTTPError as error:
        raise httpx2.ReadError(str(error), request=request) from error
