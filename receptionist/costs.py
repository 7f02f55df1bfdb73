"""What a call costs: what was used up, times the dated price table of costs.toml; pure.

The bill is the vendors'. This is what they will charge as far as we can know it; what we cannot is None, never 0.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import zip_longest
from math import ceil
from pathlib import Path

from receptionist.cases import Call, Turn

PRICES_FILE = Path(__file__).with_name("costs.toml")

Prices = Mapping[str, Decimal]
"""US dollars for one of each item, such as `gpt-6-luna/prompt_tokens`; what is not there is unknown."""
Used = tuple[str, float | None]
"""An item and how much of it; None when nobody knows how much."""

SAID = "say/characters"
SAY_BLOCK = 100
"""Twilio charges its own voices by whole blocks of so many characters a call: 546 are five, 46 are one."""
NEVER_ANSWERED = frozenset({"busy", "no-answer", "failed", "canceled"})
PUT_THROUGH = frozenset({"completed", "answered", "machine", "unbridged"})
"""How a leg ends that somebody picked up, or something; the others cost nothing."""

_TOLL_FREE = re.compile(r"\+18(?:00|33|44|55|66|77|88)\d{7}")
_SNAPSHOT = re.compile(r"-20\d\d-?\d\d-?\d\d(?=/)")
"""The date in `gpt-6-luna-2026-09-22/prompt_tokens`: a snapshot costs what its model costs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """So much of something that is paid for, such as 412 of `gpt-6-luna/prompt_tokens`; no call: overhead."""

    at: datetime
    item: str
    quantity: float
    call_sid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a call used up, as its log counts it; of the prompt all tokens, of the speech only another voice's."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    speech_characters: int = 0
    cached_speech_characters: int = 0
    sms_segments: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a call costs in US dollars, by part; None is unknown."""

    telephony: Decimal | None = None
    conversation: Decimal | None = None
    speech: Decimal | None = None
    messages: Decimal | None = None

    @property
    def total(self) -> Decimal | None:
        """The sum, None while a part is unknown."""
        return _sum((self.telephony, self.conversation, self.speech, self.messages))


def load(country: str = "US", *, say_voice: str | None = None, path: Path = PRICES_FILE) -> Prices:
    """Return the prices that hold for a business of this country (ISO 3166) whose words `say_voice` speaks."""
    table = tomllib.loads(path.read_text("utf-8"))
    rows = {**table["anywhere"], **table.get(country, {})}
    prices = {
        f"{name}/{unit}": Decimal(usd) / row["per"]
        for name, row in rows.items()
        for unit, usd in row["usd"].items()
    }
    said = prices.get(f"say-{_voice_kind(say_voice)}/characters")
    return prices if said is None else {**prices, SAID: said}


def _voice_kind(voice: str | None) -> str:
    """Return which of Twilio's price classes a voice of `<Say>` is in; ours are neural where none is set."""
    if voice in ("man", "woman", "alice"):
        return "basic"
    kinds = {"Generative|Chirp3": "generative", "Neural|Wavenet": "neural", r"Standard|^Polly\.\w+$": "standard"}
    return next((kind for words, kind in kinds.items() if re.search(words, voice or "Neural")), "unknown")


def usage(spent: Iterable[Spent]) -> Usage:
    """Return what was used up, added up by kind."""
    sums = dict.fromkeys(Usage.__dataclass_fields__, 0.0)
    for each in spent:
        if kind := _counted_as(each.item):
            sums[kind] += each.quantity
    return Usage(**{kind: round(total) for kind, total in sums.items()})


def _counted_as(item: str) -> str | None:
    if item == "cached/characters":
        return "cached_speech_characters"
    units = {
        "prompt_tokens": "prompt_tokens",
        "cached_tokens": "prompt_tokens",
        "completion_tokens": "completion_tokens",
        "characters": "speech_characters",
        "in_segments": "sms_segments",
        "out_segments": "sms_segments",
    }
    return units.get(item.rpartition("/")[2])


