"""What days of chance have found: several jobs of one technician, the same thing twice, a time of another day."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator import scripts
from simulator.shift import LOCKOUT, LUIS, MARCUS, PRIYA, Shift, at, shift

SAM = "+13035550143"


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Shift]:
    """A working day on which Luis has a job already."""
    with shift(tmp_path, at("2026-07-14T14:05:00-06:00")) as opened:
        opened.calls(*LOCKOUT)
        opened.texts(LUIS, "1 25")
        yield opened


def calls_too(day: Shift) -> None:
    """Let another customer take the second job."""
    day.calls(*(words.replace("2215 linden", "2417 linden") for words in LOCKOUT), number=SAM)


def test_who_has_two_jobs_says_the_minutes_for_the_one_he_was_asked_about(day: Shift) -> None:
    calls_too(day)
    day.texts(LUIS, "1002 yes")

    day.texts(LUIS, "40")

    assert day.job("J-1002").window is not None
    assert "Luis has your job and should be there" in day.sent(SAM)[-1]


@pytest.mark.parametrize("words", ["1 40", "yes 40"])
def test_a_time_that_fits_two_jobs_is_asked_back(day: Shift, words: str) -> None:
    calls_too(day)
    day.texts(LUIS, "1002 1 25")
    before = day.job("J-1001"), day.job("J-1002")

    (answer,) = day.texts(LUIS, words)

    assert answer.startswith("Which job?")
    assert (day.job("J-1001"), day.job("J-1002")) == before


def test_the_same_minutes_again_are_no_news_to_the_customer(day: Shift) -> None:
    day.texts(LUIS, "1 25")

    assert len(day.sent(PRIYA)) == 1


def test_minutes_are_no_promise_for_a_job_of_another_day(tmp_path: Path) -> None:
    with shift(tmp_path, at("2026-07-14T14:05:00-06:00")) as day:
        day.calls(*(words.format(address="2215 linden avenue") for words in scripts.CALLS["rekey"].lines))

        (answer,) = day.texts(LUIS, "1 25")

        assert day.job().eta is None
        assert "25 min" not in answer
        assert "Luis has your job for Thursday morning" in day.sent(PRIYA)[-1]


def test_a_customer_who_is_in_danger_by_now_is_texted_no_more(day: Shift) -> None:
    calls_too(day)
    day.calls("there is a baby in the car and it's getting hot", "2417 linden avenue", "bye", number=SAM)

    day.texts(LUIS, "1002 1 20")

    assert day.job("J-1002").technician == "Luis"
    assert day.sent(SAM) == []


def test_who_is_in_danger_is_not_texted_of_a_job_of_earlier(tmp_path: Path) -> None:
    with shift(tmp_path, at("2026-07-14T14:05:00-06:00")) as day:
        day.calls(*(words.format(address="2215 linden avenue") for words in scripts.CALLS["rekey"].lines))
        day.calls("there is a baby in the car and it's getting hot", "2417 linden avenue", "bye")

        day.texts(LUIS, "1001 1")

        assert day.job("J-1001").technician == "Luis"
        assert day.sent(PRIYA) == []


def test_who_has_a_job_is_not_told_that_it_is_not_his_when_he_asks_for_the_number(day: Shift) -> None:
    (answer,) = day.texts(LUIS, "3")

    assert answer.startswith("JOB 1001 is yours. Priya Nair +13035550142;")


def test_an_owner_is_not_asked_in_the_morning_to_send_somebody_who_has_been_there(tmp_path: Path) -> None:
    with shift(tmp_path, at("2026-07-14T23:30:00-06:00")) as night:
        night.calls(*LOCKOUT)
        night.texts(LUIS, "1 25")
        night.texts(LUIS, "done 154")
        night.wait(10 * 3600)

        (told,) = [text for text in night.sent(MARCUS) if "JOB 1001 URGENT" in text]

        assert "Luis has done it" in told
        assert "Send a technician" not in told


def test_the_job_of_somebody_who_has_left_the_shop_goes_to_somebody_else(day: Shift, tmp_path: Path) -> None:
    without = tmp_path / "shop.toml"
    shop = Path("business.toml").read_text("utf-8").replace('key = "luis"', 'key = "lou"')
    without.write_text(shop.replace(LUIS, "+13035550188"), "utf-8")

    with shift(tmp_path, day.clock, without) as later:
        later.wait(300)

        assert later.job().technician is None
        assert later.sent("+13035550188")[0].startswith("JOB 1001")
        assert "Luis can't come after all" in later.sent(PRIYA)[0]
        later.wait(3600)
        assert sum(text.startswith("JOB 1001 URGENT") for text in later.sent("+13035550188")) == 1
