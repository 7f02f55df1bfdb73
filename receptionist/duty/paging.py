"""Paging: the order of work from a job, a call or a danger to the last person who is told of it.

Each handler looks at how things stand and does what is missing: the same follow-up twice changes nothing. What a
commit orders is delivered by the post; what people answer is the staff desk's.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from receptionist.cases import FollowUp, Job
from receptionist.duty import dispatch, escalation, notice, roster, vigil, words
from receptionist.duty.composer import Composer
from receptionist.duty.customers import CustomerTexts
from receptionist.duty.seams import Board, Delivery, Notice, Posted, Update
from receptionist.duty.updates import with_deliveries
from receptionist.ports import Clock, Conflict, FollowUpError, Store
from receptionist.rules import outcomes
from receptionist.shop.business import Business
from receptionist.texts.twilio_errors import OPTED_OUT, explained

log = logging.getLogger(__name__)

ESCALATE, LEFT_BEHIND = "escalate", "left_behind"
LEFT_BEHIND_EVERY = timedelta(minutes=5)
_A_MONTH = timedelta(days=30)
MOST_CONFLICTS = 5


class Paging:
    """Opens notices and takes them from one person to the next. Every method raises StoreError, nothing else."""

    def __init__(
        self,
        *,
        board: Board,
        store: Store,
        shop: Callable[[], Business],
        composer: Composer,
        customers: CustomerTexts,
        clock: Clock,
    ) -> None:
        self._board = board
        self._store = store
        self._shop = shop
        self._composer = composer
        self._customers = customers
        self._clock = clock

    def dispatch(self, followup: FollowUp) -> None:
        """Find somebody for the job `job_id`, or tell whoever has it what has changed.

        Nobody drives out for a caller who had all that he said erased.
        """
        matter = self._store.load(followup.payload["call_sid"])
        if matter and matter[0].erased:
            return
        self._settle(lambda: self._dispatched(followup.payload["job_id"]))

    def emergency(self, followup: FollowUp) -> None:
        """Tell the owners of danger while the call `call_sid` goes on; once a case."""
        matter = self._store.load(followup.payload["call_sid"])
        if matter:
            self.open(notice.emergency(*matter, self._shop(), self._clock.now()))

    def call_over(self, followup: FollowUp) -> None:
        """Tell the owners of the call `call_sid`, which is over."""
        matter = self._store.load(followup.payload["call_sid"])
        if matter is None or matter[0].erased:
            return
        business, now = self._shop(), self._clock.now()
        if log_of := notice.for_programs(*matter, business, now):
            self.open(log_of)
        call, case = matter
        if outcomes.outcome(call) == "abandoned" and self._store.in_progress(case.id, apart_from=call.sid):
            return  # He has rung again: the end of that call tells of both.
        asked = (step for each in self._board.notices_of(matter[1].id) for step in each.steps)
        knows = frozenset(step.person for step in asked if step.channel == "sms" and step.asked_at)
        self.open(notice.of_call(*matter, business, now, knows=knows))

    def trouble(self, followup: FollowUp) -> None:
        """Tell the owners of a `component` that is broken: `detail` with the remedy; once on each `day`."""
        said = followup.payload
        text = words.trouble(said["component"], said["detail"])
        self.open(notice.trouble(said["component"], text, self._shop(), self._clock.now(), day=said["day"]))

    def escalate(self, followup: FollowUp) -> None:
        """Take the notice `notice_id` further; its step `failed`, if one is named, has reached nobody."""
        self._settle(lambda: self._escalated(followup.payload["notice_id"], followup.payload.get("failed")))

    def left_behind(self, followup: FollowUp) -> None:
        """Find somebody else for the jobs of who is not in the shop's file any more."""
        since, people = self._clock.now() - _A_MONTH, self._shop().person
        for known in self._board.notices_in("accepted", "acknowledged", since=since):
            if known.kind == "job" and known.job_id and known.by and people(known.by) is None:
                self._settle(partial(self._dispatched, known.job_id))

    def lost(self, delivery: Delivery, *, code: int | None) -> tuple[FollowUp, ...]:
        """Return what follows from a delivery that never arrives: its step has failed, or owners hear of it."""
        now, found = self._clock.now(), []
        if delivery.notice_id and delivery.step is not None:
            payload = {"notice_id": delivery.notice_id, "failed": str(delivery.step)}
            key = f"{ESCALATE}:{delivery.notice_id}:failed:{delivery.step}"
            found.append(FollowUp(key=key, kind=ESCALATE, payload=payload, run_at=now))
        person = self._shop().person(delivery.person or "")
        if code == OPTED_OUT and person:
            found.append(vigil.opted_out(person, now))
        elif person and not delivery.notice_id:
            found.append(vigil.not_reached(person, explained(code) if code else "after several tries", now))
        return tuple(found)

    def advanced(self, known: Notice, posted: Posted | None) -> Update:
        """Return the commit that takes a notice as far as it goes now, on top of a job as it stands."""
        now = self._clock.now()
        business = self._shop()
        if known.level == "normal" and known.state == "open":
            earliest = roster.disturbs(posted.job if posted else None, business, now)
            known = replace(known, not_before=max(known.not_before or now, earliest))
        further = escalation.advance(known, now, absent=dispatch.absent(known, business, now))
        deliveries = [
            found
            for position in further.begun
            if (found := self._composer.step(further.notice, position, posted, business, at=now))
        ]
        missing = [n for n in further.begun if n not in {each.step for each in deliveries}]
        unreachable = tuple(self._unreachable(further.notice, position, now) for position in missing)
        update = Update(at=now, notices=(further.notice,), followups=(*unreachable, *self._again(further)))
        update = with_deliveries(update, *deliveries)
        return self._customers.told(update, known, further.notice, posted, business)

    def _dispatched(self, job_id: str) -> Update | None:
        posted = self._board.job(job_id)
        known = self._board.notice(f"job:{job_id}")
        if posted is None:
            return None
        if known:
            return self._changed(known, posted)
        if not dispatch.needs_somebody(posted.job):
            return None
        opened = dispatch.notice_for(posted, self._shop(), self._clock.now())
        return self._instead_of_alarms(self.advanced(opened, posted), opened)

    def _instead_of_alarms(self, update: Update, opened: Notice) -> Update:
        """Return an update in which alarms of the same case ask nobody further: the job does, and says where."""
        if opened.level != "emergency" or opened.case_id is None:
            return update
        about = self._board.notices_of(opened.case_id)
        alarms = [each for each in about if each.kind == "emergency" and each.state in escalation.PENDING]
        over = (replace(alarm, state="withdrawn") for alarm in alarms)
        return replace(update, notices=(*update.notices, *over), withdrawn=tuple(alarm.id for alarm in alarms))

    def _escalated(self, notice_id: str, failed: str | None) -> Update | None:
        known = self._board.notice(notice_id)
        if known is None:
            return None
        if failed:
            known = escalation.failed(known, int(failed))
        if self._is_old_news(known):
            return Update(at=self._clock.now(), notices=(replace(known, state="told"),))
        posted = self._board.job(known.job_id) if known.job_id and known.kind == "job" else None
        if posted and dispatch.is_closed(posted.job):
            return self._closed(known, posted, self._clock.now())
        return self.advanced(known, posted)

    def _is_old_news(self, known: Notice) -> bool:
        """Tell whether a call that waited for the morning is told, with all that it left, by a later call."""
        if known.kind != "call" or known.state != "open" or any(step.asked_at for step in known.steps):
            return False
        later = (n for n in self._board.notices_in("open", "told", since=known.at) if n.kind == "call")
        return any(each.at > known.at and _tells_of(each, known) for each in later)

    def open(self, opened: Notice) -> None:
        """Open a notice, unless it is there."""
        self._settle(lambda: None if self._board.notice(opened.id) else self.advanced(opened, None))

    def _changed(self, known: Notice, posted: Posted) -> Update | None:
        """Return what follows from how a job stands now: it is off, has changed, or became an emergency."""
        now, job = self._clock.now(), posted.job
        if dispatch.is_closed(job):
            return self._closed(known, posted, now)
        if known.by and self._shop().person(known.by) is None:
            return self._left_behind(known, posted)
        if _presses_otherwise(known, job):
            return self._anew(known, posted)
        told = dispatch.facts_told(job)
        has_it = known.state in ("accepted", "acknowledged")
        if not has_it or known.by is None or told == known.text:
            return None
        letter = self._composer.changed(known.by, posted, self._shop(), at=now)
        return with_deliveries(Update(at=now, notices=(replace(known, text=told),)), letter)

    def _closed(self, known: Notice, posted: Posted, now: datetime) -> Update | None:
        """Return what follows for a job that is over: nobody is asked further, and who might go is called off."""
        if known.state == "withdrawn" or (known.state == "accepted" and posted.job.status != "cancelled"):
            return None
        update = Update(at=now, notices=(replace(known, state="withdrawn"),), withdrawn=(known.id,))
        if posted.job.status != "cancelled":
            return update
        waiting = {step.person for step in known.steps if step.state == "asked"}
        going = {known.by} if known.state == "accepted" and known.by else waiting
        business = self._shop()
        letters = (self._composer.cancelled(person, posted, business, at=now) for person in sorted(going))
        return with_deliveries(update, *letters)

    def _left_behind(self, known: Notice, posted: Posted) -> Update:
        """Return the commit that asks for somebody in place of who has left; his customer is told."""
        open_again = replace(posted, job=dispatch.given_back(posted.job))
        update = replace(self._anew(known, open_again), jobs=(open_again,))
        news = self._customers.text(posted, "reassigned", self._shop(), at=self._clock.now(), number=known.version)
        return with_deliveries(update, news) if posted.job.technician else update

    def _anew(self, known: Notice, posted: Posted) -> Update:
        """Return the commit that asks for somebody from the start: it is more pressing now, or can wait."""
        now, job, business = self._clock.now(), posted.job, self._shop()
        begins = roster.begins(job, business, now)
        opened = escalation.reopened(known, dispatch.steps_for(job, business, now))
        return self.advanced(replace(opened, level=dispatch.level_of(job), not_before=begins), posted)

    def _settle(self, look: Callable[[], Update | None]) -> None:
        """Commit what `look` finds to do; who loses against somebody else looks again."""
        for _ in range(MOST_CONFLICTS):
            update = look()
            if update is None:
                return
            try:
                self._board.commit(update)
            except Conflict:
                continue
            for changed in update.notices:
                log.info("notice: id=%s state=%s by=%s", changed.id, changed.state, changed.by)
            return
        raise FollowUpError("others keep changing this notice")

    def _again(self, further: escalation.Advance) -> tuple[FollowUp, ...]:
        at = further.look_again_at
        if at is None:
            return ()
        key = f"{ESCALATE}:{further.notice.id}:{at:%Y-%m-%dT%H:%M:%S}"
        return (FollowUp(key=key, kind=ESCALATE, payload={"notice_id": further.notice.id}, run_at=at),)

    def _unreachable(self, known: Notice, position: int, now: datetime) -> FollowUp:
        """Return the order to go on without a step whose person has no such channel."""
        payload = {"notice_id": known.id, "failed": str(position)}
        return FollowUp(key=f"{ESCALATE}:{known.id}:failed:{position}", kind=ESCALATE, payload=payload, run_at=now)


def _tells_of(later: Notice, known: Notice) -> bool:
    """Tell whether whoever hears of the later call knows what there was to know of the other."""
    if any(step.asks != "nothing" for step in known.steps):
        asks = any(step.asks != "nothing" for step in later.steps)
        return asks and later.case_id == known.case_id
    return known.job_id is not None and later.job_id == known.job_id


def _presses_otherwise(known: Notice, job: Job) -> bool:
    """Tell whether a job that nobody has is more pressing than when it was offered, or less; danger stays danger.

    Who took charge of it hears of that as of any change; only where a life is at risk is everybody asked again.
    """
    level = dispatch.level_of(job)
    if not dispatch.needs_somebody(job) or known.level in ("emergency", level):
        return False
    return level == "emergency" or known.state in escalation.PENDING
