"""The staff desk: takes in what listed people text, once, and has it answered; knows no wire format.

What a text changes and what is answered are one commit, so that nothing that was acknowledged can be lost; the
answer leaves through the post. Whoever wants to change how the shop runs proves the first time that the number is
his, by a code that is sent to it: the sender of a text can be forged, its receiver cannot.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from secrets import randbelow
from typing import Protocol

from receptionist.duty import answers, letters, replies, vigil
from receptionist.duty.escalation import PENDING
from receptionist.duty.job_answers import Answer, JobAnswers
from receptionist.duty.owner_orders import OwnerOrders
from receptionist.duty.replies import Reply
from receptionist.duty.seams import Board, Delivery, Notice, Update
from receptionist.duty.updates import with_deliveries
from receptionist.ports import Clock, Conflict, StoreError
from receptionist.shop.business import Business
from receptionist.shop.people import Person
from receptionist.texts.seams import Incoming

log = logging.getLogger(__name__)

MOST_CONFLICTS = 5


class Staff(Protocol):
    """Keeps who has proved that a number is his. Every method raises StoreError, nothing else."""

    def confirmed(self, phone: str) -> bool: ...  # noqa: D102
    def ask(self, phone: str, *, code: str, waiting: str, at: datetime) -> str: ...  # noqa: D102
    def waiting_for(self, phone: str, code: str, *, at: datetime) -> str | None: ...  # noqa: D102
    def confirm(self, phone: str, *, at: datetime) -> None: ...  # noqa: D102


class StaffDesk:
    """Answers the texts of listed people. Every method raises StoreError, nothing else."""

    def __init__(
        self,
        *,
        board: Board,
        staff: Staff,
        jobs: JobAnswers,
        orders: OwnerOrders,
        shop: Callable[[], Business],
        clock: Clock,
        code: Callable[[], str] = lambda: f"{randbelow(10**6):06}",
    ) -> None:
        self._board = board
        self._staff = staff
        self._jobs = jobs
        self._orders = orders
        self._shop = shop
        self._clock = clock
        self._code = code

    def is_ours(self, phone: str) -> bool:
        """Tell whether a number is one of ours."""
        return self._person(phone) is not None

    def opted_out(self, phone: str) -> None:
        """Have the owners told that somebody of ours gets no more texts."""
        if person := self._person(phone):
            now = self._clock.now()
            self._board.commit(Update(at=now, followups=(vigil.opted_out(person, now),)))

    def receive(self, text: Incoming) -> None:
        """Take a text in and order its answer; the same text again changes nothing."""
        person = self._person(text.phone or "")
        if person is None:
            return
        for _ in range(MOST_CONFLICTS):
            if self._board.delivery(_answer_id(text.sid)):
                return
            at = self._clock.now()
            answer = self._answered(text.body, person, at)
            try:
                self._board.commit(self._with_answer(answer, text, person))
            except Conflict:
                continue
            log.info("staff: person=%s notices=%s", person.key, [each.id for each in answer.update.notices])
            return
        raise StoreError("others keep changing what this text is about")

    def pressed(self, delivery_id: str, key: str) -> str:
        """Take in the key that somebody pressed who was rung, and return what is said then."""
        delivery = self._board.delivery(delivery_id)
        person = self._shop().person(delivery.person) if delivery and delivery.person else None
        if key != "1" or delivery is None or person is None:
            return letters.spoken_unconfirmed()
        for _ in range(MOST_CONFLICTS):
            about = self._about(delivery)
            if not any(each.state in PENDING for each in about):
                his = any(each.by == person.key for each in about)
                return letters.spoken_confirmed() if his else letters.spoken_over()
            pending = tuple(each for each in about if each.state in PENDING)
            with suppress(Conflict):
                self._board.commit(self._jobs.taken_charge(person, pending, self._clock.now()).update)
                return letters.spoken_confirmed()
        raise StoreError("others keep changing what this call is about")

    def _about(self, delivery: Delivery) -> tuple[Notice, ...]:
        """Return what a delivery is about: an alarm ends when its job is on offer, and means that job."""
        notice = self._board.notice(delivery.notice_id or "")
        if notice and notice.kind == "emergency" and notice.state == "withdrawn" and notice.case_id:
            return tuple(n for n in self._board.notices_of(notice.case_id) if n.level == "emergency")
        return (notice,) if notice else ()

    def _person(self, phone: str) -> Person | None:
        return next((person for person in self._shop().people if person.phone == phone), None)

    def _answered(self, body: str, person: Person, at: datetime) -> Answer:
        business = self._shop()
        reply = replies.meaning(body, people=business.people, local=business.local(at), region=business.country)
        if reply.code:
            return self._proved(reply.code, person, at)
        return self._obeyed(reply, body, person, at)

    def _obeyed(self, said: Reply, body: str, person: Person, at: datetime) -> Answer:
        reply = self._jobs.in_context(said, body, person, at)
        about_jobs = {
            "accept": self._jobs.accept,
            "decline": self._jobs.decline,
            "call_customer": self._jobs.call_customer,
            "on_the_way": self._jobs.on_the_way,
            "arrived": self._jobs.arrived,
            "done": self._jobs.done,
            "acknowledge": self._jobs.acknowledge,
        }
        owner = person.role == "owner"
        others_job = reply.kind == "done" and owner and not self._jobs.has(person, reply)
        if reply.kind in about_jobs and not others_job:
            answer = about_jobs[reply.kind](person, reply, at)
            return self._and_away(answer, said, person, at) if reply.kind == "decline" else answer
        if reply.kind == "help":
            return Answer(answers.commands(owner=owner), Update(at=at))
        if not self._orders.may(person, reply):
            return Answer(answers.unclear(owner=owner), Update(at=at))
        if not self._staff.confirmed(person.phone):
            code = self._staff.ask(person.phone, code=self._code(), waiting=body, at=at)
            return Answer(answers.confirm(self._shop(), code), Update(at=at))
        return self._jobs.done(person, reply, at) if others_job else self._orders.carry(person, reply, at)

    def _and_away(self, declined: Answer, said: Reply, person: Person, at: datetime) -> Answer:
        """Return the answer to who declines a job since he is away so long; without his proof it is no more."""
        if said.kind != "away" or said.until is None or not self._staff.confirmed(person.phone):
            return declined
        away = self._orders.carry(person, said, at)
        return Answer(f"{declined.text} {away.text}", replace(declined.update, orders=away.update.orders))

    def _proved(self, code: str, person: Person, at: datetime) -> Answer:
        """Carry out the text that waited for its sender's proof."""
        waiting = self._staff.waiting_for(person.phone, code, at=at)
        if waiting is None:
            return Answer(answers.unclear(owner=person.role == "owner"), Update(at=at))
        self._staff.confirm(person.phone, at=at)
        business = self._shop()
        reply = replies.meaning(waiting, people=business.people, local=business.local(at), region=business.country)
        return self._obeyed(replace(reply, code=None), waiting, person, at)

    def _with_answer(self, answer: Answer, text: Incoming, person: Person) -> Update:
        delivery = Delivery(
            id=_answer_id(text.sid),
            channel="sms",
            to=person.phone,
            body=answer.text,
            at=answer.update.at,
            person=person.key,
        )
        return with_deliveries(answer.update, delivery)


def _answer_id(message_sid: str) -> str:
    return f"answer:{message_sid}"
