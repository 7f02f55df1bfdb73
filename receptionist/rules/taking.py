"""Taking a job down: one question after the other, then the receipt, then what else there is; pure."""

from dataclasses import replace

from receptionist.rules import asking, by_text, further, intake, other_calls
from receptionist.rules.draft import SLOTS, Draft, Situation
from receptionist.shop.services import Service
from receptionist.words import spoken


def onward(draft: Draft, situation: Situation) -> Draft:
    """Go on with the job: read back what was just heard, take the job when it can be taken, ask what is next."""
    service = draft.service(situation.services)
    messaged = draft.call.did("callback_message") and not draft.marked("job_after_message")
    if draft.call.existing_job or messaged or draft.marked("with_us"):
        return draft.ask("anything_else")
    if service is None:
        return _what_is_it(draft, situation)
    if not draft.taken and intake.stuck(draft):
        # Who asks instead of answering may only want to know; who tries to answer is not understood.
        return draft.ask("anything_else") if situation.understood.questions else hand_over(draft, situation)
    draft = asking.read_back(draft, situation)
    if not draft.taken and _takes(service, draft, situation):
        draft = take(draft, situation)
    slot = intake.next_slot(service, draft, now=situation.now, business=situation.business)
    if slot is None:
        return _nothing_left(draft, situation)
    return asking.ask(slot, draft, situation)


def _takes(service: Service, draft: Draft, situation: Situation) -> bool:
    business, now = situation.business, situation.now
    # Who waits for help is safe soon; for a further job there is time for all its questions.
    first = SLOTS - intake.AFTER_TAKING if further.at_hand(draft.case) else intake.BEFORE_TAKING
    left = intake.next_slot(service, draft, now=now, business=business, among=first)
    return left is None and intake.ready(service, draft, business)


def _what_is_it(draft: Draft, situation: Situation) -> Draft:
    asked = draft.used("problem") + draft.used("problem_locked_out")
    if asked >= intake.MOST_ASKED and not situation.understood.questions:
        return other_calls.message(draft.mark("message").mark("unclear"), situation)
    return draft.ask("problem", "problem_locked_out" if draft.marked("locked_out") else "problem")


def _nothing_left(draft: Draft, situation: Situation) -> Draft:
    if not draft.taken and further.at_hand(draft.case):
        draft = further.given_up(draft)
    if not draft.taken:
        return hand_over(draft, situation)
    if wanted := further.waiting(draft, situation.services):
        return further.ask(wanted, draft)
    return other_calls.what_is_next(_recap(draft, situation)).ask("anything_else")


def _recap(draft: Draft, situation: Situation) -> Draft:
    """Say once what was taken down, in a reply that says nothing else; once more when there is another job."""
    jobs = further.taken_jobs(draft.case)
    said = f"recap_{len(jobs)}"
    if not jobs or draft.acts or said in draft.case.told:
        return draft
    return draft.tell(said).say("recap", {"jobs": spoken.jobs(jobs, situation.services, draft.case.language)})


def hand_over(draft: Draft, situation: Situation) -> Draft:
    """Put a caller through whose words did not make a job; a message where nobody can talk, or could already."""
    if not (by_text.is_text(draft) or draft.call.did("transfer_human")):
        draft = other_calls.person(draft.mark("person"), situation)
    return draft if draft.settled else other_calls.message(draft.mark("message"), situation)


def take(draft: Draft, situation: Situation) -> Draft:
    """Take the job and say so; the receipt leaves only after it is committed."""
    draft = draft.say("job_taken", receipt=True)
    return replace(draft, takes_job=True).did("take_job")
