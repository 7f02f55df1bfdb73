"""Deliveries by text; decides no words and retries nothing."""

from receptionist.duty.seams import Delivery, Receipt
from receptionist.ports import MessengerError
from receptionist.texts import segments
from receptionist.texts.seams import Messenger
from receptionist.texts.twilio_errors import explained

LOST = frozenset({"undelivered", "failed", "canceled"})
"""How Twilio says that a text never arrives."""


class ByText:
    """Implements seams.Carrier by Twilio's texts."""

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger

    def carry(self, delivery: Delivery, *, again: bool, known: frozenset[str]) -> Receipt:
        """Send a text, once: what may have left before is looked for by its words."""
        message = None
        if again:
            message = self._messenger.find_text(delivery.to, delivery.body, since=delivery.at, apart_from=known)
        if message and message.status in LOST:
            code = message.error_code
            raise MessengerError(
                explained(code) if code else f"Twilio says {message.status}", permanent=True, code=code
            )
        message = message or self._messenger.send_text(delivery.to, delivery.body, delivery=delivery.id)
        return Receipt(provider_sid=message.sid, segments=segments.count(delivery.body))
