"""The environment becomes settings, or one line that says what is wrong."""

from pathlib import Path

import pytest

from receptionist.ports import ConfigError
from receptionist.settings import CALLS_PER_CORE, SPARE_THREADS, Settings

PRODUCTION = {
    "APP_ENV": "production",
    "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
    "TWILIO_AUTH_TOKEN": "a-secret-token",
    "TWILIO_PHONE_NUMBER": "+13035550100",
    "PUBLIC_URL": "https://calls.example.com",
}
ROOT = Path(__file__).parent.parent


def refusal(**env: str) -> str:
    with pytest.raises(ConfigError) as refused:
        Settings.load(env)
    return str(refused.value)


def test_nothing_is_needed_in_development() -> None:
    settings = Settings.load({})

    assert (settings.app_env, settings.port, settings.voice_mode) == ("development", 8000, "gather")
    assert settings.conversations == ("scripted",)
    assert settings.store_url == "sqlite:///var/receptionist.db"


def test_an_empty_value_or_a_mere_comment_counts_as_none() -> None:
    settings = Settings.load({"PORT": " ", "TWILIO_AUTH_TOKEN": "# the primary one"})

    assert (settings.port, settings.twilio_auth_token) == (8000, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "99999"),
        ("VOICE_MODE", "fax"),
        ("VOICE_LANGUAGE", "fr-FR"),
        ("CONVERSATION", "openai,eliza"),
        ("SPEECH_TIMEOUT", "auto"),
        ("TWILIO_PHONE_NUMBER", "303-555-0100"),
        ("TWILIO_ACCOUNT_SID", "SK123"),
        ("PUBLIC_URL", "http://calls.example.com"),
        ("PUBLIC_URL", "https://calls.example.com/?a=b"),
        ("PUBLIC_URL", "calls.example.com"),
        ("OPENAI_BASE_URL", "ftp://example.com"),
        ("VALIDATE_TWILIO_REQUESTS", "maybe"),
        ("DAILY_BUDGET_USD", "nan"),
        ("PUBLIC_URL", "https://calls.example.com:99999"),
        ("PUBLIC_URL", "https://calls.example.com:0"),
        ("OPENAI_BASE_URL", "http://localhost:99999/v1"),
        ("FALLBACK_URL", "https://example.com:x"),
        ("RETENTION_DAYS", "0"),
        ("RETENTION_DAYS", "3651"),
        ("LOG_RETENTION_DAYS", "3651"),
        ("AUDIO_RETENTION_HOURS", "8761"),
        ("LOG_LEVEL", "chatty"),
        ("CLOCK", "2026-07-14T14:05:00"),
        ("CLOCK", "2026-07-14T14:05:00-06:00 x0"),
        ("APP_ENV", "staging"),
        ("WEB_CONCURRENCY", "two"),
    ],
)
def test_a_wrong_value_is_one_line_with_its_name_the_value_and_what_is_allowed(name: str, value: str) -> None:
    line = refusal(**{name: value})

    assert line.startswith(f"{name} is {value!r}, which is wrong: allowed is ")
    assert "\n" not in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://u:hunter2@h/d"),
        ("DATABASE_URL", "postgresql://u:hunter2@h:99999/d"),
        ("DATABASE_URL", "postgresql://h:port/d"),
        ("REDIS_URL", "redis://:hunter2@h:99999/0"),
        ("SMTP_URL", "smtp://u:hunter2@h:smtp"),
        ("SENTRY_DSN", "https://hunter2@h:99999/1"),
        ("ADMIN_PASSWORD", "hunter2"),
        ("SECRET_KEY", "x"),
    ],
)
def test_a_wrong_secret_is_named_but_not_shown(name: str, value: str) -> None:
    line = refusal(**{name: value})

    assert line.startswith(f"{name} is set, which is wrong: allowed is ")
    assert value not in line


@pytest.mark.parametrize("name", ["CALL_LOG_DIR", "AUDIO_DIR"])
@pytest.mark.parametrize("below", ["", "/", "/calls", "/calls/2026"])
def test_a_directory_that_is_a_file_or_lies_below_one_is_refused(tmp_path: Path, name: str, below: str) -> None:
    (tmp_path / "file").write_text("")

    line = refusal(**{name: f"{tmp_path}/file{below}"})

    assert line.startswith(f"{name} is '{tmp_path}"[:50])
    assert line.endswith("allowed is a directory, there already or to be made")


def test_a_directory_is_checked_where_it_is_by_default_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "call_logs").write_text("")
    monkeypatch.chdir(tmp_path)

    assert refusal().startswith("CALL_LOG_DIR is 'call_logs', which is wrong")


