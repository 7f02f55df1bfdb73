"""Calls that are no new job, over the signed webhooks, in English and Spanish."""

import pytest

from simulator.office import Office
from simulator.twilio import PhoneLine
from simulator.wire import Delivery


def plays(office: Office, *words: str, human: bool = True) -> PhoneLine:
    """Ring and say these, as long as anybody listens."""
    line = office.line(human_available=human)
    line.rings()
    for utterance in words:
        if not line.ended:
            line.says(utterance)
    return line


def said(line: PhoneLine) -> str:
    return " ".join(each.text for each in line.transcript if each.role == "assistant")


def kinds(office: Office, line: PhoneLine) -> set[str]:
    line.hangs_up()
    return {action["kind"] for action in office.log(line.sid)["actions"]}


@pytest.mark.parametrize(
    ("words", "action"),
    [
        ("this is an important message about your google listing press one to speak to an agent", "spam"),
        ("oprima uno para verificar su listado en google", "spam"),
        ("hi i'm calling from bright media we offer search engine marketing for locksmiths", "spam"),
        ("sorry wrong number", "end_call"),
        ("perdón número equivocado", "end_call"),
    ],
)
def test_who_sells_something_or_dialled_wrong_is_gone_after_one_sentence(
    ridgeline: Office, words: str, action: str
) -> None:
    line = plays(ridgeline, words)

    assert line.ended
    assert action in kinds(ridgeline, line)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("your guy scratched my car door and it looks terrible", "teresa ramos"), "like us to do about it"),
        (("hola quiero poner una queja me cobraron de más", "teresa ramos"), "¿Qué quiere que hagamos?"),
    ],
)
def test_a_complaint_is_taken_down_as_urgent_admits_nothing_and_promises_nothing(
    ridgeline: Office, words: tuple[str, ...], wanted: str
) -> None:
    line = plays(ridgeline, *words)
    asked = line.transcript[-1].text
    line.says("pay for the paint please")

    line.hangs_up()

    log = ridgeline.log(line.sid)
    assert wanted in asked
    assert not any(word in said(line).lower() for word in ("refund", "our fault", "we will pay", "culpa"))
    assert (log["job"]["message"], log["outcome"]) == ("pay for the paint please", "message_taken")
    assert log["next_step"].startswith("Urgent")


def test_a_complaint_that_says_what_is_wanted_is_not_asked_again(ridgeline: Office) -> None:
    line = plays(ridgeline, "your guy overcharged me i want my money back", "teresa ramos")

    assert "written that down for Marcus" in line.transcript[-1].text


def test_a_bare_yes_is_no_message(ridgeline: Office) -> None:
    line = plays(ridgeline, "can i leave a message", "teresa ramos", "yes", "tell him the invoice is wrong")
    line.hangs_up()

    assert "invoice" in ridgeline.log(line.sid)["job"]["message"]


@pytest.mark.parametrize(
    "words",
    [
        "this is officer daniels with the police department we need a locksmith to open a house",
        "hi this is dana with the motor club i have a lockout for a member",
        "soy el oficial ramirez de la policía de cedar hollow",
    ],
)
def test_police_and_motor_clubs_go_straight_to_a_person(ridgeline: Office, words: str) -> None:
    line = plays(ridgeline, words)

    assert "transfer_human" in kinds(ridgeline, line)


def test_police_whom_nobody_answers_are_taken_down(ridgeline: Office) -> None:
    line = plays(
        ridgeline, "this is officer daniels with the police department we need to open a house", human=False
    )

    assert not line.ended
    assert "nobody picked up" in said(line)


def test_a_machine_that_answers_a_transfer_is_nobody(ridgeline: Office) -> None:
    line = plays(ridgeline, "i want to talk to a person")
    form = {**line.wire.sent[-1].form, "DialCallStatus": "completed", "AnsweredBy": "machine_end_beep"}
    turn = len(line.wire.sent)

    heard = line.wire.deliver(Delivery(url=f"https://receptionist.test/voice/transferred?turn={turn}", form=form))

    assert "nobody picked up" in heard.text


@pytest.mark.parametrize(
    ("words", "answer"),
    [("are you a robot", "automated assistant of"), ("¿es usted un robot?", "asistente automático de")],
)
def test_who_asks_for_a_robot_hears_the_truth_and_is_asked_on(ridgeline: Office, words: str, answer: str) -> None:
    line = plays(ridgeline, *(["hola necesito un cerrajero"] if "robot?" in words else []), words)

    assert answer in line.transcript[-1].text
    assert line.transcript[-1].text.endswith("?")


@pytest.mark.parametrize("words", ["are you guys hiring", "hola busco trabajo de cerrajero"])
def test_who_wants_work_leaves_name_and_number_for_the_owner(ridgeline: Office, words: str) -> None:
    line = plays(ridgeline, words, "carlos vega", "i have five years of experience")

    assert "callback_message" in kinds(ridgeline, line)
    assert ridgeline.log(line.sid)["job"]["name"] == "Carlos Vega"


def test_a_caller_who_does_not_know_what_else_is_let_go_after_the_second_question(ridgeline: Office) -> None:
    line = plays(ridgeline, "can i leave a message for the owner", "teresa ramos", "i have a billing question")
    line.says("i don't know")
    line.says("i don't know")

    assert line.ended


def test_an_announced_message_is_asked_for(ridgeline: Office) -> None:
    line = plays(ridgeline, "quiero dejarle un recado al dueño", "teresa ramos")

    assert "mensaje" in line.transcript[-1].text


def test_anger_on_the_way_leaves_the_job_a_job(ridgeline: Office) -> None:
    line = plays(ridgeline, "half my key is stuck in the door", "i am really not happy right now 12 oak street")

    assert "sorry" not in said(line)
