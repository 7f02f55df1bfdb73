"""The Twilio account's balance: the owner hears in time that it runs low, for without it no call comes in."""

import logging
from collections.abc import Callable
from datetime import timedelta

from receptionist.cases import FollowUp
from receptionist.duty.vigil import trouble
from receptionist.ports import Clock, MessengerError, Outbox
from receptionist.shop.business import Business
from receptionist.texts.account import Account

log = logging.getLogger(__name__)

BALANCE = "balance"
EVERY = timedelta(hours=1)


class BalanceCheck:
    """Handles follow-ups of kind `balance`: looks, and has the owners told once a day while it is low."""

    def __init__(self, account: Account, outbox: Outbox, shop: Callable[[], Business], clock: Clock) -> None:
        self._account = account
        self._outbox = outbox
        self._shop = shop
        self._clock = clock

    def __call__(self, followup: FollowUp) -> None:
        """Look at the balance; one that cannot be had, as a sub-account's, is left alone. Raises StoreError."""
        try:
            balance = self._account.balance()
        except MessengerError as error:
            log.warning("the balance is not known: error=%s", error)
            return
        if balance.amount >= self._shop().notices.low_balance:
            return
        left = f"{balance.amount:.2f} {balance.currency}"
        detail = f"{left} left: at zero no call is answered. Top up at https://console.twilio.com, Billing"
        self._outbox.order((trouble("Twilio balance", detail, self._clock.now()),))
