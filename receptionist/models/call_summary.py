"""What a model is asked about a call that is over, and what of its answer can be used; pure, asks nobody."""

import json
import re

from receptionist.cases import Call, Case, Turn
from receptionist.models import prompts
from receptionist.models.prompts import Form, Said
from receptionist.models.streaming import whole_object
from receptionist.ports import ConversationError
from receptionist.records import to_json
from receptionist.words.dialogue import Summary
from utils import clean_speech

MAX_CHARS = 400
MAX_TRANSCRIPT_CHARS = 24_000
FORM = Form("summary", prompts.object_of(summary={"type": "string"}, next_step={"type": "string"}))

_SPEAKERS = {"user": "caller", "assistant": "receptionist"}
_NUMBER = re.compile(r"\d+")
_TELEPHONE = re.compile(r"\+?\d[\d ().-]{5,}\d")


def messages(call: Call, case: Case, turns: tuple[Turn, ...]) -> tuple[Said, ...]:
    """Return a call as the one message that a model sums up; of a very long call its end."""
    spoken = prompts.conversation(turns, max_chars=MAX_TRANSCRIPT_CHARS)
    found = {
        "transcript": [{_SPEAKERS[role]: text} for role, text in spoken],
        "job": _job(case),
        "done": [action.kind for action in call.actions],
    }
    return (Said("user", json.dumps(found, ensure_ascii=False)),)


def read(text: str, case: Case) -> Summary:
    """Return the summary that an answer holds.

    Raises ConversationError when it is malformed, or has a number that the case does not have.
    """
    found = whole_object(text)
    parts = [found.get(key) for key in ("summary", "next_step")]
    if not all(isinstance(part, str) and 0 < len(part.strip()) <= MAX_CHARS for part in parts):
        raise ConversationError("the summary is malformed")
    summary, next_step = (clean_speech(part) for part in parts)
    if not _numbers_known(f"{summary} {next_step}", case):
        raise ConversationError("the summary has a number that was not taken down")
    return Summary(text=summary, next_step=next_step)


def _job(case: Case) -> dict[str, object]:
    details = {key: value for key, value in to_json(case.job).items() if value is not None}
    return {**details, "access_code": "kept"} if "access_code" in details else details


def _numbers_known(text: str, case: Case) -> bool:
    """Tell whether all numbers are the case's; of a telephone number the end will do."""
    known = set(_NUMBER.findall(json.dumps((_job(case), to_json(case.additional_jobs), case.told))))

    def is_known(digits: str) -> bool:
        return digits in known or (len(digits) > 3 and any(number.endswith(digits) for number in known))

    def without(telephone: re.Match[str]) -> str:
        return "" if is_known(re.sub(r"\D", "", telephone[0])) else telephone[0]

    return all(map(is_known, _NUMBER.findall(_TELEPHONE.sub(without, text))))