def cost(call: Call, turns: tuple[Turn, ...], spent: tuple[Spent, ...], prices: Prices) -> Cost:
    """Return what a call costs, from its turns and what it spent.

    A part of which nothing was used costs nothing; a part of which anything has no price, or was used but not
    counted, is unknown.
    """
    tokens, characters, segments = (
        [(each.item, each.quantity) for each in spent if each.item.endswith(unit)]
        for unit in ("_tokens", "/characters", "_segments")
    )
    return Cost(
        telephony=priced(_telephony(call, turns), prices),
        conversation=priced(tokens, prices) if _all_reported(call, turns, tokens) else None,
        speech=priced([*characters, (SAID, _said_by_twilio(call, turns, characters))], prices),
        messages=None if call.channel == "sms" and not segments else priced(segments, prices),
    )


def priced(used: Iterable[Used], prices: Prices) -> Decimal | None:
    """Return what all of this costs together, None when something of it is unknown."""
    return _sum(_usd(item, quantity, prices) for item, quantity in used)


def _usd(item: str, quantity: float | None, prices: Prices) -> Decimal | None:
    if quantity == 0:
        return Decimal(0)
    price = prices.get(_SNAPSHOT.sub("", item))
    return None if price is None or quantity is None else price * Decimal(str(quantity))


def _sum(parts: Iterable[Decimal | None]) -> Decimal | None:
    total = Decimal(0)
    for part in parts:
        if part is None:
            return None
        total += part
    return total


def _all_reported(call: Call, turns: tuple[Turn, ...], tokens: Iterable[Used]) -> bool:
    """Tell whether each reply of a model, and its summary, came with its tokens; a stream cut short has none."""
    reports = sum(item.endswith("/completion_tokens") for item, _ in tokens)
    by_model = sum(turn.reply is not None and turn.reply.conversation != "scripted" for turn in turns)
    return reports >= by_model + (call.summary is not None)


def _telephony(call: Call, turns: tuple[Turn, ...]) -> Iterator[Used]:
    """Yield what Twilio's network did for a call: every leg by the minutes begun."""
    if call.channel == "sms" or call.status in NEVER_ANSWERED:
        return
    minutes = _minutes(call.started_at, call.ended_at) if call.ended_at else None
    yield f"voice/{_line(call)}_minutes", minutes
    if call.channel == "relay":
        yield "relay/minutes", minutes
    else:
        yield "gather/uses", sum(turn.key.kind == "speech" and turn.utterance.text != "" for turn in turns)
    yield "voice/outbound_minutes", _transferred_minutes(turns)
    yield "recording/minutes", _recorded_minutes(turns)


def _line(call: Call) -> str:
    if call.direction != "inbound":
        return "outbound"
    return "toll_free" if _TOLL_FREE.fullmatch(call.to_number) else "inbound"


def _minutes(start: datetime, end: datetime) -> int:
    return max(1, ceil((end - start).total_seconds() / 60))


def _transferred_minutes(turns: tuple[Turn, ...]) -> int | None:
    """Return the minutes of the legs to people who took a transfer, None when nobody told how one ended."""
    legs = list(_away(turns, "transfer"))
    if any(back is None for _, back in legs):
        return None
    return sum(_minutes(left, back.at) for left, back in legs if back and back.utterance.outcome in PUT_THROUGH)


def _recorded_minutes(turns: tuple[Turn, ...]) -> int:
    return sum(
        _minutes(left, back.at) for left, back in _away(turns, "voicemail") if back and back.utterance.outcome
    )


def _away(turns: tuple[Turn, ...], ending: str) -> Iterator[tuple[datetime, Turn | None]]:
    """Yield when the caller was sent away (to a person, to the voicemail), and the turn in which they came back.

    What was said first and the ringing are in between too: a leg may seem a minute longer than it was.
    """
    for turn, back in zip_longest(turns, turns[1:]):
        if turn.reply and turn.reply.ending.kind == ending:
            yield turn.reply.at, back


def _said_by_twilio(call: Call, turns: tuple[Turn, ...], spoken: Iterable[Used]) -> float:
    """Return how many characters `<Say>` is charged for: those of the replies that no other voice spoke."""
    if call.channel != "voice":
        return 0
    said = sum(len(sentence.text) for turn in turns if turn.reply for sentence in turn.reply.sentences)
    left = said - sum(quantity or 0 for _, quantity in spoken)
    return max(1, left // SAY_BLOCK) * SAY_BLOCK if left > 0 else 0
