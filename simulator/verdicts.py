"""What is wrong with a day: read from what really left, in the order in which it left, and from how jobs stood."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from receptionist.cases import Job
from receptionist.duty.seams import Notice
from simulator.diary import Customer, Diary, Seen, Standing

TWICE = timedelta(seconds=50)
AFTER_DANGER = timedelta(hours=3)
SLACK_S = 20.0
"""Virtual time passes while callers speak, and what falls due waits for the end of a sentence."""
GATE_CODE = "4417"
_YOURS, _RID = "is yours", "noted, we ask somebody else"
_OFF, _GONE = "is CANCELLED", "is taken by"
_OFFER = "Reply 1 <minutes> ACCEPT"
_MAY_REPEAT = re.compile(
    r"is taken by|^Sorry|^Nothing is|^I find no|It is not yours yet|not yours to answer|^Which job"
    r"|noted, you are on the way"
)
_MAY_REPEAT_LATE = re.compile(r"LIFE SAFETY|EMERGENCY|: noted, |^Call: abandoned")
"""What may be read twice where processes die: a second round catches up with a late first one, people whose text
got no answer write it again, and who was cut off twice is told of twice."""
_HAS = re.compile(
    r": (\w+) (?:has your job|tiene su trabajo|is on the way|va en camino|now expects|calcula llegar)"
)
_NOBODY_YET = re.compile(r"nobody has been free|nadie ha podido tomar")
_NOBODY = re.compile(r"nobody has confirmed|nadie ha confirmado")
_NO_MORE = re.compile(r"(?:sorry|perdón), (\w+) (?:can't come|no puede ir)")


def wrong(day: Diary) -> tuple[str, ...]:
    """Return all that is wrong with a day, in words."""
    found = [line for job, notice in day.jobs for check in _JOB_CHECKS for line in check(day, job, notice)]
    return (*found, *(line for check in _CHECKS for line in check(day)))


def _ends(day: Diary, job: Job, notice: Notice | None) -> Iterator[str]:
    """A job ends with one person, with who has taken charge of it, or reported."""
    if notice is None:
        yield f"{job.id} was offered to nobody"
        return
    if notice.state in ("open", "told"):
        yield f"{job.id} is left {notice.state}"
    if notice.state == "exhausted" and (job.id or "") not in day.health:
        yield f"{job.id} was lost and is not reported"
    if notice.state == "withdrawn" and job.status not in ("cancelled", "completed"):
        yield f"{job.id} was dropped"
    if notice.state == "acknowledged" and not _has_confirmed(day, notice):
        yield f"{job.id} was confirmed by nobody"


def _has_confirmed(day: Diary, notice: Notice) -> bool:
    number = next((n for n, name in day.names().items() if name.lower() == notice.by), None)
    theirs = [each for each in day.seen if each.number == number and each.kind in ("wrote", "pressed")]
    return any(each.kind == "pressed" or each.words.lower().startswith("ok") for each in theirs)


def _one_has_it(day: Diary, job: Job, notice: Notice | None) -> Iterator[str]:
    """No two people think that a job is theirs, and in the end those do who have it."""
    holder: str | None = None
    for each in day.about(job, "read"):
        if _YOURS in each.words:
            if holder not in (None, each.number):
                yield f"{job.id} was given to {each.number[-2:]} while {holder[-2:]} had it"
            holder = each.number
        elif each.number == holder and (_RID in each.words or _OFF in each.words or _GONE in each.words):
            holder = None
    has = day.names().get(holder or "")
    over = notice is not None and notice.state == "withdrawn"
    expected = job.technician if not over else None
    if has != expected:
        yield f"{job.id} is {job.status} by {expected}, and {has} thinks that it is theirs"


def _offers_are_discreet(day: Diary, job: Job, notice: Notice | None) -> Iterator[str]:
    """No code and no customer's number stands in an offer, and the code goes to nobody else."""
    for each in day.about(job, "read"):
        if _OFFER in each.words and (GATE_CODE in each.words or (job.callback_number or "+") in each.words):
            yield f"an offer gives away too much: {each.words}"
        if GATE_CODE in each.words and not _had(day, job, each, day.names().get(each.number)):
            yield f"the code of {job.id} went to {each.number[-2:]}"


