"""`python -m simulator call|callers`: reads the command line and the names that `make` exports; plays nothing."""

import argparse
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import get_args

from receptionist.ports import ConfigError
from receptionist.settings import Settings
from simulator import terminal
from simulator.callers import Manner, Plan, console_line, console_totals, play_all, totals, write_report
from simulator.script import BUSINESS_FILE, CALLERS_FILE, ScriptedCaller, read_callers
from simulator.stand_ins import Kind, stood_in


def main(argv: Sequence[str], env: Mapping[str, str]) -> int:
    """Run one command; a wrong setting, file or caller is one line on standard error and exit status 2."""
    options = _parser(env).parse_args(argv)
    # Warnings of the app would break into the conversation; they stand in the call log too.
    logging.basicConfig(level=logging.ERROR)
    try:
        return _call(options) if options.command == "call" else _callers(options)
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _parser(env: Mapping[str, str]) -> argparse.ArgumentParser:
    """Return the command line; what is not given is taken from the environment (`make callers FILE=…`)."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description="Rings the receptionist.")
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
    callers.add_argument("--repeat", default=env.get("REPEAT") or 1, type=int, help="times each caller rings")
    callers.add_argument("--seed", default=env.get("SEED") or 0, type=int)
    callers.add_argument(
        "--noise", default=env.get("NOISE") or 0, type=float, help="percent of utterances with a hole in them"
    )
    callers.add_argument(
        "--stand-in",
        default=env.get("STAND_IN") or None,
        choices=get_args(Kind),
        help="a model and a voice on this machine, instead of those that have keys",
    )
    callers.add_argument("--manner", default="by-asks", choices=get_args(Manner), help="which turn is said next")
    return parser


def _call(options: argparse.Namespace) -> int:
    return terminal.main(Settings.load(), _chosen(options.caller, options.file) if options.caller else None)


def _chosen(caller_id: str, path: Path) -> ScriptedCaller:
    callers = {caller.id: caller for caller in read_callers(path)}
    if caller_id not in callers:
        raise ConfigError(f"CALLER is {caller_id!r}: allowed is one of {' '.join(callers)}", permanent=True)
    return callers[caller_id]


def _callers(options: argparse.Namespace) -> int:
    settings = Settings.load().model_copy(update={"business_file": options.business})
    plan = Plan(
        repeat=max(1, options.repeat),
        seed=options.seed,
        noise=min(100.0, max(0.0, options.noise)) / 100,
        manner=options.manner,
    )
    played = []
    with stood_in(settings, options.stand_in) if options.stand_in else nullcontext(settings) as settings:
        for call in play_all(read_callers(options.file), settings, plan):
            played.append(call)
            sys.stdout.write(console_line(call) + "\n")
            sys.stdout.flush()
    if options.report:
        write_report(options.report, played)
    sys.stdout.write(console_totals(totals(played)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
