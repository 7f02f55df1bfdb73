"""The voice of a reply, sentence by sentence; without one all of it is for the network's own. Renders nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from receptionist.cases import Sentence
from receptionist.speaking.rendering import Rendering


class Speech(Protocol):
    """Has audio for sentences."""

    def name_of(self, text: str, language: str) -> str: ...  # noqa: D102
    def begin(self, sentence: Sentence, *, call_sid: str | None = None) -> Rendering: ...  # noqa: D102
    def together(self, begun: Sequence[Rendering]) -> tuple[str, ...] | None: ...  # noqa: D102
    def cached(self, sentences: Sequence[Sentence]) -> tuple[str, ...] | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Came:
    """A sentence that may be said, and its audio if a voice says it, which was begun as soon as the words came."""

    sentence: Sentence
    audio: Rendering | None

    @property
    def settled(self) -> bool:
        """Whether no audio is waited for."""
        return self.audio is None or self.audio.over


class VoiceOf:
    """Gives replies their voice, or none."""

    def __init__(self, speech: Speech | None) -> None:
        self._speech = speech

    @property
    def speaks(self) -> bool:
        """Whether there is a voice but the network's own."""
        return self._speech is not None

    def came(self, sentence: Sentence, *, call_sid: str | None) -> Came:
        """Begin the audio of a sentence, and count it for the call."""
        return Came(sentence, self._speech.begin(sentence, call_sid=call_sid) if self._speech else None)

    def together(self, came: tuple[Came, ...]) -> tuple[str, ...] | None:
        """Return the names of the audio of all of it, waiting for a moment; None where no voice says it."""
        begun = [each.audio for each in came if each.audio]
        return self._speech.together(begun) if self._speech and len(begun) == len(came) else None

    def again(self, sentences: tuple[Sentence, ...], *, call_sid: str) -> tuple[str, ...] | None:
        """Return the same for sentences that were counted before."""
        if self._speech is None:
            return None
        if there := self._speech.cached(sentences):
            return there
        return self._speech.together([self._speech.begin(each, call_sid=call_sid) for each in sentences])

    def names(self, sentences: tuple[Sentence, ...]) -> tuple[str, ...] | None:
        """Return the names of audio that was there once."""
        speech = self._speech
        return tuple(speech.name_of(each.text, each.language) for each in sentences) if speech else None
