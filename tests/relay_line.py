"""A session without a socket and without rules: replies as they are told; time passes when somebody says so."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from receptionist.attempt import Attempt
from receptionist.calls import Ring
from receptionist.cases import Ending, EndingKind, Reply, Sentence, Turn, TurnKey, TurnKind, Utterance
from receptionist.relay.session import Session
from receptionist.replies import Spoken
from simulator.clock import VirtualClock

SID = "CA" + "1" * 32
AT = datetime(2026, 7, 14, 20, 5, tzinfo=UTC)
Step = Sentence | Callable[[], object]


class KeptLine:
    """Implements relay.seams.Line: remembers what was sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def say(self, text: str, *, language: str, filler: bool) -> None:
        self.sent.append(("filler" if filler else "say", text))

    def close_reply(self, language: str) -> None:
        self.sent.append(("close", language))

    def speak(self, language: str) -> None:
        self.sent.append(("language", language))

    def end(self, reason: str) -> None:
        self.sent.append(("end", reason))


class ToldAssistant:
    """Implements relay.seams.Assistant: makes each reply of what it was told, a step at a time."""

    def __init__(self) -> None:
        self.replies: list[tuple[list[Step], EndingKind]] = []
        self.heard: list[tuple[str, int | None, TurnKind]] = []
        """Words or keys, the turn they answer, and its kind."""
        self.utterances: list[Utterance] = []
        self.noted: list[tuple[int, int]] = []
        """How many characters were heard of which turn's reply."""
        self.made = 0
        """Replies that were made to their end."""
        self.asks: tuple[str, ...] = ()

    def tells(self, *steps: Step, ending: EndingKind = "listen") -> None:
        self.replies.append((list(steps), ending))

    def hear(
        self,
        ring: Ring,
        utterance: Utterance,
        *,
        turn: int | None = None,
        kind: TurnKind = "speech",
        attempt: Attempt | None = None,
    ) -> Iterator[Spoken]:
        self.heard.append((utterance.text or utterance.keys, turn, kind))
        self.utterances.append(utterance)
        usual: tuple[list[Step], EndingKind] = ([Sentence(text="Go on.")], "listen")
        steps, ending = self.replies.pop(0) if self.replies else usual
        said = 0
        for step in steps:
            if isinstance(step, Sentence):
                said += 1
                yield step
            else:
                step()
                if attempt and attempt.stopped and not said:
                    return
        if attempt:
            attempt.committed = True
        self.made += 1
        yield Ending(kind=ending, turn=(turn or 0) + 1, asks=self.asks)

    def broken_off(self, key: TurnKey, heard_chars: int) -> None:
        self.noted.append((key.turn, heard_chars))


class Talk:
    """A session that has begun, everything around it, and what a caller does on it."""

    def __init__(self, clock: VirtualClock) -> None:
        greeting = Reply(
            at=AT,
            sentences=(Sentence(text="Ridgeline, hello. What's going on?"),),
            ending=Ending(kind="listen", turn=1, asks=("problem",)),
            conversation="scripted",
        )
        self.clock, self.line, self.assistant = clock, KeptLine(), ToldAssistant()
        self.session = Session(
            ring=Ring(sid=SID, channel="relay"),
            last=Turn(key=TurnKey(SID, 0, "greeting"), at=AT, lease_until=AT, reply=greeting),
            assistant=self.assistant,
            line=self.line,
            clock=clock,
            language="en-US",
            sorry=lambda said, language: f"Sorry ({language}).",
        )

    def says(self, words: str) -> None:
        self.session.said(words)
        self.session.step()

    def passes(self, seconds: float) -> float | None:
        self.clock.sleep(seconds)
        return self.session.step()

    @property
    def heard_as(self) -> TurnKind:
        """What the last thing was that the assistant heard."""
        return self.assistant.heard[-1][2]

    @property
    def over(self) -> str:
        return self.session.ended_by

    @property
    def said(self) -> list[str]:
        return [text for kind, text in self.line.sent if kind == "say"]


def sentence(text: str, language: str = "en-US") -> Sentence:
    return Sentence(text=text, language=language)
