"""When somebody should come: readable windows, exact appointments, and nothing where no time was meant."""

from datetime import datetime

import pytest

from receptionist.understanding.times import asap, completed, hear_time, names_day

MONDAY = datetime.fromisoformat("2026-07-20T13:40:00-06:00")

WINDOWS = [
    ("thursday or friday morning if you got it", "Thursday or Friday morning"),
    ("friday ten to noon works", "Friday 10:00-12:00"),
    ("sometime today would be good after three", "today after 15:00"),
    ("this afternoon is fine i'm not going anywhere", "this afternoon"),
    ("ok tomorrow afternoon", "tomorrow afternoon"),
    ("tomorrow between two and four", "tomorrow 14:00-16:00"),
    ("from nine to eleven", "09:00-11:00"),
    ("before five today", "today before 17:00"),
    ("around three o'clock", "around 15:00"),
    ("by noon", "before 12:00"),
    ("i'm free all day wednesday after four", "Wednesday after 16:00"),
    ("next tuesday morning", "next Tuesday morning"),
    ("tuesday at ten", "Tuesday 10:00"),
    ("any time tomorrow", "tomorrow any time"),
    ("day after tomorrow around lunchtime", "the day after tomorrow midday"),
    ("after work", "after work"),
    ("as soon as possible", "asap"),
    ("friday no saturday", "Saturday"),
    ("mañana por la tarde", "tomorrow afternoon"),
    ("hoy después de las tres", "today after 15:00"),
    ("el viernes entre las dos y las cuatro", "Friday 14:00-16:00"),
    ("lo antes posible", "asap"),
]


@pytest.mark.parametrize(("words", "window"), WINDOWS)
def test_a_window_is_heard(words: str, window: str) -> None:
    assert hear_time(words, now=MONDAY) == {"preferred_window": window}


@pytest.mark.parametrize(
    ("words", "appointment"),
    [
        ("thursday the twenty third nine thirty a m the deputy's meeting us", "2026-07-23T09:30"),
        ("july twenty fifth at two", "2026-07-25T14:00"),
        ("monday the third of august at 9 am", "2026-08-03T09:00"),
        ("thursday i mean wednesday at ten in the morning", "2026-07-22T10:00"),
        ("how about eight a m tomorrow", "2026-07-21T08:00"),
        ("mañana en la mañana a las diez", "2026-07-21T10:00"),
    ],
)
def test_an_exact_date_with_an_exact_time_is_an_appointment(words: str, appointment: str) -> None:
    assert hear_time(words, now=MONDAY)["appointment"] == appointment


def test_a_weekday_that_is_not_the_date_is_no_appointment() -> None:
    heard = hear_time("wednesday the first at noon", now=MONDAY)

    assert "appointment" not in heard


def test_an_opening_hour_is_a_deadline() -> None:
    heard = hear_time("we open at four today so before then", now=MONDAY)

    assert heard == {"preferred_window": "today before 16:00", "deadline": "2026-07-20T16:00"}


@pytest.mark.parametrize(
    "words",
    [
        "good morning my key broke",
        "i called last friday",
        "we just closed on friday",
        "seven two oh five five five oh one eight eight",
        "it's eleven hundred quarry parkway",
        "text me the day before",
        "two doors and four key holes",
        "the front one",
    ],
)
def test_what_is_no_wish_for_a_time_is_none(words: str) -> None:
    assert hear_time(words, now=MONDAY) == {}


def test_an_hour_completes_the_day_that_is_known() -> None:
    assert completed("tomorrow", "after 15:00") == "tomorrow after 15:00"
    assert completed("Friday morning", "Saturday") == "Saturday"


def test_words_that_name_a_day_are_known() -> None:
    assert names_day("can you do it today")
    assert names_day("sheriff's coming august fourth")
    assert not names_day("good morning")
    assert not names_day("may i ask how much")


def test_today_and_at_once_are_known() -> None:
    assert asap("right now please")
    assert not asap("whenever")
