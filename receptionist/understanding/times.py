"""Hears when the caller wants somebody to come: a readable window, an exact appointment; books nothing."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from receptionist.cases import Details
from receptionist.understanding.clock_words import any_of, due, in_figures, part_of_day, wanted_hours
from receptionist.understanding.sounds import ORDINALS, digitise, ordinal
from receptionist.understanding.text import parts

_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_DAYS: Mapping[str, str] = {day.lower(): day for day in _WEEKDAYS} | {
    "lunes": "Monday", "martes": "Tuesday", "miércoles": "Wednesday", "miercoles": "Wednesday",
    "jueves": "Thursday", "viernes": "Friday", "sábado": "Saturday", "sabado": "Saturday", "domingo": "Sunday",
    "today": "today", "hoy": "today", "hoy mismo": "today", "tomorrow": "tomorrow", "mañana": "tomorrow",
    "manana": "tomorrow", "tonight": "tonight", "esta noche": "tonight", "this evening": "this evening",
    "this afternoon": "this afternoon", "esta tarde": "this afternoon", "this morning": "this morning",
    "esta mañana": "this morning", "pasado mañana": "the day after tomorrow",
    "the day after tomorrow": "the day after tomorrow", "day after tomorrow": "the day after tomorrow",
    "this weekend": "weekend", "the weekend": "weekend", "weekend": "weekend", "el fin de semana": "weekend",
    "next week": "next week", "la próxima semana": "next week", "la semana que viene": "next week",
    "later this week": "later in the week", "this week": "in the week", "esta semana": "in the week",
    "any day": "any day", "cualquier día": "any day",
}  # fmt: skip
_MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12, "enero": 1, "febrero": 2, "marzo": 3,
    "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8, "septiembre": 9, "octubre": 10, "noviembre": 11,
    "diciembre": 12,
}  # fmt: skip
_MONTH = any_of(_MONTHS)
_DAY = re.compile(rf"\b(?:(next|coming|próximo|proximo) )?({any_of(_DAYS)})\b")
_DIA = r"(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)(?: d[ií]a)?"
_DATE = re.compile(
    rf"\b(?:({_MONTH}) (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?"
    rf"|(?:the )?(\d{{1,2}})(?:st|nd|rd|th)?(?: of| de)? ({_MONTH})"
    rf"|(?:the|el(?: día)?|on the|{any_of(_DAYS)}) (\d{{1,2}})(?:st|nd|rd|th)"
    rf"|{_DIA} (\d{{1,2}})(?! ?(?:[ap] ?m|de la|y media|:)\b))\b"
)
_ORDINAL_DAY = re.compile(rf"\b(the|{_MONTH}|{any_of(_DAYS)}) ({any_of(ORDINALS)})\b")
_VAGUE = re.compile(
    r"\b(after (?:work|lunch|school|dinner|church|hours)|before (?:work|lunch|dinner|school)|first thing"
    r"|end of (?:the )?day|later today|later on|any ?time|whenever|in an hour(?: or (?:so|two))?"
    r"|in (?:a couple (?:of )?hours|half an hour|\d{1,2} (?:hours?|minutes))|después del trabajo|cuando sea"
    r"|cuando pueda|when(?:ever)? you can)\b"
)
_ASAP = re.compile(
    r"\b(a ?s ?a ?p|as soon as (?:possible|you can|he can|they can|somebody can|someone can)|right now|right away"
    r"|immediately|as quick(?:ly)? as|as fast as|soon as (?:possible|you can)|the sooner the better|now (?:would"
    r"|works|is|if)|soonest|now"
    r" please"
    r"|quick as you can|hurry|lo antes posible|cuanto antes|ahorita|ahora mismo|de inmediato|lo más pronto|ya"
    r" mismo)\b"
)
_PAST = re.compile(
    r"\b(?:last|since|yesterday|ayer|ago|every|closed|closes|close|until|the day before|used to"
    r"|bought|moved in|was|were|been) (?:on |the |at |until )?$"
)
_ANCHORS = {"today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "tomorrow": 1}
_NAMED_DAY = re.compile(rf"(?<!good )(?<!buenas )(?<!buenos )\b(?:{any_of(_DAYS)})\b")
_NAMED_DATE = re.compile(rf"\b(?:{_MONTH}) (?:the )?(?:\d|{any_of(ORDINALS)}|twenty|thirty)")
_NOT_THEN = re.compile(rf"\bnot (?:on )?(?:{any_of(_DAYS)})\b(?= )")
_OTHER_DAY = re.compile(rf"\bno (?=(?:on |at |el )?(?:{any_of(_DAYS)}|\d))")


def hear_time(text: str, *, now: datetime) -> Details:
    """Return `preferred_window` where one is said: "Friday 10:00-12:00", "today after 15:00", "next week".

    An exact date with an exact time is an `appointment` as well (local ISO, "2026-07-23T09:30"). Hours without
    morning or afternoon are read as working hours: one to six are in the afternoon.
    """
    details: Details = {}
    for part in parts(text):
        for said in _OTHER_DAY.split(_spoken_dates(part)):
            details |= _hear(said, now)
    return details


def asap(text: str) -> bool:
    """Tell whether the words ask for as soon as possible."""
    return bool(_ASAP.search(text))


def _spoken_dates(text: str) -> str:
    """Return the text in digits, days of the month as `the 3rd`."""
    figures = digitise(_ORDINAL_DAY.sub(lambda said: f"{said[1]} {ordinal(ORDINALS[said[2]])}", text))
    return _NOT_THEN.sub("", in_figures(figures))


def _hear(text: str, now: datetime) -> Details:
    day_of_month, rest = _date(text, now)
    days, rest = _days(rest)
    part = part_of_day(rest)
    hours, exact = wanted_hours(rest, part or (days[-1] if days else ""), anchored=bool(days or day_of_month))
    if deadline := _deadline(text, days, now):
        hours, exact = f"before {deadline:%H:%M}", None
    if asap(text) and not days and not hours:
        return {"preferred_window": "asap"}
    vague = [] if hours or part else _VAGUE.findall(text)
    said = hours or part or "".join(vague[-1:])
    if not (days or day_of_month or said):
        return {}
    details: Details = {"preferred_window": f"{_day_words(days, day_of_month)} {said}".strip()}
    doubtful = day_of_month is None and _DATE.search(text)
    if exact and not doubtful and (when := day_of_month or _day_of(days, now, sure=exact.sure)):
        details["appointment"] = datetime.combine(when, exact.at).isoformat(timespec="minutes")
    return details | ({"deadline": deadline.isoformat(timespec="minutes")} if deadline else {})


def _deadline(text: str, days: list[str], now: datetime) -> datetime | None:
    """Return by when it must be done, as naive local time; of no named day, the next such hour."""
    at = due(text)
    if at is None or len(days) > 1:
        return None
    day = _day_of(days, now, sure=True) if days else now.date() + timedelta(days=at.at <= now.time())
    return datetime.combine(day, at.at) if day else None


def _date(text: str, now: datetime) -> tuple[date | None, str]:
    match = _DATE.search(text)
    if not match:
        return None, text
    month, day = match[1] or match[4], int(match[2] or match[3] or match[5] or match[6])
    number = _MONTHS.get(month or "")
    found = next((when for when in _coming(now.date()) if when.day == day and number in (None, when.month)), None)
    weekday = next((_DAYS[word] for word in text.split() if _DAYS.get(word) in _WEEKDAYS), None)
    if found and weekday and f"{found:%A}" != weekday:
        return None, text
    kept = "" if match[1] or match[4] else re.sub(r"\d.*", "", match[0])
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
    return bool(_NAMED_DAY.search(text) or _NAMED_DATE.search(text))


def completed(known: str, newer: str) -> str:
    """Return the newer window, with the known day where only an hour or a part of the day was said."""
    timeless = not re.search(r"\d|morning|afternoon|evening|night|noon", known)
    dayless = re.match(r"(?:after|before|around|\d\d:|morning|afternoon|evening|night|midday)", newer)
    return f"{known} {newer}" if timeless and dayless and known != "asap" else newer
