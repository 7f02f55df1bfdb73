"""ConversationRelay's wire format: the verb that begins a session, and the frames of its socket; decides nothing.

Twilio ignores an attribute that it does not know, so tests hold each one against its list. A frame that is not
understood is None, and a caller never notices it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from twilio.twiml.voice_response import Connect, VoiceResponse

from receptionist.cases import Sentence
from receptionist.channels.listening import listening
from receptionist.shop.business import Business
from utils import clean_speech

MAX_HINTS, MAX_HINT_CHARS = 500, 100
SPEECH_MODEL = "nova-3-general"
MANNER = "1.0_0.5_0.75"
"""Speed, stability and likeness of the voice: ElevenLabs' own defaults, spelled as Twilio does."""
REPORTS = "speaker-events tokens-played"
"""What the socket is told of the playing: who speaks, and which words have been heard."""
SPEECH_TIMEOUT_MS = 900
"""Silence that ends an utterance; who pauses longer within a number is joined by us."""
_LANGUAGES = {"en": "en-US", "es": "es-US"}


@dataclass(frozen=True, slots=True)
class Setup:
    """The first frame: whose call it is."""

    account_sid: str
    call_sid: str
    token: str
    from_number: str
    to_number: str
    direction: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the caller has said, or a piece of it."""

    text: str


@dataclass(frozen=True, slots=True)
class Key:
    """One key that was pressed."""

    digit: str


@dataclass(frozen=True, slots=True)
class Interrupt:
    """The caller broke in: what was still to be played is gone. `heard` is what was heard of it."""

    heard: str


@dataclass(frozen=True, slots=True)
class Played:
    """Words of ours that have been heard."""

    text: str


@dataclass(frozen=True, slots=True)
class Speaking:
    """Somebody began or ceased to speak: we (`agent`) or the caller."""

    agent: bool
    on: bool


@dataclass(frozen=True, slots=True)
class Rejected:
    """Twilio could not use a frame of ours; its description may hold our words, so it is not kept."""


Frame = Setup | Prompt | Key | Interrupt | Played | Speaking | Rejected


def read(raw: object) -> Frame | None:
    """Return what a frame says; None when it is none, is of a kind unknown to us, or lacks what it needs."""
    try:
        frame = json.loads(raw) if isinstance(raw, str) else None
    except (ValueError, RecursionError):
        return None
    return _read(frame) if isinstance(frame, dict) else None


def _read(frame: Mapping[str, Any]) -> Frame | None:
    match frame.get("type"):
        case "setup":
            return _setup(frame)
        case "prompt":
            # Partial results are not asked for; one that comes all the same is repeated by the final one.
            words = clean_speech(_text(frame, "voicePrompt"))
            return Prompt(words) if words and frame.get("last", True) is True else None
        case "dtmf":
            digit = _text(frame, "digit")
            return Key(digit) if re.fullmatch(r"[0-9*#]", digit) else None
        case "interrupt":
            return Interrupt(_text(frame, "utteranceUntilInterrupt"))
        case "info":
            return _info(_text(frame, "name"), _text(frame, "value"))
        case "error":
            return Rejected()
    return None


def _setup(frame: Mapping[str, Any]) -> Setup:
    given = frame.get("customParameters")
    return Setup(
        account_sid=_text(frame, "accountSid"),
        call_sid=_text(frame, "callSid"),
        token=_text(given, "token") if isinstance(given, dict) else "",
        from_number=clean_speech(_text(frame, "from"), max_chars=100),
        to_number=clean_speech(_text(frame, "to"), max_chars=100),
        direction=clean_speech(_text(frame, "direction"), max_chars=20) or "inbound",
    )


def _info(name: str, value: str) -> Frame | None:
    if name == "tokensPlayed":
        return Played(value)
    if name in ("agentSpeaking", "clientSpeaking"):
        return Speaking(agent=name == "agentSpeaking", on=value == "on")
    return None


def _text(frame: Mapping[str, Any], key: str) -> str:
    value = frame.get(key)
    return value if isinstance(value, str) else ""


def text(token: str, *, language: str, last: bool = False, preemptible: bool = False) -> str:
    """Return the frame that says something; `last` closes a reply, a `preemptible` one gives way to the next."""
    words = {"token": token, "last": last, "lang": language, "interruptible": True, "preemptible": preemptible}
    return _frame("text", words)


def language(code: str) -> str:
    """Return the frame from which on both are understood and spoken in a language."""
    return _frame("language", {"ttsLanguage": code, "transcriptionLanguage": code})


def end(reason: str) -> str:
    """Return the frame that ends the session; Twilio then asks what the call does next."""
    return _frame("end", {"handoffData": json.dumps({"reason": reason})})


def _frame(kind: str, content: Mapping[str, object]) -> str:
    return json.dumps({"type": kind, **content}, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """Renders `<Connect><ConversationRelay>` for one business."""

    business: Business
    voice_id: str
    model: str
    """ElevenLabs' name of the model, such as `eleven_flash_v2_5`."""
    speech_timeout_s: int | None = None

    def connect(self, spoken: Sequence[Sentence], *, base_url: str, token: str, language: str) -> str:
        """Return TwiML that says sentences and then talks over the socket below `base_url`.

        `token` comes back with the socket, once. `language` is spoken and understood first.
        """
        response = VoiceResponse()
        connect = Connect(action=f"{base_url}/voice/relay/ended", method="POST")
        relay = connect.conversation_relay(
            url=f"{re.sub('^http', 'ws', base_url)}/voice/relay",
            welcome_greeting=" ".join(sentence.text for sentence in spoken) or None,
            welcome_greeting_interruptible="any",
            language=language,
            **self._heard_and_spoken(),
            interruptible="any",
            # A road or a dog is no reason to stop; callers who mean it are louder.
            interrupt_sensitivity="medium",
            report_input_during_agent_speech="any",
            preemptible=False,
            dtmf_detection=True,
            hints=self._hints(),
            speech_timeout=self._speech_timeout_ms(),
            partial_prompts=False,
            # A bare "yeah" is an answer to half of our questions.
            ignore_backchannel=False,
            profanity_filter=False,
            debug=REPORTS,
            events=REPORTS,
        )
        for code in self._languages():
            relay.language(code=code, **self._heard_and_spoken())
        relay.parameter(name="token", value=token)
        response.append(connect)
        return str(response)

    def _heard_and_spoken(self) -> dict[str, str]:
        return {
            "tts_provider": "ElevenLabs",
            "voice": f"{self.voice_id}-{self.model.removeprefix('eleven_')}-{MANNER}",
            "transcription_provider": "Deepgram",
            "speech_model": SPEECH_MODEL,
        }

    def _languages(self) -> list[str]:
        return [_LANGUAGES[code] for code in self.business.languages if code in _LANGUAGES]

    def _hints(self) -> str:
        """Return what this business's callers say: its towns first, then the words of the trade."""
        towns = (*self.business.service_area_cities, *self.business.out_of_area_examples)
        trade = ", ".join((listening("any").hints, listening("location").hints))
        names = dict.fromkeys(name.strip() for name in (*towns, *trade.split(",")))
        return ", ".join([name for name in names if 0 < len(name) <= MAX_HINT_CHARS][:MAX_HINTS])

    def _speech_timeout_ms(self) -> int:
        given_ms = (self.speech_timeout_s or 0) * 1000 or SPEECH_TIMEOUT_MS
        return min(max(given_ms, 600), 5000)
