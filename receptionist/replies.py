"""From a settled draft to a stored reply, and from stored replies to what is said again: pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from receptionist.cases import Ending, Reply, Sentence, Turn
from receptionist.rules.draft import SLOTS, Draft
from receptionist.wording import Wording

Spoken = Sentence | Ending
"""What a channel renders: sentences as they may be said, then how the reply ends."""


def reply_of(draft: Draft, turn: Turn, wording: Wording, *, at: datetime, total_ms: float) -> Reply:
    """Return the reply of a turn; one that listens emits the next invitation."""
    asks = (draft.question.slot,) if draft.question else ()
    listens = draft.ending in ("listen", None)
    invitation = max(draft.call.turn, turn.key.turn) + 1 if listens else draft.call.turn
    return Reply(
        at=at,
        sentences=(*wording.said, *wording.held),
        ending=Ending(kind=draft.ending or "listen", turn=invitation, asks=asks, people=draft.people),
        conversation=wording.by,
        asks=tuple(slot for slot in asks if slot in SLOTS),
        latency_ms={**wording.latency_ms, "total": total_ms},
    )


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
