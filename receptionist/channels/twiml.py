"""Replies as TwiML: how each question is listened to, who is rung, what is recorded; decides nothing itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from twilio.twiml.voice_response import Gather, VoiceResponse

from receptionist.cases import Ending, Sentence
from receptionist.channels import transfers
from receptionist.channels.listening import listening
from receptionist.parts import Portion
from receptionist.settings import Settings
from receptionist.shop.business import Business
from receptionist.transfers import Leg
from receptionist.words import guard
from receptionist.words.phrases import Phrases
from utils import CALL_SID, clean_speech

SAY_VOICES: Mapping[str, str] = {"en": "Polly.Joanna-Neural", "es": "Polly.Lupe-Neural"}
"""Natural female neural voices of Twilio's `<Say>` by language."""
VOICEMAIL_MAX_S = 120
MAX_SAY_CHARS = 4000
"""Twilio says at most 4,096 characters in one `<Say>`."""
_INPUT = "dtmf speech"
"""Keys count everywhere: callers press them when they despair of being heard."""


def silence_s(asked: str, setting_s: int | None = None) -> int:
    """Return the silence that ends what is said to a question; `setting_s` is the owner's, for all of them."""
    return setting_s or listening(asked).silence_s


class Speech(Protocol):
    """Has audio for sentences: the names of the files, for all of them or for none."""

    def ready(self, sentences: Sequence[Sentence], *, call_sid: str | None = None) -> tuple[str, ...] | None:
        """Return the names, waiting a moment for what is missing."""
        ...

    def cached(self, sentences: Sequence[Sentence]) -> tuple[str, ...] | None:
        """Return the names of what is there already."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Renderer:
    """Renders replies for one business; URLs are paths below the webhook's own host."""

    business: Business
    phrases: Phrases
    language: str = "en-US"
    """The language of what is said outside of a reply."""
    our_number: str | None = None
    say_voice: str | None = None
    speech_timeout_s: int | None = None
    prefix: str = ""
    """What a proxy strips from our paths, and Twilio has to say."""
    speech: Speech | None = None
    """What speaks; without it Twilio's own voice does."""

    @classmethod
    def of(
        cls, settings: Settings, business: Business, phrases: Phrases, speech: Speech | None = None
    ) -> "Renderer":
        """Return the renderer that the settings ask for."""
        return cls(
            business=business,
            phrases=phrases,
            language=settings.voice_language,
            our_number=settings.twilio_phone_number,
            say_voice=settings.say_voice,
            speech_timeout_s=settings.speech_timeout,
            prefix=urlsplit(settings.public_url).path if settings.public_url else "",
            speech=speech,
        )

    def reply(self, spoken: Iterable[Sentence | Ending]) -> str:
        """Return a whole reply as TwiML, in one voice; what would bridge a wait is left out: the wait is over."""
        sentences: list[Sentence] = []
        ending: Ending | None = None
        for item in spoken:
            if isinstance(item, Ending):
                ending = item
            elif not item.filler:
                sentences.append(item)
        audio = self.speech.ready(sentences, call_sid=CALL_SID.get()) if self.speech else None
        return self._whole(sentences, audio, ending)

    def part(self, portion: Portion) -> str:
        """Return a part of a reply as TwiML: what leaves early is said by itself, and nobody listens meanwhile."""
        if portion.ending or portion.key is None:
            return self._whole(portion.sentences, portion.audio, portion.ending)
        response = VoiceResponse()
        self._say(response, portion.sentences, portion.audio)
        silent = "&silent=1" if portion.key.kind == "silence" else ""
        query = f"?turn={portion.key.turn}{silent}&part={portion.number + 1}"
        response.redirect(f"{self.prefix}/voice/process{query}", method="POST")
        return str(response)

    def _whole(self, sentences: Sequence[Sentence], audio: tuple[str, ...] | None, ending: Ending | None) -> str:
        response = VoiceResponse()
        if ending is None or ending.kind == "listen":
            self._listen(response, sentences, audio, ending)
        else:
            self._say(response, sentences, audio)
            self._end(response, ending)
        return str(response)

    def once_more(self, phrase: str, path: str) -> str:
        """Return TwiML that says a phrase, waits a moment and asks us again."""
        response = VoiceResponse()
        self._say_phrase(response, phrase)
        response.pause(length=1)
        response.redirect(f"{self.prefix}{path}", method="POST")
        return str(response)

    def rescue(self, phrase: str, action: str) -> str:
        """Return TwiML that says a phrase, rings whoever takes calls, then takes a voicemail."""
        response = VoiceResponse()
        self._say_phrase(response, phrase)
        people = [person for person in self.business.people if person.transfer]
        if people:
            response.append(
                transfers.dial(
                    people[0],
                    whisper=f"{self.prefix}/voice/whisper",
                    action=None,
                    timeout_s=transfers.RING_S,
                    caller_id=self.our_number,
                )
            )
        self._say_phrase(response, "voicemail")
        response.record(action=f"{self.prefix}{action}", method="POST", max_length=VOICEMAIL_MAX_S, timeout=5)
        response.hangup()
        return str(response)

    def whisper(self, words: str, leg: Leg | None, *, asked: int) -> str:
        """Return TwiML that tells a person for the `asked`-th time what a call is about; at last it hangs up."""
        if asked > transfers.MOST_WHISPERS:
            return self.hang_up()
        again = f"{self.prefix}/voice/whisper{transfers.leg_query(leg, asked=asked)}"
        voice = self.voice_of(self.language)
        return transfers.whispered(words, again=again, voice=voice, language=self.language)

    def hang_up(self, phrase: str | None = None) -> str:
        """Return TwiML that ends a call, after a phrase."""
        response = VoiceResponse()
        if phrase:
            self._say_phrase(response, phrase)
        response.hangup()
        return str(response)

    def busy(self) -> str:
        """Return TwiML that refuses a call: who rings hears that we are engaged."""
        response = VoiceResponse()
        response.reject(reason="busy")
        return str(response)

    def turned_away(self) -> str:
        """Return TwiML for a request that is no call: one polite sentence, then the end."""
        return self.hang_up("lost_call")

    def phrase(self, name: str, *, language: str) -> str:
        """Return the words of a phrase that needs no fact but the emergency number."""
        facts = {"emergency": self.business.emergency_number}
        return guard.fill(self.phrases.pick(name, language=language), facts) or ""

    def _say_phrase(self, response: VoiceResponse, name: str) -> None:
        """Say a phrase outside of a reply: something failed, so that nothing is waited for."""
        sentences = [Sentence(text=self.phrase(name, language=self.language), language=self.language)]
        self._say(response, sentences, self.speech.cached(sentences) if self.speech else None)

    def _listen(
        self,
        response: VoiceResponse,
        sentences: Sequence[Sentence],
        audio: tuple[str, ...] | None,
        ending: Ending | None,
    ) -> None:
        asked = ending.asks[0] if ending and ending.asks else ""
        how = listening(asked)
        query = f"?turn={ending.turn}" if ending and ending.turn else ""
        language = sentences[-1].language if sentences else self.language
        hints = how.hints
        if asked == "location":
            hints = ", ".join((*self.business.service_area_cities, *self.business.out_of_area_examples, hints))
        gather = Gather(
            input=_INPUT,
            action=f"{self.prefix}/voice/process{query}",
            method="POST",
            timeout=how.patience_s,
            speech_timeout=self.speech_timeout_s or how.silence_s,
            language=language,
            hints=hints or None,
            profanity_filter=False,
            finish_on_key="#",
        )
        self._say(gather, sentences, audio)
        response.append(gather)
        silent = f"{query}&silent=1" if query else "?silent=1"
        response.redirect(f"{self.prefix}/voice/process{silent}", method="POST")

    def _say(
        self, parent: VoiceResponse | Gather, sentences: Sequence[Sentence], audio: tuple[str, ...] | None
    ) -> None:
        if audio is not None:
            for name in audio:
                parent.play(f"{self.prefix}/static/audio/{name}")
            return
        for language, text in _runs(sentences):
            parent.say(
                clean_speech(text, max_chars=MAX_SAY_CHARS), voice=self.voice_of(language), language=language
            )

    def voice_of(self, language: str) -> str:
        """Return who speaks; the voice that was set speaks the first language only, since it may know no other."""
        mine = self.say_voice if language[:2] == self.language[:2] else None
        return mine or SAY_VOICES.get(language[:2], SAY_VOICES["en"])

    def _end(self, response: VoiceResponse, ending: Ending) -> None:
        if ending.kind == "transfer":
            self._transfer(response, ending)
        elif ending.kind == "voicemail":
            response.record(
                action=f"{self.prefix}/voice/voicemail?turn={ending.turn}",
                method="POST",
                max_length=VOICEMAIL_MAX_S,
                timeout=5,
                play_beep=True,
                finish_on_key="#",
            )
            response.redirect(f"{self.prefix}/voice/voicemail?turn={ending.turn}", method="POST")
        else:
            response.hangup()

    def _transfer(self, response: VoiceResponse, ending: Ending) -> None:
        attempt = len(ending.people)
        person = self.business.person(ending.people[-1]) if ending.people else None
        back = f"{self.prefix}/voice/transferred?turn={ending.turn}&try={attempt}"
        if person is None:  # gone from the owner's file since: as if nobody had answered
            response.redirect(back, method="POST")
            return
        leg = Leg(CALL_SID.get() or "", attempt, person.key)
        # Before the first invitation to speak we have not answered: the owner says how long people ring then.
        timeout_s = transfers.RING_S if ending.turn else self.business.answering.ring_first_s
        response.append(
            transfers.dial(
                person,
                whisper=f"{self.prefix}/voice/whisper{transfers.leg_query(leg)}",
                action=back,
                timeout_s=timeout_s,
                caller_id=self.our_number,
            )
        )


def _runs(sentences: Sequence[Sentence]) -> list[tuple[str, str]]:
    """Join neighbouring sentences of one language: one `<Say>` has no gaps between them."""
    runs: list[tuple[str, str]] = []
    for sentence in sentences:
        if runs and runs[-1][0] == sentence.language:
            runs[-1] = (sentence.language, f"{runs[-1][1]} {sentence.text}")
        else:
            runs.append((sentence.language, sentence.text))
    return runs
