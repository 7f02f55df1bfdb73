"""Standing orders: the business answers as the owner ordered by text, until the order has run out."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from receptionist.shop.business import Business
from receptionist.shop.hours import Hours, spans
from receptionist.shop.orders import OrderKind, StandingOrder
from receptionist.shop.people import Person
from receptionist.shop.standing import as_of

WEEK = Hours({day: spans("08:00-18:00") for day in range(5)})
MARCUS = Person(key="marcus", name="Marcus", role="owner", phone="+13035550101", transfer=True)
DANA = Person(
    key="dana", name="Dana", role="technician", phone="+13035550103", transfer=True, on_call=frozenset({4, 5, 6})
)
SHOP = Business(name="Acme", timezone=ZoneInfo("America/Denver"), hours=WEEK, people=(MARCUS, DANA))


def at(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=SHOP.timezone)


NOON, EVENING = at("2026-07-14T12:00"), at("2026-07-14T21:00")  # a Tuesday
FRIDAY_NIGHT = at("2026-07-17T23:00")


def ordered(kind: OrderKind, subject: str = "", until: str = "2026-07-15T00:00") -> Business:
    return as_of(SHOP, [StandingOrder(kind=kind, subject=subject, until=at(until))], NOON)


def reached(business: Business, moment: datetime) -> list[str]:
    return [person.key for person in business.transfer_people(moment)]


def test_without_an_order_that_holds_the_business_is_the_same_object() -> None:
    ran_out = StandingOrder(kind="closed", until=NOON)

    assert as_of(SHOP, [], NOON) is SHOP
    assert as_of(SHOP, [ran_out], NOON) is SHOP


def test_who_is_away_is_neither_put_through_to_nor_on_duty() -> None:
    shop = ordered("away", "dana", until="2026-07-17T23:30")

    assert reached(shop, NOON) == ["marcus"]
    assert not shop.is_on_duty(DANA, FRIDAY_NIGHT)
    assert shop.is_on_duty(DANA, at("2026-07-17T23:30"))


def test_who_is_put_on_call_is_reached_at_night_until_the_order_runs_out() -> None:
    shop = ordered("on_call", "marcus", until="2026-07-15T08:00")

    assert reached(SHOP, EVENING) == []
    assert reached(shop, EVENING) == ["marcus"]
    assert reached(shop, at("2026-07-15T18:00")) == []


def test_who_is_taken_off_call_is_left_alone_at_night_but_works_by_day() -> None:
    shop = ordered("off_call", "dana", until="2026-07-18T00:00")

    assert reached(SHOP, FRIDAY_NIGHT) == ["dana"]
    assert reached(shop, FRIDAY_NIGHT) == []
    assert reached(shop, NOON) == ["marcus", "dana"]
    assert reached(shop, at("2026-07-18T00:00")) == ["dana"]


def test_a_shop_that_is_closed_today_takes_the_surcharge_and_only_those_on_call() -> None:
    shop = as_of(SHOP, [StandingOrder(kind="closed", until=at("2026-07-18T00:00"))], at("2026-07-17T09:00"))

    assert not shop.is_open(at("2026-07-17T12:00"))
    assert shop.answering_mode(at("2026-07-17T12:00")) == shop.answering.night
    assert reached(shop, at("2026-07-17T12:00")) == ["dana"]
    assert shop.is_open(at("2026-07-20T12:00"))


@pytest.mark.parametrize(
    ("until", "opens"),
    [
        ("2026-07-14T15:00", "2026-07-14T15:00"),  # back in the afternoon
        ("2026-07-15T00:00", "2026-07-15T08:00"),
        ("2026-07-15T08:00", "2026-07-15T08:00"),
        ("2026-07-17T18:00", "2026-07-20T08:00"),
    ],
)
def test_a_shop_that_is_closed_opens_when_the_order_has_run_out(until: str, opens: str) -> None:
    assert ordered("closed", until=until).next_opening(NOON) == at(opens)


def test_of_two_orders_of_one_kind_the_one_that_holds_longest_counts() -> None:
    orders = [StandingOrder(kind="closed", until=at(until)) for until in ("2026-07-14T20:00", "2026-07-14T13:00")]

    assert not as_of(SHOP, orders, NOON).is_open(at("2026-07-14T14:00"))


def test_an_order_ends_at_its_moment_also_in_the_hour_that_comes_twice() -> None:
    second = at("2026-11-01T01:30").replace(fold=1)
    shop = as_of(SHOP, [StandingOrder(kind="away", subject="dana", until=second)], NOON)

    assert not shop.is_on_duty(DANA, at("2026-11-01T01:45"))
    assert shop.is_on_duty(DANA, second)
