"""The call log: one JSON file a call, made from the store; the app writes it and never reads it."""

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from receptionist import costs
from receptionist.cases import Call, Case, FollowUp, Job, Turn, Utterance
from receptionist.costs import Cost, Prices, Spent
from receptionist.ports import FollowUpError, StoreError
from receptionist.records import to_json
from receptionist.rules import outcomes
from receptionist.storage.database import store_errors
from receptionist.words.broken_off import heard
from utils import remove_old_files

Json = dict[str, Any]
VERSION = 1
STALE = timedelta(hours=1)
"""Age from which a temporary file belongs to nobody: its process died while writing."""
_LATENCIES = ("understood", "decided", "commit_a", "first_token", "first_sentence", "speech", "total")
"""Stages of a turn, in milliseconds: hearing and learning; their commit; the wait for a model's first token, and
for its first whole sentence; the audio; all until the reply was ready to be committed. Null: there was none."""
_COSTS = ("telephony", "conversation", "speech", "messages", "total")
_SID = re.compile(r"[A-Za-z0-9]{2,64}")


def document(
    call: Call, case: Case, turns: tuple[Turn, ...], spent: tuple[Spent, ...] = (), prices: Prices | None = None
) -> Json:
    """Return the call log of a call: every key is there, null until it is known; times are ISO, in UTC, with Z.

    Without `prices` no cost is known.
    """
    transcript = [{"n": n, **entry} for n, entry in enumerate(_entries(turns), 1)]
    return {
        "version": VERSION,
        "call_sid": call.sid,
        "channel": call.channel,
        "direction": call.direction,
        "from": call.from_number,
        "to": call.to_number,
        "language": case.language,
        "started_at": to_json(call.started_at),
        "ended_at": to_json(call.ended_at),
        "duration_s": round((call.ended_at - call.started_at).total_seconds(), 1) if call.ended_at else None,
        "interaction_count": sum(entry["role"] == "caller" for entry in transcript),
        "status": call.status,
        "outcome": outcomes.outcome(call),
        "summary": outcomes.summary(call, case),
        "next_step": outcomes.next_step(call, case),
        "turns": transcript,
        "job": {**_job(case.job), "service_type": outcomes.service_type(call, case.job)},
        "additional_jobs": [_job(job) for job in case.additional_jobs],
        "actions": to_json(call.actions),
        "usage": to_json(costs.usage(spent)),
        "cost_usd": _in_usd(costs.cost(call, turns, spent, prices) if prices else Cost()),
        "errors": to_json(call.faults),
    }


def _entries(turns: tuple[Turn, ...]) -> Iterator[Json]:
    for turn in turns:
        if said := _said(turn.utterance):
            yield _entry(turn, turn.at, "caller", said, confidence=turn.utterance.confidence)
        if turn.reply and turn.reply.sentences:
            reply = turn.reply
            took: Mapping[str, float] = reply.latency_ms
            yield _entry(
                turn,
                reply.at,
                "assistant",
                reply.text,
                heard=None if reply.heard_chars is None else heard(reply),
                asks=list(reply.asks),
                conversation=reply.conversation,
                latency_ms={name: round(took[name]) if name in took else None for name in _LATENCIES},
            )


def _said(utterance: Utterance) -> str:
    keyed = f"[keys {utterance.keys}]" if utterance.keys else ""
    return f"{utterance.text} {keyed}".strip()


def _entry(turn: Turn, at: datetime, role: str, text: str, **known: Any) -> Json:  # noqa: ANN401 -- JSON
    unknown: Json = {"asks": [], "conversation": None, "heard": None, "confidence": None, "latency_ms": None}
    return {"turn": turn.key.turn, "at": to_json(at), "role": role, "text": text, **unknown, **known}


def _job(job: Job) -> Json:
    # Until a job is taken its urgency is nobody's promise.
    urgency = job.urgency if job.id else "none"
    return {**to_json(job), "urgency": urgency, "access_code": "kept" if job.access_code else None}


def _in_usd(cost: Cost) -> Json:
    parts: dict[str, Decimal | None] = {name: getattr(cost, name) for name in _COSTS}
    return {name: None if usd is None else round(float(usd), 6) for name, usd in parts.items()}


def path_of(directory: Path, call_sid: str, started_at: datetime) -> Path:
    """Return where a call's log is: `<directory>/<day of the start, UTC>/<CallSid>.json`.

    Raises StoreError for a SID that is none, which could name a file elsewhere.
    """
    if not _SID.fullmatch(call_sid):
        raise StoreError("not a call's SID", permanent=True)
    return directory / f"{started_at.astimezone(UTC):%Y-%m-%d}" / f"{call_sid}.json"


def write(directory: Path, log: Json) -> Path:
    """Write a call log whole or not at all, readable by the owner of the process only; returns its path.

    Raises StoreError.
    """
    path = path_of(directory, log["call_sid"], datetime.fromisoformat(log["started_at"]))
    with store_errors():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.stem}.", suffix=".tmp", dir=path.parent)
        try:
            with open(handle, "w", encoding="utf-8") as file:
                json.dump(log, file, ensure_ascii=False, indent=1)
                file.write("\n")
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        finally:
            Path(temporary).unlink(missing_ok=True)
        _sync_directory(path.parent)
    return path


def _sync_directory(directory: Path) -> None:
    # The file's new name is the directory's content: without this a power cut could take it back.
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(directory: Path, *, now: datetime) -> int:
    """Remove the temporary files of processes that died while writing; returns how many."""
    with store_errors():
        return sum(remove_old_files(day, now - STALE, ".*.tmp") for day in directory.glob("????-??-??"))


class Archive(Protocol):
    """What an export reads of the store."""

    def load(self, call_sid: str) -> tuple[Call, Case] | None:
        """Return a call with its case."""
        ...

    def turns(self, call_sid: str) -> tuple[Turn, ...]:
        """Return the turns of a call."""
        ...


class CallLogExport:
    """Handles follow-ups of kind `export_call_log` with the payload `{"call_sid": …}`."""

    def __init__(
        self,
        store: Archive,
        directory: Path,
        *,
        spent: Callable[[str], tuple[Spent, ...]] = lambda call_sid: (),
        prices: Prices | None = None,
    ) -> None:
        """`spent` tells what a call has used up, by its SID."""
        self._store = store
        self._directory = directory
        self._spent = spent
        self._prices = prices

    def __call__(self, followup: FollowUp) -> None:
        """Write the log of the call as it stands now; doing so twice changes nothing. Raises StoreError."""
        self.export(followup.payload["call_sid"])

    def export(self, call_sid: str) -> Path:
        """Write the log of one call and return its path. Raises FollowUpError for an unknown SID, StoreError."""
        if (log := self.log_of(call_sid)) is None:
            raise FollowUpError("no such call", permanent=True)
        return write(self._directory, log)

    def log_of(self, call_sid: str) -> Json | None:
        """Return the log of one call as it stands now, None for an unknown SID. Raises StoreError."""
        found = self._store.load(call_sid)
        if found is None:
            return None
        return document(*found, self._store.turns(call_sid), self._spent(call_sid), self._prices)
