"""Customer records behind the owner's own web address: signed JSON out, a customer back.

docs/crm.md says how the other side looks and how it proves that we are the sender.
"""

import json
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from receptionist.exchange import TIMEOUT_S, Exchange, Server
from receptionist.ports import ConfigError, CRMBase, CRMError, Customer, Note
from receptionist.records import to_json
from receptionist.signing import SHORTEST_SECRET, signed
from utils import clean_speech

_SERVER = Server(name="CRM webhook", url="CRM_URL", secret="CRM_SECRET", error=CRMError)  # noqa: S106 -- a name
_LANGUAGE = re.compile(r"(en|es)-[A-Z]{2}")


class WebhookCRM(CRMBase):
    """Posts `customer.lookup` and `note.created` to one address."""

    def __init__(
        self, url: str, secret: str, *, timeout_s: float = TIMEOUT_S, now: Callable[[], float] = time.time
    ) -> None:
        """`now` returns the seconds since 1970 that are signed. Raises ConfigError."""
        if len(secret) < SHORTEST_SECRET:
            raise ConfigError(f"CRM_SECRET is too short: write {SHORTEST_SECRET} random characters or more")
        self._secret = secret.encode()
        self._exchange = Exchange(_SERVER, url, timeout_s=timeout_s)
        self._now = now

    def get_customer(self, phone: str) -> Customer | None:
        """Ask whom the number belongs to."""
        body = _written({"event": "customer.lookup", "phone": phone})
        return _customer(self._exchange.ask(body, headers=self._signed(body)), phone)

    def create_note(self, note: Note) -> None:
        """Hand a note over; its key is the header `Idempotency-Key`, by which the other side keeps it once."""
        body = _written({"event": "note.created", "note": to_json(note)})
        self._exchange.tell(body, headers={**self._signed(body), "Idempotency-Key": note.key})

    def _signed(self, body: bytes) -> Mapping[str, str]:
        return signed(body, self._secret, at_s=self._now())


def _written(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _customer(answer: Mapping[str, Any], phone: str) -> Customer | None:
    """Return the customer of an answer; what cannot be used of it is left out."""
    known = answer.get("customer", ...)
    if known is None:
        return None
    if not isinstance(known, Mapping) or not (customer_id := _text(known.get("id"))):
        raise CRMError('CRM webhook: the answer must be {"customer": null} or {"customer": {"id": …}}')
    language = _text(known.get("language"))
    return Customer(
        id=customer_id,
        phone=phone,
        name=_text(known.get("name")),
        language=language if language and _LANGUAGE.fullmatch(language) else None,
        vip=known.get("vip") is True,
        note=_text(known.get("note")),
    )


def _text(value: object) -> str | None:
    return clean_speech(str(value)) or None if isinstance(value, str | int) else None
