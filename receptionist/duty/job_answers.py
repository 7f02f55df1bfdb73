"""What the people who are offered jobs answer, and what that makes of them; sends nothing, commits nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from receptionist.cases import Event, Job
from receptionist.duty import answers, dispatch, escalation, words
from receptionist.duty.composer import Composer
from receptionist.duty.customers import CustomerTexts
from receptionist.duty.paging import Paging
from receptionist.duty.replies import Reply
from receptionist.duty.seams import Board, Notice, Posted, Update
from receptionist.duty.to_customers import News
from receptionist.duty.updates import with_deliveries, with_job
from receptionist.shop.business import Business
from receptionist.shop.people import Person
from receptionist.shop.services import Services

STANDS_FOR = timedelta(days=3)
"""How long an offer, or a notice, can be answered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is texted back, and what is committed with it."""

    text: str
    update: Update


class JobAnswers:
    """Answers what technicians and owners write about jobs. Every method raises StoreError, nothing else."""

    def __init__(
        self,
        *,
        board: Board,
        paging: Paging,
        composer: Composer,
        customers: CustomerTexts,
        shop: Callable[[], Business],
        services: Services,
    ) -> None:
        self._board = board
        self._paging = paging
        self._composer = composer
        self._customers = customers
        self._shop = shop
        self._services = services

    def in_context(self, reply: Reply, body: str, person: Person, at: datetime) -> Reply:
        """Return what a text means of somebody who is offered a job, or was asked when he will be there."""
        offered = self._open_offers(person, reply, at)
        if offered and reply.kind == "away":
            return replace(reply, kind="decline")
        if offered and reply.kind == "on_the_way":
            return replace(reply, kind="accept")
        mine = self._mine(person, reply)
        if not offered and body.strip().isdigit() and reply.minutes and len(mine) == 1 and mine[0].job.eta is None:
            return replace(reply, kind="accept")
        return reply

    def has(self, person: Person, reply: Reply) -> bool:
        """Tell whether a person has a job that is open, or the one that he names."""
        return bool(self._mine(person, reply))

    def accept(self, person: Person, reply: Reply, at: datetime) -> Answer:
        """Give a job to the first who wants it; who has it already says when he will be there."""
        offers = self._offers(person, reply, at)
        pending = [each for each in offers if each.state in escalation.PENDING]
        pending = pending or [each for each in offers if each.state == "acknowledged"]
        if len(pending) > 1:
            return self._which(self._jobs_of(pending), at)
        if not pending:
            return self._moved(person, reply, at) or self._too_late(offers, at)
        posted = self._board.job(pending[0].job_id or "")
        if posted is None or dispatch.is_closed(posted.job):
            return Answer(words.not_offered(pending[0].job_id or ""), Update(at=at))
        return self._given(person, pending[0], posted, reply.minutes, at)

    def decline(self, person: Person, reply: Reply, at: datetime) -> Answer:
        """Offer a job to the next; who had taken it gives it back."""
        offers = self._offers(person, reply, at)
        open_ones = [each for each in offers if each.state in escalation.PENDING]
        if len(open_ones) == 1:
            return self._turned_down(person, open_ones[0], at)
        mine = self._jobs_of(open_ones) or self._mine(person, reply)
        if len(mine) > 1:
            return self._which(mine, at)
        known = self._board.notice(f"job:{mine[0].job.id}") if mine else None
        return self._given_back(person, known, mine[0], at) if known else self._too_late(offers, at)

    def call_customer(self, person: Person, reply: Reply, at: datetime) -> Answer:
        """Tell somebody who is offered a job, or has it, the number of the customer."""
        theirs = (*self._open_offers(person, reply, at), *self._mine(person, reply))
        jobs = {each.job.id: each for each in theirs}
        if len(jobs) != 1:
            return self._which(tuple(jobs.values()), at)
        posted = next(iter(jobs.values()))
        known = self._board.notice(f"job:{posted.job.id}")
        notices = (escalation.prolonged(known, person.key, at),) if known and known.state == "open" else ()
        return Answer(words.call_customer(posted.job), Update(at=at, notices=notices))

    def on_the_way(self, person: Person, reply: Reply, at: datetime) -> Answer:
        """Note that a technician has set out, and when he will be there."""
        posted = self._one(person, reply)
        if posted is None:
            return self._which(self._mine(person, reply), at)
        business = self._shop()
        job = replace(posted.job, status="en_route")
        if reply.minutes is not None:
            job = dispatch.expected(job, reply.minutes, business.local(at), posted.language)
        posted = replace(posted, job=job)
        update = with_job(Update(at=at), posted, "en_route")
        text = self._customers.text(posted, "on_the_way", business, at=at, number=posted.case_version)
        return Answer(
            words.on_the_way(job, minutes=reply.minutes), with_deliveries(update, text if job.eta else None)
        )

    def arrived(self, person: Person, reply: Reply, at: datetime) -> Answer:
        """Note that a technician is there."""
        posted = self._one(person, reply)
        if posted is None:
            return self._which(self._mine(person, reply), at)
        changed = replace(posted, job=dispatch.arrived(posted.job))
        return Answer(words.arrived(changed.job), with_job(Update(at=at), changed, "on_site"))

    def done(self, person: Person, reply: Reply, at: datetime) -> Answer:
        """Note that a job is done and what was paid; owners may say so of any job, and hear of all."""
        posted = self._one(person, reply)
        if posted is None and reply.job and person.role == "owner":
            posted = self._board.job(reply.job)
        if posted is None:
            return self._which(self._mine(person, reply), at)
        if dispatch.is_closed(posted.job):
            return Answer(answers.no_such_job(posted.job.id), Update(at=at))
        changed = replace(posted, job=dispatch.completed(posted.job, reply.amount))
        update = with_job(Update(at=at), changed, "completed")
        business = self._shop()
        others = [key for key in business.notices.people if key != person.key]
        told = (self._composer.done(p, changed, reply.amount, person.name, business, at=at) for p in others)
        update = self._offered_no_more(with_deliveries(update, *told), person, changed, business)
        return Answer(answers.done(changed.job, business, paid=reply.amount), update)

    def acknowledge(self, person: Person, reply: Reply, at: datetime) -> Answer:
        """Note that a person has taken charge of what he was told, and nobody else need be asked."""
        told = self._board.notices_to(person.key, since=at - STANDS_FOR)
        open_ones = [
            each for each in told if each.state in escalation.PENDING and reply.job in (None, each.job_id)
        ]
        mine = tuple(each for each in open_ones if escalation.asked(each, person.key))
        if person.role == "technician" and any(each.kind == "job" for each in mine):
            # A bare ok says neither that he comes nor when.
            return Answer(answers.unclear(owner=False), Update(at=at))
        return self.taken_charge(person, mine, at) if mine else _nothing(at)

    def taken_charge(self, person: Person, notices: tuple[Notice, ...], at: datetime) -> Answer:
        """Note that a person has taken charge of these notices."""
        taken = tuple(escalation.taken(each, person.key, accepts=False) for each in notices)
        happened = tuple(
            Event(at=at, kind="acknowledged", call_sid=n.call_sid, case_id=n.case_id, job_id=n.job_id)
            for n in taken
        )
        update = Update(at=at, notices=taken, withdrawn=tuple(each.id for each in taken), events=happened)
        jobs = self._jobs_of([each for each in taken if each.job_id])
        return Answer(answers.acknowledged(jobs[0].job if len(jobs) == 1 else None), update)

    def _given(self, person: Person, known: Notice, posted: Posted, minutes: int | None, at: datetime) -> Answer:
        business = self._shop()
        job = dispatch.accepted(
            posted.job, person, minutes=minutes, local=business.local(at), language=posted.language
        )
        mine = replace(posted, job=job)
        taken = replace(escalation.taken(known, person.key, accepts=True), text=dispatch.facts_told(job))
        alarms = self._alarms(known, person)
        update = with_job(Update(at=at, notices=(taken, *alarms)), mine, "accepted")
        update = replace(update, withdrawn=(known.id, *(alarm.id for alarm in alarms)))
        update = with_deliveries(
            update,
            self._composer.code(person.key, mine, business, at=at),
            *self._composer.gone(known, person, mine, business, at=at),
        )
        text = self._customers.text(mine, _accepted(job), business, at=at, number=known.version)
        update = with_deliveries(update, text)
        if minutes is None and job.urgency != "scheduled":
            update = with_deliveries(update, self._composer.how_long(person.key, mine, business, at=at))
        return Answer(words.assigned(job, business, self._services, minutes=minutes), update)

    def _offered_no_more(self, update: Update, person: Person, posted: Posted, business: Business) -> Update:
        """Return an update in which nobody is asked any more to take a job that somebody else has closed."""
        known = self._board.notice(f"job:{posted.job.id}")
        if known is None or known.state not in escalation.PENDING:
            return update
        over = replace(known, state="withdrawn")
        update = replace(update, notices=(*update.notices, over), withdrawn=(*update.withdrawn, known.id))
        return with_deliveries(update, *self._composer.gone(known, person, posted, business, at=update.at))

    def _alarms(self, known: Notice, person: Person) -> tuple[Notice, ...]:
        """Return the alarms of the same case, which are over: somebody drives out."""
        theirs = self._board.notices_of(known.case_id) if known.case_id else ()
        alarms = (each for each in theirs if each.kind == "emergency" and each.state in escalation.PENDING)
        return tuple(escalation.taken(alarm, person.key, accepts=True) for alarm in alarms)

    def _moved(self, person: Person, reply: Reply, at: datetime) -> Answer | None:
        """Return what a new time means for a job that a person has; None when he gave none, or has no job."""
        posted = self._one(person, reply)
        if posted is None or reply.minutes is None:
            return None
        business = self._shop()
        job = dispatch.expected(posted.job, reply.minutes, business.local(at), posted.language)
        moved = replace(posted, job=job)
        news: News = "moved" if posted.job.eta else "accepted"
        text = self._customers.text(moved, news, business, at=at, number=posted.case_version)
        update = with_job(Update(at=at), moved, "moved")
        return Answer(words.on_the_way(job, minutes=reply.minutes), with_deliveries(update, text))

    def _turned_down(self, person: Person, known: Notice, at: datetime) -> Answer:
        declined = escalation.turned_down(known, person.key)
        posted = self._board.job(known.job_id or "")
        if posted is None:
            return Answer(words.not_offered(known.job_id or ""), Update(at=at))
        return Answer(words.declined(posted.job), self._paging.advanced(declined, posted))

    def _given_back(self, person: Person, known: Notice, posted: Posted, at: datetime) -> Answer:
        business = self._shop()
        job = dispatch.given_back(posted.job)
        refused = {step.person for step in known.steps if step.state == "declined"} | {person.key}
        steps = dispatch.steps_for(job, business, at, without=tuple(refused))
        open_again = replace(posted, job=job)
        update = self._paging.advanced(escalation.reopened(known, steps), open_again)
        update = replace(update, jobs=update.jobs or (open_again,), withdrawn=(known.id,))
        text = self._customers.text(posted, "reassigned", business, at=at, number=known.version)
        return Answer(words.declined(job), with_deliveries(update, text))

    def _too_late(self, offers: tuple[Notice, ...], at: datetime) -> Answer:
        gone = next((each for each in offers if each.state == "accepted" and each.by), None)
        taker = self._shop().person(gone.by) if gone and gone.by else None
        if gone and taker:
            job = self._board.job(gone.job_id or "")
            return Answer(
                words.taken(job.job, taker.name) if job else answers.no_such_job(gone.job_id), Update(at=at)
            )
        return Answer(
            words.not_offered(offers[0].job_id or "") if offers else answers.no_such_job(None), Update(at=at)
        )

    def _offers(self, person: Person, reply: Reply, at: datetime) -> tuple[Notice, ...]:
        """Return the job notices that a person was asked about, the last first; the one he names, if he does."""
        told = self._board.notices_to(person.key, since=at - STANDS_FOR)
        jobs = (each for each in told if each.kind == "job" and escalation.asked(each, person.key))
        return tuple(each for each in jobs if reply.job in (None, each.job_id))

    def _open_offers(self, person: Person, reply: Reply, at: datetime) -> tuple[Posted, ...]:
        offers = [each for each in self._offers(person, reply, at) if each.state in escalation.PENDING]
        return self._jobs_of(offers)

    def _jobs_of(self, notices: Sequence[Notice]) -> tuple[Posted, ...]:
        return tuple(posted for each in notices if (posted := self._board.job(each.job_id or "")))

    def _mine(self, person: Person, reply: Reply) -> tuple[Posted, ...]:
        jobs = self._board.jobs_of(person.key)
        return tuple(each for each in jobs if reply.job in (None, each.job.id))

    def _one(self, person: Person, reply: Reply) -> Posted | None:
        mine = self._mine(person, reply)
        return mine[0] if len(mine) == 1 else None

    def _which(self, found: tuple[Posted, ...], at: datetime) -> Answer:
        jobs = [each.job for each in found]
        text = words.which(jobs, self._services) if len(jobs) > 1 else answers.no_such_job(None)
        return Answer(text, Update(at=at))


def _accepted(job: Job) -> News:
    """Return the news that somebody has a job: with a window, for another day, or without a time so far."""
    if job.eta:
        return "accepted"
    return "scheduled" if job.urgency == "scheduled" and job.preferred_window else "accepted_no_time"


def _nothing(at: datetime) -> Answer:
    return Answer(answers.nothing_to_acknowledge(), Update(at=at))
