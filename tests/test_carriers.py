"""Four carriers, alike: each delivers once, and raises one error that tells whether trying again can help."""

import json
import re
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from functools import partial
from xml.etree import ElementTree

import pytest

from receptionist import outside
from receptionist.channels.notice_call import MOST_CHARS, notice_answer, notice_call
from receptionist.duty.by_mail import ByMail, MailServer
from receptionist.duty.by_phone import ByPhone
from receptionist.duty.by_text import ByText
from receptionist.duty.by_webhook import ByWebhook
from receptionist.duty.seams import Carrier, Channel, Delivery
from receptionist.ports import ConfigError, MessengerError
from receptionist.settings import Settings
from receptionist.shop import business
from receptionist.texts.twilio_messenger import TwilioMessenger
from simulator.clock import VirtualClock
from simulator.vendors import smtp
from simulator.vendors.server import Answer, Asked, Fault, StandIn, as_json
from simulator.vendors.smtp import MailStandIn
from simulator.vendors.twilio_rest import ACCOUNT_SID, AUTH_TOKEN, NUMBER, TwilioStandIn
from simulator.vendors.webhook import NoticeHook
from tests.conftest import TUESDAY_AFTERNOON

DAVE, DAVES_MAIL = "+13035550177", "dave@ridgeline.test"
SECRET = "a-secret-of-sixteen-or-more"
TIMEOUT_S = 0.3
NOBODY: frozenset[str] = frozenset()
JOB = "Emergency at 407 Juniper Court. Press 1 to take it."


@pytest.fixture
def twilio(clock: VirtualClock) -> Iterator[TwilioStandIn]:
    with TwilioStandIn(now=clock.now) as stand_in:
        yield stand_in


@pytest.fixture
def hook() -> Iterator[NoticeHook]:
    with NoticeHook(SECRET) as server:
        yield server


@pytest.fixture
def post() -> Iterator[MailStandIn]:
    with MailStandIn() as server:
        yield server


def messenger(twilio: TwilioStandIn) -> TwilioMessenger:
    return TwilioMessenger(
        account_sid=ACCOUNT_SID,
        auth_token=AUTH_TOKEN,
        from_number=NUMBER,
        base_url=twilio.url,
        timeout_s=TIMEOUT_S,
    )


def by_text(twilio: TwilioStandIn) -> ByText:
    return ByText(messenger(twilio))


def by_phone(twilio: TwilioStandIn) -> ByPhone:
    render = partial(notice_call, voice="Polly.Joanna-Neural", language="en-US")
    return ByPhone(messenger(twilio), public_url="https://calls.example.com/phone", render=render)


def by_mail(post: MailStandIn, *, login: str = "", timeout_s: float = 5.0) -> ByMail:
    server = MailServer.of(f"smtp://{login}127.0.0.1:{post.port}?from=office@ridgeline.test")
    return ByMail(server, sender_name="Ridgeline Lock & Key", timeout_s=timeout_s)


def by_webhook(secret: str = SECRET, *, timeout_s: float = 5.0) -> ByWebhook:
    return ByWebhook(secret, timeout_s=timeout_s)


def to_dave(channel: Channel = "sms", *, body: str = JOB, to: str = DAVE) -> Delivery:
    return Delivery(id="job:J-1042/2", channel=channel, to=to, body=body, at=TUESDAY_AFTERNOON, person="dave")


def mail_to_dave(*, body: str = JOB, subject: str = "Job J-1042", to: str = DAVES_MAIL) -> Delivery:
    return replace(to_dave("email", body=body, to=to), subject=subject)


def notice_to(url: str) -> Delivery:
    return to_dave("webhook", body=json.dumps({"call_sid": "CA1"}), to=url)


def refusal(carrier: Carrier, delivery: Delivery, *, again: bool = False) -> MessengerError:
    """Return the one error that a delivery ends with; it names nobody."""
    with pytest.raises(MessengerError) as caught:
        carrier.carry(delivery, again=again, known=NOBODY)
    said = str(caught.value)
    assert not [secret for secret in (delivery.to, delivery.body, SECRET, "hunter2") if secret in said]
    return caught.value


