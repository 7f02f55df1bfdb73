"""A vendor's voice that is made when it first speaks; its name and sound are known before."""

from collections.abc import Callable
from datetime import date

from receptionist.later import Once
from receptionist.words.dialogue import Condition, Voice


class LateVoice:
    """A `receptionist.words.dialogue.Voice`."""

    def __init__(self, name: str, *, model: str, sounds: str, voice: Once[Voice]) -> None:
        self.name, self.model, self.sounds = name, model, sounds
        self._voice = voice

    def speak(self, text: str, *, language: str, abandoned: Callable[[], bool] = lambda: False) -> bytes:
        """Return a whole WAV file of telephone quality."""
        return self._voice().speak(text, language=language, abandoned=abandoned)

    def check(self, today: date) -> Condition:
        """Ask the vendor whether key, voice and model will do."""
        return self._voice().check(today)

    def close(self) -> None:
        """Let go of the connections, if there are any."""
        if self._voice.made:
            self._voice().close()
