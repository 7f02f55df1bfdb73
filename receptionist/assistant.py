"""PhoneAssistant: the order of work of every call; each channel calls its verbs and renders what they yield.

A turn has two commits. Commit A keeps what was heard before anything else happens; commit B keeps what was
decided before anything is said that claims it. Whoever delivers a turn a second time gets the stored reply, and
whoever finds a turn whose owner died goes on from what was committed.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

from receptionist import guard, intake
from receptionist.business import Business
from receptionist.cases import (
    Call,
    Case,
    Ending,
    Event,
    Fault,
    FollowUp,
    Reply,
    Sentence,
    Turn,
    TurnKey,
    Utterance,
    from_json,
    to_json,
)
from receptionist.decide import decide
from receptionist.draft import SLOTS, Draft, Situation
from receptionist.ports import AlreadyClaimed, Change, Clock, Conflict, Conversation, Request, Store, StoreError
from receptionist.services import Services
from receptionist.understanding.heard import Hearing, Understood
from receptionist.understanding.understand import understand

log = logging.getLogger(__name__)

LEASE_S = 6.0
"""How long whoever claimed a turn is waited for; Twilio gives up on a webhook after 15 s."""
POLL_S = 0.03
MOST_CONFLICTS = 5
MOST_KEYS = 12
"""Keys of a telephone number, with its country's prefix and the closing `#`."""
RESUMED_WITHIN = timedelta(minutes=30)
"""How long after a dropped call the same number goes on where it was."""
TERMINAL = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
"""Twilio's words for a call that is over."""
_NOTED = frozenset({"take_job", "cancel", "callback_message", "transfer_human", "refuse"})
"""Actions that are events too."""

