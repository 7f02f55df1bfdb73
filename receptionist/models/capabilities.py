"""The vendors of models, what each model takes (models.toml), their errors in plain words; asks nobody."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

from receptionist.ports import ConversationError
from receptionist.words.dialogue import Condition

MODELS_FILE = Path(__file__).with_name("capabilities.toml")
WARN_BEFORE = timedelta(days=60)
"""How long before a model retires the owner is told."""
_NEVER = (400, 413, 422)
"""The same request will be refused again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """Who runs models, and by which settings the owner chooses among them."""

    name: Literal["openai", "anthropic"]
    title: str
    suggested: str
    """A model that is fast, cheap and will stay for a while."""

    @property
    def key_setting(self) -> str:
        """The name of the setting that holds the key."""
        return f"{self.name.upper()}_API_KEY"

    @property
    def model_setting(self) -> str:
        """The name of the setting that names the model."""
        return f"{self.name.upper()}_MODEL"


OPENAI = Vendor(name="openai", title="OpenAI", suggested="gpt-6-luna")
ANTHROPIC = Vendor(name="anthropic", title="Anthropic", suggested="claude-haiku-5-5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a model takes: see the top of models.toml."""

    limit: str = "max_tokens"
    thoughts: int = 0
    schema: bool = False
    own: bool = False
    effort: str | None = None
    thinking: str | None = None


def capabilities(vendor: Vendor, model: str) -> Capabilities:
    """Return what a model takes, by the longest beginning of its name that is known."""
    rows: Mapping[str, dict[str, Any]] = _table()[vendor.name]
    known = max((key for key in rows if model.startswith(key)), key=len, default="any")
    return Capabilities(**rows[known])


def condition(vendor: Vendor, model: str, today: date, *, retires: date | None) -> Condition:
    """Return how a model does that the vendor knows; `retires` is the vendor's word, else models.toml's counts."""
    day = retires or _table()["retires"].get(model)
    if day is None or day > today + WARN_BEFORE:
        return Condition(ok=True, detail=model)
    verb = "retired" if day <= today else "retires"
    return Condition(ok=False, detail=f"{model} {verb} on {day}: {_set_another(vendor)}")


def refusal(vendor: Vendor, model: str, *, status: int, code: str) -> ConversationError:
    """Return the error for a status of HTTP and the vendor's own word for what is wrong."""
    if status in (401, 403):
        text = f"{vendor.title} refuses the key: set {vendor.key_setting}"
    elif status == 404:
        text = f"{vendor.title} has no model {model}: {_set_another(vendor)}"
    elif status == 402 or code in ("insufficient_quota", "billing_error", "enforced_spend_limit_reached"):
        text = f"{vendor.title}: the credit is used up: add some, or raise the limit, in {vendor.title}'s console"
    else:
        return ConversationError(_passing(vendor, status), permanent=status in _NEVER)
    return ConversationError(text, permanent=True)


def _passing(vendor: Vendor, status: int) -> str:
    if status == 429:
        return f"{vendor.title}: rate limit"
    if status in _NEVER:
        return f"{vendor.title} does not take this request"
    return f"{vendor.title} failed: HTTP {status}"


def _set_another(vendor: Vendor) -> str:
    return f"set {vendor.model_setting} to another, such as {vendor.suggested}"


@cache
def _table() -> Mapping[str, dict[str, Any]]:
    return tomllib.loads(MODELS_FILE.read_text("utf-8"))
