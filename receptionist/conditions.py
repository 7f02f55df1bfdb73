"""How the parts do, for /health and for the vigil: gathers what each part knows of itself; asks nobody outside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from receptionist.models.checkup import together
from receptionist.ports import Clock, StoreError
from receptionist.settings import Settings
from receptionist.storage.shelves import Shelves
from receptionist.words.dialogue import Condition

Look = Callable[[], Condition]


@dataclass(frozen=True, slots=True)
class Conditions:
    """The condition of each component, by the names that /health shows."""

    settings: Settings
    kept: Shelves
    clock: Clock
    conversation: tuple[Look, ...]
    speech: Look | None
    """None when Twilio's own voice speaks."""
    twilio: Callable[[], tuple[Condition, ...]]
    followups: tuple[Look, ...]

    def __call__(self) -> Mapping[str, Condition]:
        """Return how each component does now."""
        settings = self.settings
        checked = settings.twilio_auth_token and settings.validate_twilio_requests
        signed = "signatures are checked" if checked else "open: signatures are not checked"
        return {
            "conversation": _together(*self.conversation, well=", ".join(settings.conversations)),
            "speech": self.speech() if self.speech else Condition(ok=True, detail="Twilio's voice"),
            "twilio": together(*self.twilio(), well=signed),
            "followups": _together(*self.followups, well="people are told"),
        }

    def lasting(self) -> Mapping[str, Condition]:
        """Return what the owner is told of when it lasts. Raises StoreError."""
        given_up = self.kept.outbox.counts(now=self.clock.now())["dead"]
        detail = f"{given_up} follow-ups were given up: the log says which, and why"
        return {**self(), "follow-ups": Condition(ok=not given_up, detail=detail)}

    def takes_calls(self) -> bool:
        """Tell whether calls can be taken: whether the store answers."""
        try:
            self.kept.store.check()
        except StoreError:
            return False
        return True


def _together(*looks: Look, well: str) -> Condition:
    return together(*(look() for look in looks), well=well)
