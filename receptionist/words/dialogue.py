"""The seams of words and voices: what a conversation is asked for and what it streams, and what speaks it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from receptionist.attempt import Attempt
from receptionist.cases import Call, Case, Turn
from receptionist.costs import Spent

MOST_WORDS = 25
"""Of a reply: what a caller keeps in mind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing to be said before the question: the name of a phrase, and what fills its placeholders."""

    name: str
    attempt: int = 1
    """Which time in this call it is said."""
    facts: Mapping[str, str] = field(default_factory=dict)
    receipt: bool = False
    """True when it claims an effect, so that it may leave only after commit B."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What to ask next: a slot word, the phrase that asks it, and for which time."""

    slot: str
    phrase: str
    attempt: int = 1
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What intake decided for one reply; a conversation only phrases it."""

    acts: tuple[Act, ...]
    ask: Question | None


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """All that a conversation may rest its reply on."""

    case: Case
    call: Call
    plan: Plan
    heard: str
    lines: Mapping[str, str] = field(default_factory=dict)
    """What each act of the plan says by rule, facts filled in, by the act's name."""
    question: str = ""
    """The question of the plan as the scripted conversation asks it; empty when nothing is asked."""
    most_words: int = MOST_WORDS
    """Room for the plan's words; beside a model's own sentence there is less."""
    turns: Callable[[], tuple[Turn, ...]] = tuple
    """Loads the turns of the call so far, this one last; asked only by who needs them."""
    abandoned: Callable[[], bool] = _never
    """True once nobody waits for this reply any more; who reads a stream looks after every chunk."""
    attempt: Attempt = field(default_factory=Attempt)
    """Tells when the caller breaks into this reply."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a reply. Facts stand in them as `{name}`."""

    text: str
    facts: Mapping[str, str] = field(default_factory=dict)
    receipt: bool = False
    """True when they claim an effect, so that they may leave only after commit B."""
    asks: bool = False
    """True for the question, which comes last."""
    act: str | None = None
    """The act of the plan that these words say."""


@dataclass(frozen=True, slots=True)
class ProposedDetail:
    """A fact that a model believes to have heard: a detail's name, its value, and the caller's own words."""

    key: str
    value: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a model noticed in an utterance; nothing of it is true before the rules have agreed."""

    details: tuple[ProposedDetail, ...] = ()
    danger: bool = False
    wants_person: bool = False
    unknown_question: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What a reply cost at a vendor, in tokens; `prompt_tokens` are those that were not cached."""

    model: str
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0

    def spent(self, *, call_sid: str, at: datetime) -> tuple[Spent, ...]:
        """Return the lines of the ledger."""
        counts = {
            "prompt_tokens": self.prompt_tokens,
            "cached_tokens": self.cached_tokens,
            "completion_tokens": self.completion_tokens,
        }
        return tuple(
            Spent(at=at, call_sid=call_sid, item=f"{self.model}/{kind}", quantity=count)
            for kind, count in counts.items()
            if count
        )


@dataclass(frozen=True, slots=True)
class Began:
    """A model has begun to answer: its first token is there."""


Item = Began | Piece | Proposal | Used
"""What a conversation streams: words, what a model noticed, the question last; usage comes at any time."""


class Conversation(Protocol):
    """Finds the words: what is asked for in, a stream of words out. Raises ConversationError, nothing else."""

    @property
    def name(self) -> str:
        """The name in the call log: `openai`, `anthropic` or `scripted`."""
        ...

    def reply(self, request: Request) -> Iterator[Item]:
        """Stream one reply: what is said, what was noticed, the question last."""
        ...


@dataclass(frozen=True, slots=True)
class Condition:
    """How a vendor does, in words for the owner: what is wrong and the remedy."""

    ok: bool
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a call was about and what has to be done now, a sentence or two each."""

    text: str
    next_step: str


class Model(Conversation, Protocol):
    """A conversation that a vendor's model holds. Every method raises ConversationError, nothing else."""

    def summarise(self, call: Call, case: Case, turns: tuple[Turn, ...]) -> tuple[Summary, Used]:
        """Return a summary of a call that is over; nobody waits for it."""
        ...

    def check(self, today: date) -> Condition:
        """Ask the vendor whether key and model will do, and until when."""
        ...

    def probe(self) -> None:
        """Have the model answer as little as possible, to see whether it answers again."""
        ...

    def close(self) -> None:
        """Let go of the connections."""
        ...


class Voice(Protocol):
    """Turns text into audio. Every method raises SpeechError, nothing else."""

    @property
    def name(self) -> str:
        """The vendor, as it stands in the call log: `elevenlabs`."""
        ...

    @property
    def sounds(self) -> str:
        """What besides the text decides how it sounds (voice, model, format): part of a cache's key."""
        ...

    @property
    def model(self) -> str:
        """The model that speaks, as it stands in the price table."""
        ...

    def speak(self, text: str, *, language: str, abandoned: Callable[[], bool] = _never) -> bytes:
        """Return a whole WAV file of telephone quality: 8 kHz, mono, µ-law."""
        ...

    def check(self, today: date) -> Condition:
        """Ask the vendor whether key, voice and model will do, and until when."""
        ...

    def close(self) -> None:
        """Let go of the connections."""
        ...
