"""What an app on Heroku has to have as its config, out of the settings here; asks Heroku nothing itself.

`python -m deploy.heroku_config WEB_URL [--redis] [--public-url=URL]` reads the app's config as it is (JSON) and
prints three lines: PUBLIC_URL, the names that differ, and what curl has to send for them, which holds secrets.
Only the first is there when nothing differs. Exits with 2 and one line on standard error when the
app could not start with it.
"""

import json
import secrets
import sys
from collections.abc import Mapping

from pydantic import SecretStr

from deploy import curl
from receptionist.ports import ConfigError
from receptionist.settings import Settings

NOT_SENT = frozenset({
    "app_env", "public_url", "web_concurrency", "port", "clock", "validate_twilio_requests",
    "database_url", "redis_url", "call_log_dir", "audio_dir",
})  # fmt: skip
"""What is so on this machine only: Heroku's add-ons, or this module, say it for the app."""


def wanted(
    settings: Settings, known: Mapping[str, str], *, web_url: str, public_url: str = "", redis: bool = False
) -> dict[str, str]:
    """Return the config; an address and a key that the app has already are kept."""
    config = {
        name.upper(): _text(getattr(settings, name))
        for name in Settings.model_fields
        if name in settings.model_fields_set - NOT_SENT
    }
    config |= {
        "APP_ENV": "production",
        "PUBLIC_URL": public_url or known.get("PUBLIC_URL") or web_url,
        # Heroku would start two processes: twice the database connections, of which the smallest plan has 20.
        "WEB_CONCURRENCY": "1",
    }
    config.setdefault("SECRET_KEY", known.get("SECRET_KEY") or secrets.token_urlsafe(32))
    if redis:
        # The certificates of Heroku's Key-Value Store are signed by Heroku itself.
        config.setdefault("REDIS_SSL_VERIFY", "false")
    return config


def check(config: Mapping[str, str]) -> None:
    """Raise ConfigError when the app would not start in production with this config."""
    Settings.load({"DYNO": "web.1", "DATABASE_URL": "postgresql://here/app", **config})


def _text(value: object) -> str:
    """Return a setting as it is written in the environment."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple):
        return ",".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def main(web_url: str, *options: str) -> int:
    """Print the names that differ and what curl has to send."""
    known = json.load(sys.stdin)
    public_url = next((option.partition("=")[2] for option in options if option.startswith("--public-url=")), "")
    try:
        config = wanted(Settings.load(), known, web_url=web_url, public_url=public_url, redis="--redis" in options)
        check(config)
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    differing = {name: value for name, value in config.items() if known.get(name) != value}
    sys.stdout.write(f"{config['PUBLIC_URL']}\n")
    if differing:
        sys.stdout.write(f"{' '.join(sorted(differing))}\n{curl.line('data-raw', json.dumps(differing))}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
