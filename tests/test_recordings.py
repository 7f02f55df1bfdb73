"""Voicemails: fetched from Twilio and deleted there, those left while we were down too; told to the owner."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result

from app import create_app
from receptionist.calls import SUMMED_UP_WITHIN, recording_sid
from receptionist.cases import Call, Case, Event
from receptionist.duty import notice
from receptionist.duty.by_mail import MOST_ATTACHED_BYTES, ByMail, MailServer
from receptionist.duty.composer import Composer
from receptionist.duty.duty_desk import fetcher
from receptionist.duty.errands import NOTICE, RECORDINGS
from receptionist.duty.recordings import EVERY, SETTLED, OurLine
from receptionist.duty.seams import Channel, Delivery, Step
from receptionist.followups import LEASE, Runner
from receptionist.rules import outcomes
from receptionist.settings import Settings
from receptionist.shop import services
from receptionist.storage.shelves import Shelves
from receptionist.texts.twilio_account import TwilioAccount
from receptionist.texts.twilio_client import MOST_BYTES
from simulator.clock import VirtualClock
from simulator.office import AUTH_TOKEN, Office, within
from simulator.twilio import PhoneLine
from simulator.vendors.server import Fault
from simulator.vendors.smtp import MailStandIn
from simulator.vendors.twilio_rest import ACCOUNT_SID, NUMBER, TwilioStandIn
from tests.delegate import StoreDelegate

PRIYA = "+13035550142"
MP3 = bytes(range(256)) * 40
LONG_ENOUGH_S = (SETTLED + timedelta(minutes=1)).total_seconds()


@pytest.fixture
def twilio(clock: VirtualClock) -> Iterator[TwilioStandIn]:
    with TwilioStandIn(now=clock.now, auth_token=AUTH_TOKEN) as stand_in:
        yield stand_in


@pytest.fixture
def shop(tmp_path: Path, clock: VirtualClock, twilio: TwilioStandIn) -> Iterator[Office]:
    """An office that has an account at Twilio."""
    known = {"twilio_account_sid": ACCOUNT_SID, "twilio_phone_number": NUMBER, "twilio_api_url": twilio.url}
    settings = within(Settings.load({}), tmp_path).model_copy(update=known)
    opened = Office(create_app(settings, clock=clock), clock)
    yield opened
    opened.close()


def look(shop: Office) -> None:
    """Look for voicemails as it is done every ten minutes, and do what else is due for them."""
    shop.clock.sleep(EVERY.total_seconds())
    shop.receptionist.fetcher.run_due()


def fetcher_of(shop: Office, account: TwilioAccount, shelves: Shelves | None = None) -> Runner:
    """Return the runner of another process of the same office."""
    parts = shop.receptionist
    line = OurLine(NUMBER, "US", "en-US")
    return fetcher(account, shelves or parts.kept, parts.assistant, line, parts.clock)


def ordered(shop: Office, kind: str) -> list[str]:
    """Return the keys of the follow-ups of a kind that are due within the day."""
    later = shop.clock.now() + timedelta(days=1)
    leased = shop.receptionist.outbox.lease(now=later, until=later, limit=100, only=(kind,))
    return sorted(each.followup.key for each in leased)


def matter_of(shop: Office, call_sid: str) -> tuple[Call, Case]:
    matter = shop.receptionist.store.load(call_sid)
    assert matter is not None
    return matter


def kept(shop: Office, recording_sid: str) -> bytes | None:
    return shop.receptionist.kept.recordings.audio_of(recording_sid)


def speaks_after_the_tone(line: PhoneLine) -> None:
    line.rings()
    line.says("i locked my keys in my car")
    while not line.recording:
        line.stays_silent()
    line.says("it's priya, please ring me back")


def leaves_voicemail(line: PhoneLine, shop: Office, twilio: TwilioStandIn) -> str:
    """Have a caller leave a voicemail in a call with us, which Twilio keeps; return the SID of the recording."""
    speaks_after_the_tone(line)
    (sid,) = matter_of(shop, line.sid)[0].recordings
    return twilio.record({"sid": line.sid}, MP3, sid=sid, duration_s=21)


def was_left_outside(twilio: TwilioStandIn, clock: VirtualClock, from_number: str = PRIYA) -> tuple[str, str]:
    """Return call and recording, by SID, of a voicemail of which nobody has told us."""
    call = twilio.ring_in(from_number)
    sid = twilio.record(call, MP3)
    clock.sleep(LONG_ENOUGH_S)
    return call["sid"], sid


def test_a_voicemail_is_fetched_and_then_deleted_at_twilio(shop: Office, twilio: TwilioStandIn) -> None:
    sid = leaves_voicemail(shop.line(), shop, twilio)

    shop.receptionist.fetcher.run_due()

    assert kept(shop, sid) == MP3
    assert shop.receptionist.kept.recordings.seconds_of(sid) == 21
    assert twilio.recordings == []
    assert ordered(shop, RECORDINGS) == []


def test_a_voicemail_that_is_not_ready_is_fetched_later(shop: Office, twilio: TwilioStandIn) -> None:
    sid = leaves_voicemail(shop.line(), shop, twilio)
    (recording,) = twilio.recordings
    twilio.recordings.clear()

    shop.receptionist.fetcher.run_due()
    assert kept(shop, sid) is None
    twilio.recordings.append({**recording, "status": "processing", "duration": "-1"})
    shop.clock.sleep(15)
    shop.receptionist.fetcher.run_due()
    assert kept(shop, sid) is None
    twilio.recordings[:] = [recording]
    shop.clock.sleep(30)
    shop.receptionist.fetcher.run_due()

    assert kept(shop, sid) == MP3
    assert twilio.recordings == []


class Killed(BaseException):
    """What no handler gets to see: the process is gone."""


class DiesBeforeDeleting(TwilioAccount):
    """An account in whose process the power fails once a recording is kept."""

    def delete_recording(self, sid: str) -> None:
        raise Killed


def test_who_dies_between_fetching_and_deleting_deletes_it_the_next_time(
    shop: Office, twilio: TwilioStandIn
) -> None:
    sid = leaves_voicemail(shop.line(), shop, twilio)
    dying = DiesBeforeDeleting(account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, base_url=twilio.url)

    with pytest.raises(Killed):
        fetcher_of(shop, dying).run_due()
    assert len(twilio.recordings) == 1
    asked = len(twilio.asked)
    shop.clock.sleep(LEASE.total_seconds())
    shop.receptionist.fetcher.run_due()

    assert kept(shop, sid) == MP3
    assert twilio.recordings == []
    assert not [each.path for each in twilio.asked[asked:] if each.path.endswith(".mp3")]


def test_a_voicemail_of_which_twilio_told_us_and_that_was_never_fetched_is_fetched(
    shop: Office, twilio: TwilioStandIn
) -> None:
    sid = leaves_voicemail(shop.line(), shop, twilio)
    assert ordered(shop, RECORDINGS) == [f"recordings:{sid}"]  # and whoever has it now dies with it, for good

    look(shop)

    assert kept(shop, sid) == MP3


def test_a_voicemail_that_was_left_while_we_were_down_becomes_a_call(shop: Office, twilio: TwilioStandIn) -> None:
    rang_at = shop.clock.now()
    call_sid, sid = was_left_outside(twilio, shop.clock)

    look(shop)

    call, case = matter_of(shop, call_sid)
    assert (call.caller_id, call.to_number, call.recordings) == (PRIYA, NUMBER, (sid,))
    assert (call.started_at, call.ended_at) == (rang_at, rang_at + timedelta(seconds=12))
    assert (outcomes.outcome(call), case.state, case.party) == ("message_taken", "closed", PRIYA)
    assert outcomes.next_step(call, case) == "Listen to the voicemail; call back on …42."
    assert kept(shop, sid) == MP3
    assert twilio.recordings == []
    log = shop.log(call_sid)
    assert (log["outcome"], log["status"], log["job"]["service_type"]) == ("message_taken", "completed", None)


def test_the_owner_gets_a_text_of_what_was_left_while_we_were_down(shop: Office, twilio: TwilioStandIn) -> None:
    was_left_outside(twilio, shop.clock)

    look(shop)
    shop.clock.sleep(SUMMED_UP_WITHIN.total_seconds())
    shop.receptionist.runner.run_due()
    for runner in shop.receptionist.duty.runners:
        runner.run_due()

    (text,) = twilio.sent_texts()
    assert text.startswith("Call: message taken")
    assert PRIYA in text
    assert "voicemail of 12 s" in text


def test_the_owner_is_told_of_it_once_however_often_it_is_looked(shop: Office, twilio: TwilioStandIn) -> None:
    call_sid, sid = was_left_outside(twilio, shop.clock)
    (recording,) = twilio.recordings

    for _ in range(3):
        twilio.recordings[:] = [recording]
        look(shop)

    assert [key for key in ordered(shop, NOTICE) if call_sid in key] == [f"notice:{call_sid}:{sid}"]
    assert len(matter_of(shop, call_sid)[0].recordings) == 1


class LooksTooEarly(StoreDelegate):
    """A store that does not know yet what another process is just committing."""

    def load(self, call_sid: str) -> None:
        return None


def test_of_two_processes_that_look_at_once_one_takes_the_call_in(shop: Office, twilio: TwilioStandIn) -> None:
    call_sid, _ = was_left_outside(twilio, shop.clock)
    look(shop)
    again = twilio.record({"sid": call_sid}, MP3)
    shop.clock.sleep(LONG_ENOUGH_S)
    account = TwilioAccount(account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, base_url=twilio.url)
    blind = replace(shop.receptionist.kept, store=LooksTooEarly(shop.receptionist.store))  # type: ignore[arg-type]

    shop.clock.sleep(EVERY.total_seconds())
    fetcher_of(shop, account, blind).run_due()

    now = shop.clock.now()
    ((call, _),) = shop.receptionist.store.last_calls(since=now - timedelta(days=1), until=now, limit=9)
    assert again not in call.recordings
    assert kept(shop, again) == MP3


@pytest.mark.parametrize("from_number", ["anonymous", "+266696687", "sip:ann@example.com", "", NUMBER])
def test_who_cannot_be_known_has_a_case_of_their_own(
    shop: Office, twilio: TwilioStandIn, from_number: str
) -> None:
    first, _ = was_left_outside(twilio, shop.clock, from_number)
    second, _ = was_left_outside(twilio, shop.clock, from_number)

    look(shop)

    (call, case), (_, other) = matter_of(shop, first), matter_of(shop, second)
    assert (call.caller_id, case.party) == (None, None)
    assert case.id != other.id
    assert outcomes.next_step(call, case) == "Listen to the voicemail; call back on no known number."


def test_who_was_cut_off_and_then_left_a_voicemail_outside_has_one_case(
    shop: Office, twilio: TwilioStandIn
) -> None:
    line = shop.line()
    line.rings()
    line.says("i'm locked out of my house")
    line.hangs_up()
    call_sid, _ = was_left_outside(twilio, shop.clock)

    look(shop)

    before, after = matter_of(shop, line.sid)[1], matter_of(shop, call_sid)[1]
    assert before.id == after.id
    assert (after.state, after.job.service_type) == ("open", "home_lockout")


def test_a_call_in_which_we_went_down_ends_with_the_voicemail_that_was_left_outside(
    shop: Office, twilio: TwilioStandIn
) -> None:
    line = shop.line()
    line.rings()
    line.says("i need a locksmith")
    sid = twilio.record({"sid": line.sid}, MP3, duration_s=30)
    over = shop.clock.now().replace(microsecond=0) + timedelta(seconds=30)
    shop.clock.sleep(LONG_ENOUGH_S)

    look(shop)

    call, _ = matter_of(shop, line.sid)
    assert (call.recordings, call.ended_at, call.status) == ((sid,), over, "completed")
    assert call.did("callback_message")
    assert kept(shop, sid) == MP3


def test_a_voicemail_that_comes_to_light_after_the_notice_is_another_notice(
    shop: Office, twilio: TwilioStandIn
) -> None:
    line = shop.line()
    line.rings()
    line.hangs_up()
    call, case = matter_of(shop, line.sid)
    told = notice.of_call(call, case, shop.receptionist.business, shop.clock.now())
    sid = twilio.record({"sid": line.sid}, MP3)
    shop.clock.sleep(LONG_ENOUGH_S)

    look(shop)

    call, case = matter_of(shop, line.sid)
    news = notice.of_call(call, case, shop.receptionist.business, shop.clock.now())
    assert (told.id, told.level) == (f"call:{line.sid}", "routine")
    assert (news.id, news.level) == (f"call:{line.sid}:{sid}", "normal")
    assert f"notice:{line.sid}:{sid}" in ordered(shop, NOTICE)


def test_recordings_of_other_numbers_are_left_alone_and_asked_about_once(
    shop: Office, twilio: TwilioStandIn
) -> None:
    call_sid, _ = was_left_outside(twilio, shop.clock)
    twilio.calls[0]["to"] = "+13035550999"

    look(shop)
    look(shop)

    assert shop.receptionist.store.load(call_sid) is None
    assert len(twilio.recordings) == 1
    assert len([each for each in twilio.asked if call_sid in each.path]) == 1


def test_recordings_of_talks_are_left_alone(shop: Office, twilio: TwilioStandIn) -> None:
    call_sid, _ = was_left_outside(twilio, shop.clock)
    twilio.recordings[0]["source"] = "DialVerb"

    look(shop)

    assert shop.receptionist.store.load(call_sid) is None
    assert len(twilio.recordings) == 1


def test_a_voicemail_is_left_to_its_own_call_for_a_while(shop: Office, twilio: TwilioStandIn) -> None:
    shop.clock.sleep(EVERY.total_seconds())
    call = twilio.ring_in(PRIYA)
    twilio.record(call, MP3)

    shop.receptionist.fetcher.run_due()

    assert shop.receptionist.store.load(call["sid"]) is None


@pytest.mark.parametrize("fault", ["refuse", "garbage", 401, 429, 500])
def test_while_twilio_fails_voicemails_wait_there(shop: Office, twilio: TwilioStandIn, fault: Fault) -> None:
    _, sid = was_left_outside(twilio, shop.clock)
    twilio.fault = fault
    look(shop)
    assert kept(shop, sid) is None

    twilio.fault = None
    look(shop)

    assert kept(shop, sid) == MP3
    assert shop.receptionist.outbox.counts(now=shop.clock.now())["dead"] == 0


def test_a_voicemail_that_cannot_be_had_keeps_no_other_from_coming(shop: Office, twilio: TwilioStandIn) -> None:
    _, broken = was_left_outside(twilio, shop.clock)
    _, sound = was_left_outside(twilio, shop.clock, "+13035550143")
    twilio.audio[broken] = b"x" * (MOST_BYTES + 1)

    look(shop)

    assert (kept(shop, broken), kept(shop, sound)) == (None, MP3)
    assert [each["sid"] for each in twilio.recordings] == [broken]


def test_of_a_caller_who_was_forgotten_nothing_stays_at_twilio_either(shop: Office, twilio: TwilioStandIn) -> None:
    sid = leaves_voicemail(shop.line(), shop, twilio)
    shop.receptionist.clean_up.erase_number(PRIYA)

    shop.receptionist.fetcher.run_due()

    assert kept(shop, sid) is None
    assert twilio.recordings == []


def test_without_an_account_nothing_is_fetched_and_nothing_is_given_up(ridgeline: Office) -> None:
    line = ridgeline.line()
    speaks_after_the_tone(line)

    look(ridgeline)

    assert len(matter_of(ridgeline, line.sid)[0].recordings) == 1
    assert ordered(ridgeline, RECORDINGS) == []


@pytest.mark.parametrize(
    "url",
    ["", "RE" + "0" * 32, "https://x.test/Recordings/RE1", f"https://x.test/RE{'0' * 32}/../Messages",
     f"https://x.test/Recordings/RE{'0' * 33}", f"https://x.test/Recordings/RE{'0' * 31}Z"],
)  # fmt: skip
def test_what_names_no_recording_is_none(url: str) -> None:
    assert recording_sid(url) is None


def test_of_a_url_only_the_sid_is_used() -> None:
    sid = "RE" + "0a" * 16

    assert recording_sid(f"https://evil.test/2010-04-01/Accounts/AC1/Recordings/{sid}") == sid


def typed(shop: Office, *words: str) -> Result:
    return shop.app.test_cli_runner().invoke(args=["recordings", *words])


def test_voicemails_are_listed_and_saved_for_the_owner_alone(
    shop: Office, twilio: TwilioStandIn, tmp_path: Path
) -> None:
    sid = leaves_voicemail(shop.line(), shop, twilio)
    shop.receptionist.fetcher.run_due()
    file = tmp_path / "priya.mp3"

    listed, saved = typed(shop, "list"), typed(shop, "save", sid, str(file))

    assert listed.output == f"2026-07-14 14:06  +1•••••••42  21 s  {sid}\n"
    assert saved.output == f"{file}: saved\n"
    assert file.read_bytes() == MP3
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_voicemail_is_saved_over_no_other_file(shop: Office, twilio: TwilioStandIn, tmp_path: Path) -> None:
    sid = leaves_voicemail(shop.line(), shop, twilio)
    shop.receptionist.fetcher.run_due()
    file = tmp_path / "kept.mp3"
    file.write_text("mine")

    result = typed(shop, "save", sid, str(file))

    assert (result.exit_code, file.read_text()) == (1, "mine")
    assert result.output == f"Error: {file}: File exists\n"


def test_a_voicemail_that_is_not_here_is_told(shop: Office, tmp_path: Path) -> None:
    result = typed(shop, "save", "RE" + "0" * 32, str(tmp_path / "none.mp3"))

    assert result.exit_code == 1
    assert "there is no voicemail" in result.output
    assert not (tmp_path / "none.mp3").exists()


def composed(shop: Office, call_sid: str, channel: Channel) -> Delivery:
    """Return what the owner is sent about a call."""
    parts = shop.receptionist
    call, case = matter_of(shop, call_sid)
    composer = Composer(
        store=parts.store,
        questions=parts.kept.questions,
        services=services.load(),
        log_of=parts.export.log_of,
        seconds_of=parts.kept.recordings.seconds_of,
    )
    told = notice.of_call(call, case, parts.business, shop.clock.now())
    step = Step(person=parts.business.notices.people[0], channel=channel, asks="nothing")
    people = tuple(replace(each, email="owner@ridgeline.test") for each in parts.business.people)
    business = replace(parts.business, people=people)
    delivery = composer.step(replace(told, steps=(step,)), 0, None, business, at=shop.clock.now())
    assert delivery is not None
    return delivery


def test_the_owner_s_mail_has_the_voicemail_with_it(shop: Office, twilio: TwilioStandIn) -> None:
    line = shop.line()
    leaves_voicemail(line, shop, twilio)
    shop.receptionist.fetcher.run_due()
    delivery = composed(shop, line.sid, "email")

    with MailStandIn() as post:
        by_mail(shop, post).carry(delivery, again=False, known=frozenset())

    (mail,) = post.mails
    (attached,) = mail.message.iter_attachments()
    assert "Voicemail: 21 seconds, attached" in delivery.body
    assert (attached.get_content_type(), attached.get_filename()) == ("audio/mpeg", "voicemail.mp3")
    assert attached.get_content() == MP3


def by_mail(shop: Office, post: MailStandIn) -> ByMail:
    server = MailServer.of(f"smtp://127.0.0.1:{post.port}?from=office@ridgeline.test")
    return ByMail(server, sender_name="Ridgeline", audio_of=shop.receptionist.kept.recordings.audio_of)


def test_the_owner_s_mail_does_not_wait_for_a_voicemail(shop: Office, twilio: TwilioStandIn) -> None:
    line = shop.line()
    leaves_voicemail(line, shop, twilio)
    delivery = composed(shop, line.sid, "email")

    with MailStandIn() as post:
        by_mail(shop, post).carry(delivery, again=False, known=frozenset())

    assert "Voicemail: still at Twilio" in delivery.body
    assert [*post.mails[0].message.iter_attachments()] == []


def test_a_voicemail_that_is_too_big_for_a_mail_keeps_no_notice_back(shop: Office, twilio: TwilioStandIn) -> None:
    line = shop.line()
    sid = leaves_voicemail(line, shop, twilio)
    twilio.audio[sid] = b"x" * (MOST_ATTACHED_BYTES + 1)
    shop.receptionist.fetcher.run_due()

    with MailStandIn() as post:
        by_mail(shop, post).carry(composed(shop, line.sid, "email"), again=False, known=frozenset())

    assert [*post.mails[0].message.iter_attachments()] == []


def test_the_owner_s_text_says_how_long_the_voicemail_is(shop: Office, twilio: TwilioStandIn) -> None:
    line = shop.line()
    leaves_voicemail(line, shop, twilio)
    shop.receptionist.fetcher.run_due()

    delivery = composed(shop, line.sid, "sms")

    assert "voicemail of 21 s" in delivery.body
    assert delivery.attachment is None


def test_what_is_confidential_is_in_no_mail(shop: Office, twilio: TwilioStandIn) -> None:
    line = shop.line()
    leaves_voicemail(line, shop, twilio)
    shop.receptionist.fetcher.run_due()
    call, case = matter_of(shop, line.sid)
    hidden = replace(case, job=replace(case.job, confidential=True))
    event = Event(at=shop.clock.now(), kind="test")
    shop.receptionist.store.end_call(call, hidden, (), event)

    delivery = composed(shop, line.sid, "email")

    assert delivery.attachment is None
    assert "attached" not in delivery.body