# --- Texts ------------------------------------------------------------------------------------------------------


def test_a_text_leaves_in_its_words_and_is_counted_in_segments(twilio: TwilioStandIn) -> None:
    receipt = by_text(twilio).carry(to_dave(body="x" * 200), again=False, known=NOBODY)

    assert twilio.sent_texts(DAVE) == ["x" * 200]
    assert (receipt.provider_sid, receipt.segments) == (twilio.texts[0]["sid"], 2)


def test_a_text_whose_answer_never_came_is_found_and_not_sent_twice(twilio: TwilioStandIn) -> None:
    twilio.hangs_after_create = True
    assert not refusal(by_text(twilio), to_dave()).permanent
    twilio.hangs_after_create = False

    receipt = by_text(twilio).carry(to_dave(), again=True, known=NOBODY)

    assert receipt.provider_sid == twilio.texts[0]["sid"]
    assert len(twilio.texts) == 1


def test_a_text_that_is_found_and_was_lost_has_failed_for_good(twilio: TwilioStandIn) -> None:
    twilio.hangs_after_create = True
    refusal(by_text(twilio), to_dave())
    twilio.hangs_after_create = False
    twilio.texts[0] |= {"status": "undelivered", "error_code": 30034}

    error = refusal(by_text(twilio), to_dave(), again=True)

    assert (error.permanent, error.code) == (True, 30034)
    assert len(twilio.texts) == 1


def test_the_same_words_sent_for_another_reason_are_not_taken_for_it(twilio: TwilioStandIn) -> None:
    other = by_text(twilio).carry(to_dave(), again=False, known=NOBODY)

    receipt = by_text(twilio).carry(to_dave(), again=True, known=frozenset({other.provider_sid or ""}))

    assert receipt.provider_sid != other.provider_sid
    assert len(twilio.texts) == 2


# --- Calls ------------------------------------------------------------------------------------------------------


def test_a_call_says_the_notice_twice_and_takes_a_key_each_time(twilio: TwilioStandIn) -> None:
    receipt = by_phone(twilio).carry(to_dave("phone", body=f"{JOB} <&>"), again=False, known=NOBODY)

    call = twilio.calls[0]
    verbs = list(ElementTree.fromstring(call["twiml"]))  # noqa: S314 -- our own
    assert (receipt.provider_sid, call["to"]) == (call["sid"], DAVE)
    assert [verb.tag for verb in verbs] == ["Pause", "Gather", "Gather", "Hangup"]
    for gather in verbs[1:3]:
        assert gather.attrib["numDigits"] == "1"
        assert gather.attrib["action"] == "https://calls.example.com/phone/voice/notice?delivery=job%3AJ-1042%2F2"
        assert gather[0].text == f"{JOB} <&>"


def test_a_notice_that_is_too_long_for_a_call_is_cut_at_a_word() -> None:
    body = "Juniper & Court " * 250

    twiml = notice_call(body, "https://calls.example.com", voice="Polly.Joanna-Neural", language="en-US")

    assert MOST_CHARS * 0.8 < len(twiml) <= MOST_CHARS
    assert re.search(r"(Juniper|Court|&amp;)</Say>", twiml)


def test_what_a_key_did_is_said_before_the_call_ends() -> None:
    twiml = notice_answer("Thank you, confirmed.", voice="Polly.Joanna-Neural", language="en-US")

    assert twiml.endswith(">Thank you, confirmed.</Say><Hangup /></Response>")


def test_a_call_whose_answer_never_came_is_found_and_rings_once(twilio: TwilioStandIn) -> None:
    twilio.hangs_after_create = True
    assert not refusal(by_phone(twilio), to_dave("phone")).permanent
    twilio.hangs_after_create = False

    receipt = by_phone(twilio).carry(to_dave("phone"), again=True, known=NOBODY)

    assert receipt.provider_sid == twilio.calls[0]["sid"]
    assert len(twilio.calls) == 1


