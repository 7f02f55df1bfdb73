"""The vigil: sees what is broken for longer than a moment, and has the owner told once a day; mends nothing."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from receptionist.cases import FollowUp
from receptionist.ports import Clock, Outbox
from receptionist.shop.people import Person
from receptionist.words.dialogue import Condition

TROUBLE = "trouble"
EVERY_S = 60.0
LASTS = timedelta(minutes=10)
"""How long something is broken until the owner hears of it: most of it mends itself."""


class Vigil:
    """Looks at the conditions of a process; what it saw of them is kept in memory only."""

    def __init__(self, conditions: Callable[[], Mapping[str, Condition]], outbox: Outbox, clock: Clock) -> None:
        self._conditions = conditions
        self._outbox = outbox
        self._clock = clock
        self._since: dict[str, datetime] = {}

    def look(self) -> None:
        """Order a notice of each part that has not been well for long. Raises StoreError."""
        now = self._clock.now()
        wrong = {name: now_is.detail for name, now_is in self._conditions().items() if not now_is.ok}
        self._since = {name: self._since.get(name, now) for name in wrong}
        lasting = [name for name, since in self._since.items() if now - since >= LASTS]
        self._outbox.order(tuple(trouble(name, wrong[name], now) for name in lasting))


def trouble(component: str, detail: str, now: datetime) -> FollowUp:
    """Return the order to tell the owners of a trouble; the same again on one day is a no-op."""
    day = f"{now:%Y%m%d}"
    payload = {"component": component, "detail": detail, "day": day}
    return FollowUp(key=f"{TROUBLE}:{component}:{day}", kind=TROUBLE, payload=payload, run_at=now)


def opted_out(person: Person, now: datetime) -> FollowUp:
    """Return the order to tell the owners of somebody whom no text reaches any more."""
    name = person.name
    detail = f"{name} has opted out of texts and is offered nothing by text: {name} can text START to this number"
    return trouble(f"texts to {name}", detail, now)


def not_reached(person: Person, why: str, now: datetime) -> FollowUp:
    """Return the order to tell the owners that an answer, or news of his job, has not reached somebody."""
    name = person.name
    detail = f"what {name} was last texted about his job did not arrive ({why}): ring {name}"
    return trouble(f"texts to {name}", detail, now)
