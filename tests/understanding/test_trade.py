"""Callers name the work in their own words; the service must come out right, or not at all."""

import pytest

from receptionist.shop.services import Services, load
from receptionist.understanding.trade import also_named, name_service, signed_service
from tests.understanding.spoken import sayings, spoken


@pytest.fixture(scope="module")
def services() -> Services:
    return load()


@pytest.mark.parametrize(("expected", "words"), spoken("trade.txt", "named"))
def test_a_caller_names_the_work_in_his_own_words(words: str, expected: str, services: Services) -> None:
    assert name_service(words, services) == expected


@pytest.mark.parametrize("words", sayings("trade.txt", "not_named"))
def test_words_about_something_else_name_no_service(words: str, services: Services) -> None:
    assert name_service(words, services) is None


@pytest.mark.parametrize(("current", "words"), spoken("trade.txt", "kept"))
def test_details_of_a_job_do_not_change_what_it_is(current: str, words: str, services: Services) -> None:
    assert name_service(words, services, current=current) in (None, current)


@pytest.mark.parametrize(("current", "words", "expected"), spoken("trade.txt", "refined"))
def test_a_later_plainer_statement_refines_the_service(
    current: str, words: str, expected: str, services: Services
) -> None:
    assert name_service(words, services, current=current) == expected


def test_garbled_words_name_no_service(services: Services) -> None:
    assert name_service("loc the store wee cant get the front open", services, confidence=0.3) is None


def test_a_second_job_is_found_beside_the_first(services: Services) -> None:
    named = also_named("and my mailbox lock is jammed too", services, current="home_lockout")

    assert named[0] == "mailbox_lock"
    assert name_service("and my mailbox lock is jammed too", services, current="home_lockout") is None


@pytest.mark.parametrize(
    ("words", "current", "also"),
    [
        ("i'm locked out of my car and also i want my house rekeyed", "vehicle_lockout", ("rekey",)),
        ("change my mailbox lock and can he also fix the deadbolt it sticks", "mailbox_lock", ("lock_repair",)),
        ("i'm locked out of my car", "vehicle_lockout", ()),
        ("i snapped the key and i can't get in", "broken_key_extraction", ()),
    ],
)
def test_further_jobs_have_a_clause_of_their_own(
    words: str, current: str, also: tuple[str, ...], services: Services
) -> None:
    assert also_named(words, services, current=current) == also


def test_locks_that_somebody_else_changed_are_no_wish(services: Services) -> None:
    assert name_service("my husband changed the locks on me", services) is None


@pytest.mark.parametrize(
    ("words", "service"),
    [
        ("i left my keys in the ignition and the doors auto locked", "vehicle_lockout"),
        ("wind blew my door shut and i'm standing out here in flip flops", "home_lockout"),
        ("what would it run me to get a house opened up tonight", "home_lockout"),
        ("somebody swiped my backpack with my house keys", "rekey"),
        ("the doorknob on my front door came off in my hand", "lock_repair"),
        ("i bought a truck at auction and it came with no key can you make one", "car_key_replacement"),
        ("price for a car key copy with a chip", "car_key_duplicate"),
        ("put in a keypad deadbolt for an airbnb", "smart_lock_install"),
        ("yes i have a license and the number is right", None),
        ("it's on linden avenue", None),
    ],
)
def test_signs_in_any_order_say_what_is_wrong(words: str, service: str | None, services: Services) -> None:
    assert signed_service(words, services) == service


@pytest.mark.parametrize(("service", "words"), spoken("trade.txt", "odd"))
def test_what_happened_says_what_work_it_is(service: str, words: str, services: Services) -> None:
    assert (name_service(words, services) or signed_service(words, services) or "none") == service
