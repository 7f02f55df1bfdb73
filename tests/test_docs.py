"""What the documents say is so: routes, commands, the transcript in README, the files that they name."""

import re
from pathlib import Path
from typing import get_args

import pytest
from click import Group
from flask import Flask

from app import create_app
from receptionist.running import Receptionist
from receptionist.settings import Settings
from receptionist.texts.twilio_errors import CALL_IS_OVER, OPERATORS, REMEDIES
from receptionist.words.phrases import PHRASES_FILE
from simulator import pages
from simulator.office import Office
from simulator.stand_ins import Kind

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SOCKET, HANDSHAKE = "/voice/relay", {"Upgrade": "websocket", "Connection": "Upgrade"}
OPEN_TO_ALL = {"/health", "/ready", "/metrics"}
"""Routes that anybody may ask, none of which changes anything."""
TROUBLESHOOTING = (ROOT / "docs" / "troubleshooting.md").read_text("utf-8")
SCRIPTS = ("configure_twilio.sh", "deploy_heroku.sh")
PARTLY_LATER = {"SECRET_KEY"}
"""Settings of which a part is in use."""


def routes(app: Flask) -> list[tuple[str, set[str]]]:
    return [(rule.rule, (rule.methods or set()) - {"OPTIONS"}) for rule in app.url_map.iter_rules()]


@pytest.mark.parametrize("path", pages.PAGES, ids=lambda path: path.name)
def test_the_transcripts_on_a_page_are_what_the_simulator_plays_now(path: Path) -> None:
    page = path.read_text("utf-8")

    assert "<!-- played: " in page or "<!-- texted: " in page
    assert pages.written(page) == page


def test_every_route_is_in_the_architecture_page(ridgeline: Office) -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")

    assert [rule for rule, _ in routes(ridgeline.app) if f" {rule}" not in page] == []


def test_every_route_that_is_not_plainly_open_is_behind_the_signature(ridgeline: Office) -> None:
    for rule, methods in routes(ridgeline.app):
        if rule in OPEN_TO_ALL:
            assert methods == {"GET", "HEAD"}
            continue
        if rule == SOCKET:
            assert ridgeline.app.test_client().get(rule, headers=HANDSHAKE).status_code == 403
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
    sources = (ROOT / "receptionist" / "rules").glob("*.py")
    named = {name for source in sources for name in re.findall(r'\.say\(\s*"(\w+)"', source.read_text("utf-8"))}
    worded = PHRASES_FILE.read_text("utf-8")

    assert len(named) > 30
    assert [name for name in sorted(named) if f"\n{name} = " not in worded] == []


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def rows(page: str) -> dict[str, tuple[str, str]]:
    """Return the settings of README's tables: name -> default, meaning; a heading's (later) is each row's."""
    found = {}
    for section in page.split("\n### "):
        later = " (later)" if section.partition("\n")[0].endswith("(later)") else ""
        for name, default, meaning in re.findall(r"^\| `([A-Z_]+)` \| (.*?) \| (.*) \|$", section, re.MULTILINE):
            found[name] = (default, meaning + later)
    return found


def settings_in_use() -> set[str]:
    sources = [*ROOT.glob("*.py"), *(ROOT / "receptionist").rglob("*.py"), *(ROOT / "deploy").glob("*.py")]
    named = {name for source in sources for name in re.findall(r"\bsettings\.(\w+)", source.read_text("utf-8"))}
    own = re.findall(r"\bself\.(\w+)", (ROOT / "receptionist" / "settings.py").read_text("utf-8"))
    return {name.upper() for name in Settings.model_fields if name in named.union(own)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_heading_leads_to_one(page: Path) -> None:
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)#([^)]+)\)", page.read_text("utf-8")):
        assert anchor in anchors(page.parent / target if target else page)


def test_what_the_readme_says_comes_later_is_what_nothing_uses_yet() -> None:
    table = rows((ROOT / "README.md").read_text("utf-8").partition("## Settings")[2])
    later = {name for name, (_, meaning) in table.items() if "(later)" in meaning}

    assert later - PARTLY_LATER == {name.upper() for name in Settings.model_fields} - settings_in_use()


def test_the_readme_and_the_example_name_the_same_defaults() -> None:
    table = rows((ROOT / "README.md").read_text("utf-8").partition("## Settings")[2])
    example = (ROOT / ".env.example").read_text("utf-8")
    given = dict(re.findall(r"^# ([A-Z_]+)=(\S*)", example, re.MULTILINE))

    assert {name: default.strip("`–") for name, (default, _) in table.items()} == given


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_option_of_a_script_that_a_page_names_is_in_its_help(script: str) -> None:
    # The help is the text that the script prints, between these two lines.
    known = (ROOT / script).read_text("utf-8").partition("cat <<'END'\n")[2].partition("\nEND\n")[0]
    for page in PAGES:
        for line in re.findall(rf"\./{script}[^`\n#]*", page.read_text("utf-8")):
            for option in re.findall(r"--[a-z-]+", line):
                assert f"  {option}" in known, f"{page.name}: {option}"


def test_every_command_line_in_the_pages_exists(ridgeline: Office) -> None:
    named = {
        match for page in PAGES for match in re.findall(r"flask --app app (\w+) ?(\w+)?", page.read_text("utf-8"))
    }

    for name, inner in named:
        command = ridgeline.app.cli.commands[name]
        assert not isinstance(command, Group) or inner in command.commands


def test_every_stand_in_that_a_page_names_exists() -> None:
    named = {kind for page in PAGES for kind in re.findall(r"STAND_IN=(\w+)", page.read_text("utf-8"))}

    assert named == set(get_args(Kind))


def test_every_error_of_twilio_that_we_know_is_in_the_troubleshooting() -> None:
    known = {*REMEDIES, CALL_IS_OVER}

    assert [code for code in sorted(known) if str(code) not in TROUBLESHOOTING] == []


def test_what_is_yours_to_mend_is_told_how_and_nothing_is_told_twice() -> None:
    table = re.findall(r"^\| (\d{5}(?:, \d{5})*) \| (.+) \| (.+) \|$", TROUBLESHOOTING, re.MULTILINE)
    remedies = {int(code): remedy for codes, _, remedy in table for code in codes.split(", ")}

    assert sum(len(codes.split(", ")) for codes, _, _ in table) == len(remedies)
    assert [code for code in sorted(OPERATORS) if remedies[code].startswith("nothing")] == []


def test_every_status_of_health_is_explained() -> None:
    explained = set(re.findall(r"^\| `(\w+)` \|", TROUBLESHOOTING, re.MULTILINE))

    assert explained == {"store", "conversation", "speech", "twilio", "followups"}


def test_every_module_is_on_the_map() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    house = page[page.index("```") : page.index("## One turn")]
    modules = {path.name for path in (ROOT / "receptionist").glob("*.py")} - {"__init__.py", "setting_types.py"}

    assert sorted(name for name in modules if not re.search(rf"\b{re.escape(name)}", house)) == []
