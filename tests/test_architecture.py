"""The rules of the house, checked on the code itself: who may import whom, and how long a file may get."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLASK = ("flask", "werkzeug", "flask_sock")
VENDORS = ("twilio", "openai", "anthropic", "elevenlabs", "sentry_sdk", "httpx", "requests")
STORES = ("sqlalchemy", "alembic", "psycopg", "redis")
ADAPTERS = (
    "receptionist.storage", "receptionist.channels", "receptionist.web", "receptionist.wiring", "app",
    "scripted_conversation", "gpt_conversation", "claude_conversation", "text_to_speech",
)  # fmt: skip
PURE = (
    "receptionist/cases.py", "receptionist/ports.py", "receptionist/understanding/*.py", "receptionist/intake.py",
    "receptionist/guard.py", "receptionist/decide.py", "receptionist/draft.py", "receptionist/information.py",
    "receptionist/other_calls.py", "receptionist/spoken.py", "receptionist/prices.py", "receptionist/services.py",
    "receptionist/phrases.py", "receptionist/hours.py",
)  # fmt: skip
"""Rules: no Flask, no vendor, no store, no adapter, no environment."""

FORBIDDEN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(PURE, (*FLASK, *VENDORS, *STORES, *ADAPTERS, "os", "simulator")),
    "receptionist/cases.py": ("receptionist", "utils", *FLASK, *VENDORS, *STORES, "os"),
    "utils.py": ("receptionist", "app", "simulator", *FLASK, *STORES),
    "receptionist/assistant.py": (*FLASK, *VENDORS, *STORES, *ADAPTERS, "simulator"),
    "receptionist/followups.py": (*FLASK, *VENDORS, *STORES, *ADAPTERS, "simulator"),
    "scripted_conversation.py": (
        *FLASK,
        *VENDORS,
        *STORES,
        "receptionist.storage",
        "receptionist.channels",
        "app",
    ),
    "receptionist/storage/*.py": (
        *FLASK,
        *VENDORS,
        "receptionist.channels",
        "receptionist.web",
        "app",
        "simulator",
    ),
    "receptionist/channels/*.py": ("receptionist.storage", "receptionist.web", "receptionist.wiring", "simulator"),
    "receptionist/**/*.py": ("simulator",),
}


def _sources() -> list[Path]:
    top = [path for path in ROOT.glob("*.py") if path.name != "gunicorn.conf.py"]
    return [
        *top,
        *(path for folder in ("receptionist", "simulator") for path in sorted((ROOT / folder).rglob("*.py"))),
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
        ("receptionist/intake.py", "from flask import request"),
        ("receptionist/understanding/names.py", "import os"),
        ("receptionist/cases.py", "from receptionist import ports"),
        ("receptionist/storage/store.py", "from receptionist.channels import twiml"),
        ("utils.py", "import receptionist.cases"),
        ("receptionist/web/ops.py", "from simulator import twilio"),
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

    assert len(source.splitlines()) <= 320
    assert long == []


def test_utils_stays_small_and_keeps_no_state() -> None:
    source = (ROOT / "utils.py").read_text("utf-8")

    assert len(source.splitlines()) < 150
    assert not list(_within(ast.parse(source), ast.Global))
