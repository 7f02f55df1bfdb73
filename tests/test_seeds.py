"""docs/seeds.md: every name of the two first designs is in its tables, and every place that they name is there."""

import inspect
import re
import tomllib
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import pytest

from receptionist.settings import Settings
from simulator.office import Office

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "seeds.md"
NAMES = """
app.py gpt_conversation.py text_to_speech.py utils.py deploy_heroku.sh configure_twilio.sh start.sh Procfile
requirements.txt README.md .env.example static call_logs tests src/server.py src/assistant/phone_assistant.py
src/assistant/claude_handler.py src/voice/twilio_handler.py src/integrations/ FastAPI Flask Twilio OpenAI Anthropic
ElevenLabs gunicorn python-dotenv Pydantic pytest
/answer /voice/incoming /voice/process /voice/status /sms/incoming /health
PhoneAssistant PhoneAssistant(crm=…) ClaudeHandler TwilioHandler CRMBase MockCRM get_customer create_note
mask_phone_number handle_incoming_call process_speech end_call generate_response get_conversation_summary
create_greeting_response create_response_twiml _build_system_prompt send_sms max_tokens
ANTHROPIC_API_KEY TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN TWILIO_PHONE_NUMBER LOG_LEVEL VALIDATE_TWILIO_REQUESTS
SPEECH_TIMEOUT VOICE_LANGUAGE 21m00Tcm4TlvDq8ikWAM GPT-3.5
"""
"""Every name in the two documents: files, packages, routes, classes, functions, variables."""
PROMISES = (
    "Handles incoming calls", "Manages conversation state", "Processes speech input", "Generates TwiML",
    "Context-aware conversation", "Processes customer responses", "Determines next steps", "API failures",
    "Natural female voice", "Audio file management", "Fallback to Twilio TTS", "Configures logging",
    "Handles API errors", "Cleans up old files", "Sanitizes user input", "Validates phone numbers",
    "Automates Heroku deployment", "Sets up Twilio webhook", "application startup", "Implements Gather",
    "error handling", "chat completions", "System and user messages", "conversation history in requests",
    "Temporary file management", "Cleanup procedures for old audio", "stored as JSON", "stored temporarily",
    "Automatic cleanup of old files", "API keys stored", "Input sanitization", "information leakage",
    "sensitive data exposure", "Asynchronous audio", "Caching of frequently used", "cleanup of temporary files",
    "Configurable logging levels", "logging with rotation", "Health check", "cleanup of old logs and audio",
    "Error tracking", "Stateless design", "Environment variable configuration", "Separation of concerns",
    "Cloud-native", "signature validation", "PII masking", "leaking internal details", "active call state",
    "Routes incoming calls", "Coordinates between Claude AI and Twilio", "Logs interactions to CRM",
    "Tracks call metrics", "history per call", "summaries at call end", "API errors gracefully",
    "history trimming", "speech recognition configuration", "Makes outbound calls", "Retrieves call status",
    "In-memory CRM", "Salesforce, HubSpot, or custom", "through Pydantic", "validation at startup",
    "Rate limits", "concurrent calls", "blocking I/O", "Modify the system prompt", "new CRM integration",
)  # fmt: skip


def rows() -> list[list[str]]:
    """The cells of each row of the tables, headings apart."""
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    return [cells for line in lines if (cells := [c.strip() for c in line.split("|")[1:-1]])[0] != "there"]


def places() -> list[str]:
    """Everything that the middle column names, once."""
    return sorted({place for row in rows() for place in re.findall(r"`([^`]+)`", row[1])})


def routes() -> list[str]:
    return [place for place in places() if " /" in place]


def packages() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return {re.split(r"\W*\[", name)[0] for name in (*project["project"]["dependencies"], *dev(project))}


def dev(project: dict[str, dict[str, list[str]]]) -> Iterable[str]:
    return project["dependency-groups"]["dev"]


def named(path: str) -> object:
    """The thing with this dotted name, in the module that is the longest part of it."""
    parts = path.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            found: object = import_module(".".join(parts[:cut]))
        except ModuleNotFoundError as error:
            if error.name and ".".join(parts[:cut]).startswith(error.name):
                continue
            raise
        for name in parts[cut:]:
            found = getattr(found, name)
        return found
    raise LookupError(path)


@pytest.mark.parametrize("name", [*NAMES.split(), *PROMISES])
def test_every_name_of_the_seeds_is_in_the_table(name: str) -> None:
    first_cells = [row[0].replace("`", "") for row in rows()]

    assert any(name == cell or (" " in cell and name in cell) for cell in first_cells)


@pytest.mark.parametrize("place", sorted({*places()} - {*routes()}))
def test_every_place_in_the_table_is_there(place: str) -> None:
    if re.fullmatch(r"[A-Z_]+", place):
        assert place.lower() in Settings.model_fields
    elif call := re.fullmatch(r"([\w.]+)\((\w+)\)", place):
        thing = named(call[1])
        assert callable(thing)
        assert call[2] in inspect.signature(thing).parameters
    elif place not in packages() and not (ROOT / place).exists():
        assert named(place) is not None


def test_every_route_in_the_table_is_served(ridgeline: Office) -> None:
    rules = ridgeline.app.url_map.iter_rules()
    served = {f"{method} {rule.rule}" for rule in rules for method in rule.methods or ()}

    assert [route for route in routes() if route not in served] == []


def test_a_fresh_clone_has_the_folders_that_are_written_to() -> None:
    ignored = (ROOT / ".gitignore").read_text("utf-8")

    for folder in ("call_logs", "static/audio"):
        assert (ROOT / folder / ".gitkeep").is_file()
        assert f"!{folder}/.gitkeep" in ignored


@pytest.mark.parametrize("place", ["utils.no_such_thing", "no_such_module.thing", "receptionist.nothing.Thing"])
def test_a_place_that_is_not_there_is_found_out(place: str) -> None:
    with pytest.raises((AttributeError, LookupError)):
        named(place)