@pytest.mark.parametrize("other", ["another notice", "a caller put through"])
def test_another_call_to_the_same_phone_is_not_taken_for_it(twilio: TwilioStandIn, other: str) -> None:
    first = by_phone(twilio).carry(to_dave("phone"), again=False, known=NOBODY).provider_sid or ""
    if other == "a caller put through":
        twilio.calls[0]["direction"] = "outbound-dial"
    known = frozenset({first} if other == "another notice" else ())

    receipt = by_phone(twilio).carry(to_dave("phone"), again=True, known=known)

    assert receipt.provider_sid != first
    assert len(twilio.calls) == 2


def test_a_call_of_earlier_is_not_taken_for_it(twilio: TwilioStandIn, clock: VirtualClock) -> None:
    by_phone(twilio).carry(to_dave("phone"), again=False, known=NOBODY)
    clock.sleep(600)
    later = replace(to_dave("phone"), at=TUESDAY_AFTERNOON + timedelta(minutes=10))

    by_phone(twilio).carry(later, again=True, known=NOBODY)

    assert len(twilio.calls) == 2


@pytest.mark.parametrize(
    ("channel", "code", "permanent"),
    [
        ("sms", 21610, True),
        ("sms", 30034, True),
        ("sms", 30003, True),
        ("sms", 20429, False),
        ("phone", 21215, True),
        ("phone", 20429, False),
    ],
)
def test_what_twilio_refuses_says_whether_to_try_again(
    twilio: TwilioStandIn, channel: Channel, code: int, permanent: bool
) -> None:
    twilio.refuses[DAVE] = code
    carrier = by_text(twilio) if channel == "sms" else by_phone(twilio)

    error = refusal(carrier, to_dave(channel))

    assert (error.code, error.permanent) == (code, permanent)


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("channel", ["sms", "phone"])
@pytest.mark.parametrize("fault", ["refuse", "hang", "half", 429, 500])
def test_when_twilio_fails_nothing_is_sent_and_it_is_tried_again(
    twilio: TwilioStandIn, channel: Channel, fault: Fault, again: bool
) -> None:
    carrier = by_text(twilio) if channel == "sms" else by_phone(twilio)
    twilio.fault = fault

    error = refusal(carrier, to_dave(channel), again=again)

    assert not error.permanent
    # Where the look-up fails, nothing is sent: it may have left.
    assert len(twilio.asked) == (0 if fault == "refuse" else 1)


# --- Mails ------------------------------------------------------------------------------------------------------


def arrived(post: MailStandIn) -> EmailMessage:
    assert len(post.mails) == 1
    return post.mails[0].message


def test_a_mail_arrives_whole_in_any_letters(post: MailStandIn) -> None:
    body = "Cerradura de José\n.one dot\n" + "ñ" * 2000 + "\n🔑"

    receipt = by_mail(post).carry(mail_to_dave(body=body, subject="Señal: 🔑"), again=False, known=NOBODY)

    mail = arrived(post)
    assert (post.mails[0].sender, post.mails[0].recipients) == ("office@ridgeline.test", (DAVES_MAIL,))
    assert mail["From"] == "Ridgeline Lock & Key <office@ridgeline.test>"
    assert (mail["To"], mail["Subject"]) == (DAVES_MAIL, "Señal: 🔑")
    assert mail["Message-ID"] == receipt.provider_sid
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == TUESDAY_AFTERNOON
    assert mail.get_content().replace("\r\n", "\n").rstrip("\n") == body


def test_the_second_copy_of_a_mail_has_the_same_id_and_another_mail_another(post: MailStandIn) -> None:
    carrier = by_mail(post)
    for delivery in (mail_to_dave(), mail_to_dave(), replace(mail_to_dave(), id="job:J-1042/3")):
        carrier.carry(delivery, again=True, known=NOBODY)

    first, second, third = (mail.message["Message-ID"] for mail in post.mails)

    assert first == second
    assert first != third


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x00", "\u2028"])
def test_no_subject_adds_a_header(post: MailStandIn, break_: str) -> None:
    subject = f"Job{break_}Bcc: everybody@example.com{break_}{break_}body"

    by_mail(post).carry(mail_to_dave(subject=subject), again=False, known=NOBODY)

    assert "Bcc" not in arrived(post)
    assert arrived(post)["Subject"].startswith("Job")
    assert arrived(post).get_content().strip() == JOB


