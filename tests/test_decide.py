"""The rules of a reply, each on a situation made by hand: what is said, asked and done."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from receptionist.cases import Action, Call, Case, Job, JobStatus, Vehicle
from receptionist.rules import intake
from receptionist.rules.decide import decide
from receptionist.rules.draft import Draft, Situation
from receptionist.rules.learning import learn
from receptionist.shop import business as business_file
from receptionist.shop import services
from receptionist.understanding.heard import Understood

NOON = datetime(2026, 7, 14, 18, 0, tzinfo=UTC)
NIGHT = datetime(2026, 7, 18, 7, 42, tzinfo=UTC)
BUSINESS = business_file.load(Path(__file__).parent.parent / "business.toml")
SERVICES = services.load()

CAR = Job(
    service_type="vehicle_lockout",
    address="2215 Linden Avenue",
    city="Cedar Hollow",
    vehicle=Vehicle(make="Honda", model="CR-V"),
    keys_location="inside",
)


def reply(
    understood: Understood | None = None,
    *,
    job: Job | None = None,
    marks: tuple[str, ...] = (),
    asks: tuple[str, ...] = (),
    now: datetime = NOON,
    caller_id: str | None = "+13035550142",
    jobs: tuple[Job, ...] = (),
    **call: Any,  # noqa: ANN401 -- any field of Call
) -> Draft:
    """Return what the rules make of one utterance in a call as described."""
    understood = understood or Understood()
    a_call = Call(
        sid="CA1",
        case_id="c",
        from_number="",
        to_number="",
        caller_id=caller_id,
        started_at=now,
        asks=asks,
        turn=1,
        **call,
    )
    a_case = Case(id="c", party=None, opened_at=now, updated_at=now, job=job or Job(), marks=marks)
    learned = learn(a_call, a_case, "speech", understood)
    situation = Situation(
        kind="speech", understood=understood, asked=asks, business=BUSINESS, services=SERVICES, now=now, jobs=jobs
    )
    return decide(Draft(call=learned[0], case=learned[1], now=now), situation)


def said(draft: Draft) -> list[str]:
    return [act.name for act in draft.acts]


def asked(draft: Draft) -> str | None:
    return draft.question.slot if draft.question else None


def did(draft: Draft) -> set[str]:
    return {action.kind for action in draft.call.actions}


def test_danger_is_answered_before_everything_else() -> None:
    draft = reply(
        Understood(
            danger="certain", service="vehicle_lockout", questions=frozenset({"price"}), text="my baby is in there"
        )
    )

    assert said(draft)[0] == "advise_911"
    assert did(draft) == {"advise_911"}
    assert asked(draft) == "location"


def test_an_emergency_with_a_place_is_written_down_at_once_with_the_number_that_rings() -> None:
    draft = reply(
        Understood(details={"address": "Kestrel Road"}), job=Job(service_type="vehicle_lockout"), marks=("danger",)
    )

    assert draft.takes_job
    assert draft.job.callback_number == "+13035550142"


def test_an_emergency_is_asked_where_and_what_and_nothing_else() -> None:
    draft = reply(Understood(), job=replace(CAR, vehicle=None), marks=("danger",), asks=("location",))
    later = reply(Understood(), job=CAR, marks=("danger",), asks=("vehicle",))

    assert asked(draft) == "vehicle"
    assert asked(later) == "anything_else"


def test_a_stove_that_is_on_gets_conditional_advice_and_the_call_goes_on() -> None:
    draft = reply(Understood(danger="possible"), job=Job(service_type="home_lockout"), asks=("safety",))

    assert said(draft)[0] == "advise_911_if"
    assert asked(draft) == "location"


def test_the_price_is_told_to_whoever_asks_for_it() -> None:
    draft = reply(Understood(questions=frozenset({"price"})), job=CAR, marks=("safe",))

    assert "quote" in said(draft)
    assert "answer_info" in did(draft)
    assert draft.job.quote is not None
    assert (draft.job.quote.low, draft.job.quote.high) == (99, 159)


def test_at_night_the_price_holds_the_surcharge() -> None:
    draft = reply(Understood(questions=frozenset({"price"})), job=Job(service_type="home_lockout"), now=NIGHT)

    assert draft.job.quote is not None
    assert (draft.job.quote.low, draft.job.quote.high, draft.job.quote.after_hours) == (154, 224, True)


def test_a_price_for_nothing_in_particular_asks_what_for() -> None:
    assert asked(reply(Understood(questions=frozenset({"price"})))) == "problem"


def test_the_job_is_taken_when_what_where_whom_and_the_price_are_settled() -> None:
    job = replace(CAR, name="Priya Nair")
    draft = reply(
        Understood(details={"callback_number": "+13035550142"}),
        job=job,
        marks=("safe", "price_accepted"),
        asks=("callback_number",),
    )

    assert draft.takes_job
    assert "take_job" in did(draft)
    assert said(draft)[:2] == ["read_back_own", "job_taken"]
    assert asked(draft) == "authority"


def test_no_job_is_taken_after_a_no_to_the_price() -> None:
    job = replace(CAR, name="Priya Nair", callback_number="+13035550142")
    draft = reply(
        Understood(answer="no", marks=frozenset({"price_declined"})), job=job, marks=("safe",), asks=("price_ok",)
    )

    assert not draft.takes_job
    assert said(draft) == ["declined"]


def test_nothing_is_asked_that_is_known() -> None:
    job = replace(CAR, name="Priya Nair", callback_number="+13035550142", has_id=True, sms_consent=True)
    draft = reply(Understood(), job=job, marks=("safe", "price_accepted"))

    assert draft.takes_job
    assert asked(draft) == "anything_else"


def test_a_low_battery_brings_the_number_forward() -> None:
    draft = reply(
        Understood(marks=frozenset({"low_battery"})), job=Job(service_type="vehicle_lockout"), marks=("safe",)
    )

    assert asked(draft) == "callback_number"


@pytest.mark.parametrize("rule", ["someone_elses_place", "self_help_eviction", "others_data", "bypass"])
def test_what_a_rule_forbids_is_refused_and_nothing_is_taken(rule: str) -> None:
    draft = reply(Understood(refuse=rule), job=replace(CAR, name="X Y", callback_number="+13035550142"))

    assert did(draft) == {"refuse"}
    assert not draft.takes_job


def test_an_injection_is_brushed_off_and_the_call_goes_on() -> None:
    draft = reply(Understood(refuse="injection"), job=Job(service_type="lock_change"))

    assert "refuse" in did(draft)
    assert asked(draft) == "lock_details"


def test_a_wrong_number_hears_who_this_is_and_goodbye() -> None:
    draft = reply(Understood(wants=frozenset({"wrong_number"})))

    assert said(draft) == ["wrong_number"]
    assert draft.ending == "hang_up"


def test_a_person_is_asked_for_the_topic_once_and_then_rung() -> None:
    first = reply(Understood(wants=frozenset({"human"})))
    second = reply(Understood(text="a quote"), marks=first.case.marks, asks=("person_topic",))

    assert asked(first) == "person_topic"
    assert second.ending == "transfer"
    assert second.people == ("marcus",)


def test_with_nobody_to_ring_a_message_is_taken() -> None:
    draft = reply(Understood(wants=frozenset({"human"})), now=NIGHT, caller_id="+13035550142")

    assert said(draft)[0] == "person_none"
    assert asked(draft) == "name"


def test_with_nobody_to_ring_a_lockout_is_still_taken_down() -> None:
    draft = reply(Understood(wants=frozenset({"human"})), job=Job(service_type="vehicle_lockout"), now=NIGHT)

    assert said(draft)[0] == "person_none_go_on"
    assert asked(draft) == "safety"


def test_a_caller_who_was_to_leave_a_message_can_still_get_a_job() -> None:
    draft = reply(Understood(service="vehicle_lockout"), marks=("message",), asks=("name",))

    assert not draft.marked("message")
    assert asked(draft) == "safety"


def test_a_no_is_not_a_message() -> None:
    draft = reply(
        Understood(text="no", answer="no"),
        job=Job(name="Bob Miller", callback_number="+13035550142"),
        marks=("message",),
        asks=("message_text",),
    )

    assert draft.job.message is None


LUIS_ON_THE_WAY = Job(
    id="J-1042",
    status="en_route",
    name="Teresa Wynn",
    callback_number="+17205550161",
    technician="Luis",
    eta="15:40",
)


def test_the_caller_id_alone_reveals_nothing_about_a_job() -> None:
    draft = reply(Understood(wants=frozenset({"status"})), jobs=(LUIS_ON_THE_WAY,))

    assert asked(draft) == "name"
    assert "status" not in did(draft)


def test_a_verified_caller_hears_the_estimate() -> None:
    draft = reply(
        Understood(details={"name": "Teresa Wynn"}), jobs=(LUIS_ON_THE_WAY,), marks=("existing",), asks=("name",)
    )

    assert [act.facts for act in draft.acts if act.name == "status_eta"] == [
        {"technician": "Luis", "eta": "3:40 PM"}
    ]
    assert "status" in did(draft)


@pytest.mark.parametrize(
    ("status", "eta", "phrase", "facts"),
    [
        ("offered", None, "status_waiting", {}),
        ("accepted", None, "status", {"technician": "Luis", "state": "accepted"}),
        ("accepted", "2026-07-14T15:05", "status_eta", {"technician": "Luis", "eta": "3:05 PM"}),
        ("en_route", "2026-07-14T11:55", "status_eta", {"technician": "Luis", "eta": "11:55 AM"}),
        ("en_route", "2026-07-14T11:40", "status_late", {"technician": "Luis", "eta": "11:40 AM"}),
        (
            "accepted",
            "2026-07-15T09:00",
            "status_eta_day",
            {"technician": "Luis", "eta": "9 AM", "day": "Wednesday"},
        ),
        ("on_site", "2026-07-14T11:40", "status", {"technician": "Luis", "state": "on site"}),
    ],
)
def test_a_verified_caller_hears_what_is_so_of_the_technician(
    status: JobStatus, eta: str | None, phrase: str, facts: dict[str, str]
) -> None:
    technician = None if status == "offered" else "Luis"
    job = replace(LUIS_ON_THE_WAY, status=status, eta=eta, technician=technician)

    draft = reply(Understood(details={"name": "Teresa Wynn"}), jobs=(job,), marks=("existing",), asks=("name",))

    assert [(act.name, act.facts) for act in draft.acts if act.name.startswith("status")] == [(phrase, facts)]


def test_a_stranger_with_the_right_number_but_the_wrong_name_learns_nothing() -> None:
    draft = reply(
        Understood(details={"name": "Bob Miller"}), jobs=(LUIS_ON_THE_WAY,), marks=("existing",), asks=("name",)
    )

    assert "status" not in did(draft)


def test_saying_no_verifies_nobody() -> None:
    job = replace(LUIS_ON_THE_WAY, address="1408 North Street, Cedar Hollow")
    draft = reply(Understood(text="no", answer="no"), jobs=(job,), marks=("existing",), asks=("name",))

    assert "status" not in did(draft)


@pytest.mark.parametrize(
    ("address", "verified"), [("1408 North Street", True), ("1480 North Street", False), ("North Street", False)]
)
def test_an_address_verifies_only_with_its_number(address: str, verified: bool) -> None:
    job = replace(LUIS_ON_THE_WAY, address="1408 North Street, Cedar Hollow")
    draft = reply(Understood(details={"address": address}), jobs=(job,), marks=("existing",), asks=("name",))

    assert ("status" in did(draft)) is verified


def test_a_given_name_alone_verifies_nobody() -> None:
    draft = reply(
        Understood(details={"name": "Teresa"}), jobs=(LUIS_ON_THE_WAY,), marks=("existing",), asks=("name",)
    )

    assert "status" not in did(draft)


@pytest.mark.parametrize("words", ["my car", "my door", "the lock", "yes i do"])
def test_a_fragment_does_not_draw_the_owners_answer(words: str) -> None:
    assert "owner_words" not in said(reply(Understood(text=words), job=Job(service_type="rekey")))


def test_the_owners_answer_is_given_to_his_question() -> None:
    draft = reply(Understood(text="hey are you guys insured or anything"), job=Job(service_type="rekey"))

    assert "owner_words" in said(draft)
    assert "answer_info" in did(draft)


def test_no_more_texts_is_confirmed_and_kept() -> None:
    draft = reply(Understood(wants=frozenset({"opt_out"})), job=Job(service_type="rekey"))

    assert said(draft)[0] == "no_texts"
    assert draft.job.sms_consent is False


def test_a_cancellation_says_its_price_and_waits_for_a_clear_yes() -> None:
    asking = reply(
        Understood(wants=frozenset({"cancel"})),
        job=LUIS_ON_THE_WAY,
        jobs=(LUIS_ON_THE_WAY,),
        existing_job="J-1042",
    )
    done = reply(
        Understood(answer="yes"),
        job=LUIS_ON_THE_WAY,
        jobs=(LUIS_ON_THE_WAY,),
        existing_job="J-1042",
        marks=("existing", "cancel"),
        asks=("cancel_ok",),
    )

    assert said(asking) == ["cancel_which", "cancel_costs"]
    assert asked(asking) == "cancel_ok"
    assert not asking.jobs
    assert [job.status for job in done.jobs] == ["cancelled"]
    assert "cancel" in did(done)


def test_a_town_that_is_not_served_is_named_early_and_a_message_offered() -> None:
    draft = reply(Understood(details={"city": "Greywater"}), job=Job(service_type="padlock_cutting"))

    assert said(draft) == ["out_of_area"]
    assert asked(draft) == "message_ok"
    assert not draft.takes_job


def test_noise_is_asked_again_in_other_words() -> None:
    draft = reply(Understood(intelligible=False), job=Job(service_type="rekey"), asks=("lock_brand",))

    assert said(draft) == ["not_understood"]
    assert asked(draft) == "lock_brand"


def test_a_request_to_repeat_gets_the_same_and_not_the_next_question() -> None:
    draft = reply(Understood(wants=frozenset({"repeat"})), job=Job(service_type="rekey"), asks=("timing",))

    assert asked(draft) == "timing"


PRIYA = replace(CAR, name="Priya Nair", callback_number="+13035550142")


def test_a_no_that_tells_something_does_not_end_the_call() -> None:
    job, marks = replace(PRIYA, id="J-1001", has_id=True, sms_consent=True), ("safe", "price_accepted")
    last: dict[str, Any] = {"job": job, "marks": marks, "asks": ("anything_else",)}
    told = reply(Understood(text="no nobody's in there", answer="no"), **last)
    bare = reply(Understood(text="no that's all thanks", answer="no"), **last)

    assert asked(told) == "anything_else"
    assert bare.ending == "hang_up"


def test_a_price_that_was_asked_for_too_early_is_told_as_soon_as_it_is_known() -> None:
    first = reply(Understood(service="rekey", questions=frozenset({"price"})))
    second = reply(
        Understood(details={"lock_count": 2}), job=first.job, marks=first.case.marks, asks=("lock_details",)
    )

    assert asked(first) == "lock_details"
    assert said(second) == ["quote"]
    assert "answer_info" in did(second)


def test_a_job_is_not_taken_before_the_price_was_put_to_a_caller_who_stays() -> None:
    draft = reply(Understood(), job=PRIYA, marks=("safe",))

    assert not draft.takes_job
    assert asked(draft) == "price_ok"


def test_the_number_that_rings_serves_when_asking_for_one_was_in_vain() -> None:
    used = {"callback_number_own": 1, "callback_number": 2}
    job = replace(PRIYA, callback_number=None)
    marks = ("safe", "price_accepted")
    draft = reply(Understood(text="what"), job=job, marks=marks, asks=("callback_number",), used=used)
    borrowed = reply(Understood(text="what"), job=job, marks=(*marks, "borrowed_phone"), used=used)

    assert draft.takes_job
    assert not borrowed.takes_job


def test_that_no_time_is_promised_is_said_when_nothing_else_is_left_to_ask() -> None:
    job = replace(PRIYA, has_id=True, sms_consent=True)
    draft = reply(Understood(), job=job, marks=("safe", "price_accepted"))
    sooner = reply(Understood(), job=PRIYA, marks=("safe", "price_accepted"))

    assert said(draft) == ["job_taken", "job_next"]
    assert said(sooner) == ["job_taken"]


@pytest.mark.parametrize(("service", "urgency"), [("lock_repair", "urgent"), ("lock_change", "scheduled")])
def test_a_door_that_will_not_lock_cannot_wait(service: str, urgency: str) -> None:
    job = replace(PRIYA, service_type=service, lock_count=1, preferred_window="Friday")
    draft = reply(Understood(), job=job, marks=("safe", "price_accepted", "unsecured"))

    assert draft.takes_job
    assert intake.urgency(draft.service(SERVICES), draft) == urgency


@pytest.mark.parametrize(("window", "after_hours"), [("asap", True), ("tonight", True), ("Friday", False)])
def test_who_wants_somebody_at_once_at_night_pays_for_the_night(window: str, after_hours: bool) -> None:
    job = replace(CAR, service_type="lock_repair", preferred_window=window)
    quote = intake.current_quote(job, BUSINESS, NIGHT)

    assert quote is not None
    assert quote.after_hours is after_hours


def test_a_scene_names_the_lockout_once_somebody_is_locked_out() -> None:
    draft = reply(Understood(lockout="home_lockout"), marks=("locked_out",), asks=("problem",))
    without = reply(Understood(lockout="home_lockout"))

    assert draft.job.service_type == "home_lockout"
    assert without.job.service_type is None


def test_an_address_after_the_question_of_what_means_a_home() -> None:
    details = {"address": "13 Rowan Street", "city": "Cedar Hollow"}
    draft = reply(Understood(details=details), marks=("locked_out",), used={"problem_locked_out": 1})

    assert draft.job.service_type == "home_lockout"


def test_a_further_job_is_kept_with_who_to_call() -> None:
    draft = reply(Understood(also=("rekey",)), job=PRIYA, marks=("safe", "price_accepted"))
    taken = intake.take(draft, draft.service(SERVICES), "J-1001")

    assert [(job.service_type, job.name) for job in taken.case.additional_jobs] == [("rekey", "Priya Nair")]
    assert "rekey" in (taken.job.notes or "")


def test_a_job_applicant_leaves_a_message() -> None:
    draft = reply(Understood(wants=frozenset({"job_application"}), service="non_job"))

    assert asked(draft) == "name"
    assert draft.ending == "listen"


def test_who_complained_already_is_not_asked_what_it_is_about() -> None:
    draft = reply(
        Understood(wants=frozenset({"human"})), job=Job(complaint="the door is scratched"), marks=("message",)
    )

    assert draft.ending == "transfer"


def test_the_police_are_put_through_at_once() -> None:
    assert reply(Understood(marks=frozenset({"vip"}))).ending == "transfer"


def test_how_to_do_it_is_declined_and_the_work_is_still_done() -> None:
    draft = reply(Understood(refuse="bypass", service="vehicle_lockout"))
    without = reply(Understood(refuse="bypass"))

    assert (said(draft), asked(draft)) == (["refuse_bypass"], "safety")
    assert asked(without) == "anything_else"


def test_who_asks_for_the_price_after_a_declined_how_to_gets_it() -> None:
    draft = reply(Understood(questions=frozenset({"price"})), job=CAR, marks=("safe",), refused="bypass")

    assert "quote" in said(draft)


def test_a_call_back_while_the_number_is_asked_for_is_no_message() -> None:
    draft = reply(
        Understood(wants=frozenset({"message"}), details={"callback_number": "+13035550142"}),
        job=replace(PRIYA, callback_number=None),
        marks=("safe", "price_accepted"),
        asks=("callback_number",),
    )

    assert draft.takes_job
    assert "callback_message" not in did(draft)


def test_words_like_a_question_about_a_job_are_not_one_while_a_new_job_is_taken_down() -> None:
    draft = reply(Understood(wants=frozenset({"status"})), job=CAR, marks=("safe",))

    assert asked(draft) == "price_ok"


def test_a_wrong_place_named_in_the_middle_of_a_job_ends_nothing() -> None:
    draft = reply(Understood(wants=frozenset({"wrong_number"})), job=CAR, marks=("safe",))

    assert draft.ending == "listen"


def test_what_is_said_after_a_message_joins_it() -> None:
    message = Job(service_type="non_job", name="Gwen", callback_number="+13035550142", message="strike plates")
    done = (Action(at=NOON, kind="callback_message"),)
    draft = reply(Understood(text="he can get them until six"), job=message, asks=("anything_else",), actions=done)

    assert draft.job.message == "strike plates; he can get them until six"


def test_a_message_for_want_of_understanding_ends_when_the_work_is_named() -> None:
    draft = reply(Understood(service="lock_repair"), marks=("message", "unclear"), asks=("message_text",))

    assert not draft.marked("message", "unclear")
    assert asked(draft) == "safety"


def test_the_number_of_locks_is_asked_for_when_the_price_hangs_on_it() -> None:
    job = Job(service_type="lock_change", lock_details="front door, deadbolt")

    assert asked(reply(Understood(), job=job)) == "lock_details"


def test_a_make_without_a_model_is_asked_about_once() -> None:
    job = replace(CAR, vehicle=Vehicle(make="Honda"))

    assert asked(reply(Understood(), job=job, marks=("safe",))) == "vehicle"
    assert asked(reply(Understood(), job=job, marks=("safe",), used={"vehicle": 1})) != "vehicle"


@pytest.mark.parametrize("understood", [Understood(intelligible=False), Understood(text="by the thing, you know")])
def test_who_cannot_make_the_place_plain_is_put_through(understood: Understood) -> None:
    job = Job(service_type="vehicle_lockout")
    asked_twice = {"location": 2, "location_street": 2, "not_understood": 2}

    draft = reply(understood, job=job, marks=("safe",), asks=("location",), used=asked_twice, misses=2)

    assert draft.ending == "transfer"
    assert said(draft)[-1] == "person_transfer"


def test_who_was_put_through_in_vain_leaves_a_message_instead_of_ringing_for_ever() -> None:
    job = Job(service_type="vehicle_lockout", name="Dana Whitfield")
    tried = (Action(at=NOON, kind="transfer_human"),)

    draft = reply(job=job, marks=("safe",), asks=("location",), used={"location": 2}, actions=tried)

    assert said(draft) == ["message_taken"]
    assert "callback_message" in did(draft)


def test_who_only_wants_to_know_the_price_is_not_put_through() -> None:
    asks_on = Understood(text="is there a trip fee", questions=frozenset({"what_included"}))

    draft = reply(asks_on, job=Job(service_type="rekey", lock_count=2), asks=("location",), used={"location": 2})

    assert asked(draft) == "anything_else"


def test_a_borrowed_phone_is_not_offered_as_the_number_to_call_back() -> None:
    draft = reply(job=replace(CAR, quote=None), marks=("safe", "borrowed_phone", "price_accepted"))

    assert draft.question is not None
    assert draft.question.phrase == "callback_number"
