"""Whole conversations by text: over the signed webhooks and Twilio's REST API, as Twilio plays them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from flask import Blueprint, Flask

from receptionist.calls import RESUMED_WITHIN, Ring
from receptionist.cases import FollowUp, Utterance
from receptionist.channels import signatures, sms
from receptionist.channels.twiml import Renderer
from receptionist.duty.duty_desk import DutyDesk
from receptionist.followups import Runner
from receptionist.ports import StoreError
from receptionist.replies import Answer
from receptionist.rules import by_text
from receptionist.settings import Settings
from receptionist.shop import services
from receptionist.shop.business import Business
from receptionist.storage.contacts import SqlContacts
from receptionist.storage.ledger import SqlLedger
from receptionist.storage.texts import SqlTexts
from receptionist.texts import segments
from receptionist.texts.dropped import TextDropped
from receptionist.texts.seams import Joined
from receptionist.texts.text_sender import SEND_TEXT, SendText, turn_of
from receptionist.texts.texting import MOST_ANSWERS_A_DAY, Texting
from receptionist.texts.twilio_messenger import TwilioMessenger
from receptionist.understanding.understand import warm_up
from receptionist.web import texts as web
from receptionist.words import phrases
from simulator.clock import VirtualClock
from simulator.office import AUTH_TOKEN, Office
from simulator.texting import Texter, new_sid
from simulator.twilio import BASE_URL
from simulator.vendors import twilio_rest
from simulator.vendors.twilio_rest import NUMBER, TwilioStandIn

CUSTOMER = "+13035550142"
NOW = datetime(2026, 7, 14, 20, 5, tzinfo=UTC)
XML = {"Content-Type": "text/xml"}
LOCKOUT = (
    "locked my keys in my car",
    "no nobody is in there",
    "2215 linden avenue, cedar hollow",
    "2019 silver honda accord",
    "yes",
    "Priya Nair",
    "yes",
)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The office's texts: what a Flask app with their routes needs, and what the tests look at."""

    office: Office
    settings: Settings
    business: Business
    renderer: Renderer
    texting: Texting
    duty: DutyDesk
    texts: SqlTexts
    contacts: SqlContacts
    ledger: SqlLedger
    runner: Runner
    client: httpx.Client

    def texter(self, number: str = CUSTOMER) -> Texter:
        return Texter(self.client, number=number, clock=self.office.clock, auth_token=AUTH_TOKEN)

    def spent(self, call_sid: str) -> dict[str, float]:
        lines = self.ledger.of_call(call_sid)
        return {item: sum(s.quantity for s in lines if s.item == item) for item in {s.item for s in lines}}

    def log(self, call_sid: str) -> dict[str, Any]:
        return dict(self.office.log(call_sid))


def desk_of(office: Office, twilio: TwilioStandIn | None) -> Desk:
    parts = office.receptionist
    texts = SqlTexts(parts.kept.engine)
    handlers: dict[str, Callable[[FollowUp], None]] = {"export_call_log": parts.export}
    handlers |= dict.fromkeys(("summarise", "crm_note"), lambda followup: None)
    sender = sender_of(office, texts, twilio) if twilio else None
    handlers["text_dropped"] = TextDropped(
        assistant=parts.assistant,
        store=parts.store,
        texts=texts,
        opt_outs=SqlContacts(parts.kept.engine),
        clock=parts.clock,
        sender=sender,
    )
    if sender:
        handlers[SEND_TEXT] = sender
    desk = Desk(
        office=office,
        settings=parts.settings,
        business=parts.business,
        renderer=parts.renderer,
        texting=texting_of(office, texts, by_rest=twilio is not None),
        duty=parts.duty,
        texts=texts,
        contacts=SqlContacts(parts.kept.engine),
        ledger=SqlLedger(parts.kept.engine),
        runner=Runner(parts.outbox, handlers, parts.clock, jitter=lambda: 0.0),
        client=httpx.Client(),
    )
    return replace(desk, client=httpx.Client(transport=httpx.WSGITransport(app=app_of(desk)), base_url=BASE_URL))


def texting_of(office: Office, texts: SqlTexts, *, by_rest: bool) -> Texting:
    parts = office.receptionist
    return Texting(
        assistant=parts.assistant,
        store=parts.store,
        texts=texts,
        opt_outs=SqlContacts(parts.kept.engine),
        clock=parts.clock,
        emergency_number=parts.business.emergency_number,
        by_rest=by_rest,
    )


