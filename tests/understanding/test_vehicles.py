"""Vehicles as callers name them, misheard forms included; ordinary words are none."""

import pytest

from receptionist.cases import Vehicle
from receptionist.understanding.vehicles import hear_vehicle

HEARD = [
    ("it's a twenty nineteen honda see our v silver", 2019, "Honda", "CR-V", "silver"),
    ("white toyota see anna i don't know the year", None, "Toyota", "Sienna", "white"),
    ("twenty eleven ford f one fifty blue", 2011, "Ford", "F-150", "blue"),
    ("2021 BMW X5, black", 2021, "BMW", "X5", "black"),
    ("it's a twenty seventeen hyundai two son", 2017, "Hyundai", "Tucson", None),
    ("two thousand eight ford focus", 2008, "Ford", "Focus", None),
    ("oh five silverado", 2005, "Chevrolet", "Silverado", None),
    ("ninety eight dodge ram fifteen hundred", 1998, "Dodge", "Ram 1500", None),
    ("mazda three twenty sixteen", 2016, "Mazda", "Mazda3", None),
    ("it's a nissun all tema 2014", 2014, "Nissan", "Altima", None),
    ("it's a dark blue kia soul", None, "Kia", "Soul", "dark blue"),
    ("it's a focus", None, "Ford", "Focus", None),
    ("a volkswagen jeta", None, "Volkswagen", "Jetta", None),
    ("mercedes c three hundred", None, "Mercedes-Benz", "C300", None),
    ("my mini cooper", None, "Mini", "Cooper", None),
    ("twenty twelve subaru out back green", 2012, "Subaru", "Outback", "green"),
    ("es un toyota corola rojo del dos mil ocho", 2008, "Toyota", "Corolla", "red"),
    ("un nissan sentra dos mil quince gris", 2015, "Nissan", "Sentra", "gray"),
    ("a harley sportster two thousand twelve black", 2012, "Harley-Davidson", "Sportster", "black"),
    ("it's a blue one", None, None, None, "blue"),
]


@pytest.mark.parametrize(("words", "year", "make", "model", "color"), HEARD)
def test_a_vehicle_that_was_asked_for_is_heard(
    words: str, year: int | None, make: str | None, model: str | None, color: str | None
) -> None:
    vehicle = hear_vehicle(words, year_max=2027, asked=True)

    assert vehicle == Vehicle(year=year, make=make, model=model, color=color)


@pytest.mark.parametrize(
    ("words", "make", "model"),
    [
        ("how much for a chevy malibu", "Chevrolet", "Malibu"),
        ("i locked the keys in the 2003 accord", "Honda", "Accord"),
        ("i'm past the red barn diner in a ford", "Ford", None),
        ("locked out of my car it's a focus", "Ford", "Focus"),
    ],
)
def test_a_vehicle_is_heard_without_being_asked_for(words: str, make: str, model: str | None) -> None:
    vehicle = hear_vehicle(words, year_max=2027)

    assert vehicle is not None
    assert (vehicle.make, vehicle.model, vehicle.color) == (make, model, None)


@pytest.mark.parametrize(
    "words",
    [
        "i locked my keys in my car",
        "i need to focus here and escape",
        "she's all red it's so hot",
        "i want a smart lock on the front door",
        "it's at forty two lincoln avenue",
        "on ford street by the dakota ridge road",
        "i lost the key a while ago to my car",
        "call nine eleven the car is hot",
        "the key broke in the civic center door",
        "es una emergencia",
    ],
)
def test_ordinary_words_and_streets_are_no_vehicle(words: str) -> None:
    assert hear_vehicle(words, year_max=2027) is None


def test_a_corrected_model_replaces_the_first_one() -> None:
    vehicle = hear_vehicle("a honda civic no wait it's an accord", year_max=2027, asked=True)

    assert vehicle == Vehicle(make="Honda", model="Accord")


def test_another_make_takes_the_first_ones_model_away() -> None:
    vehicle = hear_vehicle("a blue honda civic sorry it's a toyota", year_max=2027, asked=True)

    assert vehicle == Vehicle(make="Toyota", color="blue")


def test_a_house_number_is_no_year() -> None:
    vehicle = hear_vehicle("my honda is at 2019 oak street", year_max=2027, asked=True)

    assert vehicle == Vehicle(make="Honda")


def test_a_year_of_the_future_is_not_believed() -> None:
    assert hear_vehicle("a twenty forty ford explorer", year_max=2027, asked=True) == Vehicle(
        make="Ford", model="Explorer"
    )
