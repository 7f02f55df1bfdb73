"""Keys as they are pressed, one at a time, until they make an input; understands none of them."""

WANTED = {"callback_number": 10}
"""How many digits answer a question that is answered by so many."""
PAUSE_S = 3.0
"""So long after the last key an input is complete."""
MOST_KEYS = 64


class Keypad:
    """The keys of one caller; times are those of one monotonic clock, in seconds."""

    def __init__(self) -> None:
        self._keys = ""
        self._done = False
        self._last_at_s = 0.0

    def press(self, digit: str, *, at_s: float) -> bool:
        """Take in a key; `#` after others completes them, and alone it says nothing: False."""
        if digit == "#" and not self._keys:
            return False
        self._last_at_s = at_s
        if digit == "#":
            self._done = True
        elif len(self._keys) < MOST_KEYS:
            self._keys += digit
        return True

    def put_back(self, keys: str) -> None:
        """Take back keys that nobody answered: they are an input as before, with any that came since."""
        self._keys, self._done = keys + self._keys, True

    def is_emergency(self, emergency: str) -> bool:
        """Tell whether the emergency number was keyed."""
        return self._keys == emergency

    @property
    def due_at_s(self) -> float | None:
        """When these keys are an input if no other one comes; None when there are none."""
        if not self._keys:
            return None
        return self._last_at_s if self._done else self._last_at_s + PAUSE_S

    def take(self, asks: tuple[str, ...], emergency: str, *, at_s: float) -> str:
        """Return the keys once they are an input, and forget them; empty until then.

        The emergency number waits for nothing.
        """
        wanted = WANTED.get(asks[0], 0) if asks else 0
        whole = self._done or self.is_emergency(emergency) or (wanted and len(self._keys) >= wanted)
        if not self._keys or not (whole or at_s >= self._last_at_s + PAUSE_S):
            return ""
        return self.rest()

    def rest(self) -> str:
        """Return what was pressed by now, and forget it."""
        keys, self._keys, self._done = self._keys, "", False
        return keys
