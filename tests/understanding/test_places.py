"""Addresses, towns and described places, as they are said and misheard."""

import pytest

from receptionist.cases import Details
from receptionist.understanding.places import hear_place

TOWNS = ("Cedar Hollow", "Marlow Creek", "Brindle Park", "Harper Mesa")
OTHER_TOWNS = ("Greywater", "Port Alder")


def hear(words: str, *, asked: bool = True, known: str | None = None) -> Details:
    return hear_place(words, towns=TOWNS, other_towns=OTHER_TOWNS, asked=asked, known=known)


ANSWERS: list[tuple[str, Details]] = [
    (
        "i'm at the fresh barn grocery on um two two one five linden avenue in cedar hollow",
        {"address": "2215 Linden Avenue", "city": "Cedar Hollow", "landmark": "Fresh Barn Grocery"},
    ),
    (
        "i don't know uh the dollar depot parking lot on on kestrel road",
        {"address": "Kestrel Road", "landmark": "Dollar Depot parking lot"},
    ),
    ("cedar hollow yes by the uh the car wash", {"city": "Cedar Hollow", "landmark": "by the car wash"}),
    (
        "eighty one fourteen wren hollow lane marlow creek",
        {"address": "8114 Wren Hollow Lane", "city": "Marlow Creek"},
    ),
    ("four oh seven juniper juniper court no unit its a house", {"address": "407 Juniper Court"}),
    ("brindle park where else", {"city": "Brindle Park"}),
    (
        "calle olmo perdón en inglés elm ridge drive cuarenta y dos diez apartamento b",
        {"address": "4210 Elm Ridge Drive", "unit": "B"},
    ),
    ("address is one fifty six no wait one sixty five harrow street", {"address": "165 Harrow Street"}),
    ("one sixty five harrow street i mean harlow street", {"address": "165 Harlow Street"}),
    ("165 harrow street no 156", {"address": "156 Harrow Street"}),
    ("i don't know the address it's just like a gravel lot", {"landmark": "Gravel Lot"}),
    (
        "past the rail tracks off county road nine i think you turn at the red barn diner",
        {"landmark": "past the rail tracks, off County Road 9, Red Barn Diner"},
    ),
    (
        "uh brindle park side yeah like two miles past the diner",
        {"city": "Brindle Park", "landmark": "2 miles past the diner"},
    ),
    (
        "twelve twenty eight cobalt street unit three harper mesa",
        {"address": "1228 Cobalt Street", "unit": "3", "city": "Harper Mesa"},
    ),
    (
        "the car's at my work eleven hundred quarry parkway cedar hollow the parking garage level two",
        {
            "address": "1100 Quarry Parkway",
            "city": "Cedar Hollow",
            "location_detail": "parking garage, level 2",
        },
    ),
    (
        "it's in grey water the keep safe storage on highway forty",
        {"city": "Greywater", "landmark": "Keep Safe Storage, Highway 40"},
    ),
    ("cedar hollow forty one years", {"city": "Cedar Hollow"}),
    (
        "2215 Linden Avenue, Apt 4B, Cedar Hollow",
        {"address": "2215 Linden Avenue", "unit": "4B", "city": "Cedar Hollow"},
    ),
    ("four twelve fifth street", {"address": "412 Fifth Street"}),
    ("twelve forty two north main street suite two hundred", {"address": "1242 North Main Street", "unit": "200"}),
    ("ninety nine alder court number six", {"address": "99 Alder Court", "unit": "6"}),
    ("forty four ten county road nine", {"address": "4410 County Road 9"}),
    ("i'm at elm street and third avenue", {"address": "Elm Street and Third Avenue"}),
    ("corner of fifth and main in cedar hollow", {"city": "Cedar Hollow", "landmark": "corner of Fifth and Main"}),
    ("mile marker one twelve on interstate seventy", {"landmark": "mile marker 112, Interstate 70"}),
    (
        "its 9 martin luther king boulevard in pine bluff",
        {"address": "9 Martin Luther King Boulevard", "city": "Pine Bluff"},
    ),
    ("two two one five linden", {"address": "2215 Linden"}),
    ("22 old mill pond road space fourteen", {"address": "22 Old Mill Pond Road", "location_detail": "space 14"}),
    ("vivo en la calle robles cuarenta y cinco", {"address": "45 Calle Robles"}),
    (
        "estoy en el estacionamiento del walmart cerca de la gasolinera",
        {"landmark": "Estacionamiento del Walmart, cerca de la gasolinera"},
    ),
    ("i'm at king soopers on harrow street", {"address": "Harrow Street", "landmark": "King Soopers"}),
    (
        "lot fourteen at the pine meadows mobile home park on county road twelve",
        {"location_detail": "lot 14", "landmark": "Pine Meadows Mobile Home Park, County Road 12"},
    ),
    ("at my house twelve oak lane", {"address": "12 Oak Lane"}),
    ("the alder court one yeah", {}),
    ("no unit its a house", {}),
]


