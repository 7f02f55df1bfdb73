"""Twilio's REST API behind ports.Messenger: texts, calls, calls in progress; decides nothing and retries nothing.

A create that failed is never sent again from here: only who looked it up first knows whether it was carried out.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from receptionist.ports import MessengerError
from receptionist.texts.seams import Message
from receptionist.texts.twilio_client import API_URL, TIMEOUT_S, asked, client
from receptionist.texts.twilio_errors import CALL_IS_OVER

CLOCKS_APART = timedelta(seconds=30)
"""By how much our clock may be ahead of Twilio's."""
MOST_LISTED = 50
_TRIAL = "Sent from your Twilio trial account - "
"""What Twilio puts before each text of a trial account."""


class TwilioMessenger:
    """Implements ports.Messenger for one of the account's numbers."""

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        from_number: str,
        base_url: str = API_URL,
        status_callback: str | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        """`status_callback` is the URL that Twilio tells how a text fared; `timeout_s` bounds a whole request."""
        self._client = client(account_sid, auth_token, base_url=base_url, timeout_s=timeout_s)
        self._from = from_number
        self._status_callback = status_callback

    def send_text(self, to: str, body: str, *, delivery: str = "") -> Message:
        """Send a text, once: an error that is not `permanent` leaves open whether it was sent.

        What Twilio reports of it names our `delivery` too: a report may be here before the answer with its SID.
        """
        named = (
            f"{self._status_callback}?{urlencode({'delivery': delivery})}" if delivery else self._status_callback
        )
        options = {"status_callback": named} if self._status_callback else {}
        return _message(asked(lambda: self._client.messages.create(to=to, from_=self._from, body=body, **options)))

    def find_text(
        self, to: str, body: str, *, since: datetime, apart_from: Collection[str] = ()
    ) -> Message | None:
        """Return the newest text that was sent since then with just these words, for use before a retry."""

        def mine(text: Any) -> bool:  # noqa: ANN401 -- the SDK ships no types
            if text.sid in apart_from:
                return False
            return (text.body or "").removeprefix(_TRIAL) == body and _is_after(text.date_created, since)

        return next((_message(text) for text in self._listed(self._client.messages, to) if mine(text)), None)

    def place_call(self, to: str, *, twiml: str) -> str:
        """Ring a number and return the call's SID, once: see `send_text`."""
        return str(asked(lambda: self._client.calls.create(to=to, from_=self._from, twiml=twiml)).sid)

    def find_call(self, to: str, *, since: datetime, apart_from: Collection[str] = ()) -> str | None:
        """Return the SID of the newest call placed to a number since then, for use before a retry."""

        def mine(call: Any) -> bool:  # noqa: ANN401 -- the SDK ships no types
            # A caller who was put through to this number rang it from ours, too.
            placed = call.direction == "outbound-api" and call.sid not in apart_from
            return placed and _is_after(call.date_created, since)

        return next((str(call.sid) for call in self._listed(self._client.calls, to) if mine(call)), None)

    def update_call(self, call_sid: str, *, twiml: str) -> bool:
        """Have a call in progress go on with other TwiML; False when it is over."""
        try:
            asked(lambda: self._client.calls(call_sid).update(twiml=twiml))
        except MessengerError as error:
            if error.code == CALL_IS_OVER:
                return False
            raise
        return True

    def call_status(self, call_sid: str) -> str:
        """Return how a call stands, in Twilio's words."""
        return str(asked(lambda: self._client.calls(call_sid).fetch()).status)

    def _listed(self, resource: Any, to: str) -> list[Any]:  # noqa: ANN401 -- the SDK ships no types
        """Return what was sent or placed to a number lately, the newest first.

        What still waits at Twilio has no DateSent or StartTime yet and a list by those would leave it out: so the
        time is looked at here, in `date_created`, which everything has.
        """
        return asked(
            lambda: list(resource.list(to=to, from_=self._from, limit=MOST_LISTED, page_size=MOST_LISTED))
        )


def _message(text: Any) -> Message:  # noqa: ANN401 -- the SDK ships no types
    if not isinstance(text.sid, str):
        raise MessengerError("Twilio's answer names no text")
    segments = str(text.num_segments or "")
    return Message(
        sid=text.sid,
        status=str(text.status),
        error_code=text.error_code,
        # Twilio says 0 until it has split a text.
        segments=int(segments) or None if segments.isdigit() else None,
    )


def _is_after(created: datetime | None, since: datetime) -> bool:
    return created is not None and created >= since - CLOCKS_APART
