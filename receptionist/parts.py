"""A reply in parts: its first sentence answers the request while the rest is being made; renders no TwiML.

A thread that outlives the request makes the reply. What has left is kept before it leaves, so that whichever
process is asked for the next part goes on behind it: with what has been made since, with a word that bridges the
wait, or by rule when the maker died. Whoever gives a part first decides it; a repeat is given the same.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext
from contextvars import copy_context
from dataclasses import dataclass, replace
from itertools import takewhile

from receptionist.cases import Ending, Reply, Sentence, Turn, TurnKey
from receptionist.making import Making, early
from receptionist.ports import Clock, Part, Store, StoreError
from receptionist.replies import Answer, Spoken
from receptionist.speaking.voice_of import Came, Speech, VoiceOf
from receptionist.words.phrases import Phrases

log = logging.getLogger(__name__)

GRACE_S = 0.1
"""How long after its first sentence the rest of a reply may come and still be one with it: each further part costs
the caller a request, in the middle of the reply."""
MOST_FILLERS = 2
LONGEST_S = 6.0
"""How long a maker is waited for once no filler is left; Twilio gives up on a webhook after 15 s."""
POLL_S = 0.03
CLOSING_S = 5.0
MOST_AT_ONCE = 1000
"""Replies that are made by a process at the same time; each has a thread while it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """What one part says, and how it ends; without an ending the next part follows."""

    key: TurnKey | None
    """The turn that it answers; None for what is always one part."""
    number: int
    sentences: tuple[Sentence, ...]
    audio: tuple[str, ...] | None
    """The names of their audio; None when the network's own voice says them."""
    ending: Ending | None


