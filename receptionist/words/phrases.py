"""The words of phrases.toml: picks the wording for a language, a service and an attempt; decides nothing."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from receptionist.shop.services import Service
from receptionist.words import guard

PHRASES_FILE = Path(__file__).with_name("phrases.toml")


ALWAYS_KNOWN = frozenset({"business", "owner", "emergency"})
"""Facts that may stand in every phrase."""


def short(language: str) -> str:
    """Return `es` for Spanish, `en` for everything else."""
    return "es" if language.startswith("es") else "en"


class Phrases:
    """What the receptionist says, by language and name."""

    def __init__(self, wordings: Mapping[str, Mapping[str, list[str]]]) -> None:
        self._wordings = wordings

    def pick(self, name: str, *, language: str, attempt: int = 1, service: Service | None = None) -> str:
        """Return the wording of a phrase for the `attempt`-th time it is said; the last one serves from then on.

        The service's own wording goes before its family's, both before the general one; English stands in for what
        a language lacks. Raises KeyError for a phrase that does not exist.
        """
        for code in dict.fromkeys((short(language), "en")):
            if text := self._first(_names(name, service), code, attempt):
                return text
        raise KeyError(name)

    def brief(self, name: str, *, language: str, attempt: int = 1, service: Service | None = None) -> str | None:
        """Return the short wording of a phrase, for a reply that is long already; None when it has none."""
        return self._first([f"{each}.short" for each in _names(name, service)], short(language), attempt)

    def _first(self, names: Sequence[str], code: str, attempt: int) -> str | None:
        found = next((wordings for each in names if (wordings := self._wordings[code].get(each))), None)
        return found[min(attempt, len(found)) - 1] if found else None

    def objection(self, name: str, texts: Mapping[str, str]) -> str | None:
        """Return what is wrong with an owner's own wording of a phrase, in words for him; None when it will do."""
        standard = [text for phrases in self._wordings.values() for text in phrases.get(name, ())]
        if not standard:
            return "there is no phrase of this name: remove the line"
        if not set(texts) <= set(self._wordings):
            return f"write it for {' and '.join(self._wordings)} only"
        facts = ALWAYS_KNOWN.union(*map(guard.PLACEHOLDER.findall, standard))
        for text in texts.values():
            if unknown := guard.missing(text, dict.fromkeys(facts, "")):
                return f"{{{unknown[0]}}} is not known here: allowed is {', '.join(sorted(facts))}"
            if guard.violation(text):
                return "amounts, times and guarantees are never said from here: leave them out"
        return None


def _names(name: str, service: Service | None) -> Sequence[str]:
    return (f"{name}.{service.key}", f"{name}.{service.family}", name) if service else (name,)


def load(own: Mapping[str, Mapping[str, str]] | None = None, path: Path = PHRASES_FILE) -> Phrases:
    """Return the phrases of a file; the owner's `own` wording (name -> language -> text) goes before them."""
    wordings: dict[str, dict[str, list[str]]] = tomllib.loads(path.read_text("utf-8"))
    for name, texts in (own or {}).items():
        for language, text in texts.items():
            variants = [known for known in wordings[language] if known.startswith(f"{name}.")]
            wordings[language] = {k: v for k, v in wordings[language].items() if k not in variants} | {
                name: [text]
            }
    return Phrases(wordings)