@pytest.mark.parametrize(("words", "place"), ANSWERS)
def test_the_answer_to_where_is_heard(words: str, place: Details) -> None:
    assert hear(words) == place


@pytest.mark.parametrize(
    ("words", "town"),
    [
        ("seder hollow", "Cedar Hollow"),
        ("marlo creek", "Marlow Creek"),
        ("it's in harbor mesa", "Harper Mesa"),
        ("brindal park", "Brindle Park"),
        ("gray water", "Greywater"),
        ("port elder", "Port Alder"),
    ],
)
def test_a_town_is_found_though_misheard(words: str, town: str) -> None:
    assert hear(words)["city"] == town


@pytest.mark.parametrize("words", ["cedar hill", "my name is harper", "i'm in the park", "creek side", "denver"])
def test_a_town_is_never_invented(words: str) -> None:
    assert "city" not in hear(words)


def test_a_street_named_after_a_town_is_not_the_town() -> None:
    assert hear("nine cedar hollow road") == {"address": "9 Cedar Hollow Road"}


@pytest.mark.parametrize(
    ("words", "known", "address"),
    [
        ("eight oh two", "Mill Street", "802 Mill Street"),
        ("eight oh two", "80 Mill Street", "802 Mill Street"),
        ("no eight zero two mill street like the wind mill", "80 Mill Street", "802 Mill Street"),
        ("that's w r e n", "8114 Ren Hollow Lane", "8114 Wren Hollow Lane"),
        ("it's on mill street", "802 Mill Street", "802 Mill Street"),
        ("no it's harlow not harrow", "165 Harrow Street", "165 Harlow Street"),
    ],
)
def test_what_is_said_later_completes_the_known_address(words: str, known: str, address: str) -> None:
    assert hear(words, known=known)["address"] == address


def test_a_zip_after_the_town_is_no_house_number() -> None:
    assert hear("cedar hollow eight oh five one six", known="Mill Street") == {"city": "Cedar Hollow"}


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("i'm locked out of my truck i'm out by the old grain mill", {"landmark": "by the old grain mill"}),
        ("i need a lock changed at 12 quarry parkway suite b", {"address": "12 Quarry Parkway", "unit": "B"}),
        ("keys locked in my car in front of the library", {"landmark": "in front of the library"}),
    ],
)
def test_a_place_that_is_plainly_said_is_heard_without_being_asked_for(words: str, place: Details) -> None:
    assert hear(words, asked=False) == place


@pytest.mark.parametrize(
    "words",
    [
        "yo i'm i'm locked outta my own goddamn house man",
        "no no nobody in it just me i'm fine i'm standing in the shade",
        "no i can get in through the garage so i'm not stuck",
        "seven two oh five five five oh one eight eight",
        "do you need like proof we own it cause we just got the closing papers",
        "it's my ex girlfriend's place she's got my stuff in there",
        "there's a uh some court thing but it's bull i just want my t v",
        "nobody's inside i live by myself i'm on the on the porch its fine",
        "my key broke in the front door of the shop",
        "i'm on my way home by the way no way",
        "i need a pad lock cut off a storage unit",
        "i drive a honda and the key is in the trunk",
        "there's the front door the back door the garage side door so four key holes total",
        "send him by nine on friday",
    ],
)
def test_other_words_are_no_place(words: str) -> None:
    assert hear(words, asked=False) == {}
