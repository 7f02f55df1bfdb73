"""How a call begins and how it ends: pure; the store and the clock stay with the assistant."""

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import uuid4

from receptionist.cases import Action, Call, Case, Event, FollowUp, Utterance
from receptionist.duty import errands
from receptionist.ports import Customer
from receptionist.rules import further, intake
from receptionist.rules.changes import ADDED_BY_TEXT
from receptionist.rules.draft import Draft
from receptionist.shop.business import Business
from receptionist.shop.services import Services
from receptionist.understanding.heard import Hearing, Understood

RESUMED_WITHIN = timedelta(minutes=30)
"""How long after a dropped call the same number goes on where it was."""
TEXTS_RESUMED_WITHIN = timedelta(days=3)
"""How long after a call, or after other texts, a text goes on where it was: people write when they have time."""
TEXTS_IDLE = timedelta(minutes=30)
"""How long nobody writes until an exchange of texts is over."""
SUMMARISE = "summarise"
"""The follow-up that has a call summed up."""
SUMMED_UP_WITHIN = timedelta(seconds=20)
"""How long the note waits for a model's summary."""
SAME_MATTER_WITHIN = timedelta(hours=12)
"""How long after a job was taken a call about the same work at the same place adds to it."""
_ABOUT_A_JOB = frozenset({"status", "cancel", "reschedule", "change"})
CUT_OFF_FOR = timedelta(minutes=2)
"""How long a caller who was cut off has to ring again before we write."""
_UNWRITTEN = frozenset(
    {"danger", "possible_danger", "suspected_danger", "price_declined", "message", "no_texting"}
)
"""Marks with which nobody is written to unasked: a text could give away who is hiding."""
_NOTED = frozenset({"take_job", "cancel", "change", "callback_message", "transfer_human", "refuse"})
"""Actions that are events too."""
_RECORDING = re.compile(r"/(RE[0-9a-f]{32})")
MOST_KEYS = 12
"""Keys of a telephone number, with its country's prefix and the closing `#`."""
TERMINAL = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
"""Twilio's words for a call that is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """A call, or an exchange of texts, as the network presents it.

    `caller_id` is an E.164 number, None when withheld or no number.
    """

    sid: str
    from_number: str = ""
    to_number: str = ""
    caller_id: str | None = None
    direction: str = "inbound"
    channel: Literal["voice", "relay", "sms"] = "voice"

    @property
    def resumes_within(self) -> timedelta:
        """How old a case may be that this call goes on with."""
        return TEXTS_RESUMED_WITHIN if self.channel == "sms" else RESUMED_WITHIN


def begun(ring: Ring, case: Case, customer: Customer | None, *, at: datetime) -> Call:
    """Return the call that rings, about a case."""
    return Call(
        sid=ring.sid,
        case_id=case.id,
        channel=ring.channel,
        direction=ring.direction,
        from_number=ring.from_number,
        to_number=ring.to_number,
        caller_id=ring.caller_id,
        customer_id=customer.id if customer else None,
        started_at=at,
    )


def case_for(ring: Ring, left: Case | None, *, at: datetime, language: str) -> Case:
    """Return the case that this number has open, else a new one; withheld numbers have one a call."""
    if left:
        return replace(left, updated_at=at)
    return Case(id=uuid4().hex, party=ring.caller_id, opened_at=at, updated_at=at, language=language)


def ended(
    call: Call,
    case: Case,
    *,
    status: str,
    at: datetime,
    business: Business,
    services: Services,
    new_job_id: Callable[[], str],
    goes_on: bool = False,
) -> tuple[Call, Case]:
    """Return a call that is over, and its case; `goes_on` while somebody else is on the telephone about it.

    Whoever hangs up when all but a courtesy is known, or in danger, has a job all the same. A case stays open
    while something is missing that a redial could bring.
    """
    draft = Draft(call=call, case=case, now=at)
    service = draft.service(services)
    emergency = draft.marked("danger") and case.job.callback_number is not None
    agreed = service is not None and intake.ready(service, draft, business)
    if not (draft.taken or goes_on) and (emergency or agreed):
        draft = intake.take(draft.did("take_job"), service, new_job_id())
    settled = call.refused or call.did("callback_message") or draft.marked("with_us")
    nowhere = draft.marked("danger") and not intake.has_place(draft.job)
    unfinished = service is not None and (nowhere or not draft.taken) and not settled
    draft = replace(draft, case=further.in_order(draft.case)) if further.at_hand(draft.case) else draft
    over = replace(draft.call, ended_at=call.ended_at or at, status=status, asks=())
    return over, replace(draft.case, state=case.state if unfinished or goes_on else "closed", updated_at=at)


def hearing(call: Call, case: Case, utterance: Utterance, business: Business, *, at: datetime) -> Hearing:
    """Return what the rules may know when they hear this utterance.

    The first words of whoever rings again may be about something else: then what it was about is left open.
    """
    first_again = call.turn == 1 and "resumed" in call.used
    return Hearing(
        now=business.local(at),
        towns=business.service_area_cities,
        other_towns=business.out_of_area_examples,
        region=business.country,
        asks=call.asks,
        language=case.language,
        caller_id=call.caller_id,
        digits=call.digits,
        job=replace(case.job, service_type=None) if first_again else case.job,
        confidence=utterance.confidence,
        keys=utterance.keys,
    )


def spoken_here(understood: Understood, business: Business) -> Understood:
    """Return what was understood, without a change to a language that the business does not speak."""
    speaks = understood.language is None or understood.language[:2] in business.languages
    return understood if speaks else replace(understood, language=None)


def kept(utterance: Utterance, understood: Understood) -> Utterance:
    """Return what may be stored of an utterance: its words as cleaned, and keys unless they may be a card."""
    too_many = len(utterance.keys) > MOST_KEYS or "card" in understood.marks
    return replace(utterance, text=understood.text, keys="" if too_many else utterance.keys)


def about_a_job(call: Call, case: Case, understood: Understood) -> bool:
    """Tell whether a job that exists may be meant: the caller says so, writes, or wants work done somewhere."""
    named = "existing" in case.marks or not understood.wants.isdisjoint(_ABOUT_A_JOB)
    if named or not understood.details.keys().isdisjoint(ADDED_BY_TEXT):
        return True
    somewhere = case.job.service_type is not None and (case.job.address or case.job.landmark) is not None
    return call.channel == "sms" or case.job.id is not None or somewhere


def event(kind: str, call: Call, case: Case, *, at: datetime) -> Event:
    """Return a line for the record: ids, and what kind of thing happened."""
    return Event(at=at, kind=kind, call_sid=call.sid, case_id=case.id, job_id=case.job.id)


def events(
    kinds: Set[str], grounds: Mapping[str, str], call: Call, case: Case, *, at: datetime
) -> tuple[Event, ...]:
    """Return the lines for the record of what a reply did, and why each detail that a model noticed was kept."""
    done = (*sorted(kinds & _NOTED), *(f"kept:{detail}:{reason}" for detail, reason in grounds.items()))
    return tuple(event(kind, call, case, at=at) for kind in done)


def recording_sid(url: str) -> str | None:
    """Return the SID of a recording from Twilio's URL of it, of which nothing else is ever used."""
    found = _RECORDING.search(url)
    return found[1] if found and url.endswith(found[0]) else None


