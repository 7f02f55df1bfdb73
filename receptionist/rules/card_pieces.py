"""Card numbers that are read out or keyed in pieces, over several turns: what has to go from what was kept; pure.

One utterance is cleaned before it is kept (understanding/cards.py). A piece of a card looks like nothing; only
with the pieces before it is it one, and then those go too.
"""

from collections.abc import Iterable
from dataclasses import replace

from receptionist.cases import Turn, Utterance
from receptionist.understanding import cards
from receptionist.understanding.heard import Understood
from receptionist.understanding.numbers import runs
from receptionist.understanding.text import normalise

MOST_PIECES = 8
"""Turns that one card number may be spread over."""
FEWEST_DIGITS = 3
_ACCOUNTED = frozenset({"callback_number", "onsite_contact_number", "address", "unit", "vehicle", "appointment"})
"""Details that say what the digits of an utterance were."""


def loose_digits(utterance: Utterance, details: Iterable[str]) -> str:
    """Return the digits of an utterance that no detail accounts for."""
    if not _ACCOUNTED.isdisjoint(details):
        return ""
    said = "".join(run.digits for run in runs(normalise(utterance.text)))
    return said + "".join(key for key in utterance.keys if key.isdigit())


def are_a_card(before: Iterable[Turn], digits: str) -> bool:
    """Tell whether `digits` belong to a card: with those of the turns before, or right after one was stopped."""
    last = [turn for turn in before if turn.key.kind == "speech"][-MOST_PIECES:]
    pieces = [loose_digits(turn.utterance, turn.understood.get("details", {})) for turn in last]
    joined = ("".join(pieces[first:]) + digits for first in range(len(pieces)))
    stopped = any(mark in turn.utterance.text for turn in last[-2:] for mark in (cards.CARD, cards.DIGITS))
    return stopped or any(cards.is_card_number(number) for number in joined)


def rewritten(before: Iterable[Turn]) -> tuple[Turn, ...]:
    """Return the turns before, those with loose digits without them."""
    last = [turn for turn in before if turn.key.kind == "speech"][-MOST_PIECES:]
    loose = [turn for turn in last if loose_digits(turn.utterance, turn.understood.get("details", {}))]
    return tuple(replace(turn, utterance=_without(turn.utterance), understood={}) for turn in loose)


def stopped(understood: Understood) -> Understood:
    """Return what was understood of the last piece: that it was a card, and none of its digits."""
    text = cards.without_digits(understood.text)
    return replace(understood, text=text, digits="", marks=understood.marks | {"card"})


def _without(utterance: Utterance) -> Utterance:
    return replace(utterance, text=cards.without_digits(utterance.text), keys="")
