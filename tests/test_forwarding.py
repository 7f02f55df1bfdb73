"""A transfer whose phone forwards back to us is refused before it goes round in circles."""

from pathlib import Path

from receptionist.settings import Settings
from simulator.clock import VirtualClock
from simulator.office import office, within

OURS = "+13035550100"


def test_a_call_from_our_own_number_is_a_transfer_that_came_back_and_hears_engaged(
    tmp_path: Path, clock: VirtualClock
) -> None:
    settings = within(Settings.load({"TWILIO_PHONE_NUMBER": OURS}), tmp_path)
    with office(settings, clock) as desk:
        line = desk.line(caller_id=OURS)

        line.rings()

        assert line.ended
        assert line.twilio.status == "busy"
        assert line.transcript == ()
        assert desk.receptionist.store.load(line.sid) is None


def test_without_a_number_of_our_own_nobody_is_taken_for_us(tmp_path: Path, clock: VirtualClock) -> None:
    with office(within(Settings.load({}), tmp_path), clock) as desk:
        line = desk.line(caller_id=OURS)

        line.rings()

        assert not line.ended
