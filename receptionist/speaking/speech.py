"""Speech: audio for sentences in time, or none of it, so that a reply has one voice; knows no vendor and no call.

Audio is a file under a name that only we can make (and every process of ours makes the same). What a caller waits
for is rendered at once, side by side, within a deadline; what is sure to be said one day is rendered ahead. Audio
that comes too late is kept for the next time. While the voice rests after a failure, only what is there is used.
"""

import hashlib
import hmac
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from datetime import date
from pathlib import Path
from typing import Protocol

from receptionist.cases import Sentence
from receptionist.ports import ReceptionistError, SpeechError
from receptionist.speaking.audio_files import NAME, AudioFiles
from receptionist.speaking.rendering import Line, Order, Rendering, as_spoken, can_be_spoken, refused
from receptionist.words.dialogue import Condition, Voice

log = logging.getLogger(__name__)

DEADLINE_S = 1.5
"""How long a caller waits for the audio of a reply."""
PATIENCE_S = 8.0
"""How long we wait when nobody does, or when only audio will do: Twilio gives up on a file after 15 s."""
_LAST_S = 1.0
"""How long what is being rendered may take when we close."""
AT_ONCE = 8
"""Sentences rendered side by side; the vendors' plans allow a handful to some thirty requests at a time."""
MOST_TRIES = 3
"""How often a line that fails is rendered ahead, in one process."""
_PROBE = ("One moment, please.", "en-US")


class Breaker(Protocol):
    """Knows whether the voice rests; see breaker.py."""

    def allows(self) -> bool: ...  # noqa: D102
    def failed(self, error: ReceptionistError) -> None: ...  # noqa: D102
    def worked(self) -> None: ...  # noqa: D102