def _had(day: Diary, job: Job, each: Seen, name: str | None) -> bool:
    return any(standing.technician == name for standing in day.standings(job.id or "", each.step))


def _nobody_is_asked_again(day: Diary, job: Job, notice: Notice | None) -> Iterator[str]:
    """Who has declined a job is not offered it again, unless a life is at risk."""
    declined: set[str] = set()
    offered: set[str] = set()
    short = (job.id or "").removeprefix("J-")
    for each in day.seen:
        about = f"JOB {short} " in each.words
        if each.kind == "read" and about and _RID in each.words:
            declined.add(each.number)
        if each.kind == "read" and about and _OFFER in each.words:
            if each.number in declined and "LIFE SAFETY" not in each.words:
                yield f"{job.id} was offered again to {each.number[-2:]}"
            offered.add(each.number)


def _time_holds(day: Diary, job: Job, notice: Notice | None) -> Iterator[str]:
    """The next one is asked when the time of the last one is over or he declines, no sooner and no later."""
    if not day.fair or job.urgency != "urgent":
        return
    patience = {person.number: person.patience_s for person in day.shop.technicians}
    offers = [each for each in day.about(job, "read") if _OFFER in each.words and each.number in patience]
    for last, following in pairwise(offers):
        said = [e for e in day.seen if e.number == last.number and last.at <= e.at <= following.at]
        if any(e.kind == "wrote" for e in said) or _came_free(day, job, last, following):
            continue
        waited_s = (following.at - last.at).total_seconds()
        if not patience[last.number] - 1 <= waited_s <= patience[last.number] + SLACK_S:
            yield f"{job.id}: {waited_s} s from {last.number[-2:]} ({patience[last.number]} s) to the next one"


def _came_free(day: Diary, job: Job, last: Seen, following: Seen) -> bool:
    """Tell whether somebody had a job in between, or refused it: then it goes on with the next one at once."""
    between = (e for e in day.about(job, "read") if last.at <= e.at <= following.at)
    return any(_YOURS in e.words or _RID in e.words for e in between)


def _is_offered_soon(day: Diary, job: Job, notice: Notice | None) -> Iterator[str]:
    """A pressing job is told to somebody within seconds."""
    if not day.fair or job.urgency not in ("urgent", "life_safety"):
        return
    told = [each.step for each in day.seen if each.kind in ("read", "rung") and _names(each, job)]
    steps = day.stood.get(job.id or "", {})
    if not told or min(told) > min(steps, default=0):
        yield f"{job.id} was told to nobody at once"


def _names(each: Seen, job: Job) -> bool:
    short = (job.id or "").removeprefix("J-")
    return f"JOB {short}" in each.words or (each.kind == "rung" and " ".join(short) in each.words)


def _customers_hear_the_truth(day: Diary) -> Iterator[str]:
    """What a customer reads was so of a job of his when it left."""
    for each in (each for each in day.seen if each.kind == "read" and each.number in day.customers):
        mine = [job.id or "" for job, _ in day.jobs if job.callback_number == each.number]
        standings = {standing for job_id in mine for standing in day.standings(job_id, each.step)}
        if not _is_so(each.words, standings):
            yield f"not so ({sorted(map(str, standings))}): {each.words}"


def _is_so(words: str, standings: set[Standing]) -> bool:
    if named := _HAS.search(words):
        return any(standing.technician == named[1] for standing in standings)
    if rid := _NO_MORE.search(words):
        return any(standing.technician != rid[1] for standing in standings)
    if _NOBODY.search(words):
        return any(standing.technician is None and standing.notice == "exhausted" for standing in standings)
    if _NOBODY_YET.search(words):
        return any(standing.technician is None and standing.notice == "open" for standing in standings)
    return True


def _customer_knows(day: Diary, job: Job, notice: Notice | None) -> Iterator[str]:
    """Who may be texted has been told how it ended."""
    customer = day.customers.get(job.callback_number or "")
    if not day.fair or notice is None or customer is None or not customer.may_be_texted:
        return
    if customer.stopped_in is not None or customer.danger_at or job.status == "cancelled":
        return
    read = [each.words for each in day.seen if each.kind == "read" and each.number == customer.number]
    if job.technician and not any(f": {job.technician} " in words for words in read):
        yield f"nobody told the customer of {job.id} of {job.technician}"
    if notice.state == "exhausted" and not any(map(_NOBODY.search, read)):
        yield f"nobody told the customer of {job.id} that nobody comes"