@pytest.mark.parametrize(
    "address",
    [
        "dave@ridgeline.test\r\nBcc: x@example.com",
        "dave@ridgeline.test, x@example.com",
        "Dave <dave@ridgeline.test>",
        "dave",
        "@ridgeline.test",
        "",
        "josé@ridgeline.test",
    ],
)
def test_what_is_no_single_address_gets_no_mail(post: MailStandIn, address: str) -> None:
    with pytest.raises(MessengerError, match=r"business\.toml") as caught:
        by_mail(post).carry(mail_to_dave(to=address), again=False, known=NOBODY)

    assert caught.value.permanent
    assert post.mails == []


def test_a_mail_server_that_asks_for_a_password_gets_it(post: MailStandIn) -> None:
    post.password = ("office", "hunter2@/")

    by_mail(post, login="office:hunter2%40%2F@").carry(mail_to_dave(), again=False, known=NOBODY)

    assert arrived(post)["Subject"] == "Job J-1042"


def test_a_wrong_password_names_the_remedy_and_not_the_password(post: MailStandIn) -> None:
    post.password = ("office", "another")

    error = refusal(by_mail(post, login="office:hunter2@"), mail_to_dave())

    assert error.permanent
    assert str(error) == "the mail server answered 535: check user and password in SMTP_URL"


def test_a_password_is_not_offered_to_a_server_that_wants_none(post: MailStandIn) -> None:
    error = refusal(by_mail(post, login="office:hunter2@"), mail_to_dave())

    assert error.permanent
    assert "takes no user and password" in str(error)


def test_the_password_is_not_sent_over_the_net_in_the_clear(post: MailStandIn) -> None:
    post.password = ("office", "hunter2")
    # A name that is not known to be this machine's.
    server = MailServer.of(f"smtp://office:hunter2@127.1:{post.port}?from=office@ridgeline.test")

    error = refusal(ByMail(server, sender_name="Ridgeline"), mail_to_dave())

    assert error.permanent
    assert "no encryption" in str(error)


@pytest.mark.parametrize(
    ("step", "code", "permanent", "complaint"),
    [
        (DAVES_MAIL, 550, True, "the address is refused"),
        (DAVES_MAIL, 450, False, "the address is refused"),
        ("MAIL", 553, True, "the sender is refused"),
        ("MAIL", 421, False, "the sender is refused"),
        ("DATA", 554, True, "the mail is refused"),
        ("DATA", 452, False, "the mail is refused"),
    ],
)
def test_what_a_mail_server_refuses_says_whether_to_try_again(
    post: MailStandIn, step: str, code: int, permanent: bool, complaint: str
) -> None:
    post.refuses[step] = code

    error = refusal(by_mail(post), mail_to_dave())

    assert error.permanent is permanent
    assert f"{code}: {complaint}" in str(error)
    assert post.mails == []


def test_a_login_that_fails_for_now_is_tried_again(post: MailStandIn) -> None:
    post.password = ("office", "hunter2")
    post.refuses["AUTH"] = 454

    assert not refusal(by_mail(post, login="office:hunter2@"), mail_to_dave()).permanent


@pytest.mark.parametrize(
    ("fault", "permanent"),
    [("hang", False), ("hang_at_data", False), ("garbage", False), (421, False), (554, True)],
)
def test_a_mail_server_that_fails_is_given_up_in_time(
    post: MailStandIn, fault: smtp.Fault, permanent: bool
) -> None:
    post.fault = fault
    began_s = time.monotonic()

    error = refusal(by_mail(post, timeout_s=TIMEOUT_S), mail_to_dave())

    assert error.permanent is permanent
    assert time.monotonic() - began_s < 20
    assert post.mails == []