def test_a_directory_need_not_be_there_yet(tmp_path: Path) -> None:
    directory = tmp_path / "new" / "calls"

    assert Settings.load({"CALL_LOG_DIR": str(directory)}).call_log_dir == directory
    assert not directory.exists()


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///receptionist.db",
        "sqlite:////srv/u@h:99999/r.db",
        "sqlite:////srv/data/r.db",
        "postgresql+psycopg://u:p#/@h:5432/d?a=b:c",
    ],
)
def test_a_database_may_be_a_file_or_a_server(url: str) -> None:
    assert Settings.load({"DATABASE_URL": url}).store_url == url


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///?mode=ro", "sqlite:////srv/data/"]
)
def test_a_database_in_no_file_is_refused(url: str) -> None:
    assert refusal(DATABASE_URL=url).startswith("DATABASE_URL is set, which is wrong: allowed is sqlite:///file")


def test_every_wrong_setting_is_named_at_once() -> None:
    line = refusal(PORT="x", VOICE_MODE="fax")

    assert "PORT" in line
    assert "VOICE_MODE" in line


def test_production_names_every_value_that_is_missing() -> None:
    line = refusal(APP_ENV="production")

    assert all(f"{name} is missing" in line for name in PRODUCTION if name != "APP_ENV")
    assert "DATABASE_URL" not in line


def test_heroku_is_production_and_needs_a_database_that_outlives_a_day() -> None:
    line = refusal(DYNO="web.1", **{name: text for name, text in PRODUCTION.items() if name != "APP_ENV"})

    assert line.startswith("DATABASE_URL is missing")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VALIDATE_TWILIO_REQUESTS", "false"),
        ("CLOCK", "2026-07-14T14:05:00-06:00"),
        ("PUBLIC_URL", "http://localhost:8000"),
    ],
)
def test_production_refuses_what_is_for_development(name: str, value: str) -> None:
    assert refusal(**{**PRODUCTION, name: value}).startswith(name)
    assert Settings.load({name: value})


def test_the_public_address_keeps_its_path_and_loses_its_slash() -> None:
    assert Settings.load({"PUBLIC_URL": "https://example.com/phone/"}).public_url == "https://example.com/phone"


def test_conversations_without_a_key_are_left_out_and_scripted_is_last() -> None:
    settings = Settings.load({"CONVERSATION": "scripted, anthropic, openai", "OPENAI_API_KEY": "k"})

    assert settings.conversations == ("openai", "scripted")


def test_a_clock_has_a_time_and_a_speed() -> None:
    clock = Settings.load({"CLOCK": "2026-07-14T14:05:00-06:00 x60"}).clock

    assert clock is not None
    assert (clock.at.isoformat(), clock.speed) == ("2026-07-14T14:05:00-06:00", 60.0)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_database_address_names_our_driver(scheme: str) -> None:
    assert Settings.load({"DATABASE_URL": f"{scheme}://u:p@h/d"}).store_url == "postgresql+psycopg://u:p@h/d"


def test_threads_and_call_limit_follow_from_each_other() -> None:
    assert (
        Settings.load({"MAX_CONCURRENT_CALLS": "30", "WEB_CONCURRENCY": "2"}).worker_threads == 15 + SPARE_THREADS
    )
    assert Settings.load({"THREADS": "20", "WEB_CONCURRENCY": "2"}).call_limit == 2 * (20 - SPARE_THREADS)


def test_by_relay_each_worker_has_threads_for_all_calls_since_sockets_are_spread_unevenly() -> None:
    given = {"VOICE_MODE": "relay", "WEB_CONCURRENCY": "2"}

    assert Settings.load({**given, "MAX_CONCURRENT_CALLS": "30"}).worker_threads == 30 + SPARE_THREADS
    assert Settings.load({**given, "THREADS": "20"}).call_limit == 20 - SPARE_THREADS
    assert Settings.load({}).call_limit % CALLS_PER_CORE == 0


def test_the_file_env_stands_below_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("PORT=9001\nVOICE_MODE=relay\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORT", "9002")
    monkeypatch.delenv("VOICE_MODE", raising=False)

    settings = Settings.load()

    assert (settings.port, settings.voice_mode) == (9002, "relay")


def test_no_secret_is_shown_when_settings_are_printed() -> None:
    assert "hunter2hunter2" not in repr(Settings.load({"ADMIN_PASSWORD": "hunter2hunter2"}))


def test_every_setting_is_in_the_example_and_nothing_else_is() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    named = {line[2:].partition("=")[0] for line in lines if line.startswith("# ") and "=" in line.split()[1]}

    assert named == {name.upper() for name in Settings.model_fields}


def test_every_setting_is_in_the_docs() -> None:
    page = (ROOT / "README.md").read_text("utf-8")

    assert [name for name in Settings.model_fields if f"| `{name.upper()}` |" not in page] == []
