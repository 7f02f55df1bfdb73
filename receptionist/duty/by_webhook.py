"""Deliveries to a web address of the owner's, as signed JSON; decides no words and retries nothing."""

import time
from collections.abc import Callable
from urllib.parse import quote

from receptionist.duty.seams import Delivery, Receipt
from receptionist.exchange import TIMEOUT_S, Exchange, Server
from receptionist.ports import ConfigError, MessengerError
from receptionist.signing import signed

_SERVER = Server(
    name="the webhook of notices",
    url="the webhook's address in business.toml",
    secret="NOTICE_WEBHOOK_SECRET",  # noqa: S106 -- a name
    error=MessengerError,
)


class ByWebhook:
    """Implements seams.Carrier by a POST; any answer of success means that it has arrived."""

    def __init__(self, secret: str, *, timeout_s: float = TIMEOUT_S, now: Callable[[], float] = time.time) -> None:
        """`now` returns the seconds since 1970 that are signed."""
        self._secret = secret.encode()
        self._timeout_s = timeout_s
        self._now = now
        self._exchanges: dict[str, Exchange] = {}

    def carry(self, delivery: Delivery, *, again: bool, known: frozenset[str]) -> Receipt:
        """Post the body; its id is the header `Idempotency-Key`, by which the other side takes it once."""
        body = delivery.body.encode()
        proof = signed(body, self._secret, at_s=self._now())
        key = {"Idempotency-Key": quote(delivery.id, safe=":/")}
        self._exchange(delivery.to).tell(body, headers={**proof, **key})
        return Receipt()

    def _exchange(self, url: str) -> Exchange:
        """Return the exchange with an address, kept: it remembers for how long a server wants no requests."""
        if url not in self._exchanges:
            try:
                self._exchanges[url] = Exchange(_SERVER, url, timeout_s=self._timeout_s)
            except ConfigError as error:
                raise MessengerError(str(error), permanent=True) from error
        return self._exchanges[url]
