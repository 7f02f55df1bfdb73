"""Small steps towards a commit: what goes with a message, and with a job that has changed; pure."""

from dataclasses import replace

from receptionist.cases import Event, FollowUp
from receptionist.duty import post
from receptionist.duty.seams import Delivery, Posted, Update


def with_deliveries(update: Update, *deliveries: Delivery | None) -> Update:
    """Return an update that sends these, too; None is nothing to send."""
    found = tuple(delivery for delivery in deliveries if delivery)
    return replace(
        update,
        deliveries=(*update.deliveries, *found),
        followups=(*update.followups, *map(post.order, found)),
    )


def with_job(update: Update, posted: Posted, event: str) -> Update:
    """Return an update that writes a job, too, with the logs of its calls that are over."""
    version, job = posted.case_version, posted.job
    exports = tuple(
        FollowUp(
            key=f"export_call_log:{sid}:{job.id}:{version}:{event}",
            kind="export_call_log",
            payload={"call_sid": sid},
            run_at=update.at,
        )
        for sid in posted.call_sids
    )
    happened = Event(at=update.at, kind=event, case_id=posted.case_id, job_id=job.id)
    return replace(
        update,
        jobs=(*update.jobs, posted),
        followups=(*update.followups, *exports),
        events=(*update.events, happened),
    )
