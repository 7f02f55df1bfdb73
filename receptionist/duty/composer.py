"""The composer: a step of a notice, or news of a job, as a delivery with words and address; decides nothing."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from receptionist.duty import letters, words
from receptionist.duty.seams import Channel, Delivery, Notice, Posted, Step
from receptionist.open_questions import Asked
from receptionist.ports import Store
from receptionist.shop.business import Business
from receptionist.shop.people import Person
from receptionist.shop.services import Services


class Questions(Protocol):
    """Knows what callers asked that nobody could answer. Raises StoreError, nothing else."""

    def open(self) -> tuple[Asked, ...]: ...  # noqa: D102


class Composer:
    """Writes to people. Every method raises StoreError, nothing else."""

    def __init__(
        self,
        *,
        store: Store,
        questions: Questions,
        services: Services,
        log_of: Callable[[str], Mapping[str, Any] | None],
        seconds_of: Callable[[str], int | None],
    ) -> None:
        """`log_of` returns the call log of a call, `seconds_of` the length of a voicemail that is here."""
        self._store = store
        self._questions = questions
        self._services = services
        self._log_of = log_of
        self._seconds_of = seconds_of

    def step(
        self, notice: Notice, position: int, posted: Posted | None, business: Business, *, at: datetime
    ) -> Delivery | None:
        """Return what a step sends; None when its person cannot be reached so."""
        step = notice.steps[position]
        to = _address(step.channel, business.person(step.person), business)
        if to is None:
            return None
        subject, body = self._words(notice, step, posted, business)
        return Delivery(
            id=f"{notice.id}/{position}",
            channel=step.channel,
            to=to,
            subject=subject,
            body=body,
            at=at,
            person=step.person or None,
            notice_id=notice.id,
            step=position,
            job_id=notice.job_id,
            attachment=self._voicemail(notice) if step.channel == "email" else None,
        )

    def _voicemail(self, notice: Notice) -> str | None:
        """Return the SID of the voicemail that a mail has with it, unless what was said is confidential."""
        matter = self._store.load(notice.call_sid or "") if notice.kind == "call" else None
        if matter is None:
            return None
        call, case = matter
        return call.recordings[-1] if call.recordings and not letters.is_hidden(case) else None

    def cancelled(self, person: str, posted: Posted, business: Business, *, at: datetime) -> Delivery | None:
        """Return the text that a job which a person has is off."""
        return self._text(person, "cancelled", words.withdrawn(posted.job), posted, business, at=at)

    def changed(self, person: str, posted: Posted, business: Business, *, at: datetime) -> Delivery | None:
        """Return the text with how a job which a person has stands now."""
        text = words.changed(posted.job, business, self._services, mine=True)
        return self._text(person, "changed", text, posted, business, at=at)

    def code(self, person: str, posted: Posted, business: Business, *, at: datetime) -> Delivery | None:
        """Return the text that opens the customer's gate, for whoever has the job and for nobody else."""
        code = words.code(posted.job)
        return self._text(person, "code", code, posted, business, at=at) if code else None

    def how_long(self, person: str, posted: Posted, business: Business, *, at: datetime) -> Delivery | None:
        """Return the question when a technician will be there."""
        return self._text(person, "how_long", words.how_long(posted.job), posted, business, at=at)

    def gone(
        self, notice: Notice, taker: Person, posted: Posted, business: Business, *, at: datetime
    ) -> tuple[Delivery, ...]:
        """Return the texts to everybody else who was asked: the job is somebody's."""
        asked = dict.fromkeys(s.person for s in notice.steps if s.asked_at and s.state == "asked")
        text = words.taken(posted.job, taker.name)
        told = (
            self._text(person, "gone", text, posted, business, at=at) for person in asked if person != taker.key
        )
        return tuple(each for each in told if each)

    def done(
        self, person: str, posted: Posted, paid: Decimal | None, by: str, business: Business, *, at: datetime
    ) -> Delivery | None:
        """Return the text that a job is done, and what was paid."""
        text = words.job_done(posted.job, business, paid=paid, name=by)
        return self._text(person, "done", text, posted, business, at=at)

    def _text(
        self, person: str, what: str, body: str, posted: Posted, business: Business, *, at: datetime
    ) -> Delivery | None:
        known = business.person(person)
        if known is None:
            return None
        return Delivery(
            id=f"{what}:{posted.job.id}:{posted.case_version}:{person}",
            channel="sms",
            to=known.phone,
            body=body,
            at=at,
            person=person,
            job_id=posted.job.id,
        )

    def _words(self, notice: Notice, step: Step, posted: Posted | None, business: Business) -> tuple[str, str]:
        """Return subject and body of what a step sends."""
        if step.channel == "webhook":
            return notice.id, json.dumps(self._log_of(notice.call_sid or "") or {}, ensure_ascii=False)
        if notice.kind in ("trouble", "digest"):
            short, _, whole = notice.text.partition("\n")
            return short, whole or short if step.channel == "email" else short
        if notice.kind == "job" and posted:
            return self._of_job(notice, step, posted, business)
        return self._of_call(notice, step, business)

    def _of_job(self, notice: Notice, step: Step, posted: Posted, business: Business) -> tuple[str, str]:
        job, person = posted.job, business.person(step.person)
        owner = person is not None and person.role == "owner" and notice.level != "emergency"
        if step.channel == "phone":
            spoken = letters.spoken_unassigned(job, business, self._services)
            return "", spoken if owner else letters.spoken_job(job, business, self._services, level=notice.level)
        asked = tuple(dict.fromkeys(name for s in notice.steps if (name := _asked_before(s, step, business))))
        if owner and asked:
            return "", words.unassigned(job, business, self._services, asked=asked)
        return "", words.offer(job, business, self._services, level=notice.level, marks=posted.marks)

    def _of_call(self, notice: Notice, step: Step, business: Business) -> tuple[str, str]:
        matter = self._store.load(notice.call_sid or "")
        if matter is None:
            return "", words.trouble("a call", "it has been erased")
        call, case = matter
        if notice.kind == "emergency":
            if step.channel == "phone":
                return "", letters.spoken_emergency(call, case, business)
            return "EMERGENCY", words.emergency(call, case, business, self._services)
        asked = tuple(each.words for each in self._questions.open() if each.call_sid == call.sid)
        length_s = self._seconds_of(call.recordings[-1]) if call.recordings else None
        if step.channel == "email":
            turns = self._store.turns(call.sid)
            return letters.mail(
                call, case, business, self._services, questions=asked, turns=turns, voicemail_s=length_s
            )
        if step.channel == "phone":
            return "", letters.spoken_call(call, case, business, self._services)
        asks = step.asks == "acknowledge"
        return "", words.call_notice(
            call, case, business, self._services, questions=asked, voicemail_s=length_s, asks=asks
        )


def _address(channel: Channel, person: Person | None, business: Business) -> str | None:
    """Return where somebody is reached over a channel."""
    if channel == "webhook":
        return business.notices.webhook_url
    if person is None:
        return None
    return person.email if channel == "email" else person.phone


def _asked_before(step: Step, now: Step, business: Business) -> str | None:
    """Return the name of somebody else who was asked to take a job, and did not."""
    person = business.person(step.person)
    asked = step.asked_at is not None and step.asks == "offer" and step.person != now.person
    return person.name if person and asked else None
