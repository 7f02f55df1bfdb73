"""Executes TwiML as Twilio does, in virtual time: a generator that pauses when it is the caller's turn.

Where Twilio's behaviour is not documented the worse case is played: speech during a prompt is lost, a `<Play>`
that fails ends its document, keys after the last one wanted are dropped.
"""

import secrets
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

from receptionist.ports import Clock
from simulator import relay
from simulator.callee import Behaviour, Callee, Rung
from simulator.speaking import Input, speech_seconds
from simulator.twiml import Failure, Gather, Verb, document, gather
from simulator.wire import Delivery, Number, Wire

MAX_DOCUMENTS = 50
"""Documents in a row without a turn for the caller: more is a loop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a caller heard in one step, until they were asked for something or the call ended."""

    says: tuple[str, ...] = ()
    plays: tuple[str, ...] = ()
    dials: tuple[str, ...] = ()
    ended: bool = False
    asks_input: bool = False

    @property
    def text(self) -> str:
        """All the words of this step."""
        return " ".join(self.says)

    def then(self, later: "Heard") -> "Heard":
        """Return this step and a later one as one."""
        return Heard(
            says=self.says + later.says,
            plays=self.plays + later.plays,
            dials=self.dials + later.dials,
            ended=later.ended,
            asks_input=later.asks_input,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What a caller is being recorded for."""

    timeout_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """The next document to fetch."""

    url: str
    method: str = "POST"
    form: dict[str, str] = field(default_factory=dict)
    fallback: bool = False


Steps = Generator[None, Input, Errand | None]


class Runner:
    """Runs one call's documents. Drive `call` as a generator; read what happened from the attributes."""

    def __init__(self, wire: Wire, number: Number, clock: Clock, *, others: Behaviour = "answers") -> None:
        self.callees: list[Behaviour] = []
        """What the telephones do that a transfer rings, one after the other."""
        self.others = others
        """What every further one does."""
        self.waits_for_people = True
        """Whether the caller stays while somebody is rung for them."""
        self.rung: list[Rung] = []
        """The legs to people so far."""
        self.deliveries_at_once = 1
        """How often each request is delivered at the same moment, from now on; the first answer counts."""
        self.words_of: Callable[[str], str | None] = lambda url: None
        """Returns what the audio at a URL says: a caller hears words where only sound is fetched."""
        self.reached_by: Callable[[str], str] = lambda url: url
        """Returns where the socket at a URL is to be had."""
        self.sockets: Callable[[], int] | None = None
        """Returns how many sockets the app talks over, where that can be known."""
        self.is_ending: Callable[[], bool] = lambda: False
        """Returns whether the last reply over a socket ends the session."""
        self.status = "ringing"
        self.failures: list[Failure] = []
        self.waiting: Gather | Recording | relay.Listening | None = None
        self.silent_s = 0.0
        """How long the caller has been silent since the prompt, short of a timeout."""
        self.heard = Heard()
        self._wire, self._number, self._clock = wire, number, clock
        self._prompt_s = 0.0
        self._documents = 0

    def call(self) -> Generator[None, Input, None]:
        """Run a call to its end; a failure goes to the fallback, and a failure there ends it."""
        errand: Errand | None = Errand(url=self._number.voice_url)
        while errand:
            errand = yield from self._run(errand)

    def leave(self) -> None:
        """Let the time pass that the caller spent listening before they hung up."""
        self._clock.sleep(self._prompt_s + self.silent_s)

    def report_end(self, seconds: float) -> None:
        """Tell the app that the call is over."""
        self.status = {"in-progress": "completed", "ringing": "failed"}.get(self.status, self.status)
        form = self._number.form(self.status) | {"CallDuration": str(round(seconds))}
        try:
            self._wire.deliver(Delivery(url=self._number.status_url, form=form))
        except Failure as failure:
            self.failures.append(failure)

    def _run(self, errand: Errand) -> Steps:
        try:
            return (yield from self._document(errand))
        except Failure as failure:
            self.failures.append(failure)
            form = {"ErrorCode": str(failure.code), "ErrorUrl": failure.url}
        return None if errand.fallback else Errand(url=self._number.fallback_url, form=form, fallback=True)

    def _document(self, errand: Errand) -> Steps:
        self._documents += 1
        if self._documents > MAX_DOCUMENTS:
            raise Failure(11215, errand.url, "documents go round in circles")
        verbs = self._fetch(errand)
        self.status = "in-progress"
        return (yield from self._execute(verbs))

    def _fetch(self, errand: Errand) -> tuple[Verb, ...]:
        form = self._number.form(self.status) | errand.form
        delivery = Delivery(url=errand.url, method=errand.method, form=form)
        return document(self._wire.document(delivery, times=self.deliveries_at_once).content, errand.url)

    def _execute(self, verbs: Iterable[Verb]) -> Steps:
        for verb in verbs:
            if verb.name in ("Hangup", "Reject"):
                self.status = "busy" if verb.name == "Reject" else self.status
                return None
            following = yield from self._verb(verb)
            if following:
                return following
        return None

    def _verb(self, verb: Verb) -> Steps:
        if verb.name == "Redirect":
            return Errand(url=urljoin(verb.url, verb.text), method=verb.method)
        if verb.name == "Gather":
            return (yield from self._gather(verb))
        if verb.name == "Record":
            return (yield from self._record(verb))
        if verb.name == "Connect":
            return (yield from self._connect(verb))
        if verb.name == "Dial":
            return self._dial(verb)
        self._clock.sleep(self._hear((verb,)))
        return None

    def _hear(self, verbs: tuple[Verb, ...]) -> float:
        """Hear Say, Play and Pause, and return how long that takes; all audio is fetched before the first word."""
        played_s = [self._played_s(verb) for verb in verbs]
        for verb in verbs:
            plays = (urljoin(verb.url, verb.text),) if verb.name == "Play" and verb.text else ()
            words = verb.text if verb.name == "Say" else plays and self.words_of(plays[0])
            self.heard = self.heard.then(Heard(says=(words,) if words else (), plays=plays))
        return sum(played_s)

    def _played_s(self, verb: Verb) -> float:
        if verb.name == "Pause":
            return verb.whole("length", 1)
        if verb.name == "Say":
            return speech_seconds(verb.text)
        return self._wire.audio_seconds(urljoin(verb.url, verb.text)) if verb.text else 0.0

    def waits(
        self, waiting: Gather | Recording | relay.Listening, heard_out: Callable[[], object] = lambda: None
    ) -> Generator[None, Input, Input]:
        """Let the caller have their turn, and the time pass that it takes; `heard_out` when no word is lost."""
        self.waiting, self.silent_s, self._documents = waiting, 0.0, 0
        given = yield
        self.waiting = None
        listened_s = self._listened_s(given)
        self._clock.sleep(listened_s)
        if listened_s == self._prompt_s:
            heard_out()
        if not (given.text or given.keys):
            self.silent_s = waiting.timeout_s
        self._clock.sleep(self.silent_s + given.seconds)
        self._prompt_s = self.silent_s = 0.0
        return given

    def _listened_s(self, given: Input) -> float:
        """Keys and a caller who breaks in cut the prompt short, unless it had been heard out and then silence."""
        if self.silent_s or not (given.keys or given.barges):
            return self._prompt_s
        return 0.0 if given.keys else self._prompt_s / 2

    def _gather(self, verb: Verb) -> Steps:
        wanted = gather(verb)
        self._prompt_s = self._hear(verb.nested)
        given = yield from self.waits(wanted)
        form = self._result(wanted, given)
        if form is None:
            return None
        return Errand(url=urljoin(verb.url, wanted.action), method=wanted.method, form=form)

    def _result(self, wanted: Gather, given: Input) -> dict[str, str] | None:
        """Return what a Gather reports of the caller's input, None when it goes on to the next verb instead."""
        if given.text and wanted.speech:
            self._clock.sleep(wanted.speech_timeout_s)
            return {"SpeechResult": given.text, "Confidence": str(given.confidence), "Language": wanted.language}
        digits, finish = _pressed(wanted, given.keys)
        if digits and wanted.keys:
            self._clock.sleep(0.0 if finish or len(digits) == wanted.num_digits else wanted.timeout_s)
            return {"Digits": digits, "FinishedOnKey": finish}
        if given.text or given.keys:  # not what was listened for: lost
            self._clock.sleep(wanted.timeout_s)
        return {} if wanted.on_empty else None

    def hears(self, words: tuple[str, ...]) -> None:
        """Hear what came over a socket; the caller listens to it before it is their turn."""
        self.heard = self.heard.then(Heard(says=words))
        self._prompt_s = speech_seconds(" ".join(words))

    def _connect(self, verb: Verb) -> Steps:
        """Run a session; on its end Twilio asks for the verb's action, whatever ended it."""
        session = relay.session(verb.nested[0].attributes, verb.nested[0].nested)
        back = Errand(url=urljoin(verb.url, verb.attributes["action"]), method=verb.method)
        self.hears((session.greeting,) if session.greeting else ())
        try:
            number, token = self._number.form(self.status), self._wire.auth_token
            with session.opened(number, token, self.reached_by, sockets=self.sockets) as socket:
                handoff = yield from relay.talk(socket, self, self._clock)
        except OSError:
            return replace(back, form=relay.failed("64102"))
        except GeneratorExit:
            self.status = "completed"
            self._fetch(replace(back, form={"SessionStatus": "completed"}))
            raise
        return replace(back, form=relay.failed("64105") if handoff is None else relay.ended(handoff))

    def _record(self, verb: Verb) -> Steps:
        timeout_s = verb.whole("timeout", 5)
        given = yield from self.waits(Recording(timeout_s=timeout_s))
        if not given.text:
            return None
        self._clock.sleep(timeout_s)
        sid = f"RE{secrets.token_hex(16)}"
        form = {
            "RecordingUrl": f"https://api.twilio.com/2010-04-01/Accounts/{self._number.account_sid}/Recordings/{sid}",
            "RecordingSid": sid,
            "RecordingDuration": str(min(max(1, round(given.seconds)), verb.whole("maxLength", 3600))),
        }
        return Errand(url=urljoin(verb.url, verb.attributes.get("action", "")), method=verb.method, form=form)

    def _dial(self, verb: Verb) -> Errand | None:
        numbers = verb.nested or (verb,)
        self.heard = self.heard.then(Heard(dials=tuple(number.text for number in numbers)))
        rung = self._ring(verb, numbers[0])
        self.rung.append(rung)
        if "action" not in verb.attributes:
            return None
        back = Errand(url=urljoin(verb.url, verb.attributes["action"]), method=verb.method, form=rung.form)
        if self.waits_for_people:
            return back
        self.status = "completed"
        self._fetch(back)  # Twilio asks even then, and nobody hears the answer.
        return None

    def _ring(self, verb: Verb, number: Verb) -> Rung:
        if not self.waits_for_people:
            return Rung(status="canceled")
        behaves = self.callees.pop(0) if self.callees else self.others
        form, voice_url = self._number.form(self.status), self._number.voice_url
        callee = Callee(wire=self._wire, clock=self._clock, call=form, voice_url=voice_url, behaves=behaves)
        return callee.rings(number, timeout_s=verb.whole("timeout", 30), caller_id=verb.attributes.get("callerId"))


def _pressed(wanted: Gather, keys: str) -> tuple[str, str]:
    """Return the digits that a Gather takes of these keys, and the key that finished it, if one did."""
    digits = ""
    for key in keys:
        if key == wanted.finish_on_key:
            return digits, key if digits else ""
        digits += key
        if len(digits) == wanted.num_digits:
            break
    return digits, ""
