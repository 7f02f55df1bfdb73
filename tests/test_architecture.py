"""The rules of the house, checked on the code itself: who may import whom, and how long a file may get."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLASK = ("flask", "werkzeug", "flask_sock")
VENDORS = ("twilio", "openai", "anthropic", "elevenlabs", "sentry_sdk", "httpx", "httpx2", "requests")
STORES = ("sqlalchemy", "alembic", "psycopg", "redis")
ADAPTERS = (
    "receptionist.storage", "receptionist.channels", "receptionist.web", "receptionist.wiring",
    "receptionist.running", "app",
    "scripted_conversation", "gpt_conversation", "claude_conversation", "text_to_speech", "receptionist.outside",
    "receptionist.texts.text_desk", "receptionist.duty.duty_desk", "receptionist.texts.twilio_messenger",
    "receptionist.crm",
    "receptionist.speaking.speech", "receptionist.speaking.audio_files", "receptionist.commands", "deploy",
    "receptionist.exchange", "receptionist.heartbeat", "receptionist.duty.by_mail", "receptionist.duty.by_webhook",
    "receptionist.texts.twilio_client", "receptionist.texts.twilio_account",
    "receptionist.models.transport",
)  # fmt: skip
NOT_PURE = (
    "receptionist/assistant.py", "receptionist/claims.py", "receptionist/followups.py", "receptionist/wiring.py",
    "receptionist/running.py", "receptionist/conditions.py", "receptionist/metrics.py",
    "receptionist/commands.py", "receptionist/reporting.py", "receptionist/settings.py", "receptionist/imports.py",
    "receptionist/channels/*.py", "receptionist/storage/*.py", "receptionist/web/*.py",
    "receptionist/crm/*.py",
    "receptionist/models/breaker.py", "receptionist/models/transport.py", "receptionist/outside.py",
    "receptionist/texts/text_desk.py",
    "receptionist/duty/duty_desk.py",
    "receptionist/texts/twilio_messenger.py", "receptionist/texts/twilio_client.py",
    "receptionist/texts/twilio_account.py", "receptionist/exchange.py", "receptionist/heartbeat.py",
    "receptionist/duty/by_mail.py", "receptionist/duty/by_webhook.py",
    "receptionist/speaking/speech.py", "receptionist/speaking/audio_files.py",
)  # fmt: skip
"""All else in receptionist/ is rules: no Flask, no vendor, no store, no adapter, no environment."""
RULES = (*FLASK, *VENDORS, *STORES, *ADAPTERS, "os", "simulator")

_INWARD = (
    *FLASK, *STORES, "receptionist.storage", "receptionist.channels", "receptionist.web", "receptionist.wiring",
    "app", "simulator",
)  # fmt: skip
"""What no sibling of app.py in the root may import."""

FORBIDDEN: dict[str, tuple[str, ...]] = {
    "receptionist/*": ("simulator", "app"),
    "receptionist/cases.py": ("receptionist", "utils"),
    "utils.py": ("receptionist", "app", "simulator", *FLASK, *STORES),
    "receptionist/assistant.py": (*FLASK, *VENDORS, *STORES, *ADAPTERS),
    "receptionist/claims.py": (*FLASK, *VENDORS, *STORES, *ADAPTERS),
    "receptionist/followups.py": (*FLASK, *VENDORS, *STORES, *ADAPTERS),
    "scripted_conversation.py": (*_INWARD, *VENDORS),
    "gpt_conversation.py": (*_INWARD, "anthropic", "elevenlabs", "claude_conversation"),
    "claude_conversation.py": (*_INWARD, "openai", "elevenlabs", "gpt_conversation"),
    "text_to_speech.py": (*_INWARD, "openai", "anthropic", "gpt_conversation", "claude_conversation"),
    "receptionist/storage/*.py": (*FLASK, *VENDORS, "receptionist.channels", "receptionist.web"),
    "receptionist/crm/*.py": _INWARD,
    "receptionist/channels/*.py": ("receptionist.storage", "receptionist.web", "receptionist.wiring"),
}


def _sources() -> list[Path]:
    top = [path for path in ROOT.glob("*.py") if path.name != "gunicorn.conf.py"]
    return [
        *top,
        *(
            path
            for folder in ("receptionist", "simulator", "deploy", "examples")
            for path in sorted((ROOT / folder).rglob("*.py"))
        ),
    ]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _trespasses(path: str, source: str) -> list[str]:
    """Return the imports of a module that its place in the house forbids."""
    forbidden = [name for pattern, names in FORBIDDEN.items() if fnmatch(path, pattern) for name in names]
    if path.startswith("receptionist/") and not any(fnmatch(path, pattern) for pattern in NOT_PURE):
        forbidden += RULES
    imported = set(_imports(ast.parse(source)))
    return sorted(i for i in imported if any(i == name or i.startswith(f"{name}.") for name in forbidden))


def _within(node: ast.AST, kind: type[ast.AST]) -> Iterator[ast.AST]:
    return (child for child in ast.walk(node) if isinstance(child, kind))


@pytest.mark.parametrize("path", _sources(), ids=_name)
def test_modules_import_only_what_their_place_allows(path: Path) -> None:
    assert _trespasses(_name(path), path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("receptionist/rules/intake.py", "from flask import request"),
        ("receptionist/understanding/names.py", "import os"),
        ("receptionist/cases.py", "from receptionist import ports"),
        ("receptionist/storage/store.py", "from receptionist.channels import twiml"),
        ("utils.py", "import receptionist.cases"),
        ("receptionist/web/ops.py", "from simulator import twilio"),
        ("receptionist/wiring.py", "import simulator"),
        ("receptionist/shop/business.py", "import flask"),
    ],
)
def test_the_import_rule_catches_a_trespass(path: str, line: str) -> None:
    assert _trespasses(path, line)


@pytest.mark.parametrize("path", _sources(), ids=_name)
def test_only_settings_reads_the_environment(path: Path) -> None:
    if _name(path) in ("receptionist/settings.py", "simulator/__main__.py"):
        return
    reads = [ast.unparse(node) for node in _within(ast.parse(path.read_text("utf-8")), ast.Attribute)]
    assert not [read for read in reads if read in ("os.environ", "os.getenv")]


@pytest.mark.parametrize("path", _sources(), ids=_name)
def test_nothing_is_opened_at_import(path: Path) -> None:
    body = ast.parse(path.read_text("utf-8")).body
    plain = [node for node in body if not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.If))]
    calls = [
        ast.unparse(call.func) for node in plain for call in _within(node, ast.Call) if isinstance(call, ast.Call)
    ]
    assert not [
        call
        for call in calls
        if call.split(".")[-1] in ("open", "Thread", "connect", "create_engine", "read_text")
    ]


@pytest.mark.parametrize("path", _sources(), ids=_name)
def test_files_and_functions_stay_small(path: Path) -> None:
    source = path.read_text("utf-8")
    functions = _within(ast.parse(source), ast.FunctionDef)
    long = [
        f.name
        for f in functions
        if isinstance(f, ast.FunctionDef) and f.end_lineno and f.end_lineno - f.lineno > 40
    ]

    assert len(source.splitlines()) <= 300
    assert long == []


def test_utils_stays_small_and_keeps_no_state() -> None:
    source = (ROOT / "utils.py").read_text("utf-8")

    assert len(source.splitlines()) < 150
    assert not list(_within(ast.parse(source), ast.Global))