class Speech:
    """Says sentences through one voice; any thread may use it."""

    def __init__(
        self,
        voice: Voice,
        files: AudioFiles,
        breaker: Breaker,
        *,
        secret: bytes,
        known: Iterable[Line] = (),
        words_of: Callable[[str], Line | None] = lambda name: None,
        on_rendered: Callable[[int, bool, str | None], None] = lambda characters, cached, call_sid: None,
        deadline_s: float = DEADLINE_S,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """`secret` makes the names; the same for every process and machine.

        `known` are the lines that are rendered ahead, `words_of` returns those of a name that was used in a call
        (it may raise StoreError), `on_rendered` gets what was spoken: characters, whether they were there
        already, and for which call.
        """
        self._voice = voice
        self._files = files
        self._breaker = breaker
        self._secret = secret
        self._known: Mapping[str, Line] = {self.name_of(*line): line for line in known}
        self._words_of = words_of
        self._on_rendered = on_rendered
        self._deadline_s = deadline_s
        self._patience_s = patience_s
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="speech")
        self._begun: dict[str, Future[None]] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._failures: Counter[str] = Counter()
        self._error: SpeechError | None = None
        self._checked: Condition | None = None

    def name_of(self, text: str, language: str) -> str:
        """Return the file name of a text: another for other words or another voice, else always the same."""
        words = "\0".join((self._voice.sounds, language[:2], as_spoken(text)))
        return f"{hmac.new(self._secret, words.encode(), hashlib.sha256).hexdigest()[:40]}.wav"

    def ready(self, sentences: Sequence[Sentence], *, call_sid: str | None = None) -> tuple[str, ...] | None:
        """Return the names of the audio of these sentences, or None unless all of it is there by the deadline."""
        if not all(map(can_be_spoken, sentences)):
            return None
        return self.together([self.begin(sentence, call_sid=call_sid) for sentence in sentences])

    def begin(self, sentence: Sentence, *, call_sid: str | None = None) -> Rendering:
        """Begin to render a sentence of a call, unless its audio is there: then it is only counted."""
        name = self.name_of(sentence.text, sentence.language)
        if not can_be_spoken(sentence):
            return Rendering(name, refused("too long, or without a word"))
        if self._files.find(name):
            self._account(len(sentence.text), cached=True, call_sid=call_sid)
            return Rendering(name)
        if not self._breaker.allows():
            return Rendering(name, refused("the voice rests"))
        line = (sentence.text, sentence.language)
        return Rendering(name, self._begin(name, line, call_sid, within_s=self._deadline_s))

    def together(self, begun: Sequence[Rendering]) -> tuple[str, ...] | None:
        """Return the names of what was begun, or None unless all of it is there by the deadline."""
        going = [rendering.future for rendering in begun if rendering.future]
        ended = wait(going, timeout=self._deadline_s, return_when=FIRST_EXCEPTION)
        if all(self._files.find(rendering.name) for rendering in begun if rendering.future):
            return tuple(rendering.name for rendering in begun)
        if not any(done.exception() for done in ended.done):
            self._failed(self._too_late(self._deadline_s))
        return None

    def cached(self, sentences: Sequence[Sentence]) -> tuple[str, ...] | None:
        """Return the names of the audio of these sentences if all of it is there now, else None."""
        names = tuple(self.name_of(sentence.text, sentence.language) for sentence in sentences)
        return names if all(map(self._files.find, names)) else None

    def audio(self, name: str) -> Path | None:
        """Return the file of a name; what we know and is gone is rendered again. Raises StoreError."""
        if not NAME.fullmatch(name):
            return None
        if path := self._files.find(name):
            return path
        line = self.words_of(name)
        if line is None:
            return None
        # Also while the voice rests: a <Play> without audio costs the caller more than a wait.
        wait([self._begin(name, line, within_s=self._patience_s)], timeout=self._patience_s)
        return self._files.find(name)

    def words_of(self, name: str) -> Line | None:
        """Return what a name says, None when nobody knows. Raises StoreError."""
        return self._known.get(name) or self._words_of(name)

    def is_fixed(self, name: str) -> bool:
        """Tell whether a name is of a line that is rendered ahead, and said in many calls."""
        return name in self._known

    def ahead(self, lines: Iterable[Line] | None = None) -> int:
        """Render what is missing among lines (those known from the start), one at a time; return how many.

        Stops when the voice rests. What fails comes last the next time, and is left to its day after a few times.
        Only one process at a time does it for a directory.
        """
        named = self._known if lines is None else {self.name_of(*line): line for line in lines}
        rendered = 0
        with self._files.alone() as alone:
            for name in sorted(named, key=self._failures.__getitem__) if alone else ():
                if self._files.find(name) or self._failures[name] >= MOST_TRIES:
                    continue
                if self._closing.is_set() or not self._breaker.allows():
                    break
                rendered += self._one_ahead(name, named[name])
        return rendered

    def probe(self) -> None:
        """Have the voice say a few words, to see whether it is well again. Raises SpeechError."""
        began_s = time.monotonic()
        try:
            self._voice.speak(_PROBE[0], language=_PROBE[1], abandoned=self._closing.is_set)
            self._account(len(_PROBE[0]), cached=False, call_sid=None)
            if time.monotonic() - began_s > self._deadline_s:
                raise self._too_late(self._deadline_s)
        except SpeechError as error:
            self._error = error
            raise
        self._error = None

    def check(self, today: date) -> None:
        """Ask the vendor whether all is set as it must be, for `condition`. Raises SpeechError."""
        self._checked = self._voice.check(today)

    def condition(self) -> Condition:
        """Return how the voice does, with the remedy; while it does not do well, callers hear Twilio's own."""
        if self._error and not self._breaker.allows():
            return Condition(ok=False, detail=str(self._error))
        return self._checked or Condition(ok=True, detail=f"{self._voice.name}, not checked yet")

    def sweep(self) -> int:
        """Make room: delete the audio that was used least recently; return how many files."""
        return self._files.sweep()

    def forget(self, names: Iterable[str]) -> None:
        """Delete the audio of what somebody said or was told; lines of ours that everybody hears stay."""
        self._files.forget(name for name in names if not self.is_fixed(name))

    def close(self) -> None:
        """Begin nothing more, and wait for nothing."""
        with self._lock:
            self._closing.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def disconnect(self) -> None:
        """Let go of the vendor; what is being rendered has a moment to end.

        A connection that is made while its client closes is closed by nobody.
        """
        with self._lock:
            begun = tuple(self._begun.values())
        wait(begun, timeout=_LAST_S)
        self._voice.close()

    def _begin(self, name: str, line: Line, call_sid: str | None = None, *, within_s: float) -> Future[None]:
        """Return the rendering of a name, begun now unless somebody else has begun it."""
        order = Order(name, line, call_sid, within_s, at_s=time.monotonic())
        with self._lock:
            if begun := self._begun.get(name):
                return begun
            if self._closing.is_set():
                return refused("speech is closing down")
            future = self._begun[name] = self._pool.submit(self._render, order)
        future.add_done_callback(lambda done: self._over(name, done))
        return future

    def _over(self, name: str, done: Future[None]) -> None:
        with self._lock:
            self._begun.pop(name, None)
        error = None if done.cancelled() else done.exception()
        if error and not isinstance(error, SpeechError):
            log.error("rendering broke", exc_info=error)

    def _render(self, order: Order) -> None:
        """Render into the cache, however late; raises what went wrong, also when it took too long."""
        if self._files.find(order.name):
            return
        text, language = as_spoken(order.line[0]), order.line[1]
        if order.is_late():
            # It has waited in line so long that nobody waits for it: it need not be paid.
            raise self._too_late(order.within_s)
        try:
            audio = self._voice.speak(text, language=language, abandoned=self._closing.is_set)
            self._account(len(text), cached=False, call_sid=order.call_sid)
            self._files.write(order.name, audio)
        except SpeechError as error:
            if not order.is_late():
                self._failed(error)
            raise
        if not order.is_late():
            # Whoever waited in vain has noted that it failed; what comes late says nothing of how it is now.
            self._error = None
            self._breaker.worked()

    def _too_late(self, within_s: float) -> SpeechError:
        return SpeechError(f"{self._voice.name} takes longer than {within_s:g} s for a sentence")

    def _failed(self, error: SpeechError) -> None:
        self._error = error
        if not self._closing.is_set():
            self._breaker.failed(error)

    def _one_ahead(self, name: str, line: Line) -> bool:
        wait([self._begin(name, line, within_s=self._patience_s)], timeout=self._patience_s)
        if self._files.find(name):
            return True
        self._failures[name] += 1
        return False

    def _account(self, characters: int, *, cached: bool, call_sid: str | None) -> None:
        try:
            self._on_rendered(characters, cached, call_sid)
        except ReceptionistError as error:
            # What it cost matters less than that it is heard.
            log.warning("speech not accounted for: characters=%d error=%s", characters, error)
