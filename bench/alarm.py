"""From a caller's words of danger to the first notice that leaves the house: the real app, its threads, SQLite.

Twilio is a server on loopback that notes when a request arrives; what is measured ends there.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from app import create_app
from receptionist.settings import Settings
from simulator.clock import VirtualClock
from simulator.office import Office, within
from simulator.twilio import PhoneLine
from simulator.vendors.twilio_rest import ACCOUNT_SID, AUTH_TOKEN, NUMBER, TwilioStandIn

ALARMS = 20
DANGER = "my baby is locked in the car and it's hot"
MOST_S = 5.0
LOOK_S = 0.001


def alarms() -> list[float]:
    """Return how many milliseconds each alarm took, from the request with the words to the first text or call."""
    with TwilioStandIn() as twilio, _open(twilio) as office:
        return [_alarm(office, twilio, number) for number in range(ALARMS)]


def _alarm(office: Office, twilio: TwilioStandIn, number: int) -> float:
    line = PhoneLine(
        office.client,
        caller_id=f"+1303555{1000 + number}",
        clock=office.clock,  # The caller's: nobody waits while he speaks.
        to=NUMBER,
        auth_token=AUTH_TOKEN,
        account_sid=ACCOUNT_SID,
    )
    line.rings()
    before, started_s = len(twilio.asked), time.perf_counter()
    line.says(DANGER)
    while len(twilio.asked) == before and time.perf_counter() - started_s < MOST_S:
        time.sleep(LOOK_S)
    elapsed_s = time.perf_counter() - started_s
    line.hangs_up()
    return elapsed_s * 1000


@contextmanager
def _open(twilio: TwilioStandIn) -> Iterator[Office]:
    with tempfile.TemporaryDirectory(prefix="receptionist-") as folder:
        update = {
            "twilio_account_sid": ACCOUNT_SID,
            "twilio_auth_token": SecretStr(AUTH_TOKEN),
            "twilio_phone_number": NUMBER,
            "twilio_api_url": twilio.url,
        }
        settings = within(Settings.load({}), Path(folder)).model_copy(update=update)
        office = Office(create_app(settings), VirtualClock(datetime.now(UTC)))
        office.receptionist.start()
        try:
            yield office
        finally:
            office.close()
