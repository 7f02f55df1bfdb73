"""What the documents say is so: routes, commands, the transcript in README, the files that they name."""

import re
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from receptionist.phrases import PHRASES_FILE
from receptionist.settings import Settings
from receptionist.wiring import Receptionist
from simulator.office import Office
from simulator.readme import written

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
OPEN_TO_ALL = {"/health", "/ready"}
"""Routes that anybody may ask, none of which changes anything."""


def routes(app: Flask) -> list[tuple[str, set[str]]]:
    return [(rule.rule, (rule.methods or set()) - {"OPTIONS"}) for rule in app.url_map.iter_rules()]


def test_the_transcript_in_the_readme_is_what_the_simulator_plays_now() -> None:
    page = (ROOT / "README.md").read_text("utf-8")

    assert written(page) == page


def test_every_route_is_in_the_architecture_page(ridgeline: Office) -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")

    assert [rule for rule, _ in routes(ridgeline.app) if f" {rule}" not in page] == []


def test_every_route_that_is_not_plainly_open_is_behind_the_signature(ridgeline: Office) -> None:
    for rule, methods in routes(ridgeline.app):
        if rule in OPEN_TO_ALL:
            assert methods == {"GET", "HEAD"}
            continue
        assert methods == {"POST"}
        assert ridgeline.app.test_client().post(rule, data={"CallSid": "CA12"}).status_code == 403


def test_every_page_links_only_to_files_that_are_there() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_module_that_the_map_names_is_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    house = page[page.index("```") : page.index("## One turn")]
    known = {path.name for path in ROOT.rglob("*") if ".venv" not in path.parts}

    assert [name for name in re.findall(r"[\w.]+\.(?:py|toml)", house) if name not in known] == []


def test_every_command_in_the_readme_exists(ridgeline: Office) -> None:
    page = (ROOT / "README.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")

    for target in re.findall(r"^make (\w+)|`make (\w+)", page, re.MULTILINE):
        assert re.search(rf"^{''.join(target)}:", makefile, re.MULTILINE)
    for command in re.findall(r"`flask --app app (\w+)", page):
        assert command in ridgeline.app.cli.commands


@pytest.mark.parametrize("env", [{}, {"APP_ENV": "production"}])
def test_the_app_is_made_only_from_settings_that_are_whole(env: dict[str, str], tmp_path: Path) -> None:
    env = {**env, "CALL_LOG_DIR": str(tmp_path / "call_logs")}
    if "APP_ENV" in env:
        with pytest.raises(Exception, match="TWILIO_ACCOUNT_SID is missing"):
            Settings.load(env)
        return

    receptionist: Receptionist = create_app(Settings.load(env)).extensions["receptionist"]
    receptionist.close()

    assert receptionist.business.name == "Ridgeline Lock and Key"


def test_every_phrase_that_the_rules_say_is_worded(ridgeline: Office) -> None:
    sources = [ROOT / "receptionist" / f"{name}.py" for name in ("decide", "information", "other_calls", "intake")]
    named = {name for source in sources for name in re.findall(r'\.say\(\s*"(\w+)"', source.read_text("utf-8"))}
    worded = PHRASES_FILE.read_text("utf-8")

    assert len(named) > 30
    assert [name for name in sorted(named) if f"\n{name} = " not in worded] == []
