"""Hears when the caller wants somebody to come: a readable window, an exact appointment; books nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from receptionist.cases import Details
from receptionist.understanding.spoken import ORDINALS, digitise
from receptionist.understanding.text import parts

_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_DAYS: Mapping[str, str] = {day.lower(): day for day in _WEEKDAYS} | {
    "lunes": "Monday", "martes": "Tuesday", "miércoles": "Wednesday", "miercoles": "Wednesday", "jueves": "Thursday",
    "viernes": "Friday", "sábado": "Saturday", "sabado": "Saturday", "domingo": "Sunday", "today": "today",
    "hoy": "today", "hoy mismo": "today", "tomorrow": "tomorrow", "mañana": "tomorrow", "manana": "tomorrow",
    "tonight": "tonight", "esta noche": "tonight", "this evening": "this evening", "this afternoon": "this afternoon",
    "esta tarde": "this afternoon", "this morning": "this morning", "esta mañana": "this morning",
    "pasado mañana": "the day after tomorrow", "the day after tomorrow": "the day after tomorrow",
    "day after tomorrow": "the day after tomorrow", "this weekend": "weekend", "the weekend": "weekend",
    "weekend": "weekend", "el fin de semana": "weekend", "next week": "next week",
    "la próxima semana": "next week", "la semana que viene": "next week", "later this week": "later in the week",
    "this week": "in the week", "esta semana": "in the week", "any day": "any day", "cualquier día": "any day",
}  # fmt: skip
_PARTS: Mapping[str, str] = {
    "morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "night", "midday": "midday",
    "lunchtime": "midday", "lunch time": "midday", "mornings": "morning", "afternoons": "afternoon",
    "evenings": "evening", "por la mañana": "morning", "en la mañana": "morning", "de la mañana": "morning",
    "por la tarde": "afternoon", "en la tarde": "afternoon", "de la tarde": "afternoon", "por la noche": "evening",
    "en la noche": "evening", "de la noche": "night", "al mediodía": "midday",
}  # fmt: skip
_MONTHS = "january february march april may june july august september october november december".split()
_MESES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()


def _any(words: Mapping[str, object] | list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_MONTH = _any(_MONTHS + _MESES)
_CLOCK = r"(?:(?:las |la )?(\d{1,2}(?::\d\d)?|\d{3,4})(?: ?(o'clock|en punto))?(?: ?(a ?m|p ?m|a m|p m)\b)?|(noon|midnight|mediodía|medianoche))"
_DAY = re.compile(rf"\b(?:(next|coming|próximo|proximo) )?({_any(_DAYS)})\b")
_PART = re.compile(rf"\b({_any(_PARTS)})\b")
_RANGE = re.compile(
    rf"\b(?:(?:between|from|entre|desde|de|anytime) )?{_CLOCK} (?:and|to|till|until|through|y|a|hasta|or) {_CLOCK}(?!\w)"
)
_AFTER = re.compile(
    rf"\b(?:(?:any ?time |sometime |some time )?after|past|from|later than|después de|despues de|a partir de|desde) {_CLOCK}(?!\w)"
)
_BEFORE = re.compile(rf"\b(?:before|by|no later than|until|till|antes de|para|hasta) {_CLOCK}(?!\w)")
_AT = re.compile(rf"\b(?:(at|for|around|(?<!how )about|like|say|maybe|a|sobre|como a|@) )?{_CLOCK}(?!\w)")
_DATE = re.compile(
    rf"\b(?:({_MONTH}) (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?"
    rf"|(?:the )?(\d{{1,2}})(?:st|nd|rd|th)?(?: of| de)? ({_MONTH})"
    rf"|(?:the|el(?: día)?|on the|{_any(_WEEKDAYS).lower()}|{_any(_DAYS)}) (\d{{1,2}})(?:st|nd|rd|th))\b"
)
_VAGUE = re.compile(
    r"\b(after (?:work|lunch|school|dinner|church|hours)|before (?:work|lunch|dinner|school)|first thing"
    r"|end of (?:the )?day|later today|later on|any ?time|whenever|in an hour(?: or (?:so|two))?"
    r"|in (?:a couple (?:of )?hours|half an hour|\d{1,2} (?:hours?|minutes))|después del trabajo|cuando sea"
    r"|cuando pueda|when(?:ever)? you can)\b"
)
_ASAP = re.compile(
    r"\b(a ?s ?a ?p|as soon as (?:possible|you can|he can|they can|somebody can|someone can)|right now|right away"
    r"|immediately|as quick(?:ly)? as|as fast as|soon as (?:possible|you can)|the sooner the better|soonest|now please"
    r"|quick as you can|hurry|lo antes posible|cuanto antes|ahorita|ahora mismo|de inmediato|lo más pronto|ya mismo)\b"
)
_PAST = re.compile(
    r"\b(?:last|since|yesterday|ayer|ago|every|closed|closes|close|until|the day before|used to"
    r"|bought|moved in|was|were|been) (?:on |the |at |until )?$"
)
_SAME_DAY = re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening)|hoy|esta (?:tarde|noche|mañana))\b")
_ANCHORS = {"today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "tomorrow": 1}
_OTHER_DAY = re.compile(rf"\bno (?=(?:on |at |el )?(?:{_any(_DAYS)}|\d))")


@dataclass(frozen=True, slots=True)
class _Clock:
    """A time of day; `sure` when morning or afternoon was said or follows from it."""

    at: time
    sure: bool

    def __str__(self) -> str:
        return self.at.strftime("%H:%M")


def hear_time(text: str, *, now: datetime) -> Details:
    """Return `preferred_window` ("Friday 10:00-12:00", "today after 15:00", "tomorrow afternoon") where one is said.

    An exact date with an exact time is an `appointment` as well (local ISO, "2026-07-23T09:30"). Hours without
    morning or afternoon are read as working hours: one to six are in the afternoon.
    """
    details: Details = {}
    for part in parts(text):
        for said in _OTHER_DAY.split(_spoken_dates(part)):
            details |= _hear(said, now)
    return details


def same_day(text: str) -> bool:
    """Tell whether the words ask for today."""
    return bool(_SAME_DAY.search(text))


def asap(text: str) -> bool:
    """Tell whether the words ask for as soon as possible."""
    return bool(_ASAP.search(text))


def _spoken_dates(text: str) -> str:
    """Return the text in digits, days of the month as `the 3rd`."""
    for word, number in ORDINALS.items():
        text = (
            re.sub(rf"\b(the|{_MONTH}|{_any(_DAYS)}) {word}\b", rf"\1 {number}th", text) if word in text else text
        )
    return digitise(text)


def _hear(text: str, now: datetime) -> Details:
    day_of_month, rest = _date(text, now)
    days, rest = _days(rest)
    clock, exact, rest = _clock(
        rest, _part_of(rest) or (days[-1] if days else ""), anchored=bool(days or day_of_month)
    )
    if asap(text) and not days and not clock:
        return {"preferred_window": "asap"}
    part = "" if clock else _part_of(rest)
    if not (days or day_of_month or clock or part):
        vague = _VAGUE.search(text)
        return {"preferred_window": vague[1]} if vague else {}
    vague = None if clock or part else _VAGUE.search(rest)
    named = _day_words(days, day_of_month)
    window = " ".join(filter(None, (named, clock or part or (vague[1] if vague else ""))))
    details: Details = {"preferred_window": window}
    if exact and (when := day_of_month or _day_of(days, now, sure=exact.sure)):
        details["appointment"] = datetime.combine(when, exact.at).isoformat(timespec="minutes")
    return details


def _date(text: str, now: datetime) -> tuple[date | None, str]:
    match = _DATE.search(text)
    if not match:
        return None, text
    month, day = match[1] or match[4], int(match[2] or match[3] or match[5])
    number = (_MONTHS.index(month) if month in _MONTHS else _MESES.index(month)) + 1 if month else None
    found = next((when for when in _coming(now.date()) if when.day == day and number in (None, when.month)), None)
    weekday = next((_DAYS[word] for word in text.split() if _DAYS.get(word) in _WEEKDAYS), None)
    if found and weekday and f"{found:%A}" != weekday:
        return None, text
    kept = "" if match[5] is None else re.sub(r"\d.*", "", match[0])
    return found, f"{text[: match.start()]}{kept}| {text[match.end() :]}"


def _coming(today: date) -> list[date]:
    return [today + timedelta(days=ahead) for ahead in range(366)]


def _days(text: str) -> tuple[list[str], str]:
    """Return the days that are wanted, and the text without them."""
    days: list[str] = []
    rest = text
    for match in _DAY.finditer(text):
        if _PAST.search(text[: match.start()]) or _is_greeting(text, match) or _is_part(text, match):
            continue
        day = _DAYS[match[2]]
        days.append(f"next {day}" if match[1] and day in _WEEKDAYS else day)
        rest = rest.replace(match[0], "|", 1)
    return list(dict.fromkeys(days)), rest


def _is_greeting(text: str, match: re.Match[str]) -> bool:
    return text[: match.start()].endswith("good ")


def _is_part(text: str, match: re.Match[str]) -> bool:
    """Tell `por la mañana` (in the morning) from `mañana` (tomorrow)."""
    return match[2] in {"mañana", "manana"} and bool(re.search(r"\b(?:por|en|de) la $", text[: match.start()]))


def _part_of(text: str) -> str:
    match = next(
        (m for m in _PART.finditer(text) if not re.search(r"\b(?:good|last|all) $", text[: m.start()])), None
    )
    return _PARTS[match[1]] if match else ""


def _clock(text: str, part: str, *, anchored: bool) -> tuple[str, _Clock | None, str]:
    """Return the wanted hours as words ("after 15:00"), the one exact time if it is one, and the rest."""
    if match := _RANGE.search(text):
        start, end = _time(match.groups()[:4], part), _time(match.groups()[4:], part)
        if start and end:
            start = _same_half(start, end)
            return f"{start}-{end}", None, text[: match.start()] + text[match.end() :]
    for pattern, word in ((_AFTER, "after"), (_BEFORE, "before")):
        if (match := pattern.search(text)) and (at := _time(match.groups(), part)):
            return f"{word} {at}", None, text[: match.start()] + text[match.end() :]
    for match in _AT.finditer(text):
        cue, *said = match.groups()
        plain = (
            cue in {"at", "for", "a", "@", "around", "about", "como a", "sobre"} or said[1] or said[2] or said[3]
        )
        if (plain or anchored) and not _is_other(text, match) and (at := _time(tuple(said), part)):
            about = "around " if cue in {"around", "about", "like", "sobre", "como a"} else ""
            return f"{about}{at}", None if about else at, text[: match.start()] + text[match.end() :]
    return "", None, text


def _is_other(text: str, match: re.Match[str]) -> bool:
    """Tell whether the number counts or addresses something else: `2 doors`, `1228 cobalt street`."""
    after = text[match.end() :].split()
    clear = any(match.groups()[2:])
    return bool(not clear and after and not re.fullmatch(rf"\||{_any(_PARTS)}|works?|is|would|if|the|on|please|ok|okay|good|"
                r"fine|or|and|and|then|sharp|he|she|they|i|we|that's|it|for|would|in|at|de|con|está|with|today|tomorrow", after[0]))  # fmt: skip


def _time(said: tuple[str | None, ...], part: str) -> _Clock | None:
    digits, _, half, named = said
    if named:
        return _Clock(time(12 if named in {"noon", "mediodía"} else 0), sure=True)
    written = (digits or "").replace(":", "")
    hour, minute = (int(written), 0) if len(written) < 3 else (int(written[:-2]), int(written[-2:]))
    if hour > 23 or minute > 59 or (hour > 12 and len(written) < 3) or (half and not 1 <= hour <= 12):
        return None
    return _in_day(hour, minute, half=(half or "")[:1], part=part)


def _in_day(hour: int, minute: int, *, half: str, part: str) -> _Clock:
    late = re.search(r"afternoon|evening|night|noche|tarde", part)
    if half:
        return _Clock(time(hour % 12 + (12 if half == "p" else 0), minute), sure=True)
    if hour > 12 or hour == 0:
        return _Clock(time(hour, minute), sure=True)
    if "morning" in part or late:
        return _Clock(time(hour % 12 + (12 if late else 0) if hour < 12 else 12, minute), sure=True)
    return _Clock(time(hour + 12 if hour < 7 else hour, minute), sure=False)


def _same_half(start: _Clock, end: _Clock) -> _Clock:
    """Return the start of a range with the half of the day that its end has: `9 to 11 p m`, `from 1 to 3 a m`."""
    hour = start.at.hour
    if end.sure and not start.sure and hour < 12 and hour + 12 < end.at.hour:
        return _Clock(start.at.replace(hour=hour + 12), sure=True)
    return start


def _day_words(days: list[str], day_of_month: date | None) -> str:
    if day_of_month:
        return f"{day_of_month:%A} {day_of_month:%B} {day_of_month.day}"
    return " or ".join(days)


def _day_of(days: list[str], now: datetime, *, sure: bool) -> date | None:
    """Return the one day that was named, as a date, where no doubt is left."""
    if len(days) != 1 or not sure:
        return None
    if days[0] in _ANCHORS:
        return now.date() + timedelta(days=_ANCHORS[days[0]])
    if days[0] in _WEEKDAYS:
        ahead = (_WEEKDAYS.index(days[0]) - now.weekday()) % 7
        return now.date() + timedelta(days=ahead) if ahead else None
    return None


def names_day(text: str) -> bool:
    """Tell whether the words name a day, so that they can be a wish for one without having been asked."""
    return bool(_DAY.search(text)) and not re.search(r"\b(?:good|buenos|buenas) ", text) or bool(_DATE.search(text))


def completed(known: str, newer: str) -> str:
    """Return the newer window with the known day, when only the hour or part of the day was said: `after 15:00`."""
    timeless = not re.search(r"\d|morning|afternoon|evening|night|noon", known)
    dayless = re.match(r"(?:after|before|around|\d\d:|morning|afternoon|evening|night|midday)", newer)
    return f"{known} {newer}" if timeless and dayless and known != "asap" else newer
