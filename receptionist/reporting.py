"""Unexpected errors to Sentry, when a DSN is set: the kind and the place of an error, never a caller's words."""

from typing import TYPE_CHECKING

from receptionist import __version__
from receptionist.settings import Settings

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

_KEPT = ("event_id", "timestamp", "level", "platform", "release", "environment", "exception", "logger", "sdk")


def init(settings: Settings) -> None:
    """Report errors from here on; does nothing without SENTRY_DSN."""
    if settings.sentry_dsn is None:
        return
    import sentry_sdk

    sentry_sdk.init(
        dsn=settings.sentry_dsn.get_secret_value(),
        release=__version__,
        environment=settings.app_env,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        max_breadcrumbs=0,
        traces_sample_rate=0,
        before_send=scrubbed,
    )


def capture(error: BaseException) -> None:
    """Report one error; a no-op until `init` had a DSN."""
    import sentry_sdk

    sentry_sdk.capture_exception(error)


def scrubbed(event: "Event", hint: "Hint") -> "Event":
    """Return the event with only what is known to be harmless.

    By default Sentry sends the form (number, name, words), the signature and every local variable along.
    """
    kept: Event = {key: value for key, value in event.items() if key in _KEPT}  # type: ignore[assignment]
    for error in kept.get("exception", {}).get("values", ()):
        # An error's message may quote what was said; it stands in our own log.
        error.pop("value", None)
        for frame in error.get("stacktrace", {}).get("frames", ()):
            frame.pop("vars", None)
    return kept
