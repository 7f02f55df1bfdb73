"""What a webhook of Twilio's says, read from its query and its form; knows no Flask and answers nothing."""

import math
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from receptionist.cases import TurnKey, TurnKind, Utterance
from receptionist.channels import transfers
from utils import clean_speech

MAX_KEYS = 64
_NUMBER = re.compile(r"[0-9]{1,4}")


def number(query: Mapping[str, str], name: str) -> int | None:
    """Return a number of a query, None when there is none that makes sense."""
    value = query.get(name, "")
    return int(value) if _NUMBER.fullmatch(value) else None


def failed_turn(sid: str, error_url: str) -> tuple[TurnKey | None, int]:
    """Return the turn that a failed URL of ours was about, and which part of the reply to it."""
    try:
        parts = urlsplit(error_url)
    except ValueError:
        return None, 1
    query = dict(parse_qsl(parts.query))
    path, turn = parts.path.rsplit("/", 1)[-1], number(query, "turn")
    if path in ("answer", "incoming"):
        return TurnKey(sid, 0, "greeting"), 1
    if turn is None:
        return None, 1
    kinds: dict[str, TurnKind] = {"transferred": transfers.turn_kind(query), "voicemail": "voicemail"}
    kind = kinds.get(path, "silence" if query.get("silent") == "1" else "speech")
    return TurnKey(sid, turn, kind), number(query, "part") or 1


def utterance(form: Mapping[str, str]) -> Utterance:
    """Return what the caller said or keyed."""
    return Utterance(
        text=clean_speech(form.get("SpeechResult")),
        keys=re.sub(r"[^0-9*#]", "", form.get("Digits", ""))[:MAX_KEYS],
        confidence=_confidence(form.get("Confidence", "")),
    )


def _confidence(text: str) -> float | None:
    """Return Twilio's confidence, which it does not promise to send or to be right: 0 means not known."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and 0 < value <= 1 else None
