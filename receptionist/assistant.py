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
from itertools import chain

from receptionist import calls, replies
from receptionist.ahead import Ahead
from receptionist.amendments import Amendments
from receptionist.attempt import Attempt
from receptionist.calls import Ring
from receptionist.cases import Job, Reply, Turn, TurnKey, TurnKind, Utterance
from receptionist.claims import MOST_CONFLICTS, Claims, Matter
from receptionist.duty import errands
from receptionist.ports import Change, Clock, Conflict, CRMBase, Store, StoreError
from receptionist.records import from_json
from receptionist.replies import Answer, Spoken
from receptionist.rules import intake, learning
from receptionist.rules.decide import decide
from receptionist.rules.draft import Draft, Situation
from receptionist.shop.business import Business
from receptionist.shop.services import Services
from receptionist.stopwatch import Meter, Stopwatch, Unmetered
from receptionist.transfers import Transfers
from receptionist.understanding.heard import Understood
from receptionist.wording import Mouth, Wording
from receptionist.words import grounding
from receptionist.words.dialogue import Proposal

log = logging.getLogger(__name__)

KnownJobs = Callable[[str | None], tuple[tuple[Job, ...], tuple[Job, ...]]]


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
        meter: Meter | None = None,
        has_room: Callable[[], bool] = lambda: True,
    ) -> None:
        """`has_room` tells whether a call that begins can be answered; it may take a query."""
        self._store = store
        self._mouth = mouth
        self._business = business
        self._shop = shop or (lambda: business)
        self._services = services
        self._clock = clock
        self._max_call = max_call
        self._meter = meter or Unmetered()
        self._has_room = has_room
        self.transfers = Transfers(store=store, business=business, clock=clock)
        """What the telephones of people ask that ring for a caller."""
        self.amendments = Amendments(store=store, business=business, services=services, clock=clock)
        """What is noted with a call outside of its turns."""
        self._claims = Claims(
            store=store, business=business, services=services, clock=clock, language=language, crm=crm
        )

    def answer(self, ring: Ring) -> Iterator[Spoken]:
        """Greet a caller; for a call that is known already, greet again and go on where it is."""
        if self._store.load(ring.sid):
            yield from self._greet_again(ring.sid)
        else:
            yield from self._respond(*self._claims.begin(ring))

    def hear(
        self,
        ring: Ring,
        utterance: Utterance,
        *,
        turn: int | None = None,
        kind: TurnKind = "speech",
        fault: str = "",
        attempt: Attempt | None = None,
    ) -> Answer:
        """Take in what happened in a turn, and return the reply, which is made while it is iterated over.

        `turn` is the invitation that is answered; None, or one that was never given, is the current one. The same
        turn again has the stored reply, waiting for it while somebody else is making it. A call that nobody
        knows is answered first. `fault` is what the network says went wrong. When `attempt` is stopped before the
        first word, the reply just ends: the same turn can be heard again, with what was said meanwhile.
        """
        watch, attempt = Stopwatch(self._clock), attempt or Attempt()
        if fault:
            self._meter.fault("twilio")
        matter = self._store.load(ring.sid)
        if matter is None:
            greeting = list(self._respond(*self._claims.begin(ring)))
            if not (utterance.text or utterance.keys):
                return Answer(iter(greeting))
            rest = self.hear(ring, utterance, turn=turn, kind=kind, fault=fault, attempt=attempt)
            return Answer(chain(replies.without_question(greeting), rest))
        current = matter[0].turn
        # Whoever rings before we answer, or records a message then, does so in turn 0.
        given = turn is not None and turn <= current and (turn > 0 or kind not in ("speech", "silence"))
        key = TurnKey(ring.sid, turn if turn is not None and given else current, kind)
        with Ahead(partial(self._wording, attempt=attempt)) as ahead:
            claimed, ours = self._claims.claim(key, utterance, fault, matter, watch, attempt, ahead.begin)
            begun = ahead.take() if ours else None
        spoken = self._respond(claimed, ours, watch, attempt, begun)
        return Answer(spoken, claimed, made_here=ours is not None)

    def recall(self, key: TurnKey) -> Iterator[Spoken] | None:
        """Yield the reply of a turn that was heard, making it if its owner died; None for a turn never heard."""
        return self._respond(self._claims.awaited(key)) if self._store.turn(key) else None

    def last_turn(self, call_sid: str) -> Turn | None:
        """Return the newest turn of a call; None for a call that is unknown."""
        return next(reversed(self._store.turns(call_sid)), None)

    def broken_off(self, key: TurnKey, heard_chars: int) -> None:
        """Note how much of a reply was heard; what it claimed beyond that is said again in the next one."""
        self._store.note_heard(key, heard_chars)

    def hang_up(self, call_sid: str, status: str = "completed", *, at: datetime | None = None) -> None:
        """Note the end of a call, now or as of `at`; an unknown call, or an end that is known, changes nothing."""

        self.amendments.hang_up(call_sid, status, at=at)

    def _respond(
        self,
        turn: Turn,
        matter: Matter | None = None,
        watch: Stopwatch | None = None,
        attempt: Attempt | None = None,
        begun: Wording | None = None,
    ) -> Iterator[Spoken]:
        """Yield the reply of a turn that is ours, deciding it on `matter` as just committed; or the stored one.

        Of a turn that was taken over, what has not been said yet. `begun` are its words, where they are begun.
        """
        if turn.reply:
            yield from replies.said(turn.reply)
            return
        try:
            yield from self._made(turn, matter, watch or Stopwatch(self._clock), attempt or Attempt(), begun)
        except StoreError:
            self._claims.release(turn)
            raise

    def _made(
        self, turn: Turn, matter: Matter | None, watch: Stopwatch, attempt: Attempt, wording: Wording | None
    ) -> Iterator[Spoken]:
        for _ in range(MOST_CONFLICTS):
            if wording is None or matter is None:
                # Who takes a turn over has waited for its lease already: a model would take too long.
                late = wording is None and matter is None
                matter = matter or self._claims.loaded(turn.key.call_sid)
                wording = self._wording(turn, matter, wording, attempt=attempt, by_rule=late)
            yield from wording.sentences()
            if attempt.stopped and not wording.said:
                return
            draft = wording.draft
            if draft.takes_job:
                draft = intake.take(draft, draft.service(self._services), self._store.new_job_id())
            took_ms = {**watch.ms, **wording.latency_ms, "total": watch.total_ms}
            reply = replies.reply_of(draft, turn, wording, at=self._clock.now(), took_ms=took_ms)
            watch.skip()
            try:
                self._commit_reply(draft, turn, reply, wording)
            except Conflict:
                matter = None
                continue
            attempt.committed = True
            watch.lap("commit_b")
            replies.log_answer(turn, reply)
            took_ms |= watch.ms | {"total": watch.total_ms}
            self._meter.replied(
                draft.call, turn, reply, took_ms=took_ms, faults=wording.faults, spent=wording.spent
            )
            yield from wording.held
            yield reply.ending
            return
        raise StoreError(f"the case of call {turn.key.call_sid} is busy")

    def _wording(
        self,
        turn: Turn,
        matter: Matter,
        lost: Wording | None = None,
        *,
        attempt: Attempt,
        by_rule: bool = False,
    ) -> Wording:
        """Return what finds the words of a turn; `lost` found some already, for a case that has changed since."""
        decide = partial(self._decided, turn, matter, cache(self._known_jobs))
        turns = cache(partial(self._turns, turn))  # read once, by model and guard alike
        if lost is None:
            first = decide(None)
            mouth = self._mouth
            new = Wording(
                mouth=mouth, turn=turn, turns=turns, decide=decide, draft=first, attempt=attempt, by_rule=by_rule
            )
            return replace(new, said=list(self._store.left(turn.key))) if by_rule else new
        return lost.again(decide)

    def _turns(self, turn: Turn) -> tuple[Turn, ...]:
        """Return the turns of a call with this one, which need not be committed yet, as the last."""
        return (*(each for each in self._store.turns(turn.key.call_sid) if each.key != turn.key), turn)

    def _decided(self, turn: Turn, matter: Matter, known_jobs: KnownJobs, proposal: Proposal | None) -> Draft:
        call, case = matter
        now = self._clock.now()
        understood = from_json(Understood, turn.understood) if turn.understood else Understood()
        grounds: Mapping[str, str] = {}
        if proposal:
            hearing = calls.hearing(call, case, turn.utterance, self._business, at=now)
            agreed = grounding.agree(proposal, understood, hearing, self._services)
            replies.log_agreed(agreed)
            call, case = learning.learn_more(call, case, agreed.extra)
            understood, grounds = agreed.added_to(understood), agreed.kept
        theirs, recent = known_jobs(call.caller_id) if calls.about_a_job(call, case, understood) else ((), ())
        situation = Situation(
            kind=turn.key.kind,
            understood=understood,
            asked=turn.asked,
            outcome=turn.utterance.outcome,
            business=self._shop(),
            services=self._services,
            now=now,
            over_time=now - call.started_at > self._max_call,
            full=turn.key.kind == "greeting" and call.channel != "sms" and not self._has_room(),
            jobs=theirs,
            recent=recent,
        )
        return decide(Draft(call=call, case=case, now=now, grounds=grounds), situation)

    def _known_jobs(self, number: str | None) -> tuple[tuple[Job, ...], tuple[Job, ...]]:
        """Return the jobs of a number, and all that are open: read once a turn, however often it is decided."""
        theirs = self._store.jobs(phone=number) if number else ()
        return theirs, self._store.open_jobs(since=self._clock.now() - calls.SAME_MATTER_WITHIN)

    def _commit_reply(self, draft: Draft, turn: Turn, reply: Reply, wording: Wording) -> None:
        faults = (*draft.call.faults, *wording.faults)
        call = replace(draft.call, turn=reply.ending.turn, asks=reply.ending.asks, faults=faults)
        case = replace(draft.case, updated_at=reply.at)
        # Words that arrive after the hang-up are answered too; what they change belongs in the call's log.
        over = reply.ending.kind == "hang_up" or call.ended_at is not None
        if over:
            status = call.status if call.ended_at else "completed"
            call, case = self.amendments.ended(call, case, status)
        kinds = {action.kind for action in call.actions if action.at == draft.now}
        ordered = errands.of_turn(call, case, draft.jobs, kinds, at=reply.at)
        self._store.commit(
            Change(
                call=call,
                case=case,
                turn=replace(turn, reply=reply),
                jobs=draft.jobs,
                followups=(*ordered, *(calls.wrapped_up(call, case, at=reply.at) if over else ())),
                unknown_question=draft.unknown_question,
                spent=tuple(wording.spent),
                events=calls.events(kinds, draft.grounds, call, case, at=reply.at),
            )
        )

    def _greet_again(self, call_sid: str) -> Iterator[Spoken]:
        given = tuple(turn.reply for turn in self._store.turns(call_sid) if turn.reply)
        if given:
            yield from replies.greeted_again(given)
        else:
            yield from self._respond(self._claims.awaited(TurnKey(call_sid, 0, "greeting")))
