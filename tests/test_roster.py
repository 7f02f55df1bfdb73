"""The roster: who may be offered a job, by skill, hours, days on call and orders; and from when on."""

from dataclasses import replace
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import pytest

from receptionist.cases import Job, Urgency
from receptionist.duty.roster import begins, candidates
from receptionist.shop.business import Business
from receptionist.shop.hours import Hours, span_of, spans
from receptionist.shop.notices import NoticePlan
from receptionist.shop.orders import OrderKind, StandingOrder
from receptionist.shop.people import Person
from receptionist.shop.standing import as_of

WEEK = Hours(
    {**{day: spans("08:00-18:00") for day in range(5)}, 5: spans("09:00-14:00")},
    frozenset({date(2026, 11, 26)}),
    frozenset({(1, 1), (2, 29)}),
)
EVERY_DAY = frozenset(range(7))


def person(
    key: str,
    role: Literal["owner", "technician"] = "technician",
    *,
    skills: tuple[str, ...] = (),
    hours: Hours | None = None,
    on_call: frozenset[int] = frozenset(),
) -> Person:
    phone = "+13035550101"
    return Person(key=key, name=key, role=role, phone=phone, skills=skills, hours=hours, on_call=on_call)


MARCUS = person("marcus", "owner")
LUIS = person("luis", on_call=EVERY_DAY)
DANA = person("dana", skills=("rekey", "home_lockout"), on_call=frozenset({4, 5, 6}))
EARL = person("earl", hours=replace(WEEK, days={day: spans("05:00-11:00") for day in range(7)}))
SHOP = Business(name="Acme", timezone=ZoneInfo("America/Denver"), hours=WEEK, people=(MARCUS, LUIS, DANA, EARL))


def job(urgency: Urgency = "urgent", service: str | None = "home_lockout") -> Job:
    return Job(id="J-1001", urgency=urgency, service_type=service)


def at(local: str, zone: ZoneInfo = SHOP.timezone) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=zone)


def keys(wanted: Job, business: Business, local: str) -> list[str]:
    return [person.key for person in candidates(wanted, business, at(local))]


@pytest.mark.parametrize(
    ("local", "service", "expected"),
    [
        ("2026-07-14T10:00", "home_lockout", ["luis", "dana", "earl"]),  # a Tuesday
        ("2026-07-14T10:00", "safe_opening", ["luis", "earl"]),  # Dana opens no safes
        ("2026-07-14T10:00", None, ["luis", "dana", "earl"]),
        ("2026-07-14T12:00", "home_lockout", ["luis", "dana"]),  # Earl has gone home
        ("2026-07-14T06:00", "home_lockout", ["luis", "earl"]),  # Earl begins before the shop
        ("2026-07-14T22:00", "home_lockout", ["luis"]),
        ("2026-07-17T23:59", "home_lockout", ["luis", "dana"]),  # Friday: Dana is on call until midnight
        ("2026-07-18T00:00", "home_lockout", ["luis", "dana"]),  # and on Saturday again
        ("2026-07-20T00:00", "home_lockout", ["luis"]),  # on Sunday at midnight it is over
        ("2026-11-26T10:00", "home_lockout", ["luis"]),  # Thanksgiving: a holiday of Earl's, too
        ("2027-01-01T10:00", "home_lockout", ["luis", "dana"]),  # New Year is a Friday
        ("2028-02-29T10:00", "home_lockout", ["luis"]),  # the leap day
        ("2026-03-08T03:30", "home_lockout", ["luis", "dana"]),  # a Sunday, just after the clocks were put forward
        ("2026-11-01T23:59", "home_lockout", ["luis", "dana"]),  # a Sunday of 25 hours
        ("2026-11-02T00:00", "home_lockout", ["luis"]),
    ],
)
def test_a_job_is_offered_to_technicians_who_can_do_it_and_are_on_duty(
    local: str, service: str | None, expected: list[str]
) -> None:
    assert keys(job(service=service), SHOP, local) == expected


@pytest.mark.parametrize(
    ("zone", "utc", "expected"),
    [
        # Friday 17 July 2026, 23:30 and Saturday 00:30 by the clock of each place.
        ("America/Phoenix", "2026-07-18T06:30", ["dana"]),
        ("America/Phoenix", "2026-07-18T07:30", []),
        ("Europe/London", "2026-07-17T22:30", ["dana"]),
        ("Europe/London", "2026-07-17T23:30", []),
        ("Asia/Kolkata", "2026-07-17T18:00", ["dana"]),
        ("Asia/Kolkata", "2026-07-17T19:00", []),
        ("Pacific/Auckland", "2026-07-17T11:30", ["dana"]),
        ("Pacific/Auckland", "2026-07-17T12:30", []),
    ],
)
def test_days_on_call_run_from_midnight_to_midnight_where_the_shop_is(
    zone: str, utc: str, expected: list[str]
) -> None:
    fridays = replace(SHOP, timezone=ZoneInfo(zone), people=(person("dana", on_call=frozenset({4})),))

    found = candidates(job(), fridays, datetime.fromisoformat(f"{utc}+00:00"))

    assert [each.key for each in found] == expected


