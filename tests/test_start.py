"""What a start imports before it answers, and what only later: counted by modules, never by time."""

import subprocess
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
VENDORS = ("openai", "anthropic", "elevenlabs", "sentry_sdk")
KEYS = {
    "OPENAI_API_KEY": "k",
    "ANTHROPIC_API_KEY": "k",
    "ELEVENLABS_API_KEY": "k",
    "TWILIO_ACCOUNT_SID": "AC1",
    "TWILIO_AUTH_TOKEN": "t",
    "TWILIO_PHONE_NUMBER": "+13035550100",
}
STARTS = """
import sys
from app import create_app
from receptionist.settings import Settings
from receptionist.storage.database import migrated

env = {env!r}
migrated(Settings.load(env).store_url).dispose()
if {again!r}:
    app = create_app(Settings.load(env))
    assert app.test_client().get("/health").status_code == 200
    print(*[name for name in {names!r} if name in sys.modules])
    app.extensions["receptionist"].later.make_all()
    print(*[name for name in {names!r} if name in sys.modules])
"""


def imported(
    folder: Path, names: tuple[str, ...], keys: Mapping[str, str], *, again: bool = True
) -> list[list[str]]:
    """Return which modules are imported when /health answers, and which once all is made."""
    env = {"CALL_LOG_DIR": str(folder / "call_logs"), "AUDIO_DIR": str(folder / "audio"), **keys}
    source = textwrap.dedent(STARTS).format(env=env, names=names, again=again)
    ended = subprocess.run((sys.executable, "-c", source), cwd=ROOT, capture_output=True, text=True, check=True)
    return [line.split() for line in ended.stdout.splitlines()]


@pytest.mark.parametrize(("env", "later"), [({}, []), (KEYS, ["openai", "anthropic", "elevenlabs"])])
def test_health_answers_before_a_vendor_is_imported(env: dict[str, str], later: list[str], tmp_path: Path) -> None:
    answering, made = imported(tmp_path, VENDORS, env)

    assert answering == []
    assert made == later


def test_a_start_with_nothing_to_migrate_does_without_alembic(tmp_path: Path) -> None:
    imported(tmp_path, (), {}, again=False)

    answering, _ = imported(tmp_path, ("alembic",), {})

    assert answering == []
