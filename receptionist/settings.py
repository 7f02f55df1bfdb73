"""The environment, read here and nowhere else, once, into frozen Settings; opens nothing and dials nowhere."""

import os
from collections.abc import Mapping
from math import ceil
from pathlib import Path
from typing import Any, Self

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from receptionist.ports import ConfigError
from receptionist.setting_types import (
    Clock,
    Conversations,
    DatabaseUrl,
    Directory,
    Environment,
    Language,
    Level,
    PhoneNumber,
    PublicUrl,
    RedisUrl,
    SecretWebUrl,
    SmtpUrl,
    TextFile,
    Vendor,
    VoiceMode,
    WebUrl,
)

CALLS_PER_CORE = 100
"""Calls that one core answers at once with room to spare."""
SPARE_THREADS = 8
"""Threads of a worker beyond one for each call: status callbacks, health checks, audio."""

_PRODUCTION_NEEDS = ("twilio_account_sid", "twilio_auth_token", "twilio_phone_number", "public_url")


def _is(allowed: str, default: Any = None, **limits: Any) -> Any:  # noqa: ANN401 -- as pydantic's Field
    """Describe a setting; the description is what an error message says is allowed."""
    return Field(default, description=allowed, validate_default=default is not None, **limits)


class Settings(BaseModel):
    """Every setting, by its name in the environment in lower case. Made by `load`, which alone reads it."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    openai_api_key: SecretStr | None = _is("a key of OpenAI")
    anthropic_api_key: SecretStr | None = _is("a key of Anthropic")
    elevenlabs_api_key: SecretStr | None = _is("a key of ElevenLabs")
    twilio_account_sid: str | None = _is("the account's SID, which begins with AC", pattern=r"^AC\w+$")
    twilio_auth_token: SecretStr | None = _is("the account's primary auth token")
    twilio_phone_number: PhoneNumber | None = _is("a telephone number with country code, such as +13035550100")

    app_env: Environment = _is("development or production", "development")
    public_url: PublicUrl | None = _is(
        "the https:// address at which Twilio reaches this app (http:// only for this machine itself)"
    )

    conversation: Conversations = _is(
        "openai, anthropic and scripted, in the order of use", ("openai", "anthropic", "scripted")
    )
    openai_model: str = _is("a model's name", "gpt-6-luna")
    openai_base_url: WebUrl | None = _is("a web address that ends in /v1")
    anthropic_model: str = _is("a model's name", "claude-haiku-5-5")
    anthropic_base_url: WebUrl | None = _is("a web address")
    max_tokens: int = _is("a whole number from 50 to 4000", 400, ge=50, le=4000)
    prompt_file: TextFile | None = _is("a text file that is there")

    elevenlabs_voice_id: str = _is("a voice's id", "21m00Tcm4TlvDq8ikWAM", pattern=r"^\w+$")
    elevenlabs_model: str = _is("a model's name", "eleven_flash_v2_5")
    elevenlabs_base_url: WebUrl | None = _is("a web address")
    say_voice: str | None = _is("a voice of Twilio's, such as Polly.Joanna-Neural", pattern=r"^[\w.-]+$")
    twilio_api_url: WebUrl | None = _is("a web address without the API's version")
    voice_mode: VoiceMode = _is("gather, relay or auto", "gather")
    speech_timeout: int | None = _is("whole seconds from 1 to 10", ge=1, le=10)
    voice_language: Language = _is("en-US, es-US or another country's English or Spanish", "en-US")

    crm: str = _is(
        "contact_book, webhook, hubspot, mock, or a class of your own by its dotted name, such as my_crm.MyCRM",
        "contact_book",
        pattern=r"^\w+(\.\w+)*$",
    )
    crm_url: WebUrl | None = _is("a web address")
    crm_secret: SecretStr | None = _is("a key of HubSpot, or at least 16 random characters that sign the webhook")

    business_file: Path = _is("a .toml or .json file", Path("business.toml"))
    database_url: DatabaseUrl | None = _is("sqlite:///file or postgresql://user:password@host/name")
    redis_url: RedisUrl | None = _is("redis://… or rediss://…")
    redis_ssl_verify: bool = _is("true or false", default=True)
    call_log_dir: Directory = _is("a directory, there already or to be made", Path("call_logs"))
    audio_dir: Directory = _is("a directory, there already or to be made", Path("static/audio"))
    fallback_url: WebUrl | None = _is("a web address that answers with TwiML")

    admin_password: SecretStr | None = _is("at least 12 characters", min_length=12)
    secret_key: SecretStr | None = _is("at least 16 random characters", min_length=16)
    metrics_token: SecretStr | None = _is("at least 16 random characters", min_length=16)

    retention_days: int = _is("days from 1 to 3650", 90, ge=1, le=3650)
    log_retention_days: int = _is("days from 1 to 3650", 14, ge=1, le=3650)
    audio_retention_hours: int = _is("hours from 1 to 8760", 24, ge=1, le=8760)
    max_call_minutes: int = _is("minutes from 1 to 240", 15, ge=1, le=240)
    max_concurrent_calls: int | None = _is("a whole number, 1 or more", ge=1)
    daily_budget_usd: float | None = _is("US dollars, 0 or more", ge=0, allow_inf_nan=False)

    log_level: Level = _is("DEBUG, INFO, WARNING, ERROR or CRITICAL", "INFO")
    sentry_dsn: SecretWebUrl | None = _is("a project's DSN at Sentry")
    heartbeat_url: SecretWebUrl | None = _is("a web address")
    smtp_url: SmtpUrl | None = _is("smtp://user:password@host:port or smtps://…, and ?from=address at its end")
    notice_webhook_secret: SecretStr | None = _is("at least 16 random characters", min_length=16)
    validate_twilio_requests: bool = _is("true or false", default=True)

    web_concurrency: int = _is("a number of processes from 1 to 64", 1, ge=1, le=64)
    threads: int | None = _is("a number of threads from 2 to 4000", ge=2, le=4000)
    port: int = _is("a port from 1 to 65535", 8000, ge=1, le=65535)
    clock: Clock | None = _is("an ISO time with its offset, then perhaps a speed: 2026-07-14T14:05:00-06:00 x60")

    @classmethod
    def load(cls, env: Mapping[str, str] | None = None) -> Self:
        """Return the settings of `env`; by default of the environment and, below it, of the file `.env`.

        An empty value counts as none. Raises ConfigError: one line that names every wrong or missing setting.
        """
        if env is None:
            env = {**{k: v or "" for k, v in dotenv_values(".env", interpolate=False).items()}, **os.environ}
        given = {name: text for name in cls.model_fields if (text := _text(env.get(name.upper(), "")))}
        on_heroku = bool(env.get("DYNO"))
        if on_heroku:
            given.setdefault("app_env", "production")
        problems = _missing(given, on_heroku=on_heroku)
        settings = None
        try:
            settings = cls.model_validate(given)
        except ValidationError as error:
            problems += [_problem(details, given) for details in error.errors(include_url=False)]
        if settings and settings.in_production:
            problems += _unsafe(settings)
        if settings:
            problems += _too_few_threads(settings)
        if problems or not settings:
            raise ConfigError("; ".join(dict.fromkeys(problems)), permanent=True)
        return settings

    @property
    def in_production(self) -> bool:
        """Whether real callers ring."""
        return self.app_env == "production"

    @property
    def conversations(self) -> tuple[Vendor, ...]:
        """The conversations in their order of use, without those that have no key."""
        keys = {"openai": self.openai_api_key, "anthropic": self.anthropic_api_key, "scripted": True}
        return tuple(name for name in self.conversation if keys[name])

    @property
    def data_dir(self) -> Path:
        """The directory of the database file and of the logs."""
        return self.call_log_dir.parent / "var"

    @property
    def store_url(self) -> str:
        """SQLAlchemy's URL of the database; holds a password."""
        if self.database_url:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'receptionist.db'}"

    @property
    def log_file(self) -> Path:
        """The file of the logs for people."""
        return self.data_dir / "logs" / "receptionist.log"

    @property
    def call_limit(self) -> int:
        """Calls answered at once, by all workers together: as set, else by the threads or cores there are."""
        if self.max_concurrent_calls:
            return self.max_concurrent_calls
        if self.threads:
            sharing = self.web_concurrency if self.voice_mode == "gather" else 1
            return sharing * max(1, self.threads - SPARE_THREADS)
        return CALLS_PER_CORE * (os.cpu_count() or 1)

    @property
    def worker_threads(self) -> int:
        """Threads of each worker."""
        return self.threads or self.threads_needed

    @property
    def threads_needed(self) -> int:
        """Threads with which no call waits for one: any worker may come to hold the sockets of all calls."""
        sharing = self.web_concurrency if self.voice_mode == "gather" else 1
        return ceil(self.call_limit / sharing) + SPARE_THREADS


