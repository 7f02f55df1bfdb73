"""What a setting may be: the types of values in the environment, and how each is checked; reads nothing."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from utils import normalise_phone_number

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class ClockStart:
    """Where the app's clock starts in development, and how many of its seconds pass in a real one."""

    at: datetime
    speed: float = 1.0


def _split(url: str) -> SplitResult:
    """Return the parts of an address; raises ValueError for a port that no server can have."""
    parts = urlsplit(url)
    if parts.port == 0:
        raise ValueError
    return parts


def _web_url(url: str) -> str:
    parts = _split(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError
    return url.rstrip("/")


def _public_url(url: str) -> str:
    parts = urlsplit(_web_url(url))
    if parts.username or (parts.scheme == "http" and parts.hostname not in _LOOPBACK):
        raise ValueError
    return url.rstrip("/")


def _phone_number(number: str) -> str:
    if normalise_phone_number(number) != number:
        raise ValueError
    return number


def _conversations(order: object) -> object:
    """Return the names in their order, `scripted` last whatever was said."""
    if not isinstance(order, str):
        return order
    names = dict.fromkeys(name.strip() for name in order.split(","))
    return (*(name for name in names if name and name != "scripted"), "scripted")


def _clock(text: object) -> object:
    if not isinstance(text, str):
        return text
    found = re.fullmatch(r"(\S+)(?:\s+x(\d+(?:\.\d+)?))?", text.strip())
    at = datetime.fromisoformat(found[1]) if found else None
    if not found or not at or at.tzinfo is None or float(found[2] or 1) <= 0:
        raise ValueError
    return ClockStart(at, float(found[2] or 1))


def _database_url(url: object) -> object:
    """Return SQLAlchemy's spelling: Heroku says `postgres://`, and the driver is psycopg 3."""
    if not isinstance(url, str):
        return url
    url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)
    if server := re.fullmatch(r"postgresql\+psycopg://(?:.*@)?(.+)", url):
        # Without the password, which may hold what would end the server's name.
        _split(f"//{server[1]}")
    elif not re.fullmatch(r"sqlite:///(?!:memory:|\?).*[^/]", url):
        raise ValueError
    return url


def _upper(text: object) -> object:
    return text.upper() if isinstance(text, str) else text


def _lower(text: object) -> object:
    return text.lower() if isinstance(text, str) else text


def _secret_url(*schemes: str) -> AfterValidator:
    """Check a web address that may hold a password."""

    def check(url: SecretStr) -> SecretStr:
        parts = _split(url.get_secret_value())
        if parts.scheme not in schemes or not parts.hostname:
            raise ValueError
        return url

    return AfterValidator(check)


def _text_file(path: Path) -> Path:
    try:
        path.read_text("utf-8")
    except OSError as error:
        raise ValueError from error
    return path


def _directory(path: Path) -> Path:
    try:
        blocked = any(part.exists() and not part.is_dir() for part in (path, *path.parents))
    except OSError as error:
        raise ValueError from error
    if blocked:
        raise ValueError
    return path


WebUrl = Annotated[str, AfterValidator(_web_url)]
SecretWebUrl = Annotated[SecretStr, _secret_url("https", "http")]
Language = Annotated[str, Field(pattern=r"^(en|es)-[A-Z]{2}$")]
Vendor = Literal["openai", "anthropic", "scripted"]
Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(_upper)]
PublicUrl = Annotated[str, AfterValidator(_public_url)]
RedisUrl = Annotated[SecretStr, _secret_url("redis", "rediss")]
SmtpUrl = Annotated[SecretStr, _secret_url("smtp", "smtps")]
TextFile = Annotated[Path, AfterValidator(_text_file)]
Directory = Annotated[Path, AfterValidator(_directory)]
PhoneNumber = Annotated[str, AfterValidator(_phone_number)]
Conversations = Annotated[tuple[Vendor, ...], BeforeValidator(_conversations)]
DatabaseUrl = Annotated[SecretStr, BeforeValidator(_database_url)]
Environment = Annotated[Literal["development", "production"], BeforeValidator(_lower)]
VoiceMode = Annotated[Literal["gather", "relay", "auto"], BeforeValidator(_lower)]
Clock = Annotated[ClockStart, BeforeValidator(_clock)]
