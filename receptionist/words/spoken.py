"""Facts written for the ear, in the caller's language; pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time

from receptionist.cases import Job
from receptionist.shop.business import Business
from receptionist.shop.services import Service, Services
from receptionist.words.phrases import short

DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_WORDS = {"en": {"and": "and", "to": "to", "at": "at"}, "es": {"and": "y", "to": "a", "at": "en"}}
_WINDOW_WORDS = {
    **{day.lower(): said for day, said in zip(DAYS["en"], DAYS["es"], strict=True)},
    "today": "hoy",
    "tomorrow": "mañana",
    "morning": "por la mañana",
    "afternoon": "por la tarde",
    "evening": "por la noche",
    "night": "por la noche",
    "next": "el próximo",
}
_STATES = {
    "en": {"open": "noted", "offered": "noted", "en_route": "on the way", "on_site": "on site"},
    "es": {
        "open": "anotado",
        "offered": "anotado",
        "accepted": "aceptado",
        "en_route": "en camino",
        "on_site": "ahí",
    },
}


def named(service: Service, language: str) -> str:
    """Return what the receptionist calls a service: `a car lockout`."""
    return service.title.get(short(language)) or service.title["en"]


def title(service: Service, language: str) -> str:
    """Return what the receptionist calls a service, to begin a sentence with: `A car lockout`."""
    name = named(service, language)
    return name[:1].upper() + name[1:]


def jobs(taken: Sequence[Job], services: Services, language: str) -> str:
    """Return `a house lockout and a rekey at 12 Oak Street, Cedar Hollow`, or each with its own place."""
    at = _WORDS[short(language)]["at"]
    titles = [named(services[job.service_type or "other"], language) for job in taken]
    places = [_brief_place(job) for job in taken]
    if len(set(places)) == 1:
        return f"{listed(titles, language)} {at} {places[0]}"
    return listed([f"{title} {at} {where}" for title, where in zip(titles, places, strict=True)], language)


def listed(items: Sequence[str], language: str) -> str:
    """Return `A, B and C`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {_WORDS[short(language)]['and']} {items[-1]}"


def number(e164: str) -> str:
    """Return a telephone number in groups, digit by digit: `7 2 0, 5 5 5, 0 1 3 7`."""
    return digits(e164[2:] if e164.startswith("+1") and len(e164) == 12 else e164.lstrip("+"))


def digits(text: str) -> str:
    """Return digits in groups of three, three and four."""
    groups = (text[:3], text[3:6], text[6:])
    return ", ".join(" ".join(group) for group in groups if group)


def last_four(e164: str) -> str:
    """Return the end of a number, digit by digit."""
    return " ".join(e164[-4:])


def _brief_place(job: Job) -> str:
    """Return where a job is in as few words as will do: the street, else the first thing that it is near."""
    landmark = job.landmark and job.landmark.partition(",")[0]
    return place(replace(job, unit=None, landmark=landmark))


def place(job: Job) -> str:
    """Return where the job is, as precisely as it is known."""
    street = " ".join(filter(None, (job.address, job.unit and f"unit {job.unit}")))
    return ", ".join(filter(None, (street or job.landmark, job.city)))


def clock_time(at: time) -> str:
    """Return `8 AM` or `3:40 PM`."""
    hour, half = at.hour % 12 or 12, "AM" if at.hour < 12 else "PM"
    return f"{hour}:{at.minute:02d} {half}" if at.minute else f"{hour} {half}"


def _minute(after_midnight: int) -> str:
    return clock_time(time(after_midnight // 60 % 24, after_midnight % 60))


def eta(text: str) -> str:
    """Return an arrival time for the ear; `15:40` and ISO times are known, anything else stays as it is."""
    try:
        return clock_time(datetime.fromisoformat(text).time() if "T" in text else time.fromisoformat(text))
    except ValueError:
        return text


def due(text: str, now: datetime) -> datetime | None:
    """Return the moment of an arrival time in the time zone of `now`; `15:40` is today's, None for other words."""
    try:
        at = datetime.fromisoformat(text) if "T" in text else datetime.combine(now, time.fromisoformat(text))
    except ValueError:
        return None
    return at.astimezone(now.tzinfo) if at.tzinfo else at.replace(tzinfo=now.tzinfo)


def day(at: datetime, language: str) -> str:
    """Return the day of the week."""
    return DAYS[short(language)][at.weekday()]


def between(first: datetime, last: datetime, language: str) -> str:
    """Return `between 2:30 and 2:50 PM`, in the language."""
    start, end = clock_time(first.time()), clock_time(last.time())
    if start[-2:] == end[-2:]:
        start = start[:-3]
    if short(language) == "en":
        return f"between {start} and {end}"
    return f"entre {_article(first)} {start} y {_article(last)} {end}"


def _article(at: datetime) -> str:
    return "la" if at.hour % 12 == 1 else "las"


def window(text: str, language: str) -> str | None:
    """Return a wished time for the ear, such as `Friday 3 PM`; None when it cannot be said in the language."""
    known = _WINDOW_WORDS if short(language) == "es" else None
    said = [
        eta(word) if word[:1].isdigit() else known.get(word.lower()) if known else word for word in text.split()
    ]
    return None if None in said else " ".join(filter(None, said))


def state(job: Job, language: str) -> str:
    """Return how far a job is."""
    return _STATES[short(language)].get(job.status, job.status)


def hours(business: Business, language: str) -> str:
    """Return the opening hours, days of equal hours together: `Monday to Friday 8 AM to 6 PM, Saturday …`."""
    days, words = DAYS[short(language)], _WORDS[short(language)]
    runs: list[tuple[int, int, str]] = []
    for day in range(7):
        spans = business.hours.days.get(day, ())
        said = ", ".join(f"{_minute(span.opens)} {words['to']} {_minute(span.closes)}" for span in spans)
        if runs and runs[-1][2] == said:
            runs[-1] = (runs[-1][0], day, said)
        else:
            runs.append((day, day, said))
    return ", ".join(
        f"{days[first]} {said}" if first == last else f"{days[first]} {words['to']} {days[last]} {said}"
        for first, last, said in runs
        if said
    )
