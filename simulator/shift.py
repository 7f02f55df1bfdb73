"""A shift in the fictional shop: callers ring, people text, time passes, and Twilio is a server on loopback."""

import json
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic import SecretStr

from app import create_app
from receptionist.cases import Job
from receptionist.settings import Settings
from receptionist.storage.tables import outbox
from simulator import scripts
from simulator.clock import VirtualClock
from simulator.office import Office, within
from simulator.texting import Texter, new_sid
from simulator.twilio import BASE_URL, PhoneLine
from simulator.vendors.twilio_rest import ACCOUNT_SID, AUTH_TOKEN, NUMBER, TwilioStandIn
from simulator.wire import Delivery, Wire

MARCUS, LUIS, DANA, PRIYA = "+13035550101", "+13035550102", "+13035550103", "+13035550142"
MOST_ROUNDS = 50
LOCKOUT = tuple(words.format(address="2215 linden avenue") for words in scripts.LOCKOUT.lines)


@dataclass(frozen=True, slots=True)
class Texted:
    """A text that was really sent, to us or by us."""

    number: str
    """Of the other side."""
    words: str
    ours: bool


class Shift:
    """The office at work."""

    def __init__(self, office: Office, clock: VirtualClock, twilio: TwilioStandIn) -> None:
        self.office, self.clock, self.twilio = office, clock, twilio
        self.receptionist = office.receptionist
        self.history: list[Texted] = []
        self._seen = 0

    def work(self) -> None:
        """Do all that is due."""
        parts = self.receptionist
        runners = parts.runners
        for _ in range(MOST_ROUNDS):
            done = sum(runner.run_due() for runner in runners)
            new, self._seen = self.twilio.texts[self._seen :], len(self.twilio.texts)
            self.history += [Texted(text["to"], text["body"], ours=True) for text in new]
            if not done:
                return
        raise AssertionError("the work never ends")

    def wait(self, seconds: float) -> None:
        """Let time pass, and do what falls due."""
        self.clock.sleep(seconds)
        self.work()

    def calls(self, *lines: str, number: str = PRIYA) -> PhoneLine:
        """Ring, say these things, and hang up; the work goes on meanwhile."""
        line = self.line(number)
        line.rings()
        for words in lines:
            if not line.ended:
                line.says(words)
                self.work()
        if not line.ended:
            line.hangs_up()
        self.work()
        return line

    def line(self, number: str = PRIYA) -> PhoneLine:
        """Return the line of somebody who has dialled, but has not yet rung."""
        return PhoneLine(
            self.office.client,
            caller_id=number,
            clock=self.clock,
            to=NUMBER,
            auth_token=AUTH_TOKEN,
            account_sid=ACCOUNT_SID,
            human_available=False,
        )

    def texts(self, number: str, words: str, *, sid: str | None = None) -> list[str]:
        """Text the shop, and return what was sent back to that number."""
        before = len(self.sent(number))
        self.send(number, words, sid=sid)
        self.work()
        return self.sent(number)[before:]

    def send(self, number: str, words: str, *, sid: str | None = None) -> None:
        """Text the shop; what follows is done later."""
        texter = Texter(
            self.office.client,
            number=number,
            clock=self.clock,
            to=NUMBER,
            auth_token=AUTH_TOKEN,
            account_sid=ACCOUNT_SID,
        )
        texter.texts(words, sid=sid or new_sid())
        self.history.append(Texted(number, words, ours=False))

    def send_at_once(self, texts: Sequence[tuple[str, str]]) -> None:
        """Text the shop from several telephones at the same moment, while the work goes on."""
        with ThreadPoolExecutor(max_workers=len(texts) + 1) as pool:
            sending = [pool.submit(self.send, number, words) for number, words in texts]
            for each in (*sending, pool.submit(self.work)):
                each.result()

    def presses(self, number: str, key: str) -> str:
        """Press a key in the last call that rang a number, and return what is said then."""
        return self.press(self.rung(number)[-1], number, key)

    def press(self, twiml: str, number: str, key: str) -> str:
        """Press a key in a call that rings a number with this TwiML, and return what is said then."""
        (action,) = set(re.findall(r'action="([^"]+)"', twiml))
        form = {"CallSid": new_sid(), "AccountSid": ACCOUNT_SID, "From": NUMBER, "To": number, "Digits": key}
        return self._wire().document(Delivery(url=unescape(action), form=form)).text

    def reports(self, number: str, status: str, code: int) -> None:
        """Have Twilio report how the last text to a number fared."""
        sid = next(text["sid"] for text in reversed(self.twilio.texts) if text["to"] == number)
        self.fares(sid, status, code)
        self.work()

    def loses(self, sid: str) -> None:
        """Have Twilio report that a text was filtered, after it had left."""
        self.fares(sid, "undelivered", 30007)

    def fares(self, sid: str, status: str, code: int = 0) -> None:
        """Have Twilio report how a text fared, where it was told to."""
        (url,) = (text["status_callback"] for text in self.twilio.texts if text["sid"] == sid)
        form = {"AccountSid": ACCOUNT_SID, "MessageSid": sid, "MessageStatus": status, "ErrorCode": str(code)}
        self._wire().deliver(Delivery(url=url, form=form))

    def next_due(self) -> datetime | None:
        """Return when the next follow-up is due; None when nothing is left to be done."""
        free_at = sa.func.coalesce(outbox.c.lease_until, outbox.c.run_at)
        waiting = sa.select(sa.func.min(free_at, type_=outbox.c.run_at.type)).where(outbox.c.state == "waiting")
        with self.receptionist.kept.engine.connect() as connection:
            due: datetime | None = connection.scalar(waiting)
            return due

    def _wire(self) -> Wire:
        return Wire(self.office.client, base_url=BASE_URL, auth_token=AUTH_TOKEN, clock=self.clock)

    def sent(self, number: str) -> list[str]:
        """Return the texts to a number, in order."""
        return self.twilio.sent_texts(number)

    def rung(self, number: str) -> list[str]:
        """Return the TwiML of the calls to a number, in order."""
        return [call["twiml"] for call in self.twilio.calls if call["to"] == number]

    def job(self, job_id: str = "J-1001") -> Job:
        """Return a job as it stands."""
        if job := self.receptionist.store.job(job_id):
            return job
        raise KeyError(job_id)

    def logs(self) -> list[dict[str, Any]]:
        """Return the call logs that were written."""
        folder = self.receptionist.settings.call_log_dir
        return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*/*.json"))]

    def health(self) -> dict[str, Any]:
        """Return what monitors see of the follow-ups."""
        found: dict[str, Any] = self.office.client.get("/health").json()["components"]["followups"]
        return found


@contextmanager
def shift(folder: Path, clock: VirtualClock, business_file: Path | None = None) -> Iterator[Shift]:
    """Open the shop for a shift, with a store of its own; it is the fictional one where no file says another."""
    with TwilioStandIn(now=clock.now) as twilio:
        opened = Office(create_app(settings_for(folder, twilio, business_file), clock=clock), clock)
        try:
            yield Shift(opened, clock, twilio)
        finally:
            opened.close()


def settings_for(folder: Path, twilio: TwilioStandIn, business_file: Path | None = None) -> Settings:
    """Return the settings of a shop that keeps all it writes in a folder, and texts and rings by this Twilio."""
    settings = Settings.load({"BUSINESS_FILE": str(business_file)} if business_file else {})
    update = {
        "twilio_account_sid": ACCOUNT_SID,
        "twilio_auth_token": SecretStr(AUTH_TOKEN),
        "twilio_phone_number": NUMBER,
        "twilio_api_url": twilio.url,
    }
    return within(settings, folder).model_copy(update=update)


def at(local: str) -> VirtualClock:
    """Return a clock that begins at a local ISO time."""
    return VirtualClock(datetime.fromisoformat(local))
