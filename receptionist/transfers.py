"""The legs to people who are rung for a caller: who waits, who took the call, what has come back; rings nobody.

Only a key that is pressed takes a call: a voicemail picks up, too. It is kept before the two are put together, so
that the end of the leg tells a talk from a machine.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from receptionist import calls
from receptionist.calls import Ring
from receptionist.cases import Action, Call
from receptionist.claims import MOST_CONFLICTS, Matter
from receptionist.ports import Clock, Conflict, Store, StoreError
from receptionist.shop.business import Business

RINGS_FOR = timedelta(minutes=2)
"""How long ago a call that rings somebody now was touched last, at most."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A telephone that we ring for a caller: whose call it is, which of its legs, the key of the person."""

    call_sid: str
    number: int
    person: str


class Transfers:
    """What the legs to people ask us. Every method raises StoreError, nothing else."""

    def __init__(self, *, store: Store, business: Business, clock: Clock) -> None:
        self._store = store
        self._business = business
        self._clock = clock

    def waiting(self, leg: Leg) -> Matter | None:
        """Return the call and the case for which a leg rings; None when nobody waits at its other end any more."""
        matter = self._store.load(leg.call_sid)
        if matter is None or len(matter[0].rung) != leg.number or matter[0].rung[-1] != leg.person:
            return None
        return matter if self._rings(matter[0]) else None

    def accept(self, leg: Leg) -> bool:
        """Keep that the person of a leg takes the call; False when nobody waits any more."""
        for _ in range(MOST_CONFLICTS):
            matter = self.waiting(leg)
            if matter is None:
                return False
            if matter[0].did("transfer_answered"):
                return True
            now = self._clock.now()
            call, case = _accepted(matter[0], at=now), matter[1]
            try:
                self._store.end_call(call, case, (), calls.event("transfer_answered", call, case, at=now))
            except Conflict:
                continue
            return True
        raise StoreError(f"the case of call {leg.call_sid} is busy")

    def comes_back(self, ring: Ring, forwarded_from: str | None) -> bool:
        """Tell whether a call is one of our legs, forwarded back to us by the telephone that it rings.

        People forward their lines to us on purpose: what they forward is a caller's, unless we ring them just now
        and it comes from us, from our caller, from themselves, or from nobody.
        """
        numbers = {forwarded_from, ring.caller_id} - {None}
        phones = {person.key: person.phone for person in self._business.people if person.phone in numbers}
        if not phones:
            return False
        live = self._store.live_calls(since=self._clock.now() - RINGS_FOR)
        return any(
            ring.caller_id in (None, call.caller_id, phones[call.rung[-1]]) and self._rings(call)
            for call in live
            if call.sid != ring.sid and call.rung and call.rung[-1] in phones
        )

    def _rings(self, call: Call) -> bool:
        """Tell whether somebody is rung for a call now: nothing has happened in it since."""
        last = self._store.turns(call.sid)[-1].reply if call.ended_at is None else None
        return last is not None and last.ending.kind == "transfer"


def _accepted(call: Call, *, at: datetime) -> Call:
    tried = () if call.did("transfer_human") else (Action(at=at, kind="transfer_human"),)
    return replace(call, actions=(*call.actions, *tried, Action(at=at, kind="transfer_answered")))
