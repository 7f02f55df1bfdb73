"""The replies on their way to one caller, the oldest first: which one is being heard; sends nothing.

Twilio plays what it was sent in order, also when the caller said something meanwhile that did not stop it. An
interruption throws away all that was not played yet, of every reply.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from receptionist.attempt import Attempt
from receptionist.cases import Ending, TurnKey, Utterance
from receptionist.relay.playback import Playback
from receptionist.words.broken_off import chars_heard


@dataclass(slots=True, eq=False)
class Reply:
    """A reply on its way to the caller."""

    key: TurnKey
    utterance: Utterance = field(default_factory=Utterance)
    """What it answers."""
    attempt: Attempt | None = None
    """What stops its making; None for what is made to the end."""
    playback: Playback = field(default_factory=Playback)
    ending: Ending | None = None
    cut: bool = False
    """True once the caller has broken in: nothing more of it may leave."""
    heard_chars: int | None = None
    """How much was heard of what was broken off."""
    noted: bool = False
    """Whether the store knows how much was heard."""

    @property
    def begun(self) -> bool:
        """Whether anything of it but a filler has left."""
        return bool(self.playback.text)

    def stop(self) -> None:
        """Let nothing more of it leave; who makes it is told."""
        self.cut = True
        if self.attempt:
            self.attempt.stop()

    def break_off(self, heard_chars: int, *, at_s: float) -> None:
        """Let nothing more of it leave; what is made of it by then is kept."""
        self.cut, self.heard_chars = True, heard_chars
        self.playback.cut(at_s=at_s)
        if not self.begun:
            self.stop()


class Track:
    """The replies that may still be heard; times are those of one monotonic clock, in seconds."""

    def __init__(self, first: Reply) -> None:
        self._replies = [first]

    @property
    def last(self) -> Reply:
        """The newest reply."""
        return self._replies[-1]

    def begin(self, reply: Reply, *, at_s: float) -> None:
        """Put a reply behind those that are still playing, and forget those that are over."""
        reply.playback = Playback(after_s=self.last.playback.ends_at_s)
        needed = {*self._playing(at_s), *self.unnoted()}
        self._replies = [*(each for each in self._replies if each in needed), reply]

    def take_back(self, reply: Reply, before: Reply) -> None:
        """Forget a reply of which nothing was said; `before` is the newest one again."""
        self._replies = [*(each for each in self._replies if each not in (reply, before)), before]

    def interrupt(self, until: str, *, at_s: float) -> bool:
        """Take in that the caller broke in, `until` being the last words heard; False when all was played."""
        playing = [each for each in self._playing(at_s) if not each.cut]
        named = (n for n, each in enumerate(playing) if chars_heard(each.playback.text, until))
        at = next(named, 0)
        for reply in playing[:at]:
            reply.playback.cut(at_s=at_s)
        for n, reply in enumerate(playing[at:]):
            reply.break_off(0 if n else reply.playback.heard(until), at_s=at_s)
        return bool(playing)

    def played(self, words: str, *, at_s: float) -> None:
        """Take in a report of words that were played: of the first reply that has them, after the earlier ones."""
        for n, reply in enumerate(self._replies):
            if reply.playback.played(words, at_s=at_s):
                for earlier in self._replies[:n]:
                    earlier.playback.cut(at_s=at_s)
                return

    def fell_silent(self, *, at_s: float) -> None:
        """Take in that our voice ceased."""
        for reply in self._replies:
            reply.playback.fell_silent(at_s=at_s)

    def unnoted(self) -> list[Reply]:
        """Return the replies that were broken off and whose end the store does not know yet."""
        return [each for each in self._replies if each.ending and each.heard_chars is not None and not each.noted]

    def _playing(self, at_s: float) -> Iterator[Reply]:
        """Yield what is not known to have been played to its end."""
        for reply in self._replies:
            over_at_s = reply.playback.over_at_s
            if over_at_s is None or at_s < over_at_s:
                yield reply