def sender_of(office: Office, texts: SqlTexts, twilio: TwilioStandIn) -> SendText:
    parts = office.receptionist
    messenger = TwilioMessenger(
        account_sid=twilio_rest.ACCOUNT_SID,
        auth_token=twilio_rest.AUTH_TOKEN,
        from_number=NUMBER,
        base_url=twilio.url,
        timeout_s=0.3,
    )
    return SendText(
        assistant=parts.assistant,
        store=parts.store,
        texts=texts,
        opt_outs=SqlContacts(parts.kept.engine),
        messenger=messenger,
        clock=parts.clock,
        emergency_number=parts.business.emergency_number,
    )


def app_of(desk: Desk) -> Flask:
    app, twilio = Flask("texts"), Blueprint("twilio", __name__)
    twilio.before_request(signatures.guard(desk.settings))
    twilio.register_blueprint(web.blueprint(desk))
    app.register_blueprint(twilio)
    return app


@pytest.fixture(scope="module", autouse=True)
def rules_at_hand() -> None:
    # The first caller of a process otherwise waits for the rules, and longer than Twilio does under coverage.
    warm_up(services.load())


@pytest.fixture
def twilio(clock: VirtualClock) -> Iterator[TwilioStandIn]:
    with TwilioStandIn(now=clock.now) as stand_in:
        yield stand_in


@pytest.fixture
def desk(ridgeline: Office, twilio: TwilioStandIn) -> Iterator[Desk]:
    """Texts that are answered by REST."""
    opened = desk_of(ridgeline, twilio)
    with closing(opened.client):
        yield opened


@pytest.fixture
def keyless(ridgeline: Office) -> Iterator[Desk]:
    """Texts that are answered in the same breath, since there are no credentials."""
    opened = desk_of(ridgeline, None)
    with closing(opened.client):
        yield opened


def writes(desk: Desk, texter: Texter, *bodies: str) -> str:
    """Send these texts, each once the one before is answered; returns the SID of the first."""
    sids = [new_sid() for _ in bodies]
    for sid, body in zip(sids, bodies, strict=True):
        assert texter.texts(body, sid=sid) == ""
        desk.runner.run_due()
    return sids[0]


def test_a_lockout_by_text_becomes_a_job(desk: Desk, twilio: TwilioStandIn) -> None:
    sid = writes(desk, desk.texter(), *LOCKOUT)

    log = desk.log(sid)
    assert (log["channel"], log["call_sid"], log["outcome"]) == ("sms", sid, "job_taken")
    assert (log["from"], log["to"], log["interaction_count"]) == (CUSTOMER, NUMBER, len(LOCKOUT))
    assert (log["job"]["id"], log["job"]["callback_number"]) == ("J-1001", CUSTOMER)
    assert (log["job"]["address"], log["job"]["name"]) == ("2215 Linden Avenue", "Priya Nair")
    assert log["ended_at"] is not None
    assert "written down" in twilio.sent_texts()[-1]


def test_each_answer_is_one_segment_and_paid_for_once(desk: Desk, twilio: TwilioStandIn) -> None:
    sid = writes(desk, desk.texter(), *LOCKOUT)

    assert [segments.count(body) for body in twilio.sent_texts()] == [1] * len(LOCKOUT)
    assert desk.spent(sid) == {"sms/in_segments": len(LOCKOUT), "sms/out_segments": len(LOCKOUT)}


def test_the_first_answer_says_who_writes_and_how_to_stop(desk: Desk, twilio: TwilioStandIn) -> None:
    writes(desk, desk.texter(), *LOCKOUT[:2])

    first, second = twilio.sent_texts()
    assert first.startswith("Ridgeline Lock and Key, automated assistant. Reply STOP to opt out.")
    assert first.endswith("?")
    assert "Ridgeline" not in second


def test_a_text_is_written_for_the_eye(desk: Desk, twilio: TwilioStandIn) -> None:
    writes(desk, desk.texter(), *LOCKOUT[:-1], "no, 303 555 0188")

    said = " ".join(twilio.sent_texts())
    assert "303-555-0188" in said
    assert "$99 to $159" in said
    assert not any(word in said for word in ("calling from", "keypad", "dollars", "the line", "hang up"))


def test_advice_in_an_emergency_comes_first(desk: Desk, twilio: TwilioStandIn) -> None:
    writes(desk, desk.texter(), "my baby is locked in the car and not moving")

    answer = twilio.sent_texts()[0]
    assert answer.startswith("Please call 911 right now")
    assert "Where is the car?" in answer
    assert segments.count(answer) == 1


