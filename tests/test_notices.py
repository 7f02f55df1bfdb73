"""Owners hear of danger at once, of messages in waking hours, of the rest in a digest; until somebody confirms."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from receptionist.duty.vigil import LASTS, Vigil
from receptionist.words.dialogue import Condition
from simulator.clock import VirtualClock
from simulator.shift import DANA, LOCKOUT, LUIS, MARCUS, PRIYA, Shift, at, shift

MESSAGE = ("can you have marcus call me back please", "it's Jim Beam about an invoice", "no that's all bye")
BABY = ("my baby is locked in the car and it's hot", "2215 linden avenue, cedar hollow", "no bye")
SUMMED_UP_S = 30
"""When the notice of a call is due after its end."""


@pytest.fixture
def day(tmp_path: Path, clock: VirtualClock) -> Iterator[Shift]:
    with shift(tmp_path, clock) as opened:
        yield opened


def test_the_owner_hears_of_danger_before_the_caller_has_said_where(day: Shift) -> None:
    day.calls(BABY[0])

    text = day.sent(MARCUS)[0]
    assert text.startswith("EMERGENCY; INFANT, IN CAR; +13035550142; place not known yet; told to call 911")
    assert "Emergency" in day.rung(MARCUS)[0]


def test_where_a_life_is_at_risk_everybody_is_asked_at_once(day: Shift) -> None:
    day.calls(*BABY[:2])

    for person in (LUIS, DANA, MARCUS):
        assert day.sent(person)[-1].startswith(
            "JOB 1001 LIFE SAFETY car lockout; INFANT, IN CAR; 2215 Linden Avenue"
        )


def test_an_alarm_is_given_once_however_often_the_danger_is_named(day: Shift) -> None:
    day.calls(BABY[0], BABY[0], "please my baby is in the car")

    assert sum(text.startswith("EMERGENCY") for text in day.sent(MARCUS)) == 1


def test_an_owner_whose_telephone_shall_not_ring_reads_of_danger_once(tmp_path: Path, clock: VirtualClock) -> None:
    file = tmp_path / "shop.toml"
    rings = 'urgent_channels = ["sms", "phone"]'
    file.write_text(Path("business.toml").read_text("utf-8").replace(rings, 'urgent_channels = ["sms"]'), "utf-8")
    with shift(tmp_path, clock, file) as day:
        day.calls(BABY[0])

        assert sum(text.startswith("EMERGENCY") for text in day.sent(MARCUS)) == 1


def test_who_may_be_hiding_is_never_texted(day: Shift) -> None:
    day.calls("someone is breaking into my house right now", "2215 linden avenue cedar hollow", "bye")
    day.texts(LUIS, "1 15")

    assert day.sent(PRIYA) == []


def test_a_key_on_the_telephone_takes_charge_and_a_voicemail_cannot(day: Shift) -> None:
    day.calls(*BABY[:2])
    day.wait(120)

    assert "nothing is noted" in day.presses(MARCUS, "")
    assert "It is noted that you have it" in day.presses(MARCUS, "1")
    rung = len(day.rung(MARCUS))
    day.wait(900)
    assert len(day.rung(MARCUS)) == rung


def test_a_key_that_confirms_an_alarm_whose_job_is_on_offer_takes_charge_of_the_job(day: Shift) -> None:
    day.calls(*BABY[:2])
    alarm = day.rung(MARCUS)[0]
    assert "Emergency" in alarm

    day.presses(MARCUS, "1")
    day.wait(900)

    assert len(day.rung(MARCUS)) == 1


def test_a_message_waits_half_an_hour_before_a_telephone_rings(day: Shift) -> None:
    day.calls(*MESSAGE)
    day.wait(SUMMED_UP_S)
    (text,) = day.sent(MARCUS)
    assert "wants: can you have marcus call me back please" in text
    assert text.endswith("Reply OK if you have it")

    day.wait(1700)
    assert day.rung(MARCUS) == []
    day.wait(200)
    (call,) = day.rung(MARCUS)
    assert "Somebody waits to be called back" in call


def test_an_ok_ends_what_was_told(day: Shift) -> None:
    day.calls(*MESSAGE)
    day.wait(SUMMED_UP_S)

    assert day.texts(MARCUS, "ok") == ["Thanks, noted that you have it. Nobody else is asked."]
    day.wait(7200)
    assert day.rung(MARCUS) == []
    assert day.texts(MARCUS, "ok") == ["Nothing is waiting for your OK."]


def test_a_message_that_nobody_confirms_is_reported_in_the_end(day: Shift) -> None:
    day.calls(*MESSAGE)
    day.wait(SUMMED_UP_S)
    for _ in range(3):
        day.wait(1800)

    assert day.health()["status"] == "degraded"
    assert "nobody has taken charge of: call" in day.health()["detail"]


def test_a_message_at_night_waits_for_the_morning(tmp_path: Path) -> None:
    with shift(tmp_path, at("2026-07-14T23:30:00-06:00")) as night:
        night.calls(*MESSAGE)
        night.wait(3600)
        assert night.sent(MARCUS) == []

        night.wait(7 * 3600)
        assert any("call me back" in text for text in night.sent(MARCUS))


def test_a_matter_that_was_called_about_three_times_at_night_is_told_once_in_the_morning(tmp_path: Path) -> None:
    with shift(tmp_path, at("2026-07-14T23:30:00-06:00")) as night:
        for _ in range(3):
            night.calls("locked my keys in my car", "no nobody is in there")
        night.wait(8 * 3600)

        assert sum(text.startswith("Call: abandoned") for text in night.sent(MARCUS)) == 1


def test_a_message_is_not_lost_to_a_later_call_about_something_else(tmp_path: Path) -> None:
    with shift(tmp_path, at("2026-07-14T23:30:00-06:00")) as night:
        night.calls(*MESSAGE)
        night.calls("what are your hours", "no thanks bye")
        night.wait(8 * 3600)

        assert any("call me back" in text for text in night.sent(MARCUS))


def test_a_finished_job_call_is_told_without_asking_anything(day: Shift) -> None:
    day.calls(*LOCKOUT)
    day.wait(SUMMED_UP_S)

    (text,) = day.sent(MARCUS)
    assert "JOB 1001 URGENT car lockout, Priya Nair; +13035550142; 2215 Linden Avenue, Cedar Hollow" in text
    assert "quoted $99-159" in text
    assert "Reply OK" not in text


def test_who_only_asked_disturbs_nobody_until_the_digest(tmp_path: Path) -> None:
    with shift(tmp_path, at("2026-07-14T19:00:00-06:00")) as evening:
        evening.calls("what are your hours", "no thanks bye")
        evening.wait(SUMMED_UP_S)
        assert evening.sent(MARCUS) == []

        evening.wait(13 * 3600)
        (digest,) = evening.sent(MARCUS)
        assert "1 answered" in digest
        evening.wait(3600)
        assert len(evening.sent(MARCUS)) == 1


def test_a_digest_that_comes_late_waits_for_the_end_of_the_quiet_hours(tmp_path: Path) -> None:
    with shift(tmp_path, at("2026-07-14T19:00:00-06:00")) as evening:
        evening.calls("what are your hours", "no thanks bye")
        evening.clock.sleep(28 * 3600)  # down until eleven in the night after
        evening.work()
        assert evening.sent(MARCUS) == []

        evening.wait(9 * 3600)

        assert "1 answered" in evening.sent(MARCUS)[0]


def test_a_low_balance_is_told_once_a_day_with_the_remedy(day: Shift) -> None:
    day.twilio.balance = "3.20"
    day.wait(3700)
    day.wait(3700)

    (text,) = [text for text in day.sent(MARCUS) if "balance" in text]
    assert "3.20 USD left" in text
    assert "Top up" in text


def test_what_is_broken_for_a_moment_disturbs_nobody_and_what_lasts_is_told_once(
    day: Shift, clock: VirtualClock
) -> None:
    conditions = {"speech": Condition(ok=False, detail="the quota is used up: buy characters at ElevenLabs")}
    vigil = Vigil(lambda: conditions, day.receptionist.outbox, clock)

    vigil.look()
    day.wait(60)
    assert day.sent(MARCUS) == []
    for _ in range(5):
        clock.sleep(LASTS.total_seconds())
        vigil.look()
        day.work()

    (text,) = day.sent(MARCUS)
    assert text == "TROUBLE with speech: the quota is used up: buy characters at ElevenLabs"


def test_what_was_well_in_between_has_to_last_anew(day: Shift, clock: VirtualClock) -> None:
    conditions: dict[str, Condition] = {}
    vigil = Vigil(lambda: conditions, day.receptionist.outbox, clock)
    for broken in (True, False, True):
        conditions["openai"] = Condition(ok=not broken, detail="does not answer")
        vigil.look()
        clock.sleep((LASTS - timedelta(seconds=1)).total_seconds())
        vigil.look()
        day.work()

    assert day.sent(MARCUS) == []


def test_without_credentials_nobody_is_told_and_nothing_is_broken(tmp_path: Path, clock: VirtualClock) -> None:
    from receptionist.settings import Settings
    from simulator.office import office, within

    with office(within(Settings.load({}), tmp_path), clock) as laptop:
        line = laptop.line()
        line.rings()
        for words in LOCKOUT:
            if not line.ended:
                line.says(words)
        laptop.log(line.sid)

        assert laptop.client.get("/health").json()["components"]["followups"]["status"] == "ok"
