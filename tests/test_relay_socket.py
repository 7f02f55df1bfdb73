"""The socket of a call: who may open it, what it bears, and how a call goes on when it breaks."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import connect

from receptionist.settings import Settings
from simulator import relay
from simulator.clock import VirtualClock
from simulator.office import AUTH_TOKEN, Office, office, within
from simulator.relay import Socket
from simulator.twiml import Verb, document
from simulator.wire import Delivery

ROOT = "https://receptionist.test"
SID, OTHER = "CA" + "1" * 32, "CA" + "2" * 32
UP_TO_THE_NUMBER = (
    "i locked my keys in my car",
    "no nobody is in there",
    "2215 linden avenue in cedar hollow",
    "a 2019 honda accord silver",
    "yes that's fine",
)
Open = Callable[..., Socket]


def form(sid: str = SID, **more: str) -> dict[str, str]:
    call = {"CallSid": sid, "AccountSid": "AC" + "0" * 32, "From": "+13035550142", "To": "+13035550100"}
    return {**call, "Direction": "inbound", "CallStatus": "in-progress", **more}


def deliver(office: Office, path: str, sid: str = SID, **more: str) -> tuple[Verb, ...]:
    url = ROOT + path
    answer = office.line(call_sid=sid).wire.deliver(Delivery(url=url, form=form(sid, **more)))
    return document(answer.content, url)


def put_through(office: Office, sid: str = SID, path: str = "/answer", **more: str) -> relay.Session:
    """Ring, and return what Twilio is told to connect to."""
    (connect,) = deliver(office, path, sid, **more)
    return relay.session(connect.nested[0].attributes, connect.nested[0].nested)


@pytest.fixture
def opened(relayed: Office) -> Iterator[Open]:
    """Opens sockets, and closes them in the end."""
    with ExitStack() as stack:

        def make(session: relay.Session, sid: str = SID, **options: Any) -> Socket:  # noqa: ANN401 -- as given
            number = form(sid) | options.pop("number", {})
            return stack.enter_context(session.opened(number, AUTH_TOKEN, relayed._reached_by, **options))

        yield make


@pytest.fixture
def socket(relayed: Office, opened: Open) -> Socket:
    return opened(put_through(relayed))


def texts(socket: Socket) -> str:
    return " ".join(socket.reply().words)


# Who may open it.


def test_a_forged_handshake_is_refused_before_there_is_a_socket(relayed: Office, opened: Open) -> None:
    session = put_through(relayed)

    with pytest.raises(ConnectionRefusedError, match="403"):
        opened(session, signature="forged")

    assert texts_after(opened(session), "locked out of my car")


def texts_after(socket: Socket, words: str) -> str:
    socket.says(words)
    return texts(socket)


def test_a_handshake_signed_over_the_web_address_is_refused(relayed: Office, opened: Open) -> None:
    signature = relayed.line().wire._validator
    assert signature
    signed = signature.compute_signature(f"{ROOT}/voice/relay", {})

    with pytest.raises(ConnectionRefusedError, match="403"):
        opened(put_through(relayed), signature=signed)


def test_a_token_opens_one_socket(relayed: Office, opened: Open) -> None:
    session = put_through(relayed)
    opened(session).close()

    assert opened(session).reply().dropped


def test_a_token_is_good_for_its_own_call_only(relayed: Office, opened: Open) -> None:
    put_through(relayed, OTHER)

    assert opened(put_through(relayed), sid=OTHER).reply().dropped


def test_a_call_has_one_socket_also_with_a_fresh_token(relayed: Office, opened: Open) -> None:
    first, second = put_through(relayed), put_through(relayed)
    socket = opened(first)
    assert texts_after(socket, "locked out of my car")

    assert opened(second).reply().dropped
    assert texts_after(socket, "no nobody is inside")


def test_a_socket_that_does_not_say_whose_it_is_is_closed(relayed: Office) -> None:
    url = relayed._reached_by(f"{ROOT}/voice/relay")
    validator = relayed.line().wire._validator
    assert validator
    signed = validator.compute_signature("wss://receptionist.test/voice/relay", {})
    with connect(url, additional_headers={"X-Twilio-Signature": signed}) as connection:
        connection.send(json.dumps({"type": "prompt", "voicePrompt": "hi", "lang": "en-US", "last": True}))

        with pytest.raises(ConnectionClosedError):
            connection.recv(10)
        assert connection.close_code == 1008


def test_a_socket_of_another_account_is_closed(tmp_path: Path, clock: VirtualClock) -> None:
    ours = "AC" + "7" * 32
    settings = within(Settings.load({"VOICE_MODE": "relay"}), tmp_path)
    with office(settings.model_copy(update={"twilio_account_sid": ours}), clock) as shop:
        session = put_through(shop, AccountSid=ours)
        number = form(AccountSid="AC" + "8" * 32)
        with session.opened(number, AUTH_TOKEN, shop._reached_by) as socket:
            assert socket.reply().dropped


# What it bears.


@pytest.mark.parametrize(
    "frame",
    [
        "no json",
        "[]",
        "null",
        '"prompt"',
        "[" * 5000,
        json.dumps({"type": "unheard-of", "value": 1}),
        json.dumps({"type": "prompt"}),
        json.dumps({"type": "prompt", "voicePrompt": None, "last": True}),
        json.dumps({"type": "prompt", "voicePrompt": "half a sen", "last": False}),
        json.dumps({"type": "dtmf", "digit": "12"}),
        json.dumps({"type": "dtmf", "digit": 1}),
        json.dumps({"type": "interrupt"}),
        json.dumps({"type": "interrupt", "utteranceUntilInterrupt": 7, "durationUntilInterruptMs": "460"}),
        json.dumps({"type": "info", "name": "roundTripDelayMs", "value": 148}),
        json.dumps({"type": "error", "description": "Invalid message received"}),
        json.dumps({"type": "setup", "callSid": OTHER}),
    ],
)
def test_a_frame_that_says_nothing_is_passed_over(socket: Socket, frame: str) -> None:
    socket.send(frame)

    assert "anybody or a pet locked inside" in texts_after(socket, "i locked my keys in my car")


def test_no_frame_of_ours_is_malformed_and_none_is_a_heartbeat(socket: Socket) -> None:
    texts_after(socket, "hola, dejé las llaves dentro del carro")

    assert socket.malformed == []
    assert {frame["type"] for frame in socket.received} == {"language", "text"}
    assert socket.received[-1] == {
        "type": "text", "token": "", "last": True, "lang": "es-US", "interruptible": True, "preemptible": False,
    }  # fmt: skip


def test_keys_and_words_of_one_call_fill_one_job(relayed: Office, socket: Socket) -> None:
    for words in UP_TO_THE_NUMBER:
        texts_after(socket, words)
    socket.presses("3035550143")
    socket.reply()

    case = relayed.case(SID)
    assert case
    assert (case.job.callback_number, case.job.city) == ("+13035550143", "Cedar Hollow")


def test_an_interrupted_reply_stands_in_the_log_as_it_was_heard(relayed: Office, socket: Socket) -> None:
    heard = texts_after(socket, "i locked my keys in my car").split()[:3]
    socket.interrupts(" ".join(heard))
    texts_after(socket, "no nobody is in there")
    deliver_status(relayed)

    log = relayed.log(SID)

    assert log["channel"] == "relay"
    assert [entry["heard"] for entry in log["turns"] if entry["role"] == "assistant"][:2] == [
        None,
        " ".join(heard),
    ]


def deliver_status(office: Office, status: str = "completed") -> None:
    url = f"{ROOT}/voice/status"
    office.line(call_sid=SID).wire.deliver(Delivery(url=url, form=form(CallStatus=status)))


def let_go(office: Office) -> None:
    """Wait until the server has let go of its sockets."""
    tries = (threading.Event().wait(0.01) for _ in range(1000))
    while office.receptionist.relay.live:
        next(tries)


def words_heard(office: Office) -> str:
    return " ".join(turn.utterance.text for turn in office.receptionist.store.turns(SID))


@pytest.mark.parametrize("breaks_in", [False, True])
def test_danger_said_into_a_transfer_is_heard_first(relayed: Office, socket: Socket, breaks_in: bool) -> None:
    texts_after(socket, "i want to talk to a person")
    texts_after(socket, "about an invoice")
    if breaks_in:
        socket.interrupts("I'm")

    answer = texts_after(socket, "wait there is a baby locked in the car")

    assert "911" in answer
    assert "baby" in words_heard(relayed)


def test_words_of_a_caller_whose_line_went_are_kept(relayed: Office, socket: Socket) -> None:
    texts_after(socket, "i locked my keys in my car")
    socket.says("no nobody is in there it is at 2215 linden avenue")
    socket.close()
    let_go(relayed)

    assert "linden avenue" in words_heard(relayed)


def test_a_receipt_that_was_not_heard_before_a_drop_is_said_again(relayed: Office, socket: Socket) -> None:
    for words in (*UP_TO_THE_NUMBER, "three oh three five five five oh one four two"):
        texts_after(socket, words)
    assert "Your job is written down" in texts_after(socket, "jordan price")
    socket.drop()
    let_go(relayed)

    again = put_through(relayed, path="/voice/relay/ended", SessionStatus="failed", ErrorCode="64105")

    assert "Your job is written down" in again.greeting


def test_a_receipt_that_was_not_heard_is_said_again(relayed: Office, socket: Socket) -> None:
    for words in (*UP_TO_THE_NUMBER, "three oh three five five five oh one four two"):
        texts_after(socket, words)
    receipt = texts_after(socket, "jordan price")
    assert "Your job is written down" in receipt
    socket.interrupts("")

    again = texts_after(socket, "sorry what did you say")

    assert "Your job is written down" in again


# How a call goes on.


def test_a_session_that_broke_off_is_connected_again_with_the_question_it_was_at(
    relayed: Office, opened: Open, socket: Socket
) -> None:
    texts_after(socket, "i locked my keys in my car")
    socket.drop()

    again = put_through(relayed, path="/voice/relay/ended", SessionStatus="failed", ErrorCode="64105")

    assert "a pet locked in" in again.greeting
    assert "Where is the car" in texts_after(opened(again), "no nobody is in there")


def lost(socket: Socket) -> None:
    texts_after(socket, "hello")
    socket.drop()


def test_after_a_few_breaks_the_call_goes_on_without_a_socket(relayed: Office, opened: Open) -> None:
    session = put_through(relayed)
    for _ in range(2):
        lost(opened(session))
        session = put_through(relayed, path="/voice/relay/ended", SessionStatus="failed", ErrorCode="64105")
    lost(opened(session))

    verbs = deliver(relayed, "/voice/relay/ended", SessionStatus="failed", ErrorCode="64105")

    assert [verb.name for verb in verbs] == ["Gather", "Redirect"]


def test_a_session_that_was_never_set_up_goes_on_without_a_socket_at_once(relayed: Office) -> None:
    put_through(relayed)

    verbs = deliver(relayed, "/voice/relay/ended", SessionStatus="failed", ErrorCode="64102")

    assert [verb.name for verb in verbs] == ["Gather", "Redirect"]


def test_a_transfer_rings_the_person_after_the_session(
    relayed: Office, socket: Socket, clock: VirtualClock
) -> None:
    texts_after(socket, "i want to talk to a person")
    texts_after(socket, "about an invoice")
    clock.sleep(20.0)
    socket.info("agentSpeaking", "off")
    assert socket.reply().handoff == '{"reason": "transfer"}'

    verbs = deliver(relayed, "/voice/relay/ended", SessionStatus="ended", HandoffData='{"reason": "transfer"}')

    assert [verb.name for verb in verbs] == ["Dial"]


def test_a_caller_whom_nobody_answered_goes_on_over_a_socket(relayed: Office) -> None:
    line = relayed.line(human_available=False)
    line.rings()
    line.says("i want to talk to a person")
    line.says("about an invoice")

    assert isinstance(line.twilio.waiting, relay.Listening)
    assert line.failures == ()
    line.hangs_up()


def test_a_session_of_a_process_that_stops_goes_on_in_another_one(
    relayed: Office, socket: Socket, clock: VirtualClock
) -> None:
    texts_after(socket, "i locked my keys in my car")
    clock.sleep(20.0)
    relayed.receptionist.draining.set()
    relayed.receptionist.relay.drain()
    assert socket.reply().handoff == '{"reason": "drain"}'

    again = put_through(relayed, path="/voice/relay/ended", SessionStatus="ended")

    assert "a pet locked in" in again.greeting


def test_a_caller_who_hung_up_gets_no_new_session(relayed: Office, socket: Socket) -> None:
    socket.close()

    verbs = deliver(relayed, "/voice/relay/ended", SessionStatus="completed", CallStatus="completed")

    assert [verb.name for verb in verbs] == ["Hangup"]


# VOICE_MODE=auto.


@pytest.fixture
def automatic(tmp_path: Path, clock: VirtualClock) -> Iterator[Office]:
    with office(within(Settings.load({"VOICE_MODE": "auto"}), tmp_path), clock) as shop:
        yield shop


def first_verb(office: Office, sid: str) -> str:
    return deliver(office, "/answer", sid)[0].name


def test_after_a_failed_set_up_calls_are_taken_without_for_an_hour(automatic: Office, clock: VirtualClock) -> None:
    assert first_verb(automatic, SID) == "Connect"
    deliver(automatic, "/voice/relay/ended", SessionStatus="failed", ErrorCode="64102")

    assert first_verb(automatic, OTHER) == "Gather"
    clock.sleep(3601)
    assert first_verb(automatic, "CA" + "3" * 32) == "Connect"


@pytest.mark.parametrize("code", ["64101", "64109"])
def test_a_session_that_opened_its_socket_and_never_spoke_is_a_failed_set_up(automatic: Office, code: str) -> None:
    session = put_through(automatic)
    with session.opened(form(), AUTH_TOKEN, automatic._reached_by) as socket:
        socket.settle()
        socket.drop()

    (gather, *_) = deliver(automatic, "/voice/relay/ended", SessionStatus="failed", ErrorCode=code)

    assert [gather.name, first_verb(automatic, OTHER)] == ["Gather", "Gather"]


def test_a_set_up_that_fails_with_the_end_of_the_call_counts_too(automatic: Office) -> None:
    first_verb(automatic, SID)

    failed = {"SessionStatus": "failed", "ErrorCode": "64102", "CallStatus": "completed"}
    deliver(automatic, "/voice/relay/ended", **failed)

    assert first_verb(automatic, OTHER) == "Gather"


def test_a_call_that_ended_busy_with_its_socket_never_opened_is_a_failed_set_up(automatic: Office) -> None:
    first_verb(automatic, SID)

    deliver_status(automatic, "busy")

    assert first_verb(automatic, OTHER) == "Gather"


def test_a_caller_who_hung_up_at_once_is_no_failed_set_up(automatic: Office) -> None:
    first_verb(automatic, SID)

    deliver_status(automatic, "completed")

    assert first_verb(automatic, OTHER) == "Connect"


def test_health_says_that_calls_go_another_way(automatic: Office) -> None:
    first_verb(automatic, SID)
    deliver(automatic, "/voice/relay/ended", SessionStatus="failed", ErrorCode="64102")

    twilio = automatic.client.get("/health").json()["components"]["twilio"]

    assert twilio["status"] == "degraded"
    assert "calls are taken without it until 21:05 UTC" in twilio["detail"]
