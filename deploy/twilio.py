"""Reads Twilio's answers for configure_twilio.sh: passes JSON on, or says in a line what went wrong.

`python -m deploy.twilio` reads a body and, on its last line, the HTTP status. Exits with 3 when Twilio refused,
with 4 when it could not answer now.
"""

import json
import sys

REFUSED = 3
UNAVAILABLE = 4

_REMEDIES = {
    20003: "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN do not fit: copy both again from the console's first page "
    "(the primary token, of the same account)",
    20404: "there is no such account: copy TWILIO_ACCOUNT_SID again from the console's first page",
    20429: "too many requests at once: wait a minute and run this again",
    21402: "it does not take one of the addresses: check PUBLIC_URL and FALLBACK_URL",
}


def main() -> int:
    """Print the JSON of a good answer on one line, or say what to do about a bad one."""
    body, _, status = sys.stdin.read().rstrip().rpartition("\n")
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if status.startswith("2") and isinstance(answer, dict):
        sys.stdout.write(json.dumps(answer) + "\n")
        return 0
    code, message = _explained(int(status), answer if isinstance(answer, dict) else {})
    sys.stderr.write(message + "\n")
    return code


def _explained(status: int, answer: dict[str, object]) -> tuple[int, str]:
    number = answer.get("code")
    code = number if isinstance(number, int) else None
    if status == 429:
        code = 20429
    if status == 429 or status >= 500:
        remedy = _REMEDIES.get(code or 0, "try again later; https://status.twilio.com tells how it does")
        return UNAVAILABLE, f"Twilio cannot answer now (HTTP {status}): {remedy}"
    if code is None:
        return UNAVAILABLE, f"what answered is not Twilio (HTTP {status}): check TWILIO_API_URL and proxies"
    remedy = _REMEDIES.get(code, f"see https://www.twilio.com/docs/errors/{code}")
    return REFUSED, f"Twilio refused (HTTP {status}, error {code}): {remedy}"


if __name__ == "__main__":
    sys.exit(main())
