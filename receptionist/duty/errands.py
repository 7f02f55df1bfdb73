"""What a call leaves to be told: the orders that its commits carry along; pure.

An order names what to look at, not what to do: whoever carries it out looks how things stand by then.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from receptionist.cases import Call, Case, FollowUp, Job

DISPATCH, EMERGENCY, NOTICE, RECORDINGS = "dispatch", "emergency", "notice", "recordings"
_ABOUT_JOBS = frozenset({"take_job", "cancel", "change", "advise_911"})


def of_danger(call: Call, case: Case, *, at: datetime) -> FollowUp:
    """Return the order to tell the owners of danger, while the caller is on the line; once a case."""
    return FollowUp(key=f"{EMERGENCY}:{case.id}", kind=EMERGENCY, payload={"call_sid": call.sid}, run_at=at)


def of_turn(
    call: Call, case: Case, touched: Iterable[Job], done: Iterable[str], *, at: datetime
) -> tuple[FollowUp, ...]:
    """Return the orders that follow a reply that did these kinds of things, to jobs of other cases too."""
    alarm = (of_danger(call, case, at=at),) if "danger" in case.marks else ()
    return alarm if _ABOUT_JOBS.isdisjoint(done) else (*alarm, *_of_jobs(call, case, touched, at=at))


def of_end(call: Call, case: Case, *, at: datetime, summed_up: timedelta) -> tuple[FollowUp, ...]:
    """Return the orders that follow a call that is over: its jobs, voicemails, and the notice once `summed_up`."""
    # A voicemail that comes to light later is another notice.
    key = ":".join((NOTICE, call.sid, *call.recordings))
    notice = FollowUp(key=key, kind=NOTICE, payload={"call_sid": call.sid}, run_at=at + summed_up)
    return (*_of_jobs(call, case, (), at=at), *_of_voicemails(call, at=at), notice)


def _of_voicemails(call: Call, *, at: datetime) -> tuple[FollowUp, ...]:
    return tuple(
        FollowUp(
            key=f"{RECORDINGS}:{sid}",
            kind=RECORDINGS,
            payload={"call_sid": call.sid, "recording_sid": sid},
            run_at=at,
        )
        for sid in call.recordings
    )


def _of_jobs(call: Call, case: Case, touched: Iterable[Job], *, at: datetime) -> tuple[FollowUp, ...]:
    ids = dict.fromkeys(job.id for job in (case.job, *case.additional_jobs, *touched) if job.id)
    return tuple(
        FollowUp(
            key=f"{DISPATCH}:{job_id}:{call.sid}:{case.version}",
            kind=DISPATCH,
            payload={"job_id": job_id, "call_sid": call.sid},
            run_at=at,
        )
        for job_id in ids
    )
