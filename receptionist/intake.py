"""What is known of a case and what is still missing: pure; asks nothing itself and says nothing.

The order of questions is data (services.toml); this module knows when one is answered, how often it may be asked,
and when a job can be taken.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from receptionist import prices
from receptionist.business import Business
from receptionist.cases import Call, Case, Job, Quote, TurnKind, Urgency
from receptionist.draft import Draft
from receptionist.services import Service
from receptionist.understanding.heard import Understood

MOST_ASKED = 2
"""How often a question that matters is asked; the second time in other words."""
ASKED_ONCE = frozenset(
    {
        "keys_location", "vehicle_locked", "lock_brand", "authority", "sms_consent", "onsite_contact", "spare",
        "key_type", "price_ok",
    }
)  # fmt: skip
"""Questions without whose answer a technician can still drive: asked once."""
AFTER_TAKING = frozenset({"authority", "sms_consent", "onsite_contact"})
"""Questions that come after the job is safe: whoever hangs up before them has been helped all the same."""

_DETAIL_OF = {
    "keys_location": "keys_location",
    "vehicle_locked": "vehicle_locked",
    "key_type": "key_type",
    "spare": "all_keys_lost",
    "lock_brand": "lock_brand",
    "name": "name",
    "callback_number": "callback_number",
    "sms_consent": "sms_consent",
    "onsite_contact": "onsite_contact_name",
}
_NO_LOCKOUT = frozenset({"status", "cancel", "complaint", "job_application", "sales", "wrong_number"})
"""Wishes with which nobody is locked out now."""
_TODAY = frozenset({"today", "tonight", "this", "now", "asap", "hoy", "ahora", "esta"})
_SECURES = frozenset({"lock_repair", "panic_bar"})
"""Services that cannot wait while a door will not lock."""
_KEPT_MARKS = frozenset(
    {
        "low_battery", "borrowed_phone", "agitated", "hard_of_hearing", "locked_out", "can_get_in", "minor",
        "price_accepted", "price_declined", "no_texting", "unsecured", "vip",
    }
)  # fmt: skip


def learn(call: Call, case: Case, kind: TurnKind, understood: Understood) -> tuple[Call, Case]:
    """Return the call and the case with what the rules made of an utterance: the content of commit A."""
    call = _attention(call, kind, understood)
    job = case.job.learned(understood.details)
    if case.job.id is None:
        job = replace(job, service_type=_service_type(call, case, understood))
    if "no_texting" in understood.marks or "opt_out" in understood.wants:
        job = replace(job, sms_consent=False)
    case = replace(
        case,
        job=job,
        additional_jobs=_further(case, job, understood),
        language=understood.language or case.language,
        marks=_marks(call, case, understood),
    )
    return call, case


def _service_type(call: Call, case: Case, understood: Understood) -> str | None:
    """Return what the call is about now: as named, else the lockout that the words and what is known make of it."""
    if understood.service and understood.service != "non_job":
        return understood.service
    known = case.job.service_type
    danger = "danger" in case.marks or understood.danger == "certain"
    shut_out = {"locked_out"} & {*case.marks, *understood.marks}
    if known or understood.wants & _NO_LOCKOUT or not (danger or shut_out):
        return known
    if understood.lockout and (understood.intelligible or case.marks):
        return understood.lockout
    asked = call.used.get("problem_locked_out", 0)
    job = case.job.learned(understood.details)
    numbered = job.address is not None and job.address[:1].isdigit()
    return "home_lockout" if asked and numbered and job.vehicle is None and not danger else None


def _further(case: Case, job: Job, understood: Understood) -> tuple[Job, ...]:
    """Return the further jobs of the case: each service beside the first, once."""
    known = {further.service_type for further in case.additional_jobs} | {job.service_type}
    new = tuple(Job(service_type=key) for key in understood.also if key not in known)
    return (*case.additional_jobs, *new)


def _attention(call: Call, kind: TurnKind, understood: Understood) -> Call:
    if kind == "silence":
        return replace(call, silences=call.silences + 1)
    if kind != "speech":
        return call
    misses = 0 if understood.intelligible else call.misses + 1
    return replace(call, silences=0, misses=misses, digits=understood.digits)


def _marks(call: Call, case: Case, understood: Understood) -> tuple[str, ...]:
    marks = dict.fromkeys((*case.marks, *sorted(understood.marks & _KEPT_MARKS)))
    if "price_accepted" in understood.marks:
        marks.pop("price_declined", None)
    if "price_declined" in understood.marks:
        marks.pop("price_accepted", None)
    if understood.danger == "certain":
        marks |= {"danger": None}
    elif understood.danger == "possible":
        marks |= {"possible_danger": None}
    elif understood.danger == "retracted":
        marks.pop("danger", None)
        marks.pop("possible_danger", None)
        marks |= {"safe": None}
    elif "safe_now" in understood.marks or ("safety" in call.asks and understood.answer == "no"):
        marks |= {"safe": None}
    return tuple(marks)


def answered(slot: str, draft: Draft) -> bool:
    """Tell whether a slot needs no asking any more."""
    job, marked = draft.job, draft.marked
    if slot in _DETAIL_OF:
        return getattr(job, _DETAIL_OF[slot]) is not None
    rules = {
        "safety": marked("safe", "danger", "possible_danger"),
        "vehicle": job.vehicle is not None and (job.vehicle.make is not None or job.vehicle.model is not None),
        "lock_details": job.lock_details is not None or job.lock_count is not None,
        "safe_details": job.safe_brand is not None or job.safe_lock is not None,
        "timing": (job.preferred_window or job.appointment) is not None,
        "price_ok": marked("price_accepted", "price_declined"),
        "authority": job.has_id is not None or job.court_order is not None,
        "problem": job.service_type is not None,
    }
    return rules.get(slot, False)


def place_question(draft: Draft) -> str | None:
    """Return the phrase that asks for what is missing of the place, or None when enough is known.

    A landmark is as good as an address, an exact number is asked for twice at most, and a town that nobody
    named after two questions is left to the technician.
    """
    job = draft.job
    tries = {
        phrase: draft.used(phrase)
        for phrase in ("location", "location_city", "location_number", "location_street")
    }
    if job.address is None and job.landmark is None:
        if job.city is None:
            return "location" if tries["location"] < MOST_ASKED else None
        return "location_street" if tries["location_street"] < MOST_ASKED else None
    if job.city is None and tries["location_city"] < MOST_ASKED:
        return "location_city"
    numberless = job.address is not None and not any(ch.isdigit() for ch in job.address)
    if numberless and job.landmark is None and tries["location_number"] < MOST_ASKED:
        return "location_number"
    return None


def has_place(job: Job) -> bool:
    """Tell whether a technician could find it."""
    return (job.address or job.landmark) is not None


def next_slot(service: Service, draft: Draft, *, now: datetime, business: Business) -> str | None:
    """Return the slot to ask for next, or None when there is nothing left to ask."""
    for slot in _order(service, draft):
        if slot in AFTER_TAKING and not draft.taken:
            continue
        if slot == "location":
            if place_question(draft):
                return slot
        elif slot == "price_ok":
            if not answered(slot, draft) and current_quote(draft.job, business, now) and _may_ask(slot, draft):
                return slot
        elif not answered(slot, draft) and _may_ask(slot, draft):
            return slot
    return None


def _order(service: Service, draft: Draft) -> tuple[str, ...]:
    """The service's own order; a caller whose phone may die is asked for the number first."""
    questions = service.questions
    if draft.marked("low_battery", "borrowed_phone") and "callback_number" in questions:
        first = tuple(slot for slot in questions if slot in ("safety", "callback_number"))
        questions = (*first, *(slot for slot in questions if slot not in first))
    return tuple(slot for slot in questions if slot != "sms_consent" or draft.job.sms_consent is None)


