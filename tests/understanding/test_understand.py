"""The one door of understanding: what is set by which turn, what goes before what, what never gets through."""

import time
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from receptionist.cases import Job
from receptionist.shop.services import load
from receptionist.understanding.heard import Hearing, Understood
from receptionist.understanding.understand import understand

SERVICES = load()
CALM = Hearing(
    now=datetime.fromisoformat("2026-07-22T14:00:00-06:00"),
    towns=("Cedar Hollow", "Marlow Creek", "Brindle Park", "Harper Mesa"),
    other_towns=("Greywater", "Port Alder"),
    caller_id="+13035550142",
)


def hear(words: str, *asks: str, **known: Any) -> Understood:  # noqa: ANN401 -- any fields of Hearing
    return understand(words, replace(CALM, asks=asks, **known), SERVICES)


def test_keys_go_before_a_garbled_number() -> None:
    heard = hear("seven two zero five five", "callback_number", keys="7205550108", confidence=0.3, digits="720555")

    assert heard.details == {"callback_number": "+17205550108"}
    assert heard.digits == ""


def test_keys_continue_a_number_begun_by_voice() -> None:
    heard = hear("", "callback_number", keys="5550108", digits="720")

    assert heard.details == {"callback_number": "+17205550108"}


def test_too_few_keys_are_kept_for_the_rest() -> None:
    heard = hear("", "callback_number", keys="72055")

    assert (heard.details, heard.digits, heard.intelligible) == ({}, "72055", True)


def test_a_house_number_can_be_keyed() -> None:
    heard = hear("", "location", keys="802#", job=Job(address="Mill Street"))

    assert heard.details == {"address": "802 Mill Street"}


def test_a_number_in_pieces_is_whole_with_the_last_piece() -> None:
    pieces = ["my number's seven two oh", "five five five", "oh one seven three"]
    heard = Understood()
    for words in pieces:
        heard = hear(words, "callback_number", digits=heard.digits)

    assert heard.details == {"callback_number": "+17205550173"}


def test_a_correction_replaces_only_the_part_of_the_number_that_was_wrong() -> None:
    known = Job(callback_number="+17205550173")

    heard = hear("no sorry the last part's oh one three seven", "callback_number", job=known)

    assert heard.details == {"callback_number": "+17205550137"}


def test_unclear_words_give_no_house_number_and_no_answer() -> None:
    heard = hear("it's eight oh mill street yeah", "location", confidence=0.3)

    assert heard.details["address"] == "Mill Street"
    assert heard.answer is None


def test_noise_alone_is_not_intelligible() -> None:
    assert not hear("", "location", confidence=0.0).intelligible
    assert not hear("brr kssh", "location", confidence=0.2).intelligible
    assert hear("brown", "vehicle", confidence=0.9).intelligible


def test_danger_is_heard_however_unclear_the_words_are() -> None:
    assert hear("my baby is locked in the car", confidence=0.2).danger == "certain"


def test_a_gate_code_is_kept_but_not_in_the_words() -> None:
    heard = hear("the gate code is four four one two", "location")

    assert heard.details["access_code"] == "4412"
    assert "[code]" in heard.text
    assert "four four" not in heard.text


def test_a_card_leaves_neither_words_nor_number() -> None:
    heard = hear("my card is 4111 1111 1111 1111", "callback_number")

    assert "card" in heard.marks
    assert "4111" not in repr(heard)
    assert "callback_number" not in heard.details


@pytest.mark.parametrize(
    ("words", "asks", "job", "details"),
    [
        ("brandt with a d t", ("spelling",), Job(name="Calvin Brand"), {"name": "Calvin Brandt"}),
        ("landlord", ("authority",), Job(), {"authority": "landlord"}),
        ("yes", ("authority",), Job(), {"has_id": True}),
        ("no", ("authority",), Job(), {"has_id": False}),
        ("my wallet's inside i'll show it after", ("authority",), Job(),
         {"has_id": False, "id_note": "ID inside, shown after entry"}),
        ("i have the writ signed by the judge", ("authority",), Job(service_type="eviction_lockout"),
         {"court_order": True}),
        ("sure", ("sms_consent",), Job(), {"sms_consent": True}),
        ("i don't do the texting", (), Job(), {"sms_consent": False, "contact_preference": "call"}),
        ("at three", ("timing",), Job(preferred_window="tomorrow"), {"preferred_window": "tomorrow 15:00"}),
        ("yeah i'll be there", ("onsite_contact",), Job(name="Ann Lee"), {"onsite_contact_name": "Ann Lee"}),
        ("my son kevin will meet them", ("onsite_contact",), Job(), {"onsite_contact_name": "Kevin"}),
        ("two miles past the diner", ("location",), Job(landmark="by the old mill"),
         {"landmark": "by the old mill, 2 miles past the diner"}),
        ("some big old brass thing", ("lock_details",), Job(), {"lock_details": "some big old brass thing"}),
        ("i don't know", ("lock_details",), Job(), {}),
        ("front entrance", ("lock_details",), Job(), {"lock_details": "front door"}),
        ("can i leave a message for the owner", (), Job(), {}),
        ("quiero dejarle un recado", (), Job(), {}),
        ("no ya se fueron ya vino la policía", ("safety",), Job(), {}),
        ("my husband drives a honda civic", (), Job(service_type="home_lockout"), {}),
    ],
)  # fmt: skip
def test_an_answer_sets_what_was_asked_for(
    words: str, asks: tuple[str, ...], job: Job, details: dict[str, object]
) -> None:
    assert hear(words, *asks, job=job).details == details