@pytest.mark.parametrize("fault", ["hang_after_data", "drop_after_data"])
def test_a_mail_that_may_have_arrived_is_sent_again_under_the_same_id(
    post: MailStandIn, fault: smtp.Fault
) -> None:
    post.fault = fault
    assert not refusal(by_mail(post, timeout_s=TIMEOUT_S), mail_to_dave()).permanent
    post.fault = None

    by_mail(post).carry(mail_to_dave(), again=True, known=NOBODY)

    assert len({mail.message["Message-ID"] for mail in post.mails}) == 1


def test_a_mail_server_that_takes_the_mail_and_hangs_up_has_it(post: MailStandIn) -> None:
    post.fault = "drop_at_quit"

    receipt = by_mail(post).carry(mail_to_dave(), again=False, known=NOBODY)

    assert arrived(post)["Message-ID"] == receipt.provider_sid


def test_nobody_at_the_mail_server_s_port_is_tried_again() -> None:
    with MailStandIn() as gone:
        carrier = by_mail(gone)

    assert "ConnectionRefusedError" in str(refusal(carrier, mail_to_dave()))


@pytest.mark.parametrize(
    ("url", "host", "port", "sender"),
    [
        ("smtp://mail.test?from=a@b.test", "mail.test", 587, "a@b.test"),
        ("smtps://a%40b.test:p@mail.test", "mail.test", 465, "a@b.test"),
        ("smtp://u:p@mail.test:2525?from=a%2Bb@c.test", "mail.test", 2525, "a+b@c.test"),
    ],
)
def test_a_mail_server_s_address_says_where_and_as_whom(url: str, host: str, port: int, sender: str) -> None:
    server = MailServer.of(url)

    assert (server.host, server.port, server.sender.addr_spec) == (host, port, sender)
    assert server.encrypted is url.startswith("smtps")
    assert "'p'" not in repr(server)


def test_tls_where_there_is_none_names_the_remedy(post: MailStandIn) -> None:
    server = MailServer.of(f"smtps://127.0.0.1:{post.port}?from=office@ridgeline.test")

    error = refusal(ByMail(server, sender_name="Ridgeline"), mail_to_dave())

    assert "speaks no TLS there: check the port" in str(error)
    assert not error.permanent


def test_a_password_that_smtp_cannot_carry_stops_the_start() -> None:
    with pytest.raises(ConfigError, match="SMTP_URL: user and password") as caught:
        outside.check(Settings.load({"SMTP_URL": "smtp://office:contrase%C3%B1a@mail.test?from=a@b.test"}))

    assert "contrase" not in str(caught.value)


@pytest.mark.parametrize("url", ["smtp://mail.test", "smtp://user:p@mail.test", "smtp://u@mail.test?from=x"])
def test_a_mail_server_without_a_sender_stops_the_start(url: str) -> None:
    with pytest.raises(ConfigError, match=r"SMTP_URL names no sender: end it with \?from="):
        outside.check(Settings.load({"SMTP_URL": url}))


# --- Webhooks ---------------------------------------------------------------------------------------------------


def test_a_notice_is_posted_signed_and_taken_once(hook: NoticeHook) -> None:
    for again in (False, True):
        by_webhook().carry(notice_to(hook.url), again=again, known=NOBODY)

    assert hook.notices == {"job:J-1042/2": {"call_sid": "CA1"}}


@pytest.mark.parametrize(
    ("fault", "permanent"),
    [("refuse", False), ("hang", False), (500, False), (408, False), (429, False), (404, True), (410, True)],
)
def test_a_webhook_that_fails_says_whether_to_try_again(hook: NoticeHook, fault: Fault, permanent: bool) -> None:
    hook.fault = fault

    error = refusal(by_webhook(timeout_s=TIMEOUT_S if fault == "hang" else 5), notice_to(hook.url))

    assert error.permanent is permanent
    assert str(error).startswith("the webhook of notices: ")
    assert hook.notices == {}


def test_a_secret_that_the_other_side_does_not_know_names_the_setting(hook: NoticeHook) -> None:
    error = refusal(by_webhook("another-secret-of-16"), notice_to(hook.url))

    assert error.permanent
    assert "NOTICE_WEBHOOK_SECRET" in str(error)


