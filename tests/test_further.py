"""Several jobs in one call, end to end: each taken down after the one before, none asked for twice."""

from simulator.office import Office
from simulator.twilio import PhoneLine

HOUSE_AND_LOCKS = (
    "i'm locked out of my house and i also want all the locks rekeyed",
    "no nobody's inside",
    "forty nine elm street in cedar hollow",
    "front door a deadbolt",
    "yes go ahead",
    "yes that number is fine",
    "dana whitfield",
    "yes i have my id",
    "yes you can text me",
)


def heard_after(line: PhoneLine, *words: str) -> str:
    heard = "" if line.transcript else line.rings().text
    for utterance in words:
        heard = line.says(utterance).text
    return heard


def test_a_second_job_is_offered_once_the_first_is_taken(ridgeline: Office, caller: PhoneLine) -> None:
    offered = heard_after(caller, *HOUSE_AND_LOCKS)

    assert "Shall I also write down a rekey, at the same address?" in offered


def test_a_second_job_at_the_same_address_is_asked_only_what_is_its_own(
    ridgeline: Office, caller: PhoneLine
) -> None:
    heard_after(caller, *HOUSE_AND_LOCKS)
    counted = heard_after(caller, "yes please")
    taken = heard_after(caller, "three locks", "schlage", "tomorrow morning", "that's fine")
    caller.hangs_up()

    log = ridgeline.log(caller.sid)
    (rekey,) = log["additional_jobs"]
    assert "How many keyholes" in counted
    assert "written down" in taken
    assert (log["job"]["id"], log["job"]["service_type"]) == ("J-1001", "home_lockout")
    assert (rekey["id"], rekey["service_type"], rekey["lock_count"]) == ("J-1002", "rekey", 3)
    assert (rekey["address"], rekey["name"]) == ("49 Elm Street", "Dana Whitfield")
    assert rekey["callback_number"] == log["job"]["callback_number"] == "+13035550142"
    assert log["job"]["lock_count"] is None


def test_a_second_job_elsewhere_gets_its_own_address(ridgeline: Office, caller: PhoneLine) -> None:
    heard_after(caller, *HOUSE_AND_LOCKS)
    heard_after(caller, "yes but it's at a different address", "seven twelve oak avenue in marlow creek")
    heard_after(caller, "two locks", "kwikset", "friday afternoon", "okay")
    caller.hangs_up()

    log = ridgeline.log(caller.sid)
    assert log["job"]["address"] == "49 Elm Street"
    assert log["additional_jobs"][0]["address"] == "712 Oak Avenue"
    assert log["additional_jobs"][0]["id"] == "J-1002"


def test_a_second_job_that_is_not_wanted_after_all_stays_a_note(ridgeline: Office, caller: PhoneLine) -> None:
    closing = heard_after(caller, *HOUSE_AND_LOCKS, "no not now")
    caller.hangs_up()

    log = ridgeline.log(caller.sid)
    assert "That's a house lockout at 49 Elm Street, Cedar Hollow." in closing
    assert log["additional_jobs"][0]["id"] is None


def test_who_hangs_up_during_the_second_job_keeps_the_first(ridgeline: Office, caller: PhoneLine) -> None:
    heard_after(caller, *HOUSE_AND_LOCKS, "yes please")
    caller.hangs_up()

    log = ridgeline.log(caller.sid)
    assert (log["job"]["id"], log["outcome"]) == ("J-1001", "job_taken")
    assert log["additional_jobs"][0]["service_type"] == "rekey"


def test_a_second_job_whose_price_is_declined_is_given_up(ridgeline: Office, caller: PhoneLine) -> None:
    heard_after(caller, *HOUSE_AND_LOCKS, "yes please", "three locks", "schlage", "tomorrow morning")
    declined = heard_after(caller, "no that's too expensive")
    caller.hangs_up()

    log = ridgeline.log(caller.sid)
    assert "No problem" in declined
    assert log["job"]["id"] == "J-1001"
    assert log["additional_jobs"][0]["id"] is None


def test_a_job_wished_for_after_the_first_was_taken_is_offered_too(ridgeline: Office, caller: PhoneLine) -> None:
    heard_after(caller, "i'm locked out of my house", *HOUSE_AND_LOCKS[1:])

    assert "Shall I also write down a rekey" in heard_after(caller, "yes i also need two locks rekeyed")


