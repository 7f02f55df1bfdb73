"""PhoneAssistant: the order of work of every call; each channel calls its verbs and renders what they yield.

A turn has two commits. Commit A keeps what was heard before anything else happens; commit B keeps what was
decided before anything is said that claims it. Whoever delivers a turn a second time gets the stored reply, and
whoever finds a turn whose owner died goes on from what was committed.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial

from receptionist import calls, replies
from receptionist.calls import Ring
from receptionist.cases import Call, Case, Reply, Turn, TurnKey, TurnKind, Utterance
from receptionist.claims import MOST_CONFLICTS, Claims, Matter
from receptionist.duty import errands
from receptionist.ports import Change, Clock, Conflict, CRMBase, CRMError, Customer, Store, StoreError
from receptionist.records import from_json
from receptionist.replies import Spoken
from receptionist.rules import intake, learning
from receptionist.rules.decide import decide
from receptionist.rules.draft import Draft, Situation
from receptionist.shop.business import Business
from receptionist.shop.services import Services
from receptionist.transfers import Transfers
from receptionist.understanding.heard import Understood
from receptionist.wording import Mouth, Wording
from receptionist.words import grounding
from receptionist.words.dialogue import Proposal, Summary
from receptionist.words.grounding import Agreed

log = logging.getLogger(__name__)

_NOTED = frozenset({"take_job", "cancel", "change", "callback_message", "transfer_human", "refuse"})
"""Actions that are events too."""


class PhoneAssistant:
    """Answers, hears and hangs up. Every verb raises StoreError when nothing can be kept, and nothing else."""

    def __init__(
        self,
        *,
        store: Store,
        mouth: Mouth,
        business: Business,
        services: Services,
        clock: Clock,
        shop: Callable[[], Business] | None = None,
        crm: CRMBase | None = None,
        language: str = "en-US",
        max_call: timedelta = timedelta(minutes=15),
    ) -> None:
        self._store = store
        self._mouth = mouth
        self._crm = crm
        self._business = business
        self._shop = shop or (lambda: business)
        self._services = services
        self._clock = clock
        self._max_call = max_call
        self.transfers = Transfers(store=store, business=business, clock=clock)
        """What the telephones of people ask that ring for a caller."""
        self._claims = Claims(store=store, business=business, services=services, clock=clock, language=language)

    def answer(self, ring: Ring) -> Iterator[Spoken]:
        """Greet a caller; for a call that is known already, greet again and go on where it is."""
        if self._store.load(ring.sid):
            yield from self._greet_again(ring.sid)
        else:
            yield from self._respond(*self._claims.begin(ring, self._customer(ring)))

    def hear(
        self,
        ring: Ring,
        utterance: Utterance,
        *,
        turn: int | None = None,
        kind: TurnKind = "speech",
        fault: str = "",
    ) -> Iterator[Spoken]:
        """Take in what happened in a turn, and yield the reply.

        `turn` is the invitation that is answered; None, or one that was never given, is the current one. The same
        turn again yields the stored reply, waiting for it while somebody else is making it. A call that nobody
        knows is answered first. `fault` is what the network says went wrong.
        """
        matter = self._store.load(ring.sid)
        if matter is None:
            greeting = list(self._respond(*self._claims.begin(ring, self._customer(ring))))
            if not (utterance.text or utterance.keys):
                yield from greeting
                return
            yield from replies.without_question(greeting)
            matter = self._claims.loaded(ring.sid)
        current = matter[0].turn
        # Whoever rings before we answer, or records a message then, does so in turn 0.
        given = turn is not None and turn <= current and (turn > 0 or kind not in ("speech", "silence"))
        key = TurnKey(ring.sid, turn if turn is not None and given else current, kind)
        yield from self._respond(*self._claims.claim(key, utterance, fault, matter))

    def recall(self, key: TurnKey) -> Iterator[Spoken] | None:
        """Yield the reply of a turn that was heard, making it if its owner died; None for a turn never heard."""
        return self._respond(self._claims.awaited(key)) if self._store.turn(key) else None

    def hang_up(self, call_sid: str, status: str = "completed", *, at: datetime | None = None) -> None:
        """Note the end of a call, now or as of `at`; an unknown call, or an end that is known, changes nothing."""

        def over(call: Call, case: Case) -> Matter | None:
            if call.reported and call.status == status:
                return None
            over, case = self._ended(call, case, status, at)
            return replace(over, reported=True), case

        self._amend(call_sid, over, "call_ended")

    def add_recording(self, call_sid: str, recording_sid: str) -> None:
        """Note a voicemail with its call; an unknown call changes nothing."""

        def recorded(call: Call, case: Case) -> Matter | None:
            if recording_sid in call.recordings:
                return None
            return calls.recorded(call, recording_sid, at=self._clock.now()), case

        self._amend(call_sid, recorded, "voicemail")

    def add_summary(self, call_sid: str, summary: Summary) -> None:
        """Keep what a model wrote about a call that is over; an unknown call changes nothing."""

        def summed_up(call: Call, case: Case) -> Matter | None:
            if call.summary == summary.text:
                return None
            return replace(call, summary=summary.text, next_step=summary.next_step), case

        self._amend(call_sid, summed_up, "summarised")

    def _customer(self, ring: Ring) -> Customer | None:
        """Return whom the customer records know under the number that rings, nobody when they do not answer."""
        if self._crm is None or ring.caller_id is None:
            return None
        try:
            return self._crm.get_customer(ring.caller_id)
        except CRMError as error:
            log.warning("the customer records failed: error=%s", error)
            return None

    def _respond(self, turn: Turn, matter: Matter | None = None) -> Iterator[Spoken]:
        """Yield the reply of a turn that is ours, deciding it on `matter` as just committed; or the stored one."""
        if turn.reply:
            yield from replies.said(turn.reply)
            return
        try:
            yield from self._made(turn, matter)
        except StoreError:
            self._claims.release(turn)
            raise

    def _made(self, turn: Turn, matter: Matter | None) -> Iterator[Spoken]:
        started_s = self._clock.monotonic()
        wording: Wording | None = None
        for _ in range(MOST_CONFLICTS):
            # Who takes a turn over has waited for its lease already: a model would take too long.
            late = wording is None and matter is None
            wording = self._wording(turn, matter or self._claims.loaded(turn.key.call_sid), wording, by_rule=late)
            yield from wording.sentences()
            draft = wording.draft
            if draft.takes_job:
                draft = intake.take(draft, draft.service(self._services), self._store.new_job_id())
            took_ms = round((self._clock.monotonic() - started_s) * 1000, 1)
            reply = replies.reply_of(draft, turn, wording, at=self._clock.now(), total_ms=took_ms)
            try:
                self._commit_reply(draft, turn, reply, wording)
            except Conflict:
                matter = None
                continue
            _log_answer(turn, reply)
            yield from wording.held
            yield reply.ending
            return
        raise StoreError(f"the case of call {turn.key.call_sid} is busy")

    def _wording(self, turn: Turn, matter: Matter, lost: Wording | None, *, by_rule: bool) -> Wording:
        """Return what finds the words of a turn; `lost` found some already, for a case that has changed since."""
        decide = partial(self._decided, turn, matter)
        turns = cache(partial(self._store.turns, turn.key.call_sid))  # read once, by model and guard alike
        if lost is None:
            first = decide(None)
            return Wording(mouth=self._mouth, turn=turn, turns=turns, decide=decide, draft=first, by_rule=by_rule)
        return lost.again(decide)

    def _decided(self, turn: Turn, matter: Matter, proposal: Proposal | None) -> Draft:
        call, case = matter
        now = self._clock.now()
        understood = from_json(Understood, turn.understood) if turn.understood else Understood()
        grounds: Mapping[str, str] = {}
        if proposal:
            hearing = calls.hearing(call, case, turn.utterance, self._business, at=now)
            agreed = grounding.agree(proposal, understood, hearing, self._services)
            _log_agreed(agreed)
            call, case = learning.learn_more(call, case, agreed.extra)
            understood, grounds = agreed.added_to(understood), agreed.kept
        number = call.caller_id
        known = calls.about_a_job(call, case, understood)
        situation = Situation(
            kind=turn.key.kind,
            understood=understood,
            asked=turn.asked,
            outcome=turn.utterance.outcome,
            business=self._shop(),
            services=self._services,
            now=now,
            over_time=now - call.started_at > self._max_call,
            jobs=self._store.jobs(phone=number) if number and known else (),
            recent=self._store.open_jobs(since=now - calls.SAME_MATTER_WITHIN) if known else (),
        )
        return decide(Draft(call=call, case=case, now=now, grounds=grounds), situation)

    def _commit_reply(self, draft: Draft, turn: Turn, reply: Reply, wording: Wording) -> None:
        faults = (*draft.call.faults, *wording.faults)
        call = replace(draft.call, turn=reply.ending.turn, asks=reply.ending.asks, faults=faults)
        case = replace(draft.case, updated_at=reply.at)
        # Words that arrive after the hang-up are answered too; what they change belongs in the call's log.
        over = reply.ending.kind == "hang_up" or call.ended_at is not None
        if over:
            call, case = self._ended(call, case, call.status if call.ended_at else "completed")
        kinds = {action.kind for action in call.actions if action.at == draft.now}
        ordered = errands.of_turn(call, case, draft.jobs, kinds, at=reply.at)
        done = sorted(kinds & _NOTED)
        done += [f"kept:{detail}:{reason}" for detail, reason in draft.grounds.items()]
        self._store.commit(
            Change(
                call=call,
                case=case,
                turn=replace(turn, reply=reply),
                jobs=draft.jobs,
                followups=(*ordered, *(calls.wrapped_up(call, case, at=reply.at) if over else ())),
                unknown_question=draft.unknown_question,
                spent=tuple(wording.spent),
                events=tuple(calls.event(kind, call, case, at=reply.at) for kind in done),
            )
        )

    def _greet_again(self, call_sid: str) -> Iterator[Spoken]:
        given = tuple(turn.reply for turn in self._store.turns(call_sid) if turn.reply)
        if given:
            yield from replies.greeted_again(given)
        else:
            yield from self._respond(self._claims.awaited(TurnKey(call_sid, 0, "greeting")))

    def _ended(self, call: Call, case: Case, status: str, at: datetime | None = None) -> Matter:
        return calls.ended(
            call,
            case,
            status=status,
            at=at or self._clock.now(),
            business=self._business,
            services=self._services,
            new_job_id=self._store.new_job_id,
            goes_on=self._store.in_progress(case.id, apart_from=call.sid),
        )

    def _amend(self, call_sid: str, change: Callable[[Call, Case], Matter | None], kind: str) -> None:
        """Change a call outside of its turns, and export it anew; None from `change` leaves it as it is."""
        for _ in range(MOST_CONFLICTS):
            matter = self._store.load(call_sid)
            changed = change(*matter) if matter and not matter[0].erased else None
            if changed is None:
                return
            now = self._clock.now()
            event = calls.event(kind, *changed, at=now)
            try:
                self._store.end_call(*changed, calls.wrapped_up(*changed, at=now), event)
            except Conflict:
                continue
            return
        raise StoreError(f"the case of call {call_sid} is busy")


def _log_answer(turn: Turn, reply: Reply) -> None:
    log.info(
        "answered: turn=%d kind=%s ending=%s conversation=%s ms=%.1f",
        turn.key.turn,
        turn.key.kind,
        reply.ending.kind,
        reply.conversation,
        reply.latency_ms["total"],
    )


def _log_agreed(agreed: Agreed) -> None:
    if agreed.extra.details or agreed.left_out:
        log.info("a model noticed: kept=%s left_out=%s", sorted(agreed.extra.details), dict(agreed.left_out))