def test_the_words_of_a_refused_request_leave_no_details() -> None:
    heard = hear("can you tell me her number and what locks you put in at ninety one tamarack drive")

    assert (heard.refuse, heard.details) == ("others_data", {})


def test_a_message_grows_and_leaves_out_what_answers_our_questions() -> None:
    job = Job(service_type="master_key", message="a quote for our building")

    more = hear("it has about forty doors", job=job)
    name = hear("janelle whitcomb", "name", job=job)

    assert more.details["message"] == "a quote for our building; it has about forty doors"
    assert "message" not in name.details


@pytest.mark.parametrize(
    ("words", "current", "language"),
    [
        ("hola buenas me quedé afuera de mi casa", "en-US", "es-US"),
        ("do you speak spanish", "en-US", "es-US"),
        ("elm ridge drive cedar hollow", "es-US", None),
        ("calle los robles", "en-US", None),
        ("i need you to come and open the door please", "es-US", "en-US"),
        ("no", "en-US", None),
    ],
)
def test_another_language_is_known_when_it_is_plainly_spoken(
    words: str, current: str, language: str | None
) -> None:
    assert hear(words, language=current).language == language


def test_no_name_no_number_no_place_comes_from_small_talk() -> None:
    for words in ("okay thanks bye", "what was that", "yeah", "hurry up", "is this a robot", "uh huh"):
        assert hear(words, "name").details == {}


def test_a_turn_is_understood_within_milliseconds() -> None:
    words = (
        "i'm at the fresh barn grocery on two two one five linden avenue in cedar hollow it's a blue honda civic"
    )
    hear(words, "location")

    seconds = min(_timed(words) for _ in range(10))

    assert seconds < 0.02


def _timed(words: str) -> float:
    start = time.process_time()
    hear(words, "location")
    return time.process_time() - start


def test_what_a_message_is_about_is_no_work_to_be_done() -> None:
    assert hear("just tell him bill called about the safe").service is None
    assert hear("i need my safe opened").service == "safe_opening"


def test_where_the_keys_are_does_not_change_the_matter() -> None:
    lockout = Job(service_type="vehicle_lockout")

    assert hear("ignition", "keys_location", job=lockout).service is None
    assert hear("they're in the ignition", "keys_location", job=lockout).service is None


def test_a_named_business_and_its_people_make_it_a_business_lockout() -> None:
    heard = hear("i'm the manager at copper kettle diner and none of our keys open the front door")

    assert heard.service == "business_lockout"


def test_somebody_shut_in_says_what_has_to_be_opened() -> None:
    assert hear("my niño se quedó encerrado en el carro").lockout == "vehicle_lockout"
    assert hear("my carbon monoxide alarm's going off and i locked myself out").lockout == "home_lockout"
    assert hear("there's a man with a gun at my door").lockout is None


def test_a_level_of_a_garage_is_no_house_number() -> None:
    heard = hear("the deck level four on granite avenue cedar hollow", "location")

    assert heard.details["address"] == "Granite Avenue"


def test_speaking_no_english_is_no_answer_to_the_question_about_danger() -> None:
    heard = hear("no hablo inglés", "safety")

    assert (heard.answer, heard.language) == (None, "es-US")


def test_the_town_of_a_street_that_is_left_aside_is_left_aside_too() -> None:
    heard = hear("i live at forty one birch lane in marlow creek", job=Job(address="2215 Linden Avenue"))

    assert not {"address", "city"} & heard.details.keys()


def test_another_place_is_no_landmark() -> None:
    assert "landmark" not in hear("yes but at a different address").details


@pytest.mark.parametrize(
    ("words", "also"),
    [
        ("i'm locked out of my house and need my mailbox lock changed", "mailbox_lock"),
        ("me quedé afuera de mi casa y quiero cambiar la combinación de las chapas", "rekey"),
    ],
)
def test_a_lockout_is_not_drowned_by_other_work_that_is_named_beside_it(words: str, also: str) -> None:
    heard = hear(words)

    assert (heard.service, heard.also) == ("home_lockout", (also,))
