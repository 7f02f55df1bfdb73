"""Calls to staff as TwiML: what a notice says, and the key that confirms it; decides nothing."""

from twilio.twiml.voice_response import Gather, VoiceResponse

from utils import clean_speech

MOST_CHARS = 4000
"""Of TwiML that comes with a call instead of from a URL."""
KEY_WAIT_S = 5
"""How long a key is waited for after each time."""


def notice_call(body: str, action: str, *, voice: str, language: str) -> str:
    """Return TwiML that says `body` twice, and posts to the absolute URL `action` as soon as a key is pressed.

    A voicemail presses no key, so nothing is confirmed by one. A body that is too long is cut at a word.
    """
    words = clean_speech(body, max_chars=MOST_CHARS)
    twiml = _twice(words, action, voice=voice, language=language)
    while words and len(twiml) > MOST_CHARS:
        words = words[: len(words) * 9 // 10].rpartition(" ")[0]
        twiml = _twice(words, action, voice=voice, language=language)
    return twiml


def notice_answer(words: str, *, voice: str, language: str) -> str:
    """Return TwiML that says what a key has done, and hangs up."""
    response = VoiceResponse()
    response.say(clean_speech(words), voice=voice, language=language)
    response.hangup()
    return str(response)


def _twice(words: str, action: str, *, voice: str, language: str) -> str:
    response = VoiceResponse()
    response.pause(length=1)  # Whoever answers says a name first.
    for _ in range(2):
        gather = Gather(input="dtmf", num_digits=1, action=action, method="POST", timeout=KEY_WAIT_S)
        gather.say(words, voice=voice, language=language)
        response.append(gather)
    response.hangup()
    return str(response)
