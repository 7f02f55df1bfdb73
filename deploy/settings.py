"""What configure_twilio.sh needs to know, a line each: credentials for curl, addresses, numbers; asks nobody.

`python -m deploy.settings` reads the environment and `.env` as the app does, and exits with 1 and one line on
standard error when something is missing or wrong.
"""

import sys
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

from deploy import curl
from receptionist.ports import ConfigError
from receptionist.settings import Settings
from utils import mask_phone_number

TWILIO_API_URL = "https://api.twilio.com"
_NEEDED = ("twilio_account_sid", "twilio_auth_token", "twilio_phone_number", "public_url")


def main() -> int:
    """Print the lines, in the order in which the script reads them."""
    try:
        known = list(lines(Settings.load()))
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("\n".join(known) + "\n")
    return 0


def studio_url(api_url: str) -> str:
    """Return the base of Studio's API: Twilio's own hosts, regional ones too, are called studio.… instead of api.…

    Any other host, a proxy or a stand-in, is asked for both.
    """
    parts = urlsplit(api_url)
    if parts.netloc.startswith("api.") and parts.netloc.endswith(".twilio.com"):
        parts = parts._replace(netloc=parts.netloc.replace("api.", "studio.", 1))
    return f"{urlunsplit(parts)}/v2"


def lines(settings: Settings) -> Iterator[str]:
    """Yield each line. Raises ConfigError when something that Twilio needs is missing or cannot be."""
    missing = [name.upper() for name in _NEEDED if not getattr(settings, name)]
    if missing:
        raise ConfigError(f"missing: {', '.join(missing)}. Set it in .env or in the environment: see .env.example")
    token = settings.twilio_auth_token.get_secret_value() if settings.twilio_auth_token else ""
    public_url, api_url = settings.public_url or "", settings.twilio_api_url or TWILIO_API_URL
    if public_url.startswith("http://") and not settings.twilio_api_url:
        raise ConfigError(f"PUBLIC_URL is '{public_url}': Twilio cannot reach this machine by it; write https://…")
    yield curl.line("user", f"{settings.twilio_account_sid}:{token}")
    yield f"{api_url}/2010-04-01/Accounts/{settings.twilio_account_sid}"
    yield studio_url(api_url)
    yield settings.fallback_url or ""
    yield public_url
    yield settings.twilio_phone_number or ""
    # Not an empty line: a shell takes those off the end.
    yield mask_phone_number(settings.twilio_phone_number)


if __name__ == "__main__":
    sys.exit(main())
