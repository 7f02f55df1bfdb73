"""The talk over one socket: frames in, sentences out, as they may be said; decides nothing about the business.

Two threads work on it. The socket's own thread takes frames in (`take`) and is never kept waiting; the other one
(`step`) has the replies made and says them. What both touch is guarded by one lock, which is held for every send:
so once the caller has broken into a reply, nothing more of it leaves.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext

from receptionist.attempt import Attempt
from receptionist.calls import Ring
from receptionist.cases import Call, Case, Ending, Sentence, Turn, TurnKey, TurnKind, Utterance
from receptionist.ports import Clock, StoreError
from receptionist.relay.ear import GRACE_S, Ear
from receptionist.relay.seams import Assistant, Line
from receptionist.relay.track import Reply, Track
from receptionist.replies import Spoken

log = logging.getLogger(__name__)

PATIENCE_S = 6.0
"""Silence after our words until we speak again."""
MOST_FAILURES = 3
"""After so many answers in a row that could not be kept, the call goes on without this session."""


class Session:
    """One caller on one socket. Times are those of the clock's monotonic seconds."""

    def __init__(
        self,
        *,
        ring: Ring,
        last: Turn,
        assistant: Assistant,
        line: Line,
        clock: Clock,
        language: str,
        emergency_number: str = "911",
        draining: threading.Event | None = None,
        sorry: Callable[[Utterance, str], str],
        in_hand: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        """`last` is the turn whose reply greets this socket's caller; `sorry` returns what is said, in a language,
        to words whose answer cannot be kept; `in_hand` surrounds what is done while a caller waits.
        """
        self.ended_by = ""
        """Why the session is over: how the last reply ended, or `drain`; empty while it goes on."""
        self._ring, self._assistant, self._line, self._clock = ring, assistant, line, clock
        self._language, self._sorry = language, sorry
        self._draining, self._in_hand = draining or threading.Event(), in_hand
        self._lock = threading.RLock()
        self._ear = Ear(emergency_number)
        self._before: tuple[Call, Case] | None = None
        """The matter before these words, when a reply to the first of them was stopped before it was begun."""
        self._failures = 0
        self._track = Track(self._greeted(last))

    def _greeted(self, last: Turn) -> Reply:
        reply = Reply(last.key)
        if last.reply:
            reply.playback.add(last.reply.text, at_s=self._now_s)
            reply.ending = last.reply.ending
        reply.playback.close(at_s=self._now_s)
        return reply

    # What the caller does, taken in by the socket's thread.

    def said(self, words: str) -> None:
        """The caller has said something: what was said before and has no answer yet goes with it."""
        with self._lock:
            self._ear.said(words, at_s=self._now_s)
            reply = self._track.last
            # A reply that was broken into is made on until now: what a model noticed comes at its end.
            if not reply.ending and (reply.cut or not reply.begun):
                reply.stop()

    def pressed(self, digit: str) -> None:
        """The caller has pressed a key."""
        with self._lock:
            self._ear.pressed(digit, at_s=self._now_s)

    def interrupted(self, until: str) -> None:
        """The caller broke in; `until` are the last words that were heard."""
        with self._lock:
            self._ear.quiet_from_s = self._now_s
            broke_in = self._track.interrupt(until, at_s=self._now_s)
            reply = self._track.last
            if broke_in and not (reply.ending or reply.begun):
                self._ear.broke_in(at_s=self._now_s)

    def played(self, words: str) -> None:
        """The caller has heard these words."""
        with self._lock:
            self._track.played(words, at_s=self._now_s)

    def speaks(self, *, agent: bool, on: bool) -> None:
        """We, or the caller, began or ceased to speak."""
        with self._lock:
            if not agent:
                self._ear.speaks(on=on, at_s=self._now_s)
            elif not on:
                self._track.fell_silent(at_s=self._now_s)

    # What is done about it, by the thread that speaks.

    def step(self) -> float | None:
        """Do what is due, and return in how many seconds something will be; None when only the caller can tell."""
        self._note_heard()
        if utterance := self._taken():
            self._answer_or_apologise(utterance, "speech")
            self._note_heard()
        elif self._is_over() or self._leaves():
            return 0.0
        elif self._is_silent():
            self._answer_or_apologise(Utterance(), "silence")
        return self._next_due_s()

    def gone(self) -> None:
        """Take in that the way to the caller is gone: what was said is heard all the same. Raises StoreError."""
        self._lose()
        with self._lock:
            utterance = self._ear.rest()
        if utterance:
            self._answer(utterance, "speech")
            self._lose()

    def _lose(self) -> None:
        with self._lock:
            self._track.interrupt("", at_s=self._now_s)
        self._note_heard()

    def _taken(self) -> Utterance | None:
        """Return what is to be answered now; keys that are whole go with the words."""
        with self._lock:
            if self._track.unnoted():
                return None  # Somebody broke in just now: first the store shall know what was heard.
            ending = self._track.last.ending
            return self._ear.take(ending.asks if ending else (), at_s=self._now_s)

    def _answer(self, utterance: Utterance, kind: TurnKind) -> None:
        with self._lock:
            last = self._track.last
            turn = last.ending.turn if last.ending else last.key.turn
            attempt = None if kind == "silence" else Attempt(self._before)
            reply = Reply(TurnKey(self._ring.sid, turn, kind), utterance, attempt)
            self._track.begin(reply, at_s=self._now_s)
            if self._ear.holds_words:  # More came while these were taken.
                reply.stop()
        try:
            with self._in_hand():
                spoken = self._assistant.hear(self._ring, utterance, turn=turn, kind=kind, attempt=attempt)
                self._speak(reply, spoken)
        finally:
            if reply.ending is None:
                self._put_back(reply, last)
        if reply.ending and attempt:
            self._before = None

    def _answer_or_apologise(self, utterance: Utterance, kind: TurnKind) -> None:
        try:
            self._answer(utterance, kind)
            self._failures = 0
        except StoreError as error:
            self._failures += 1
            log.error("an answer could not be kept: failures=%d error=%s", self._failures, error)
            self._apologise(self._sorry(utterance, self._language))

    def _apologise(self, text: str) -> None:
        """Say this, and try again in a moment; after a few times the call goes on in another way."""
        with self._lock:
            self._line.say(text, language=self._language, filler=False)
            self._line.close_reply(self._language)
            self._ear.quiet_from_s = self._now_s
            self._ear.wait(at_s=self._now_s)
            if self._failures >= MOST_FAILURES:
                self._line.end("failed")
                self.ended_by = "failed"

    def _speak(self, reply: Reply, spoken: Iterator[Spoken]) -> None:
        """Say a reply as it comes; one that was broken off is made to its end, unless nothing of it was said."""
        for item in spoken:
            if isinstance(item, Ending):
                self._close(reply, item)
                return
            if not self._say(reply, item) and reply.attempt and not (reply.begun or reply.attempt.committed):
                return

    def _say(self, reply: Reply, sentence: Sentence) -> bool:
        """Send a sentence; False when the caller has broken in."""
        with self._lock:
            if reply.cut:
                return False
            if sentence.language != self._language:
                self._language = sentence.language
                self._line.speak(sentence.language)
            self._line.say(sentence.text, language=sentence.language, filler=sentence.filler)
            take_in = reply.playback.bridge if sentence.filler else reply.playback.add
            take_in(sentence.text, at_s=self._now_s)
            return True

    def _close(self, reply: Reply, ending: Ending) -> None:
        with self._lock:
            reply.ending = ending
            if not reply.cut:
                self._line.close_reply(self._language)
                reply.playback.close(at_s=self._now_s)
            elif reply.heard_chars is None:
                # Its words came before its first sentence, and after it was decided.
                reply.heard_chars, reply.noted = 0, False

    def _put_back(self, reply: Reply, last: Reply) -> None:
        """Take back an attempt of which nothing was said: its words are heard again, with what came since."""
        with self._lock:
            self._ear.put_back(reply.utterance)
            if reply.attempt:
                self._before = reply.attempt.before
            self._track.take_back(reply, last)

    def _note_heard(self) -> None:
        """Have the store know how much was heard of what was broken off."""
        with self._lock:
            unnoted = self._track.unnoted()
        for reply in unnoted:
            try:
                with self._in_hand():
                    self._assistant.broken_off(reply.key, reply.heard_chars or 0)
            except StoreError as error:
                # The caller waits: the record is less exact, and the talk goes on.
                log.error("what was heard could not be noted: error=%s", error)
            reply.noted = True

    def _is_over(self) -> bool:
        """End the session when a reply has been played that ends the talk."""
        ending = self._track.last.ending
        return ending is not None and ending.kind != "listen" and self._is_quiet() and self._end(ending.kind)

    def _leaves(self) -> bool:
        """End the session for the sake of another process, while nobody speaks."""
        return self._draining.is_set() and self._is_quiet() and self._end("drain")

    def _end(self, reason: str) -> bool:
        with self._lock:
            if self._ear.holds_words:
                return False
            self._line.end(reason)
            self.ended_by = reason
            return True

    def _is_quiet(self) -> bool:
        with self._lock:
            at_s = self._ends_at_s
            return at_s is not None and self._now_s >= at_s

    def _is_silent(self) -> bool:
        with self._lock:
            at_s = self._quiet_at_s
            return at_s is not None and self._now_s >= at_s + PATIENCE_S

    @property
    def _quiet_at_s(self) -> float | None:
        """When we have said everything and the caller says nothing; None while there is something to answer."""
        over_at_s = self._track.last.playback.over_at_s
        if over_at_s is None or not self._ear.is_empty:
            return None
        return max(over_at_s, self._ear.quiet_from_s)

    @property
    def _ends_at_s(self) -> float | None:
        """When a session may end that is to end: whoever broke in last may have something to say."""
        at_s = self._quiet_at_s
        return at_s + GRACE_S if at_s is not None and self._track.last.cut else at_s

    @property
    def _now_s(self) -> float:
        return self._clock.monotonic()

    def _next_due_s(self) -> float | None:
        with self._lock:
            ending = self._track.last.ending
            if not self._ear.is_empty:
                due_at_s = self._ear.due_at_s
            elif self._draining.is_set() or (ending and ending.kind != "listen"):
                due_at_s = self._ends_at_s
            else:
                due_at_s = None if self._quiet_at_s is None else self._quiet_at_s + PATIENCE_S
            return None if due_at_s is None else max(0.0, due_at_s - self._now_s)
