"""Legs to people on Twilio's wire: how one is dialled, what it brings back, whose it is; decides nothing.

One `<Dial>` rings one person. Twilio asks for our whisper when the leg is picked up, before it puts the two
together, and lets the caller hear ringing meanwhile: docs/decisions/0005-transfer-by-dial.md.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from receptionist.calls import TERMINAL
from receptionist.cases import TurnKind
from receptionist.rules.ringing import CALLER_LEFT, MOST_RUNG, TALKED, TRANSFERRED
from receptionist.shop.people import Person
from receptionist.transfers import Leg
from utils import clean_speech

RING_S = 15
"""How long a person's telephone rings: voicemail tends to answer after 25 s."""
KEY_TIMEOUT_S = 5
MOST_WHISPERS = 2
"""How often a person hears what the call is about, before the next one is rung."""
KEY = "1"
_SID = re.compile(r"[A-Za-z0-9]{2,64}")


def dial(person: Person, *, whisper: str, action: str | None, timeout_s: int, caller_id: str | None) -> Dial:
    """Return what rings a person; `whisper` and `action` are paths of ours."""
    back = {"action": action, "method": "POST"} if action else {}
    rings = Dial(**back, timeout=timeout_s, answer_on_bridge=True, caller_id=caller_id)
    rings.number(person.phone, url=whisper, method="POST")
    return rings


def whispered(words: str, *, again: str, voice: str, language: str) -> str:
    """Return TwiML that says what a call is about and waits for the key; without one, `again` is asked for."""
    response = VoiceResponse()
    gather = Gather(input="dtmf", num_digits=1, timeout=KEY_TIMEOUT_S, action=again, method="POST")
    gather.say(words, voice=voice, language=language)
    response.append(gather)
    response.redirect(again, method="POST")
    return str(response)


def put_together() -> str:
    """Return TwiML with nothing in it: a whisper that is over puts the person and the caller together."""
    return str(VoiceResponse())


def leg_query(leg: Leg | None, *, asked: int = 0) -> str:
    """Return the query by which the requests of a leg name it; None is a call that nobody could look up."""
    named = {"call": leg.call_sid, "try": leg.number, "person": leg.person} if leg else {}
    query = urlencode({**named, **({"asked": asked} if asked else {})})
    return f"?{query}" if query else ""


def leg_of(query: Mapping[str, str]) -> Leg | None:
    """Return the leg that a query of ours names."""
    sid, number = query.get("call", ""), attempt(query)
    return Leg(sid, number, query.get("person", "")) if _SID.fullmatch(sid) else None


def attempt(query: Mapping[str, str]) -> int:
    """Return which leg of its call a query is about; the first, when it does not say."""
    number = query.get("try", "")
    return int(number) if re.fullmatch(r"[1-9]", number) and int(number) <= MOST_RUNG else 1


def turn_kind(query: Mapping[str, str]) -> TurnKind:
    """Return the kind of the turn in which a leg is over."""
    return TRANSFERRED[attempt(query) - 1]


def outcome(form: Mapping[str, str]) -> str:
    """Return how a leg ended: Twilio's DialCallStatus, or `machine`, `unbridged`, `caller_left`.

    What Twilio says of a leg that heard our whisper and pressed no key is not documented; `completed` would be a
    talk, so it counts as one only where the two were put together, and our own record says who pressed the key.
    """
    status = clean_speech(form.get("DialCallStatus"), max_chars=20)
    if form.get("AnsweredBy", "").startswith(("machine", "fax")):
        return "machine"
    if status in TALKED and form.get("DialBridged") != "false":
        return status
    if form.get("CallStatus") in TERMINAL:
        return CALLER_LEFT
    return "unbridged" if status in TALKED else status
