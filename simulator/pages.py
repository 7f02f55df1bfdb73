"""Writes the transcripts on the pages: calls and texts that the simulator really plays; `make pages` runs it."""

import re
from pathlib import Path

from receptionist.settings import Settings
from simulator import stories
from simulator.callers import Plan, Played, play_all
from simulator.script import read_callers

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", ROOT / "docs" / "conversation.md", ROOT / "docs" / "owner.md")
_TEXTED = re.compile(r"(<!-- texted: (\S+) -->\n).*?(<!-- /texted -->)", re.DOTALL)
_REGION = re.compile(r"(<!-- played: (\S+) -->\n).*?(<!-- /played -->)", re.DOTALL)


def written(page: str) -> str:
    """Return a page with its transcripts as they would be played now. Raises KeyError for an unknown caller."""
    callers = {caller.id: caller for caller in read_callers()}

    def played(region: re.Match[str]) -> str:
        (call,) = play_all([callers[region[2]]], Settings.load({}), Plan())
        return f"{region[1]}{_quoted(call)}{region[3]}"

    def texted(region: re.Match[str]) -> str:
        return f"{region[1]}{stories.quoted(region[2])}{region[3]}"

    return _TEXTED.sub(texted, _REGION.sub(played, page))


def _quoted(call: Played) -> str:
    names = {"assistant": "**Receptionist:**", "caller": "**Caller:**"}
    lines = (f"> {names[line.role]} {line.text}\n" for line in call.transcript)
    return ">\n".join(lines)


if __name__ == "__main__":
    for page in PAGES:
        page.write_text(written(page.read_text("utf-8")), "utf-8")
