"""Locks, keys and safes as callers describe them."""

import pytest

from receptionist.cases import Details
from receptionist.understanding.locks import hear_locks

DESCRIBED = [
    ("yeah front door dead bolt and the knob thing both locked", "front door, deadbolt and knob, both locked"),
    ("my key broke off in the lock like half of it's stuck in there", "half the key in the lock"),
    ("it's the front door well the side door actually the side door sorry", "side door"),
    ("es chapa normal y cerrojo arriba", "knob and deadbolt"),
    ("my key snapped off in the back door and now it won't lock", "back door, key snapped, will not lock"),
    ("the key turns but it just spins", "key turns but spins"),
    ("somebody kicked in my back door", "back door, kicked in"),
    ("la puerta de atrás no cierra", "back door, will not lock"),
    ("the deadbolt on my front door is jammed", "front door, deadbolt, stuck"),
    ("our panic bar won't latch", "panic bar, will not latch"),
    ("front and back", "front door and back door"),
]


@pytest.mark.parametrize(("words", "details"), DESCRIBED)
def test_door_lock_and_trouble_are_told_in_this_order(words: str, details: str) -> None:
    assert hear_locks(words, asked=("lock_details",))["lock_details"] == details


def test_what_is_known_of_the_lock_is_completed() -> None:
    heard = hear_locks("it's a deadbolt", asked=("lock_details",), known="front door, key turns but spins")

    assert heard["lock_details"] == "front door, deadbolt, key turns but spins"


def test_a_corrected_door_replaces_the_one_before() -> None:
    heard = hear_locks(
        "no wait the side door", asked=("lock_details",), known="front door, half the key in the lock"
    )

    assert heard["lock_details"] == "side door, half the key in the lock"


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("the front one's got a knob and a dead boat so i guess four key holes total", 4),
        ("just the one door dead bolt and knob change em both", 2),
        ("one lock front door", 1),
        ("two deadbolts and a knob", 3),
        ("three doors all deadbolts", 3),
        ("the front and the back door", 2),
        ("a lock on my door", None),
        ("it's the front door well the side door sorry", None),
    ],
)
def test_locks_are_counted_only_when_the_caller_did(words: str, count: int | None) -> None:
    assert hear_locks(words, asked=("lock_details",)).get("lock_count") == count


@pytest.mark.parametrize(
    ("words", "brand"),
    [
        ("um quick set i think it says quick set on it", "Kwikset"),
        ("it's a sledge", "Schlage"),
        ("i bought a schlage encode", "Schlage"),
        ("it's a von duprin", "Von Duprin"),
        ("it says medico on it", "Medeco"),
        ("august", "August"),
        ("i don't know", None),
    ],
)
def test_a_brand_is_found_though_misheard(words: str, brand: str | None) -> None:
    assert hear_locks(words, asked=("lock_brand",)).get("lock_brand") == brand


def test_an_ordinary_word_is_no_brand_unless_brands_were_asked_for() -> None:
    assert "lock_brand" not in hear_locks("you're the best come in august", asked=())


KEYS: list[tuple[str, str, Details]] = [
    ("i locked my keys in my car", "", {"keys_location": "inside"}),
    ("yeah i can see em on the seat", "keys_location", {"keys_location": "inside, on seat"}),
    ("they're in the trunk", "keys_location", {"keys_location": "in trunk"}),
    ("las llaves están adentro en el asiento", "", {"keys_location": "inside, on seat"}),
    ("i lost my car key like my only one", "", {"keys_location": "lost", "all_keys_lost": True}),
    ("nah no spare all keys gone", "spare", {"keys_location": "lost", "all_keys_lost": True}),
    ("yes", "spare", {"all_keys_lost": False}),
    ("no", "spare", {"all_keys_lost": True}),
    ("regular key you turn it it's got the chip thing in it", "key_type", {"key_type": "transponder"}),
    ("push button start", "key_type", {"key_type": "proximity"}),
    ("just a plain metal key", "key_type", {"key_type": "plain"}),
    ("no it's locked yeah", "vehicle_locked", {"vehicle_locked": True}),
    ("no it's open", "vehicle_locked", {"vehicle_locked": False}),
    ("the engine's still running", "", {"engine_running": True}),
    ("i don't know", "keys_location", {}),
    ("they're not in there", "keys_location", {}),
    ("they're gone i have no idea", "keys_location", {"keys_location": "lost"}),
    ("they're gone the cops already came", "safety", {}),
    ("my wallet's inside so no i don't got no i d on me", "authority", {}),
    ("no i can get in through the garage so i'm not stuck", "safety", {}),
]


@pytest.mark.parametrize(("words", "asked", "details"), KEYS)
def test_keys_are_heard(words: str, asked: str, details: Details) -> None:
    assert hear_locks(words, asked=(asked,)) == details


def test_a_safe_is_described_by_make_and_lock() -> None:
    heard = hear_locks("it's a sentry safe with a keypad i have the serial number", asked=("safe_details",))

    assert (heard["safe_brand"], heard["safe_lock"], heard["serial_available"]) == ("SentrySafe", "keypad", True)


def test_a_caller_who_is_safe_has_no_safe() -> None:
    assert hear_locks("i'm somewhere safe with my key", asked=("safety",)) == {}


@pytest.mark.parametrize(
    ("words", "keying"),
    [("all to one key for the whole house", "keyed alike"), ("different keys please", "keyed different")],
)
def test_keying_is_heard(words: str, keying: str) -> None:
    assert hear_locks(words, asked=("lock_details",))["keying"] == keying


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("two doors two keyholes each so four i guess", 4),
        ("front and back and the office so three", 3),
        ("front door back door and the garage five total", 5),
        ("replace the lock on my front door", 1),
        ("just the one and it's a schlage", 1),
        ("five inside and out same holes", 5),
        ("una nomás", 1),
    ],
)
def test_the_sum_that_the_caller_draws_counts(words: str, count: int) -> None:
    assert hear_locks(words, asked=("lock_details",))["lock_count"] == count
