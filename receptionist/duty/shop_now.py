"""The business as it is run now: what the owner has ordered by text lies over what is in his file."""

import logging

from receptionist.duty.seams import Board
from receptionist.ports import Clock, StoreError
from receptionist.shop.business import Business
from receptionist.shop.standing import as_of

log = logging.getLogger(__name__)

FRESH_S = 2.0
"""How old the orders may be that are gone by: nobody on the telephone waits for a look each turn."""


class ShopNow:
    """Returns the business when it is called; without a store, as it was last known."""

    def __init__(self, business: Business, board: Board, clock: Clock) -> None:
        self._business = business
        self._board = board
        self._clock = clock
        self._now = business
        self._seen_s: float | None = None

    def __call__(self) -> Business:
        """Return the business as it is run now."""
        now_s = self._clock.monotonic()
        if self._seen_s is None or now_s - self._seen_s > FRESH_S:
            self._look()
            self._seen_s = now_s
        return self._now

    def _look(self) -> None:
        at = self._clock.now()
        try:
            self._now = as_of(self._business, self._board.orders(at=at), at)
        except StoreError as error:
            log.warning("what the owner has ordered is not known: error=%s", error)
