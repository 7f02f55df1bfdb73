"""What stands where a carrier lacks its settings: delivers nothing, and says what is missing."""

from receptionist.duty.seams import Delivery, Receipt
from receptionist.ports import MessengerError


class NotSetUp:
    """Implements seams.Carrier by refusing, so that the next channel is tried at once."""

    def __init__(self, missing: str) -> None:
        """`missing` names the settings and what needs them."""
        self.missing = missing

    def carry(self, delivery: Delivery, *, again: bool, known: frozenset[str]) -> Receipt:
        """Raise MessengerError."""
        raise MessengerError(self.missing, permanent=True)
