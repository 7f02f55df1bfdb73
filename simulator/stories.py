"""Short stories of a shift for docs/owner.md: what is done in each is here, what is texted is the app's own."""

import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from simulator.shift import DANA, LOCKOUT, LUIS, MARCUS, PRIYA, Shift, Texted, at, shift

_NAMES = {MARCUS: "Marcus", LUIS: "Luis", DANA: "Dana", PRIYA: "Priya (customer)"}
_AFTERNOON = "2026-07-14T14:05:00-06:00"
_CODE = re.compile(r"\b\d{6}\b")
_ACCEPT_S, _SUMMED_UP_S = 300, 30


def _accepted(day: Shift) -> None:
    day.calls(*LOCKOUT)
    day.wait(_ACCEPT_S)
    day.texts(DANA, "yes 25 min")
    day.texts(LUIS, "1 20")


def _done(day: Shift) -> None:
    day.calls(*LOCKOUT)
    day.texts(LUIS, "1 25")
    day.history.clear()
    day.texts(LUIS, "omw 15")
    day.texts(LUIS, "here")
    day.texts(LUIS, "done 154")


def _nobody(day: Shift) -> None:
    day.calls(*LOCKOUT)
    day.wait(_ACCEPT_S)
    day.history.clear()
    day.wait(_ACCEPT_S)
    day.texts(MARCUS, "ok")


def _emergency(day: Shift) -> None:
    day.calls("my baby is locked in the car and it's hot", "2215 linden avenue, cedar hollow", "no bye")
    day.texts(DANA, "1 10")


def _message(day: Shift) -> None:
    day.calls("can you have marcus call me back please", "it's Jim Beam about an invoice", "no that's all bye")
    day.wait(_SUMMED_UP_S)
    day.texts(MARCUS, "ok")


def _orders(day: Shift) -> None:
    (asked,) = day.texts(MARCUS, "on a job 2h")
    code = _CODE.search(asked)
    day.texts(MARCUS, code[0] if code else "")
    for words in ("dana on call", "closed today", "who called", "what is the meaning of life"):
        day.texts(MARCUS, words)


_STORIES: Mapping[str, Callable[[Shift], None]] = {
    "accepted": _accepted,
    "done": _done,
    "nobody": _nobody,
    "emergency": _emergency,
    "message": _message,
    "orders": _orders,
}


def quoted(name: str) -> str:
    """Return the texts of a story, as a quotation in Markdown. Raises KeyError for an unknown one."""
    with tempfile.TemporaryDirectory(prefix="receptionist-") as folder, shift(Path(folder), at(_AFTERNOON)) as day:
        _STORIES[name](day)
        return ">\n".join(map(_line, day.history))


def _line(text: Texted) -> str:
    does, words = "reads" if text.ours else "writes", _CODE.sub("123456", text.words)
    return f"> **{_NAMES[text.number]}** {does}: {words}\n"