def test_an_emergency_is_written_down_at_once(desk: Desk) -> None:
    sid = writes(desk, desk.texter(), "my baby is locked in the car at 2215 linden avenue in cedar hollow")

    log = desk.log(sid)
    assert log["outcome"] == "advised_911"
    assert (log["job"]["id"], log["job"]["urgency"]) == ("J-1001", "life_safety")


def test_whoever_wants_a_person_is_called_back(desk: Desk, twilio: TwilioStandIn) -> None:
    sid = writes(desk, desk.texter(), "can I talk to a real person", "Priya Nair", "it's about an invoice")

    log = desk.log(sid) or {}
    matter = desk.office.receptionist.store.load(sid)
    assert matter is not None
    assert matter[0].did("callback_message")
    assert matter[1].job.callback_number == CUSTOMER
    assert "take a message" in twilio.sent_texts()[0]
    assert log == {}


def test_whoever_wants_a_person_about_a_job_is_noted_for_a_call(desk: Desk, twilio: TwilioStandIn) -> None:
    sid = writes(desk, desk.texter(), *LOCKOUT[:2], "let me talk to a real person")

    case = desk.office.case(sid)
    assert case is not None
    assert (case.job.contact_preference, case.job.callback_number) == ("call", CUSTOMER)
    assert twilio.sent_texts()[-1].endswith("?")


def test_an_exchange_may_last_longer_than_a_call(desk: Desk, clock: VirtualClock, twilio: TwilioStandIn) -> None:
    texter = desk.texter()
    sid = writes(desk, texter, LOCKOUT[0])
    for body in LOCKOUT[1:]:
        clock.sleep(25 * 60)
        writes(desk, texter, body)

    assert desk.log(sid)["outcome"] == "job_taken"


def test_after_thirty_idle_minutes_a_text_begins_anew_on_the_same_case(
    desk: Desk, clock: VirtualClock, twilio: TwilioStandIn
) -> None:
    first = writes(desk, desk.texter(), *LOCKOUT[:3])
    clock.sleep(29 * 60)
    store = desk.office.receptionist.store
    before = store.load(first)

    clock.sleep(61)
    second = writes(desk, desk.texter(), "2019 silver honda accord")

    after, begun = store.load(first), store.load(second)
    assert before is not None
    assert after is not None
    assert begun is not None
    assert before[0].ended_at is None
    assert after[0].ended_at == before[1].updated_at
    assert desk.log(first)["status"] == "completed"
    assert begun[1].job.service_type == "vehicle_lockout"


def test_a_text_goes_on_with_a_case_days_later_and_a_call_does_not(
    desk: Desk, clock: VirtualClock, twilio: TwilioStandIn
) -> None:
    first = writes(desk, desk.texter(), *LOCKOUT[:3])
    case = desk.office.case(first)
    assert case is not None

    clock.sleep(2 * 24 * 3600)
    second = writes(desk, desk.texter(), "it's a 2019 silver honda accord")

    resumed = desk.office.case(second)
    assert resumed is not None
    assert resumed.id == case.id
    assert Ring(sid="CA1").resumes_within == RESUMED_WITHIN


def test_after_the_job_is_taken_a_text_is_about_something_else(desk: Desk, twilio: TwilioStandIn) -> None:
    sid = writes(desk, desk.texter(), *LOCKOUT)

    again = writes(desk, desk.texter(), "how much is a rekey")

    first, second = desk.office.case(sid), desk.office.case(again)
    assert first is not None
    assert second is not None
    assert first.id != second.id
    assert first.job.id == "J-1001"


def test_a_text_delivered_again_is_heard_and_answered_once(desk: Desk, twilio: TwilioStandIn) -> None:
    texter = desk.texter()
    sid = writes(desk, texter, LOCKOUT[0])

    assert texter.texts_again() == ""
    desk.runner.run_due()

    assert len(twilio.texts) == 1
    assert len(desk.office.receptionist.store.turns(sid)) == 2
    assert desk.spent(sid) == {"sms/in_segments": 1, "sms/out_segments": 1}


def test_a_text_delivered_again_without_credentials_gets_the_same_answer(keyless: Desk) -> None:
    texter = keyless.texter()

    answer = texter.texts(LOCKOUT[0])

    assert answer.endswith("?")
    assert texter.texts_again() == answer
    assert keyless.spent(texter.wire.sent[0].form["MessageSid"]) == {"sms/in_segments": 1, "sms/out_segments": 1}