def test_cancelling_the_further_job_leaves_the_first_alone(ridgeline: Office, caller: PhoneLine) -> None:
    given_up = heard_after(caller, *HOUSE_AND_LOCKS, "yes please", "actually cancel the rekey")
    caller.hangs_up()

    log = ridgeline.log(caller.sid)
    assert given_up == "No problem. Is there anything else?"
    assert (log["job"]["id"], log["job"]["status"]) == ("J-1001", "open")
    assert log["additional_jobs"][0]["id"] is None


def test_cancelling_the_first_job_while_the_further_one_is_asked_about_is_read_back(
    ridgeline: Office, caller: PhoneLine
) -> None:
    asked = heard_after(caller, *HOUSE_AND_LOCKS, "yes please", "actually cancel the lockout i got in")
    goodbye = heard_after(caller, "yes", "no that's all")

    assert asked.startswith("That's a house lockout.")
    assert ridgeline.log(caller.sid)["job"]["status"] == "cancelled"
    assert "locksmith tells you" not in goodbye


def test_of_two_jobs_of_a_call_the_one_that_is_named_is_cancelled(ridgeline: Office, caller: PhoneLine) -> None:
    heard_after(caller, *HOUSE_AND_LOCKS, "yes please", "three locks", "schlage", "tomorrow morning", "yes")
    asked = heard_after(caller, "please cancel the rekey")
    heard_after(caller, "yes")
    caller.hangs_up()

    log = ridgeline.log(caller.sid)
    assert asked.startswith("That's a rekey.")
    assert {job["id"]: job["status"] for job in (log["job"], *log["additional_jobs"])} == {
        "J-1001": "open",
        "J-1002": "cancelled",
    }
    assert log["next_step"].startswith("Send a technician")


CAR_AND_MORE = (
    "i locked my keys in my car",
    "no nobody is in there",
    "twenty two fifteen linden avenue in cedar hollow",
    "a twenty nineteen honda accord silver",
    "yeah that's fine",
    "yes",
    "priya nair",
    "yes",
    "no texts",
)


def test_the_place_of_another_job_never_becomes_that_of_the_first(ridgeline: Office, caller: PhoneLine) -> None:
    heard_after(caller, *CAR_AND_MORE)
    offered = heard_after(caller, "oh and i also need a house rekeyed at forty one birch lane in marlow creek")
    heard_after(caller, "yes", "three locks", "schlage", "tomorrow", "yes")
    caller.hangs_up()

    log = ridgeline.log(caller.sid)
    assert "a rekey at 41 Birch Lane, Marlow Creek?" in offered
    assert [(job["address"], job["city"]) for job in (log["job"], *log["additional_jobs"])] == [
        ("2215 Linden Avenue", "Cedar Hollow"),
        ("41 Birch Lane", "Marlow Creek"),
    ]


def test_a_house_number_put_right_during_the_further_job_is_right_in_both(
    ridgeline: Office, caller: PhoneLine
) -> None:
    heard = heard_after(caller, *HOUSE_AND_LOCKS, "yes please", "wait the house is forty seven elm street")
    caller.hangs_up()

    log = ridgeline.log(caller.sid)
    assert "47 Elm Street" in heard
    assert {job["address"] for job in (log["job"], *log["additional_jobs"])} == {"47 Elm Street"}


def test_a_correction_to_the_first_job_does_not_move_the_one_elsewhere(
    ridgeline: Office, caller: PhoneLine
) -> None:
    heard_after(caller, *HOUSE_AND_LOCKS, "yes at seven twelve oak avenue in marlow creek")
    heard = heard_after(caller, "for the house the address is forty seven elm street not forty nine")
    caller.hangs_up()

    log = ridgeline.log(caller.sid)
    assert "I have 47 Elm Street, Cedar Hollow." in heard
    assert (log["job"]["address"], log["job"]["city"]) == ("47 Elm Street", "Cedar Hollow")
    assert log["additional_jobs"][0]["address"] == "712 Oak Avenue"
    assert log["additional_jobs"][0]["landmark"] is None


def test_a_further_job_that_is_given_up_leaves_no_question_about_its_price(
    ridgeline: Office, caller: PhoneLine
) -> None:
    after = heard_after(caller, *HOUSE_AND_LOCKS, "yes please", "cancel the rekey", "yes")

    assert "Shall I go ahead" not in after
