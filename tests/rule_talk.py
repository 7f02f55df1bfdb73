"""A talk by the rules alone, without app or store: what is said goes in, the draft of the reply comes out."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal

from receptionist import calls
from receptionist.cases import Call, Case, TurnKind, Utterance
from receptionist.rules.decide import decide
from receptionist.rules.draft import Draft, Situation
from receptionist.rules.learning import learn
from receptionist.shop import business as business_file
from receptionist.shop import services
from receptionist.shop.business import Business
from receptionist.understanding.heard import Understood
from receptionist.understanding.understand import understand

NOON = datetime(2026, 7, 14, 18, 0, tzinfo=UTC)
SERVICES = services.load()


@cache
def ridgeline() -> Business:
    """Return the fictional business that the tests' callers ring."""
    return business_file.load(Path(__file__).parent.parent / "business.toml")


class RuleTalk:
    """One caller, greeted already. `draft` is the last reply."""

    def __init__(self, *, channel: Literal["voice", "sms"] = "voice", language: str = "en-US") -> None:
        call = Call(
            sid="CA1",
            case_id="c",
            from_number="",
            to_number="",
            caller_id="+13035550142",
            started_at=NOON,
            channel=channel,
        )
        case = Case(id="c", party=None, opened_at=NOON, updated_at=NOON, language=language)
        self._heard(call, case, "greeting", Understood(intelligible=False))

    def says(self, words: str) -> Draft:
        """Say something, and return the draft of the reply."""
        call, case = self.draft.call, self.draft.case
        hearing = calls.hearing(call, case, Utterance(text=words), ridgeline(), at=NOON)
        return self._heard(call, case, "speech", understand(words, hearing, SERVICES))

    def _heard(self, call: Call, case: Case, kind: TurnKind, understood: Understood) -> Draft:
        learned = learn(call, case, kind, understood)
        situation = Situation(
            kind=kind, understood=understood, asked=call.asks, business=ridgeline(), services=SERVICES, now=NOON
        )
        draft = decide(Draft(call=learned[0], case=learned[1], now=NOON), situation)
        asks = (draft.question.slot,) if draft.question else ()
        self.draft = replace(draft, call=replace(draft.call, asks=asks, turn=call.turn + 1))
        return self.draft
