"""`python -m simulator call|callers`: reads the command line and the names that `make` exports; plays nothing."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NoReturn, get_args

from receptionist.ports import ConfigError
from receptionist.settings import Settings
from simulator import comparison, plot, report, terminal
from simulator.callers import Order, Plan, Played, play_all
from simulator.generated.callers import generate
from simulator.script import BUSINESS_FILE, CALLERS_FILE, ScriptedCaller, read_callers
from simulator.stand_ins import Kind, stood_in

REPORTS = Path("var/callers")
INTERRUPTED = 130


def main(argv: Sequence[str], env: Mapping[str, str]) -> int:
    """Run one command; a wrong option, setting, file or caller is one line on standard error and exit status 2."""
    # Warnings of the app would break into the conversation; they stand in the call log too.
    logging.basicConfig(level=logging.ERROR)
    try:
        options = _parser(env).parse_args(argv)
        return _call(options) if options.command == "call" else _callers(options)
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("interrupted: nothing was reported\n")
        return INTERRUPTED


class _Parser(argparse.ArgumentParser):
    """A command line whose complaints are one line, as those about settings and files are."""

    def error(self, message: str) -> NoReturn:
        raise ConfigError(message, permanent=True)


def _parser(env: Mapping[str, str]) -> argparse.ArgumentParser:
    """Return the command line; what is not given is taken from the environment (`make callers FILE=…`)."""
    parser = _Parser(prog="python -m simulator", description="Rings the receptionist.")
    commands = parser.add_subparsers(dest="command", required=True)
    call = commands.add_parser("call", help="ring from this terminal, or with lines from standard input")
    call.add_argument("--caller", default=env.get("CALLER"), help="id of a scripted caller who does the talking")
    call.add_argument("--file", default=env.get("FILE") or CALLERS_FILE, type=Path, help="callers, a JSON a line")
    callers = commands.add_parser("callers", help="play scripted callers, grade them and report")
    callers.add_argument(
        "--file", default=env.get("FILE") or CALLERS_FILE, type=Path, help="callers, a JSON a line"
    )
    callers.add_argument("--business", default=env.get("BUSINESS") or BUSINESS_FILE, type=Path)
    callers.add_argument("--report", default=env.get("REPORT") or None, type=Path, help="JSON file to write")
    callers.add_argument("--plot", default=env.get("PLOT") or None, type=Path, help="SVG of the curve over noise")
    callers.add_argument(
        "--generate",
        default=env.get("GENERATE") or "0",
        type=_count(0),
        help="this many generated callers instead",
    )
    callers.add_argument(
        "--repeat", default=env.get("REPEAT") or "1", type=_count(1), help="times each caller rings"
    )
    callers.add_argument("--seed", default=env.get("SEED") or "0", type=_count(0), help="chance: the same, again")
    callers.add_argument(
        "--noise", default=env.get("NOISE") or "0", type=_shares, help="percent of words misheard: 10, or 0,10,20"
    )
    callers.add_argument(
        "--workers", default=env.get("WORKERS") or "1", type=_count(1), help="processes that play"
    )
    callers.add_argument(
        "--stand-in",
        default=env.get("STAND_IN") or None,
        choices=get_args(Kind),
        help="a model and a voice on this machine, instead of those that have keys",
    )
    callers.add_argument("--order", default="by-asks", choices=get_args(Order), help="which turn is said next")
    return parser


def _call(options: argparse.Namespace) -> int:
    return terminal.main(Settings.load(), _chosen(options.caller, options.file) if options.caller else None)


def _chosen(caller_id: str, path: Path) -> ScriptedCaller:
    callers = {caller.id: caller for caller in read_callers(path)}
    if caller_id not in callers:
        raise ConfigError(f"CALLER is {caller_id!r}: allowed is one of {' '.join(callers)}", permanent=True)
    return callers[caller_id]


def _shares(percents: str) -> tuple[float, ...]:
    """Return shares from 0 to 1 for a list of percents: `0,10,20`."""
    try:
        shares = tuple(float(percent) / 100 for percent in percents.split(","))
    except ValueError:
        shares = ()
    if not shares or not all(0 <= share <= 1 for share in shares):
        raise argparse.ArgumentTypeError(f"{percents!r} is none of: percents from 0 to 100, such as 0,10,20")
    return shares


def _count(least: int) -> Callable[[str], int]:
    """Return what reads a whole number that is not below `least`."""

    def read(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least} up")
        return int(text)

    return read


def _callers(options: argparse.Namespace) -> int:
    settings = Settings.load().model_copy(update={"business_file": options.business})
    plan = Plan(
        repeat=options.repeat,
        seed=options.seed,
        noise=options.noise,
        order=options.order,
        workers=options.workers,
    )
    callers = generate(options.generate, options.seed) if options.generate else read_callers(options.file)
    path = options.report or _usual_report(options)
    report.make_room(path, *([options.plot] if options.plot else []))
    with stood_in(settings, options.stand_in) if options.stand_in else nullcontext(settings) as settings:
        played = list(_told(play_all(callers, settings, plan)))
    _report(report.report(played), path, options.plot)
    return 0


def _told(played: Iterable[Played]) -> Iterator[Played]:
    """Write each call's line as soon as it has been played."""
    _say(report.HEADER)
    for call in played:
        _say(report.console_line(call))
        yield call


def _usual_report(options: argparse.Namespace) -> Path:
    """Return where these callers' reports are kept when no file is named: the next run is compared with it."""
    return REPORTS / f"{'generated' if options.generate else options.file.stem}.json"


def _report(whole: Mapping[str, Any], path: Path, svg: Path | None) -> None:
    before = comparison.last(path)
    report.write(path, json.dumps(whole, ensure_ascii=False, indent=1) + "\n")
    if svg:
        report.write(svg, plot.svg(whole["curve"]))
    _say(report.console_totals(whole["totals"]))
    if len(whole["curve"]) > 1:
        _say(report.console_curve(whole["curve"]))
    if before:
        _say(
            "\n".join(
                ("\nSince the last report:", *(list(comparison.changes(before, whole)) or ["nothing changed"]))
            )
        )
    _say(f"\n{path}")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
