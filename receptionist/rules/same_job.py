"""Calls about something that is a job already: one incident is one job; pure."""

from dataclasses import replace

from receptionist.cases import OPEN, Job, Vehicle
from receptionist.rules import matter, places
from receptionist.rules.changes import news, with_note
from receptionist.rules.draft import Draft, Situation


def same_job(draft: Draft, situation: Situation) -> Draft:
    """Add to the job that is there what a second call about the same thing says: one incident is one job."""
    if draft.job.id:
        return _raised(draft)
    if situation.kind != "speech" or draft.marked("another_job", "with_us", "message"):
        return draft
    own = {job.id for job in situation.jobs}
    twins = [job for job in situation.recent if _is_twin(draft.job, job)]
    if mine := next((job for job in twins if job.id in own), None):
        return _joined(draft, mine)
    if not twins or draft.marked("danger"):
        return draft
    return _whose(draft, situation, twins[0])


def _is_twin(said: Job, job: Job) -> bool:
    """Tell whether both are the same work at the same place; another flat, or another car, is another job."""
    if job.status not in OPEN or said.service_type != job.service_type:
        return False
    if said.unit and job.unit and said.unit != job.unit:
        return False
    models = [vehicle.model for vehicle in (said.vehicle, job.vehicle) if vehicle and vehicle.model]
    if len(set(models)) > 1:
        return False
    landmark = bool(said.landmark) and said.address is None and places.alike(said.landmark, job.landmark)
    return places.same_street(said, job) or landmark


def _whose(draft: Draft, situation: Situation, twin: Job) -> Draft:
    """Ask a caller from another number once whether this is the job that is known; the answer reveals nothing."""
    if "same_matter" not in situation.asked:
        return draft.ask("same_matter") if not draft.used("same_matter") else draft.mark("another_job")
    if situation.understood.answer != "yes":
        return draft.mark("another_job")
    added = with_note(
        twin, f"somebody else called about it: {draft.job.name or draft.call.caller_id or 'no name'}"
    )
    draft = replace(draft, jobs=(*draft.jobs, added)).mark("with_us").did("change")
    return draft.say("already_with_us", receipt=True).ask("anything_else")


def _joined(draft: Draft, job: Job) -> Draft:
    """Go on with the caller's own job: what it lacks is added, nothing is replaced, urgency only rises."""
    lacking = {name: value for name, value in news(draft.job, job).items() if getattr(job, name) is None}
    if isinstance(draft.job.vehicle, Vehicle):
        lacking["vehicle"] = draft.job.vehicle.merged(job.vehicle or Vehicle())
    note = matter.notes(replace(draft.case, job=Job(), additional_jobs=()))
    job = with_note(with_note(job.learned(lacking), "the caller rang again"), note)
    call = replace(draft.call, existing_job=job.id, proposed=Job())
    draft = _raised(draft.with_job(job).with_call(call)).did("change")
    if draft.marked("danger"):
        return draft.say("job_taken_emergency", receipt=True)
    return draft.say("already_with_us", receipt=True).ask("anything_else")


def _raised(draft: Draft) -> Draft:
    """Return the draft with its job as urgent as the danger that was told since."""
    if not draft.marked("danger") or draft.job.urgency == "life_safety":
        return draft
    return draft.with_job(replace(draft.job, urgency="life_safety"))
