"""The words of danger: none may be missed, and innocent neighbours of them must not fire."""

import tomllib
from pathlib import Path

import pytest

from receptionist.cases import Job
from receptionist.understanding.danger import Risk, hear_danger

LINES: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "data" / "danger_detector.toml").read_text("utf-8")
)


@pytest.mark.parametrize("words", LINES["certain"])
def test_a_life_at_risk_is_never_missed(words: str) -> None:
    risk = hear_danger(words)

    assert risk is not None
    assert risk.danger == "certain"
    assert risk.person_at_risk or risk.hazard


@pytest.mark.parametrize("line", LINES["answers"])
def test_naming_somebody_answers_the_safety_question(line: str) -> None:
    family, words = line.split(" | ")

    risk = hear_danger(words, asked_safety=True, family=family)

    assert risk is not None
    assert risk.danger == "certain"


@pytest.mark.parametrize("words", LINES["possible"])
def test_what_could_become_dangerous_is_possible_danger(words: str) -> None:
    risk = hear_danger(words)

    assert risk is not None
    assert risk.danger == "possible"


@pytest.mark.parametrize("words", LINES["near_misses"])
def test_innocent_words_are_no_danger(words: str) -> None:
    risk = hear_danger(words)

    assert risk is None or risk.danger == "retracted"


@pytest.mark.parametrize("words", LINES["safety_answers_without_danger"])
@pytest.mark.parametrize("family", ["vehicle", "building", None])
def test_a_reassuring_answer_to_the_safety_question_is_no_danger(words: str, family: str | None) -> None:
    risk = hear_danger(words, asked_safety=True, family=family)

    assert risk is None or risk.danger == "retracted"


@pytest.mark.parametrize("line", LINES["reassured"])
def test_a_longer_reassurance_is_no_danger_either(line: str) -> None:
    family, words = line.split(" | ")

    risk = hear_danger(words, asked_safety=True, family=family)

    assert risk is None or risk.danger == "retracted"


@pytest.mark.parametrize("words", LINES["retracted"])
def test_a_caller_may_take_danger_back(words: str) -> None:
    known = Job(person_at_risk="infant, in car")

    risk = hear_danger(words, known=known)

    assert risk == Risk(danger="retracted")


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("my baby's in the car", "infant, in car"),
        ("my eight month old is locked in my honda", "infant, 8 months, in car"),
        ("mi bebé de ocho meses está en el carro", "infant, 8 months, in car"),
        ("my three year old is stuck in the bathroom", "toddler, 3 years, in house"),
        ("my dog's locked in the truck", "dog, in car"),
        ("mi abuelita está encerrada en la casa", "elderly or ill person, in house"),
    ],
)
def test_the_job_says_in_english_who_is_at_risk_and_where(words: str, person: str) -> None:
    risk = hear_danger(words)

    assert risk == Risk(danger="certain", person_at_risk=person)


@pytest.mark.parametrize(
    ("words", "hazard"),
    [
        ("dejé los frijoles en la estufa", "stove on"),
        ("no no veo humo está en fuego bajito", "stove on low, no smoke seen"),
        ("i left the stove on low", "stove on low"),
        ("i left the oven on but there's no smoke", "stove on, no smoke seen"),
    ],
)
def test_the_job_says_how_a_stove_burns(words: str, hazard: str) -> None:
    risk = hear_danger(words)

    assert risk == Risk(danger="possible", hazard=hazard)


def test_an_age_told_later_joins_the_person_on_record() -> None:
    known = Job(person_at_risk="infant, in car")

    risk = hear_danger("she's eight months old she's crying she's all red it's so hot", known=known)

    assert risk == Risk(danger="certain", person_at_risk="infant, 8 months, in car")


def test_seeing_no_smoke_does_not_turn_a_stove_off() -> None:
    risk = hear_danger("no i don't see any smoke", known=Job(hazard="stove on low"))

    assert risk == Risk(danger="possible", hazard="stove on low, no smoke seen")


def test_an_empty_house_does_not_take_smoke_back() -> None:
    assert hear_danger("no nobody's inside", known=Job(hazard="smoke or fire")) is None


def test_steam_takes_smoke_back() -> None:
    risk = hear_danger("oh no it's just steam", known=Job(hazard="smoke or fire"))

    assert risk == Risk(danger="retracted")


def test_a_child_who_is_fine_is_still_in_the_car() -> None:
    assert hear_danger("she's fine she's okay", known=Job(person_at_risk="child, in car")) is None


def test_a_bare_yes_to_the_safety_question_is_possible_danger() -> None:
    risk = hear_danger("uh yes", asked_safety=True, family="vehicle")

    assert risk is not None
    assert risk.danger == "possible"


def test_a_dog_at_home_is_no_danger_but_in_a_car_it_is() -> None:
    assert hear_danger("just my dog", asked_safety=True, family="building") is None
    assert hear_danger("just my dog", asked_safety=True, family="vehicle") is not None


def test_smoke_counts_though_nobody_is_inside() -> None:
    risk = hear_danger("nobody's in there but there's smoke", asked_safety=True, family="building")

    assert risk is not None
    assert risk.danger == "certain"
    assert risk.hazard == "smoke or fire"


@pytest.mark.parametrize(
    "words", ["MY BABY'S IN THE CAR!", "My baby’s, uh, in the... in the car.", "mi bebe esta en el carro"]
)
def test_case_punctuation_and_accents_make_no_difference(words: str) -> None:
    risk = hear_danger(words)

    assert risk is not None
    assert risk.danger == "certain"


def test_taking_the_trash_out_rescues_nobody() -> None:
    assert hear_danger("i took the trash out and the door shut behind me") is None


def test_a_child_who_was_got_out_is_no_danger() -> None:
    risk = hear_danger("my son was in there but we got him out he's fine he's right here", asked_safety=True)

    assert risk is None or risk.danger == "retracted"


@pytest.mark.parametrize(
    "words",
    [
        "our puppy hit the lock button and it's baking hot in there",
        "nobody's seen her for three days she's ninety and she doesn't answer the bell",
    ],
)
def test_a_dog_at_the_lock_and_a_neighbor_not_seen_are_in_danger(words: str) -> None:
    risk = hear_danger(words)

    assert risk is not None
    assert risk.danger == "certain"
