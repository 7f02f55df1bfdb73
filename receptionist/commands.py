"""The command line, `flask --app app …`: each command asks a part for its work and prints one line about it."""

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from sys import maxsize

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from receptionist import outside, wiring
from receptionist.channels import twiml
from receptionist.crm.contact_rows import read_contacts
from receptionist.imports import read_jobs
from receptionist.latency import table, turn_types
from receptionist.open_questions import grouped
from receptionist.ports import ReceptionistError
from receptionist.running import Receptionist
from receptionist.settings import Settings
from receptionist.shop import business as business_file
from receptionist.storage.database import migrated
from utils import configure_logging, mask_phone_number, normalise_phone_number

MOST_CALLS = 1000
"""Of which latencies are shown, the newest."""

jobs = AppGroup("jobs", help="Jobs that came from elsewhere.")
contacts = AppGroup("contacts", help="The contact book: whom you know by telephone number.")
questions = AppGroup("questions", help="What callers asked and the receptionist did not know.")
recordings = AppGroup("recordings", help="The voicemails that callers left.")
logs = AppGroup("logs", help="The call logs, which are made from the database.")
db = AppGroup("db", help="The database.")
followups = AppGroup("followups", help="What is left to be done after calls.")


def init_app(app: Flask) -> None:
    """Add the commands to an app, which need not be wired."""
    for command in (jobs, contacts, questions, recordings, logs, db, followups, check, latency, erase):
        app.cli.add_command(command)


@jobs.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_jobs(file: Path) -> None:
    """Import jobs from a JSON array."""
    with _plainly():
        try:
            rows = json.loads(file.read_text("utf-8"))
        except ValueError as error:
            raise click.ClickException(f"{file} is no JSON: {error}") from error
        count = _receptionist().store.import_jobs(read_jobs(rows))
    click.echo(f"{count} jobs imported")


@contacts.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_contacts(file: Path) -> None:
    """Import contacts from a .csv file with a header line, or from a JSON array."""
    with _plainly():
        receptionist = _receptionist()
        known = read_contacts(file, region=receptionist.business.country)
        receptionist.kept.contacts.save(*known, at=receptionist.clock.now())
    click.echo(f"{len(known)} contacts imported")


@contacts.command("list")
def list_contacts() -> None:
    """List every contact, with how many notes there are."""
    with _plainly():
        book = _receptionist().kept.contacts
        for known in book.all():
            words = (known.phone, known.name or "-", known.language or "-", "vip" if known.vip else "-")
            click.echo("  ".join((*words, f"{len(book.notes(known.phone))} notes")))


@contacts.command("forget")
@click.argument("number")
def forget_contact(number: str) -> None:
    """Forget a contact and the notes about it; that it wants no texts is kept."""
    with _plainly():
        receptionist = _receptionist()
        receptionist.kept.contacts.forget(phone := _telephone(number, receptionist))
    click.echo(f"{mask_phone_number(phone)}: forgotten")


@questions.command("list")
def list_questions() -> None:
    """List the open questions, those asked most first."""
    with _plainly():
        for question in grouped(_receptionist().kept.questions.open()):
            day, times = question.last_at.date().isoformat(), f"{len(question.asked)}x"
            click.echo("  ".join((str(question.id), times, day, question.asked[0].call_sid, question.words)))


@questions.command("answered")
@click.argument("number", type=int)
def answer_question(number: int) -> None:
    """Take a question off the list; put the answer into the business file."""
    with _plainly():
        receptionist = _receptionist()
        ids = _times_of(number, receptionist)
        receptionist.kept.questions.answered(ids, at=receptionist.clock.now())
    click.echo(f"question {number}: answered")


@questions.command("forget")
@click.argument("number", type=int)
def forget_question(number: int) -> None:
    """Delete a question, every time it was asked."""
    with _plainly():
        receptionist = _receptionist()
        receptionist.kept.questions.forget(_times_of(number, receptionist))
    click.echo(f"question {number}: forgotten")


def _times_of(number: int, receptionist: Receptionist) -> list[int]:
    """Return the rows of a question by the number that the list shows."""
    for question in grouped(receptionist.kept.questions.open()):
        if question.id == number:
            return [asked.id for asked in question.asked]
    raise click.BadParameter(f"there is no open question {number}")