def _may_ask(slot: str, draft: Draft) -> bool:
    most = 1 if slot in ASKED_ONCE else MOST_ASKED
    phrases = (slot, f"{slot}_own", f"{slot}_rest") if slot == "callback_number" else (slot,)
    asked = sum(draft.used(phrase) for phrase in phrases)
    if slot == "callback_number":
        return asked < MOST_ASKED + 3 or bool(draft.call.digits and asked < MOST_ASKED + 6)
    return asked < most


def ready(service: Service, draft: Draft, business: Business) -> bool:
    """Tell whether a job can be taken: what, where and whom to call are known, the rest was asked for in vain."""
    job = draft.job
    if service.takes != "job" or draft.marked("price_declined", "message") or draft.call.refused:
        return False
    if job.city is not None and not business.serves(job.city):
        return False
    if draft.marked("danger"):
        return has_place(job) and job.callback_number is not None
    return (
        has_place(job)
        and place_question(draft) is None
        and job.callback_number is not None
        and (job.name is not None or not _may_ask("name", draft))
    )


def urgency(service: Service | None, draft: Draft) -> Urgency:
    """Return how urgent the job is: danger before all, then what the caller said, then the service's own."""
    if draft.marked("danger"):
        return "life_safety"
    if service is None:
        return "none"
    if service.urgency not in ("same_day", "scheduled"):
        return service.urgency
    if draft.marked("locked_out") and not draft.marked("can_get_in"):
        return "urgent"
    if draft.marked("unsecured") and service.key in _SECURES:
        return "urgent"
    window = set((draft.job.preferred_window or "").lower().split())
    if window & _TODAY:
        return "same_day"
    return "scheduled" if window or draft.job.appointment else service.urgency


def current_quote(job: Job, business: Business, now: datetime, *, after_hours: bool | None = None) -> Quote | None:
    """Return the price range of the job as known now, or None when the book has none or needs to know more.

    `now` counts as the time of arrival for what cannot wait; appointments are made within business hours.
    """
    if job.service_type is None:
        return None
    if after_hours is None:
        after_hours = not (job.preferred_window or job.appointment) and not business.is_open(now)
    return prices.quote(
        business.pricing,
        job.service_type,
        after_hours=after_hours,
        key_type=job.key_type,
        lock_count=job.lock_count,
    )


def missing_for_price(job: Job, business: Business) -> str | None:
    """Return the slot without which a service of several prices has none."""
    service = job.service_type or ""
    if business.pricing.key_types(service) and job.key_type is None:
        return "key_type"
    if business.pricing.per_unit(service) and job.lock_count is None:
        return "lock_details"
    return None


def take(draft: Draft, service: Service | None, job_id: str) -> Draft:
    """Return the draft with its intake record turned into a job."""
    job = replace(draft.job, id=job_id, status="open", urgency=urgency(service, draft), notes=_notes(draft))
    return draft.with_job(job)


def _notes(draft: Draft) -> str | None:
    """What a technician should know beside the details, in English."""
    lines: Mapping[str, str] = {
        "danger": "LIFE SAFETY: the caller was advised to call 911",
        "possible_danger": "possible hazard: conditional 911 advice was given",
        "agitated": "caller sounded agitated",
        "hard_of_hearing": "hard of hearing: speak slowly",
        "low_battery": "phone battery is low",
        "borrowed_phone": "called from a borrowed phone",
        "minor": "caller may be a minor",
    }
    said = [text for mark, text in lines.items() if draft.marked(mark)]
    if draft.case.language.startswith("es"):
        said.append("Spanish speaker")
    return "; ".join(filter(None, (draft.job.notes, *said))) or None
