"""What a scripted caller is, read from JSON lines; plays nothing and judges nothing."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from receptionist.ports import ConfigError

DATA = Path(__file__).with_name("data")
CALLERS_FILE = DATA / "callers.jsonl"
BUSINESS_FILE = DATA / "business.json"

_TOKEN = re.compile(r"<(silence|dtmf|hangup|noise)(?::([^>]*))?>")
CLEAR, NOISY = 0.9, 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a call has to leave behind."""

    service_types: frozenset[str]
    urgencies: frozenset[str]
    slots: Mapping[str, Any]
    additional_jobs: tuple[Mapping[str, Any], ...]
    price: Mapping[str, Any] | None
    actions: tuple[str, ...]
    forbidden: tuple[str, ...]
    must_not_say: tuple[re.Pattern[str], ...]
    danger_turn: int | None
    """The turn whose reply has to advise 911; None when nobody is in danger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedCaller:
    """One caller: the words in order, which of them answer what, and the circumstances of the call."""

    id: str
    turns: tuple[str, ...]
    slot_turns: Mapping[str, tuple[int, ...]]
    caller_id: str | None
    local_time: datetime
    human_available: bool
    existing_jobs: tuple[Mapping[str, Any], ...]
    expected: Expected


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a caller does in a turn."""

    kind: Literal["speech", "keys", "silence", "hangup"]
    text: str = ""
    confidence: float = CLEAR
    seconds: float = 0.0


def read_callers(path: Path = CALLERS_FILE) -> tuple[ScriptedCaller, ...]:
    """Return the callers of a JSON-lines file; blank lines are skipped. Raises ConfigError naming the line."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    return tuple(_caller(line, f"{path.name}, line {n}") for n, line in enumerate(lines, 1) if line.strip())


def steps(turn: str) -> tuple[Step, ...]:
    """Return what a turn's text asks a caller to do, in order: words, keys, silence, hanging up.

    `<noise>` is taken out of the words around it and lowers their confidence to 0.3.
    """
    found: list[Step] = []
    words, at = "", 0
    for token in _TOKEN.finditer(turn):
        words, at = words + turn[at : token.start()], token.end()
        if token[1] == "noise":
            words += "\0"
        else:
            found += [*_speech(words), _token(token[1], token[2] or "")]
            words = ""
    return (*found, *_speech(words + turn[at:]))


def _speech(words: str) -> list[Step]:
    text = " ".join(words.replace("\0", " ").split())
    noisy = "\0" in words
    return [Step("speech", text, NOISY if noisy else CLEAR)] if text or noisy else []


def _token(kind: str, value: str) -> Step:
    if kind == "dtmf":
        return Step("keys", value)
    return Step("silence", seconds=float(value or 0)) if kind == "silence" else Step("hangup")


def _caller(line: str, where: str) -> ScriptedCaller:
    try:
        row = json.loads(line)
        context = row["context"]
        return ScriptedCaller(
            id=row["id"],
            turns=tuple(row["turns"]),
            slot_turns={slot: tuple(turns) for slot, turns in row.get("slot_turns", {}).items()},
            caller_id=context.get("caller_id"),
            local_time=datetime.fromisoformat(context["local_time"]),
            human_available=bool(context.get("human_available", True)),
            existing_jobs=tuple(context.get("existing_jobs", ())),
            expected=_expected(row["expected"], row.get("danger_turn")),
        )
    except (ValueError, TypeError, AttributeError, re.error) as error:
        raise ConfigError(f"{where}: not a scripted caller: {error}") from error
    except KeyError as error:
        raise ConfigError(f"{where}: {error.args[0]!r} is missing") from error


def _expected(row: Mapping[str, Any], danger_turn: int | None) -> Expected:
    given = row.get("danger_turn", danger_turn)
    return Expected(
        service_types=frozenset((row["service_type"], *row.get("service_type_also_ok", ()))),
        urgencies=frozenset((row["urgency"], *row.get("urgency_also_ok", ()))),
        slots=row.get("slots", {}),
        additional_jobs=tuple(row.get("additional_jobs", ())),
        price=row.get("price"),
        actions=tuple(row.get("actions", ())),
        forbidden=tuple(row.get("actions_forbidden", ())),
        must_not_say=tuple(re.compile(pattern) for pattern in row.get("must_not_say_regex", ())),
        danger_turn=0 if given is None and row["urgency"] == "life_safety" else given,
    )
