"""From a settled draft to a stored reply, and from stored replies to what is said again: pure."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from receptionist.cases import Ending, Reply, Sentence, Turn
from receptionist.rules.draft import SLOTS, Draft
from receptionist.wording import Wording
from receptionist.words.grounding import Agreed

log = logging.getLogger(__name__)

Spoken = Sentence | Ending
"""What a channel renders: sentences as they may be said, then how the reply ends."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said in a turn, as it comes: iterate over it once."""

    spoken: Iterator[Spoken]
    turn: Turn | None = None
    """The turn whose reply this is; None when more is said than that."""
    made_here: bool = False
    """Whether it is being made; else it is stored, or what its owner left to be said."""

    def __iter__(self) -> Iterator[Spoken]:
        """Yield what may be said."""
        return self.spoken

    def __next__(self) -> Spoken:
        """Return what may be said next."""
        return next(self.spoken)


def reply_of(draft: Draft, turn: Turn, wording: Wording, *, at: datetime, took_ms: Mapping[str, float]) -> Reply:
    """Return the reply of a turn, whose stages took so long; one that can be answered emits the next invitation.

    Over a socket that is every one: callers say a last thing into a goodbye.
    """
    asks = (draft.question.slot,) if draft.question else ()
    invites = draft.ending in ("listen", None) or draft.call.channel == "relay"
    invitation = max(draft.call.turn, turn.key.turn) + 1 if invites else draft.call.turn
    sentences = (*wording.said, *wording.held)
    return Reply(
        at=at,
        sentences=sentences,
        ending=Ending(kind=draft.ending or "listen", turn=invitation, asks=asks, people=draft.people),
        conversation=wording.by,
        asks=tuple(slot for slot in asks if slot in SLOTS),
        latency_ms=dict(took_ms),
        receipts=tuple(n for n, sentence in enumerate(sentences) if sentence in wording.receipts),
    )


def log_answer(turn: Turn, reply: Reply) -> None:
    """Log that a turn has its reply."""
    log.info(
        "answered: turn=%d kind=%s ending=%s conversation=%s ms=%.1f",
        turn.key.turn,
        turn.key.kind,
        reply.ending.kind,
        reply.conversation,
        reply.latency_ms["total"],
    )


def log_agreed(agreed: Agreed) -> None:
    """Log which details that a model noticed are kept, by their names only."""
    if agreed.extra.details or agreed.left_out:
        log.info("a model noticed: kept=%s left_out=%s", sorted(agreed.extra.details), dict(agreed.left_out))


def said(reply: Reply) -> Iterator[Spoken]:
    """Yield a stored reply."""
    yield from reply.sentences
    yield reply.ending


def without_question(spoken: Iterable[Spoken]) -> Iterator[Sentence]:
    """Yield the sentences of a reply but the last, its question: somebody has answered already."""
    yield from [item for item in spoken if isinstance(item, Sentence)][:-1]


def greeted_again(replies: tuple[Reply, ...]) -> Iterator[Spoken]:
    """Yield the greeting, then where the call is now; `replies` are those of the call so far, at least one."""
    greeting = next((reply for reply in replies if reply.sentences), replies[-1])
    if greeting is replies[-1]:
        yield from said(greeting)
        return
    yield from greeting.sentences[:1]
    yield from replies[-1].sentences[-1:]
    yield replies[-1].ending
