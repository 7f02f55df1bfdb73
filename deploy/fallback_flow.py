"""The Studio flow that keeps callers while this machine is down: builds its definition; asks Twilio nothing.

It asks the app's own /voice/fallback first, which may be well again. Else it says the business's name, rings the
owner, and takes a voicemail, which is then in Twilio's console. In Studio's words a *state* is a widget, and what
happens in it is an event of its *transitions*.

`python -m deploy.fallback_flow` prints, as JSON on one line, the form that makes the flow of the settings and the
business file. Source of its parts: https://www.twilio.com/docs/studio/widget-library, checked 2026-11-22; never
run on a real account.
"""

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

from receptionist.ports import ReceptionistError
from receptionist.settings import Settings
from receptionist.shop import business as business_file
from receptionist.shop.business import Business
from receptionist.shop.people import Person
from receptionist.words import guard, phrases

State = dict[str, Any]
Words = Callable[[Business, str], str]
"""What is said, by business and language."""

RING_S = 20
"""How long the owner's phone rings; a mobile's own voicemail tends to answer after 25 s."""
VOICEMAIL_MAX_S = 120
RETURN_WITHIN_S = 14400
"""How long Studio waits for a call that went back to the app: as long as it can."""

_VOICES = {"en": ("Polly.Joanna-Neural", "en-US"), "es": ("Polly.Lupe-Neural", "es-US")}
_SORRY = {
    "en": "Our assistant cannot answer right now. If anyone is in danger, hang up and call {emergency}.",
    "es": "Nuestro asistente no puede contestar ahora. Si alguien corre peligro, cuelgue y llame al {emergency}.",
}
_HOLD = {"en": "Please hold while we try to reach {owner}.", "es": "Espere mientras llamamos a {owner}."}


def definition(business: Business, *, public_url: str, our_number: str) -> State:
    """Return the flow's definition; without a person whose number is real nobody is rung."""
    owner = reachable(business, our_number)
    after_sorry = "own_call" if owner else "voicemail"
    states = [
        _state(
            "Trigger", "trigger", {"incomingMessage": None, "incomingCall": "came_back", "incomingRequest": None}
        ),
        # When it is the app's fallback that failed, it must not be asked for ever.
        _split("came_back", "{{trigger.call.ErrorUrl}}", "contains", "/voice/fallback", then="sorry", other="app"),
        _app(public_url),
        *_says("sorry", business, _sorry(owner), then=after_sorry),
        *(_ringing(owner, our_number) if owner else ()),
        *_says("voicemail", business, _phrase("voicemail"), then="record"),
        _record(),
        *_says("goodbye", business, _phrase("voicemail_thanks"), then=None),
    ]
    return {
        "description": f"Answers for {business.name} while its receptionist is down",
        "states": states,
        "initial_state": "Trigger",
        "flags": {"allow_concurrent_calls": True},
    }


def reachable(business: Business, our_number: str) -> Person | None:
    """Return who is rung: the owner, else whoever takes transfers; nobody whose number is invented or our own."""
    people = [person for person in business.without_fiction().people if person.phone != our_number]
    owners = (person for person in people if person.role == "owner")
    return next(owners, None) or next((person for person in people if person.transfer), None)


def _app(public_url: str) -> State:
    # `return` is Studio's event for the call coming here again, which it does when the app does not answer.
    return _state(
        "app",
        "add-twiml-redirect",
        {"return": "sorry", "timeout": None, "fail": "sorry"},
        url=f"{public_url}/voice/fallback",
        method="POST",
        timeout=str(RETURN_WITHIN_S),
    )


def _ringing(owner: Person, our_number: str) -> Iterator[State]:
    # Our own number is always allowed as caller ID, and a call from it is one that a phone forwards back to us.
    yield _split("own_call", "{{trigger.call.From}}", "equal_to", our_number, then="voicemail", other="ring")
    yield _state(
        "ring",
        "connect-call-to",
        {"callCompleted": "answered", "hangup": None},
        noun="number",
        to=owner.phone,
        caller_id=our_number,
        timeout=RING_S,
    )
    yield _split(
        "answered", "{{widgets.ring.DialCallStatus}}", "equal_to", "completed", then=None, other="voicemail"
    )


def _record() -> State:
    return _state(
        "record",
        "record-voicemail",
        {"recordingComplete": "goodbye", "noAudio": None, "hangup": None},
        max_length=VOICEMAIL_MAX_S,
        timeout=5,
        play_beep="true",
        trim="trim-silence",
        finish_on_key="#",
        transcribe=False,
    )


def _state(name: str, kind: str, events: dict[str, str | None], **properties: object) -> State:
    transitions = [{"event": event} | ({"next": then} if then else {}) for event, then in events.items()]
    return {"name": name, "type": kind, "transitions": transitions, "properties": properties | {"offset": _ORIGIN}}


_ORIGIN = {"x": 0, "y": 0}
"""Where a widget stands on Studio's canvas, which has to be said."""


def _split(name: str, value: str, test: str, against: str, *, then: str | None, other: str) -> State:
    state = _state(name, "split-based-on", {"noMatch": other, "match": then}, input=value)
    state["transitions"][1]["conditions"] = [
        {"friendly_name": f"{test} {against}", "arguments": [value], "type": test, "value": against}
    ]
    return state


def _says(name: str, business: Business, words: Words, *, then: str | None) -> Iterator[State]:
    """Say something in each of the business's languages, one after the other."""
    names = [name, *(f"{name}_{language}" for language in business.languages[1:])]
    for here, language, following in zip(names, business.languages, (*names[1:], then), strict=True):
        voice, locale = _VOICES[language]
        text = words(business, language)
        yield _state(
            here, "say-play", {"audioComplete": following}, say=text, voice=voice, language=locale, loop=1
        )


def _sorry(owner: Person | None) -> Words:
    def words(business: Business, language: str) -> str:
        hold = _HOLD[language] if owner else ""
        facts = {"emergency": business.emergency_number, "owner": owner.name if owner else ""}
        greeting = _phrase("greeting")(business, language)
        return f"{greeting} {_filled(f'{_SORRY[language]} {hold}', facts)}".rstrip()

    return words


def _phrase(name: str) -> Words:
    """Return a phrase's words, the owner's own where there are any."""

    def words(business: Business, language: str) -> str:
        text = phrases.load(business.wording).pick(name, language=language)
        facts = {"business": business.name, "owner": business.owner_name, "emergency": business.emergency_number}
        return _filled(text, facts)

    return words


def _filled(text: str, facts: dict[str, str]) -> str:
    return guard.fill(text, facts) or ""


def main() -> int:
    """Print the form, or what is wrong."""
    try:
        settings = Settings.load()
        business = business_file.load(settings.business_file)
    except ReceptionistError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    number, url = settings.twilio_phone_number or "", settings.public_url or ""
    made = definition(business, public_url=url, our_number=number)
    # A flow for each number; its friendly name is how it is found again.
    form = {
        "FriendlyName": f"Receptionist fallback {number}",
        "Status": "published",
        "Definition": json.dumps(made),
    }
    rung = reachable(business, number)
    who = f"rings {rung.name}" if rung else "rings nobody: the business file has no real number of the owner's"
    sys.stderr.write(f"the flow {who}, then takes a voicemail\n")
    sys.stdout.write(json.dumps(form) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
