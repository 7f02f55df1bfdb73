"""Hygiene at the edges: speech, telephone numbers, old files, logs. Imports nothing of ours, keeps no state."""

import json
import logging
import queue
import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from logging.handlers import QueueHandler, QueueListener
from pathlib import Path
from typing import TextIO

import phonenumbers
from concurrent_log_handler import ConcurrentRotatingFileHandler

CALL_SID: ContextVar[str | None] = ContextVar("call_sid", default=None)
"""The call this thread works for: set where a request or a follow-up begins, written on every log line."""

_NUMBER = re.compile(r"(?<![\w+-])(?!\d{4}-\d\d-\d\d)\+?\(?\d(?:[ ().-]{0,2}\d){8,14}(?!\w)")
_LOG_BYTES = 10_000_000
_LOG_BACKUPS = 10
_QUEUE_LINES = 10_000


def clean_speech(text: str | None, max_chars: int = 1000) -> str:
    """Return what was said, on one line, without characters that XML 1.0 or a terminal cannot bear."""
    kept = (" " if unicodedata.category(char) in ("Cc", "Cs", "Cn", "Co") else char for char in text or "")
    return " ".join("".join(kept).split())[:max_chars].rstrip()


def mask_phone_number(number: str | None) -> str:
    """Return `+1•••••••42` for `+13035550142`: always seven dots, so that the length tells nothing."""
    digits = re.sub(r"\D", "", number or "")
    if len(digits) < 7:
        return "•" * 7
    return f"{_country_code(number or '')}{'•' * 7}{digits[-2:]}"


def _country_code(number: str) -> str:
    with suppress(phonenumbers.NumberParseException):
        return f"+{phonenumbers.parse(number).country_code}"
    return ""


def normalise_phone_number(raw: str | None, region: str = "US") -> str | None:
    """Return a telephone number in E.164, or None for what is none.

    None, too, for a withheld caller ID in all its spellings: as a word, as a word spelled on the keypad
    (`+266696687` is ANONYMOUS: no such spelling is a valid number), as a SIP or client address.
    """
    if not raw or re.search(r"[^\d\s().+-]", raw):
        return None
    with suppress(phonenumbers.NumberParseException):
        number = phonenumbers.parse(raw, region)
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def remove_old_files(directory: Path, older_than: datetime, pattern: str = "*") -> int:
    """Delete files in `directory` (glob `pattern`) last changed before `older_than`; return how many."""
    removed = 0
    for path in directory.glob(pattern):
        # Another process may clean up the same directory.
        with suppress(FileNotFoundError):
            if not path.is_symlink() and path.is_file() and path.stat().st_mtime < older_than.timestamp():
                path.unlink()
                removed += 1
    return removed


def mask_numbers(text: str) -> str:
    """Return `text` with everything masked that looks like a telephone number."""
    return _NUMBER.sub(lambda found: mask_phone_number(found.group()), text)


def configure_logging(level: str, path: Path | None, stream: TextIO | None = None) -> Callable[[], None]:
    """Log JSON lines to `stream` and to the rotating file `path`; return what flushes and stops it.

    A turn only puts its line on a queue; a thread of its own writes. The file stays whole under several
    processes. Lines that the queue cannot hold (a disk that hangs) are dropped.
    """
    outputs: list[logging.Handler] = [logging.StreamHandler(stream)] if stream else []
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        outputs.append(_rotating_file(path))
    lines: queue.Queue[logging.LogRecord] = queue.Queue(_QUEUE_LINES)
    handler = _LineHandler(lines)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # At INFO these log URLs and parameters, which may hold telephone numbers, or chat at each start.
    for name in ("twilio.http_client", "alembic", "httpx", "httpx2", "openai", "anthropic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    listener = QueueListener(lines, *outputs)
    listener.start()

    def stop() -> None:
        listener.stop()
        for output in outputs:
            output.close()

    return stop


def _rotating_file(path: Path) -> logging.Handler:
    return ConcurrentRotatingFileHandler(path, maxBytes=_LOG_BYTES, backupCount=_LOG_BACKUPS, encoding="utf-8")


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON, its numbers masked whoever logged them."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record, with its traceback if it has one, as a JSON object."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "call_sid": CALL_SID.get(),
            "message": mask_numbers(record.getMessage()),
        }
        if record.exc_info:
            line["traceback"] = mask_numbers(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


class _LineHandler(QueueHandler):
    """Formats where the line is logged (the CallSid is that thread's), and never waits for the queue."""

    def enqueue(self, record: logging.LogRecord) -> None:
        with suppress(queue.Full):
            self.queue.put_nowait(record)
