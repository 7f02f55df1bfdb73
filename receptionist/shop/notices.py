"""How the owner wants to be told of calls: whom, over what, and when not; tells nobody."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from receptionist.duty.seams import Channel
from receptionist.shop import hours
from receptionist.shop.hours import Span
from receptionist.shop.owner_file import Table
from receptionist.shop.people import Person, read_keys

CHANNELS: tuple[Channel, ...] = ("sms", "email", "webhook")
URGENT_CHANNELS: tuple[Channel, ...] = ("sms", "phone", "email")
_ACKNOWLEDGE_S = (60, 3600)
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_NONE = "none"
_NIGHT = Span(21 * 60, 31 * 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePlan:
    """Whom notices go to, over what, and when they wait."""

    people: tuple[str, ...] = ()
    """Keys of the people who are told, in this order."""
    channels: tuple[Channel, ...] = ("sms",)
    """How they hear of calls that are over."""
    urgent_channels: tuple[Channel, ...] = ("sms", "phone")
    """How they are told what cannot wait, one after the other until somebody acknowledges."""
    acknowledge_within_s: int = 300
    """Seconds that each has to acknowledge, until the next channel or person is tried."""
    quiet_hours: Span | None = _NIGHT
    """When only what cannot wait disturbs anybody."""
    digest_minutes: int | None = 7 * 60 + 30
    """When the digest is sent, in minutes after midnight; None without one."""
    webhook_url: str | None = None
    low_balance: int = 10
    """The balance at Twilio, in whole units of its currency, below which the owner is told."""

    def quiet(self, local: datetime) -> bool:
        """Tell whether this local time is within quiet hours."""
        return self.quiet_hours is not None and self.quiet_hours.covers(local.hour * 60 + local.minute)

    def quiet_until(self, at: datetime, timezone: ZoneInfo) -> datetime:
        """Return the first moment from `at` on that is not within quiet hours."""
        if self.quiet_hours is None or not self.quiet(at.astimezone(timezone)):
            return at
        return hours.next_time(self.quiet_hours.closes % hours.DAY_MINUTES, at, timezone)


def read(rows: Table, people: tuple[Person, ...]) -> NoticePlan:
    """Return what the file's section `notices` says; where it names nobody, the owners are told, or everybody."""
    rows.only(
        (
            "people", "channels", "urgent_channels", "acknowledge_within_s", "quiet_hours", "digest_at",
            "webhook_url", "low_balance",
        )
    )  # fmt: skip
    plan = NoticePlan(
        people=_people(rows, people),
        channels=rows.choices("channels", CHANNELS, ("sms",)),
        urgent_channels=rows.choices("urgent_channels", URGENT_CHANNELS, ("sms", "phone")),
        acknowledge_within_s=rows.seconds("acknowledge_within_s", 300, between=_ACKNOWLEDGE_S),
        quiet_hours=_quiet_hours(rows),
        digest_minutes=_digest_minutes(rows),
        webhook_url=_webhook_url(rows),
        low_balance=rows.whole("low_balance", 10),
    )
    _check_addresses(rows, plan, people)
    return plan


def _people(rows: Table, people: tuple[Person, ...]) -> tuple[str, ...]:
    owners = tuple(person.key for person in people if person.role == "owner")
    told = read_keys(rows, "people", people, owners or tuple(person.key for person in people))
    if not told:
        rows.wrong("people", 'name whom to tell, such as ["marcus"], or remove the line')
    return told


def _quiet_hours(rows: Table) -> Span | None:
    text = rows.text("quiet_hours", "21:00-07:00")
    try:
        return None if text == _NONE else hours.span_of(text)
    except ValueError:
        rows.wrong("quiet_hours", 'write it as "21:00-07:00", or "none"')
        return None


def _digest_minutes(rows: Table) -> int | None:
    text = rows.text("digest_at", "07:30")
    try:
        return None if text == _NONE else hours.minute_of(text)
    except ValueError:
        rows.wrong("digest_at", 'write it as "07:30", or "none"')
        return None


def _webhook_url(rows: Table) -> str | None:
    url = rows.text("webhook_url")
    if url and not _reachable(url):
        rows.wrong("webhook_url", "write an address that begins with https:// and holds no password")
    return url or None


def _reachable(url: str) -> bool:
    """Tell whether calls may be told to an address: by https, or without leaving this machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in _THIS_MACHINE)
    return safe and bool(host) and "@" not in parts.netloc and not re.search(r"\s", url)


def _check_addresses(rows: Table, plan: NoticePlan, people: tuple[Person, ...]) -> None:
    """Note channels that lead nowhere."""
    has_mail = any(person.email for person in people if person.key in plan.people)
    for key, channels in (("channels", plan.channels), ("urgent_channels", plan.urgent_channels)):
        if "email" in channels and not has_mail:
            rows.wrong(
                key, f'write an email for {" or ".join(plan.people)} under [[people]], or leave out "email"'
            )
    if "webhook" in plan.channels and plan.webhook_url is None:
        rows.wrong("webhook_url", 'write the address that is told, or leave "webhook" out of channels')
