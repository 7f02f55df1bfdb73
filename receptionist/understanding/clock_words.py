"""Hears hours and parts of the day: ten to noon, after three, nine thirty a m; knows no days."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_PARTS: Mapping[str, str] = {
    "morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "night", "midday": "midday",
    "lunchtime": "midday", "lunch time": "midday", "mornings": "morning", "afternoons": "afternoon",
    "evenings": "evening", "por la mañana": "morning", "en la mañana": "morning", "de la mañana": "morning",
    "por la tarde": "afternoon", "en la tarde": "afternoon", "de la tarde": "afternoon", "por la noche": "evening",
    "en la noche": "evening", "de la noche": "night", "al mediodía": "midday",
}  # fmt: skip
_CLOCK = (
    r"(?:(?:las |la )?(\d{1,2}(?::\d\d)?|\d{3,4})(?: ?(o'clock|en punto))?(?: ?(a ?m|p ?m)\b)?"
    r"|(noon|midnight|mediodía|medianoche))"
)
_RANGE = re.compile(
    rf"\b(?:(?:between|from|entre|desde|de|anytime) )?{_CLOCK}"
    rf" (?:and|to|till|until|through|y|a|hasta|or) {_CLOCK}(?!\w)"
)
_OPEN_ENDED = (
    (
        "after",
        re.compile(rf"\b(?:after|past|from|later than|después de|despues de|a partir de|desde) {_CLOCK}(?!\w)"),
    ),
    ("before", re.compile(rf"\b(?:before|by|no later than|until|till|antes de|para|hasta) {_CLOCK}(?!\w)")),
)
_AT = re.compile(rf"\b(?:(at|for|around|(?<!how )about|like|a|sobre|como a|@) )?{_CLOCK}(?!\w)")
_ABOUT = frozenset({"around", "about", "like", "sobre", "como a"})
_PART = re.compile(rf"\b({any_of(_PARTS)})\b")
_DUE = re.compile(
    r"\b(?<!you )(?:open|opens|opening|starts?|starting|shift|event|show|abrimos|empieza"
    r"|be (?:at work|there|done|ready|finished|fixed|closed))"
    rf"\b[^|]{{0,25}}?\b(?:at|by|before|a) {_CLOCK}(?!\w)"
)
_AFTER_AN_HOUR = any_of(_PARTS) + (
    r"|\||works?|is|would|if|the|on|please|ok|okay|good|fine|or|and|then|sharp|he|she|they|i|we|that's|it|for"
    r"|in|at|de|con|está|with|today|tomorrow|so|because|but|when|thanks"
)
_GREETED = ("good ", "last ", "all ")
_FOLLOWED = re.compile(rf" ?(?:$|(?:{_AFTER_AN_HOUR})(?!\w))")


_QUARTERS = (
    (re.compile(r"\bhalf past (\d{1,2})\b"), 0, "30"),
    (re.compile(r"\b(?:a )?quarter (?:past|after) (\d{1,2})\b"), 0, "15"),
    (re.compile(r"\b(?:a )?quarter (?:to|till|of) (\d{1,2})\b"), -1, "45"),
    (re.compile(r"\b(\d{1,2}) y media\b"), 0, "30"),
    (re.compile(r"\b(\d{1,2}) y cuarto\b"), 0, "15"),
    (re.compile(r"\b(\d{1,2}) menos cuarto\b"), -1, "45"),
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; `sure` when morning or afternoon was said or follows from it."""

    at: time
    sure: bool

    def __str__(self) -> str:
        return self.at.strftime("%H:%M")


def in_figures(text: str) -> str:
    """Return digitised `text` with quarters and halves in figures: `quarter to 5` -> `at 4:45`."""
    for said, hours, minutes in _QUARTERS:
        if hour := said.search(text):
            text = text.replace(hour[0], f"at {(int(hour[1]) + hours - 1) % 12 + 1}:{minutes}")
    return text


def part_of_day(text: str) -> str:
    """Return the part of the day that digitised `text` names, else nothing: `por la tarde` -> `afternoon`."""
    named = (found for found in _PART.finditer(text) if not text[: found.start()].endswith(_GREETED))
    return next((_PARTS[found[1]] for found in named), "")


def wanted_hours(text: str, part: str, *, anchored: bool) -> tuple[str, Clock | None]:
    """Return the wanted hours in words ("after 15:00", "10:00-12:00"), and the one time if it is an exact one.

    `part` of the day tells three in the morning from three in the afternoon. `anchored`: a day was named, so that
    a number alone may be an hour.
    """
    if (match := _RANGE.search(text)) and (hours := _range(match, part)):
        return hours, None
    for word, pattern in _OPEN_ENDED:
        if (match := pattern.search(text)) and (at := _time(match.groups(), part)):
            return f"{word} {at}", None
    for match in _AT.finditer(text):
        cue, *said = match.groups()
        if not (cue or any(said[1:]) or anchored) or not (any(said[1:]) or _FOLLOWED.match(text[match.end() :])):
            continue
        if at := _time(said, part):
            return (f"around {at}", None) if cue in _ABOUT else (f"{at}", at)
    return "", None


def due(text: str) -> Clock | None:
    """Return the hour at which something opens or must be done: `we open at 4`; None without one."""
    match = _DUE.search(text)
    return _time(match.groups(), part_of_day(text)) if match else None


def _range(match: re.Match[str], part: str) -> str | None:
    start, end = _time(match.groups()[:4], part), _time(match.groups()[4:], part)
    return f"{_same_half(start, end)}-{end}" if start and end else None


def _time(said: Sequence[str | None], part: str) -> Clock | None:
    digits, _, half, named = said
    if named:
        return Clock(time(12 if named in {"noon", "mediodía"} else 0), sure=True)
    written = (digits or "").replace(":", "")
    hour, minute = (int(written), 0) if len(written) < 3 else (int(written[:-2]), int(written[-2:]))
    if hour > 23 or minute > 59 or (hour > 12 and len(written) < 3) or (half and not 1 <= hour <= 12):
        return None
    return _in_day(hour, minute, half=(half or "")[:1], part=part)


def _in_day(hour: int, minute: int, *, half: str, part: str) -> Clock:
    late = re.search(r"afternoon|evening|night|noche|tarde", part)
    if half:
        return Clock(time(hour % 12 + (12 if half == "p" else 0), minute), sure=True)
    if hour > 12 or hour == 0:
        return Clock(time(hour, minute), sure=True)
    if "morning" in part or late:
        return Clock(time(hour % 12 + (12 if late else 0) if hour < 12 else 12, minute), sure=True)
    return Clock(time(hour + 12 if hour < 7 else hour, minute), sure=False)


def _same_half(start: Clock, end: Clock) -> Clock:
    """Return the start of a range with the half of the day that its end has: `9 to 11 p m`, `from 1 to 3 a m`."""
    hour = start.at.hour
    if end.sure and not start.sure and hour < 12 and hour + 12 < end.at.hour:
        return Clock(start.at.replace(hour=hour + 12), sure=True)
    return start
