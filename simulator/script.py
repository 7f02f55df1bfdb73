"""What a caller is, and those that are written down as JSON lines; plays nothing and judges nothing."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, cast

from receptionist.ports import ConfigError

DATA = Path(__file__).with_name("data")
CALLERS_FILE = DATA / "callers.jsonl"
BUSINESS_FILE = DATA / "business.json"

_TOKEN = re.compile(r"<(silence|dtmf|hangup|noise|barge|twice|again|late|drop|text)(?::([^>]*))?>")
_Bare = Literal["hangup", "twice", "again", "late", "drop", "text"]
_MARKS = {"noise": "\0", "barge": "\1"}
CLEAR, NOISY = 0.9, 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class ByTheBook:
    """A price that follows from the business file, and from what the caller will have told."""

    service: str
    after_hours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a call has to leave behind."""

    service_types: frozenset[str]
    urgencies: frozenset[str]
    slots: Mapping[str, Any]
    additional_jobs: tuple[Mapping[str, Any], ...]
    price: Mapping[str, Any] | ByTheBook | None
    actions: tuple[str, ...]
    forbidden: tuple[str, ...]
    must_not_say: tuple[re.Pattern[str], ...]
    danger_turn: int | None
    """The turn whose reply has to advise 911; None when nobody is in danger."""


@dataclass(frozen=True, slots=True)
class Saying:
    """Something a caller says: its words (with tokens), what it answers for good, and the details it tells."""

    text: str
    answers: tuple[str, ...] = ()
    tells: Mapping[str, Any] = field(default_factory=dict)
    begins: tuple[str, ...] = ()
    """Slots whose answer is only begun: the next question for them is no repetition."""
    turn: int | None = None
    """The index of the scripted turn that it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a caller knows to be so, and listens for when it is read back."""

    numbers: tuple[str, ...] = ()
    """Telephone numbers of ten digits that may be named to this caller."""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedCaller:
    """One caller: what is said unasked, what is answered, and the circumstances of the call.

    A caller of a file says all of `turns`, those of `slot_turns` when they are asked for. One with `answers`
    (generated/callers.py) says `turns` when nothing is asked, answers what is asked from `answers` as often as it
    is asked, and puts right what is read back wrong.
    """

    id: str
    turns: tuple[str, ...]
    slot_turns: Mapping[str, tuple[int, ...]]
    caller_id: str | None
    local_time: datetime
    human_available: bool
    existing_jobs: tuple[Mapping[str, Any], ...]
    expected: Expected
    language: str = "en"
    machine_answers: bool = False
    """Whether a transfer is answered, but by a machine."""
    answers: Mapping[str, tuple[Saying, ...]] = field(default_factory=dict)
    """By slot, or what listening.py makes of it: what is said at first, when asked again, … and from then on."""
    facts: Facts = Facts()


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a caller does in a turn, or that happens to the line in it."""

    kind: Literal["speech", "keys", "silence", "hangup", "twice", "again", "late", "drop", "text"]
    text: str = ""
    confidence: float = CLEAR
    seconds: float = 0.0
    barges: bool = False
    """Whether it is said before the prompt has ended."""


def read_callers(path: Path = CALLERS_FILE) -> tuple[ScriptedCaller, ...]:
    """Return the callers of a JSON-lines file; blank lines are skipped. Raises ConfigError naming the line."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is no UTF-8 text") from error
    callers = tuple(_caller(line, f"{path.name}, line {n}") for n, line in enumerate(lines, 1) if line.strip())
    if not callers:
        raise ConfigError(f"{path}: has no callers")
    return callers


def steps(turn: str) -> tuple[Step, ...]:
    """Return what a turn's text asks a caller to do, in order, and what is to happen to the line.

    `<noise>` is taken out of the words around it and lowers their confidence to 0.3; `<barge>` has them said
    before the prompt has ended. data/README.md says what the other tokens mean.
    """
    found: list[Step] = []
    words, at = "", 0
    for token in _TOKEN.finditer(turn):
        words, at = words + turn[at : token.start()], token.end()
        if token[1] in _MARKS:
            words += _MARKS[token[1]]
        else:
            found += [*_speech(words), _token(token[1], token[2] or "")]
            words = ""
    return (*found, *_speech(words + turn[at:]))


def _speech(words: str) -> list[Step]:
    text = " ".join(words.translate({0: " ", 1: " "}).split())
    confidence = NOISY if "\0" in words else CLEAR
    return [Step("speech", text, confidence, barges="\1" in words)] if text or "\0" in words else []


def _token(kind: str, value: str) -> Step:
    if kind == "dtmf":
        return Step("keys", value)
    return Step("silence", seconds=float(value or 0)) if kind == "silence" else Step(cast("_Bare", kind))


def _caller(line: str, where: str) -> ScriptedCaller:
    try:
        row = json.loads(line)
        context = row["context"]
        return ScriptedCaller(
            id=row["id"],
            language=row.get("lang", "en"),
            turns=tuple(row["turns"]),
            slot_turns={slot: tuple(turns) for slot, turns in row.get("slot_turns", {}).items()},
            caller_id=context.get("caller_id"),
            local_time=datetime.fromisoformat(context["local_time"]),
            human_available=bool(context.get("human_available", True)),
            existing_jobs=tuple(context.get("existing_jobs", ())),
            expected=_expected(row["expected"], row.get("danger_turn")),
            machine_answers=bool(context.get("machine_answers", False)),
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
