"""The receptionist in a terminal: a person types what the caller says; knows nothing of how it is decided."""

import io
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TextIO

from rich.console import Console
from rich.layout import Layout
from rich.panel import Panel
from rich.table import Table

from receptionist.cases import Case, Job, Quote, Vehicle
from receptionist.clock import SystemClock
from receptionist.imports import read_jobs
from receptionist.records import to_json
from receptionist.settings import Settings
from simulator.clock import VirtualClock
from simulator.office import Office, office, within
from simulator.player import do_all, play
from simulator.script import ScriptedCaller, steps
from simulator.twilio import PhoneLine
from simulator.twiml_runner import Heard

FLOOR = "no model: this is the floor"
CALLER_ID = "+13035550142"
_SECONDS_TO_READ = 1.5
_HINT = "Enter: silence · <dtmf:12>: keys · Ctrl-D: hang up"


class Screen(Protocol):
    """Shows a call as it goes on."""

    def show(self, heard: Heard) -> None:
        """Show what was just said and heard."""
        ...

    def lines(self) -> Iterator[str]:
        """Yield what the caller says, as it is typed; ends when the caller hangs up."""
        ...


class Plain:
    """Lines in, lines out."""

    def __init__(self, called: Office, line: PhoneLine, typed: Iterable[str], out: TextIO) -> None:
        self._office, self._line, self._typed, self._out = called, line, typed, out
        self._shown = 0

    def show(self, heard: Heard) -> None:
        """Write what is new in the transcript."""
        if not self._shown and (label := _label(self._office)):
            self._write(f"({label})")
        for line in self._line.transcript[self._shown :]:
            self._write(f"{'receptionist' if line.role == 'assistant' else 'caller'}: {line.text}")
        self._shown = len(self._line.transcript)
        for number in heard.dials:
            self._write(f"(rings {number})")

    def lines(self) -> Iterator[str]:
        """Yield the lines that are not blank."""
        return (line for line in self._typed if line.strip())

    def _write(self, text: str) -> None:
        self._out.write(text + "\n")
        self._out.flush()


class Rich:
    """The conversation on the left, the job card filling in on the right."""

    def __init__(self, called: Office, line: PhoneLine, console: Console, *, watching: bool) -> None:
        """`watching` is for a call that plays by itself: each step stays for a moment."""
        self._office, self._line, self._console, self._watching = called, line, console, watching

    def show(self, heard: Heard) -> None:
        """Draw the whole screen anew."""
        layout = Layout()
        layout.split_row(Layout(self._talk(heard), ratio=3), Layout(self._card(), ratio=2))
        self._console.clear()
        self._console.print(layout, height=max(8, self._console.height - 2))
        if self._watching:
            time.sleep(_SECONDS_TO_READ)

    def lines(self) -> Iterator[str]:
        """Yield what is typed; Enter alone is silence."""
        while not self._line.ended:
            try:
                yield self._console.input("[bold]you:[/] ") or f"<silence:{self._patience_s}>"
            except (EOFError, KeyboardInterrupt):
                self._console.print()
                return

    @property
    def _patience_s(self) -> float:
        return waiting.timeout_s if (waiting := self._line.twilio.waiting) else 0.0

    def _talk(self, heard: Heard) -> Panel:
        width, height = self._console.width * 3 // 5 - 4, max(4, self._console.height - 5)
        said = [f"{'>' if line.role == 'caller' else ' '} {line.text}" for line in self._line.transcript]
        said += [f"  (rings {number})" for number in heard.dials]
        rows = [row for text in said for row in textwrap.wrap(text, width, subsequent_indent="  ")]
        label = _label(self._office)
        title = self._office.receptionist.business.name + (f" · {label}" if label else "")
        return Panel(
            "\n".join(rows[-height:]).replace("[", "\\["), title=title, subtitle=None if self._watching else _HINT
        )

    def _card(self) -> Panel:
        table = Table.grid(padding=(0, 1))
        for key, value in job_card(self._office.case(self._line.sid)):
            table.add_row(f"[dim]{key}[/]", value.replace("[", "\\["))
        return Panel(table, title="the job")


def job_card(case: Case | None) -> list[tuple[str, str]]:
    """Return what is known of a caller's job (and further ones), in the words of the call log."""
    if case is None:
        return []
    rows = [row for job in (case.job, *case.additional_jobs) for row in _job_rows(job)]
    return [*rows, *(("noted", mark) for mark in case.marks)]


def _job_rows(job: Job) -> Iterator[tuple[str, str]]:
    for key in Job.__dataclass_fields__:
        if (value := getattr(job, key)) is not None:
            yield key.replace("_", " "), _shown(value)


def _shown(value: object) -> str:
    if isinstance(value, Quote):
        return f"{value.low} to {value.high}{' after hours' if value.after_hours else ''}"
    if isinstance(value, Vehicle):
        return " ".join(str(part) for part in to_json(value).values() if part is not None)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _label(called: Office) -> str:
    return FLOOR if called.receptionist.settings.conversations == ("scripted",) else ""


def call(settings: Settings, caller: ScriptedCaller | None, *, typed: TextIO, out: TextIO) -> int:
    """Ring the receptionist; the last line written is the path of the call's JSON log. Raises ConfigError."""
    start = caller.local_time if caller else settings.clock.at if settings.clock else SystemClock().now()
    with _called(settings, VirtualClock(start)) as called:
        line = _line(called, caller)
        screen = _screen(called, line, typed, out, watching=caller is not None)
        if caller:
            called.receptionist.store.import_jobs(read_jobs(caller.existing_jobs))
            play(caller, line, asks=called.asks, watch=screen.show)
        else:
            _converse(line, screen)
        path = called.log_file(line.sid)
    out.write(f"{path or 'no call log was written'}\n")
    return 0 if path else 1


@contextmanager
def _called(settings: Settings, clock: VirtualClock) -> Iterator[Office]:
    """Open an office that logs calls where the settings say; its store is a passing one unless they name one."""
    with tempfile.TemporaryDirectory(prefix="receptionist-") as name:
        kept = within(settings, Path(name), call_log_dir=settings.call_log_dir)
        if settings.database_url:
            kept = kept.model_copy(update={"database_url": settings.database_url})
        with office(kept, clock) as called:
            yield called


def _line(called: Office, caller: ScriptedCaller | None) -> PhoneLine:
    if caller:
        return called.line(caller_id=caller.caller_id, human_available=caller.human_available)
    # There is nobody at this terminal whom a transfer could reach.
    return called.line(caller_id=CALLER_ID, human_available=False)


def _screen(called: Office, line: PhoneLine, typed: TextIO, out: TextIO, *, watching: bool) -> Screen:
    if typed.isatty() and out.isatty():
        return Rich(called, line, Console(file=out), watching=watching)
    return Plain(called, line, typed, out)


def _converse(line: PhoneLine, screen: Screen) -> None:
    screen.show(line.rings())
    for typed in screen.lines():
        do_all(line, steps(typed), screen.show)
        if line.ended:
            break
    line.hangs_up()


def main(settings: Settings, caller: ScriptedCaller | None) -> int:
    """Ring the receptionist from this process's terminal, or its standard input."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    return call(settings, caller, typed=sys.stdin, out=sys.stdout)
