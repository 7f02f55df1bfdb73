"""Whom a caller may be put through to, one person after the other; pure, and never a number from a caller."""

from collections.abc import Iterable
from dataclasses import replace
from typing import get_args

from receptionist.cases import Transferred, TurnKind
from receptionist.rules.draft import Draft, Situation
from receptionist.shop.people import Person

TRANSFERRED: tuple[TurnKind, ...] = get_args(Transferred)
"""The turn in which the first person whom a call rang is over, the second, … : each has a reply of its own."""
MOST_RUNG = len(TRANSFERRED)
TALKED = ("completed", "answered")
"""Twilio's words for a leg that was picked up; a person did so only when they pressed the key, too."""
UNTOLD = "untold"
"""Our word for a leg that is over, and nobody told us how."""
FULL = "lines_full"
"""What callers hear for whom there is no room: people are rung for them, then a voicemail is taken."""
CALLER_LEFT = "caller_left"
"""Our word for a leg that is over because the caller has hung up."""


def whom(draft: Draft, situation: Situation) -> tuple[Person, ...]:
    """Return who can be rung for this caller now, in order: nobody twice in a call, and never the caller."""
    return _left(draft, situation.business.transfer_people(situation.now))


def before_us(draft: Draft, situation: Situation) -> tuple[Person, ...]:
    """Return who is still to be rung before the assistant answers, in the owner's order."""
    if draft.used(FULL):
        return whom(draft, situation)
    business = situation.business
    if business.answering_mode(situation.now) != "ring_first":
        return ()
    listed = filter(None, map(business.person, business.answering.ring_first))
    return _left(draft, (person for person in listed if not business.is_away(person, situation.now)))


def _left(draft: Draft, people: Iterable[Person]) -> tuple[Person, ...]:
    call = draft.call
    left = [each for each in people if each.key not in call.rung and each.phone != call.caller_id]
    return tuple(left[: MOST_RUNG - len(call.rung)])


def ring(draft: Draft, person: Person) -> Draft:
    """End the reply by ringing a person."""
    rung = (*draft.call.rung, person.key)
    return draft.with_call(replace(draft.call, rung=rung)).end("transfer", people=rung)


def ring_next(draft: Draft, situation: Situation) -> Draft:
    """Ring the next person, if there is one, and say so; before we have answered, callers only hear ringing."""
    if is_before_us(draft):
        waiting = before_us(draft, situation)
        return ring(draft, waiting[0]) if waiting else draft
    waiting = whom(draft, situation)
    tried = situation.business.person(draft.call.rung[-1]) if draft.call.rung else None
    if not (waiting and tried):
        return draft
    return ring(draft.say("person_next", {"person": tried.name, "next": waiting[0].name}), waiting[0])


def is_before_us(draft: Draft) -> bool:
    """Tell whether the caller has not heard us yet."""
    return not draft.used("greeting")


def talked(draft: Draft, situation: Situation) -> bool:
    """Tell whether a person took the call and talked: a machine picks up, too, but presses no key."""
    return draft.call.did("transfer_answered") and situation.outcome in (*TALKED, UNTOLD)
