"""What Twilio keeps for us, through its SDK: balance, recordings and the calls they belong to."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from receptionist.ports import MessengerError
from receptionist.texts.account import Balance
from receptionist.texts.twilio_account import TwilioAccount
from receptionist.texts.twilio_client import MOST_BYTES
from simulator.clock import VirtualClock
from simulator.vendors.server import Fault
from simulator.vendors.twilio_rest import ACCOUNT_SID, AUTH_TOKEN, NUMBER, TwilioStandIn

CALLER = "+13035550142"
TIMEOUT_S = 0.3
MP3 = bytes(range(256)) * 40


@pytest.fixture
def twilio(clock: VirtualClock) -> Iterator[TwilioStandIn]:
    with TwilioStandIn(now=clock.now) as stand_in:
        yield stand_in


@pytest.fixture
def account(twilio: TwilioStandIn) -> TwilioAccount:
    return account_at(twilio)


def account_at(twilio: TwilioStandIn, *, timeout_s: float = TIMEOUT_S) -> TwilioAccount:
    return TwilioAccount(account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, base_url=twilio.url, timeout_s=timeout_s)


def test_the_balance_is_read_to_the_cent(twilio: TwilioStandIn, account: TwilioAccount) -> None:
    twilio.balance = "-0.07"

    assert account.balance() == Balance(Decimal("-0.07"), "USD")


@pytest.mark.parametrize("balance", [None, "", "plenty"])
def test_a_balance_that_is_none_is_an_error(
    twilio: TwilioStandIn, account: TwilioAccount, balance: str | None
) -> None:
    twilio.balance = balance  # type: ignore[assignment]

    with pytest.raises(MessengerError, match="names no balance"):
        account.balance()


def test_recordings_are_listed_since_a_time_the_oldest_first(
    twilio: TwilioStandIn, account: TwilioAccount, clock: VirtualClock
) -> None:
    call = twilio.ring_in(CALLER)
    twilio.record(call, MP3)
    clock.sleep(3600)
    since = clock.now()
    later = [twilio.record(call, MP3, duration_s=21)]
    clock.sleep(60)
    later.append(twilio.record(call, MP3))

    found = account.recordings(since=since)

    assert [one.sid for one in found] == later
    assert (found[0].call_sid, found[0].at, found[0].seconds) == (call["sid"], since, 21)


def test_twilio_is_asked_for_whole_days_of_its_own(twilio: TwilioStandIn, account: TwilioAccount) -> None:
    account.recordings(since=datetime.fromisoformat("2026-07-14T22:05:00-06:00"))

    assert parse_qs(urlsplit(twilio.asked[0].path).query)["DateCreated>"] == ["2026-07-15"]


def test_a_recording_that_is_not_whole_yet_is_left_for_later(
    twilio: TwilioStandIn, account: TwilioAccount, clock: VirtualClock
) -> None:
    twilio.record(twilio.ring_in(CALLER), MP3)
    twilio.recordings[0].update(status="processing", duration="-1")

    assert account.recordings(since=clock.now() - timedelta(days=1)) == ()


def test_a_recording_of_a_talk_is_no_voicemail(
    twilio: TwilioStandIn, account: TwilioAccount, clock: VirtualClock
) -> None:
    twilio.record(twilio.ring_in(CALLER), MP3)
    twilio.recordings[0].update(source="StartCallRecordingAPI")

    assert account.recordings(since=clock.now() - timedelta(days=1)) == ()


def test_one_recording_is_as_it_is_listed(
    twilio: TwilioStandIn, account: TwilioAccount, clock: VirtualClock
) -> None:
    sid = twilio.record(twilio.ring_in(CALLER), MP3, duration_s=21)

    assert (account.recording(sid),) == account.recordings(since=clock.now() - timedelta(days=1))


def test_one_recording_that_is_not_whole_yet_is_an_error_that_passes(
    twilio: TwilioStandIn, account: TwilioAccount
) -> None:
    sid = twilio.record(twilio.ring_in(CALLER), MP3)
    twilio.recordings[0].update(status="processing", duration="-1")

    with pytest.raises(MessengerError, match="has not finished") as caught:
        account.recording(sid)

    assert not caught.value.permanent


def test_the_audio_of_a_recording_comes_byte_for_byte(twilio: TwilioStandIn, account: TwilioAccount) -> None:
    sid = twilio.record(twilio.ring_in(CALLER), MP3)

    assert account.recording_audio(sid) == MP3


def test_audio_that_is_too_long_is_not_read_to_its_end(twilio: TwilioStandIn) -> None:
    sid = twilio.record(twilio.ring_in(CALLER), b"x" * (MOST_BYTES + 1))

    with pytest.raises(MessengerError):
        account_at(twilio, timeout_s=10).recording_audio(sid)


def test_a_recording_is_deleted_and_deleting_it_again_is_no_error(
    twilio: TwilioStandIn, account: TwilioAccount
) -> None:
    sid = twilio.record(twilio.ring_in(CALLER), MP3)

    account.delete_recording(sid)
    account.delete_recording(sid)

    assert twilio.recordings == []


def test_the_call_of_a_recording_says_who_rang_and_when(
    twilio: TwilioStandIn, account: TwilioAccount, clock: VirtualClock
) -> None:
    sid = twilio.ring_in(CALLER)["sid"]

    call = account.call(sid)

    assert (call.sid, call.from_number, call.to_number, call.at) == (sid, CALLER, NUMBER, clock.now())


REQUESTS: dict[str, Callable[[TwilioAccount, VirtualClock], object]] = {
    "balance": lambda account, clock: account.balance(),
    "recordings": lambda account, clock: account.recordings(since=clock.now()),
    "recording": lambda account, clock: account.recording("RE" + "0" * 32),
    "audio": lambda account, clock: account.recording_audio("RE" + "0" * 32),
    "delete": lambda account, clock: account.delete_recording("RE" + "0" * 32),
    "call": lambda account, clock: account.call("CA" + "0" * 32),
}


@pytest.mark.parametrize("request_name", REQUESTS)
@pytest.mark.parametrize("fault", ["refuse", "hang", 429, 500])
def test_every_fault_is_one_error_in_time(
    twilio: TwilioStandIn, account: TwilioAccount, clock: VirtualClock, request_name: str, fault: Fault
) -> None:
    twilio.record(twilio.ring_in(CALLER), MP3)
    twilio.fault = fault

    with pytest.raises(MessengerError) as caught:
        REQUESTS[request_name](account, clock)

    assert not caught.value.permanent
    assert len(twilio.asked) == (0 if fault == "refuse" else 1)


@pytest.mark.parametrize("request_name", ["balance", "recordings", "recording", "audio", "call"])
def test_half_an_answer_is_none(
    twilio: TwilioStandIn, account: TwilioAccount, clock: VirtualClock, request_name: str
) -> None:
    twilio.record(twilio.ring_in(CALLER), MP3)
    twilio.fault = "half"

    with pytest.raises(MessengerError):
        REQUESTS[request_name](account, clock)


@pytest.mark.parametrize(
    "sid", ["", "RE1", "../Messages/SM1", "CA" + "0" * 32, "RE" + "0" * 31 + "/", "RE" + "0" * 32 + "\n"]
)
def test_what_is_no_sid_never_becomes_an_address(twilio: TwilioStandIn, account: TwilioAccount, sid: str) -> None:
    with pytest.raises(MessengerError, match="begins with RE"):
        account.recording_audio(sid)
    with pytest.raises(MessengerError, match="begins with RE"):
        account.delete_recording(sid)

    assert twilio.asked == []
