"""From the end of a caller's words to the first of ours in his ear, by kind of turn: a model, not a measurement.

The silence that ends an utterance is ours to choose, our own time is in the call logs, and the network's part is
assumed, here and nowhere else: so two choices can be compared before anybody rings.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from receptionist.cases import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """What the telephone network adds to a turn, in milliseconds."""

    recognised_ms: float
    """From the end of the silence that ends an utterance until its words are with us."""
    played_ms: float
    """From our first words, or the name of their audio, until the caller hears them."""

    @property
    def total_ms(self) -> float:
        """All of it."""
        return self.recognised_ms + self.played_ms


GATHER = Network(recognised_ms=350 + 60, played_ms=60 + 150)
"""350: from the last words to the final transcript, as published for Twilio's recognition. 60: a request on its
way. 150: Twilio fetches a small file and transcodes it. Assumed in November 2026: one real call must settle it.
"""
RELAY = Network(recognised_ms=350 + 30, played_ms=30 + 330)
"""30: a frame on its way. 330: from the first text frame until Twilio says that it speaks, as published in 2026.
Assumed, as above.
"""
RELAY_SILENCE_MS = 700.0
"""Silence that ends an utterance on ConversationRelay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnType:
    """All turns that answer the same question: how long we take, and what a caller so waits on each channel."""

    asked: str
    turns: int
    ours_p50_ms: float
    ours_p95_ms: float
    silence_ms: float
    """That of Gather."""

    def gather_ms(self, ours_ms: float) -> float:
        """Return mouth-to-ear time by `<Gather>` when we take so long."""
        return mouth_to_ear_ms(ours_ms, silence_ms=self.silence_ms, network=GATHER)

    def relay_ms(self, ours_ms: float) -> float:
        """Return mouth-to-ear time by ConversationRelay when we take so long."""
        return mouth_to_ear_ms(ours_ms, silence_ms=RELAY_SILENCE_MS, network=RELAY)


def mouth_to_ear_ms(ours_ms: float, *, silence_ms: float, network: Network) -> float:
    """Return how long a caller waits, from his last word to our first, when we take `ours_ms` of it."""
    return silence_ms + network.total_ms + ours_ms


def ours_ms(took_ms: Mapping[str, float]) -> float:
    """Return our part of a turn until its first words may leave; `took_ms` are its stages as in the call log.

    A model's first sentence leaves before the rest is there; a reply by rule is there as a whole. While a model
    thinks, what was heard is committed: its first sentence is noted once both are done.
    """
    speech = took_ms.get("speech", 0.0)
    if "first_sentence" not in took_ms:
        return took_ms.get("total", 0.0) + speech
    before = took_ms.get("understood", 0.0) + took_ms.get("decided", 0.0)
    return before + took_ms["first_sentence"] + speech


def turn_types(turns: Iterable[Turn], silence_s: Callable[[str], float]) -> tuple[TurnType, ...]:
    """Return the kinds of turns, the most frequent first; `silence_s` is what ends the answer to a question."""
    ours: dict[str, list[float]] = defaultdict(list)
    for turn in turns:
        if turn.reply and turn.key.kind == "speech":
            ours[turn.asked[0] if turn.asked else "-"].append(ours_ms(turn.reply.latency_ms))
    kinds = (_turn_type(asked, times, silence_s(asked)) for asked, times in ours.items())
    return tuple(sorted(kinds, key=lambda kind: (-kind.turns, kind.asked)))


def _turn_type(asked: str, times: list[float], silence_s: float) -> TurnType:
    return TurnType(
        asked=asked,
        turns=len(times),
        ours_p50_ms=percentile(times, 50),
        ours_p95_ms=percentile(times, 95),
        silence_ms=silence_s * 1000,
    )


def percentile(values: Iterable[float], percent: float) -> float:
    """Return the smallest of `values`, which are some, that so many per cent of them do not exceed."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(len(ranked) * percent / 100) - 1)]


_HEAD = ("silence", "ours p50", "ours p95", "gather p50", "gather p95", "relay p50", "relay p95")


def table(kinds: Iterable[TurnType]) -> tuple[str, ...]:
    """Return the kinds of turns as lines for people, in milliseconds."""
    return (
        f"{'asked':<18}{'turns':>6}{''.join(f'{title:>12}' for title in _HEAD)}",
        *(f"{kind.asked:<18}{kind.turns:>6}{''.join(f'{ms:>12.0f}' for ms in _row(kind))}" for kind in kinds),
        "milliseconds; gather and relay: from a caller's last word to our first in his ear, modelled",
    )


def _row(kind: TurnType) -> tuple[float, ...]:
    ours = (kind.ours_p50_ms, kind.ours_p95_ms)
    return (kind.silence_ms, *ours, *map(kind.gather_ms, ours), *map(kind.relay_ms, ours))
