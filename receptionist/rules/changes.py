"""What changes about a job that is taken, and how that is said; pure, and decides not who may change it."""

from dataclasses import replace

from receptionist.cases import DETAILS, Details, Job, Urgency, Vehicle
from receptionist.rules import intake, matter, places
from receptionist.rules.draft import Draft, Situation
from receptionist.rules.other_calls import farewell
from receptionist.words import spoken

GUARDED = frozenset({"address", "unit", "city", "landmark", "callback_number"})
"""Details of an earlier job that change only after a yes: who changes them sends the technician elsewhere."""
ADDED_BY_TEXT = frozenset({"access_code", "onsite_contact_name", "onsite_contact_number", "location_detail"})
"""Details that a text from the very number may add unverified: they send nobody elsewhere, and reveal nothing."""
TIMES = frozenset({"preferred_window", "appointment", "deadline"})
NEWS = (GUARDED | ADDED_BY_TEXT) - {"city"} | TIMES | {"vehicle", "lock_count"}
"""Details that change a job of this call, whatever had been asked."""
_NO_CHANGE = frozenset({"name", "message", "complaint", "quote", "notes"})
FEWEST_WORDS = 4
"""Words from which something said after a job was taken is worth a note."""
MOST_NOTES = 400


def news(said: Job, job: Job) -> Details:
    """Return what was said of a job that it does not hold yet."""
    found = {name: getattr(said, name) for name in DETAILS if name not in _NO_CHANGE}
    if places.same_street(said, job):
        found["address"] = None
    if isinstance(found["vehicle"], Vehicle) and job.vehicle:
        found["vehicle"] = job.vehicle.merged(found["vehicle"])
    return {name: value for name, value in found.items() if value not in (None, getattr(job, name))}


def forgotten(draft: Draft) -> Draft:
    """Return the draft without what was proposed, and without the wish for it."""
    draft = draft.unmark("change", "reschedule")
    return draft.with_call(replace(draft.call, proposed=Job()))


def written(draft: Draft, situation: Situation, found: Details) -> Draft:
    """Write the changes down in the job, and say so."""
    if "preferred_window" in found and "appointment" not in found:
        found = {**found, "appointment": None}
    draft = forgotten(draft).with_job(draft.job.learned(found))
    draft = draft.with_job(replace(draft.job, urgency=_urgency(draft, situation))).did("change")
    return _said_so(draft, found)


def _said_so(draft: Draft, found: Details) -> Draft:
    """Say what was written down; a wished time is no appointment before somebody confirms it."""
    wished = draft.job.preferred_window if "preferred_window" in found else None
    if wished is None:
        return draft.say("change_noted", receipt=True)
    window = spoken.window(wished, draft.case.language) if wished != "asap" else ""
    if window:
        return draft.say("window_noted", {"window": window}, receipt=True)
    return draft.say("window_noted_only", receipt=True)


def _urgency(draft: Draft, situation: Situation) -> Urgency:
    """Return how urgent the job is: another time changes it, and nothing lowers an emergency."""
    if draft.job.urgency == "life_safety" or draft.job.id is None:
        return draft.job.urgency
    return intake.urgency(draft.service(situation.services), draft)


def changed(draft: Draft, situation: Situation) -> Draft:
    """Say that a change to a job of this call is written down; its place and number are read back as always."""
    if not draft.owns_job or situation.kind != "speech" or draft.takes_job:
        return draft
    if matter.other_service(draft.job, situation.understood):
        return draft
    details, any_news = situation.understood.details, "anything_else" in situation.asked
    found = {name: value for name, value in details.items() if any_news or name in NEWS}
    if "onsite_contact" in situation.asked:
        found = {name: value for name, value in found.items() if not name.startswith("onsite")}
    if not found:
        return _noted(draft, situation) or draft
    if "preferred_window" in found and "appointment" not in found:
        draft = draft.with_job(replace(draft.job, appointment=None))
    draft = draft.with_job(replace(draft.job, urgency=_urgency(draft, situation))).did("change")
    read_back = found.keys() & {"address", "callback_number"} and not farewell(situation)
    return draft if read_back else _said_so(draft, found)


def _noted(draft: Draft, situation: Situation) -> Draft | None:
    """Keep for the technician what is said after a job was taken and means nothing to the rules."""
    understood = situation.understood
    meant = understood.details or understood.questions or understood.wants or understood.service or understood.also
    more = "anything_else" in situation.asked and len(understood.text.split()) >= FEWEST_WORDS
    if meant or not more or understood.danger or understood.refuse or farewell(situation):
        return None
    return draft.with_job(with_note(draft.job, understood.text)).did("change").say("change_noted", receipt=True)


def with_note(job: Job, words: str | None) -> Job:
    """Return the job with something more for the technician to know, each thing once."""
    if not words or words in (job.notes or ""):
        return job
    return replace(job, notes="; ".join(filter(None, (job.notes, words)))[:MOST_NOTES])
