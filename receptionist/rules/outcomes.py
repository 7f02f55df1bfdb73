"""How a call ended, in a word and in two short sentences; pure, and in English whatever was spoken.

The sentences are those that a model wrote after the call, where one did; else they are made here, by rule.
"""

from receptionist.cases import OPEN, Call, Case, Job

_OUTCOMES = {
    "advise_911": "advised_911",
    "take_job": "job_taken",
    "refuse": "refused",
    "cancel": "cancelled",
    "status": "status_given",
    "transfer_human": "transferred",
    "callback_message": "message_taken",
    "change": "answered",
    "answer_info": "answered",
    "spam": "spam",
}
"""Kind of action -> outcome, the weightiest first."""
_SUBJECTS = {
    "advised_911": "Emergency",
    "refused": "Request",
    "cancelled": "Cancellation",
    "status_given": "Question about a job",
    "message_taken": "Message",
    "answered": "Question",
    "spam": "Sales call",
}
"""What the call was about when no service was named."""
_ENDINGS = {
    "advised_911": "the emergency number was advised",
    "refused": "declined",
    "cancelled": "cancelled",
    "status_given": "told how it stands",
    "transferred": "wanted a person",
    "message_taken": "left a message",
    "answered": "answered, no job taken",
    "abandoned": "no job taken",
}


def outcome(call: Call) -> str | None:
    """Return the first outcome that holds, in the words of the call log; None while it is open."""
    done = next((word for kind, word in _OUTCOMES.items() if call.did(kind)), None)
    return done or (None if call.ended_at is None else "abandoned")


def service_type(call: Call, job: Job) -> str | None:
    """Return the job's service; `non_job` when a call is over that named none and left nothing to do."""
    nothing_left = job.id is None and not call.did("callback_message")
    return "non_job" if job.service_type is None and call.ended_at and nothing_left else job.service_type


def summary(call: Call, case: Case) -> str | None:
    """Return what the call was about, such as `Rekey for Priya Nair at 2215 Linden Avenue; quoted $99-159.`"""
    if call.summary:
        return call.summary
    job, ended_as = case.job, outcome(call)
    if ended_as is None and job.service_type is None:
        return None
    named = job.service_type if job.service_type != "non_job" else None
    subject = (
        named.replace("_", " ").capitalize()
        if named
        else _SUBJECTS.get(ended_as or "", "Text" if call.channel == "sms" else "Call")
    )
    whose = f" for {job.name}" if job.name else ""
    where = f" at {place}" if (place := _place(job)) else ""
    return "; ".join([subject + whose + where, *_remarks(call, job, ended_as)]) + "."


def _place(job: Job) -> str:
    return ", ".join(part for part in (job.address or job.landmark, job.unit, job.city) if part)


def _remarks(call: Call, job: Job, ended_as: str | None) -> list[str]:
    remarks = [f"quoted ${job.quote.low}-{job.quote.high}"] if job.quote else []
    remarks += ["something was changed"] if call.did("change") else []
    if ended_as == "transferred" and call.did("transfer_answered"):
        return [*remarks, "talked to a person"]
    ending = None if call.did("change") and ended_as == "answered" else _ENDINGS.get(ended_as or "")
    return remarks + [words for words in (ending,) if words]


def next_step(call: Call, case: Case) -> str | None:
    """Return what somebody has to do now; None while the call goes on."""
    if call.ended_at is None or call.next_step:
        return call.next_step
    job, ended_as = _still_open(case), outcome(call)
    if call.did("transfer_answered") and job.id is None and not call.recordings:
        return "Nothing to do."
    back = f"call back on {_short(job.callback_number or call.caller_id)}"
    if job.complaint and job.id is None:
        return f"Urgent, a complaint: {back}."
    if job.status == "cancelled":
        return "Nothing to do."
    if ended_as in ("advised_911", "job_taken") and job.id:
        return f"{_sending(job)}; {back}."
    if call.did("change"):
        return f"Look at what was changed; {back}."
    if call.recordings:
        return f"Listen to the voicemail; {back}."
    unfinished = ended_as in ("advised_911", "transferred", "message_taken")
    wanted = job.service_type not in (None, "non_job") or job.message is not None
    unfinished = unfinished or (ended_as == "abandoned" and wanted)
    return f"{back[0].upper()}{back[1:]}." if unfinished else "Nothing to do."


def _still_open(case: Case) -> Job:
    """Return the job at the front; when it was cancelled, one of the case that somebody still has to go to."""
    if case.job.status != "cancelled":
        return case.job
    return next((job for job in case.additional_jobs if job.id and job.status in OPEN), case.job)


def _sending(job: Job) -> str:
    when = job.appointment or job.preferred_window
    if job.urgency == "life_safety":
        return "Send a technician at once and make sure that the emergency number was called"
    return f"Send a technician ({when})" if when else "Send a technician"


def _short(number: str | None) -> str:
    return f"…{number[-2:]}" if number else "no known number"
