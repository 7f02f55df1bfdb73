"""Twilio's errors that need somebody to act: whom they concern, and the remedy; data, pure.

Source: the error dictionary at https://www.twilio.com/docs/api/errors.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

OPTED_OUT = 21610
CALL_IS_OVER = 21220


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do about an error. What concerns the `recipient` is nothing that the operator could mend."""

    whose: Literal["operator", "recipient", "nobody"]
    text: str
    permanent: bool = True
    """False when trying again can help."""


_REGISTER = "register your brand and a campaign in Twilio's console under Messaging > Regulatory compliance"
REMEDIES: Mapping[int, Remedy] = {
    20003: Remedy("operator", "check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN (the account's primary token)"),
    20404: Remedy("operator", "check TWILIO_ACCOUNT_SID: there is nothing of this name in the account"),
    20429: Remedy("nobody", "too many requests at once; this one was not carried out", permanent=False),
    21211: Remedy("recipient", "the number is not valid"),
    21408: Remedy(
        "operator", "allow the country in Twilio's console under Messaging > Settings > Geo permissions"
    ),
    21606: Remedy("operator", "TWILIO_PHONE_NUMBER must be a number of this account that can send texts"),
    21608: Remedy("operator", "a trial account texts verified numbers only: upgrade it, or verify the number"),
    OPTED_OUT: Remedy("recipient", "this number has opted out of texts"),
    21614: Remedy("recipient", "the number is not a mobile number"),
    21659: Remedy("operator", "TWILIO_PHONE_NUMBER must be a number of this account that can send texts"),
    30001: Remedy("nobody", "the account's queue of texts is full", permanent=False),
    30002: Remedy("operator", "the Twilio account is suspended: see the notice in its console"),
    30003: Remedy("recipient", "the phone is switched off or out of reach"),
    30004: Remedy("recipient", "the number blocks texts"),
    30005: Remedy("recipient", "nobody has this number"),
    30006: Remedy("recipient", "the number is a landline, or its carrier cannot be reached"),
    30007: Remedy("operator", f"carriers filtered the text as spam: {_REGISTER}, and keep links out of wordings"),
    30032: Remedy("operator", "the toll-free number is not verified: verify it in Twilio's console"),
    30034: Remedy("operator", f"this US number is not registered for A2P 10DLC: {_REGISTER}"),
}
OPERATORS = frozenset(code for code, remedy in REMEDIES.items() if remedy.whose == "operator")
RECIPIENTS = frozenset(code for code, remedy in REMEDIES.items() if remedy.whose == "recipient")
"""Codes after which nothing is left to do about a text."""


def explained(code: int) -> str:
    """Return an error in words: what it means and what to do."""
    remedy = REMEDIES.get(code)
    return (
        f"Twilio error {code}: {remedy.text if remedy else f'see https://www.twilio.com/docs/api/errors/{code}'}"
    )
