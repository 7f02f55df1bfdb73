"""What owners order by text, and what they ask: who is away, who is on call, who rang; sends nothing itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from receptionist.cases import Call, Case
from receptionist.duty import words
from receptionist.duty.job_answers import Answer
from receptionist.duty.replies import Reply
from receptionist.duty.seams import Update
from receptionist.ports import Store
from receptionist.shop.business import Business
from receptionist.shop.orders import OrderKind, StandingOrder
from receptionist.shop.people import Person

LATELY = timedelta(days=1)
MOST_CALLS = 5
ITSELF = frozenset({"away", "back"})
"""What a technician may order, for himself."""


class Book(Protocol):
    """Keeps which numbers are blocked. Every method raises StoreError, nothing else."""

    def block(self, phone: str, *, at: datetime) -> None: ...  # noqa: D102
    def unblock(self, phone: str, *, at: datetime) -> None: ...  # noqa: D102


class Recent(Protocol):
    """Knows the last calls. Every method raises StoreError, nothing else."""

    def last_calls(self, *, since: datetime, limit: int) -> tuple[tuple[Call, Case], ...]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class OwnerOrders:
    """Carries out what an owner orders, and answers what he asks."""

    store: Store
    recent: Recent
    book: Book
    shop: Callable[[], Business]

    def may(self, person: Person, reply: Reply) -> bool:
        """Tell whether a person may order this: technicians only for themselves."""
        return person.role == "owner" or (reply.kind in ITSELF and reply.person in (None, person.key))

    def carry(self, person: Person, reply: Reply, at: datetime) -> Answer:
        """Return what is answered, and the orders that are committed with it."""
        if reply.kind in ("block", "unblock"):
            return self._blocked(reply, at)
        if reply.kind == "who_called":
            rang = self.recent.last_calls(since=at - LATELY, limit=MOST_CALLS)
            return Answer(words.who_called(rang, self.shop()), Update(at=at))
        if reply.kind == "open_jobs":
            return Answer(words.open_jobs(self.store.open_jobs(since=at - timedelta(days=30))), Update(at=at))
        return self._ordered(person, reply, at)

    def _blocked(self, reply: Reply, at: datetime) -> Answer:
        phone = reply.phone or self._last_caller(at)
        if phone is None:
            return Answer(words.nobody_to_block(), Update(at=at))
        if any(person.phone == phone for person in self.shop().people):
            return Answer(words.one_of_us(), Update(at=at))
        if reply.kind == "block":
            self.book.block(phone, at=at)
            return Answer(words.blocked(phone), Update(at=at))
        self.book.unblock(phone, at=at)
        return Answer(words.unblocked(phone), Update(at=at))

    def _last_caller(self, at: datetime) -> str | None:
        rang = self.recent.last_calls(since=at - LATELY, limit=MOST_CALLS)
        return next((call.caller_id for call, _ in rang if call.caller_id), None)

    def _ordered(self, person: Person, reply: Reply, at: datetime) -> Answer:
        business = self.shop()
        whose = reply.person or person.key
        until = reply.until or _until(reply, business, at)
        orders = {
            "away": [("away", whose, until)],
            "back": [("away", whose, at)],
            "on_call": [("on_call", whose, until), ("off_call", whose, at), ("away", whose, at)],
            "off_call": [("off_call", whose, until), ("on_call", whose, at)],
            "closed": [("closed", "", until)],
            "open": [("closed", "", at)],
        }[reply.kind]
        standing = tuple(_order(kind, subject, until, person) for kind, subject, until in orders)
        named = business.person(whose)
        text = words.ordered(reply.kind, named.name if named else whose, business.local(until))
        return Answer(text, Update(at=at, orders=standing))


def _order(kind: OrderKind, subject: str, until: datetime, person: Person) -> StandingOrder:
    return StandingOrder(kind=kind, subject=subject, until=until, by=person.key)


def _until(reply: Reply, business: Business, at: datetime) -> datetime:
    """Return until when an order holds that names no time: the day, or for who is on call the next opening."""
    tomorrow = (business.local(at) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    if reply.kind in ("on_call", "off_call"):
        return business.next_opening(at) or tomorrow
    return tomorrow
