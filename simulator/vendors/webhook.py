"""An owner's servers behind webhooks: they believe only what is signed, and keep each note or notice once."""

import hashlib
import hmac
import time
from typing import Any

from simulator.vendors.server import Answer, Asked, StandIn, as_json

OLDEST_S = 300
_KEYS = {"customer.lookup": {"event", "phone"}, "note.created": {"event", "note"}}


class Webhook(StandIn):
    """Customers by number and notes by key, to fill and to look at."""

    def __init__(self, secret: str) -> None:
        super().__init__()
        self.secret = secret
        self.customers: dict[str, dict[str, Any]] = {}
        self.notes: dict[str, dict[str, Any]] = {}

    def answer(self, asked: Asked) -> Answer:
        """Look a customer up, or keep a note."""
        if asked.method != "POST" or not is_genuine(asked, self.secret):
            return as_json({"error": "not signed by us"}, 401)
        said = asked.json()
        if set(said) != _KEYS.get(said.get("event")):
            return as_json({"error": "unknown event or keys"}, 400)
        if said["event"] == "customer.lookup":
            return as_json({"customer": self.customers.get(said["phone"])})
        if asked.headers.get("idempotency-key") != said["note"]["key"]:
            return as_json({"error": "no key"}, 400)
        self.notes.setdefault(said["note"]["key"], said["note"])
        return Answer(status=200, content_type="text/plain", chunks=(b"Accepted",))

    def error(self, status: int) -> Answer:
        """Fail as web servers do."""
        return as_json({"error": "sorry"}, status, **({"Retry_After": "20"} if status == 429 else {}))


class NoticeHook(StandIn):
    """Notices by their key."""

    def __init__(self, secret: str) -> None:
        super().__init__()
        self.secret = secret
        self.notices: dict[str, Any] = {}

    def answer(self, asked: Asked) -> Answer:
        """Keep a notice."""
        key = asked.headers.get("idempotency-key")
        if asked.method != "POST" or not key or not is_genuine(asked, self.secret):
            return as_json({"error": "not signed by us"}, 401)
        self.notices.setdefault(key, asked.json())
        return Answer(status=202, content_type="text/plain", chunks=(b"Accepted",))

    def error(self, status: int) -> Answer:
        """Fail as web servers do."""
        return as_json({"error": "sorry"}, status)


def is_genuine(asked: Asked, secret: str) -> bool:
    """Tell whether a request is signed with the secret, lately."""
    parts = dict(part.split("=", 1) for part in asked.headers.get("x-receptionist-signature", "t=0").split(","))
    proof = hmac.new(secret.encode(), f"{parts['t']}.".encode() + asked.body, hashlib.sha256).hexdigest()
    young = abs(time.time() - int(parts["t"])) < OLDEST_S
    return young and hmac.compare_digest(proof, parts.get("v1", ""))