def test_a_webhook_that_answers_in_slow_pieces_is_given_up_in_time() -> None:
    with _Saying(Answer(chunks=(b" ",) * 100, pause_s=0.05)) as slow:
        began_s = time.monotonic()

        error = refusal(by_webhook(timeout_s=TIMEOUT_S), notice_to(slow.url))

    assert "no answer within 0.3 s" in str(error)
    assert not error.permanent
    assert time.monotonic() - began_s < 4


def test_a_webhook_whose_head_drips_is_given_up_in_time() -> None:
    with _dripping_head() as url:
        began_s = time.monotonic()

        error = refusal(by_webhook(timeout_s=TIMEOUT_S), notice_to(url))

    assert "no answer within 0.3 s" in str(error)
    assert time.monotonic() - began_s < 4


@contextmanager
def _dripping_head() -> Iterator[str]:
    """A server whose answer never gets beyond its first header; a byte comes before any wait is too long."""
    ended = threading.Event()

    class Drip(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            with suppress(OSError):
                while not ended.wait(TIMEOUT_S / 6):
                    self.request.sendall(b"a")

    with socketserver.TCPServer(("127.0.0.1", 0), Drip) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        ended.set()
        server.shutdown()


def test_a_webhook_that_redirects_is_not_followed() -> None:
    with _Saying(as_json({}, 307, Location="http://169.254.169.254/")) as moved:
        error = refusal(by_webhook(), notice_to(moved.url))

    assert error.permanent
    assert len(moved.asked) == 1


@pytest.mark.parametrize("url", ["http://example.com/hook", "ftp://example.com", "https://:443"])
def test_an_address_that_is_no_webhook_s_is_refused_for_good(url: str) -> None:
    error = refusal(by_webhook(), notice_to(url))

    assert error.permanent
    assert "the webhook's address in business.toml" in str(error)


class _Saying(StandIn):
    """A server that says one thing."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self._answer = answer

    def answer(self, asked: Asked) -> Answer:
        return self._answer

    def error(self, status: int) -> Answer:
        return as_json({}, status)


# --- Which there are --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("channel", "missing"),
    [
        ("sms", "TWILIO_ACCOUNT_SID"),
        ("phone", "TWILIO_ACCOUNT_SID"),
        ("email", "SMTP_URL"),
        ("webhook", "NOTICE_WEBHOOK_SECRET"),
    ],
)
def test_a_channel_that_is_not_set_up_refuses_and_names_the_setting(channel: Channel, missing: str) -> None:
    settings = Settings.load({})
    shop = business.load(settings.business_file)

    error = refusal(outside.carriers(settings, shop, None)[channel], to_dave(channel))

    assert error.permanent
    assert missing in str(error)


def test_a_call_needs_the_address_at_which_twilio_reaches_us(twilio: TwilioStandIn) -> None:
    settings = Settings.load({})
    shop = business.load(settings.business_file)

    error = refusal(outside.carriers(settings, shop, messenger(twilio))["phone"], to_dave("phone"))

    assert error.permanent
    assert str(error).startswith("PUBLIC_URL is missing")


def test_every_channel_that_is_set_up_delivers(twilio: TwilioStandIn, hook: NoticeHook, post: MailStandIn) -> None:
    env = {
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_PHONE_NUMBER": NUMBER,
        "TWILIO_API_URL": twilio.url,
        "PUBLIC_URL": "https://calls.example.com",
        "SMTP_URL": f"smtp://127.0.0.1:{post.port}?from=office@ridgeline.test",
        "NOTICE_WEBHOOK_SECRET": SECRET,
    }
    settings = Settings.load(env)
    shop = business.load(settings.business_file)
    carriers = outside.carriers(settings, shop, outside.messenger(settings))

    for delivery in (to_dave(), to_dave("phone"), mail_to_dave(), notice_to(hook.url)):
        carriers[delivery.channel].carry(delivery, again=False, known=NOBODY)

    assert (len(twilio.texts), len(twilio.calls), len(post.mails), len(hook.notices)) == (1, 1, 1, 1)
