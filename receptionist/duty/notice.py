"""Notices: what owners are told of calls, emergencies and troubles, and how pressing it is; pure, no words."""

from collections.abc import Iterable
from datetime import datetime

from receptionist.cases import Call, Case
from receptionist.duty.seams import Asks, Channel, Level, Notice, Step
from receptionist.rules import outcomes
from receptionist.shop.business import Business

ROUNDS = 2
"""How often the owners are asked about what is pressing, before the list is at its end."""
PATIENT_S = 1800
"""How long each of them has for what is not: nobody's telephone rings for a message within half an hour."""
_SPARE: tuple[Channel, ...] = ("sms", "email")
_PRESSING = frozenset({"vip", "agitated"})


def owners(
    business: Business, *, asks: Asks = "acknowledge", apart_from: Iterable[str] = (), pressing: bool = True
) -> tuple[Step, ...]:
    """Return the owners over their urgent channels, one after the other until one of them answers.

    What is `pressing` goes round twice. `apart_from` are those whom a text about the same thing has just reached:
    they are rung first.
    """
    plan = business.notices
    rounds = [(person, channel) for person in plan.people for channel in plan.urgent_channels]
    told = {(person, "sms") for person in apart_from}
    first = [(person, channel) for person, channel in rounds if (person, channel) not in told]
    return tuple(
        Step(
            person=person,
            channel=channel,
            # Nobody can say on a keypad when he will be there.
            asks=asks if channel == "sms" else "acknowledge",
            wait_s=plan.acknowledge_within_s if pressing else max(PATIENT_S, plan.acknowledge_within_s),
        )
        for person, channel in (*first, *(rounds * (ROUNDS - 1) if pressing else ()))
    )


def emergency(call: Call, case: Case, business: Business, at: datetime) -> Notice:
    """Return the notice of danger, while the caller is still on the line; everybody in charge at once."""
    plan = business.notices
    rounds = owners(business, apart_from=plan.people)
    # Telephones ring at once. Where none is to ring, nobody gets the same text twice in a breath.
    wait_s = plan.acknowledge_within_s if rounds[0].channel == "sms" else 0
    waits_s = {plan.people[-1]: wait_s}
    texts = (Step(person=p, channel="sms", asks="acknowledge", wait_s=waits_s.get(p, 0)) for p in plan.people)
    return Notice(
        id=f"emergency:{case.id}",
        kind="emergency",
        level="emergency",
        at=at,
        steps=(*texts, *rounds),
        call_sid=call.sid,
        case_id=case.id,
    )


def of_call(
    call: Call, case: Case, business: Business, at: datetime, *, knows: frozenset[str] = frozenset()
) -> Notice:
    """Return the notice of a call that is over; what nobody need hear of before the digest has no steps.

    Who `knows` of its job from having been asked about it is not told again.
    """
    level, waits = level_of(call, case), _waits_for_somebody(call, case)
    steps: tuple[Step, ...] = ()
    if waits and level != "routine":
        steps = owners(business, pressing=level == "urgent")
    elif level == "normal":
        steps = told(business, apart_from=knows)
    return Notice(
        id=":".join(("call", call.sid, *call.recordings)),
        kind="call",
        level=level,
        at=at,
        steps=steps,
        state="open" if steps or waits else "told",
        call_sid=call.sid,
        case_id=case.id,
        job_id=case.job.id,
    )


def for_programs(call: Call, case: Case, business: Business, at: datetime) -> Notice | None:
    """Return the notice for the owner's own programs, which hear of every call at once; None without any."""
    if "webhook" not in business.notices.channels:
        return None
    step = Step(person="", channel="webhook", asks="nothing")
    return Notice(
        id=f"log:{call.sid}",
        kind="call",
        level="routine",
        at=at,
        steps=(step,),
        call_sid=call.sid,
        case_id=case.id,
    )


def level_of(call: Call, case: Case) -> Level:
    """Return how pressing it is that somebody hears of a call."""
    waits = _waits_for_somebody(call, case)
    if waits and (case.job.complaint or case.job.urgency in ("urgent", "life_safety") or _pressed(case)):
        return "urgent"
    heard_of = outcomes.outcome(call) in ("job_taken", "advised_911", "cancelled") or call.did("change")
    return "normal" if waits or heard_of else "routine"


def trouble(component: str, text: str, business: Business, at: datetime, *, day: str) -> Notice:
    """Return the notice of something that is broken, one for each `day`; `text` says what and the remedy."""
    return Notice(
        id=f"trouble:{component}:{day}",
        kind="trouble",
        level="normal",
        at=at,
        steps=told(business),
        text=text,
    )


def told(business: Business, *, apart_from: Iterable[str] = ()) -> tuple[Step, ...]:
    """Return the channels that the owners chose, and what is there in case that none of them works."""
    plan = business.notices
    people = [person for person in plan.people if person not in set(apart_from)]
    chosen = [Step(person=p, channel=c, asks="nothing") for p in people for c in plan.channels if c != "webhook"]
    others = [
        Step(person=p, channel=c, asks="nothing", spare=True)
        for p in people
        for c in _SPARE
        if c not in plan.channels
    ]
    return (*chosen, *others)


def _waits_for_somebody(call: Call, case: Case) -> bool:
    """Tell whether a caller waits for a person, and no job says so."""
    if call.did("transfer_answered"):
        return False
    ended = outcomes.outcome(call)
    left = call.did("callback_message") or bool(call.recordings) or ended == "transferred"
    wanted = ended == "abandoned" and case.job.service_type not in (None, "non_job")
    return case.job.id is None and (left or wanted or bool(case.job.complaint))


def _pressed(case: Case) -> bool:
    return not _PRESSING.isdisjoint(case.marks)
