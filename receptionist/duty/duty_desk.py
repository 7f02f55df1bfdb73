"""Puts together who tells people and who takes their answers in; like wiring.py it names concrete classes."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from receptionist.assistant import PhoneAssistant
from receptionist.cases import FollowUp
from receptionist.duty import errands, paging, post, recordings
from receptionist.duty.composer import Composer
from receptionist.duty.customers import CustomerTexts
from receptionist.duty.digest import DIGEST, EVERY, Digest
from receptionist.duty.job_answers import JobAnswers
from receptionist.duty.offers import STANDS_FOR
from receptionist.duty.owner_orders import OwnerOrders
from receptionist.duty.paging import Paging
from receptionist.duty.post import Post
from receptionist.duty.recordings import OurLine, Voicemails
from receptionist.duty.seams import Carrier, Channel
from receptionist.duty.staff_desk import StaffDesk
from receptionist.duty.vigil import TROUBLE
from receptionist.followups import Handler, Runner
from receptionist.ports import Clock
from receptionist.shop.business import Business
from receptionist.shop.services import Services
from receptionist.storage.shelves import Shelves
from receptionist.texts.account import Account
from receptionist.words.dialogue import Condition
from receptionist.words.phrases import Phrases


@dataclass(frozen=True, slots=True)
class DutyDesk:
    """Who tells people, and who takes their answers in."""

    staff: StaffDesk
    paging: Paging
    post: Post
    others: Mapping[str, Handler]
    """What is left for the runner of everything else."""
    runners: tuple[Runner, ...]
    """They work beside all else and beside each other: what hangs keeps nobody waiting who is in danger."""
    kept: Shelves
    clock: Clock

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of follow-ups that its runners carry out."""
        return tuple(dict.fromkeys(kind for runner in self.runners for kind in runner.only))

    def condition(self) -> Condition:
        """Return whether what people should hear of reaches them."""
        lost = self.kept.board.notices_in("exhausted", since=self.clock.now() - STANDS_FOR)
        leaving = self.post.condition()
        if not lost:
            return leaving
        named = ", ".join(sorted(each.job_id or each.kind for each in lost))
        return Condition(ok=False, detail=f"nobody has taken charge of: {named}; {leaving.detail}")


def duty_desk(
    kept: Shelves,
    carriers: Mapping[Channel, Carrier],
    *,
    shop: Callable[[], Business],
    services: Services,
    phrases: Phrases,
    log_of: Callable[[str], Mapping[str, Any] | None],
    clock: Clock,
    woken: Sequence[threading.Event],
    reaches: bool,
) -> DutyDesk:
    """Return the desk, with one runner for each of the events that wake them: one who pages, the rest deliver.

    `reaches` is False where nothing is set up by which anybody could be told: then nobody is.
    """
    composer = Composer(
        store=kept.store,
        questions=kept.questions,
        services=services,
        log_of=log_of,
        seconds_of=kept.recordings.seconds_of,
    )
    customers = CustomerTexts(phrases, kept.board)
    pages = Paging(
        board=kept.board, store=kept.store, shop=shop, composer=composer, customers=customers, clock=clock
    )
    jobs = JobAnswers(
        board=kept.board, paging=pages, composer=composer, customers=customers, shop=shop, services=services
    )
    orders = OwnerOrders(kept.store, kept.store, kept.contacts, shop, services)
    staff = StaffDesk(board=kept.board, staff=kept.staff, jobs=jobs, orders=orders, shop=shop, clock=clock)
    desk = Post(board=kept.board, carriers=carriers, opt_outs=kept.contacts, lost=pages.lost, clock=clock)
    digest = Digest(paging=pages, recent=kept.store, shop=shop, services=services, clock=clock)
    handlers = _handlers(pages, digest)
    runners = _runners(kept, desk, handlers if reaches else {}, clock, woken)
    return DutyDesk(staff, pages, desk, {} if reaches else dict.fromkeys(handlers, _nobody), runners, kept, clock)


def _runners(
    kept: Shelves, desk: Post, handlers: dict[str, Handler], clock: Clock, woken: Sequence[threading.Event]
) -> tuple[Runner, ...]:
    first, *others = woken
    periodic = {DIGEST: EVERY, paging.LEFT_BEHIND: paging.LEFT_BEHIND_EVERY}
    pager = Runner(kept.outbox, handlers, clock, periodic=periodic, woken=first, only=tuple(handlers))
    postmen = (
        Runner(kept.outbox, {post.DELIVER: desk}, clock, woken=event, only=(post.DELIVER,)) for event in others
    )
    return (*((pager,) if handlers else ()), *postmen)


def _handlers(pages: Paging, digest: Digest) -> dict[str, Handler]:
    return {
        errands.DISPATCH: pages.dispatch,
        errands.EMERGENCY: pages.emergency,
        errands.NOTICE: pages.call_over,
        paging.ESCALATE: pages.escalate,
        paging.LEFT_BEHIND: pages.left_behind,
        TROUBLE: pages.trouble,
        DIGEST: digest,
    }


def fetcher(
    account: Account | None, kept: Shelves, assistant: PhoneAssistant, line: OurLine, clock: Clock
) -> Runner:
    """Return the runner that fetches voicemails; a thread of its own, since a recording may take long to come."""
    if account is None:
        return Runner(kept.outbox, {errands.RECORDINGS: _nobody}, clock, only=(errands.RECORDINGS,))
    voicemails = Voicemails(
        account=account,
        store=kept.store,
        tapes=kept.recordings,
        line=line,
        clock=clock,
        add=assistant.amendments.add_recording,
        end=lambda sid, at: assistant.hang_up(sid, at=at),
    )
    periodic = {errands.RECORDINGS: recordings.EVERY}
    handlers: dict[str, Handler] = {errands.RECORDINGS: voicemails}
    return Runner(kept.outbox, handlers, clock, periodic=periodic, only=(errands.RECORDINGS,))


def _nobody(followup: FollowUp) -> None:
    """Tell nobody and fetch nothing: on a laptop without credentials there is no way to."""
