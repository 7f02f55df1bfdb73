"""A telephone line into the app, as Twilio would connect it: what a caller can do, and what they hear."""

import secrets
from collections.abc import Generator

import httpx

from receptionist.ports import Clock
from simulator.grading import Line
from simulator.twiml import Failure, Gather
from simulator.twiml_runner import Heard, Input, Number, Recording, Runner
from simulator.wire import Wire

ACCOUNT_SID = "AC" + "0" * 32
BASE_URL = "https://receptionist.test"


class CallOver(RuntimeError):
    """The caller tried to go on when nobody was on the line."""


class PhoneLine:
    """One call from one caller. `client` reaches the app, whether in this process or over a network."""

    def __init__(
        self,
        client: httpx.Client,
        *,
        caller_id: str | None,
        clock: Clock,
        to: str = "+13035550100",
        auth_token: str = "",
        human_available: bool = True,
        base_url: str = BASE_URL,
        fallback_url: str = "/voice/fallback",
        call_sid: str | None = None,
        account_sid: str = ACCOUNT_SID,
    ) -> None:
        """`caller_id` is None when withheld. `base_url` is the public address, which signatures are made over."""
        self.sid = call_sid or f"CA{secrets.token_hex(16)}"
        self.wire = Wire(client, base_url=base_url, auth_token=auth_token, clock=clock)
        root = base_url.rstrip("/")
        number = Number(
            caller_id=caller_id,
            to=to,
            call_sid=self.sid,
            account_sid=account_sid,
            voice_url=f"{root}/answer",
            fallback_url=root + fallback_url if fallback_url.startswith("/") else fallback_url,
            status_url=f"{root}/voice/status",
        )
        self.twilio = Runner(self.wire, number, clock, human_available=human_available)
        """What Twilio does on this call; its faults and delays are set here."""
        self.ended = False
        self._clock, self._began_s = clock, clock.monotonic()
        self._lines: list[Line] = []
        self._call: Generator[None, Input, None] | None = None

    def rings(self) -> Heard:
        """Dial the number, and return what is heard until it is the caller's turn."""
        if self._call:
            raise CallOver("this call has begun already")
        self._call = self.twilio.call()
        return self._step(self._call, None)

    def says(self, text: str, confidence: float = 0.9, *, turn: int | None = None) -> Heard:
        """Say something after the prompt. `turn` notes in the transcript which scripted turn it is from."""
        return self._does(Input(text=text, confidence=confidence), turn)

    def keys(self, digits: str, *, turn: int | None = None) -> Heard:
        """Press keys; the first one cuts the prompt short."""
        return self._does(Input(keys=digits), turn)

    def stays_silent(self) -> Heard:
        """Say nothing until the receptionist's patience has run out once."""
        return self._does(Input(), None)

    def noise(self) -> Heard:
        """Be unintelligible: Twilio recognises no words, so it is as good as silence."""
        return self.stays_silent()

    def talks_over(self, text: str) -> Heard:
        """Say something while the prompt plays: it is lost."""
        self._lines.append(Line("caller", text))
        return self.stays_silent()

    def silent_for(self, seconds: float) -> Heard:
        """Say nothing for so long (beside the prompts), through as many timeouts as that takes."""
        heard = Heard(ended=self.ended, asks_input=self.twilio.waiting is not None)
        while (waiting := self.twilio.waiting) and self.twilio.silent_s + seconds >= waiting.timeout_s:
            seconds -= waiting.timeout_s - self.twilio.silent_s
            heard = heard.then(self.stays_silent())
        self.twilio.silent_s += seconds
        return heard

    def hangs_up(self) -> None:
        """End the call from the caller's side; a call that has ended stays so."""
        if self._call and not self.ended:
            self._call.close()
            self.twilio.leave()
            self._over()

    @property
    def listening(self) -> Gather | None:
        """What the receptionist is listening for now."""
        return self.twilio.waiting if isinstance(self.twilio.waiting, Gather) else None

    @property
    def recording(self) -> bool:
        """Whether the caller is being recorded now."""
        return isinstance(self.twilio.waiting, Recording)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What Twilio could not fetch or execute so far."""
        return tuple(self.twilio.failures)

    @property
    def transcript(self) -> tuple[Line, ...]:
        """All that was said and heard so far."""
        return tuple(self._lines)

    @property
    def seconds(self) -> float:
        """How long the call has lasted, in the clock's seconds."""
        return self._clock.monotonic() - self._began_s

    def repeat_last(self) -> httpx.Response:
        """Deliver the last request once more, and return the answer, which the call takes no notice of."""
        return self.wire.deliver(self.wire.sent[-1])

    def _does(self, given: Input, turn: int | None) -> Heard:
        if not self._call or self.ended:
            raise CallOver("nobody is on the line")
        if given.text or given.keys:
            self._lines.append(Line("caller", given.text or given.keys, turn))
        return self._step(self._call, given)

    def _step(self, call: Generator[None, Input, None], given: Input | None) -> Heard:
        self.twilio.heard = Heard()
        try:
            # The first value sent into a generator has to be None.
            call.send(given)  # type: ignore[arg-type]
        except StopIteration:
            self._over()
        if words := self.twilio.heard.text:
            self._lines.append(Line("assistant", words))
        return self.twilio.heard.then(Heard(ended=self.ended, asks_input=self.twilio.waiting is not None))

    def _over(self) -> None:
        self.ended, self.twilio.waiting = True, None
        self.twilio.report_end(self.seconds)
