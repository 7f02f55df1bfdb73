"""Texts on the wire: Twilio's form -> what arrived, and the answer as TwiML; decides nothing."""

import re
from collections.abc import Mapping

from twilio.twiml.messaging_response import MessagingResponse

from receptionist.texts.seams import Incoming, Keyword
from utils import clean_speech, normalise_phone_number

MAX_CHARS = 1600
"""Twilio joins the parts of a text up to this length."""
_WORDS: Mapping[Keyword, str] = {
    "stop": "STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT",
    "start": "START UNSTOP",
    "yes": "YES",
    "help": "HELP INFO",
}
"""Twilio's default keywords, each only as the whole of a text: https://www.twilio.com/docs/messaging/features."""
_KEYWORDS: Mapping[str, Keyword] = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_OPT_OUT_TYPES: Mapping[str, Keyword] = {"STOP": "stop", "START": "start", "HELP": "help"}
_SID = re.compile(r"[A-Za-z0-9]{2,64}")
_NUMBER = re.compile(r"[0-9]{1,6}")


def incoming(form: Mapping[str, str], *, region: str) -> Incoming | None:
    """Return the text that a request brings; None without a usable MessageSid."""
    sid = form.get("MessageSid", "")
    if not _SID.fullmatch(sid):
        return None
    body = clean_speech(form.get("Body"), max_chars=MAX_CHARS)
    return Incoming(
        sid=sid,
        from_number=clean_speech(form.get("From"), max_chars=100),
        to_number=clean_speech(form.get("To"), max_chars=100),
        phone=normalise_phone_number(form.get("From"), region),
        body=body,
        keyword=_keyword(body, form.get("OptOutType", "")),
        segments=_number(form.get("NumSegments")) or 1,
    )


def status(form: Mapping[str, str]) -> tuple[str, str, int | None]:
    """Return the SID of a text, how it stands, and Twilio's error if there is one."""
    return form.get("MessageSid", ""), form.get("MessageStatus", ""), _number(form.get("ErrorCode"))


def answer(body: str) -> str:
    """Return TwiML that sends `body`, or nothing when it is empty."""
    response = MessagingResponse()
    if body:
        response.message(body)
    return str(response)


def _keyword(body: str, opt_out_type: str) -> Keyword | None:
    """Return the keyword that a text is; Twilio names it when its advanced opt-out is switched on."""
    return _OPT_OUT_TYPES.get(opt_out_type.upper()) or _KEYWORDS.get(body.strip(" .!\"'").upper())


def _number(text: str | None) -> int | None:
    return int(text) if text and _NUMBER.fullmatch(text) else None