@pytest.mark.parametrize(
    ("kind", "subject", "local", "expected"),
    [
        ("away", "luis", "2026-07-14T10:00", ["dana", "earl"]),
        ("away", "luis", "2026-07-14T22:00", ["marcus"]),
        ("on_call", "dana", "2026-07-14T22:00", ["luis", "dana"]),
        ("off_call", "luis", "2026-07-14T22:00", ["marcus"]),
        ("off_call", "luis", "2026-07-14T10:00", ["luis", "dana", "earl"]),
        ("closed", "", "2026-07-14T10:00", ["luis"]),
    ],
)
def test_an_order_changes_who_is_offered_a_job(
    kind: OrderKind, subject: str, local: str, expected: list[str]
) -> None:
    order = StandingOrder(kind=kind, subject=subject, until=at("2026-07-15T00:00"))

    assert keys(job(), as_of(SHOP, [order], at(local)), local) == expected


def test_in_an_emergency_every_technician_is_asked_and_who_is_away_last() -> None:
    away = StandingOrder(kind="away", subject="luis", until=at("2026-07-15T00:00"))
    shop = as_of(SHOP, [away], at("2026-07-14T10:00"))

    assert keys(job("life_safety", "safe_opening"), shop, "2026-07-14T10:00") == ["dana", "earl", "luis"]
    assert keys(job("life_safety"), SHOP, "2026-07-14T22:00") == ["luis", "dana", "earl"]


@pytest.mark.parametrize("urgency", ["life_safety", "urgent", "scheduled"])
def test_an_owner_who_works_alone_is_offered_every_job_even_off_duty(urgency: Urgency) -> None:
    away = StandingOrder(kind="away", subject="marcus", until=at("2026-07-15T00:00"))
    solo = replace(SHOP, people=(MARCUS,))

    assert keys(job(urgency), solo, "2026-07-14T22:00") == ["marcus"]
    assert keys(job(urgency), as_of(solo, [away], at("2026-07-14T22:00")), "2026-07-14T22:00") == ["marcus"]


def test_of_several_owners_those_on_duty_are_asked_first() -> None:
    pair = replace(SHOP, people=(MARCUS, person("nina", "owner", on_call=EVERY_DAY)))

    assert keys(job(), pair, "2026-07-14T22:00") == ["nina", "marcus"]
    assert keys(job(), pair, "2026-07-14T10:00") == ["marcus", "nina"]


@pytest.mark.parametrize("urgency", ["life_safety", "urgent", "same_day"])
def test_what_is_pressing_is_offered_at_once_at_any_hour(urgency: Urgency) -> None:
    night = at("2026-07-19T03:00")

    assert begins(job(urgency), SHOP, night) == night


@pytest.mark.parametrize(
    ("hours", "quiet_hours", "local", "expected"),
    [
        ("08:00-18:00", "21:00-07:00", "2026-07-14T12:00", "2026-07-14T12:00"),
        ("08:00-18:00", "21:00-07:00", "2026-07-14T19:00", "2026-07-15T08:00"),
        ("08:00-18:00", "21:00-07:00", "2026-07-14T23:00", "2026-07-15T08:00"),
        ("08:00-18:00", "21:00-07:00", "2026-11-25T23:00", "2026-11-27T08:00"),  # over Thanksgiving
        ("08:00-18:00", "21:00-07:00", "2026-12-31T23:00", "2027-01-02T08:00"),
        ("08:00-18:00", "21:00-07:00", "2026-03-07T23:00", "2026-03-08T08:00"),  # the clocks are put forward
        ("08:00-18:00", "21:00-07:00", "2026-10-31T23:00", "2026-11-01T08:00"),  # and back
        ("05:00-13:00", "21:00-07:00", "2026-07-14T19:00", "2026-07-15T07:00"),  # open, but too early to text
        ("05:00-13:00", "21:00-07:00", "2026-07-14T06:00", "2026-07-14T07:00"),
        ("24/7", "21:00-07:00", "2026-07-14T23:00", "2026-07-15T07:00"),
        ("24/7", None, "2026-07-14T23:00", "2026-07-14T23:00"),
        ("22:00-05:00", "21:00-07:00", "2026-07-14T23:00", "2026-07-15T07:00"),  # only ever open in quiet hours
        ("closed", "21:00-07:00", "2026-07-14T23:00", "2026-07-15T07:00"),
    ],
)  # fmt: skip
def test_a_scheduled_job_is_offered_when_the_shop_is_open_and_nobody_sleeps(
    hours: str, quiet_hours: str | None, local: str, expected: str
) -> None:
    plan = NoticePlan(quiet_hours=span_of(quiet_hours) if quiet_hours else None)
    week = replace(WEEK, days={day: spans(hours) for day in range(7)})
    shop = replace(SHOP, hours=week, notices=plan)

    assert begins(job("scheduled"), shop, at(local)) == at(expected)


def test_a_shop_that_is_closed_today_offers_scheduled_jobs_tomorrow() -> None:
    closed = StandingOrder(kind="closed", until=at("2026-07-15T00:00"))
    shop = as_of(SHOP, [closed], at("2026-07-14T10:00"))

    assert begins(job("scheduled"), shop, at("2026-07-14T10:00")) == at("2026-07-15T08:00")
