"""What was seen of a day: all that left and arrived, in order, and how jobs stood meanwhile; judges nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from receptionist.cases import Job
from receptionist.duty.seams import Notice
from simulator.shops import Shop

Kind = Literal["read", "rung", "wrote", "pressed", "heard", "said"]
"""Staff and customers `read` texts, are `rung`, `wrote` texts, `pressed` a key (with what was said then); callers
`heard` us and `said` something."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Something that left the shop, or arrived there."""

    at: datetime
    step: int
    number: str
    """Of the other side."""
    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a job stood."""

    status: str
    technician: str | None
    notice: str | None
    """The state of its notice."""


@dataclass(slots=True)
class Customer:
    """Somebody who rang."""

    number: str
    address: str
    may_be_texted: bool
    danger_at: datetime | None = None
    """When he told us last that a life was at risk."""
    stopped_in: int | None = None
    """The step in which he texted STOP."""


@dataclass(slots=True)
class Diary:
    """A day as it was seen from outside, and from the store."""

    shop: Shop
    fair: bool
    """Whether Twilio was well and nobody was killed: then nothing may be late or missing either."""
    seen: list[Seen] = field(default_factory=list)
    customers: dict[str, Customer] = field(default_factory=dict)
    stood: dict[str, dict[int, set[Standing]]] = field(default_factory=dict)
    """Job and step -> how the job stood during that step, as often as somebody looked."""
    jobs: Sequence[tuple[Job, Notice | None]] = ()
    """In the end."""
    health: str = ""
    given_up: int = 0
    """Follow-ups that nobody tries any more, in the end."""

    def note(self, job_id: str, step: int, standing: Standing) -> None:
        """Note how a job stands."""
        self.stood.setdefault(job_id, {}).setdefault(step, set()).add(standing)

    def about(self, job: Job, *kinds: Kind) -> Iterable[Seen]:
        """Return what names a job by its number."""
        short = (job.id or "").removeprefix("J-")
        return (each for each in self.seen if each.kind in kinds and f"JOB {short}" in each.words)

    def standings(self, job_id: str, step: int) -> set[Standing]:
        """Return how a job stood in a step, from its beginning to its end."""
        known = self.stood.get(job_id, {})
        earlier = [number for number in known if number < step]
        return known.get(step, set()) | (known[max(earlier)] if earlier else set())

    def names(self) -> Mapping[str, str]:
        """Return the names of the shop's people, by number."""
        return {person.number: person.name for person in self.shop.people}