def _text(value: str) -> str:
    """Return a value without space around it; of `NAME=   # comment`, python-dotenv takes the comment for it."""
    text = value.strip()
    return "" if text.startswith("#") else text


def _missing(given: Mapping[str, str], *, on_heroku: bool) -> list[str]:
    """Return a line for each setting that production needs and that is not there."""
    if given.get("app_env", "").lower() != "production":
        return []
    # Files on Heroku vanish at least once a day, and with them a SQLite database.
    needed = (*_PRODUCTION_NEEDS, "database_url") if on_heroku else _PRODUCTION_NEEDS
    return [
        f"{name.upper()} is missing: production needs {_allowed(name)}" for name in needed if name not in given
    ]


def _unsafe(settings: Settings) -> list[str]:
    """Return a line for each setting that only development may have."""
    problems = []
    if not settings.validate_twilio_requests:
        problems.append("VALIDATE_TWILIO_REQUESTS is 'false': only true is allowed in production")
    if settings.clock:
        problems.append("CLOCK is set: not allowed in production")
    if settings.public_url and not settings.public_url.startswith("https://"):
        problems.append(f"PUBLIC_URL is '{settings.public_url}': allowed in production is an https:// address")
    return problems


def _too_few_threads(settings: Settings) -> list[str]:
    """Return a line when relay calls, each of which has a thread for as long as it lasts, could wait for one."""
    needed = settings.threads_needed
    if settings.voice_mode == "gather" or settings.worker_threads >= needed:
        return []
    return [
        f"THREADS is {settings.worker_threads}: for {settings.call_limit} calls by relay each worker needs at "
        f"least {needed}; raise THREADS or lower MAX_CONCURRENT_CALLS"
    ]


def _problem(details: ErrorDetails, given: Mapping[str, str]) -> str:
    name = str(details["loc"][0])
    text = given.get(name) or str(Settings.model_fields[name].default)
    value = "set" if _is_secret(name) else repr(text[:60])
    return f"{name.upper()} is {value}, which is wrong: allowed is {_allowed(name)}"


def _allowed(name: str) -> str:
    return Settings.model_fields[name].description or ""


def _is_secret(name: str) -> bool:
    return "SecretStr" in str(Settings.model_fields[name].annotation)
