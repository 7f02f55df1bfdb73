"""The proof that a webhook's body comes from us and is young; sends nothing.

docs/crm.md says how the other side checks it.
"""

import hashlib
import hmac
from collections.abc import Mapping

SIGNATURE = "X-Receptionist-Signature"
SHORTEST_SECRET = 16


def signed(body: bytes, secret: bytes, *, at_s: float) -> Mapping[str, str]:
    """Return the header that signs `body`; `at_s` is the time in seconds since 1970."""
    at = str(int(at_s))
    proof = hmac.new(secret, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {SIGNATURE: f"t={at},v1={proof}"}
