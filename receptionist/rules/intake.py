"""What is known of a case and what is still missing: pure; asks nothing itself and says nothing.

The order of questions is data (services.toml); this module knows when one is answered, how often it may be asked,
and when a job can be taken.
"""

from dataclasses import replace
from datetime import datetime

from receptionist.cases import Job, Quote, Urgency
from receptionist.rules import further, matter
from receptionist.rules.draft import SLOTS, Draft
from receptionist.shop import prices
from receptionist.shop.business import Business
from receptionist.shop.services import Service

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

BEFORE_TAKING = frozenset({"safety", "price_ok", "name", "callback_number"})
"""Questions that a caller who stays on the line is asked before the job is taken."""

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
_TODAY = frozenset({"today", "tonight", "this", "now", "asap", "hoy", "ahora", "esta"})
_AT_ONCE = frozenset({"asap", "now", "tonight", "ahora"})
_NOBODY_INSIDE = frozenset({"safe_opening", "mailbox_lock"})
"""Services about something that will not open and yet shuts nobody out."""
_SECURES = frozenset({"lock_repair", "panic_bar"})
"""Services that cannot wait while a door will not lock."""


def answered(slot: str, draft: Draft) -> bool:
    """Tell whether a slot needs no asking any more."""
    job, marked = draft.job, draft.marked
    if slot in _DETAIL_OF:
        return getattr(job, _DETAIL_OF[slot]) is not None
    rules = {
        "safety": marked("safe", "danger", "possible_danger"),
        "vehicle": _vehicle_known(draft),
        "lock_details": job.lock_details is not None or job.lock_count is not None,
        "safe_details": job.safe_brand is not None or job.safe_lock is not None,
        "timing": (job.preferred_window or job.appointment) is not None,
        "price_ok": marked("price_accepted", "price_declined"),
        "authority": job.has_id is not None or job.court_order is not None,
        "problem": job.service_type is not None,
    }
    return rules.get(slot, False)


def _vehicle_known(draft: Draft) -> bool:
    """Tell whether the make and the model are known; after the question one of the two will do."""
    vehicle = draft.job.vehicle
    if vehicle is None:
        return False
    return vehicle.model is not None or (vehicle.make is not None and draft.used("vehicle") > 0)


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


def next_slot(
    service: Service, draft: Draft, *, now: datetime, business: Business, among: frozenset[str] = SLOTS
) -> str | None:
    """Return the slot of those `among` to ask for next, or None when there is nothing left to ask."""
    for slot in _order(service, draft):
        if slot not in among or (slot in AFTER_TAKING and not draft.taken):
            continue
        if slot == "location":
            if place_question(draft):
                return slot
        elif slot == "price_ok":
            if not answered(slot, draft) and current_quote(draft.job, business, now) and _may_ask(slot, draft):
                return slot
        elif _may_ask(slot, draft) and (not answered(slot, draft) or _prices(slot, draft, business)):
            return slot
    return None


def _prices(slot: str, draft: Draft, business: Business) -> bool:
    """Tell whether the number of locks, and with it the price, still hangs on this question."""
    return slot == "lock_details" and missing_for_price(draft.job, business) == slot


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
    if slot == "callback_number" and draft.call.caller_id and not draft.call.digits:
        return asked <= MOST_ASKED
    if slot == "callback_number":
        return asked < MOST_ASKED + 3 or bool(draft.call.digits and asked < MOST_ASKED + 6)
    return asked < most


def ready(service: Service, draft: Draft, business: Business) -> bool:
    """Tell whether a job can be taken: what, where and whom to call are known, the rest was asked for in vain."""
    job = draft.job
    if service.takes != "job" or draft.marked("price_declined", "message", "with_us") or draft.call.refused:
        return False
    if job.city is not None and not business.serves(job.city):
        return False
    if draft.marked("danger"):
        return has_place(job) and job.callback_number is not None
    return (
        has_place(job)
        and place_question(draft) is None
        and reachable_at(draft) is not None
        and (job.name is not None or not _may_ask("name", draft))
    )


def stuck(draft: Draft) -> bool:
    """Tell whether what no job can do without was asked for in vain: where it is, or whom to call."""
    nowhere = not has_place(draft.job) and place_question(draft) is None
    nobody = reachable_at(draft) is None and not _may_ask("callback_number", draft)
    return nowhere or nobody


def reachable_at(draft: Draft) -> str | None:
    """Return the number to call back: the one given, else the one that rings when that was asked about in vain."""
    asked = any(draft.used(phrase) for phrase in ("callback_number", "callback_number_own"))
    offered = asked and not draft.marked("borrowed_phone")
    return draft.job.callback_number or (draft.call.caller_id if offered else None)


def urgency(service: Service | None, draft: Draft) -> Urgency:
    """Return how urgent the job is: danger before all, then what the caller said, then the service's own."""
    if draft.marked("danger"):
        return "life_safety"
    if service is None:
        return "none"
    if service.urgency not in ("same_day", "scheduled"):
        return service.urgency
    shut_out = draft.marked("locked_out") and not draft.marked("can_get_in")
    if shut_out and service.key not in _NOBODY_INSIDE:
        return "urgent"
    if draft.marked("unsecured") and service.key in _SECURES:
        return "urgent"
    window = _words(draft.job.preferred_window or "")
    if window & _TODAY:
        return "same_day"
    return "scheduled" if window or draft.job.appointment else service.urgency


def _words(window: str) -> frozenset[str]:
    return frozenset(window.lower().split())


def current_quote(job: Job, business: Business, now: datetime, *, after_hours: bool | None = None) -> Quote | None:
    """Return the price range of the job as known now, or None when the book has none or needs to know more.

    `now` counts as the time of arrival for what cannot wait; appointments are made within business hours.
    """
    if job.service_type is None:
        return None
    if after_hours is None:
        soon = job.appointment is None and (
            job.preferred_window is None or _AT_ONCE & _words(job.preferred_window)
        )
        after_hours = bool(soon) and not business.is_open(now)
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
    job = replace(
        draft.job,
        id=job_id,
        status="open",
        urgency=urgency(service, draft),
        callback_number=reachable_at(draft),
        notes=matter.notes(draft.case),
    )
    others = tuple(
        replace(other, name=job.name, callback_number=job.callback_number) for other in draft.case.additional_jobs
    )
    return replace(draft, case=further.in_order(replace(draft.case, job=job, additional_jobs=others)))
