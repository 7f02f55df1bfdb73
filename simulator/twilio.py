"""A telephone line into the app, as Twilio would connect it: what a caller can do, and what they hear."""

import hashlib
import secrets
from collections.abc import Callable, Generator
from dataclasses import replace

import httpx

from receptionist.ports import Clock
from simulator.callee import Behaviour
from simulator.grading import Line
from simulator.speaking import Input
from simulator.twiml import Failure, Gather
from simulator.twiml_runner import Heard, Recording, Runner
from simulator.wire import Number, Wire

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
        self.sids = [self.sid]
        """The calls of this caller, one after another."""
        self.wire = Wire(client, base_url=base_url, auth_token=auth_token, clock=clock)
        root = base_url.rstrip("/")
        self._number = Number(
            caller_id=caller_id,
            to=to,
            call_sid=self.sid,
            account_sid=account_sid,
            voice_url=f"{root}/answer",
            fallback_url=root + fallback_url if fallback_url.startswith("/") else fallback_url,
            status_url=f"{root}/voice/status",
        )
        others: Behaviour = "answers" if human_available else "nobody"
        self.twilio = Runner(self.wire, self._number, clock, others=others)
        """What Twilio does on this call; its faults and delays are set here."""
        self.send_text: Callable[[str, str], str] | None = None
        """Sends words from this caller's number under a MessageSid, and returns the answer."""
        self.by_text = False
        """Whether the caller has hung up and writes instead."""
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

    def redials(self) -> Heard:
        """Be cut off, dial the same number once more, and return what is heard until it is the caller's turn."""
        self.hangs_up()
        before = self.twilio
        self.sid = self._next_sid("CA")
        self.sids.append(self.sid)
        self._number = replace(self._number, call_sid=self.sid)
        self.twilio = Runner(self.wire, self._number, self._clock, others=before.others)
        self.twilio.words_of = before.words_of
        self._call, self.ended = None, False
        return self.rings()

    def goes_on_by_text(self) -> Heard:
        """Be cut off, and write to the same number from now on."""
        self.hangs_up()
        self.by_text, self.ended = True, False
        return Heard(asks_input=True)

    def says(
        self, text: str, confidence: float = 0.9, *, notes: Line | None = None, barges: bool = False
    ) -> Heard:
        """Say something after the prompt, or into it; the transcript keeps `notes` with the words."""
        return self._does(Input(text=text, confidence=confidence, barges=barges), notes)

    def keys(self, digits: str, *, notes: Line | None = None) -> Heard:
        """Press keys; the first one cuts the prompt short."""
        return self._does(Input(keys=digits), notes)

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
        if self.by_text:
            self.ended = True
        elif self._call and not self.ended:
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

    def repeat_last(self, ago: int = 1) -> httpx.Response:
        """Deliver the last request (or an earlier one) once more; the call takes no notice of the answer."""
        return self.wire.deliver(self.wire.sent[-ago])

    def _does(self, given: Input, notes: Line | None) -> Heard:
        if not self._call or self.ended:
            raise CallOver("nobody is on the line")
        if self.by_text:
            return self._writes(given.text or given.keys.strip("#*"), notes)
        if given.text or given.keys:
            self._lines.append(replace(notes or Line("caller", ""), text=given.text or given.keys))
        return self._step(self._call, given)

    def _writes(self, words: str, notes: Line | None) -> Heard:
        """Send a text; the first one's SID stands for the whole exchange."""
        if not words or self.send_text is None:
            return Heard(asks_input=True)
        sid = self._next_sid("SM")
        if not self.sid.startswith("SM"):
            self.sid = sid
            self.sids.append(sid)
        self._lines.append(replace(notes or Line("caller", ""), text=words))
        if answer := self.send_text(words, sid):
            self._lines.append(Line("assistant", answer))
        return Heard(says=(answer,), asks_input=True)

    def _next_sid(self, kind: str) -> str:
        """Return a SID that follows from what this caller has said and rung: one seed, the same calls."""
        said = f"{self.sid}/{len(self._lines)}" if self.by_text else self.sid
        return f"{kind}{hashlib.sha256(said.encode()).hexdigest()[:32]}"

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