Spoken = Sentence | Ending
"""What a verb yields: sentences as they may be said, then how the reply ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """A call as it comes in. `caller_id` is the E.164 number, None when it is withheld or no number."""

    sid: str
    from_number: str
    to_number: str
    caller_id: str | None
    direction: str = "inbound"


class PhoneAssistant:
    """Answers, hears and hangs up."""

    def __init__(
        self,
        *,
        store: Store,
        conversation: Conversation,
        business: Business,
        services: Services,
        clock: Clock,
        language: str = "en-US",
        max_call: timedelta = timedelta(minutes=15),
    ) -> None:
        self._store = store
        self._conversation = conversation
        self._business = business
        self._services = services
        self._clock = clock
        self._language = language
        self._max_call = max_call

    def answer(self, ring: Ring) -> Iterator[Spoken]:
        """Greet a caller; for a call that is known already, greet again and go on where it is."""
        if self._store.load(ring.sid):
            yield from self._greet_again(ring.sid)
        else:
            yield from self._respond(self._begin(ring))

    def current(self, call_sid: str) -> Call | None:
        """Return a call as it stands, or None for an unknown SID."""
        loaded = self._store.load(call_sid)
        return loaded[0] if loaded else None

    def known(self, key: TurnKey) -> bool:
        """Tell whether this turn has been heard."""
        return self._store.turn(key) is not None

    def hear(self, key: TurnKey, utterance: Utterance, *, fault: str | None = None) -> Iterator[Spoken]:
        """Take in what happened in a turn of a known call, and yield the reply.

        The same key again yields the stored reply, waiting for it while somebody else is making it.
        Raises StoreError when nothing can be kept; then nothing was heard.
        """
        turn = self._claim(key, utterance, fault)
        yield from self._respond(turn or self._awaited(key))

    def hang_up(self, call_sid: str, status: str = "completed") -> None:
        """Note the end of a call; an unknown call, or an end that is known, changes nothing."""
        for _ in range(MOST_CONFLICTS):
            loaded = self._store.load(call_sid)
            if loaded is None or (loaded[0].ended_at and loaded[0].status == status):
                return
            call, case = self._closed(loaded[0], loaded[1], status)
            event = self._event("call_ended", call)
            try:
                self._store.end_call(call, case, self._exports(call, case), event)
            except Conflict:
                continue
            return

    def add_recording(self, call_sid: str, url: str) -> None:
        """Keep where a voicemail lies."""
        for _ in range(MOST_CONFLICTS):
            loaded = self._store.load(call_sid)
            if loaded is None or url in loaded[0].recordings:
                return
            call = replace(loaded[0], recordings=(*loaded[0].recordings, url))
            try:
                event = self._event("voicemail", call)
                self._store.end_call(call, loaded[1], self._exports(call, loaded[1]), event)
            except Conflict:
                continue
            return

    # -- one turn -------------------------------------------------------------------------------------------------

    def _begin(self, ring: Ring) -> Turn:
        now = self._clock.now()
        case = self._case_of(ring)
        call = Call(
            sid=ring.sid,
            case_id=case.id,
            direction=ring.direction,
            from_number=ring.from_number,
            to_number=ring.to_number,
            caller_id=ring.caller_id,
            started_at=now,
        )
        key = TurnKey(ring.sid, 0, "greeting")
        turn = Turn(key=key, at=now, lease_until=now + timedelta(seconds=LEASE_S))
        events = (self._event("call_started", call),)
        try:
            self._store.commit(Change(call=call, case=case, turn=turn, claim=True, events=events))
        except AlreadyClaimed:
            return self._awaited(key)
        except Conflict:
            return self._begin(ring)
        return turn

    def _case_of(self, ring: Ring) -> Case:
        """Return the case that this number left unfinished, else a new one; withheld numbers have one a call."""
        now = self._clock.now()
        if ring.caller_id:
            left = self._store.open_case(ring.caller_id, since=now - RESUMED_WITHIN)
            if left and left.job.id is None:
                return replace(left, updated_at=now)
        return Case(
            id=uuid4().hex,
            party=ring.caller_id,
            opened_at=now,
            updated_at=now,
            language=self._language,
        )

    def _claim(self, key: TurnKey, utterance: Utterance, fault: str | None) -> Turn | None:
        """Commit A: the words and what the rules learned from them. None when the turn is somebody else's."""
        for _ in range(MOST_CONFLICTS):
            call, case = self._loaded(key.call_sid)
            now = self._clock.now()
            understood = self._understood(call, case, utterance)
            if fault:
                call = replace(call, faults=(*call.faults, Fault(at=now, component="twilio", error=fault)))
            turn = Turn(
                key=key,
                at=now,
                utterance=replace(utterance, text=understood.text, keys=_kept_keys(utterance, understood)),
                asked=call.asks,
                lease_until=now + timedelta(seconds=LEASE_S),
                understood=to_json(understood),
            )
            call, case = intake.learn(call, replace(case, updated_at=now), key.kind, understood)
            events = (self._event("heard", call),) if understood.danger is None else (self._event("danger", call),)
            try:
                self._store.commit(Change(call=call, case=case, turn=turn, claim=True, events=events))
            except AlreadyClaimed:
                return None
            except Conflict:
                continue
            return turn
        raise StoreError(f"case of call {key.call_sid} is busy")

    def _understood(self, call: Call, case: Case, utterance: Utterance) -> Understood:
        if not (utterance.text or utterance.keys):
            return Understood(intelligible=False)
        hearing = Hearing(
            now=self._business.local(self._clock.now()),
            towns=self._business.service_area_cities,
            other_towns=self._business.out_of_area_examples,
            region=self._business.country,
            asks=call.asks,
            language=case.language,
            caller_id=call.caller_id,
            digits=call.digits,
            job=case.job,
            confidence=utterance.confidence,
            keys=utterance.keys,
        )
        return understand(utterance.text, hearing, self._services)

    def _awaited(self, key: TurnKey) -> Turn:
        """Return a turn with its reply, or one whose owner died and which is ours now."""
        while True:
            turn = self._store.turn(key)
            if turn is None:
                raise StoreError(f"turn {key} was claimed and is gone", permanent=True)
            if turn.reply:
                return turn
            now = self._clock.now()
            if now >= turn.lease_until:
                lease_until = now + timedelta(seconds=LEASE_S)
                if self._store.take_over(turn, lease_until=lease_until):
                    return replace(turn, lease_until=lease_until)
            self._clock.sleep(POLL_S)

    def _respond(self, turn: Turn) -> Iterator[Spoken]:
        """Yield the reply of a turn that is ours, or the stored one."""
        if turn.reply:
            yield from turn.reply.sentences
            yield turn.reply.ending
            return
        started_s = self._clock.monotonic()
        said: list[Sentence] = []
        for _ in range(MOST_CONFLICTS):
            draft = self._decided(turn)
            held: list[Sentence] = []
            for sentence, receipt in self._words(draft, turn):
                if sentence in said:
                    continue
                if receipt or held:
                    held.append(sentence)
                else:
                    said.append(sentence)
                    yield sentence
            reply = self._reply(draft, turn, (*said, *held), started_s)
            try:
                self._commit_reply(draft, turn, reply)
            except Conflict:
                continue
            yield from held
            yield reply.ending
            return
        raise StoreError(f"case of call {turn.key.call_sid} is busy")

    def _decided(self, turn: Turn) -> Draft:
        call, case = self._loaded(turn.key.call_sid)
        now = self._clock.now()
        situation = Situation(
            kind=turn.key.kind,
            understood=from_json(Understood, turn.understood) if turn.understood else Understood(),
            asked=turn.asked,
            outcome=turn.utterance.outcome,
            business=self._business,
            services=self._services,
            now=now,
            over_time=now - call.started_at > self._max_call,
            jobs=self._store.jobs(phone=call.caller_id) if call.caller_id else (),
        )
        draft = decide(Draft(call=call, case=case, now=now), situation)
        if draft.takes_job:
            draft = intake.take(draft, draft.service(self._services), self._store.new_job_id())
        return draft

    def _words(self, draft: Draft, turn: Turn) -> Iterator[tuple[Sentence, bool]]:
        """Yield each sentence with whether it claims an effect; what the guard stops is not said."""
        request = Request(case=draft.case, call=draft.call, plan=draft.plan, heard=turn.utterance.text)
        facts = {
            "business": self._business.name,
            "owner": self._business.owner_name,
            "emergency": self._business.emergency_number,
        }
        for piece in self._conversation.reply(request):
            text = guard.fill(piece.text, {**facts, **piece.facts})
            if text is None:
                log.warning("guard stopped a sentence: call=%s", draft.call.sid)
                continue
            receipt = getattr(piece, "receipt", False)
            yield Sentence(text=text, language=draft.case.language), receipt

    def _reply(self, draft: Draft, turn: Turn, sentences: tuple[Sentence, ...], started_s: float) -> Reply:
        asks = (draft.question.slot,) if draft.question else ()
        listens = draft.ending == "listen"
        invitation = max(draft.call.turn, turn.key.turn) + 1 if listens else draft.call.turn
        return Reply(
            at=self._clock.now(),
            sentences=sentences,
            ending=Ending(kind=draft.ending or "listen", turn=invitation, asks=asks, people=draft.people),
            conversation=self._conversation.name,
            asks=tuple(slot for slot in asks if slot in SLOTS),
            latency_ms={"total": round((self._clock.monotonic() - started_s) * 1000, 1)},
        )

    def _commit_reply(self, draft: Draft, turn: Turn, reply: Reply) -> None:
        """Commit B: the decision, its effects, and the words."""
        call = replace(draft.call, turn=reply.ending.turn, asks=reply.ending.asks)
        case = replace(draft.case, updated_at=reply.at)
        followups: tuple[FollowUp, ...] = ()
        if reply.ending.kind == "hang_up":
            call, case = self._closed(call, case, "completed")
            followups = self._exports(call, case)
        done = {action.kind for action in draft.call.actions} - {"end_call"}
        events = [self._event("replied", call, draft)]
        events += [self._event(kind, call, draft) for kind in sorted(done) if kind in _NOTED]
        self._store.commit(
            Change(
                call=call,
                case=case,
                turn=replace(turn, reply=reply),
                jobs=draft.jobs,
                followups=followups,
                events=tuple(events),
            )
        )

    # -- the rest of a call ---------------------------------------------------------------------------------------

    def _greet_again(self, call_sid: str) -> Iterator[Spoken]:
        turns = [turn for turn in self._store.turns(call_sid) if turn.reply]
        if not turns:
            yield from self._respond(self._awaited(TurnKey(call_sid, 0, "greeting")))
            return
        first, last = turns[0].reply, turns[-1].reply
        if first and last and first is not last:
            yield first.sentences[0]
            yield last.sentences[-1]
            yield last.ending
        elif first:
            yield from first.sentences
            yield first.ending

    def _closed(self, call: Call, case: Case, status: str) -> tuple[Call, Case]:
        """Return a call that is over; its case stays open while something is missing that a redial could bring."""
        now = self._clock.now()
        draft = Draft(call=call, case=case, now=now)
        service = draft.service(self._services)
        emergency = draft.marked("danger") and case.job.callback_number
        agreed = service and intake.ready(service, draft, self._business)
        if not draft.taken and (emergency or agreed):
            draft = intake.take(draft.did("take_job"), service, self._store.new_job_id())
        unfinished = draft.job.service_type is not None and not draft.taken and not call.refused
        state = case.state if unfinished and not call.did("callback_message") else "closed"
        ended = replace(draft.call, ended_at=call.ended_at or now, status=status, asks=())
        return ended, replace(draft.case, state=state, updated_at=now)

    def _exports(self, call: Call, case: Case) -> tuple[FollowUp, ...]:
        key = f"export_call_log:{call.sid}:{case.version}"
        return (
            FollowUp(key=key, kind="export_call_log", payload={"call_sid": call.sid}, run_at=self._clock.now()),
        )

    def _event(self, kind: str, call: Call, draft: Draft | None = None) -> Event:
        job_id = draft.job.id if draft else None
        return Event(at=self._clock.now(), kind=kind, call_sid=call.sid, case_id=call.case_id, job_id=job_id)

    def _loaded(self, call_sid: str) -> tuple[Call, Case]:
        loaded = self._store.load(call_sid)
        if loaded is None:
            raise StoreError(f"call {call_sid} is unknown", permanent=True)
        return loaded


def _kept_keys(utterance: Utterance, understood: Understood) -> str:
    """Keys may be a card number too; longer than a telephone number, none of them is kept."""
    too_many = len(utterance.keys) > MOST_KEYS or "card" in understood.marks
    return "" if too_many else utterance.keys
