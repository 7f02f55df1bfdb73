"""Deliveries by a telephone call that speaks them and takes a key; decides no words and retries nothing."""

from collections.abc import Callable
from urllib.parse import quote

from receptionist.duty.seams import Delivery, Receipt
from receptionist.texts.seams import Messenger

Render = Callable[[str, str], str]
"""What is said and the URL that hears of the key -> TwiML of the call."""


class ByPhone:
    """Implements seams.Carrier by Twilio's calls."""

    def __init__(self, messenger: Messenger, *, public_url: str, render: Render) -> None:
        """`public_url` is where Twilio reaches us: inline TwiML knows no address of its own."""
        self._messenger = messenger
        self._public_url = public_url
        self._render = render

    def carry(self, delivery: Delivery, *, again: bool, known: frozenset[str]) -> Receipt:
        """Ring, once: a call that may have been placed before is looked for by its number."""
        sid = None
        if again:
            sid = self._messenger.find_call(delivery.to, since=delivery.at, apart_from=known)
        if sid is None:
            action = f"{self._public_url}/voice/notice?delivery={quote(delivery.id, safe='')}"
            sid = self._messenger.place_call(delivery.to, twiml=self._render(delivery.body, action))
        return Receipt(provider_sid=sid)
