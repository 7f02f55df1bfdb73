"""Lays what the owner has ordered for a while over the business that his file describes; keeps no order."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from receptionist.shop.business import Business
from receptionist.shop.orders import StandingOrder


def as_of(business: Business, orders: Iterable[StandingOrder], at: datetime) -> Business:
    """Return the business as it is run at `at`; the same object when no order holds then."""
    held = tuple(order for order in orders if order.until > at)
    return replace(business, orders=held) if held else business
