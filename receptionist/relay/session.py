"""The talk over one socket: frames in, sentences out, as they may be said; decides nothing about the business.

Two threads work on it. The socket's own thread takes frames in (`take`) and is never kept waiting; the other one
(`step`) has the replies made and says them. What both touch is guarded by one lock, which is held for every send:
so once the caller has broken into a reply, nothing more of it leaves.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from receptionist.attempt import Attempt
from receptionist.calls import Ring
from receptionist.cases import Call, Case, Ending, EndingKind, Sentence, Turn, TurnKey, TurnKind, Utterance
from receptionist.ports import Clock
from receptionist.relay.keypad import Keypad
from receptionist.relay.playback import Playback
from receptionist.relay.seams import Assistant, Line
from receptionist.replies import Spoken

log = logging.getLogger(__name__)

PATIENCE_S = 6.0
"""Silence after our words until we speak again."""
LONGEST_SPEECH_S = 30.0
"""How long somebody who began to speak is waited for, when nothing says that they ceased."""
GRACE_S = 2.0
"""After an interruption before our first word: how long its words are waited for, until we begin again."""


@dataclass(slots=True)
class _Reply:
    """A reply on its way to the caller."""

    key: TurnKey
    words: str = ""
    """What it answers, when that was spoken."""
    attempt: Attempt | None = None
    """What stops its making; None for what is made at once, and to the end."""
    playback: Playback = field(default_factory=Playback)
    ending: Ending | None = None
    cut: bool = False
    """True once the caller has broken in: nothing more of it may leave."""
    heard_chars: int | None = None
    noted: bool = True
    """False while the store does not know yet how much was heard."""

    @property
    def begun(self) -> bool:
        """Whether anything of it but a filler has left."""
        return bool(self.playback.text)


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
        in_hand: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        """`last` is the turn whose reply greets this socket's caller. `in_hand` surrounds each reply."""
        self.ended_by = ""
        """Why the session is over: how the last reply ended, or `drain`; empty while it goes on."""
        self._ring, self._assistant, self._line, self._clock = ring, assistant, line, clock
        self._language, self._emergency_number = language, emergency_number
        self._draining, self._in_hand = draining or threading.Event(), in_hand
        self._lock = threading.RLock()
        self._keypad = Keypad()
        self._words: list[str] = []
        """What was said and not answered yet."""
        self._before: tuple[Call, Case] | None = None
        """The matter before these words, when a reply to the first of them was stopped before it was begun."""
        self._wait_until_s = self._quiet_from_s = 0.0
        self._reply = self._greeted(last)

    def _greeted(self, last: Turn) -> _Reply:
        reply = _Reply(last.key)
        if last.reply:
            reply.playback.add(last.reply.text, at_s=self._now_s)
            reply.ending = last.reply.ending
        reply.playback.close(at_s=self._now_s)
        return reply

    # What the caller does, taken in by the socket's thread.

    def said(self, words: str) -> None:
        """The caller has said something: what was said before and has no answer yet goes with it."""
        with self._lock:
            self._words.append(words)
            self._wait_until_s, self._quiet_from_s = 0.0, self._now_s
            if not (self._reply.begun or self._reply.ending):
                self._stop()

    def pressed(self, digit: str) -> None:
        """The caller has pressed a key."""
        with self._lock:
            self._keypad.press(digit, at_s=self._now_s)
            self._quiet_from_s = self._now_s

    def interrupted(self, until: str) -> None:
        """The caller broke in; `until` are the last words that were heard."""
        with self._lock:
            reply, over_at_s = self._reply, self._reply.playback.over_at_s
            self._quiet_from_s = self._now_s
            if reply.cut or (over_at_s is not None and self._now_s >= over_at_s):
                return
            if not (reply.ending or reply.begun):
                self._wait_until_s = self._now_s + GRACE_S
            reply.heard_chars, reply.noted = reply.playback.heard(until), False
            reply.playback.cut(at_s=self._now_s)
            self._stop()

    def played(self, words: str) -> None:
        """The caller has heard these words."""
        with self._lock:
            self._reply.playback.played(words, at_s=self._now_s)

    def speaks(self, *, agent: bool, on: bool) -> None:
        """We, or the caller, began or ceased to speak."""
        with self._lock:
            if not agent:
                self._quiet_from_s = self._now_s + (LONGEST_SPEECH_S if on else 0.0)
            elif not on:
                self._reply.playback.fell_silent(at_s=self._now_s)

    def _stop(self) -> None:
        """Let nothing more of the reply leave; who makes it is told."""
        self._reply.cut = True
        if self._reply.attempt:
            self._reply.attempt.stop()

    # What is done about it, by the thread that speaks.

    def step(self) -> float | None:
        """Do what is due, and return in how many seconds something will be; None when only the caller can tell."""
        self._note_heard()
        if utterance := self._taken():
            self._answer(utterance, "speech")
            self._note_heard()
        elif self._is_over() or self._leaves():
            return 0.0
        elif self._is_silent():
            self._answer(Utterance(), "silence")
        return self._next_due_s()

    def _taken(self) -> Utterance | None:
        """Return what is to be answered now: words before keys."""
        with self._lock:
            if self._words and self._now_s >= self._wait_until_s:
                words, self._words = " ".join(self._words), []
                return Utterance(text=words)
            asks = self._reply.ending.asks if self._reply.ending else ()
            keys = self._keypad.take(asks, self._emergency_number, at_s=self._now_s)
            return Utterance(keys=keys) if keys else None

    def _answer(self, utterance: Utterance, kind: TurnKind) -> None:
        turn = self._reply.ending.turn if self._reply.ending else self._reply.key.turn
        with self._lock:
            attempt = Attempt(self._before) if utterance.text else None
            reply = _Reply(TurnKey(self._ring.sid, turn, kind), utterance.text, attempt)
            last, self._reply = self._reply, reply
            if self._words:  # More came while these were taken.
                self._stop()
        with self._in_hand():
            spoken = self._assistant.hear(self._ring, utterance, turn=turn, kind=kind, attempt=attempt)
            self._speak(reply, spoken)
        if reply.ending is None:
            self._put_back(reply, last)
        elif attempt:
            self._before = None

    def _speak(self, reply: _Reply, spoken: Iterator[Spoken]) -> None:
        """Say a reply as it comes; one that was broken off is made to its end, unless nothing of it was said."""
        for item in spoken:
            if isinstance(item, Ending):
                self._close(reply, item)
                return
            if not self._say(reply, item) and reply.attempt and not (reply.begun or reply.attempt.committed):
                return

    def _say(self, reply: _Reply, sentence: Sentence) -> bool:
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

    def _close(self, reply: _Reply, ending: Ending) -> None:
        with self._lock:
            reply.ending = ending
            if not reply.cut:
                self._line.close_reply(self._language)
                reply.playback.close(at_s=self._now_s)
            elif reply.heard_chars is None:
                # Its words came before its first sentence, and after it was decided.
                reply.heard_chars, reply.noted = 0, False

    def _put_back(self, reply: _Reply, last: _Reply) -> None:
        """Take back an attempt of which nothing was said: its words are heard again, with what came since."""
        with self._lock:
            if reply.attempt:
                self._words.insert(0, reply.words)
                self._before = reply.attempt.before
            self._reply = last

    def _note_heard(self) -> None:
        """Have the store know how much was heard of a reply that was broken off."""
        reply = self._reply
        if not reply.noted and reply.ending:
            reply.noted = True
            self._assistant.broken_off(reply.key, reply.heard_chars or 0)

    def _is_over(self) -> bool:
        """End the session when a reply has been played that ends the talk."""
        ending: EndingKind = self._reply.ending.kind if self._reply.ending else "listen"
        if ending == "listen" or self._now_s < (self._spoken_at_s or 0.0):
            return False
        return self._end(ending)

    def _leaves(self) -> bool:
        """End the session for the sake of another process, between two sentences."""
        at_s = self._spoken_at_s
        return self._draining.is_set() and at_s is not None and self._now_s >= at_s and self._end("drain")

    def _end(self, reason: str) -> bool:
        with self._lock:
            if self._words:
                return False
            self._line.end(reason)
            self.ended_by = reason
            return True

    def _is_silent(self) -> bool:
        with self._lock:
            due_s = self._silent_at_s
            waits = bool(self._words) or self._keypad.due_at_s is not None
            return due_s is not None and not waits and self._now_s >= due_s

    @property
    def _silent_at_s(self) -> float | None:
        """When the caller has been silent for long enough."""
        at_s = self._spoken_at_s
        return None if at_s is None else max(at_s, self._quiet_from_s) + PATIENCE_S

    @property
    def _spoken_at_s(self) -> float | None:
        return self._reply.playback.over_at_s

    @property
    def _now_s(self) -> float:
        return self._clock.monotonic()

    def _next_due_s(self) -> float | None:
        with self._lock:
            waiting_s = self._wait_until_s if self._words else None
            ends = self._draining.is_set() or (self._reply.ending and self._reply.ending.kind != "listen")
            ends_s = self._spoken_at_s if ends else self._silent_at_s
            due = [at_s for at_s in (waiting_s, self._keypad.due_at_s, ends_s) if at_s is not None]
            return max(0.0, min(due) - self._now_s) if due else None
