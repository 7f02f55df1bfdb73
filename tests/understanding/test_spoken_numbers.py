"""A thousand generated callers give their number: nearly all are heard right, the others are asked again."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from random import Random

from receptionist.shop.services import Services, load
from receptionist.understanding.heard import Hearing
from receptionist.understanding.understand import understand
from simulator.generated.telephone_numbers import some_number, spoken, spoken_in_pieces
from simulator.office import Office
from simulator.twilio import PhoneLine
from tests.conftest import TUESDAY_AFTERNOON
from tests.understanding.test_public_callers import TOWNS, learned

CALLER_ID = "+13035550199"
SERVICES = load()
UNTIL_THE_NUMBER = (
    "i locked my keys in my car",
    "no nobody is in there",
    "twenty two fifteen linden avenue in cedar hollow",
    "a twenty nineteen honda accord silver",
    "yeah that's fine",
    "jordan price",
)


def language_of(n: int) -> str:
    """One caller in four speaks Spanish."""
    return "es" if n % 4 == 3 else "en"


def hearing(language: str = "en", now: datetime = TUESDAY_AFTERNOON) -> Hearing:
    code = "es-US" if language == "es" else "en-US"
    return Hearing(now=now, towns=TOWNS, asks=("callback_number",), caller_id=CALLER_ID, language=code)


def verdict(heard: str | None, number: str) -> str:
    return "right" if heard == f"+1{number}" else "wrong" if heard else "asked again"


def test_of_a_thousand_numbers_99_percent_are_exact_and_none_is_wrong() -> None:
    rng = Random(4)
    verdicts: Counter[str] = Counter()

    for n in range(1000):
        number = some_number(rng)
        said = spoken(number, rng, language_of(n))
        details = understand(said, hearing(language_of(n)), SERVICES).details
        verdicts[verdict(details.get("callback_number"), number)] += 1

    assert verdicts["wrong"] == 0
    assert verdicts["right"] >= 990


def in_turns(pieces: tuple[str, ...], language: str, services: Services = SERVICES) -> str | None:
    """Return the number that is known after the pieces, one a turn."""
    now = hearing(language)
    for piece in pieces:
        now = learned(replace(now, asks=("callback_number",)), understand(piece, now, services))
    return now.job.callback_number


def test_of_numbers_in_pieces_99_percent_are_exact_and_none_is_wrong() -> None:
    rng = Random(5)
    verdicts: Counter[str] = Counter()

    for n in range(200):
        number = some_number(rng)
        heard = in_turns(spoken_in_pieces(number, rng, language_of(n)), language_of(n))
        verdicts[verdict(heard, number)] += 1

    assert verdicts["wrong"] == 0
    assert verdicts["right"] >= 198


def corrected(number: str, n: int, rng: Random) -> tuple[str, str]:
    """Return a number as it was heard wrong, and what a caller says who hears it read back."""
    last = number[6:]
    wrong = f"{number[:8]}{(int(number[8]) + rng.randrange(1, 9)) % 10}{number[9]}"
    spaced = " ".join(last)
    after = (f"no {number[8:]}", f"no it's {spaced}", f"no the last four are {spaced}", f"no {' '.join(number)}")
    return wrong, after[n % len(after)]


def test_a_correction_after_the_read_back_mends_the_number_or_asks_again() -> None:
    rng = Random(6)
    verdicts: Counter[str] = Counter()

    for n in range(200):
        number = some_number(rng)
        wrong, said = corrected(number, n, rng)
        now = learned(hearing(), understand(" ".join(wrong), hearing(), SERVICES))
        details = understand(said, replace(now, asks=()), SERVICES).details
        verdicts[verdict(details.get("callback_number"), number)] += 1

    assert verdicts["wrong"] == 0
    assert verdicts["right"] >= 185


def test_the_number_in_a_real_call_is_the_one_that_was_said_in_pieces_or_keyed(ridgeline: Office) -> None:
    rng = Random(7)
    heard: dict[str, str | None] = {}

    for n in range(24):
        number = some_number(rng)
        line = ridgeline.line(caller_id=f"+1720555{n:04}")
        gives_number(line, number, n, rng)
        case = ridgeline.case(line.sid)
        heard[f"+1{number}"] = case.job.callback_number if case else None

    assert [number for number, stored in heard.items() if number != stored] == []


def gives_number(line: PhoneLine, number: str, n: int, rng: Random) -> None:
    """Ring, tell of the lockout, and give the number as every third caller does: at once, in pieces, by keys."""
    line.rings()
    for words in UNTIL_THE_NUMBER:
        line.says(words)
    if n % 3 == 2:
        line.keys(number)
        return
    for piece in spoken_in_pieces(number, rng) if n % 3 else (" ".join(number),):
        line.says(piece)
