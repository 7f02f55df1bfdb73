"""What customers are texted about their job, and whether they may be; knows no words, delivers nothing."""

from dataclasses import replace
from datetime import datetime, timedelta

from receptionist.duty import dispatch, to_customers
from receptionist.duty.seams import Board, Delivery, Notice, Posted, Update
from receptionist.duty.to_customers import News
from receptionist.duty.updates import with_deliveries, with_job
from receptionist.shop.business import Business
from receptionist.words.phrases import Phrases

UNWRITTEN = frozenset({"danger", "possible_danger", "suspected_danger", "no_texting"})
"""Marks with which nobody is texted: a text could give away who is hiding."""
LATELY = timedelta(days=1)
"""How long that holds for whatever else the same number has rung about."""


class CustomerTexts:
    """Writes to customers who agreed to it."""

    def __init__(self, phrases: Phrases, board: Board) -> None:
        self._phrases = phrases
        self._board = board

    def told(
        self, update: Update, before: Notice, after: Notice, posted: Posted | None, business: Business
    ) -> Update:
        """Return an update with what it means for the customer of a job: it is on offer, or nobody takes it."""
        if posted is None or after.kind != "job":
            return update
        if dispatch.offered(posted.job) != posted.job:
            posted = replace(posted, job=dispatch.offered(posted.job))
            update = with_job(update, posted, "offered")
        news = _news(before, after, frozenset(business.notices.people))
        text = self.text(posted, news, business, at=update.at, number=after.version) if news else None
        return with_deliveries(update, text)

    def text(
        self, posted: Posted, news: News, business: Business, *, at: datetime, number: int
    ) -> Delivery | None:
        """Return a text to the customer of a job; None where none may be sent. `number` tells it from the last."""
        job, phone = posted.job, posted.job.callback_number
        if phone is None or not may_text(posted):
            return None
        if not UNWRITTEN.isdisjoint(self._board.marks_of(phone, since=at - LATELY)):
            return None
        body = to_customers.text(
            news,
            phrases=self._phrases,
            business=business,
            language=posted.language,
            technician=job.technician or "",
            window=job.window or job.preferred_window or "",
            first=not self._board.has_texted(phone),
        )
        delivery_id = f"customer:{job.id}:{news}:{number}"
        # With the notice's name on it: what has not left when things change shall not leave any more.
        notice_id = f"job:{job.id}"
        return Delivery(
            id=delivery_id, channel="sms", to=phone, body=body, at=at, notice_id=notice_id, job_id=job.id
        )


def may_text(posted: Posted) -> bool:
    """Tell whether the customer of a job agreed to texts, and none of them could do harm."""
    job = posted.job
    # Of danger that was told in another call, only the job itself knows.
    safe = job.urgency != "life_safety" and UNWRITTEN.isdisjoint(posted.marks)
    return job.sms_consent is True and not job.confidential and safe


def _news(before: Notice, after: Notice, owners: frozenset[str]) -> News | None:
    """Return what a customer hears of the search for somebody; None while nothing has changed."""
    if after.state == "exhausted" and before.state != "exhausted":
        return "nobody"
    news = after.level == "urgent" and _at_owners(after, owners) and not _at_owners(before, owners)
    return "nobody_yet" if news else None


def _at_owners(notice: Notice, owners: frozenset[str]) -> bool:
    """Tell whether the technicians were asked in vain, and the owners are."""
    asked = {step.person for step in notice.steps if step.asked_at}
    return bool(asked & owners) and bool(asked - owners)
