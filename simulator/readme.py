"""Writes the transcript at the top of README.md: a call that the simulator really plays; `make readme` runs it."""

import re
from pathlib import Path

from receptionist.settings import Settings
from simulator.callers import Plan, Played, play_all
from simulator.script import read_callers

README = Path(__file__).parent.parent / "README.md"
SHOWN = "pub-01-car-lockout-simple"
_REGION = re.compile(r"(<!-- transcript -->\n).*?(<!-- /transcript -->)", re.DOTALL)


def written(page: str) -> str:
    """Return the page with the transcript as it would be played now."""
    (caller,) = (caller for caller in read_callers() if caller.id == SHOWN)
    (played,) = play_all([caller], Settings.load({}), Plan())
    return _REGION.sub(lambda found: f"{found[1]}{_quoted(played)}{found[2]}", page)


def _quoted(played: Played) -> str:
    names = {"assistant": "**Receptionist:**", "caller": "**Caller:**"}
    lines = (f"> {names[line.role]} {line.text}\n" for line in played.transcript)
    return ">\n".join(lines)


if __name__ == "__main__":
    README.write_text(written(README.read_text("utf-8")), "utf-8")