def recorded(call: Call, recording_sid: str, *, at: datetime) -> Call:
    """Return a call with a voicemail, which is a message also when the turn that left it was lost."""
    left = () if call.did("callback_message") else (Action(at=at, kind="callback_message"),)
    return replace(call, recordings=(*call.recordings, recording_sid), actions=(*call.actions, *left))


def wrapped_up(call: Call, case: Case, *, at: datetime) -> tuple[FollowUp, ...]:
    """Return what follows a call that is over: its log, its summary, a note, and who is to hear of it."""
    payload = {"call_sid": call.sid}
    cut_off = FollowUp(
        key=f"text_dropped:{case.id}", kind="text_dropped", payload=payload, run_at=at + CUT_OFF_FOR
    )
    return (
        *((cut_off,) if was_cut_off(call, case) else ()),
        export_of(call, case, at=at),
        FollowUp(key=f"{SUMMARISE}:{call.sid}", kind=SUMMARISE, payload=payload, run_at=at),
        FollowUp(key=f"crm_note:{call.sid}", kind="crm_note", payload=payload, run_at=at + SUMMED_UP_WITHIN),
        *errands.of_end(call, case, at=at, summed_up=SUMMED_UP_WITHIN),
    )


def was_cut_off(call: Call, case: Case) -> bool:
    """Tell whether a caller who agreed to texts is to be written to: the call broke off, and no job was taken."""
    finished = call.did("end_call") or call.did("transfer_answered") or call.refused
    broke_off = call.ended_at is not None and call.channel != "sms" and not finished
    wanted = case.job.service_type not in (None, "non_job") and case.job.id is None and case.state == "open"
    return broke_off and wanted and case.job.sms_consent is True and _UNWRITTEN.isdisjoint(case.marks)


def export_of(call: Call, case: Case, *, at: datetime) -> FollowUp:
    """Return the order to write the call's JSON log; each version of the case has one of its own."""
    key = f"export_call_log:{call.sid}:{case.version}"
    return FollowUp(key=key, kind="export_call_log", payload={"call_sid": call.sid}, run_at=at)
