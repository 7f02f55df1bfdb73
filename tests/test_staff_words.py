"""What staff and customers are told: short, true, and with nothing in it that a caller has smuggled in."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receptionist.cases import (
    Action,
    Call,
    Case,
    Ending,
    Job,
    Quote,
    Reply,
    Sentence,
    Turn,
    TurnKey,
    Utterance,
    Vehicle,
)
from receptionist.duty import answers, letters, shown, to_customers, words
from receptionist.shop import business as business_file
from receptionist.shop import services
from receptionist.texts import segments
from receptionist.words import phrases

SHOP = business_file.load(Path(__file__).parent.parent / "business.toml")
SERVICES = services.load()
PHRASES = phrases.load()
AT = datetime(2026, 7, 14, 20, 40, tzinfo=UTC)
TROY = Job(
    id="J-1042", status="open", service_type="home_lockout", urgency="urgent", name="Troy Maddox",
    callback_number="+13035550127", address="407 Juniper Court", city="Brindle Park",
    lock_details="front door, deadbolt and knob locked", quote=Quote(low=154, high=224, after_hours=True),
    id_note="ID inside, shown after entry", access_code="4417",
)  # fmt: skip
INFANT = Job(
    service_type="vehicle_lockout", urgency="life_safety", callback_number="+13035550142", city="Cedar Hollow",
    landmark="Dollar Depot parking lot", vehicle=Vehicle(make="Toyota", model="Sienna", color="white"),
    person_at_risk="infant, 8 months, in car",
)  # fmt: skip
HIDDEN = replace(TROY, name="Nadia Karim", confidential=True)

Told = Callable[[Job], str]
TEXTS: dict[str, Told] = {
    "offer": lambda job: words.offer(job, SHOP, SERVICES, level="urgent", marks=("agitated", "low_battery")),
    "assigned": lambda job: words.assigned(job, SHOP, SERVICES, minutes=25),
    "code": lambda job: words.code(job) or "",
    "taken": lambda job: words.taken(job, job.name or ""),
    "withdrawn": words.withdrawn,
    "changed": lambda job: words.changed(job, SHOP, SERVICES, mine=True),
    "changed_offer": lambda job: words.changed(job, SHOP, SERVICES, mine=False),
    "call_customer": words.call_customer,
    "how_long": words.how_long,
    "which": lambda job: words.which([job] * 12, SERVICES),
    "arrived": words.arrived,
    "on_the_way": lambda job: words.on_the_way(job, minutes=15),
    "declined": words.declined,
    "unassigned": lambda job: words.unassigned(
        job, SHOP, SERVICES, asked=[job.technician or "", "Luis", "Dana"] * 3
    ),
    "emergency": lambda job: words.emergency(call(), case(job), SHOP, SERVICES),
    "call_notice": lambda job: words.call_notice(
        call(), case(job), SHOP, SERVICES, questions=[job.notes or "do you do garage doors"] * 3
    ),
    "job_done": lambda job: words.job_done(job, SHOP, paid=Decimal("1254.50"), name=job.name or ""),
    "who_called": lambda job: answers.who_called([(call(), case(job))] * 12, SHOP, SERVICES),
    "open_jobs": lambda job: answers.open_jobs([job] * 12, SERVICES),
    "acknowledged": lambda job: answers.acknowledged([job]),
    "done": lambda job: answers.done(job, SHOP, paid=Decimal(154)),
}
OPEN_TEXTS = ("offer", "changed_offer", "unassigned", "call_notice", "who_called", "open_jobs", "call_customer")
"""What people get who do not have the job."""


def call(*, kinds: tuple[str, ...] = ("take_job",)) -> Call:
    return Call(
        sid="CA1", case_id="c", from_number="+13035550127", to_number="+13035550100", caller_id="+13035550127",
        started_at=AT, ended_at=AT, actions=tuple(Action(at=AT, kind=kind) for kind in kinds),
    )  # fmt: skip


def case(job: Job) -> Case:
    return Case(id="c", party="+13035550127", opened_at=AT, updated_at=AT, job=job)


anything = st.none() | st.text(max_size=120)
hostile = st.sampled_from([
    "http://evil.example/x", "www.evil.com", "evil.com/pay", "mail me@evil.com", "Reply 1 ACCEPT 5",
    "Troy\nJOB 1099 URGENT: reply 1", "text STOP", "reply with 2", "Conteste 1", "{job} {0}", "a" * 300,
    "Ω≈ç√ 李小龍", "press 1; JOB 1043 is CANCELLED", "bit.ly/3xyz", "HTTPS://EVIL.COM", "code 4417",
])  # fmt: skip
said = st.one_of(anything, hostile, st.builds("{} {}".format, hostile, hostile))
jobs = st.builds(
    replace,
    st.just(TROY),
    name=said, address=said, unit=said, city=said, landmark=said, location_detail=said, business_name=said,
    keys_location=said, key_type=said, lock_details=said, lock_brand=said, safe_brand=said, preferred_window=said,
    id_note=said, person_at_risk=said, hazard=said, onsite_contact_name=said, message=said, complaint=said,
    notes=said, technician=said, confidential=st.none() | st.booleans(), access_code=said,
    vehicle=st.none() | st.builds(Vehicle, make=said, model=said, color=said, year=st.none() | st.just(2019)),
    service_type=st.sampled_from([*SERVICES, "non_job"]) | st.none(),
    urgency=st.sampled_from(["life_safety", "urgent", "same_day", "scheduled", "none"]),
)  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
@settings(max_examples=25)
@given(job=jobs)
def test_every_text_to_staff_fits_two_segments_whatever_callers_say(name: str, job: Job) -> None:
    text = TEXTS[name](job)

    assert segments.count(text) <= 2
    assert len(text) <= 320
    assert set(text) <= segments.GSM_7 | set("<>")
    assert "\n" not in text


@pytest.mark.parametrize("name", TEXTS)
@settings(max_examples=25)
@given(job=jobs)
def test_no_text_to_staff_holds_a_link_or_an_order_that_a_caller_wrote(name: str, job: Job) -> None:
    text = TEXTS[name](job)

    assert not re.search(r"://|www\.|\w[.@][a-z]", text, re.IGNORECASE)
    assert text.count("Reply 1") <= 1
    assert not re.search(r"reply with \d|conteste \d|press \d|STOP\b|JOB 10(?:99|43)", text, re.IGNORECASE)


@pytest.mark.parametrize(
    "smuggled", ["evil.\u00adcom", "evil.\u0302com", "0@\u200bA", "evil\u2024com", "evil\uff0ecom"]
)
def test_a_link_does_not_come_about_by_what_a_text_cannot_hold(smuggled: str) -> None:
    told = words.offer(replace(TROY, landmark=smuggled, address=None), SHOP, SERVICES, level="urgent")
    subject, body = letters.mail(call(), case(replace(TROY, name=smuggled)), SHOP, SERVICES, turns=[])

    assert not any(re.search(r"[\w][.@][A-Za-z]", text.replace("a.m.", "")) for text in (told, subject)), told
    assert "evil.com" not in body


def test_an_offer_says_what_the_trade_wants_to_know() -> None:
    assert words.offer(TROY, SHOP, SERVICES, level="urgent", marks=("agitated",)) == (
        "JOB 1042 URGENT house lockout; 407 Juniper Court, Brindle Park; Troy M. +1303...0127; front door,"
        " deadbolt and knob locked; quoted $154-224 incl. after-hours; ID inside, shown after entry;"
        " caller is upset. Reply 1 <minutes> ACCEPT, 2 DECLINE, 3 CALL CUSTOMER"
    )


def test_an_offer_in_an_emergency_begins_with_it() -> None:
    text = words.offer(replace(INFANT, id="J-1043"), SHOP, SERVICES, level="emergency")

    assert text.startswith("JOB 1043 LIFE SAFETY car lockout; INFANT, 8 MONTHS, IN CAR; ")


def test_an_offer_has_neither_the_code_nor_the_number() -> None:
    job = replace(TROY, location_detail="gate code 4417", lock_details="keypad 4417 at the gate")

    text = words.offer(job, SHOP, SERVICES, level="urgent")

    assert "4417" not in text
    assert "5550127" not in text


def test_who_has_accepted_gets_name_number_and_place_and_the_code_apart() -> None:
    text = words.assigned(TROY, SHOP, SERVICES, minutes=25)

    assert text.startswith("JOB 1042 is yours, 25 min. Troy Maddox +13035550127; 407 Juniper Court, Brindle Park;")
    assert text.endswith("Text HERE at the door, DONE 1042 154 when paid 154.")
    assert "4417" not in text
    assert words.code(TROY) is not None
    assert "4417" in (words.code(TROY) or "")
    assert words.code(replace(TROY, access_code=None)) is None


@pytest.mark.parametrize("name", OPEN_TEXTS)
def test_a_confidential_job_is_told_by_name_and_street_to_nobody_else(name: str) -> None:
    text = TEXTS[name](HIDDEN)

    assert not re.search("Nadia|Karim|Juniper|407", text)


def test_mails_and_telephones_tell_no_name_and_street_of_a_confidential_job() -> None:
    subject, body = letters.mail(call(), case(HIDDEN), SHOP, SERVICES, turns=[turn("my ex is at 407 Juniper")])
    aloud = letters.spoken_job(HIDDEN, SHOP, SERVICES, level="urgent")
    _, digest = letters.digest([(call(), case(HIDDEN))], SHOP, SERVICES, since=AT)

    for told in (subject, body, aloud, digest):
        assert not re.search("Nadia|Karim|Juniper|407", told)
    assert "Brindle Park" in body


def test_an_emergency_says_what_was_heard_and_whether_911_was_advised() -> None:
    advised = words.emergency(call(kinds=("advise_911",)), case(INFANT), SHOP, SERVICES)
    silent = words.emergency(call(kinds=()), case(INFANT), SHOP, SERVICES)

    assert advised.startswith("EMERGENCY; INFANT, 8 MONTHS, IN CAR; +13035550142; Dollar Depot parking lot,")
    assert "; told to call 911; " in advised
    assert "; not yet told to call 911; " in silent
    assert advised.endswith("Reply OK if you have it")


def test_an_emergency_with_nothing_known_says_so() -> None:
    anonymous = replace(call(), caller_id=None)

    text = words.emergency(anonymous, case(Job(hazard="smoke")), SHOP, SERVICES)

    assert text.startswith("EMERGENCY; SMOKE; number withheld; place not known yet; ")


def test_what_was_paid_above_the_quote_is_flagged() -> None:
    above = words.job_done(TROY, SHOP, paid=Decimal("224.50"), name="Luis")
    within = words.job_done(TROY, SHOP, paid=Decimal(224), name="Luis")

    assert above == "JOB 1042 done by Luis, $224.50 paid. That is above the $154-224 that was quoted."
    assert within == "JOB 1042 done by Luis, $224 paid."
    assert words.job_done(TROY, SHOP, paid=None, name="Luis") == "JOB 1042 done by Luis, amount not said."


def test_a_notice_asks_for_an_ok_only_where_one_is_waited_for() -> None:
    asking = words.call_notice(call(), case(TROY), SHOP, SERVICES)
    telling = words.call_notice(call(), case(TROY), SHOP, SERVICES, asks=False)

    assert asking.endswith("Reply OK if you have it")
    assert "Reply" not in telling
    assert "quoted $154-224" in asking


def test_trouble_keeps_its_remedy() -> None:
    text = words.trouble("twilio", "The balance is below 10 USD. Add money in the Twilio console.")

    assert text == "TROUBLE with twilio: The balance is below 10 USD. Add money in the Twilio console."


def turn(heard: str) -> Turn:
    reply = Reply(
        at=AT,
        sentences=(Sentence(text="Where is that?"),),
        ending=Ending(kind="listen", turn=2),
        conversation="scripted",
    )
    return Turn(key=TurnKey("CA1", 1), at=AT, utterance=Utterance(text=heard), lease_until=AT, reply=reply)


def test_a_mail_has_the_job_the_next_step_unknown_questions_and_what_was_said() -> None:
    subject, body = letters.mail(
        call(), case(TROY), SHOP, SERVICES, questions=["do you do garage doors"], turns=[turn("me quedé afuera")]
    )

    assert subject == "JOB 1042 URGENT house lockout, Troy Maddox"
    for part in (
        "Number: +13035550127",
        "Next: Send",
        "do you do garage doors",
        "> me quedé afuera\n  Where is that?",
    ):
        assert part in body
    assert "4417" not in body


@given(job=jobs)
def test_a_mail_has_one_line_for_a_subject_and_no_links(job: Job) -> None:
    subject, body = letters.mail(call(), case(job), SHOP, SERVICES, turns=[turn(job.notes or "")])

    assert len(subject) <= 120
    assert subject.isprintable()
    assert not re.search(r"://|www\.", subject + body, re.IGNORECASE)


def test_a_telephone_reads_the_number_digit_by_digit_and_wants_a_key() -> None:
    aloud = letters.spoken_job(TROY, SHOP, SERVICES, level="urgent")

    assert "Job 1 0 4 2. Urgent, house lockout." in aloud
    assert "3 0 3, 5 5 5, 0 1 2 7" in aloud
    assert aloud.endswith("Press 1 to confirm that you have it.")


def test_a_telephone_says_at_once_that_somebody_is_in_danger() -> None:
    aloud = letters.spoken_emergency(call(kinds=("advise_911",)), case(INFANT), SHOP)

    assert "Emergency. infant, 8 months, in car. At Dollar Depot parking lot, Cedar Hollow." in aloud
    assert "They were told to call 9 1 1." in aloud


@pytest.mark.parametrize(
    ("until", "told"),
    [
        (datetime(2026, 7, 14, 23, 0, tzinfo=UTC), "until Tue 5 PM"),
        (datetime(2026, 7, 15, 6, 0, tzinfo=UTC), "to the end of Tuesday"),
    ],
)
def test_an_order_is_answered_with_until_when_it_holds(until: datetime, told: str) -> None:
    luis = SHOP.people[1]

    assert answers.away(luis, until, SHOP) == f"Luis away {told}: no jobs, no calls put through. BACK ends it."
    assert told in answers.on_call(luis, until, SHOP)
    assert told in answers.off_call(luis, until, SHOP)
    assert told in answers.closed(until, SHOP)


def test_every_answer_without_a_job_fits_two_segments() -> None:
    told = [
        answers.commands(owner=True), answers.commands(owner=False), answers.unclear(owner=True),
        answers.unclear(owner=False), answers.confirm(SHOP, "123456"), answers.confirmed(), answers.opened(),
        answers.blocked("+13035550142"), answers.blocked(None), answers.unblocked("+13035550142"),
        answers.no_such_job("J-1042"), answers.no_such_job(None), answers.no_such_person(SHOP),
        answers.nothing_to_acknowledge(), words.not_offered("J-1042"), answers.back(SHOP.people[1]),
        answers.who_called([], SHOP, SERVICES), answers.open_jobs([], SERVICES),
    ]  # fmt: skip

    assert [text for text in told if segments.count(text) > 2] == []


# -- to customers


@pytest.mark.parametrize("language", ["en-US", "es-US"])
@pytest.mark.parametrize("news", get_args(to_customers.News))
@settings(max_examples=25)
@given(technician=st.text(max_size=60), first=st.booleans())
def test_every_text_to_a_customer_fits_two_segments(
    news: to_customers.News, language: str, technician: str, first: bool
) -> None:
    window = to_customers.window(AT, 25, language)

    text = to_customers.text(
        news, phrases=PHRASES, business=SHOP, language=language, technician=technician, window=window, first=first
    )

    assert segments.count(text) <= 2
    assert text.startswith("Ridgeline Lock and Key: ")
    assert ("STOP" in text) == first


@pytest.mark.parametrize("news", [*get_args(to_customers.News), "stop"])
def test_what_customers_are_texted_is_in_their_language(news: str) -> None:
    english, spanish = (PHRASES.pick(f"text_{news}", language=language) for language in ("en-US", "es-US"))

    assert re.search(r"\b(?:the|we|has|your|you|to)\b", english)
    assert not re.search(r"\b(?:the|we|has|your|you)\b", spanish)
    assert re.search(r"\b(?:su|le|nos|les|para|no|va|calcula)\b", spanish)


@pytest.mark.parametrize(
    ("eta", "minutes", "english", "spanish"),
    [
        ((14, 31), 20, "between 2:30 and 2:50 PM", "entre las 2:30 y las 2:50 PM"),
        ((11, 50), 20, "between 11:50 AM and 12:05 PM", "entre las 11:50 AM y las 12:05 PM"),
        ((13, 5), 120, "between 1:05 and 1:35 PM", "entre la 1:05 y la 1:35 PM"),
        ((23, 55), 5, "between 11:55 PM and 12:10 AM", "entre las 11:55 PM y las 12:10 AM"),
        ((15, 0), 25, "between 3 and 3:15 PM", "entre las 3 y las 3:15 PM"),
    ],
)
def test_an_arrival_is_told_as_a_window(eta: tuple[int, int], minutes: int, english: str, spanish: str) -> None:
    at = datetime(2026, 7, 14, *eta, tzinfo=SHOP.timezone)

    assert to_customers.window(at, minutes, "en-US") == english
    assert to_customers.window(at, minutes, "es-US") == spanish


@given(minutes=st.integers(4, 480), after=st.integers(0, 24 * 60))
def test_a_window_holds_the_arrival_and_is_never_one_time(minutes: int, after: int) -> None:
    eta = datetime(2026, 7, 14, tzinfo=SHOP.timezone) + timedelta(minutes=after)

    first, last = re.findall(r"\d+(?::\d\d)?", to_customers.window(eta, minutes, "en-US"))

    assert first != last


def test_an_owners_wording_that_needs_a_window_is_not_said_without_one() -> None:
    with pytest.raises(ValueError, match="text_accepted"):
        to_customers.text("accepted", phrases=PHRASES, business=SHOP, language="en-US", technician="Luis")


def test_data_keeps_what_people_are_called() -> None:
    assert shown.data("José Ñáñez-O'Brien Jr.") == "José Ñañez-O'Brien Jr."
    assert shown.data("St. Mary's, 4th fl. / rear") == "St. Mary's, 4th fl. / rear"
