"""What of our words a caller has heard by now, as far as anybody can know; sends nothing, measures nothing.

Twilio reports the words that were played. Where no report comes, the length of the text tells when it is over.
"""

from receptionist.words.broken_off import chars_heard

WORDS_A_SECOND = 2.5
BEGINS_AFTER_S = 0.5
"""From a sentence's leaving to its first sound."""
REPORT_WITHIN_S = 2.0
"""How late a report may be: then the length of the text is believed."""


class Playback:
    """The words of one reply on their way; times are those of one monotonic clock, in seconds."""

    def __init__(self, *, after_s: float = 0.0) -> None:
        """`after_s` is when what was sent before has been played."""
        self.text = ""
        self._played = 0
        self._reported = False
        self._closed = False
        self._ends_at_s = after_s
        self._over_at_s: float | None = None

    def add(self, words: str, *, at_s: float) -> None:
        """Take in what was sent."""
        self.text = f"{self.text} {words}".strip()
        self.bridge(words, at_s=at_s)

    def bridge(self, words: str, *, at_s: float) -> None:
        """Take in what only fills a wait: it takes time, and is no part of the reply."""
        self._ends_at_s = max(self._ends_at_s, at_s + BEGINS_AFTER_S) + len(words.split()) / WORDS_A_SECOND

    def close(self, *, at_s: float) -> None:
        """Note that the reply is whole."""
        self._closed = True
        self._ends_at_s = max(self._ends_at_s, at_s)

    def played(self, words: str, *, at_s: float) -> bool:
        """Take in a report; one that comes twice, or is about other words, tells nothing: False."""
        last_words = " ".join(words.split())
        at = self.text.find(last_words, self._played) if last_words else -1
        if at < 0:
            return False
        self._reported = True
        self._played = at + len(last_words)
        if self._closed and self._played >= len(self.text):
            self._over_at_s = at_s
        return True

    def fell_silent(self, *, at_s: float) -> None:
        """Take in that our voice ceased: the end of the reply, unless words are known to be missing."""
        if self._closed and not (self._reported and self._played < len(self.text)):
            self._over_at_s = at_s

    def cut(self, *, at_s: float) -> None:
        """Note that the caller broke in: nothing more is played."""
        self._closed = True
        self._over_at_s = at_s

    def heard(self, until: str) -> int:
        """Return how many characters were heard, by the reports and by the last words that were."""
        return max(self._played, chars_heard(self.text, until))

    @property
    def ends_at_s(self) -> float:
        """When the last word that was sent was, or should be, played."""
        return self._ends_at_s if self._over_at_s is None else self._over_at_s

    @property
    def over_at_s(self) -> float | None:
        """When the last word was, or will have been, played; None while there is more to come."""
        if not self._closed:
            return None
        return self._over_at_s if self._over_at_s is not None else self._ends_at_s + REPORT_WITHIN_S
