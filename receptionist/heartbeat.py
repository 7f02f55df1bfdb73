"""Tells a monitor outside that calls can be taken, by asking for its address; says nothing when they cannot.

A monitor raises the alarm when it hears nothing for some minutes: so a machine that is gone is noticed too.
"""

import logging
from collections.abc import Callable

import httpx

from receptionist.deadline import Deadline
from receptionist.ports import ConfigError

log = logging.getLogger(__name__)

EVERY_S = 60.0
TIMEOUT_S = 5.0


class Heartbeat:
    """Asks for one address, again and again, for as long as all is well."""

    def __init__(self, url: str, *, well: Callable[[], bool], timeout_s: float = TIMEOUT_S) -> None:
        """`url` holds the key of the check and is never logged; `well` tells whether calls can be taken.

        Raises ConfigError.
        """
        try:
            self._url = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise ConfigError("HEARTBEAT_URL is no web address", permanent=True) from error
        self._well = well
        self._timeout_s = timeout_s
        self._heard = True
        self._client = httpx.Client(timeout=timeout_s, limits=httpx.Limits(max_keepalive_connections=0))

    def beat(self) -> None:
        """Tell the monitor; that it could not be reached is logged once, until it can be again."""
        if not self._well():
            return
        problem = self._problem()
        if problem and self._heard:
            log.warning("the monitor at HEARTBEAT_URL is not reached: error=%s", problem)
        elif not problem and not self._heard:
            log.info("the monitor at HEARTBEAT_URL is reached again")
        self._heard = problem is None

    def _problem(self) -> str | None:
        """Return why the monitor has not heard of us; None when it has."""
        deadline = Deadline(self._timeout_s)
        # The answer's body is of no interest, and may be of any length.
        asked = self._client.stream("GET", self._url, extensions={"trace": deadline.trace})
        try:
            with deadline, asked as response:
                return None if response.is_success else f"HTTP {response.status_code}"
        except httpx.HTTPError as error:
            return type(error).__name__
