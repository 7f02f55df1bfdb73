"""Deliveries by mail, over SMTP; decides no words and retries nothing.

A mail whose connection is lost after its last byte may have arrived, and SMTP cannot be asked. It is sent again,
under the same Message-ID, by which mail programs show it once: twice is better than never.
"""

import hashlib
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from receptionist.deadline import Deadline
from receptionist.duty.seams import Delivery, Receipt
from receptionist.ports import ConfigError, MessengerError
from utils import clean_speech

TIMEOUT_S = 10.0
"""For a whole mail once there is a connection, and for each attempt to get one."""
MOST_SUBJECT_CHARS = 150
MOST_ATTACHED_BYTES = 5_000_000
"""Of audio: some servers take no mail above ten million, and in a mail it is a third longer."""
AudioOf = Callable[[str], bytes | None]
"""The SID of a recording -> MP3; None when it is not here (yet). Raises StoreError."""
_PORTS = {"smtp": 587, "smtps": 465}
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_REMEDIES = {
    smtplib.SMTPSenderRefused: "the sender is refused: check ?from= in SMTP_URL, and user and password",
    smtplib.SMTPDataError: "the mail is refused: ask the mail server's provider",
}


def silence(recording_sid: str) -> bytes | None:
    """Return no audio: where no voicemails are kept, none is attached."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """A mail server, and as whom it is used."""

    host: str
    port: int
    encrypted: bool
    """From the first byte; else STARTTLS is used where it is offered."""
    sender: Address
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str) -> Self:
        """Return the server of `smtp[s]://user:password@host:port?from=address`. Raises ConfigError."""
        parts = urlsplit(url)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if not (user + password).isascii():
            raise ConfigError("SMTP_URL: user and password may hold plain letters only (ASCII)", permanent=True)
        wanted = parse_qs(parts.query).get("from", [user])[-1]
        sender = _address(wanted)
        if sender is None:
            raise ConfigError("SMTP_URL names no sender: end it with ?from=office@example.com", permanent=True)
        return cls(
            host=parts.hostname or "",
            port=parts.port or _PORTS[parts.scheme],
            encrypted=parts.scheme == "smtps",
            sender=sender,
            user=user,
            password=password,
        )


class ByMail:
    """Implements seams.Carrier by one connection for each mail."""

    def __init__(
        self,
        server: MailServer,
        *,
        sender_name: str,
        audio_of: AudioOf = silence,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        """`sender_name` is what mail programs show beside the sender's address."""
        self._server = server
        self._sender_name = sender_name
        self._audio_of = audio_of
        self._timeout_s = timeout_s

    def carry(self, delivery: Delivery, *, again: bool, known: frozenset[str]) -> Receipt:
        """Hand a mail to the server; the receipt names its Message-ID."""
        mail = self._written(delivery)
        try:
            self._send(mail)
        except (smtplib.SMTPException, OSError) as error:
            raise _failure(error) from error
        return Receipt(provider_sid=mail["Message-ID"])

    def _written(self, delivery: Delivery) -> EmailMessage:
        recipient, sender = _address(delivery.to), self._server.sender
        if recipient is None:
            raise MessengerError("business.toml has an address that mail cannot go to", permanent=True)
        one = f"{delivery.id}|{delivery.at.isoformat()}|{recipient}|{sender}"
        mail = EmailMessage(policy=SMTP)
        mail["From"] = Address(clean_speech(self._sender_name), sender.username, sender.domain)
        mail["To"] = recipient
        mail["Subject"] = clean_speech(delivery.subject, max_chars=MOST_SUBJECT_CHARS)
        mail["Date"] = format_datetime(delivery.at)
        mail["Message-ID"] = f"<{hashlib.sha256(one.encode()).hexdigest()[:32]}@{sender.domain}>"
        # Holiday notes answer no mail that a machine wrote.
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(delivery.body, cte="quoted-printable")
        self._attach(mail, delivery.attachment)
        return mail

    def _attach(self, mail: EmailMessage, recording_sid: str | None) -> None:
        audio = self._audio_of(recording_sid) if recording_sid else None
        # The notice counts more than the voicemail: what has not come yet, or is too big, stays out of the mail.
        if audio and len(audio) <= MOST_ATTACHED_BYTES:
            mail.add_attachment(audio, maintype="audio", subtype="mpeg", filename="voicemail.mp3")

    def _send(self, mail: EmailMessage) -> None:
        smtp = self._connected()
        try:
            with Deadline(self._timeout_s) as deadline:
                deadline.watch(smtp.sock)
                self._log_in(smtp, deadline)
                smtp.send_message(mail)
                with suppress(smtplib.SMTPException, OSError):  # It has the mail, and need not say goodbye.
                    smtp.quit()
        finally:
            smtp.close()

    def _connected(self) -> smtplib.SMTP:
        host, port, timeout_s = self._server.host, self._server.port, self._timeout_s
        # Without a name of its own smtplib asks the DNS for this machine's, and may wait for long.
        name = self._server.sender.domain
        if not self._server.encrypted:
            return smtplib.SMTP(host, port, local_hostname=name, timeout=timeout_s)
        # Without a context smtplib would trust any certificate.
        trusted = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, local_hostname=name, timeout=timeout_s, context=trusted)

    def _log_in(self, smtp: smtplib.SMTP, deadline: Deadline) -> None:
        server = self._server
        smtp.ehlo()
        if not server.encrypted and smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context())
            deadline.watch(smtp.sock)
            smtp.ehlo()
        elif not server.encrypted and server.user and server.host not in _THIS_MACHINE:
            raise MessengerError(
                "the mail server offers no encryption, so it gets no password: use smtps:// in SMTP_URL",
                permanent=True,
            )
        if server.user:
            smtp.login(server.user, server.password)


def _address(text: str) -> Address | None:
    """Return a single mail address; None for anything else, such as two, or one with a line break."""
    with suppress(ValueError, IndexError, MessageError):
        address = Address(addr_spec=text)
        if text.isascii() and address.username and "." in address.domain:
            return address
    return None


def _failure(error: smtplib.SMTPException | OSError) -> MessengerError:
    """Return what a failure means: a mail server's own words may hold addresses, and are left out."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = max(code for code, _ in error.recipients.values())
        return _refused(code, "the address is refused: check it in business.toml")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _refused(error.smtp_code, "check user and password in SMTP_URL")
    if isinstance(error, smtplib.SMTPResponseException):
        return _refused(error.smtp_code, _REMEDIES.get(type(error), "check SMTP_URL"))
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return MessengerError("the mail server takes no user and password: check SMTP_URL", permanent=True)
    if isinstance(error, ssl.SSLCertVerificationError):
        return MessengerError(
            "the mail server's certificate is not valid for its name: check SMTP_URL", permanent=True
        )
    if isinstance(error, ssl.SSLError):
        return MessengerError("the mail server speaks no TLS there: check the port, and smtps:// in SMTP_URL")
    return MessengerError(f"the mail server did not answer: {type(error).__name__}")


def _refused(code: int, remedy: str) -> MessengerError:
    """Return an answer of SMTP as an error: from 500 on it will be the same the next time."""
    return MessengerError(f"the mail server answered {code}: {remedy}", permanent=code >= 500)
