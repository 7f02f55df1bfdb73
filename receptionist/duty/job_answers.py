"""What the people who are offered jobs answer, and what that makes of them; sends nothing, commits nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from receptionist.cases import Event, Job
from receptionist.duty import answers, dispatch, escalation, words
from receptionist.duty.composer import Composer
from receptionist.duty.customers import CustomerTexts
from receptionist.duty.offers import STANDS_FOR, Offers, without_time
from receptionist.duty.paging import Paging
from receptionist.duty.replies import Reply
from receptionist.duty.seams import Board, Notice, Posted, Update
from receptionist.duty.to_customers import News
from receptionist.duty.updates import with_deliveries, with_job
from receptionist.shop.business import Business
from receptionist.shop.people import Person
from receptionist.shop.services import Services


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
        self._offers = Offers(board)
        self._paging = paging
        self._composer = composer
        self._customers = customers
        self._shop = shop
        self._services = services

    def in_context(self, reply: Reply, body: str, person: Person, at: datetime) -> Reply:
        """Return what a text means of somebody who is offered a job, or was asked when he will be there."""
        offered = self._offers.open(person, reply, at)
        if reply.kind == "away" and reply.person in (None, person.key) and any(n.state == "open" for n in offered):
            return replace(reply, kind="decline")
        if offered and reply.kind == "on_the_way":
            return replace(reply, kind="accept")
        untimed = without_time(self._offers.his(person, reply))
        if not offered and body.strip().isdigit() and reply.minutes and len(untimed) == 1:
            return replace(reply, kind="accept")
        return reply

    def has(self, person: Person, reply: Reply) -> bool:
        """Tell whether a person has a job that is open, or the one that he names."""
        return bool(self._offers.his(person, reply))

    def accept(self, person: Person, reply: Reply, at: datetime) -> Answer:
        """Give a job to the first who wants it; who has it already says when he will be there."""
        his = self._offers.his(person, reply)
        offered = self._offers.open(person, reply, at)
        if not offered and not his:  # He has changed his mind, or helps out who has taken charge.
            states = (*escalation.PENDING, "acknowledged")
            offered = tuple(each for each in self._offers.all(person, reply, at) if each.state in states)
        if not offered:
            late = self._gone(person, reply, at) or self._moved(person, reply, at)
            return late or (self._which(his, at) if len(his) > 1 else _no_job(reply, at))
        meant = (*self._offers.jobs(offered), *without_time(his))
        if len(meant) > 1:
            return self._which(meant, at)
        posted = self._board.job(offered[0].job_id or "")
        if posted is None or dispatch.is_closed(posted.job):
            return Answer(words.not_offered(offered[0].job_id or ""), Update(at=at))
        return self._given(person, offered[0], posted, reply.minutes, at)

    def decline(self, person: Person, reply: Reply, at: datetime) -> Answer:
        """Offer a job to the next; who had taken it gives it back."""
        offered = self._offers.open(person, reply, at)
        if len(offered) > 1:
            return self._which(self._offers.jobs(offered), at)
        if offered:
            return self._turned_down(person, offered[0], at)
        if late := self._gone(person, reply, at):
            return late
        his = self._offers.his(person, reply)
        known = self._board.notice(f"job:{his[0].job.id}") if len(his) == 1 else None
        return self._given_back(person, known, his[0], at) if known else self._which(his, at)

    def call_customer(self, person: Person, reply: Reply, at: datetime) -> Answer:
        """Tell somebody who is offered a job, or has it, the number of the customer."""
        his = self._offers.his(person, reply)
        jobs = {each.job.id: each for each in (*self._offers.jobs(self._offers.open(person, reply, at)), *his)}
        if len(jobs) != 1:
            return self._which(tuple(jobs.values()), at)
        posted = next(iter(jobs.values()))
        if his:
            return Answer(words.assigned(posted.job, self._shop(), self._services), Update(at=at))
        known = self._board.notice(f"job:{posted.job.id}")
        notices = (escalation.prolonged(known, person.key, at),) if known and known.state == "open" else ()
        return Answer(words.call_customer(posted.job), Update(at=at, notices=notices))

    def on_the_way(self, person: Person, reply: Reply, at: datetime) -> Answer:
        """Note that a technician has set out, and when he will be there."""
        posted = self._one(person, reply)
        if posted is None:
            return self._which(self._offers.his(person, reply), at)
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
            return self._which(self._offers.his(person, reply), at)
        changed = replace(posted, job=dispatch.arrived(posted.job))
        return Answer(words.arrived(changed.job), with_job(Update(at=at), changed, "on_site"))

    def done(self, person: Person, reply: Reply, at: datetime) -> Answer:
        """Note that a job is done and what was paid; owners may say so of any job, and hear of all."""
        posted = self._one(person, reply)
        if posted is None and reply.job and person.role == "owner":
            posted = self._board.job(reply.job)
        if posted is None:
            return self._which(self._offers.his(person, reply), at)
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
        taken = tuple(self._in_charge(each, person) for each in notices)
        happened = tuple(
            Event(at=at, kind="acknowledged", call_sid=n.call_sid, case_id=n.case_id, job_id=n.job_id)
            for n in taken
        )
        update = Update(at=at, notices=taken, withdrawn=tuple(each.id for each in taken), events=happened)
        jobs = self._offers.jobs(each for each in taken if each.job_id)
        return Answer(answers.acknowledged([each.job for each in jobs]), update)

    def _in_charge(self, known: Notice, person: Person) -> Notice:
        """Return a notice that a person has taken charge of; of a job it says how it stood then."""
        posted = self._board.job(known.job_id) if known.kind == "job" and known.job_id else None
        taken = escalation.taken(known, person.key, accepts=False)
        return replace(taken, text=dispatch.facts_told(posted.job)) if posted else taken

    def _given(self, person: Person, known: Notice, posted: Posted, minutes: int | None, at: datetime) -> Answer:
        business = self._shop()
        minutes = None if dispatch.is_for_later(posted.job) else minutes
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
        """Return what a new time means for a job that a person has; None when he gave none, or it may be another.

        Of several jobs the one is meant for which he was asked the time.
        """
        his = self._offers.his(person, reply)
        meant = without_time(his) or his
        if len(meant) != 1 or reply.minutes is None:
            return None
        posted = meant[0]
        business = self._shop()
        job = dispatch.expected(posted.job, reply.minutes, business.local(at), posted.language)
        moved = replace(posted, job=job)
        news: News = "moved" if posted.job.eta else "accepted"
        text = self._customers.text(moved, news, business, at=at, number=posted.case_version)
        text = text if job.window != posted.job.window else None  # The same as was said before is no news.
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

    def _gone(self, person: Person, reply: Reply, at: datetime) -> Answer | None:
        """Return what a late answer gets; None where no offer has gone lately that it could be an answer to."""
        gone = self._offers.gone(person, reply, at)
        posted = self._board.job(gone.job_id or "") if gone else None
        if gone is None or posted is None:
            return None
        if gone.state in escalation.PENDING:
            return Answer(words.declined(posted.job), Update(at=at))
        taker = self._shop().person(gone.by) if gone.state == "accepted" and gone.by else None
        text = words.taken(posted.job, taker.name) if taker else words.not_offered(posted.job.id or "")
        return Answer(text, Update(at=at))

    def _one(self, person: Person, reply: Reply) -> Posted | None:
        his = self._offers.his(person, reply)
        return his[0] if len(his) == 1 else None

    def _which(self, found: tuple[Posted, ...], at: datetime) -> Answer:
        jobs = [each.job for each in found]
        text = words.which(jobs, self._services) if len(jobs) > 1 else answers.no_such_job(None)
        return Answer(text, Update(at=at))


def _accepted(job: Job) -> News:
    """Return the news that somebody has a job: with a window, for another day, or without a time so far."""
    if job.eta:
        return "accepted"
    return "scheduled" if dispatch.is_for_later(job) else "accepted_no_time"


def _no_job(reply: Reply, at: datetime) -> Answer:
    return Answer(answers.no_such_job(reply.job), Update(at=at))


def _nothing(at: datetime) -> Answer:
    return Answer(answers.nothing_to_acknowledge(), Update(at=at))
