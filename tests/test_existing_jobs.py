"""What comes after a job is taken: changes, the same thing again, texts; over the signed webhooks."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from receptionist.cases import Job
from simulator.clock import VirtualClock
from simulator.office import AUTH_TOKEN, Office
from simulator.texting import Texter
from simulator.twilio import PhoneLine

CUSTOMER, STRANGER = "+13035550142", "+17205550119"
LOCKOUT = (
    "i locked my keys in my car",
    "no nobody is in there",
    "twenty two fifteen linden avenue in cedar hollow",
    "a twenty nineteen honda accord silver",
    "yeah that's fine",
    "my name is priya nair",
    "yes",
)
REKEY = (
    "i need my house rekeyed",
    "forty one birch lane in marlow creek",
    "three locks on the front and back",
    "tomorrow morning",
    "yes that's fine",
    "my name is priya nair",
    "yes",
)
CIERRE = (
    "hola me quedé afuera de mi casa",
    "no nadie",
    "cuarenta y uno birch lane en marlow creek",
    "cerrojo en la puerta principal",
    "sí",
    "me llamo priya nair",
    "sí",
)

Calls = Callable[..., PhoneLine]


@pytest.fixture
def calls(ridgeline: Office, clock: VirtualClock) -> Calls:
    """Rings a minute after the last call, says these, and stays on the line; `says` holds what was heard last."""

    def ring(*words: str, number: str = CUSTOMER, hangs_up: bool = False) -> PhoneLine:
        clock.sleep(60)
        line = ridgeline.line(caller_id=number)
        line.rings()
        for utterance in words:
            line.says(utterance)
        if hangs_up:
            line.hangs_up()
        return line

    return ring


def heard(line: PhoneLine) -> str:
    return line.transcript[-1].text


def jobs(office: Office) -> tuple[Job, ...]:
    return office.receptionist.store.open_jobs(since=office.clock.now() - timedelta(days=1))


def job(office: Office) -> Job:
    """The only job there is."""
    found = office.receptionist.store.job("J-1001")
    assert found is not None
    assert office.receptionist.store.job("J-1002") is None
    return found


def actions(office: Office, line: PhoneLine) -> set[str]:
    line.hangs_up()
    return {action["kind"] for action in office.log(line.sid)["actions"]}


# -- in the call that took the job


@pytest.mark.parametrize(
    ("words", "said", "changed"),
    [
        ("actually the address is sixty one elm street", "61 Elm Street", {"address": "61 Elm Street"}),
        ("the gate code is four four one two", "added", {"access_code": "4412"}),
        (
            "can you make it friday afternoon instead",
            "still has to confirm",
            {"preferred_window": "Friday afternoon"},
        ),
        (
            "the best number is three oh three five five five oh one eight eight",
            "0 1 8 8",
            {"callback_number": "+13035550188"},
        ),
    ],
)
def test_what_is_corrected_after_the_job_is_taken_goes_to_that_job_and_is_read_back(
    ridgeline: Office, calls: Calls, words: str, said: str, changed: dict[str, str]
) -> None:
    line = calls(*LOCKOUT, words)

    assert said in heard(line)
    assert {name: getattr(job(ridgeline), name) for name in changed} == changed
    assert {"take_job", "change"} <= actions(ridgeline, line)


def test_what_the_rules_cannot_place_is_noted_for_the_technician(ridgeline: Office, calls: Calls) -> None:
    line = calls(*LOCKOUT, "yes", "no texts please", "the front porch light is broken so watch your step")

    assert "added" in heard(line)
    assert "porch light" in (job(ridgeline).notes or "")


def test_another_time_makes_a_job_less_urgent_and_loses_no_appointment_silently(
    ridgeline: Office, calls: Calls
) -> None:
    line = calls(*REKEY, "actually can we move it to friday afternoon")

    assert "Friday afternoon" in heard(line)
    assert "confirm" in heard(line)
    assert (job(ridgeline).urgency, job(ridgeline).appointment) == ("scheduled", None)


# -- in a later call


@pytest.mark.parametrize(
    ("taken", "words", "asked", "after"),
    [
        (
            LOCKOUT,
            ("i called before i need to change the address", "priya nair", "sixty one elm street"),
            "I'd change it to 61 Elm Street, Cedar Hollow. Is that right?",
            {"address": "61 Elm Street"},
        ),
        (
            CIERRE,
            ("hola ya les hablé hoy necesito cambiar la dirección", "priya nair", "sesenta y uno elm street"),
            "Lo cambiaría a 61 Elm Street, Marlow Creek. ¿Está bien?",
            {"address": "61 Elm Street", "preferred_window": None},
        ),
    ],
)
def test_a_new_place_is_read_back_and_changes_the_job_only_after_a_yes(
    ridgeline: Office,
    calls: Calls,
    taken: tuple[str, ...],
    words: tuple[str, ...],
    asked: str,
    after: dict[str, str],
) -> None:
    calls(*taken, hangs_up=True)
    before = job(ridgeline)

    line = calls(*words)

    assert asked in heard(line)
    assert job(ridgeline) == before
    line.says("sí" if taken is CIERRE else "yes")
    assert {name: getattr(job(ridgeline), name) for name in after} == after
    assert "change" in actions(ridgeline, line)
    assert ridgeline.log(line.sid)["job"]["id"] == "J-1001"


def test_a_no_leaves_the_job_as_it_is(ridgeline: Office, calls: Calls) -> None:
    calls(*LOCKOUT, hangs_up=True)

    line = calls("i need to change the address", "priya nair", "sixty one elm street", "no leave it")

    assert "stays as it is" in heard(line)
    assert job(ridgeline).address == "2215 Linden Avenue"


@pytest.mark.parametrize("words", ["i need to reschedule my appointment", "necesito cambiar la cita"])
def test_another_time_is_a_wish_that_somebody_has_to_confirm(ridgeline: Office, calls: Calls, words: str) -> None:
    calls(*REKEY, hangs_up=True)

    line = calls(words, "priya nair", "el viernes por la tarde" if "cita" in words else "friday afternoon")

    assert "confirm" in heard(line)
    assert job(ridgeline).preferred_window == "Friday afternoon"


def test_who_is_not_verified_changes_and_hears_nothing_and_leaves_a_message(
    ridgeline: Office, calls: Calls
) -> None:
    calls(*LOCKOUT, hangs_up=True)
    before = job(ridgeline)

    line = calls("i want to cancel the locksmith", "bob miller", "priya", "no that's all")

    everything = " ".join(said.text for said in line.transcript if said.role == "assistant")
    log = ridgeline.log(line.sid)
    assert job(ridgeline) == before
    assert "Linden" not in everything
    assert log["job"]["message"] == "i want to cancel the locksmith"
    assert "callback_message" in {action["kind"] for action in log["actions"]}


@pytest.mark.parametrize(
    "words",
    [
        ("cancel the car lockout please", "priya nair", "yes"),
        ("i want to cancel my appointment", "priya nair", "no the car lockout", "yes"),
    ],
)
def test_of_two_jobs_the_one_that_is_named_is_read_back_and_cancelled(
    ridgeline: Office, calls: Calls, words: tuple[str, ...]
) -> None:
    calls(*LOCKOUT, hangs_up=True)
    calls(*REKEY, hangs_up=True)

    line = calls(*words)

    assert "That's a car lockout." in line.transcript[-3].text
    assert [each.service_type for each in jobs(ridgeline)] == ["rekey"]
    assert line.says("where is the locksmith").text.startswith("Your job is written down")


def test_what_was_cancelled_is_never_called_written_down(ridgeline: Office, calls: Calls) -> None:
    calls(*LOCKOUT, hangs_up=True)

    line = calls("quiero cancelar", "priya nair", "sí", "dónde está el cerrajero")

    assert heard(line).startswith("Queda cancelado.")


def test_a_job_that_is_moved_by_its_name_is_no_new_job(ridgeline: Office, calls: Calls) -> None:
    calls(*REKEY, hangs_up=True)

    calls("can we move the rekey to friday", "priya nair")

    assert job(ridgeline).preferred_window == "Friday"


def test_who_hangs_up_before_proving_who_they_are_is_called_back(ridgeline: Office, calls: Calls) -> None:
    calls(*LOCKOUT, hangs_up=True)

    line = calls("i want to cancel the locksmith", hangs_up=True)

    assert ridgeline.log(line.sid)["next_step"].startswith("Call back")


def test_a_caller_who_was_asked_twice_for_the_name_of_the_job_is_not_asked_again(
    ridgeline: Office, calls: Calls
) -> None:
    line = calls("i want to cancel my appointment", "i don't know", "just cancel it")

    assert "written that down" in heard(line)


def test_a_job_is_found_by_the_number_that_rang_for_it_too(ridgeline: Office, calls: Calls) -> None:
    calls(*LOCKOUT[:-1], "no use three oh three five five five oh one eight eight", hangs_up=True)

    line = calls("where is my technician", "priya nair")

    assert "nobody has confirmed a time" in heard(line)


def test_a_change_delivered_again_is_made_once(ridgeline: Office, calls: Calls) -> None:
    calls(*LOCKOUT, hangs_up=True)
    line = calls("the gate code is four four one two", "priya nair")
    before = job(ridgeline)

    line.repeat_last()

    assert job(ridgeline) == before
    assert before.access_code == "4412"


def test_a_second_job_after_a_question_about_the_first_is_a_job_of_its_own(
    ridgeline: Office, calls: Calls
) -> None:
    calls(*LOCKOUT, hangs_up=True)

    calls(
        "where is my technician",
        "priya nair",
        "i also need my house rekeyed",
        "forty one birch lane in marlow creek",
    )

    places = [(each.service_type, each.address) for each in jobs(ridgeline)]
    assert places == [("rekey", "41 Birch Lane"), ("vehicle_lockout", "2215 Linden Avenue")]


# -- the same thing again


def test_a_second_call_about_the_same_thing_adds_to_the_job(ridgeline: Office, calls: Calls) -> None:
    calls(*LOCKOUT, hangs_up=True)

    line = calls(LOCKOUT[0], LOCKOUT[1], LOCKOUT[2])

    assert "already with us" in heard(line)
    assert "rang again" in (job(ridgeline).notes or "")
    assert "take_job" not in actions(ridgeline, line)


def test_danger_in_the_second_call_raises_the_job(ridgeline: Office, calls: Calls) -> None:
    calls(*LOCKOUT, hangs_up=True)

    line = calls("my baby is locked in the car", LOCKOUT[2])

    assert "emergency" in heard(line)
    assert job(ridgeline).urgency == "life_safety"


def test_a_dropped_emergency_is_found_by_who_rings_again_and_stays_one_job(
    ridgeline: Office, calls: Calls
) -> None:
    calls("my baby is locked in the car", hangs_up=True)

    calls("she's still in there", "linden avenue in cedar hollow")

    known = job(ridgeline)
    assert (known.address, known.urgency, known.service_type) == (
        "Linden Avenue",
        "life_safety",
        "vehicle_lockout",
    )


def test_who_declined_the_price_and_rings_again_may_go_ahead(ridgeline: Office, calls: Calls) -> None:
    calls(*LOCKOUT[:4], "no that's too much", hangs_up=True)

    assert "best one" in heard(calls("okay go ahead anyway"))


@pytest.mark.parametrize(("answer", "count"), [("yes my wife did", 1), ("no", 2)])
def test_somebody_else_at_the_same_place_is_asked_once_whether_it_is_known(
    ridgeline: Office, calls: Calls, answer: str, count: int
) -> None:
    calls(*LOCKOUT, hangs_up=True)

    line = calls(*LOCKOUT[:3], number=STRANGER)

    assert heard(line) == "Has somebody already called us about this?"
    for words in (answer, *LOCKOUT[3:]):
        if not line.ended:
            line.says(words)
    assert len(jobs(ridgeline)) == count
    assert "status" not in actions(ridgeline, line)


@pytest.mark.parametrize("words", ["one hundred main street in marlow creek", "2215 oak street in cedar hollow"])
def test_another_place_is_another_job(ridgeline: Office, calls: Calls, words: str) -> None:
    calls(*LOCKOUT, hangs_up=True)

    line = calls(*LOCKOUT[:2], words)

    assert "already" not in heard(line)


def test_the_same_trouble_days_later_is_a_new_job(ridgeline: Office, calls: Calls, clock: VirtualClock) -> None:
    calls(*LOCKOUT, hangs_up=True)
    clock.sleep(timedelta(days=2).total_seconds())

    line = calls(*LOCKOUT)

    assert "take_job" in actions(ridgeline, line)


# -- by text


@pytest.fixture
def texter(ridgeline: Office, clock: VirtualClock) -> Texter:
    return Texter(ridgeline.client, number=CUSTOMER, clock=clock, auth_token=AUTH_TOKEN)


@pytest.mark.parametrize(
    ("words", "name", "value"),
    [
        ("the gate code is 4412", "access_code", "4412"),
        ("it's the blue house behind", "notes", "it's the blue house behind"),
    ],
)
def test_the_very_number_may_add_by_text_and_learns_nothing(
    ridgeline: Office, calls: Calls, texter: Texter, words: str, name: str, value: str
) -> None:
    calls(*LOCKOUT, hangs_up=True)

    answer = texter.texts(words)

    assert answer.endswith("I've added that.")
    assert getattr(job(ridgeline), name) == value


def test_another_number_adds_nothing_by_text(ridgeline: Office, calls: Calls, clock: VirtualClock) -> None:
    calls(*LOCKOUT, hangs_up=True)
    before = job(ridgeline)

    Texter(ridgeline.client, number=STRANGER, clock=clock, auth_token=AUTH_TOKEN).texts("the gate code is 4412")

    assert job(ridgeline) == before


def test_a_new_place_by_text_needs_name_and_yes(ridgeline: Office, calls: Calls, texter: Texter) -> None:
    calls(*LOCKOUT, hangs_up=True)

    answers = [texter.texts(words) for words in ("change the address to 61 elm street please", "priya nair")]
    before = job(ridgeline).address
    texter.texts("yes that's right")

    assert "name" in answers[0]
    assert answers[1] == "I'd change it to 61 Elm Street, Cedar Hollow. Is that right?"
    assert (before, job(ridgeline).address) == ("2215 Linden Avenue", "61 Elm Street")


def test_thanks_by_text_begins_nothing(ridgeline: Office, calls: Calls, texter: Texter) -> None:
    calls(*LOCKOUT, hangs_up=True)

    assert not texter.texts("ok thanks").endswith("?")
