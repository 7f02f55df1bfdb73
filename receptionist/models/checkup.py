"""How the vendors do, for /health: what their last check and their breakers say; asks nobody meanwhile."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from receptionist.models.breaker import Breaker
from receptionist.ports import Clock, ReceptionistError
from receptionist.words.dialogue import Condition

log = logging.getLogger(__name__)

EVERY_S = 6 * 3600.0
"""How often the vendors are asked about keys, models and voices."""


@dataclass(frozen=True, slots=True)
class Vendor:
    """A vendor that is configured: its breaker, and how it is asked whether all is well."""

    name: str
    breaker: Breaker
    check: Callable[[date], Condition]
    warm_up: Callable[[], None]
    """Has it answer once, so that connection, schema and cache are ready for a caller."""


class Checkup:
    """Keeps the last look at each vendor."""

    def __init__(self, vendors: tuple[Vendor, ...], clock: Clock) -> None:
        self._vendors = vendors
        self._clock = clock
        self._seen: dict[str, Condition] = {}

    def run(self) -> None:
        """Ask every vendor once; who cannot be warmed up rests from now on, which is never fatal."""
        for vendor in self._vendors:
            self._check(vendor)
            if vendor.breaker.allows():
                self._warm_up(vendor)

    def _check(self, vendor: Vendor) -> None:
        try:
            self._seen[vendor.name] = vendor.check(self._clock.now().date())
        except ReceptionistError as error:
            # It says nothing of key and model: what was known of them stands.
            log.warning("vendor not checked: name=%s error=%s", vendor.name, error)

    def _warm_up(self, vendor: Vendor) -> None:
        try:
            vendor.warm_up()
        except ReceptionistError as error:
            vendor.breaker.failed(error)

    def condition(self) -> Condition:
        """Return how the vendors do together: what is wrong with each of them, with the remedy."""
        wrong = [f"{vendor.name}: {now.detail}" for vendor in self._vendors if not (now := self._now(vendor)).ok]
        return Condition(ok=not wrong, detail="; ".join(wrong) or ", ".join(v.name for v in self._vendors))

    def _now(self, vendor: Vendor) -> Condition:
        breaker = vendor.breaker.condition()
        return breaker if not breaker.ok else self._seen.get(vendor.name, breaker)


def together(*conditions: Condition, well: str) -> Condition:
    """Return several conditions as one: all that is wrong, or `well` when nothing is."""
    wrong = [each.detail for each in conditions if not each.ok]
    return Condition(ok=not wrong, detail="; ".join(wrong) or well)