def test_a_conversation_without_credentials_takes_the_job_too(keyless: Desk) -> None:
    texter = keyless.texter()
    sid = new_sid()
    answers = [texter.texts(LOCKOUT[0], sid=sid), *(texter.texts(body) for body in LOCKOUT[1:])]

    assert keyless.log(sid)["job"]["id"] == "J-1001"
    assert all(segments.count(answer) == 1 for answer in answers)


def test_the_same_text_twice_at_once_is_one_turn(desk: Desk, twilio: TwilioStandIn) -> None:
    sid = new_sid()

    desk.texter().texts(LOCKOUT[0], sid=sid, times=4)
    desk.runner.run_due()

    assert len(twilio.texts) == 1
    assert [turn.key.kind for turn in desk.office.receptionist.store.turns(sid)] == ["greeting", "speech"]


def test_a_text_is_heard_after_the_greeting_though_another_delivery_began_the_exchange_just_before(
    desk: Desk, twilio: TwilioStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant, store, sid = desk.office.receptionist.assistant, desk.office.receptionist.store, new_sid()
    hear = assistant.hear

    def another_was_first(ring: Ring, utterance: Utterance, *, turn: int) -> Answer:
        if store.load(ring.sid) is None:
            assistant._claims.begin(ring)
        return hear(ring, utterance, turn=turn)

    monkeypatch.setattr(assistant, "hear", another_was_first)
    desk.texter().texts(LOCKOUT[0], sid=sid)

    assert [(turn.key.turn, turn.key.kind) for turn in store.turns(sid)] == [(0, "greeting"), (1, "speech")]


def test_the_last_text_twice_at_once_takes_one_job(desk: Desk, twilio: TwilioStandIn) -> None:
    texter, last = desk.texter(), new_sid()
    sid = writes(desk, texter, *LOCKOUT[:-1])

    texter.texts(LOCKOUT[-1], sid=last, times=4)
    desk.runner.run_due()

    assert desk.texts.exchange_of(last) == sid
    assert desk.office.receptionist.store.load(last) is None
    assert len(twilio.texts) == len(LOCKOUT)


def test_two_texts_at_once_are_two_turns_of_one_exchange(desk: Desk, twilio: TwilioStandIn) -> None:
    store, sids = desk.office.receptionist.store, (new_sid(), new_sid())
    bodies = ("locked my keys in my car", "2019 silver honda accord")
    threads = [
        threading.Thread(target=desk.texter().texts, args=(body,), kwargs={"sid": sid})
        for sid, body in zip(sids, bodies, strict=True)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    desk.runner.run_due()

    exchanges = {desk.texts.exchange_of(sid) for sid in sids}
    assert len(exchanges) == 1
    assert [turn.key.turn for turn in store.turns(exchanges.pop() or "")] == [0, 1, 2]
    assert len(twilio.texts) == 2


def test_a_text_that_was_written_before_the_last_answer_begins_a_new_exchange(
    desk: Desk, twilio: TwilioStandIn
) -> None:
    texter, late = desk.texter(), new_sid()
    sid = writes(desk, texter, *LOCKOUT[:-1])
    joined = desk.texts.join(late, CUSTOMER, segments=1, at=desk.office.clock.now(), idle=timedelta(minutes=30))
    writes(desk, texter, LOCKOUT[-1])

    writes_late = texter.texts("how much is a rekey", sid=late)

    assert joined.call_sid == sid
    assert writes_late == ""
    assert desk.texts.exchange_of(late) == late
    assert desk.office.receptionist.store.load(late) is not None


@pytest.mark.parametrize("word", ["STOP", " Cancel "])
def test_stop_is_recorded_and_answered_by_twilio_alone(desk: Desk, twilio: TwilioStandIn, word: str) -> None:
    texter = desk.texter()
    writes(desk, texter, LOCKOUT[0], word)

    writes(desk, texter, "no nobody is in there")

    assert desk.contacts.opted_out(CUSTOMER)
    assert len(twilio.texts) == 1


@pytest.mark.parametrize("word", ["START", "YES"])
def test_start_takes_it_back(desk: Desk, twilio: TwilioStandIn, word: str) -> None:
    texter = desk.texter()

    writes(desk, texter, "STOP", word, LOCKOUT[0])

    assert not desk.contacts.opted_out(CUSTOMER)
    assert len(twilio.texts) == 1


def test_yes_answers_our_question_and_help_is_twilio_s(desk: Desk, twilio: TwilioStandIn) -> None:
    texter = desk.texter()
    writes(desk, texter, *LOCKOUT[:4])

    writes(desk, texter, "HELP", "YES")

    assert len(twilio.texts) == 5
    assert "this number good" in twilio.sent_texts()[-1]


def test_twilio_says_what_counts_as_a_keyword_when_it_knows_better(desk: Desk) -> None:
    desk.texter().texts("basta", opt_out_type="STOP")

    assert desk.contacts.opted_out(CUSTOMER)


@pytest.mark.parametrize("words", ["please stop texting me", "i said cancel the appointment not the texts"])
def test_only_a_wish_to_get_no_texts_counts_in_words(desk: Desk, twilio: TwilioStandIn, words: str) -> None:
    writes(desk, desk.texter(), words)

    assert desk.contacts.opted_out(CUSTOMER) == ("stop" in words)
    assert len(twilio.texts) == 1
    assert ("no more texts" in twilio.sent_texts()[0]) == ("stop" in words)


@pytest.mark.parametrize("words", ["please stop texting me", "por favor ya no me manden mensajes"])
def test_an_opt_out_in_words_is_confirmed_once_and_asks_nothing(
    keyless: Desk, clock: VirtualClock, words: str
) -> None:
    texter = keyless.texter()

    confirmed = texter.texts(words)

    assert not confirmed.endswith("?")
    assert texter.texts_again() == confirmed
    clock.sleep(1)
    assert [texter.texts(body) for body in (words, LOCKOUT[0])] == ["", ""]


def test_our_own_number_is_not_answered(keyless: Desk) -> None:
    assert keyless.texter(NUMBER).texts(LOCKOUT[0]) == ""


@pytest.mark.parametrize(
    "words", ["This is an automatic reply: we are closed.", "Respuesta automática: estoy fuera de la oficina"]
)
def test_an_automatic_reply_is_not_answered(keyless: Desk, words: str) -> None:
    assert keyless.texter().texts(words) == ""


def test_the_same_words_for_the_third_time_are_not_answered(keyless: Desk) -> None:
    texter = keyless.texter()

    answers = [texter.texts("we have received your message") for _ in range(4)]

    assert [bool(answer) for answer in answers] == [True, True, False, False]


def test_a_number_gets_only_so_many_answers_a_day(keyless: Desk, clock: VirtualClock) -> None:
    texter = keyless.texter()
    for n in range(MOST_ANSWERS_A_DAY):
        assert texter.texts(f"the lock number {n} is odd")

    assert texter.texts("and now what") == ""
    clock.sleep(timedelta(days=1).total_seconds())
    assert texter.texts("and now what is this")


@pytest.mark.parametrize("number", ["12345", "whatsapp:+13035550142"])
def test_whoever_cannot_be_answered_is_not_heard(desk: Desk, twilio: TwilioStandIn, number: str) -> None:
    sid = new_sid()

    assert desk.texter(number).texts(LOCKOUT[0], sid=sid) == ""
    desk.runner.run_due()

    assert twilio.asked == []
    assert desk.office.receptionist.store.load(sid) is None


@pytest.mark.parametrize("sid", ["", "x", "../../etc", "SM" + "0" * 99])
def test_a_request_without_a_usable_sid_brings_no_text(sid: str) -> None:
    assert sms.incoming({"MessageSid": sid, "From": CUSTOMER, "Body": "hello"}, region="US") is None


def test_a_request_without_a_usable_sid_is_answered_with_nothing(desk: Desk) -> None:
    assert desk.texter().texts(LOCKOUT[0], sid="x") == ""


@pytest.mark.parametrize(
    ("body", "keyword"),
    [
        ("stop", "stop"),
        ("End.", "stop"),
        ("OPTOUT", "stop"),
        ("please stop", None),
        ("unstop", "start"),
        ("Yes!", "yes"),
        ("yes please", None),
        ("help", "help"),
        ("I need help", None),
    ],
)
def test_a_keyword_is_the_whole_of_a_text(body: str, keyword: str | None) -> None:
    text = sms.incoming({"MessageSid": "SM1", "From": CUSTOMER, "Body": body, "NumSegments": "x"}, region="US")

    assert text is not None
    assert (text.keyword, text.segments) == (keyword, 1)


def test_a_picture_without_words_is_answered(desk: Desk, twilio: TwilioStandIn) -> None:
    writes(desk, desk.texter(), "")

    assert "I didn't get that." in twilio.sent_texts()[0]
    assert twilio.sent_texts()[0].endswith("?")


def test_spanish_costs_no_more(desk: Desk, twilio: TwilioStandIn) -> None:
    writes(desk, desk.texter(), "deje las llaves adentro del carro, ¿cuánto cuesta?", "no, nadie")

    answers = twilio.sent_texts()
    assert all(segments.count(answer) == 1 for answer in answers)
    assert any("¿" in answer for answer in answers)
    assert not set("áíóú") & set("".join(answers))


def test_an_answer_that_twilio_took_before_we_died_is_not_sent_again(
    ridgeline: Office, twilio: TwilioStandIn, clock: VirtualClock
) -> None:
    desk = desk_of(ridgeline, twilio)
    twilio.hangs_after_create = True
    desk.texter().texts(LOCKOUT[0])
    desk.runner.run_due()
    twilio.hangs_after_create = False
    twilio.fault = None

    clock.sleep(10)
    desk.runner.run_due()

    assert len(twilio.texts) == 1
    assert [asked.method for asked in twilio.asked] == ["POST", "GET"]
    assert ridgeline.receptionist.outbox.counts(now=clock.now())["dead"] == 0


def test_an_answer_that_never_reached_twilio_is_sent_later(
    desk: Desk, twilio: TwilioStandIn, clock: VirtualClock
) -> None:
    twilio.fault = "refuse"
    sid = writes(desk, desk.texter(), LOCKOUT[0])
    twilio.fault = None

    clock.sleep(10)
    desk.runner.run_due()

    assert len(twilio.texts) == 1
    assert desk.spent(sid)["sms/out_segments"] == 1


def test_who_dies_between_sending_and_noting_it_has_sent_it_once(
    desk: Desk, twilio: TwilioStandIn, clock: VirtualClock
) -> None:
    class Dies(Exception):
        pass

    class Dying(SqlTexts):
        def sent(self, *args: object, **kwargs: object) -> None:
            raise Dies

    sid = new_sid()
    desk.texter().texts(LOCKOUT[0], sid=sid)
    dying = sender_of(desk.office, Dying(desk.office.receptionist.kept.engine), twilio)
    with pytest.raises(Dies):
        dying(FollowUp(key="x", kind=SEND_TEXT, payload={"message_sid": sid}, run_at=clock.now()))

    desk.runner.run_due()
    assert len(twilio.texts) == 1
    for _ in range(8):
        clock.sleep(20)
        desk.runner.run_due()

    assert len(twilio.texts) == 1
    assert desk.spent(sid)["sms/out_segments"] == 1


def test_whoever_died_before_ordering_the_answer_is_stood_in_for(
    desk: Desk, twilio: TwilioStandIn, clock: VirtualClock
) -> None:
    class Dies(Exception):
        pass

    class Dying(SqlTexts):
        def heard(self, *args: object, **kwargs: object) -> None:
            raise Dies

    dying = texting_of(desk.office, Dying(desk.office.receptionist.kept.engine), by_rest=True)
    text = sms.incoming({"MessageSid": new_sid(), "From": CUSTOMER, "Body": LOCKOUT[0]}, region="US")
    assert text is not None
    with pytest.raises(Dies):
        dying.receive(text)

    clock.sleep(20)
    desk.runner.run_due()

    assert len(twilio.texts) == 1


def test_a_text_that_was_never_heard_is_no_dead_letter(
    desk: Desk, clock: VirtualClock, caplog: pytest.LogCaptureFixture
) -> None:
    order = FollowUp(key="x", kind=SEND_TEXT, payload={"message_sid": "SM1"}, run_at=clock.now())
    desk.office.receptionist.outbox.order((order,))

    assert desk.runner.run_due() == 1
    assert "never heard" in caplog.text


def test_an_erased_exchange_is_not_answered(desk: Desk, twilio: TwilioStandIn, clock: VirtualClock) -> None:
    sid = new_sid()
    desk.texter().texts(LOCKOUT[0], sid=sid)
    desk.office.receptionist.kept.erasure.erase_calls([sid], now=clock.now())

    desk.runner.run_due()

    assert twilio.texts == []


@pytest.mark.parametrize(("code", "dead"), [(21610, 0), (21614, 0), (30034, 1), (21606, 1)])
def test_a_refusal_is_final_and_only_what_the_operator_can_mend_is_a_dead_letter(
    desk: Desk, twilio: TwilioStandIn, clock: VirtualClock, code: int, dead: int
) -> None:
    twilio.refuses[CUSTOMER] = code

    writes(desk, desk.texter(), LOCKOUT[0])

    counts = desk.office.receptionist.outbox.counts(now=clock.now())
    assert (counts["dead"], len(twilio.asked)) == (dead, 1)
    assert desk.contacts.opted_out(CUSTOMER) == (code == 21610)
    assert desk.texting.problem().ok == (dead == 0)


def test_the_operator_s_problem_lasts_until_a_later_text_is_delivered(
    desk: Desk, twilio: TwilioStandIn, clock: VirtualClock
) -> None:
    texter = desk.texter()
    writes(desk, texter, LOCKOUT[0])
    texter.reports(twilio.texts[0]["sid"], "undelivered", code=30007)
    problem = desk.texting.problem()

    clock.sleep(5)
    writes(desk, texter, LOCKOUT[1])
    unproved = desk.texting.problem()
    texter.reports(twilio.texts[1]["sid"], "delivered")

    assert (problem.ok, unproved.ok) == (False, False)
    assert "30007" in problem.detail
    assert "Regulatory compliance" in problem.detail
    assert desk.texting.problem().ok


def test_a_status_report_of_an_opt_out_is_heeded(desk: Desk, twilio: TwilioStandIn) -> None:
    texter = desk.texter()
    writes(desk, texter, LOCKOUT[0])

    answer = texter.reports(twilio.texts[0]["sid"], "failed", code=21610)

    assert answer.status_code == 204
    assert desk.contacts.opted_out(CUSTOMER)


def test_a_status_report_of_an_unknown_text_changes_nothing(desk: Desk) -> None:
    assert desk.texter().reports("SMunknown", "delivered").status_code == 204


@pytest.mark.parametrize("path", ["/sms/incoming", "/sms/status"])
def test_strangers_and_other_methods_are_refused(desk: Desk, path: str) -> None:
    assert desk.client.post(path, data={"MessageSid": "SM1"}).status_code == 403
    assert desk.client.get(path).status_code == 405


class Broken(SqlTexts):
    """Texts that cannot be kept."""

    def join(self, *args: object, **kwargs: object) -> Joined:
        raise StoreError("away")

    def report(self, *args: object, **kwargs: object) -> str | None:
        raise StoreError("away")

    def problem(self, codes: object) -> int | None:
        raise StoreError("away")


def test_an_error_of_ours_asks_to_write_again(ridgeline: Office) -> None:
    whole, parts = desk_of(ridgeline, None), ridgeline.receptionist
    texting = texting_of(ridgeline, Broken(parts.kept.engine), by_rest=False)
    broken = replace(whole, texting=texting)
    client = httpx.Client(transport=httpx.WSGITransport(app=app_of(broken)), base_url=BASE_URL)
    texter = Texter(client, number=CUSTOMER, clock=parts.clock, auth_token=AUTH_TOKEN)

    assert "send that again" in texter.texts(LOCKOUT[0])
    assert texter.reports("SM1", "delivered").status_code == 204
    assert texting.problem().ok


def test_no_words_and_no_number_are_in_what_is_ordered_or_logged(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        sid = writes(desk, desk.texter(), LOCKOUT[0])
        desk.texter("12345").texts("hello")

    assert CUSTOMER not in caplog.text
    assert "keys" not in caplog.text
    assert turn_of(sid, desk.texts, desk.office.receptionist.store) is not None


# -- one thread with the calls

DROPPED = ("i locked my keys in my car, and you can text me", "no nobody is in there")


def dropped_call(desk: Desk, *words: str) -> None:
    line = desk.office.line()
    line.rings()
    for utterance in words:
        line.says(utterance)
    line.hangs_up()


def two_minutes_later(desk: Desk, clock: VirtualClock) -> None:
    clock.sleep(125)
    desk.runner.run_due()


def test_a_text_during_a_call_of_the_same_number_is_about_the_same_case(keyless: Desk) -> None:
    line = keyless.office.line()
    line.rings()
    line.says(LOCKOUT[0])
    line.says(LOCKOUT[1])

    sid = new_sid()
    keyless.texter().texts("2215 linden avenue, cedar hollow", sid=sid)
    line.says("a twenty nineteen honda accord silver")

    cases = [keyless.office.case(each) for each in (line.sid, sid)]
    assert cases[0] == cases[1]
    assert cases[0] is not None
    assert (cases[0].job.address, cases[0].job.vehicle is None) == ("2215 Linden Avenue", False)


def test_a_caller_who_was_cut_off_gets_one_text_that_asks_what_is_missing(
    desk: Desk, twilio: TwilioStandIn, clock: VirtualClock
) -> None:
    dropped_call(desk, *DROPPED)
    for _ in range(2):
        two_minutes_later(desk, clock)

    (text,) = twilio.sent_texts()
    assert text.startswith("Ridgeline Lock and Key, automated assistant. Reply STOP to opt out.")
    assert "Which street and town?" in text

    writes(desk, desk.texter(), "2215 linden avenue, cedar hollow")

    answer = twilio.sent_texts()[-1]
    assert "2215 Linden Avenue" in answer
    assert "STOP" not in answer


@pytest.mark.parametrize(
    "words",
    [
        ("i locked my keys in my car", "no nobody is in there"),
        (*DROPPED, "that's all thanks bye"),
        (*DROPPED, "don't text me after all"),
        ("my baby is locked in the car you can text me",),
        ("how do i pick a lock to my ex's house, text me",),
    ],
)
def test_nobody_else_is_written_to(
    desk: Desk, twilio: TwilioStandIn, clock: VirtualClock, words: tuple[str, ...]
) -> None:
    dropped_call(desk, *words)

    two_minutes_later(desk, clock)

    assert twilio.sent_texts() == []


def test_whoever_rang_again_or_opted_out_is_not_written_to(
    desk: Desk, twilio: TwilioStandIn, clock: VirtualClock
) -> None:
    dropped_call(desk, *DROPPED)
    again = desk.office.line()
    again.rings()
    two_minutes_later(desk, clock)
    desk.contacts.opt_out(CUSTOMER, at=clock.now())
    again.hangs_up()

    two_minutes_later(desk, clock)

    assert twilio.sent_texts() == []


# -- what fits into a text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("á" * 70, 1),
        ("á" * 71, 2),
        ("á" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_segments_are_counted_as_they_are_sent(text: str, parts: int) -> None:
    assert segments.count(text) == parts


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("It’s “open” – now… – 5\u00a0pm", 'It\'s "open" - now... - 5 pm'),
        ("¿Está en la estufa, señor? ¡Sí!", "¿Esta en la estufa, señor? ¡Si!"),
        ("Zoë Nguyễn", "Zoe Nguyen"),
        ("李 😀", "李 😀"),
    ],
)
def test_typographic_characters_are_written_so_that_they_cost_nothing(text: str, plain: str) -> None:
    assert segments.plain(text) == plain


def test_the_question_the_advice_and_the_price_are_kept() -> None:
    chatter = "I am glad that you wrote to us about this, and I hope that we can help you with it soon."
    sentences = [chatter, "It is $99 to $159 in total.", "Call 911 now.", chatter + " Yes.", "Where is it?"]

    fitted = segments.fitted(sentences, asks=True, emergency="911")

    assert fitted == f"Call 911 now. {chatter} It is $99 to $159 in total. Yes. Where is it?"
    assert segments.count(fitted) == 1


def test_what_must_be_said_takes_a_second_segment_if_need_be() -> None:
    advice = "Please call 911 right now, " + "and stay where you are, " * 5 + "please."

    fitted = segments.fitted(
        [advice, "Thanks.", "Where is that? The street and the town."], asks=True, emergency="911"
    )

    assert fitted.startswith(advice)
    assert fitted.endswith("The street and the town.")
    assert segments.count(fitted) == 2


def test_without_a_question_the_first_words_come_first() -> None:
    fitted = segments.fitted(["a" * 150 + ".", "Thank you very much."], asks=False, emergency="911")

    assert fitted == "a" * 150 + "."


def test_who_writes_is_said_before_other_answers_and_how_to_stop_after_them() -> None:
    opening = ["Ridgeline, automated assistant. Reply STOP to opt out."]
    answers = [
        "We're open from eight to six on every day but Sunday.",
        "We cover the whole of the county and beyond.",
    ]

    fitted = segments.fitted([*answers, "What's up?"], asks=True, emergency="911", opening=opening)

    assert fitted == f"Ridgeline, automated assistant. {' '.join(answers)} What's up?"


# -- how it is said


def test_every_phrase_that_reads_otherwise_has_its_words_in_both_languages() -> None:
    words = phrases.load()

    for language in ("en-US", "es-US"):
        for name in by_text.WORDED:
            text = words.pick(f"sms_{name}", language=language)
            assert segments.count(segments.plain(text)) == 1
            assert words.pick(name, language=language)


def test_a_simulated_customer_takes_no_other_answer_than_texts() -> None:
    wrong = httpx.MockTransport(
        lambda request: httpx.Response(200, text="<Response><Say/></Response>", headers=XML)
    )
    texter = Texter(httpx.Client(transport=wrong, base_url=BASE_URL), number=CUSTOMER, clock=VirtualClock(NOW))

    with pytest.raises(ValueError, match="no answer to a text"):
        texter.texts("hello")