def _cancelled_is_told(day: Diary, job: Job, notice: Notice | None) -> Iterator[str]:
    """Who might be on the way to a job that is off hears of it."""
    if not day.fair or job.status != "cancelled" or not job.technician:
        return
    told = {day.names().get(each.number) for each in day.about(job, "read") if _OFF in each.words}
    if job.technician not in told:
        yield f"{job.technician} still drives to {job.id}"


def _texts_are_wanted(day: Diary) -> Iterator[str]:
    """No text goes to who did not agree, is in danger or said STOP."""
    for each in day.seen:
        customer = day.customers.get(each.number)
        if each.kind == "read" and customer and _is_unwanted(customer, each):
            yield f"unwanted: {each.words}"


def _is_unwanted(customer: Customer, each: Seen) -> bool:
    stopped = customer.stopped_in is not None and each.step > customer.stopped_in
    danger = customer.danger_at is not None and timedelta() < each.at - customer.danger_at < AFTER_DANGER
    return stopped or danger or not customer.may_be_texted


def _nothing_comes_twice(day: Diary) -> Iterator[str]:
    """Nobody reads the same twice in a breath."""
    may = _MAY_REPEAT.pattern if day.fair else f"{_MAY_REPEAT.pattern}|{_MAY_REPEAT_LATE.pattern}"
    last: dict[tuple[str, str], datetime] = {}
    for each in (each for each in day.seen if each.kind == "read"):
        key = (each.number, each.words)
        if key in last and each.at - last[key] < TWICE and not re.search(may, each.words):
            yield f"twice to {each.number[-4:]}: {each.words}"
        last[key] = each.at


def _everybody_is_answered(day: Diary) -> Iterator[str]:
    """Whoever of ours texts gets an answer at once."""
    for each in day.seen if day.fair else ():
        ours = each.kind == "wrote" and each.number in day.names()
        if ours and each.words != "STOP" and not _stopped(day, each) and not _is_answered(day, each):
            yield f"no answer to {each.number[-2:]}: {each.words!r}"


def _is_answered(day: Diary, each: Seen) -> bool:
    return any(e.kind == "read" and e.number == each.number and e.step == each.step for e in day.seen)


def _stopped(day: Diary, each: Seen) -> bool:
    return any(e.words == "STOP" and e.number == each.number and e.at <= each.at for e in day.seen)


def _danger_is_told(day: Diary) -> Iterator[str]:
    """Each owner hears of a life at risk while the caller is on the line."""
    for customer in day.customers.values() if day.fair else ():
        if customer.danger_at is None:
            continue
        for owner in day.shop.owners:
            told = [e for e in day.seen if e.number == owner.number and e.kind in ("read", "rung")]
            if not any("EMERGENCY" in e.words or "LIFE SAFETY" in e.words for e in told) and not any(
                e.words == "STOP" and e.number == owner.number for e in day.seen
            ):
                yield f"{owner.name} was not told of the danger of {customer.number}"


def _callers_hear_the_truth(day: Diary) -> Iterator[str]:
    """Who asks by telephone who is coming hears no name but that of who is."""
    for each in (each for each in day.seen if each.kind == "heard"):
        mine = [job for job, _ in day.jobs if job.callback_number == each.number]
        for name in (person.name for person in day.shop.technicians if person.name in each.words):
            if not any(_had(day, job, each, name) for job in mine):
                yield f"named on the telephone: {name}"


def _nothing_is_given_up(day: Diary) -> Iterator[str]:
    if day.fair and day.given_up:
        yield f"{day.given_up} follow-ups were given up"


_JOB_CHECKS: tuple[Callable[[Diary, Job, Notice | None], Iterator[str]], ...] = (
    _ends,
    _one_has_it,
    _offers_are_discreet,
    _nobody_is_asked_again,
    _time_holds,
    _is_offered_soon,
    _customer_knows,
    _cancelled_is_told,
)
_CHECKS: tuple[Callable[[Diary], Iterator[str]], ...] = (
    _customers_hear_the_truth,
    _texts_are_wanted,
    _nothing_comes_twice,
    _everybody_is_answered,
    _danger_is_told,
    _callers_hear_the_truth,
    _nothing_is_given_up,
)
