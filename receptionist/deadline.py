"""A deadline for a whole conversation over the network; knows no protocol.

The timeout of a socket bounds each wait, and a server that sends a byte now and then lets us wait for ever.
"""

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

_CONNECTED = ("connection.connect_tcp.complete", "connection.start_tls.complete")


class Deadline:
    """Shuts a connection down when its time is up: whoever waits for it is let go with an error or an end."""

    def __init__(self, timeout_s: float) -> None:
        self.passed = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(timeout_s, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def watch(self, connection: socket.socket | None) -> None:
        """Watch a connection from now on, in place of the one before."""
        self._socket = connection
        if self.passed:
            self._shut()

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Watch the connection of an HTTP request; for httpx's request extension `trace`."""
        if event in _CONNECTED:
            self.watch(info["return_value"].get_extra_info("socket"))

    def _cut(self) -> None:
        self.passed = True
        self._shut()

    def _shut(self) -> None:
        if connection := self._socket:
            with suppress(OSError):  # It has gone by itself.
                connection.shutdown(socket.SHUT_RDWR)