class Parts:
    """Gives replies in parts; any thread may use it. Every verb raises StoreError, and nothing else."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        recall: Callable[[TurnKey], Iterable[Spoken] | None],
        phrases: Phrases,
        waits: Callable[[], bool],
        soft_s: float,
        speech: Speech | None = None,
        in_request: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """`recall` makes the reply of a turn whose maker died; `phrases` have words that bridge a wait.

        `waits` tells whether somebody outside may be waited for: else each reply is whole at once. In the middle
        of a reply nobody hears nothing for more than `soft_s`. A maker's thread is `in_request`.
        """
        self._store = store
        self._clock = clock
        self._recall = recall
        self._phrases = phrases
        self._waits = waits
        self._soft_s = soft_s
        self._voice = VoiceOf(speech)
        self._in_request = in_request
        self._pool = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="reply")
        self._making: dict[TurnKey, Making] = {}
        self._going: set[Future[None]] = set()

    def first(self, answer: Answer) -> Portion:
        """Return the first part of a reply: all of it, or what can be said while the rest is being made."""
        turn = answer.turn
        if turn and not answer.made_here:
            deque(answer, maxlen=0)  # Then it is stored, whoever makes it.
            return self._again(turn.key)
        if turn and turn.key.kind == "speech" and self._waits():
            return self._while_made(turn, answer)
        call_sid, spoken = turn.key.call_sid if turn else None, tuple(answer)
        said = (item for item in spoken if isinstance(item, Sentence) and not item.filler)
        ending = next((item for item in spoken if isinstance(item, Ending)), None)
        return self._whole(turn, tuple(self._voice.came(each, call_sid=call_sid) for each in said), ending)

    def again(self, key: TurnKey) -> Portion | None:
        """Return the first part of a turn as it was given, or should have been; None for a turn never heard."""
        return self._again(key) if self._store.turn(key) else None

    def next(self, key: TurnKey, number: int) -> Portion | None:
        """Return a later part of a reply; None for a turn that was never heard, or never given in parts.

        A number that is too high is that of the part which comes next.
        """
        given = self._store.parts(key)
        if not given:
            return None
        if number > len(given) and given[-1].upto is not None:
            return self._more(key, given)
        return self._given(key, given, min(number, len(given)))

    def close(self) -> None:
        """Let the replies in hand be finished, for a moment: a caller waits for each."""
        self._pool.shutdown(wait=False)
        wait(tuple(self._going), timeout=CLOSING_S)

    def _while_made(self, turn: Turn, answer: Answer) -> Portion:
        making = Making(
            begin=lambda sentence: self._voice.came(sentence, call_sid=turn.key.call_sid),
            leave=lambda said: self._keep(turn, said),
        )
        self._making[turn.key] = making
        made = self._pool.submit(copy_context().run, self._make, turn.key, making, answer)
        self._going.add(made)
        made.add_done_callback(self._going.discard)
        first = making.first()
        if first is None or self._is_whole(making, first):
            made.result()
            return self._whole(turn, making.said(), making.ending)
        if portion := self._lead(turn, making):
            made.add_done_callback(_report)
            return portion
        made.result()
        return self._again(turn.key)

    def _make(self, key: TurnKey, making: Making, answer: Answer) -> None:
        with self._in_request():
            try:
                making.run(answer)
            finally:
                del self._making[key]

    def _is_whole(self, making: Making, first: Came) -> bool:
        """Tell whether all of a reply is there when its first sentence can be heard, or hardly later."""
        self._voice.together((first,))
        return making.is_over(GRACE_S)

    def _lead(self, turn: Turn, making: Making) -> Portion | None:
        """Return what leaves before the rest; None when nothing may, or somebody else has given this part."""
        came = making.leaves()
        said = early(tuple(each for each in came if not each.sentence.filler))
        lead = tuple(takewhile(lambda each: each.settled, said)) or came[:1]
        if not said and not lead[0].sentence.filler:
            return None  # It begins with its question.
        sentences = _words(lead)
        filler = sentences[0] if sentences[0].filler else None
        audio = self._voice.together(lead)
        part = Part(number=1, upto=0 if filler else len(lead), filler=filler, played=audio is not None)
        if not self._store.leave(turn, _words(said), part):
            return None
        return Portion(key=turn.key, number=1, sentences=sentences, audio=audio, ending=None)

    def _whole(self, turn: Turn | None, came: tuple[Came, ...], ending: Ending | None) -> Portion:
        """Return a whole reply; a voice that fails it is kept in mind, so that a repeat is in the same voice."""
        audio, key = self._voice.together(came), turn.key if turn else None
        if turn and self._voice.speaks and audio is None:
            self._store.leave(turn, (), Part(number=1, upto=None, played=False))
        return Portion(key=key, number=1, sentences=_words(came), audio=audio, ending=ending)

    def _again(self, key: TurnKey) -> Portion:
        """Return the first part of a turn that somebody else answers, or answered."""
        given = self._store.parts(key)
        return self._given(key, given, 1) if given else self._last(key, ())

    def _given(self, key: TurnKey, given: tuple[Part, ...], number: int) -> Portion:
        """Return a part as it was given."""
        part = given[number - 1]
        begin = given[number - 2].upto if number > 1 else 0
        reply = self._reply(key) if part.upto is None else None
        said = reply.sentences if reply else self._store.left(key)
        sentences = (part.filler,) if part.filler else said[begin : part.upto]
        audio = self._voice.names(sentences) if part.played else None
        ending = reply.ending if reply else None
        return Portion(key=key, number=number, sentences=sentences, audio=audio, ending=ending)

    def _more(self, key: TurnKey, given: tuple[Part, ...]) -> Portion:
        """Give the part that comes next: what has been made since, or what bridges the wait."""
        told, fillers = given[-1].upto or 0, sum(part.filler is not None for part in given)
        bridges = fillers < MOST_FILLERS
        self._wait(key, told, self._soft_s if bridges else LONGEST_S)
        if self._is_made(key):
            number = len(given) + 1
            if left := self._store.left(key)[told:]:
                return self._give(key, given, Part(number=number, upto=told + len(left)), left)
            if bridges:
                filler = self._bridge(key, fillers + 1)
                return self._give(key, given, Part(number=number, upto=told, filler=filler), (filler,))
        return self._last(key, given)

    def _last(self, key: TurnKey, given: tuple[Part, ...]) -> Portion:
        """Give all that has not been said, and the ending."""
        reply, told = self._reply(key), (given[-1].upto or 0) if given else 0
        part = Part(number=len(given) + 1, upto=None)
        return self._give(key, given, part, reply.sentences[told:], reply.ending)

    def _give(
        self,
        key: TurnKey,
        given: tuple[Part, ...],
        part: Part,
        sentences: tuple[Sentence, ...],
        ending: Ending | None = None,
    ) -> Portion:
        """Give a part, in the voice of the part before it, unless somebody else has given it by now."""
        audio = (
            self._voice.again(sentences, call_sid=key.call_sid) if all(before.played for before in given) else None
        )
        turn = self._claimed(key)
        if self._store.leave(turn, (), replace(part, played=audio is not None)):
            return Portion(key=key, number=part.number, sentences=sentences, audio=audio, ending=ending)
        return self._given(key, self._store.parts(key), part.number)

    def _wait(self, key: TurnKey, told: int, seconds: float) -> None:
        """Wait until more than `told` sentences are there, or all, or nobody makes any more."""
        if making := self._making.get(key):
            making.wait(told, seconds)
            return
        until_s = self._clock.monotonic() + seconds
        while self._clock.monotonic() < until_s and self._is_made(key) and len(self._store.left(key)) <= told:
            self._clock.sleep(POLL_S)

    def _is_made(self, key: TurnKey) -> bool:
        """Tell whether somebody is making the rest of a reply, in whichever process."""
        turn = self._claimed(key)
        return turn.reply is None and (key in self._making or self._clock.now() < turn.lease_until)

    def _reply(self, key: TurnKey) -> Reply:
        """Return the whole reply to a turn, waiting for its maker; who died is stood in for by rule."""
        if making := self._making.get(key):
            making.finish(LONGEST_S)
        if reply := self._claimed(key).reply:
            return reply
        deque(self._recall(key) or (), maxlen=0)
        if reply := self._claimed(key).reply:
            return reply
        raise StoreError(f"turn {key} has no reply")

    def _claimed(self, key: TurnKey) -> Turn:
        if turn := self._store.turn(key):
            return turn
        raise StoreError(f"turn {key} is unknown", permanent=True)

    def _bridge(self, key: TurnKey, attempt: int) -> Sentence:
        matter = self._store.load(key.call_sid)
        language = matter[1].language if matter else "en-US"
        text = self._phrases.pick("one_moment", language=language, attempt=attempt)
        return Sentence(text=text, language=language, filler=True)

    def _keep(self, turn: Turn, said: tuple[Sentence, ...]) -> None:
        try:
            self._store.leave(turn, said)
        except StoreError as error:
            # It is kept with the whole reply in a moment: only who asks before that has to wait for it.
            log.warning("a sentence was not kept as it left: error=%s", error)


def _words(came: tuple[Came, ...]) -> tuple[Sentence, ...]:
    return tuple(each.sentence for each in came)


def _report(made: Future[None]) -> None:
    """Say that the rest of a reply failed after its first part had left; the next part goes on by rule."""
    error = made.exception()
    if isinstance(error, StoreError):
        log.warning("the rest of a reply was not kept: error=%s", error)
    elif error:
        log.error("the rest of a reply failed", exc_info=error)
