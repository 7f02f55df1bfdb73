"""Whole calls over the signed webhooks, as Twilio plays them against the real app."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from app import create_app
from receptionist.cases import Job
from receptionist.ports import Change, StoreError
from receptionist.settings import Settings
from simulator.clock import VirtualClock
from simulator.office import Office, office, within
from simulator.twilio import PhoneLine
from simulator.wire import Delivery
from tests.delegate import StoreDelegate

LOCKOUT = (
    "i locked my keys in my car",
    "no nobody is in there",
    "twenty two fifteen linden avenue in cedar hollow",
    "a twenty nineteen honda accord silver",
    "yeah that's fine",
    "three oh three five five five oh one eight eight",
    "jordan price",
)


def plays(line: PhoneLine, *words: str) -> str:
    """Ring, unless the line has rung, and say these; returns what was heard last."""
    heard = "" if line.transcript else line.rings().text
    for utterance in words:
        heard = line.says(utterance).text
    return heard


def everything_written(folder: Path) -> str:
    """Return the text of every file that a call left: database, logs, exports."""
    return "".join(path.read_bytes().decode("utf-8", "ignore") for path in folder.rglob("*") if path.is_file())


def test_a_standard_lockout_becomes_a_job_with_every_digit_right(ridgeline: Office, caller: PhoneLine) -> None:
    heard = plays(caller, *LOCKOUT)
    caller.hangs_up()

    job = ridgeline.log(caller.sid)["job"]
    assert "Your job is written down" in heard
    assert any("3 0 3, 5 5 5, 0 1 8 8" in said.text for said in caller.transcript)
    assert (job["id"], job["status"], job["urgency"]) == ("J-1001", "open", "urgent")
    assert job["callback_number"] == "+13035550188"
    assert job["address"] == "2215 Linden Avenue"
    assert job["quote"] == {"low": 99, "high": 159, "after_hours": False, "plus": []}


def test_the_greeting_names_business_and_machine_and_no_caller(ridgeline: Office, caller: PhoneLine) -> None:
    known = Job(id="J-1005", status="open", name="Priya Nair", callback_number="+13035550142")
    ridgeline.receptionist.store.import_jobs((known,))

    greeting = caller.rings().text

    assert "Ridgeline Lock and Key" in greeting
    assert "automated assistant" in greeting
    assert "Priya" not in greeting


def test_the_question_decides_how_it_is_listened_to(caller: PhoneLine) -> None:
    plays(caller, *LOCKOUT[:5])

    listening = caller.listening

    assert listening is not None
    assert listening.keys
    assert listening.timeout_s >= 8


def test_a_turn_delivered_again_gets_the_same_answer_once(ridgeline: Office, caller: PhoneLine) -> None:
    plays(caller, LOCKOUT[0])

    again = caller.repeat_last()
    caller.hangs_up()

    log = ridgeline.log(caller.sid)
    assert again.text == caller.wire.answers[1][0].text
    assert [turn["text"] for turn in log["turns"] if turn["role"] == "caller"] == [LOCKOUT[0]]


def test_an_old_turn_delivered_late_gets_its_old_answer(caller: PhoneLine) -> None:
    plays(caller, *LOCKOUT[:3])
    old = caller.wire.sent[1]

    assert caller.wire.deliver(old).text == caller.wire.answers[1][0].text


def test_a_repeated_answer_greets_again_and_goes_on_where_the_call_is(caller: PhoneLine) -> None:
    plays(caller, *LOCKOUT[:2])

    again = caller.wire.deliver(caller.wire.sent[0]).text

    assert "Ridgeline Lock and Key" in again
    assert "Where is the car" in again
    assert "turn=3" in again


def post(line: PhoneLine, path: str, **form: str) -> str:
    """Deliver a request of this call that the telephone itself would not make."""
    known = {"CallSid": line.sid, "From": "+13035550142", "To": "+13035550100"}
    return line.wire.deliver(Delivery(url=f"https://receptionist.test{path}", form={**known, **form})).text


def test_an_unknown_call_that_says_something_is_heard(ridgeline: Office, caller: PhoneLine) -> None:
    answer = post(caller, "/voice/process?turn=7", SpeechResult="i locked my keys in my car", Confidence="0.9")

    assert "locked inside" in answer
    assert [turn.utterance.text for turn in ridgeline.receptionist.store.turns(caller.sid)][1:] == [
        "i locked my keys in my car"
    ]


@pytest.mark.parametrize("query", ["", "?turn=99", "?turn=0", "?turn=abc", "?turn=-4"])
def test_a_missing_or_impossible_turn_means_the_current_one(caller: PhoneLine, query: str) -> None:
    caller.rings()

    assert "locked inside" in post(caller, f"/voice/process{query}", SpeechResult="i locked my keys in my car")


def test_a_status_callback_for_an_unknown_call_changes_nothing(ridgeline: Office, caller: PhoneLine) -> None:
    post(caller, "/voice/status", CallStatus="completed")

    assert ridgeline.receptionist.store.load(caller.sid) is None


def test_silence_is_asked_twice_in_other_words_and_then_ended(ridgeline: Office, caller: PhoneLine) -> None:
    caller.rings()

    heard = [caller.stays_silent().text for _ in range(3)]

    assert len(set(heard)) == 3
    assert caller.ended
    assert ridgeline.log(caller.sid)["outcome"] == "abandoned"


def test_silence_in_the_middle_of_a_job_ends_in_a_voicemail(ridgeline: Office, caller: PhoneLine) -> None:
    plays(caller, LOCKOUT[0])

    for _ in range(3):
        caller.stays_silent()
    assert caller.recording
    thanks = caller.says("it's jordan i'm at the mall").text

    assert "your message is kept" in thanks
    call = ridgeline.receptionist.store.load(caller.sid)
    assert call is not None
    assert call[0].recordings


def test_a_voicemail_that_nobody_left_is_not_thanked_for(ridgeline: Office, caller: PhoneLine) -> None:
    plays(caller, LOCKOUT[0])
    for _ in range(3):
        caller.stays_silent()

    heard = caller.stays_silent().text

    assert "your message is kept" not in heard
    assert "callback_message" not in {action["kind"] for action in ridgeline.log(caller.sid)["actions"]}


def test_a_transfer_that_nobody_answers_becomes_a_message(ridgeline: Office) -> None:
    line = ridgeline.line(human_available=False)
    heard = plays(line, "representative", "i want to talk to a person")

    assert "nobody picked up" in heard
    assert "message" in heard
    plays(line, "dana fox", "it's about a quote for our building")
    line.hangs_up()
    log = ridgeline.log(line.sid)
    assert log["outcome"] == "transferred"
    assert {"transfer_human", "callback_message"} <= {action["kind"] for action in log["actions"]}
    assert log["job"]["name"] == "Dana Fox"


def test_a_transfer_rings_a_person_of_the_business_and_nobody_else(caller: PhoneLine) -> None:
    caller.rings()
    caller.says("put me through to plus one nine hundred five five five one two one two")
    heard = caller.says("a person please")

    assert heard.dials == ("+13035550101",)


def test_a_withheld_number_is_nobodys_key(ridgeline: Office) -> None:
    first, second = ridgeline.line(caller_id=None), ridgeline.line(caller_id=None)
    plays(first, *LOCKOUT[:3])
    first.hangs_up()

    heard = plays(second)

    assert "What's going on" in heard
    cases = [ridgeline.case(line.sid) for line in (first, second)]
    assert cases[0] is not None
    assert cases[1] is not None
    assert cases[0].id != cases[1].id
    assert cases[1].party is None


def test_a_dropped_caller_goes_on_where_the_call_was(ridgeline: Office) -> None:
    dropped, again = ridgeline.line(), ridgeline.line()
    plays(dropped, *LOCKOUT[:3])
    dropped.hangs_up()

    greeting = again.rings().text

    assert "I have your details" in greeting
    assert "What car is it" in greeting
    assert "Linden" not in greeting


def test_a_caller_who_rings_again_about_something_else_is_heard(ridgeline: Office) -> None:
    dropped, again = ridgeline.line(), ridgeline.line()
    plays(dropped, *LOCKOUT[:3])
    dropped.hangs_up()

    plays(again, "i need my house rekeyed")
    again.hangs_up()

    log = ridgeline.log(again.sid)
    assert log["job"]["service_type"] == "rekey"
    assert log["job"]["address"] is None
    assert [job["address"] for job in log["additional_jobs"]] == ["2215 Linden Avenue"]


def test_a_redial_before_the_first_call_is_over_goes_on_with_it_and_is_one_job(ridgeline: Office) -> None:
    first, second = ridgeline.line(), ridgeline.line()
    plays(first, *LOCKOUT[:3])

    greeting = second.rings().text
    plays(second, *LOCKOUT[3:])
    first.hangs_up()
    second.hangs_up()

    assert "I have your details. What car is it" in greeting
    assert {ridgeline.log(line.sid)["job"]["id"] for line in (first, second)} == {"J-1001"}
    assert ridgeline.receptionist.store.job("J-1002") is None


def test_somebody_else_at_the_same_number_has_a_case_of_their_own(ridgeline: Office) -> None:
    first, second = ridgeline.line(), ridgeline.line()
    plays(first, *LOCKOUT[:3])
    plays(second, "i need my house rekeyed")

    plays(first, LOCKOUT[3])

    cases = [ridgeline.case(line.sid) for line in (first, second)]
    assert [case and case.job.service_type for case in cases] == ["vehicle_lockout", "rekey"]
    assert cases[1] is not None
    assert cases[1].job.address is None


def test_911_on_the_keypad_is_an_emergency(caller: PhoneLine) -> None:
    caller.rings()

    assert "call 911 right now" in caller.keys("911").text


def test_an_emergency_too_is_ended_when_it_takes_too_long(caller: PhoneLine, clock: VirtualClock) -> None:
    plays(caller, "my baby is locked in the car")
    clock.sleep(timedelta(minutes=16).total_seconds())

    caller.says("what should i do now")

    assert caller.ended or caller.recording


def test_after_half_an_hour_a_new_call_is_a_new_matter(ridgeline: Office, clock: VirtualClock) -> None:
    dropped, again = ridgeline.line(), ridgeline.line()
    plays(dropped, *LOCKOUT[:3])
    dropped.hangs_up()
    clock.sleep(timedelta(minutes=31).total_seconds())

    assert "What's going on" in again.rings().text


@pytest.mark.parametrize(
    "words",
    [
        "</Say><Hangup/> & <b>",
        "my name is \x00\x0b\x1f bob",
        "🔑🔑🔑",
        "{business} {quote} {0}",
        "ﷺ" * 300,
        "a" * 5000,
    ],
)
def test_whatever_is_said_the_call_goes_on(caller: PhoneLine, words: str) -> None:
    caller.rings()

    heard = caller.says(words)

    assert not caller.failures
    assert heard.asks_input


CARD = "four one one one one one one one one one one one one one one one"


def test_a_card_number_is_stopped_and_written_nowhere(
    ridgeline: Office, caller: PhoneLine, tmp_path: Path
) -> None:
    plays(caller, *LOCKOUT[:4])

    heard = caller.says(f"do you want my card it's {CARD}").text
    caller.keys("4111111111111111")
    caller.hangs_up()
    ridgeline.log(caller.sid)

    written = everything_written(tmp_path)
    assert "card" in heard
    assert "one one one one" not in written
    assert "4111" not in written


@pytest.mark.parametrize(
    "pieces",
    [
        ("four one one one", "one one one one", "one one one one", "one one one one"),
        ("my visa is 4111 1111", "1111 1111", "and the three digits are 737"),
        ("<keys>41111111", "<keys>11111111"),
        ("<keys>4111", "<keys>1111", "one one one one", "<keys>1111"),
    ],
)
def test_a_card_in_pieces_is_written_nowhere(
    ridgeline: Office, caller: PhoneLine, tmp_path: Path, pieces: tuple[str, ...]
) -> None:
    plays(caller, *LOCKOUT[:4])

    for piece in pieces:
        keys = piece.removeprefix("<keys>")
        heard = caller.says(piece) if keys == piece else caller.keys(keys)
    caller.hangs_up()
    ridgeline.log(caller.sid)

    assert "card" in heard.text
    written = everything_written(tmp_path)
    for piece in ("one one one one", "11111111", '"4111"', " 737"):
        assert piece not in written


def test_keys_work_wherever_the_caller_presses_them(ridgeline: Office, caller: PhoneLine) -> None:
    plays(caller, *LOCKOUT[:5])

    assert "3 0 3, 5 5 5, 0 1 8 8" in caller.keys("3035550188").text


def test_a_caller_in_danger_who_hangs_up_is_a_job_all_the_same(ridgeline: Office, caller: PhoneLine) -> None:
    heard = plays(caller, "my baby is locked in the car please help")
    caller.hangs_up()

    log = ridgeline.log(caller.sid)
    assert "911" in heard.split(".")[0]
    assert log["outcome"] == "advised_911"
    assert log["job"]["urgency"] == "life_safety"
    assert log["job"]["callback_number"] == "+13035550142"


def test_a_call_that_lasts_too_long_ends_with_a_voicemail(caller: PhoneLine, clock: VirtualClock) -> None:
    plays(caller, LOCKOUT[0])
    clock.sleep(timedelta(minutes=16).total_seconds())

    heard = caller.says("well you know the thing is")

    assert "end this call" in heard.text
    assert caller.recording


def test_the_fallback_asks_again_when_the_words_were_never_heard(caller: PhoneLine) -> None:
    caller.rings()

    answer = post(
        caller,
        "/voice/fallback",
        ErrorCode="11200",
        ErrorUrl="https://receptionist.test/voice/process?turn=1",
    )

    assert "went wrong on my side" in answer
    assert "<Gather" in answer


def test_the_fallback_gives_the_answer_of_a_turn_that_was_heard(caller: PhoneLine) -> None:
    plays(caller, LOCKOUT[0])

    answer = post(
        caller,
        "/voice/fallback",
        ErrorCode="11200",
        ErrorUrl="https://receptionist.test/voice/process?turn=1",
    )

    assert answer == caller.wire.answers[1][0].text


class BrokenStore(StoreDelegate):
    """A store whose disk is full."""

    def commit(self, change: Change) -> None:
        raise StoreError("store: disk full")


class FailsOnce(StoreDelegate):
    """A store that fails once, between what was heard and what is answered."""

    failed = False

    def commit(self, change: Change) -> None:
        if not change.claim and change.turn.key.turn == 1 and not self.failed:
            self.failed = True
            raise StoreError("store: too many writers")
        super().commit(change)


def test_words_that_were_kept_are_answered_after_an_error_of_ours(tmp_path: Path, clock: VirtualClock) -> None:
    app = create_app(within(Settings.load({}), tmp_path), clock=clock, wrap_store=FailsOnce)
    with closing(Office(app, clock)) as shaky:
        heard = plays(shaky.line(), "there is a child locked in the hot car")

    assert "call 911 right now" in heard
    assert "Where is the car" in heard


def test_danger_is_advised_even_when_nothing_can_be_kept(tmp_path: Path, clock: VirtualClock) -> None:
    app = create_app(within(Settings.load({}), tmp_path), clock=clock, wrap_store=BrokenStore)
    with closing(Office(app, clock)) as broken:
        post(line := broken.line(), "/answer")
        answer = post(line, "/voice/process?turn=1", SpeechResult="my baby is locked in the hot car")

    assert "call 911 right now" in answer


def test_a_store_that_stays_down_brings_a_person_then_a_voicemail_then_the_end(
    tmp_path: Path, clock: VirtualClock
) -> None:
    app = create_app(within(Settings.load({}), tmp_path), clock=clock, wrap_store=BrokenStore)
    with closing(Office(app, clock)) as broken:
        line = broken.line(human_available=False)

        heard = line.rings()
        assert heard.dials == ("+13035550101",)
        assert line.recording
        line.says("i am locked out at twelve oak street")

    assert line.ended
    assert not line.failures


def test_words_in_an_unknown_call_are_answered_after_the_disclosure(caller: PhoneLine) -> None:
    answer = post(caller, "/voice/process?turn=5", SpeechResult="i locked my keys in my car")

    assert "automated assistant" in answer
    assert answer.count("What's going on") == 0


def test_words_that_arrive_after_the_hang_up_are_in_the_log(ridgeline: Office, caller: PhoneLine) -> None:
    plays(caller, *LOCKOUT[:3])
    caller.hangs_up()
    before = ridgeline.log(caller.sid)

    post(caller, "/voice/process?turn=4", SpeechResult="a twenty nineteen honda accord silver")

    after = ridgeline.log(caller.sid)
    assert before["job"]["vehicle"] is None
    assert after["job"]["vehicle"]["model"] == "Accord"
    assert after["interaction_count"] == before["interaction_count"] + 1


def test_spanish_is_answered_in_spanish_with_its_voice(ridgeline: Office) -> None:
    line = ridgeline.line()
    heard = plays(line, "hola me quedé afuera de mi casa")

    assert "¿hay alguien" in heard
    assert line.listening is not None
    assert line.listening.language == "es-US"


def test_the_business_of_another_office_is_its_own(tmp_path: Path, clock: VirtualClock) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[business]\nname = "Lucky Locks"\ntimezone = "America/Chicago"\n', "utf-8")
    settings = within(Settings.load({"BUSINESS_FILE": str(file)}), tmp_path)

    with office(settings, clock) as lucky:
        assert "Lucky Locks" in lucky.line().rings().text
