"""Makes callers of any number from a seed: situations, people and manners by chance; plays nothing.

What a call has to leave follows from what is said: a detail is expected when its answer was given, those without
which nobody can go out always. The words are in data/generated/, independent of what the receptionist knows.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from random import Random
from typing import Any

from simulator.generated import GENERATED
from simulator.generated.manners import MANNERS, Manner, declines_price, everything_first, plain, two_jobs
from simulator.generated.people import somebody, telephone, times
from simulator.generated.speech import Speech
from simulator.script import ByTheBook, Expected, Facts, ScriptedCaller

SPANISH, BY_NIGHT = 0.3, 0.25
"""Shares of the callers who speak Spanish, and who ring outside business hours where their trouble cannot wait."""
OWN_NUMBER = 0.7
"""Share of the callers who ring from the number at which they want to be rung back."""


def generate(count: int, seed: int) -> tuple[ScriptedCaller, ...]:
    """Return so many callers; the same seed gives the same ones, whatever the count."""
    return tuple(_caller(n, Random(f"{seed}/{n}")) for n in range(count))


def _caller(n: int, rng: Random) -> ScriptedCaller:
    situation = rng.choices(list(_situations()), [s["weight"] for s in _situations().values()])[0]
    speech = _speech(situation, rng)
    manner = _manner(speech)
    language = speech.person.language
    caller = manner(_plain(speech), speech)
    return replace(caller, id=f"gen-{n:04d}-{language}-{situation}-{manner.__name__}")


def _speech(name: str, rng: Random) -> Speech:
    situation = {"service": name, **_situations()[name]}
    language = "es" if rng.random() < SPANISH else "en"
    return Speech(somebody(rng, language, home=situation["place"] == "home"), situation, name, rng)


def _manner(speech: Speech) -> Manner:
    """Return one of the manners that go with the situation: nobody in danger, or refused, plays about."""
    manner: Manner = speech.rng.choices([m for m, _ in MANNERS], [weight for _, weight in MANNERS])[0]
    taken = "actions" not in speech.situation
    calm = taken and not speech.situation.get("danger")
    priced = calm and speech.name != "break_in_repair"
    fits: dict[Manner, bool] = {
        declines_price: priced,
        everything_first: taken,
        two_jobs: "then" in speech.situation,
    }
    return manner if fits.get(manner, calm) else plain


def _plain(speech: Speech) -> ScriptedCaller:
    person, rng = speech.person, speech.rng
    own = rng.random() < OWN_NUMBER or bool(speech.situation.get("danger"))
    caller_id = person.number if own else telephone(rng)
    answers = speech.answers()
    if not own:
        answers["callback_number_own"] = answers["callback_number_other"]
    by_night = bool(speech.situation.get("by_night")) and rng.random() < BY_NIGHT
    at = rng.choice(times(by_night=by_night))
    return ScriptedCaller(
        id="",
        language=person.language,
        turns=(speech.opening(),),
        slot_turns={},
        caller_id=caller_id,
        local_time=datetime.fromisoformat(at),
        human_available=True,
        existing_jobs=(),
        expected=_expected(speech, after_hours=by_night),
        answers=answers,
        facts=Facts(numbers=(person.number[-10:], caller_id[-10:]), address=person.address),
    )


def _expected(speech: Speech, *, after_hours: bool) -> Expected:
    situation = speech.situation
    danger = situation.get("danger")
    # Nobody is told a price who is in danger, or whose wish is declined.
    unpriced = danger or "refuse" in situation.get("actions", ())
    usual = ("advise_911", "take_job") if danger else ("take_job",)
    return Expected(
        service_types=frozenset((situation["service"], *situation.get("service_also_ok", ()))),
        urgencies=frozenset(situation["urgency"]),
        slots=dict(_essentials(speech)),
        additional_jobs=(),
        price=None if unpriced else ByTheBook(service=situation["service"], after_hours=after_hours),
        actions=tuple(situation.get("actions", usual)),
        forbidden=tuple(situation.get("forbidden", ("refuse",))),
        must_not_say=(),
        danger_turn=0 if danger else None,
    )


def _essentials(speech: Speech) -> Iterator[tuple[str, Any]]:
    """Yield the details without which nobody can go out, whatever was asked."""
    person, situation = speech.person, speech.situation
    if "refuse" in situation.get("actions", ()):
        return
    if not situation.get("danger"):
        yield "name", f"{person.first} {person.last}"
    if "actions" not in situation:
        yield from (("callback_number", person.number), ("address", person.address), ("city", person.town))
        if person.unit:
            yield "unit", person.unit


@cache
def _situations() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((GENERATED / "situations.toml").read_text("utf-8"))
