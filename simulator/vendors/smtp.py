"""A mail server on loopback: takes mails, asks for a password if it has one, and fails as it is told to.

It offers no STARTTLS: that needs a certificate, and this machine does not listen to itself.
Source: RFC 5321 (SMTP), RFC 4954 (AUTH).
"""

import base64
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Literal, Self

Fault = Literal["hang", "hang_at_data", "hang_after_data", "drop_after_data", "drop_at_quit", "garbage"] | int
"""How it fails; a number is answered to whoever connects. `…_after_data`: the mail is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail that arrived, with its envelope."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage


class MailStandIn:
    """Listens for as long as its context lasts. Set `fault`, `refuses` and `password` at any time."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.refuses: dict[str, int] = {}
        """What a step of the dialogue or an address gets: `AUTH`, `MAIL`, `DATA`, or a recipient."""
        self.password: tuple[str, str] | None = None
        """User and password; None: nobody is asked."""
        self.fault: Fault | None = None
        self.released = threading.Event()
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Dialogue,), {"stand_in": self}))

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1."""
        port: int = self._server.server_address[1]
        return port

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), name="smtp", daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up: that is what they are tested for."""


class _Dialogue(socketserver.StreamRequestHandler):
    stand_in: MailStandIn

    def handle(self) -> None:
        self.sender, self.recipients, self.known = "", list[str](), self.stand_in.password is None
        fault = self.stand_in.fault
        if fault == "hang":
            self._hang()
        elif fault == "garbage":
            self.wfile.write(b"\x00\xff{{{ not SMTP\r\n" * 3)
        elif isinstance(fault, int):
            self._say(f"{fault} not just now")
        else:
            self._say("220 mail.test ESMTP")
            self._talk()

    def _talk(self) -> None:
        steps: Mapping[str, Callable[[str], Iterator[str]]] = {
            "EHLO": self._ehlo,
            "AUTH": self._auth,
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "DATA": self._data,
            "RSET": lambda rest: iter(["250 OK"]),
        }
        while line := self.rfile.readline().decode("ascii").strip():
            verb, _, rest = line.partition(" ")
            if verb.upper() == "QUIT":
                if self.stand_in.fault != "drop_at_quit":
                    self._say("221 bye")
                return
            step = steps.get(verb.upper())
            for answer in step(rest) if step else ["502 unknown"]:
                if not answer:
                    return
                self._say(answer)

    def _ehlo(self, rest: str) -> Iterator[str]:
        yield "250-mail.test"
        if self.stand_in.password:
            yield "250-AUTH PLAIN LOGIN"
        yield "250 SIZE 1000000"

    def _auth(self, rest: str) -> Iterator[str]:
        kind, _, given = rest.partition(" ")
        if kind.upper() == "PLAIN":
            _, user, password = base64.b64decode(given).decode().split("\0")
        else:
            user = base64.b64decode(given).decode()
            self._say("334 UGFzc3dvcmQ6")
            password = base64.b64decode(self.rfile.readline()).decode()
        self.known = (user, password) == self.stand_in.password and "AUTH" not in self.stand_in.refuses
        refusal = self.stand_in.refuses.get("AUTH", 535)
        yield "235 welcome" if self.known else f"{refusal} no"

    def _mail(self, rest: str) -> Iterator[str]:
        self.sender = _between(rest)
        refused = self.stand_in.refuses.get("MAIL")
        if not self.known:
            yield "530 who are you"
        else:
            yield f"{refused} not from you" if refused else "250 OK"

    def _rcpt(self, rest: str) -> Iterator[str]:
        recipient = _between(rest)
        self.recipients.append(recipient)
        refused = self.stand_in.refuses.get(recipient)
        yield f"{refused} nobody here" if refused else "250 OK"

    def _data(self, rest: str) -> Iterator[str]:
        if self.stand_in.fault == "hang_at_data":
            self._hang()
        yield "354 go on"
        message = self._body()
        if refused := self.stand_in.refuses.get("DATA"):
            yield f"{refused} not this mail"
            return
        mail = Mail(sender=self.sender, recipients=tuple(self.recipients), message=message)
        self.stand_in.mails.append(mail)
        if self.stand_in.fault == "hang_after_data":
            self._hang()
        yield "" if self.stand_in.fault == "drop_after_data" else "250 kept"

    def _body(self) -> EmailMessage:
        lines = iter(self.rfile.readline, b".\r\n")
        whole = b"".join(line[1:] if line.startswith(b"..") else line for line in lines)
        return message_from_bytes(whole, policy=default)

    def _hang(self) -> None:
        self.stand_in.released.wait(60)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


def _between(rest: str) -> str:
    return rest.partition("<")[2].partition(">")[0]
