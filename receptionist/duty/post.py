"""The post: hands each delivery to the carrier of its channel, once, and notices when one never arrives.

It finds no words and decides nothing about whom to tell next: what failed for good is the escalation's affair.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from receptionist.cases import FollowUp
from receptionist.duty.by_text import LOST
from receptionist.duty.seams import Board, Carrier, Channel, Delivery
from receptionist.ports import Clock, FollowUpError, MessengerError
from receptionist.texts.seams import OptOuts
from receptionist.texts.twilio_errors import OPERATORS, OPTED_OUT, explained
from receptionist.words.dialogue import Condition

log = logging.getLogger(__name__)

DELIVER = "deliver"
MOST_TRIES = 5
"""As often is a delivery tried, over two and a half minutes, until the next channel is better."""
TRUE_FOR = timedelta(hours=1)
"""How long after it was written a customer is still told who comes and when, where this machine was down."""
A_DAY = timedelta(days=1)
_ARRIVED = frozenset({"delivered", "read"})


class Lost(Protocol):
    """Says what is to be done about a delivery that never arrives."""

    def __call__(self, delivery: Delivery, *, code: int | None) -> tuple[FollowUp, ...]: ...  # noqa: D102


class Post:
    """Handles follow-ups of kind `deliver` with the payload `{"delivery_id": …}`, and takes reports in."""

    def __init__(
        self, *, board: Board, carriers: Mapping[Channel, Carrier], opt_outs: OptOuts, lost: Lost, clock: Clock
    ) -> None:
        self._board = board
        self._carriers = carriers
        self._opt_outs = opt_outs
        self._lost = lost
        self._clock = clock
        self._problems: dict[Channel, str] = {}

    def __call__(self, followup: FollowUp) -> None:
        """Carry a delivery out; what failed before may have left all the same and is looked up.

        Raises MessengerError, StoreError and FollowUpError.
        """
        delivery_id = followup.payload["delivery_id"]
        attempt = self._board.attempt(delivery_id, at=self._clock.now())
        delivery = self._board.delivery(delivery_id)
        if attempt == "done" or delivery is None:
            return
        if attempt == "busy":
            raise FollowUpError("somebody else is delivering this")
        if _to_customer(delivery) and self._clock.now() - delivery.at > TRUE_FOR:
            log.warning("a customer's text is too old to be true: delivery=%s", delivery.id)
            self._board.kept_back(delivery.id, failed=True, error="too old to be true")
            return
        try:
            self._carry(delivery, again=attempt == "again")
        except MessengerError as error:
            self._failed(delivery, error)

    def report(self, provider_sid: str, delivery_id: str, *, status: str, code: int | None) -> None:
        """Take in how a text fared after it had left; what is unknown, or old news, changes nothing.

        The report may be here before it is noted that the text has left: then only our own id is known.
        """
        if status not in _ARRIVED | LOST:
            return
        delivery = self._board.of_provider(provider_sid) or self._board.delivery(delivery_id)
        if delivery is None:
            return
        if status in _ARRIVED:
            self._board.arrived(delivery.id)
        elif delivery.state != "failed":
            self._give_up(delivery, explained(code) if code else f"Twilio says {status}", code)

    def condition(self) -> Condition:
        """Return which channels fail and what to do about it, as this process has seen."""
        problems = "; ".join(self._problems.values())
        return Condition(ok=not problems, detail=problems or "notices leave")

    def _carry(self, delivery: Delivery, *, again: bool) -> None:
        if delivery.channel == "sms" and self._opt_outs.opted_out(delivery.to):
            raise MessengerError(explained(OPTED_OUT), permanent=True, code=OPTED_OUT)
        # What was ordered before may have left after it.
        known = self._board.provider_sids(delivery.to, since=delivery.at - A_DAY) if again else frozenset()
        receipt = self._carriers[delivery.channel].carry(delivery, again=again, known=known)
        self._problems.pop(delivery.channel, None)
        self._board.left(
            delivery.id, provider_sid=receipt.provider_sid, segments=receipt.segments, at=self._clock.now()
        )

    def _failed(self, delivery: Delivery, error: MessengerError) -> None:
        """Note a failure; one that may pass is raised again, until it was tried often enough."""
        if error.permanent or delivery.tries >= MOST_TRIES:
            self._give_up(delivery, str(error), error.code)
            return
        self._problems[delivery.channel] = str(error)
        self._board.kept_back(delivery.id, failed=False, error=str(error))
        raise error

    def _give_up(self, delivery: Delivery, error: str, code: int | None) -> None:
        log.warning("a delivery failed: delivery=%s channel=%s error=%s", delivery.id, delivery.channel, error)
        if code == OPTED_OUT:
            self._opt_outs.opt_out(delivery.to, at=self._clock.now())
        if code is None or code in OPERATORS:
            self._problems[delivery.channel] = error
        followups = self._lost(delivery, code=code)
        self._board.kept_back(delivery.id, failed=True, error=error, followups=followups)


def _to_customer(delivery: Delivery) -> bool:
    return delivery.channel == "sms" and delivery.person is None


def order(delivery: Delivery) -> FollowUp:
    """Return the order to carry a delivery out."""
    payload = {"delivery_id": delivery.id}
    return FollowUp(key=f"{DELIVER}:{delivery.id}", kind=DELIVER, payload=payload, run_at=delivery.at)
