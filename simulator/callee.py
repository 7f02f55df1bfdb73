"""Plays the people whom a transfer rings: a leg of its own, with what Twilio asks and tells of it; no caller."""

import secrets
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urljoin

from receptionist.ports import Clock
from simulator.twiml import Failure, Verb, document, gather
from simulator.wire import Delivery, Wire

Behaviour = Literal["answers", "busy", "nobody", "failed", "voicemail", "hangs up", "forwards back", "wrong key"]
"""What a telephone does that rings. `hangs up`: in the whisper; `forwards back`: to the number that rings it."""
WORDS_A_SECOND = 150 / 60
GREETING_S, TALK_S = 20.0, 60.0
"""How long a voicemail plays before anybody notices, and how long a talk takes."""
MOST_DOCUMENTS = 10
_UNREACHED = {"busy": "busy", "nobody": "no-answer", "failed": "failed"}
_KEYS = {"answers": "1", "wrong key": "5"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """How a leg ended, and what whoever picked up heard."""

    status: str
    bridged: bool = False
    seconds: float = 0.0
    says: tuple[str, ...] = ()
    sid: str = field(default_factory=lambda: f"CA{secrets.token_hex(16)}")

    @property
    def form(self) -> dict[str, str]:
        """What the Dial's action is told."""
        form = {
            "DialCallStatus": self.status,
            "DialCallSid": self.sid,
            "DialBridged": "true" if self.bridged else "false",
        }
        return form | ({"DialCallDuration": str(round(self.seconds))} if self.status == "completed" else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Callee:
    """One telephone that is rung for a caller; `call` is what Twilio sends with every request of that caller's."""

    wire: Wire
    clock: Clock
    call: dict[str, str]
    voice_url: str
    behaves: Behaviour

    def rings(self, number: Verb, *, timeout_s: float, caller_id: str | None) -> Rung:
        """Ring the telephone, and return how that ended. A whisper that cannot be fetched ends the leg."""
        rung = Rung(status=_UNREACHED.get(self.behaves, "completed"))
        form = self._leg(number, rung, caller_id)
        if self.behaves == "forwards back":
            return self._forwarded(number, form, rung)
        if rung.status != "completed":
            self.clock.sleep(1.0 if rung.status == "busy" else timeout_s)
            return rung
        self.clock.sleep(timeout_s / 3)
        return self._picked_up(number, form, rung)

    def _leg(self, number: Verb, rung: Rung, caller_id: str | None) -> dict[str, str]:
        shown = caller_id or self.call["From"]
        ends = {"From": shown, "Caller": shown, "To": number.text, "Called": number.text}
        ours = {"CallSid": rung.sid, "ParentCallSid": self.call["CallSid"], "Direction": "outbound-dial"}
        return {**self.call, **ends, **ours, "CallStatus": "in-progress"}

    def _picked_up(self, number: Verb, form: dict[str, str], rung: Rung) -> Rung:
        says, accepted = self._whisper(number, form) if "url" in number.attributes else ((), True)
        talk_s = 0.0 if not accepted else GREETING_S if self.behaves == "voicemail" else TALK_S
        self.clock.sleep(talk_s)
        return replace(rung, bridged=accepted, seconds=talk_s, says=says)

    def _forwarded(self, number: Verb, form: dict[str, str], rung: Rung) -> Rung:
        """Let the telephone ring us: engaged, or somebody of ours who hears the whisper and presses no key."""
        back = {**self.call, "From": form["From"], "Caller": form["From"], "CallStatus": "ringing"}
        back |= {"CallSid": f"CA{secrets.token_hex(16)}", "ForwardedFrom": number.text}
        self.wire.sent.append(delivery := Delivery(url=self.voice_url, form=back))
        verbs = document(self.wire.deliver(delivery).content, self.voice_url)
        if [verb.name for verb in verbs] == ["Reject"]:
            return replace(rung, status="busy")
        return self._picked_up(number, form, rung)

    def _whisper(self, number: Verb, form: dict[str, str]) -> tuple[tuple[str, ...], bool]:
        """Return what is heard before the two are put together, and whether they are."""
        url: str | None = urljoin(number.url, number.attributes["url"])
        heard: list[str] = []
        for _ in range(MOST_DOCUMENTS):
            try:
                verbs = document(self.wire.document(Delivery(url=url or "", form=form)).content, url or "")
            except Failure:
                return tuple(heard), False
            url, keys, ended = self._through(verbs, heard)
            if url is None:
                return tuple(heard), not ended
            form = {k: v for k, v in form.items() if k != "Digits"} | ({"Digits": keys} if keys else {})
        raise Failure(11215, number.url, "a whisper that goes round in circles")

    def _through(self, verbs: tuple[Verb, ...], heard: list[str]) -> tuple[str | None, str, bool]:
        """Go through a document; return which is next, what was keyed, and whether the leg has been hung up."""
        for verb in verbs:
            if verb.name == "Hangup":
                return None, "", True
            if verb.name == "Redirect":
                return urljoin(verb.url, verb.text), "", False
            self._hear((*verb.nested, verb), heard)
            if verb.name == "Gather":
                if self.behaves == "hangs up":
                    return None, "", True
                wanted = gather(verb)
                if keys := _KEYS.get(self.behaves, ""):
                    return urljoin(verb.url, wanted.action), keys, False
                self.clock.sleep(wanted.timeout_s)
        return None, "", False

    def _hear(self, verbs: tuple[Verb, ...], heard: list[str]) -> None:
        for words in (verb.text for verb in verbs if verb.name == "Say"):
            heard.append(words)
            self.clock.sleep(len(words.split()) / WORDS_A_SECOND)
