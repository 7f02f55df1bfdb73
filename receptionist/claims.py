"""Commit A: who answers a turn, and what was heard in it, kept before anything else happens; says nothing.

A turn is claimed by inserting it. Whoever loses waits for the winner's reply; whoever finds that the winner died
(its lease has run out) takes the turn over and goes on from what was committed.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from receptionist import calls
from receptionist.attempt import Attempt
from receptionist.calls import Ring
from receptionist.cases import Call, Case, Fault, Turn, TurnKey, Utterance
from receptionist.duty import errands
from receptionist.ports import (
    AlreadyClaimed,
    Change,
    Clock,
    Conflict,
    CRMBase,
    CRMError,
    Customer,
    Store,
    StoreError,
)
from receptionist.records import to_json
from receptionist.rules import card_pieces, learning
from receptionist.rules.matter import is_about_something_else
from receptionist.shop.business import Business
from receptionist.shop.services import Services
from receptionist.stopwatch import Stopwatch
from receptionist.understanding.heard import Understood
from receptionist.understanding.understand import understand

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=6)
"""How long whoever claimed a turn is waited for; Twilio gives up on a webhook after 15 s."""
POLL_S = 0.03
MOST_CONFLICTS = 5

Matter = tuple[Call, Case]
AboutTo = Callable[[Turn, Matter], object]


class Claims:
    """Claims turns, each once. Every method raises StoreError when nothing can be kept, and nothing else."""

    def __init__(
        self,
        *,
        store: Store,
        business: Business,
        services: Services,
        clock: Clock,
        language: str,
        crm: CRMBase | None,
    ) -> None:
        self._store = store
        self._crm = crm
        self._business = business
        self._services = services
        self._clock = clock
        self._language = language

    def begin(self, ring: Ring) -> tuple[Turn, Matter | None]:
        """Return the greeting's turn of a call that begins, with the call and its case when the turn is ours.

        A customer whom the records know is greeted in their language, and never by name.
        """
        customer = self._customer(ring)
        known = customer.language if customer else None
        language = known if known and known[:2] in self._business.languages else self._language
        for _ in range(MOST_CONFLICTS):
            now = self._clock.now()
            since = now - ring.resumes_within
            left = self._store.open_case(ring.caller_id, since=since) if ring.caller_id else None
            case = calls.case_for(ring, left, at=now, language=language)
            call = calls.begun(ring, case, customer, at=now)
            turn = Turn(key=TurnKey(ring.sid, 0, "greeting"), at=now, lease_until=now + LEASE)
            try:
                return turn, self._commit(turn, call, case, "call_started")
            except AlreadyClaimed:
                return self.awaited(turn.key), None
            except Conflict:
                continue
        raise StoreError(f"the case of call {ring.sid} is busy")

    def claim(
        self,
        key: TurnKey,
        utterance: Utterance,
        fault: str,
        matter: Matter,
        watch: Stopwatch,
        attempt: Attempt,
        about_to: AboutTo,
    ) -> tuple[Turn, Matter | None]:
        """Commit the words and what the rules learned from them; `matter` is the call as it was just loaded.

        Returns the turn with the matter as committed, or somebody else's turn with its reply. `fault` is what the
        network says went wrong. An `attempt` that was made before is made again with all the words. `about_to` is
        told what is committed next, and again when somebody else has changed the case; where what was said earlier
        is rewritten with it, just afterwards.
        """
        if attempt.before and (again := self._again(key, utterance, attempt, attempt.before, watch, about_to)):
            return again
        for _ in range(MOST_CONFLICTS):
            call, case = matter
            now = self._clock.now()
            if fault:
                call = replace(call, faults=(*call.faults, Fault(at=now, component="twilio", error=fault)))
            turn = Turn(key=key, at=now, asked=call.asks, lease_until=now + LEASE)
            try:
                taken_in = self._taken_in(turn, call, case, utterance, watch, about_to)
                attempt.before = matter
                return taken_in
            except AlreadyClaimed:
                return self.awaited(key), None
            except Conflict:
                matter = self.loaded(key.call_sid)
        raise StoreError(f"the case of call {key.call_sid} is busy")

    def _again(
        self,
        key: TurnKey,
        utterance: Utterance,
        attempt: Attempt,
        before: Matter,
        watch: Stopwatch,
        about_to: AboutTo,
    ) -> tuple[Turn, Matter] | None:
        """Commit all that was said in a turn whose caller went on speaking, in place of what was heard first.

        It is heard upon `before`, the matter as it stood then, unless that has changed in another way since. None
        when the turn has its reply.
        """
        for _ in range(MOST_CONFLICTS):
            turn = self._store.turn(key)
            if turn is None or turn.reply:
                return None
            call, case = self.loaded(key.call_sid)
            if (case.id, case.version) == (before[1].id, before[1].version + 1):
                call, case = before[0], replace(before[1], version=case.version)
            now = self._clock.now()
            with suppress(Conflict):
                claimed = replace(turn, at=now, lease_until=now + LEASE)
                taken_in = self._taken_in(claimed, call, case, utterance, watch, about_to, claim=False)
                attempt.before = (call, case)
                return taken_in
        raise StoreError(f"the case of call {key.call_sid} is busy")

    def _taken_in(
        self,
        turn: Turn,
        call: Call,
        case: Case,
        utterance: Utterance,
        watch: Stopwatch,
        about_to: AboutTo,
        *,
        claim: bool = True,
    ) -> tuple[Turn, Matter]:
        """Commit what was said in a turn, and what the rules learned from it."""
        understood, rewritten = self._without_card(turn.key, utterance, self._understood(call, case, utterance))
        turn = replace(turn, utterance=calls.kept(utterance, understood), understood=to_json(understood))
        call, case = self._apart(call, replace(case, updated_at=turn.at), understood)
        call, case = learning.learn(call, case, turn.key.kind, understood)
        watch.lap("understood")
        kind = "danger" if understood.danger else "heard"
        opted_out = call.caller_id if "opt_out" in understood.wants else None
        if not rewritten:
            about_to(turn, (call, _as_saved(case)))
            watch.lap("decided")
        committed = self._commit(turn, call, case, kind, rewritten, opted_out, claim=claim)
        watch.lap("commit_a")
        if rewritten:
            about_to(turn, committed)
            watch.lap("decided")
        return turn, committed

    def _customer(self, ring: Ring) -> Customer | None:
        """Return whom the customer records know under the number that rings, nobody when they do not answer."""
        if self._crm is None or ring.caller_id is None:
            return None
        try:
            return self._crm.get_customer(ring.caller_id)
        except CRMError as error:
            log.warning("the customer records failed: error=%s", error)
            return None

    def _apart(self, call: Call, case: Case, understood: Understood) -> Matter:
        """Return a call with a case of its own when it is about something else than another call that goes on."""
        other = is_about_something_else(call, case, understood)
        if not (other and self._store.in_progress(case.id, apart_from=call.sid)):
            return call, case
        ring = Ring(sid=call.sid, caller_id=call.caller_id)
        case = calls.case_for(ring, None, at=case.updated_at, language=case.language)
        return replace(call, case_id=case.id), case

    def awaited(self, key: TurnKey) -> Turn:
        """Return a turn with its reply, or one whose owner died and which is ours now."""
        while True:
            turn = self._store.turn(key)
            if turn is None:
                raise StoreError(f"turn {key} was claimed and is gone", permanent=True)
            now = self._clock.now()
            if turn.reply or (now >= turn.lease_until and self._store.take_over(turn, lease_until=now + LEASE)):
                return turn
            self._clock.sleep(POLL_S)

    def release(self, turn: Turn) -> None:
        """Let whoever comes next take a turn over at once; a store that fails leaves that to the lease."""
        with suppress(StoreError):
            self._store.take_over(turn, lease_until=turn.at)

    def loaded(self, call_sid: str) -> Matter:
        """Return a call that must be known, and its case."""
        if matter := self._store.load(call_sid):
            return matter
        raise StoreError(f"call {call_sid} is unknown", permanent=True)

    def _commit(
        self,
        turn: Turn,
        call: Call,
        case: Case,
        kind: str,
        rewritten: tuple[Turn, ...] = (),
        opted_out: str | None = None,
        *,
        claim: bool = True,
    ) -> Matter:
        event = calls.event(kind, call, case, at=turn.at)
        alarm = (errands.of_danger(call, case, at=turn.at),) if turn.understood.get("danger") == "certain" else ()
        change = Change(
            call=call,
            case=case,
            turn=turn,
            claim=claim,
            followups=alarm,
            events=(event,),
            rewritten=rewritten,
            opted_out=opted_out,
        )
        self._store.commit(change)
        return call, _as_saved(case)

    def _without_card(
        self, key: TurnKey, utterance: Utterance, understood: Understood
    ) -> tuple[Understood, tuple[Turn, ...]]:
        """Return what was understood, and the turns before it that held the rest of a card read out in pieces."""
        digits = card_pieces.loose_digits(utterance, understood.details)
        if len(digits) < card_pieces.FEWEST_DIGITS:
            return understood, ()
        before = self._store.turns(key.call_sid)
        if not card_pieces.are_a_card(before, digits):
            return understood, ()
        return card_pieces.stopped(understood), card_pieces.rewritten(before)

    def _understood(self, call: Call, case: Case, utterance: Utterance) -> Understood:
        if not (utterance.text or utterance.keys):
            return Understood(intelligible=False)
        hearing = calls.hearing(call, case, utterance, self._business, at=self._clock.now())
        return calls.spoken_here(understand(utterance.text, hearing, self._services), self._business)


def _as_saved(case: Case) -> Case:
    return replace(case, version=case.version + 1)
