"""Twilio's REST API through its unmodified SDK, against a stand-in on loopback that fails in every way."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

import httpx
import pytest

from receptionist.ports import MessengerError
from receptionist.texts.twilio_errors import OPERATORS, RECIPIENTS, REMEDIES, explained
from receptionist.texts.twilio_messenger import TwilioMessenger
from simulator.clock import VirtualClock
from simulator.vendors.server import DRIP_S, Fault
from simulator.vendors.twilio_rest import ACCOUNT_SID, AUTH_TOKEN, NUMBER, TwilioStandIn

CUSTOMER = "+13035550142"
TIMEOUT_S = 0.3
ANSWER = "We're on it."


@pytest.fixture
def twilio(clock: VirtualClock) -> Iterator[TwilioStandIn]:
    with TwilioStandIn(now=clock.now) as stand_in:
        yield stand_in


@pytest.fixture
def messenger(twilio: TwilioStandIn) -> TwilioMessenger:
    return messenger_for(twilio)


def messenger_for(
    twilio: TwilioStandIn,
    *,
    token: str = AUTH_TOKEN,
    callback: str | None = None,
    timeout_s: float = TIMEOUT_S,
) -> TwilioMessenger:
    return TwilioMessenger(
        account_sid=ACCOUNT_SID,
        auth_token=token,
        from_number=NUMBER,
        base_url=twilio.url,
        status_callback=callback,
        timeout_s=timeout_s,
    )


def test_a_text_is_sent_from_our_number_and_its_fate_reported_to_us(twilio: TwilioStandIn) -> None:
    messenger = messenger_for(twilio, callback="https://receptionist.test/sms/status")

    message = messenger.send_text(CUSTOMER, ANSWER)

    text = twilio.texts[0]
    assert (text["from"], text["to"], text["body"]) == (NUMBER, CUSTOMER, ANSWER)
    assert text["status_callback"] == "https://receptionist.test/sms/status"
    assert (message.sid, message.status, message.segments) == (text["sid"], "queued", 1)


def test_segments_are_unknown_until_twilio_has_split_the_text(
    twilio: TwilioStandIn, messenger: TwilioMessenger
) -> None:
    messenger.send_text(CUSTOMER, ANSWER)
    twilio.texts[0]["num_segments"] = "0"

    found = messenger.find_text(CUSTOMER, ANSWER, since=twilio._now())

    assert found is not None
    assert found.segments is None


def test_a_text_is_found_by_number_and_words(
    twilio: TwilioStandIn, messenger: TwilioMessenger, clock: VirtualClock
) -> None:
    sent = messenger.send_text(CUSTOMER, ANSWER)
    messenger.send_text(CUSTOMER, "Something else.")
    messenger.send_text("+13035550199", ANSWER)

    found = messenger.find_text(CUSTOMER, ANSWER, since=clock.now())

    assert found == sent
    assert messenger.find_text(CUSTOMER, "We're on it", since=clock.now()) is None


def test_an_older_text_of_the_same_words_is_another_one(messenger: TwilioMessenger, clock: VirtualClock) -> None:
    messenger.send_text(CUSTOMER, ANSWER)
    clock.sleep(120)

    assert messenger.find_text(CUSTOMER, ANSWER, since=clock.now()) is None
    assert messenger.find_text(CUSTOMER, ANSWER, since=clock.now() - timedelta(minutes=3)) is not None


def test_a_trial_account_s_preface_does_not_hide_a_text(
    twilio: TwilioStandIn, messenger: TwilioMessenger, clock: VirtualClock
) -> None:
    messenger.send_text(CUSTOMER, ANSWER)
    twilio.texts[0]["body"] = f"Sent from your Twilio trial account - {ANSWER}"

    assert messenger.find_text(CUSTOMER, ANSWER, since=clock.now()) is not None


def test_a_call_is_placed_found_and_changed(
    twilio: TwilioStandIn, messenger: TwilioMessenger, clock: VirtualClock
) -> None:
    sid = messenger.place_call(CUSTOMER, twiml="<Response><Say>Hello</Say></Response>")

    assert messenger.find_call(CUSTOMER, since=clock.now()) == sid
    assert messenger.find_call("+13035550199", since=clock.now()) is None
    assert messenger.call_status(sid) == "queued"
    assert messenger.update_call(sid, twiml="<Response><Hangup/></Response>")
    assert twilio.changes == [(sid, {"Twiml": "<Response><Hangup/></Response>"})]


def test_a_call_that_is_over_cannot_be_changed(twilio: TwilioStandIn, messenger: TwilioMessenger) -> None:
    sid = messenger.place_call(CUSTOMER, twiml="<Response/>")
    twilio.calls[0]["status"] = "completed"

    assert not messenger.update_call(sid, twiml="<Response/>")


def test_a_call_that_is_unknown_is_an_error(messenger: TwilioMessenger) -> None:
    with pytest.raises(MessengerError) as caught:
        messenger.update_call("CA" + "f" * 32, twiml="<Response/>")

    assert (caught.value.code, caught.value.permanent) == (20404, True)


@pytest.mark.parametrize(
    ("code", "permanent"),
    [(21610, True), (21211, True), (21614, True), (30006, True), (30034, True), (30007, True), (20429, False)],
)
def test_a_refusal_says_whether_trying_again_helps(
    twilio: TwilioStandIn, messenger: TwilioMessenger, code: int, permanent: bool
) -> None:
    twilio.refuses[CUSTOMER] = code

    with pytest.raises(MessengerError) as caught:
        messenger.send_text(CUSTOMER, ANSWER)

    assert (caught.value.code, caught.value.permanent) == (code, permanent)
    assert CUSTOMER not in str(caught.value)
    assert twilio.texts == []


def test_an_error_without_a_remedy_names_the_page_about_it(
    twilio: TwilioStandIn, messenger: TwilioMessenger
) -> None:
    twilio.refuses[CUSTOMER] = 21612

    with pytest.raises(MessengerError, match="docs/api/errors/21612") as caught:
        messenger.send_text(CUSTOMER, ANSWER)

    assert caught.value.permanent


def requests_of(clock: VirtualClock) -> dict[str, Callable[[TwilioMessenger], object]]:
    return {
        "send": lambda m: m.send_text(CUSTOMER, ANSWER),
        "find": lambda m: m.find_text(CUSTOMER, ANSWER, since=clock.now()),
        "place": lambda m: m.place_call(CUSTOMER, twiml="<Response/>"),
        "find_call": lambda m: m.find_call(CUSTOMER, since=clock.now()),
        "update": lambda m: m.update_call("CA" + "0" * 32, twiml="<Response/>"),
        "status": lambda m: m.call_status("CA" + "0" * 32),
    }


@pytest.mark.parametrize("request_name", ["send", "find", "status"])
def test_a_wrong_token_is_for_the_operator(twilio: TwilioStandIn, clock: VirtualClock, request_name: str) -> None:
    messenger = messenger_for(twilio, token="wrong")

    with pytest.raises(MessengerError, match="TWILIO_AUTH_TOKEN") as caught:
        requests_of(clock)[request_name](messenger)

    assert (caught.value.code, caught.value.permanent) == (20003, True)
    assert "wrong" not in str(caught.value)


@pytest.mark.parametrize("fault", ["refuse", "hang", "drip", "half", "garbage", 429, 500, 503])
@pytest.mark.parametrize("request_name", ["send", "find", "place", "find_call", "update", "status"])
def test_every_fault_is_one_error_in_time_and_nothing_is_asked_twice(
    twilio: TwilioStandIn, clock: VirtualClock, request_name: str, fault: Fault
) -> None:
    messenger_for(twilio).place_call(CUSTOMER, twiml="<Response/>")
    messenger, asked = messenger_for(twilio), len(twilio.asked)
    twilio.fault = fault

    with pytest.raises(MessengerError) as caught:
        requests_of(clock)[request_name](messenger)

    assert not caught.value.permanent
    assert len(twilio.asked) - asked == (0 if fault == "refuse" else 1)
    assert CUSTOMER not in str(caught.value)


def test_json_that_is_no_text_is_an_error(twilio: TwilioStandIn, messenger: TwilioMessenger) -> None:
    messenger.send_text(CUSTOMER, ANSWER)
    twilio.texts[0]["sid"] = None

    with pytest.raises(MessengerError, match="names no text"):
        messenger.find_text(CUSTOMER, ANSWER, since=twilio._now())


def test_a_list_that_is_no_list_is_an_error(twilio: TwilioStandIn, messenger: TwilioMessenger) -> None:
    twilio.texts.append("rubbish")  # type: ignore[arg-type]

    with pytest.raises(MessengerError):
        messenger.find_text(CUSTOMER, ANSWER, since=twilio._now())


def test_the_client_s_log_holds_no_number(
    messenger: TwilioMessenger, clock: VirtualClock, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        messenger.find_text(CUSTOMER, ANSWER, since=clock.now())

    twilio_lines = [line.getMessage() for line in caplog.records if line.name.startswith("twilio")]
    assert twilio_lines == []


def test_each_error_of_the_table_has_a_remedy_in_words() -> None:
    assert OPERATORS.isdisjoint(RECIPIENTS)
    assert {21610, 21211, 21614, 30006} <= RECIPIENTS
    assert {20003, 30007, 30034} <= OPERATORS
    assert all(str(code) in explained(code) and remedy.text for code, remedy in REMEDIES.items())


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("POST", "Messages.json", {"To": CUSTOMER, "From": NUMBER, "Body": "x", "Colour": "red"}, 20001),
        ("POST", "Messages.json", {"From": NUMBER, "Body": "x"}, 21604),
        ("POST", "Messages.json", {"To": CUSTOMER, "From": NUMBER}, 21602),
        ("POST", "Messages.json", {"To": "12", "From": NUMBER, "Body": "x"}, 21211),
        ("POST", "Messages.json", {"To": CUSTOMER, "From": "+15550000000", "Body": "x"}, 21606),
        ("POST", "Messages.json", {"To": CUSTOMER, "From": NUMBER, "Body": "x" * 1601}, 21617),
        ("POST", "Calls.json", {"To": CUSTOMER, "From": NUMBER}, 21205),
        ("POST", "Calls.json", {"To": CUSTOMER, "From": NUMBER, "Twiml": "x" * 4001}, 32018),
        ("GET", "Messages.json?Colour=red", {}, 20001),
        ("GET", "Nothing.json", {}, 20404),
        ("GET", "../ACother/Messages.json", {}, 20404),
    ],
)
def test_the_stand_in_refuses_what_twilio_does_not_know(
    twilio: TwilioStandIn, method: str, path: str, body: dict[str, str], code: int
) -> None:
    answer = ask(twilio, method, path, body)

    assert answer.json()["code"] == code


def ask(twilio: TwilioStandIn, method: str, path: str, body: dict[str, str]) -> httpx.Response:
    url = f"{twilio.url}/2010-04-01/Accounts/{ACCOUNT_SID}/{path}"
    return httpx.request(method, url, data=body, auth=(ACCOUNT_SID, AUTH_TOKEN))


def test_a_text_is_fetched_by_its_sid(twilio: TwilioStandIn, messenger: TwilioMessenger) -> None:
    sent = messenger.send_text(CUSTOMER, ANSWER)

    fetched = ask(twilio, "GET", f"Messages/{sent.sid}.json", {}).json()

    assert fetched["body"] == ANSWER


def test_an_answer_that_drips_for_too_long_is_given_up(twilio: TwilioStandIn) -> None:
    messenger = messenger_for(twilio, timeout_s=DRIP_S * 1.2)
    twilio.fault = "drip"

    with pytest.raises(MessengerError):
        messenger.send_text(CUSTOMER, ANSWER)

    assert len(twilio.asked) == 1
