"""Reads TwiML as Twilio does: case-sensitive, strict about verbs, blind to attributes it does not know."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

MAX_BODY_BYTES = 64 * 1024
MAX_SAY_CHARS = 4096
DEFAULT_TIMEOUT_S = 5
_VERBS = frozenset(("Say", "Play", "Pause", "Gather", "Redirect", "Dial", "Record", "Hangup", "Reject", "Connect"))
_INSIDE = {
    "Gather": frozenset({"Say", "Play", "Pause"}),
    "Dial": frozenset({"Number"}),
    "Connect": frozenset({"ConversationRelay"}),
    "ConversationRelay": frozenset({"Language", "Parameter"}),
}


class Failure(Exception):
    """Twilio could not fetch or execute a document: an error code, and the URL it happened at."""

    def __init__(self, code: int, url: str, why: str = "") -> None:
        super().__init__(f"{code} at {url}: {why}")
        self.code = code
        self.url = url


@dataclass(frozen=True, slots=True)
class Verb:
    """One TwiML verb: its name, attributes, text and nested verbs, and the URL of its document."""

    name: str
    attributes: dict[str, str]
    text: str
    nested: "tuple[Verb, ...]"
    url: str

    def whole(self, name: str, default: int) -> int:
        """Return an attribute that is a whole number; anything else (`auto`) counts as the default."""
        value = self.attributes.get(name, "")
        return int(value) if value.isdecimal() else default

    @property
    def method(self) -> str:
        """The HTTP method of this verb's action."""
        return self.attributes.get("method", "POST").upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gather:
    """What a caller is being listened to for."""

    speech: bool
    keys: bool
    timeout_s: float
    speech_timeout_s: float
    num_digits: int | None
    finish_on_key: str
    action: str
    method: str
    on_empty: bool
    hints: tuple[str, ...]
    language: str


def document(body: bytes, url: str) -> tuple[Verb, ...]:
    """Return the verbs of a TwiML document. Raises Failure 12100 when Twilio would not execute it."""
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 -- the app's own answer, never a stranger's
    except ElementTree.ParseError as error:
        raise Failure(12100, url, str(error)) from error
    if root.tag != "Response":
        raise Failure(12100, url, f"<{root.tag}> instead of <Response>")
    return tuple(_verbs(root, url, _VERBS))


def gather(verb: Verb) -> Gather:
    """Return what a `<Gather>` listens for, with Twilio's defaults."""
    given = verb.attributes
    inputs = given.get("input", "dtmf").split()
    timeout_s = max(1, verb.whole("timeout", DEFAULT_TIMEOUT_S))
    auto = given.get("speechTimeout") == "auto"
    return Gather(
        speech="speech" in inputs,
        keys="dtmf" in inputs,
        timeout_s=timeout_s,
        speech_timeout_s=1 if auto else verb.whole("speechTimeout", timeout_s),
        num_digits=verb.whole("numDigits", 0) or None,
        finish_on_key=given.get("finishOnKey", "#"),
        action=given.get("action", verb.url),
        method=verb.method,
        on_empty=given.get("actionOnEmptyResult") == "true",
        hints=tuple(filter(None, given.get("hints", "").split(","))),
        language=given.get("language", "en-US"),
    )


def _verbs(parent: ElementTree.Element, url: str, allowed: frozenset[str]) -> Iterator[Verb]:
    for element in parent:
        if element.tag not in allowed:
            raise Failure(12100, url, f"<{element.tag}> in <{parent.tag}>")
        yield _verb(element, url)


def _verb(element: ElementTree.Element, url: str) -> Verb:
    inside = _INSIDE.get(element.tag)
    # SSML lies inside a Say: its words are heard, its marks are not.
    text = "".join(element.itertext()).strip() if inside is None else (element.text or "").strip()
    if element.tag == "Say" and len(text) > MAX_SAY_CHARS:
        raise Failure(13520, url, f"{len(text)} characters in one <Say>")
    nested = tuple(_verbs(element, url, inside)) if inside else ()
    return Verb(element.tag, dict(element.attrib), text, nested, url)
