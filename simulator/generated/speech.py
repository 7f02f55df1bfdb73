"""How one generated caller talks about one situation: words from data/generated/, by chance; decides no manner."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from simulator.generated import GENERATED
from simulator.generated.people import Person
from simulator.script import Saying

SOON = ("urgent", "same_day")


@dataclass(frozen=True, slots=True)
class Speech:
    """How one person talks about one situation: all that data/generated/ holds on it, and chance."""

    person: Person
    situation: Mapping[str, Any]
    name: str
    rng: Random

    @property
    def said(self) -> Mapping[str, Any]:
        """All words of the person's language."""
        return _words(self.person.language)

    def fill(self, text: str) -> str:
        """Return a template in this person's words."""
        return text.format(**self.person.words(self.rng))

    def one(self, key: str) -> str:
        """Return one of the sayings of a manner, in this person's words."""
        return self.fill(self.rng.choice(self.said["manner"][key]))

    def opening(self) -> str:
        """Return the reason of the call in one of the ways to say it."""
        own = self.said["situations"][self.name]["openings"]
        return self.fill(self.rng.choice(self.said["filler"]["greeting"]) + self.rng.choice(own))

    def answers(self) -> dict[str, tuple[Saying, ...]]:
        """Return what is answered, by slot (or a part of it)."""
        sayings = {key: tuple(self._sayings(key, choices)) for key, choices in self._choices().items()}
        again = (Saying(self.opening(), ("problem",)),)
        return {"message": again, "problem": again} | sayings

    def _choices(self) -> dict[str, Sequence[Any]]:
        common = dict(self.said["answers"])
        place = self.situation["place"]
        common["authority"] = common[f"authority_{place}"]
        if self.situation["urgency"][0] in SOON:
            common["timing"] = common["timing_soon"]
        own = {key: value for key, value in self.said["situations"][self.name].items() if isinstance(value, list)}
        manner = {
            key: self.said["manner"][key] for key in ("nothing_more", "do_not_know", "wrong_number", "wrong_place")
        }
        own.pop("openings")
        return common | manner | own

    def _sayings(self, key: str, choices: Sequence[Any]) -> Iterator[Saying]:
        """Yield what is said at first and when asked again: the same again where it tells a detail."""
        first = self.rng.choice(choices)
        yield self._saying(key, first)
        plain = [choice for choice in choices if isinstance(choice, str) and choice != first]
        if isinstance(first, str) and plain:
            yield self._saying(key, self.rng.choice(plain))

    def _saying(self, key: str, choice: str | Mapping[str, Any]) -> Saying:
        text = choice if isinstance(choice, str) else choice["say"]
        told = {} if isinstance(choice, str) else {k: v for k, v in choice.items() if k != "say"}
        slot = key.removesuffix("_own").removesuffix("_other").removesuffix("_city").removesuffix("_number")
        slot = "callback_number" if slot.startswith("callback") else slot
        # Half an address is no answer yet: the town is asked next.
        whole = slot != "location" or key != slot or "{town}" in text
        filled, tells = self._with_filler(text), self._tells(text, told)
        return Saying(filled, (slot,), tells) if whole else Saying(filled, (), tells, begins=(slot,))

    def _with_filler(self, text: str) -> str:
        filler = self.said["filler"]
        before = self.rng.choice(filler["before"]) if self.rng.random() < 0.3 else ""
        after = self.rng.choice(filler["after"]) if self.rng.random() < 0.1 else ""
        return before + self.fill(text) + after

    def _tells(self, text: str, told: Mapping[str, Any]) -> Mapping[str, Any]:
        person = self.person
        found = {key: value or (None if value == "" else value) for key, value in told.items()}
        looks = {"year": person.year, "color": person.color}
        if "{car}" in text:
            car = {key: value for key, value in looks.items() if found.pop(key, None)}
            found["vehicle"] = {"make": person.vehicle["make"], "model": person.vehicle["model"]} | car
        if "{count}" in text and self.situation.get("locks"):
            found["lock_count"] = person.count
        return found


@cache
def _words(language: str) -> Mapping[str, Any]:
    return tomllib.loads((GENERATED / f"speech.{language}.toml").read_text("utf-8"))
