"""What owners order by text, and what they ask: who is away, who is on call, who rang; sends nothing itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from receptionist.cases import Call, Case
from receptionist.duty import answers
from receptionist.duty.job_answers import Answer
from receptionist.duty.replies import Reply
from receptionist.duty.seams import Update
from receptionist.ports import Store
from receptionist.shop.business import Business
from receptionist.shop.orders import OrderKind, StandingOrder
from receptionist.shop.people import Person
from receptionist.shop.services import Services

LATELY = timedelta(days=1)
A_MONTH = timedelta(days=30)
MOST_CALLS = 5
ITSELF = frozenset({"away", "back"})
"""What a technician may order, for himself."""


class Book(Protocol):
    """Keeps which numbers are blocked. Every method raises StoreError, nothing else."""

    def block(self, phone: str, *, at: datetime) -> None: ...  # noqa: D102
    def unblock(self, phone: str, *, at: datetime) -> None: ...  # noqa: D102


class Recent(Protocol):
    """Knows the last calls. Every method raises StoreError, nothing else."""

    def last_calls(self, *, since: datetime, until: datetime, limit: int) -> tuple[tuple[Call, Case], ...]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class OwnerOrders:
    """Carries out what an owner orders, and answers what he asks."""

    store: Store
    recent: Recent
    book: Book
    shop: Callable[[], Business]
    services: Services

    def may(self, person: Person, reply: Reply) -> bool:
        """Tell whether a person may order this: technicians only for themselves."""
        if reply.kind in ("unclear", "code"):
            return False
        return person.role == "owner" or (reply.kind in ITSELF and reply.person in (None, person.key))

    def carry(self, person: Person, reply: Reply, at: datetime) -> Answer:
        """Return what is answered, and the orders that are committed with it."""
        if reply.kind in ("block", "unblock"):
            return self._blocked(reply, at)
        if reply.kind == "who_called":
            rang = self.recent.last_calls(since=at - LATELY, until=at, limit=MOST_CALLS)
            return Answer(answers.who_called(rang, self.shop(), self.services), Update(at=at))
        if reply.kind == "open_jobs":
            jobs = self.store.open_jobs(since=at - A_MONTH)
            return Answer(answers.open_jobs(jobs, self.services), Update(at=at))
        return self._ordered(person, reply, at)

    def _blocked(self, reply: Reply, at: datetime) -> Answer:
        phone = reply.phone or self._last_caller(at)
        if phone is None or any(person.phone == phone for person in self.shop().people):
            return Answer(answers.blocked(None), Update(at=at))
        if reply.kind == "block":
            self.book.block(phone, at=at)
            return Answer(answers.blocked(phone), Update(at=at))
        self.book.unblock(phone, at=at)
        return Answer(answers.unblocked(phone), Update(at=at))

    def _last_caller(self, at: datetime) -> str | None:
        rang = self.recent.last_calls(since=at - LATELY, until=at, limit=MOST_CALLS)
        return next((call.caller_id for call, _ in rang if call.caller_id), None)

    def _ordered(self, person: Person, reply: Reply, at: datetime) -> Answer:
        business = self.shop()
        whose = reply.person or person.key
        until = reply.until or _until(reply, business, at)
        meant: Mapping[str, list[tuple[OrderKind, str, datetime]]] = {
            "away": [("away", whose, until)],
            "back": [("away", whose, at)],
            "on_call": [("on_call", whose, until), ("off_call", whose, at), ("away", whose, at)],
            "off_call": [("off_call", whose, until), ("on_call", whose, at)],
            "closed": [("closed", "", until)],
            "open": [("closed", "", at)],
        }
        standing = tuple(_order(*order, person) for order in meant[reply.kind])
        named = business.person(whose) or person
        texts = {
            "away": lambda: answers.away(named, until, business),
            "back": lambda: answers.back(named),
            "on_call": lambda: answers.on_call(named, until, business),
            "off_call": lambda: answers.off_call(named, until, business),
            "closed": lambda: answers.closed(until, business),
            "open": answers.opened,
        }
        return Answer(texts[reply.kind](), Update(at=at, orders=standing))


def _order(kind: OrderKind, subject: str, until: datetime, person: Person) -> StandingOrder:
    return StandingOrder(kind=kind, subject=subject, until=until, by=person.key)


def _until(reply: Reply, business: Business, at: datetime) -> datetime:
    """Return until when an order holds that names no time: the day, or for who is on call the next opening."""
    tomorrow = (business.local(at) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    if reply.kind in ("on_call", "off_call"):
        # By day it is the night that is meant, not the end of the lunch break.
        return business.next_opening(tomorrow if business.is_open(at) else at) or tomorrow
    return tomorrow
