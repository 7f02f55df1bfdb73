"""Which jobs a text of somebody's may be about: offered to him, his, or gone to somebody else; changes nothing."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from receptionist.duty import escalation
from receptionist.duty.replies import Reply
from receptionist.duty.seams import Board, Notice, Posted
from receptionist.shop.people import Person

STANDS_FOR = timedelta(days=3)
"""How long an offer, or a notice, can be answered."""
LATELY = timedelta(minutes=30)
"""How long a text without a number of a job may still be a late answer to the last offer."""


class Offers:
    """Looks them up for a reply, which may name one. Every method raises StoreError, nothing else."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def all(self, person: Person, reply: Reply, at: datetime) -> tuple[Notice, ...]:
        """Return the notices of jobs that a person was asked about, the last first."""
        told = self._board.notices_to(person.key, since=at - STANDS_FOR)
        jobs = (each for each in told if each.kind == "job" and escalation.asked(each, person.key))
        return tuple(each for each in jobs if reply.job in (None, each.job_id))

    def open(self, person: Person, reply: Reply, at: datetime) -> tuple[Notice, ...]:
        """Return those that wait for his answer: nobody has them, and he has not declined."""
        waiting = (each for each in self.all(person, reply, at) if each.state in escalation.PENDING)
        return tuple(each for each in waiting if not escalation.declined(each, person.key))

    def gone(self, person: Person, reply: Reply, at: datetime) -> Notice | None:
        """Return the last that he was asked about, if it is answered already and not his.

        Who has jobs means those, unless he was asked lately.
        """
        last = next(iter(self.all(person, reply, at)), None)
        if last is None or last.by == person.key or last in self.open(person, reply, at):
            return None
        asked = (step.asked_at for step in last.steps if step.person == person.key)
        lately = any(each and each > at - LATELY for each in asked)
        return last if lately or not self.his(person, reply) else None

    def his(self, person: Person, reply: Reply) -> tuple[Posted, ...]:
        """Return the open jobs that he has."""
        return tuple(each for each in self._board.jobs_of(person.key) if reply.job in (None, each.job.id))

    def jobs(self, notices: Iterable[Notice]) -> tuple[Posted, ...]:
        """Return the jobs that notices are about."""
        return tuple(posted for each in notices if (posted := self._board.job(each.job_id or "")))


def without_time(jobs: Iterable[Posted]) -> tuple[Posted, ...]:
    """Return the jobs whose technician was asked when he will be there, and has not said so."""
    return tuple(each for each in jobs if each.job.eta is None and each.job.urgency != "scheduled")
