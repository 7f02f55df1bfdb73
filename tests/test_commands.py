"""The command line, as an owner types it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app import create_app
from receptionist.settings import Settings

CALL = {"CallSid": "CAabc", "From": "+13035550142", "To": "+13035550100", "CallStatus": "ringing"}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An app whose store and logs are new."""
    made = create_app(Settings.load({"CALL_LOG_DIR": str(tmp_path / "call_logs")}))
    yield made
    made.extensions["receptionist"].close()


def typed(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=list(words))


def test_jobs_from_elsewhere_are_imported(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "jobs.json"
    row = {"id": "J-1042", "name": "Ann", "phone": "+13035550142", "service_type": "rekey", "status": "open"}
    file.write_text(json.dumps([row]))

    result = typed(app, "jobs", "import", str(file))

    assert (result.exit_code, result.output) == (0, "1 jobs imported\n")
    assert [job.id for job in app.extensions["receptionist"].store.jobs(phone="+13035550142")] == ["J-1042"]


@pytest.mark.parametrize("text", ["[{]", '[{"id": "J-1042"}]', "{}"])
def test_a_file_of_jobs_that_is_wrong_is_told_in_one_line(app: Flask, tmp_path: Path, text: str) -> None:
    file = tmp_path / "jobs.json"
    file.write_text(text)

    result = typed(app, "jobs", "import", str(file))

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert result.output.count("\n") == 1


def test_logs_are_made_again_for_calls_that_have_ended(app: Flask, tmp_path: Path) -> None:
    client = app.test_client()
    client.post("/answer", data=CALL)
    client.post("/answer", data={**CALL, "CallSid": "CAstillon"})
    client.post("/voice/status", data={**CALL, "CallStatus": "completed"})

    result = typed(app, "logs", "rebuild")

    assert result.output == "1 call logs written\n"
    assert [path.stem for path in (tmp_path / "call_logs").glob("*/*.json")] == ["CAabc"]


def test_a_number_is_erased_with_its_calls(app: Flask) -> None:
    app.test_client().post("/answer", data=CALL)

    result = typed(app, "erase", "(303) 555-0142")

    assert result.output == "+1•••••••42: erased, with 1 calls\n"
    loaded = app.extensions["receptionist"].store.load("CAabc")
    assert "3035550142" not in repr(loaded)


def test_erase_wants_a_telephone_number(app: Flask) -> None:
    assert typed(app, "erase", "everybody").exit_code == 2


def test_check_tells_what_is_well_and_what_is_invented(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    result = typed(app, "check")

    assert result.exit_code == 0
    assert "business.toml: ok (Ridgeline Lock and Key)" in result.output
    assert "note: Marcus's number is invented" in result.output


def test_check_tells_which_notices_nobody_will_hear(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "business.toml"
    plain = Path("business.toml").read_text("utf-8")
    file.write_text(plain.replace('channels = ["sms"]', 'channels = ["sms", "email"]', 1), "utf-8")
    monkeypatch.setenv("BUSINESS_FILE", str(file))

    assert "note: SMTP_URL is missing: notices by mail need it" in typed(app, "check").output


def test_check_tells_what_is_wrong(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "many")

    result = typed(app, "check")

    assert (result.exit_code, result.output.split(":")[0]) == (1, "Error")


def test_the_database_is_brought_up_to_date(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/other.db")

    assert typed(app, "db", "upgrade").output == "database: ok\n"
    assert (tmp_path / "other.db").exists()
