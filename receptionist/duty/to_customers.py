"""What a customer is texted of a job: phrases that the owner may reword, estimates as windows; sends nothing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from receptionist.duty import shown
from receptionist.shop.business import Business
from receptionist.texts import segments
from receptionist.words import guard, spoken
from receptionist.words.phrases import Phrases

News = Literal[
    "accepted", "accepted_no_time", "scheduled", "on_the_way", "nobody_yet", "nobody", "reassigned", "moved"
]
STEP = timedelta(minutes=5)
LEAST = timedelta(minutes=15)
"""How wide a window is at least, beyond the minutes that were said."""


def text(
    news: News,
    *,
    phrases: Phrases,
    business: Business,
    language: str,
    technician: str = "",
    window: str = "",
    first: bool = False,
) -> str:
    """Return the text, in the customer's language; the `first` to a number says how to get no more.

    Raises ValueError when the owner's wording needs what is not known, such as a window of a job without one.
    """
    facts: Mapping[str, str] = {
        "business": shown.data(business.name, 40) or business.name,
        "owner": shown.data(business.owner_name, 20) or business.owner_name,
        "emergency": business.emergency_number,
        "technician": shown.data(technician.partition(" ")[0], 16)
        or phrases.pick("text_technician", language=language),
        "window": shown.clipped(window, 44),
    }
    said = guard.fill(phrases.pick(f"text_{news}", language=language), {k: v for k, v in facts.items() if v})
    if said is None:
        raise ValueError(f"text_{news} cannot be said")
    stop = phrases.pick("text_stop", language=language) if first else ""
    return segments.plain(f"{said} {stop}".strip())


def window(eta: datetime, minutes: int, language: str) -> str:
    """Return about when somebody is there who said `minutes`, such as `between 2:30 and 2:50 PM`; never one time.

    `eta` is local. The later the arrival, the wider: a quarter of the minutes, at least fifteen.
    """
    last = eta + max(LEAST, timedelta(minutes=minutes / 4))
    return spoken.between(_floor(eta), _floor(last + STEP - timedelta(seconds=1)), language)


def _floor(at: datetime) -> datetime:
    return at - timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
