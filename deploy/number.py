"""What a Twilio number should ask of this app, and what has to change for it; asks Twilio nothing itself.

`python -m deploy.number report|form` reads five lines: the account's address, PUBLIC_URL, FALLBACK_URL or nothing,
the number, and Twilio's JSON of it (the list that was searched, or the number alone). `report` prints each setting
before and after, `form` what curl has to post, nothing when all is well. Exits with 3 when the number will not do.
"""

import json
import re
import sys
from typing import Any

from deploy import curl

# How long Twilio waits for us, in the fragment of a URL (connection overrides; not part of what is signed):
# ct, rt and tt are the milliseconds to connect, to wait for an answer, and for all tries together; rc how many
# more tries, rp after which failures. Twilio's own values would let a caller listen to 15 s of silence.
FIRST = "#ct=2000&rt=10000&tt=12000&rc=1&rp=ct"
"""A caller waits: 10 s is longer than our slowest answer, and what we may have heard is never asked for twice."""
LAST = "#ct=2000&rt=10000&tt=15000&rc=1&rp=ct,5xx"
"""A caller waits and nothing comes after this one, so all the time that Twilio gives is used."""
PATIENT = "#ct=5000&rt=5000&tt=15000&rc=2&rp=ct,rt,5xx"
"""Nobody waits, and the same request twice does no harm."""

_OVERRULING = ("VoiceApplicationSid", "TrunkSid", "SmsApplicationSid")
"""While one of these is set, Twilio ignores the URLs."""


class Unfit(Exception):
    """The number cannot be used; the message is for the owner."""


def found(answer: dict[str, Any], number: str) -> dict[str, Any]:
    """Return the number out of Twilio's answer, which lists every number that contains the one asked for."""
    listed = answer.get("incoming_phone_numbers", [answer])
    here = next((each for each in listed if each.get("phone_number") == number), None)
    if here is None:
        raise Unfit(
            "TWILIO_PHONE_NUMBER is not a number of this account: check its digits, and that TWILIO_ACCOUNT_SID "
            "is the account that owns it (a subaccount has numbers of its own)"
        )
    if not here.get("capabilities", {}).get("voice"):
        raise Unfit("TWILIO_PHONE_NUMBER cannot take calls: get a number with voice in Twilio's console")
    return dict(here)


def wanted(here: dict[str, Any], *, public_url: str, fallback_url: str) -> dict[str, str]:
    """Return what has to be set, by Twilio's names; texts only where the number has them."""
    fields = {
        "VoiceUrl": f"{public_url}/answer{FIRST}",
        "VoiceMethod": "POST",
        "VoiceFallbackUrl": fallback_url or f"{public_url}/voice/fallback{LAST}",
        "VoiceFallbackMethod": "POST",
        "StatusCallback": f"{public_url}/voice/status{PATIENT}",
        "StatusCallbackMethod": "POST",
    }
    if here.get("capabilities", {}).get("sms"):
        # A text is answered once however often it arrives, so the fallback is another try.
        address = f"{public_url}/sms/incoming{PATIENT}"
        fields |= {"SmsUrl": address, "SmsMethod": "POST", "SmsFallbackUrl": address, "SmsFallbackMethod": "POST"}
    return fields | dict.fromkeys(_OVERRULING, "")


def report(here: dict[str, Any], fields: dict[str, str]) -> str:
    """Return a line for each setting: as it is and, where that differs, as it will be."""
    lines = []
    for name, after in fields.items():
        before = _now(here, name)
        if before or after:
            lines.append(f"  {name:<20} {_shown(before)}")
        if before != after:
            lines.append(f"  {'':<17}-> {_shown(after)}{_why(name)}")
    return "\n".join(lines)


def changes(here: dict[str, Any], fields: dict[str, str]) -> dict[str, str]:
    """Return what differs from what is wanted."""
    return {name: after for name, after in fields.items() if _now(here, name) != after}


def _now(here: dict[str, Any], name: str) -> str:
    return here.get(re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()) or ""


def _shown(value: str) -> str:
    """Return a value as it may stand on a screen: a password in an address may not."""
    return re.sub(r"//[^/@]*@", "//•••@", value) or "(none)"


def _why(name: str) -> str:
    return "  (while it is set, Twilio ignores the addresses)" if name in _OVERRULING else ""


def main(what: str) -> int:
    """Print the report or the form."""
    account_url, public_url, fallback_url, number, answer = sys.stdin.read().split("\n", 4)
    try:
        here = found(json.loads(answer), number)
    except Unfit as error:
        sys.stderr.write(f"{error}\n")
        return 3
    fields = wanted(here, public_url=public_url, fallback_url=fallback_url)
    if what == "report":
        sys.stdout.write(report(here, fields) + "\n")
    elif differing := changes(here, fields):
        address = curl.line("url", f"{account_url}/IncomingPhoneNumbers/{here['sid']}.json")
        sys.stdout.write(f"{address}\n{curl.form(differing)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
