"""What one caller has said and keyed that has no answer yet, and since when they are quiet; understands nothing.

Times are those of one monotonic clock, in seconds.
"""

from receptionist.cases import Utterance
from receptionist.relay.keypad import Keypad

LONGEST_SPEECH_S = 30.0
"""How long somebody who began to speak is waited for, when nothing says that they ceased."""
GRACE_S = 2.0
"""After an interruption: how long its words are waited for, until we begin again or end as we meant to."""


class Ear:
    """Collects until somebody answers; what was taken and could not be answered is put back."""

    def __init__(self, emergency_number: str) -> None:
        self.quiet_from_s = 0.0
        """Since when the caller neither speaks nor presses a key; in the future while they speak."""
        self._emergency_number = emergency_number
        self._keypad = Keypad()
        self._idle_key_at_s = -GRACE_S
        """When a key was pressed that says nothing: it broke in all the same."""
        self._words: list[str] = []
        self._wait_until_s = 0.0

    @property
    def holds_words(self) -> bool:
        """Whether something was said that has no answer."""
        return bool(self._words)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be answered, now or when it is complete."""
        return not self._words and self._keypad.due_at_s is None

    @property
    def due_at_s(self) -> float | None:
        """When what is here is to be taken if nothing else comes; None when it is empty."""
        if self._words:
            return self._wait_until_s
        keys_at_s = self._keypad.due_at_s
        return None if keys_at_s is None else max(keys_at_s, self._wait_until_s)

    def said(self, words: str, *, at_s: float) -> None:
        """Take in words, which are waited for no longer."""
        self._words.append(words)
        self._wait_until_s, self.quiet_from_s = 0.0, at_s

    def pressed(self, digit: str, *, at_s: float) -> None:
        """Take in a key."""
        self.quiet_from_s = at_s
        if not self._keypad.press(digit, at_s=at_s):
            self._idle_key_at_s, self._wait_until_s = at_s, 0.0

    def speaks(self, *, on: bool, at_s: float) -> None:
        """Take in that the caller began, or ceased, to speak."""
        self.quiet_from_s = at_s + (LONGEST_SPEECH_S if on else 0.0)

    def broke_in(self, *, at_s: float) -> None:
        """Wait for the words of an interruption, unless it was a key that says nothing."""
        if at_s >= self._idle_key_at_s + GRACE_S:
            self.wait(at_s=at_s)

    def wait(self, *, at_s: float) -> None:
        """Give out nothing for a while, but the emergency number, unless something is said."""
        self._wait_until_s = at_s + GRACE_S

    def take(self, asks: tuple[str, ...], *, at_s: float) -> Utterance | None:
        """Return what is to be answered now, all of it in one, and forget it."""
        if at_s < self._wait_until_s and not self._keypad.is_emergency(self._emergency_number):
            return None
        keys = self._keypad.take(asks, self._emergency_number, at_s=at_s)
        return self._utterance(keys) if keys or self._words else None

    def rest(self) -> Utterance | None:
        """Return all there is, complete or not, and forget it."""
        return None if self.is_empty else self._utterance(self._keypad.rest())

    def put_back(self, utterance: Utterance) -> None:
        """Take back what was not answered: it goes before what came since."""
        if utterance.text:
            self._words.insert(0, utterance.text)
        if utterance.keys:
            self._keypad.put_back(utterance.keys)

    def _utterance(self, keys: str) -> Utterance:
        words, self._words = " ".join(self._words), []
        return Utterance(text=words, keys=keys)
