"""What a bad line does to words on their way to the receptionist; never to keys, and never without a seed.

Of each word, with the given chance: it is taken for one that sounds alike (7 of 10), lost (2 of 10), or run
together with the next (1 of 10). Of a number in figures one figure is taken for another. The recogniser notices
every other time, and then reports a lower confidence.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

from simulator.phonetics import nearest
from simulator.script import Step

NOISE_FILE = Path(__file__).with_name("data") / "noise.toml"
MISTAKEN, LOST = 0.7, 0.9
"""Up to where a number from 0 to 1 makes a word mistaken, and then lost; beyond, it is run together."""
NOTICED = 0.5
NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class _Sounds:
    """What one language's words are taken for."""

    alike: Mapping[str, tuple[str, ...]]
    vocabulary: tuple[str, ...]
    figures: Mapping[str, str]


class Noise:
    """A line on which each word is disturbed by a chance of `share` (0 to 1)."""

    def __init__(self, share: float, rng: Random, language: str = "en") -> None:
        self._share, self._rng, self._language = share, rng, language

    def __call__(self, step: Step) -> Step:
        """Return what arrives of a step: other words where it is speech, all else as it was."""
        if step.kind != "speech" or not step.text or not self._share:
            return step
        heard = self._heard(step.text.split())
        if heard == step.text:
            return step
        noticed = self._rng.random() < NOTICED
        confidence = round(self._rng.uniform(0.3, 0.75), 2) if noticed else step.confidence
        return replace(step, text=heard, confidence=min(confidence, step.confidence))

    def _heard(self, words: list[str]) -> str:
        heard: list[str] = []
        at = 0
        while at < len(words):
            disturbed = self._rng.random() < self._share
            kind = self._rng.random() if disturbed else -1.0
            together = disturbed and kind >= LOST and at + 1 < len(words)
            word = "".join(words[at : at + 2]) if together else words[at]
            at += 2 if together else 1
            if not disturbed:
                heard.append(word)
            elif together or kind < MISTAKEN:
                heard.append(self._rng.choice(mistaken(word, self._language)))
        return " ".join(heard)


@cache
def mistaken(word: str, language: str) -> tuple[str, ...]:
    """Return what a word is taken for: its family's others where it has one, else what sounds most like it."""
    sounds = _sounds()[language]
    if any(map(str.isdecimal, word)):
        return tuple(_with_a_figure_mistaken(word, sounds.figures))
    return sounds.alike.get(word) or nearest(word, sounds.vocabulary, NEIGHBOURS)


def _with_a_figure_mistaken(word: str, figures: Mapping[str, str]) -> Iterator[str]:
    for at, figure in enumerate(word):
        if figure.isdecimal():
            yield word[:at] + figures[figure] + word[at + 1 :]


@cache
def _sounds() -> Mapping[str, _Sounds]:
    data = tomllib.loads(NOISE_FILE.read_text("utf-8"))
    return {
        language: _Sounds(
            alike=_families(data["alike"][language]),
            vocabulary=tuple(data["vocabulary"][language].split()),
            figures=data["figures"][language],
        )
        for language in data["alike"]
    }


def _families(lines: list[str]) -> dict[str, tuple[str, ...]]:
    """Return for each word the others of its family; the first family of a word counts."""
    found: dict[str, tuple[str, ...]] = {}
    for family in map(str.split, lines):
        for word in family:
            found.setdefault(word, tuple(other for other in family if other != word))
    return found
