"""How a notice goes from one person to the next until somebody takes it on; pure, finds no words.

A step begins when every step before it is over: it failed, was declined, or its time to answer has run out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from receptionist.duty.seams import Notice, NoticeState, Step, StepState

PENDING = frozenset({"open", "told", "exhausted"})
"""States in which somebody may still take a notice on."""


@dataclass(frozen=True, slots=True)
class Advance:
    """A notice one look further."""

    notice: Notice
    begun: tuple[int, ...] = ()
    """Positions of the steps that begin now."""
    look_again_at: datetime | None = None
    """When the next step may be due; None when nothing comes by itself."""


def advance(notice: Notice, at: datetime) -> Advance:
    """Begin every step whose time has come; a notice at the end of its list is `told` or `exhausted`."""
    if notice.state != "open":
        return Advance(notice)
    if notice.not_before and notice.not_before > at:
        return Advance(notice, look_again_at=notice.not_before)
    steps, begun = list(notice.steps), []
    for position, step in enumerate(steps):
        if step.state == "waiting" and not (step.spare and _has_left(_theirs(steps[:position], step))):
            steps[position] = replace(step, state="asked", asked_at=at)
            begun.append(position)
        if (until := _until(steps[position])) and until > at:
            return Advance(replace(notice, steps=tuple(steps)), tuple(begun), until)
    return Advance(replace(notice, steps=tuple(steps), state=_end(steps)), tuple(begun))


def taken(notice: Notice, person: str, *, accepts: bool) -> Notice:
    """Return a notice that a person has accepted, or acknowledged."""
    return replace(notice, state="accepted" if accepts else "acknowledged", by=person)


def turned_down(notice: Notice, person: str) -> Notice:
    """Return a notice after a person has declined it, over whatever channel he was asked."""
    theirs = [n for n, step in enumerate(notice.steps) if step.person == person and step.asks == "offer"]
    return _with(notice, theirs, "declined")


def failed(notice: Notice, position: int) -> Notice:
    """Return a notice one of whose steps never reached anybody; the next one need not wait for it.

    Who was told over no other channel has not been told: such a notice is open again.
    """
    failing = _with(notice, [position], "failed")
    return replace(failing, state="open") if notice.state == "told" and _end(failing.steps) != "told" else failing


def reopened(notice: Notice, steps: tuple[Step, ...]) -> Notice:
    """Return a notice that nobody has any more, with those who are to be asked from here on."""
    over = (replace(step, wait_s=0) for step in notice.steps if step.state != "waiting")
    return replace(notice, state="open", by=None, steps=(*over, *steps))


def asked(notice: Notice, person: str) -> bool:
    """Tell whether a person has been asked to take a notice on."""
    return any(step.person == person and step.asked_at and step.asks != "nothing" for step in notice.steps)


def declined(notice: Notice, person: str) -> bool:
    """Tell whether a person has declined to take a notice on."""
    return any(step.person == person and step.state == "declined" for step in notice.steps)


def prolonged(notice: Notice, person: str, at: datetime) -> Notice:
    """Return a notice whose step with a person begins anew: he asked for something before he decides."""

    def anew(step: Step) -> Step:
        return replace(step, asked_at=at) if step.person == person and step.state == "asked" else step

    return replace(notice, steps=tuple(map(anew, notice.steps)))


def _with(notice: Notice, positions: list[int], state: StepState) -> Notice:
    steps = (replace(s, state=state) if n in positions else s for n, s in enumerate(notice.steps))
    return replace(notice, steps=tuple(steps))


def _until(step: Step) -> datetime | None:
    """Return until when the next step waits for this one."""
    return step.asked_at + timedelta(seconds=step.wait_s) if step.asked_at and step.state == "asked" else None


def _theirs(steps: Sequence[Step], step: Step) -> list[Step]:
    return [each for each in steps if each.person == step.person]


def _has_left(steps: Sequence[Step]) -> bool:
    return any(step.state in ("asked", "declined") for step in steps)


def _end(steps: Sequence[Step]) -> NoticeState:
    """Return how a list ends that nobody took on: everybody was told, or nobody answered who should have."""
    answers = any(step.asks != "nothing" for step in steps)
    return "exhausted" if answers or not _has_left(steps) else "told"
