"""The real app in this process, on a store of its own, with telephone lines into it; plays nobody."""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from flask import Flask
from pydantic import SecretStr

from app import create_app
from receptionist.cases import Case
from receptionist.models.deadlines import Deadlines
from receptionist.running import Receptionist
from receptionist.settings import Settings
from simulator.clock import VirtualClock
from simulator.server import Server
from simulator.texting import Texter
from simulator.twilio import ACCOUNT_SID, BASE_URL, PhoneLine

AUTH_TOKEN = "simulated-auth-token"  # noqa: S105 -- opens nothing

FOREVER_DAYS = 36_500


class Office:
    """A receptionist to ring. Follow-ups are done when `log` asks for what they leave."""

    def __init__(self, app: Flask, clock: VirtualClock) -> None:
        self.app, self.clock = app, clock
        self.receptionist: Receptionist = app.extensions["receptionist"]
        self.receptionist.later.make_all()
        settings = self.receptionist.settings
        self._server: Server | None = None
        self._number = settings.twilio_phone_number or "+13035550100"
        self._account_sid = settings.twilio_account_sid or ACCOUNT_SID
        self.client = httpx.Client(transport=httpx.WSGITransport(app=app), base_url=BASE_URL)

    def line(
        self, *, caller_id: str | None = "+13035550142", human_available: bool = True, call_sid: str | None = None
    ) -> PhoneLine:
        """Return a line that has not rung yet; `caller_id` None is withheld."""
        line = PhoneLine(
            self.client,
            caller_id=caller_id,
            clock=self.clock,
            to=self._number,
            auth_token=AUTH_TOKEN,
            human_available=human_available,
            call_sid=call_sid,
            account_sid=self._account_sid,
        )
        line.twilio.words_of = self._words_of
        line.twilio.reached_by = self._reached_by
        line.twilio.sockets = lambda: len(self.receptionist.relay.live)
        line.twilio.is_ending = lambda: self._is_ending(line.sid)
        line.send_text = self._sends_texts(caller_id) if caller_id else None
        return line

    def _sends_texts(self, number: str) -> Callable[[str, str], str]:
        texter = Texter(
            self.client,
            number=number,
            clock=self.clock,
            to=self._number,
            auth_token=AUTH_TOKEN,
            account_sid=self._account_sid,
        )
        return lambda words, sid: texter.texts(words, sid=sid)

    def _words_of(self, url: str) -> str | None:
        """Return what is said in the audio at a URL of ours."""
        speech = self.receptionist.speech
        line = speech.words_of(url.rsplit("/", 1)[-1]) if speech else None
        return line[0] if line else None

    def _reached_by(self, url: str) -> str:
        """Return where a socket of ours is to be had; a real server is started for the first."""
        if self._server is None:
            self._server = Server(self.app)
        return f"{self._server.url}{urlsplit(url).path}"

    def _is_ending(self, call_sid: str) -> bool:
        last = self.receptionist.assistant.last_turn(call_sid)
        return bool(last and last.reply and last.reply.ending.kind != "listen")

    def asks(self, line: PhoneLine) -> tuple[str, ...]:
        """Return the slots that the receptionist asks for now, by its own account."""
        loaded = self.receptionist.store.load(line.sid)
        return loaded[0].asks if loaded else ()

    def case(self, call_sid: str) -> Case | None:
        """Return what is known of the caller's matter."""
        loaded = self.receptionist.store.load(call_sid)
        return loaded[1] if loaded else None

    def log_file(self, call_sid: str) -> Path | None:
        """Do the follow-ups that are due, and return the file of the call's JSON log if it was written."""
        for runner in (*self.receptionist.summarisers, self.receptionist.runner):
            runner.run_due()
        return next(self.receptionist.settings.call_log_dir.glob(f"*/{call_sid}.json"), None)

    def log(self, call_sid: str) -> Mapping[str, Any]:
        """Return the call's JSON log, empty when there is none."""
        path = self.log_file(call_sid)
        return json.loads(path.read_text("utf-8")) if path else {}

    def close(self) -> None:
        """Let go of the store."""
        self.client.close()
        if self._server:
            self._server.close()
        self.receptionist.close()


@contextmanager
def office(settings: Settings, clock: VirtualClock, deadlines: Deadlines | None = None) -> Iterator[Office]:
    """Open an office for these settings, and close it in the end. Raises ConfigError."""
    opened = Office(create_app(settings, clock=clock, deadlines=deadlines), clock)
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def fresh_office(settings: Settings, clock: VirtualClock) -> Iterator[Office]:
    """Open an office that keeps all it writes in a temporary directory, gone in the end."""
    with (
        tempfile.TemporaryDirectory(prefix="receptionist-") as name,
        office(within(settings, Path(name)), clock) as it,
    ):
        yield it


def within(settings: Settings, directory: Path, *, call_log_dir: Path | None = None) -> Settings:
    """Return these settings for simulated calls: kept in `directory`, signed, reporting to nobody outside."""
    return settings.model_copy(
        update={
            "app_env": "development",
            "public_url": BASE_URL,
            "twilio_auth_token": SecretStr(AUTH_TOKEN),
            "validate_twilio_requests": True,
            "database_url": SecretStr(f"sqlite:///{directory / 'receptionist.db'}"),
            "call_log_dir": call_log_dir or directory / "call_logs",
            "audio_dir": directory / "audio",
            "fallback_url": None,
            # A simulated caller is nobody's customer, and gets no text from Twilio.
            "crm": "contact_book",
            "crm_url": None,
            "crm_secret": None,
            "twilio_account_sid": None,
            "sentry_dsn": None,
            "heartbeat_url": None,
            "smtp_url": None,
            "clock": None,
            # A simulated date must not clean up what was written on real ones.
            "retention_days": FOREVER_DAYS,
            "log_retention_days": FOREVER_DAYS,
            "audio_retention_hours": 24 * FOREVER_DAYS,
        }
    )