@recordings.command("list")
def list_recordings() -> None:
    """List every voicemail, the newest first, with its length and its SID."""
    with _plainly():
        receptionist = _receptionist()
        for voicemail in receptionist.kept.recordings.all():
            known = voicemail.recording
            at = f"{receptionist.business.local(known.at):%Y-%m-%d %H:%M}"
            click.echo("  ".join((at, mask_phone_number(voicemail.caller_id), f"{known.seconds} s", known.sid)))


@recordings.command("save")
@click.argument("sid")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def save_recording(sid: str, file: Path) -> None:
    """Save a voicemail as MP3 to a new file that only you can read."""
    with _plainly():
        audio = _receptionist().kept.recordings.audio_of(sid)
    if audio is None:
        raise click.ClickException(f"there is no voicemail {sid}")
    try:
        with open(file, "xb", opener=_for_me_alone) as out:
            out.write(audio)
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error
    click.echo(f"{file}: saved")


def _for_me_alone(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)


@logs.command("rebuild")
def rebuild_logs() -> None:
    """Write the log of every call again that has ended."""
    with _plainly():
        receptionist = _receptionist()
        known = receptionist.kept.erasure.old_calls(before=receptionist.clock.now(), limit=maxsize)
        ended = [call.sid for call in known if _has_ended(receptionist, call.sid)]
        for call_sid in ended:
            receptionist.export.export(call_sid)
    click.echo(f"{len(ended)} call logs written")


def _has_ended(receptionist: Receptionist, call_sid: str) -> bool:
    found = receptionist.store.load(call_sid)
    return found is not None and found[0].ended_at is not None


@db.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to this version; a no-op when it is."""
    with _plainly():
        migrated(Settings.load().store_url).dispose()
    click.echo("database: ok")


@followups.command("run")
def run_followups() -> None:
    """Do follow-ups until SIGTERM, for a process of its own beside the web."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with _plainly():
        receptionist = _receptionist()
        settings = receptionist.settings
        stop_logging = configure_logging(settings.log_level, settings.log_file, sys.stderr)
        receptionist.start()
    click.echo("follow-ups: at work until SIGTERM")
    stop.wait()
    receptionist.close()
    stop_logging()


@click.command()
def check() -> None:
    """Check the settings and the business file."""
    with _plainly():
        settings = Settings.load()
        business = business_file.load(settings.business_file)
        outside.check(settings)
    click.echo(f"settings: ok ({settings.app_env})")
    click.echo(f"{settings.business_file}: ok ({business.name})")
    for person in business.people:
        if person.fictional:
            click.echo(f"note: {person.name}'s number is invented ({person.phone})")
    for missing in outside.unheard(settings, business):
        click.echo(f"note: {missing}")


@click.command()
@click.option("--days", default=7, show_default=True, help="Calls of so many days.")
@with_appcontext
def latency(days: int) -> None:
    """Show how long callers wait for our first word, by what they were asked."""
    with _plainly():
        receptionist = _receptionist()
        store, now = receptionist.store, receptionist.clock.now()
        calls = store.last_calls(since=now - timedelta(days=days), until=now, limit=MOST_CALLS)
        turns = [turn for call, _ in calls for turn in store.turns(call.sid)]
    silence_s = partial(twiml.silence_s, setting_s=receptionist.settings.speech_timeout)
    for line in table(turn_types(turns, silence_s)):
        click.echo(line)


@click.command()
@click.argument("number")
@with_appcontext
def erase(number: str) -> None:
    """Erase what is kept about a telephone number: calls, texts, jobs, files."""
    with _plainly():
        receptionist = _receptionist()
        known = _telephone(number, receptionist)
        count = receptionist.clean_up.erase_number(known)
    click.echo(f"{mask_phone_number(known)}: erased, with {count} calls")


def _telephone(number: str, receptionist: Receptionist) -> str:
    if known := normalise_phone_number(number, receptionist.business.country):
        return known
    raise click.BadParameter("write the number with country code, such as +13035550142")


@contextmanager
def _plainly() -> Iterator[None]:
    """Turn an error of ours into a line without a traceback, and exit status 1."""
    try:
        yield
    except ReceptionistError as error:
        raise click.ClickException(str(error)) from error


def _receptionist() -> Receptionist:
    """Return the app's receptionist. Raises what kept it from being wired."""
    found: Receptionist | None = current_app.extensions.get("receptionist")
    return found or wiring.build(Settings.load())
