"""A reply in the making: what the rules read (`Situation`) and what they write (`Draft`); says no words itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from receptionist.cases import Action, Call, Case, EndingKind, Job, TurnKind
from receptionist.shop.business import Business
from receptionist.shop.services import Service, Services
from receptionist.understanding.heard import Understood
from receptionist.words.dialogue import Act, Plan, Question

SLOTS = frozenset(
    {
        "safety", "location", "vehicle", "keys_location", "vehicle_locked", "key_type", "spare", "lock_details",
        "lock_brand", "safe_details", "problem", "timing", "price_ok", "name", "spelling", "callback_number",
        "authority", "sms_consent", "payment", "onsite_contact",
    }
)  # fmt: skip
"""The words in which the call log says what was asked for; other questions are ours alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a rule may look at; none of it changes while the reply is made."""

    kind: TurnKind
    understood: Understood
    asked: tuple[str, ...]
    """What the caller had been asked for in this turn."""
    outcome: str = ""
    """What the network says about a transfer, or where a recording lies; empty when there is none."""
    business: Business
    services: Services
    now: datetime
    over_time: bool = False
    full: bool = False
    """True when the call that begins is one more than can be answered at once."""
    """True when the call has lasted longer than a call may."""
    jobs: tuple[Job, ...] = ()
    """Jobs under the number that rings; none of them is the caller's until verified."""
    recent: tuple[Job, ...] = ()
    """Open jobs of the last hours, whoever's: one of them may be what this call is about."""

    @property
    def unheard(self) -> bool:
        """True when nothing was said that could be used as words."""
        return self.kind in ("silence", "fallback") or not self.understood.intelligible

    def wants(self, *wishes: str) -> bool:
        """Tell whether the caller wants any of these."""
        return not self.understood.wants.isdisjoint(wishes)

    def asks(self, *questions: str) -> bool:
        """Tell whether the caller wants to know any of these."""
        return not self.understood.questions.isdisjoint(questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be said, asked, done and remembered; each rule returns a new one."""

    call: Call
    case: Case
    now: datetime
    acts: tuple[Act, ...] = ()
    question: Question | None = None
    ending: EndingKind | None = None
    people: tuple[str, ...] = ()
    jobs: tuple[Job, ...] = field(default=())
    """Other jobs that this reply changes, such as one that is cancelled."""
    takes_job: bool = False
    unknown_question: str | None = None
    """What the caller asked and nobody could answer."""
    grounds: Mapping[str, str] = field(default_factory=dict)
    """Details that a model noticed, and why each was kept."""

    @property
    def settled(self) -> bool:
        """True once it is clear how the reply ends."""
        return self.ending is not None

    @property
    def taken(self) -> bool:
        """True once the job is taken, in this reply or before."""
        return self.takes_job or self.case.job.id is not None

    @property
    def owns_job(self) -> bool:
        """True when this call took the job: whoever speaks has said all of it, and may change it."""
        return self.case.job.id is not None and self.call.did("take_job")

    @property
    def job(self) -> Job:
        """The intake record as it stands in this draft."""
        return self.case.job

    @property
    def plan(self) -> Plan:
        """What a conversation is to phrase."""
        return Plan(acts=self.acts, ask=self.question)

    def used(self, phrase: str) -> int:
        """Return how often a phrase was used in this call."""
        return self.call.used.get(phrase, 0)

    def say(self, phrase: str, facts: Mapping[str, str] | None = None, *, receipt: bool = False) -> "Draft":
        """Add something that asks nothing."""
        act = Act(name=phrase, attempt=self.used(phrase) + 1, facts=facts or {}, receipt=receipt)
        return replace(self._count(phrase), acts=(*self.acts, act))

    def ask(self, slot: str, phrase: str | None = None, facts: Mapping[str, str] | None = None) -> "Draft":
        """End with a question for `slot`."""
        phrase = phrase or slot
        question = Question(slot=slot, phrase=phrase, attempt=self.used(phrase) + 1, facts=facts or {})
        return replace(self._count(phrase), question=question, ending="listen")

    def end(self, ending: EndingKind, *, people: tuple[str, ...] = ()) -> "Draft":
        """End without a question."""
        return replace(self, ending=ending, people=people)

    def did(self, kind: str) -> "Draft":
        """Note an action, once a call."""
        if self.call.did(kind):
            return self
        actions = (*self.call.actions, Action(at=self.now, kind=kind))
        return replace(self, call=replace(self.call, actions=actions))

    def tell(self, mark: str) -> "Draft":
        """Remember that the caller was told something."""
        if mark in self.case.told:
            return self
        return replace(self, case=replace(self.case, told=(*self.case.told, mark)))

    def mark(self, mark: str) -> "Draft":
        """Remember something about the case."""
        if mark in self.case.marks:
            return self
        return replace(self, case=replace(self.case, marks=(*self.case.marks, mark)))

    def unmark(self, *marks: str) -> "Draft":
        """Forget something about the case."""
        return replace(self, case=replace(self.case, marks=tuple(m for m in self.case.marks if m not in marks)))

    def marked(self, *marks: str) -> bool:
        """Tell whether the case carries any of these marks."""
        return any(mark in self.case.marks for mark in marks)

    def service(self, services: Services) -> Service | None:
        """Return the service that the case is about, once it has been named."""
        return services.get(self.job.service_type or "")

    def with_job(self, job: Job) -> "Draft":
        """Return this draft with another intake record."""
        return replace(self, case=replace(self.case, job=job))

    def with_call(self, call: Call) -> "Draft":
        """Return this draft with another state of the call."""
        return replace(self, call=call)

    def _count(self, phrase: str) -> "Draft":
        used = {**self.call.used, phrase: self.used(phrase) + 1}
        return replace(self, call=replace(self.call, used=used))
