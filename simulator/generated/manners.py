"""Ways of talking on the phone: each turns a plain generated caller into one who talks like that."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from simulator.generated.number_words import NumberWords, tongues
from simulator.generated.people import telephone
from simulator.generated.speech import Speech
from simulator.generated.telephone_numbers import spoken_in_pieces
from simulator.script import Expected, Facts, Saying, ScriptedCaller

_NUMBER = ("callback_number",)
Manner = Callable[[ScriptedCaller, Speech], ScriptedCaller]


def plain(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Answer what is asked."""
    return caller


def terse(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Say the shortest thing there is."""
    openings = (speech.fill(text) for text in speech.said["situations"][speech.name]["openings"])
    return replace(caller, turns=(min(openings, key=len),))


def rambling(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Wrap what matters in what does not."""
    joint = {"en": "and", "es": "y"}[speech.person.language]
    opening = f"{speech.one('digressions')} {joint} {caller.turns[0]}"
    return _saying_all(
        replace(caller, turns=(opening,)), lambda text: f"{text} {speech.one('digressions')}", "safety"
    )


def everything_first(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Volunteer who, where and what in the first sentence."""
    in_car = speech.situation["place"] == "car"
    car = speech.one("everything_car") if in_car else ""
    opening = f"{caller.turns[0]} {speech.one('everything')}{car}"
    slots = {"location": (0,), "name": (0,), "callback_number": (0,)} | ({"vehicle": (0,)} if in_car else {})
    return replace(caller, turns=(opening,), slot_turns=slots)


def price_first(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Ask for the price in the first sentence."""
    caller = replace(caller, turns=(f"{caller.turns[0]} {speech.one('price_first')}",))
    return _expecting(caller, actions=(*caller.expected.actions, "answer_info"))


def declines_price(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Find it too dear, and say so."""
    refusal = (Saying(speech.one("too_much"), ("price_ok",)),)
    caller = replace(caller, answers={**caller.answers, "price_ok": refusal})
    slots = {key: value for key, value in caller.expected.slots.items() if key in ("address", "city", "vehicle")}
    return _expecting(caller, actions=(), forbidden=("take_job",), urgencies=frozenset({"none"}), slots=slots)


def angry(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Let it out on the receptionist."""
    caller = replace(caller, turns=(f"{speech.one('angry')} {caller.turns[0]}",))
    return _saying_all(caller, lambda text: f"{speech.one('angry')} {text}", "location", "authority")


def corrects(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Say the house number and the telephone number wrong at first, and notice it at once."""
    person, rng = speech.person, speech.rng
    slip = speech.one("corrects").strip()
    wrong_house = NumberWords(tongues()[person.language], rng).house(
        person.house // 100 * 100 + rng.randint(11, 99)
    )
    right = speech.fill("{address} {town}")
    number = (Saying(speech.fill("{slip}"), _NUMBER), Saying(speech.fill("{number}"), _NUMBER))
    place = (Saying(f"{wrong_house} {slip} {right}", ("location",)), Saying(right, ("location",)))
    answers = {**caller.answers, "location": place, "callback_number": number}
    return replace(caller, answers=answers)


def in_pieces(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Give the number in several breaths, waiting to be told to go on."""
    pieces = spoken_in_pieces(speech.person.number, speech.rng, speech.person.language)
    parts = (Saying(piece, begins=_NUMBER) for piece in pieces)
    whole = Saying(speech.fill("{number}"), _NUMBER)
    return _another_number(caller, speech, (*parts, whole))


def keypad(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Type the number."""
    return _another_number(caller, speech, (Saying(f"<dtmf:{speech.person.number[-10:]}#>", _NUMBER),))


def borrowed_phone(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Ring from a phone that is somebody else's."""
    return _prefixed(_another_number(caller, speech), speech.one("borrowed_phone"))


def low_battery(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Have little time."""
    return _prefixed(caller, speech.one("low_battery"))


def withheld(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Ring without showing a number."""
    return replace(_another_number(caller, speech), caller_id=None)


def two_jobs(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Come up with something else at the end."""
    following = speech.situation.get("then")
    if not following:
        return caller
    service = speech.rng.choice(following)
    other = replace(speech, name=service)
    second = f"{speech.one('second')} {other.said['situations'][service]['second']}"
    caller = replace(caller, turns=(*caller.turns, second), answers={**other.answers(), **caller.answers})
    return _expecting(caller, additional_jobs=({"service_type": service},))


def asks_what(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Not catch two of the questions."""
    return _first(caller, Saying(speech.one("what")), "safety", "location", "price_ok")


def two_things_at_once(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Answer the first question and, in the same breath, the one that comes next."""
    place = speech.fill("{address} {town}")
    said = caller.answers["safety"][0]
    both = replace(said, text=f"{said.text} {place}", answers=("safety", "location"))
    return replace(caller, answers={**caller.answers, "safety": (both, said)})


def interrupts(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Answer before the question has ended."""
    return _saying_all(caller, lambda text: f"<barge>{text}", *caller.answers)


def falls_silent(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Be away from the phone for a moment."""
    return _first(caller, Saying("<silence:7>"), "location", "authority")


def noisy_place(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Be drowned out by a lorry, twice."""
    return _first(caller, Saying("<noise>"), "location", "name")


def bad_webhooks(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Be put through over a network that delivers twice at once, again, and late."""
    marks = ("<twice>{}", "{}<again>", "{}<late>")
    return _saying_all(caller, lambda text: speech.rng.choice(marks).format(text), *caller.answers)


def drops(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Be cut off, and ring again."""
    return _first(caller, Saying("<drop>"), speech.rng.choice(["location", "price_ok", "name"]))


def texts_back(caller: ScriptedCaller, speech: Speech) -> ScriptedCaller:
    """Be cut off, and go on by text."""
    cut_off = Saying(f"<text>{speech.one('texts_back')}")
    return _first(caller, cut_off, speech.rng.choice(["location", "price_ok", "name"]))


MANNERS: tuple[tuple[Manner, int], ...] = (
    (plain, 6), (terse, 3), (rambling, 3), (everything_first, 3), (price_first, 3), (declines_price, 1),
    (angry, 2), (corrects, 2), (in_pieces, 2), (keypad, 2), (borrowed_phone, 2), (low_battery, 2), (withheld, 2),
    (two_jobs, 2), (asks_what, 2), (two_things_at_once, 2), (interrupts, 2), (falls_silent, 1), (noisy_place, 2),
    (bad_webhooks, 2), (drops, 2), (texts_back, 1),
)  # fmt: skip
"""All manners, and how often each is met beside the others."""


def _prefixed(caller: ScriptedCaller, words: str) -> ScriptedCaller:
    return replace(caller, turns=(f"{words} {caller.turns[0]}", *caller.turns[1:]))


def _another_number(caller: ScriptedCaller, speech: Speech, sayings: tuple[Saying, ...] = ()) -> ScriptedCaller:
    """Return the caller on a phone that is not the one to ring back."""
    own = telephone(speech.rng)
    said = sayings or caller.answers["callback_number_other"]
    # However the number is asked for, it goes on where it was.
    answers = {key: value for key, value in caller.answers.items() if key != "callback_number_own"}
    answers["callback_number"] = said
    facts = Facts(numbers=(speech.person.number[-10:], own[-10:]), address=caller.facts.address)
    return replace(caller, caller_id=own, answers=answers, facts=facts)


def _saying_all(caller: ScriptedCaller, change: Callable[[str], str], *slots: str) -> ScriptedCaller:
    """Return the caller with the words of all answers for these slots changed."""
    changed = {
        key: tuple(replace(saying, text=change(saying.text)) for saying in sayings)
        for key, sayings in caller.answers.items()
        if key in slots
    }
    return replace(caller, answers={**caller.answers, **changed})


def _first(caller: ScriptedCaller, saying: Saying, *slots: str) -> ScriptedCaller:
    """Return the caller doing something else first when asked for any of these."""
    added = {slot: (saying, *caller.answers[slot]) for slot in slots}
    return replace(caller, answers={**caller.answers, **added})


def _expecting(caller: ScriptedCaller, **changes: Any) -> ScriptedCaller:  # noqa: ANN401 -- of Expected
    expected: Expected = replace(caller.expected, **changes)
    return replace(caller, expected=expected)
