"""What a caller hears when an answer of ours failed: no error, no end without a reason; keeps nothing.

It needs no store, since that may be what failed. The same request is asked for again, so that words which were
kept get their answer; after a few times a person is rung, then a voicemail is taken.
"""

from dataclasses import dataclass

from receptionist.channels.twiml import Renderer
from receptionist.understanding.danger import hear_danger
from receptionist.understanding.text import normalise

MOST_RETRIES = 2
"""How often the same request is asked for again before somebody else has to help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedRequest:
    """A request of Twilio's that could not be answered."""

    path: str
    turn: int | None = None
    attempt: int = 1
    """Which person it was about, of those who were rung."""
    silent: bool = False
    part: int = 1
    """Which part of a reply was asked for."""
    times: int = 0
    """How often it has failed before."""
    words: str = ""
    keys: str = ""


@dataclass(frozen=True, slots=True)
class LastNet:
    """Catches a call that we would drop."""

    renderer: Renderer

    def catch(self, failed: FailedRequest) -> str:
        """Return TwiML that keeps the caller. Danger is answered with the emergency number even now."""
        phrase = self._phrase(failed.words, failed.keys)
        if failed.times < MOST_RETRIES:
            return self.renderer.once_more(phrase, self._again(failed))
        if failed.times == MOST_RETRIES:
            return self.renderer.rescue(phrase, f"/voice/voicemail?sorry={failed.times + 1}")
        return self.renderer.turned_away()

    def sorry(self, words: str, keys: str, *, language: str) -> str:
        """Return what is said over a socket to words that could not be answered."""
        return self.renderer.phrase(self._phrase(words, keys), language=language)

    def _phrase(self, words: str, keys: str) -> str:
        risk = hear_danger(normalise(words)) if words else None
        advised = keys == self.renderer.business.emergency_number or (risk and risk.danger == "certain")
        return "advise_911" if advised else "fallback"

    def _again(self, failed: FailedRequest) -> str:
        turn = f"turn={failed.turn}&" if failed.turn is not None else ""
        attempt = f"try={failed.attempt}&" if failed.attempt > 1 else ""
        silent = "silent=1&" if failed.silent else ""
        part = f"part={failed.part}&" if failed.part > 1 else ""
        return f"{failed.path}?{turn}{attempt}{silent}{part}sorry={failed.times + 1}"
