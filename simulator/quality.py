"""Measures how pleasant a call was: words, questions, time; by its log and transcript, and judges nothing.

A question is one slot in one reply's `asks`. It is asked again once answered when the caller had answered that
slot for good and undisturbed, be it in the very words that are replied to. Not counted, here or as often asked: a
reply after silence, one to a caller who asked for a repetition or was not clear, and questions for a slot that the
caller has only begun to answer.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import Any

from simulator.grading import Line

LONG_REPLY = 25
MOST_ASKS = 2
WORDS_A_SECOND = 150 / 60
_REPEAT = re.compile(
    r"^(?:\w+ )?(?:what|huh|pardon|sorry what|say (?:that )?again|can you (?:say|repeat)|repeat"
    r"|i did(?: not|n't) (?:hear|catch)|cómo|mande|perdón no le|me lo repite|qué dijo|otra vez)\b"
)
_CLEAR = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What one call was like."""

    words: tuple[int, ...]
    """Of each reply."""
    asked_again: tuple[str, ...]
    """Slots that were asked again once answered."""
    asked_often: tuple[str, ...]
    """Slots that were asked more than twice."""
    turns_to_job: int | None
    """The caller's utterances until a job was taken; None when none was."""
    seconds_to_job: float | None
    """How long the words of both sides last until then, at 150 words a minute."""


def quality(log: Mapping[str, Any], transcript: Sequence[Line]) -> Quality:
    """Return what a call was like."""
    turns: Sequence[Mapping[str, Any]] = log.get("turns", ())
    until_job = _until_job(log)
    exchanges = tuple(_exchanges(turns, transcript))
    greeting = turns[0]["asks"] if turns else ()
    asked = Counter([*greeting, *(slot for exchange in exchanges for slot in exchange.asks)])
    return Quality(
        words=tuple(len(turn["text"].split()) for turn in turns if turn["role"] == "assistant"),
        asked_again=tuple(_asked_again(exchanges)),
        asked_often=tuple(slot for slot, times in asked.items() if times > MOST_ASKS),
        turns_to_job=None if until_job is None else sum(turn["role"] == "caller" for turn in until_job),
        seconds_to_job=None if until_job is None else _seconds(until_job),
    )


def _until_job(log: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
    """Return the turns up to the one in which a job was taken, without the reply to it; None when none was."""
    taken = next((action["at"] for action in log.get("actions", ()) if action["kind"] == "take_job"), None)
    if taken is None:
        return None
    at = datetime.fromisoformat(taken)
    heard = [turn for turn in log["turns"] if datetime.fromisoformat(turn["at"]) <= at]
    return heard[:-1] if heard and heard[-1]["role"] == "assistant" else heard


def _seconds(turns: Sequence[Mapping[str, Any]]) -> float:
    return round(sum(len(turn["text"].split()) for turn in turns) / WORDS_A_SECOND, 1)


@dataclass(frozen=True, slots=True)
class _Exchange:
    """What a caller said that calls for an answer, and what the reply asks that was not just begun to be told."""

    said: Line
    asks: tuple[str, ...]


def _exchanges(turns: Sequence[Mapping[str, Any]], transcript: Sequence[Line]) -> Iterator[_Exchange]:
    left = [line for line in transcript if line.role == "caller"]
    for before, turn in pairwise(turns):
        if before["role"] != "caller" or turn["role"] != "assistant" or not _calls_for_an_answer(before):
            continue
        at = next((n for n, line in enumerate(left) if line.text == before["text"]), None)
        said = left[at] if at is not None else Line("caller", before["text"])
        del left[: 0 if at is None else at + 1]
        yield _Exchange(said, tuple(slot for slot in turn["asks"] if slot not in said.begins))


def _calls_for_an_answer(utterance: Mapping[str, Any]) -> bool:
    confidence = utterance.get("confidence")
    return not _REPEAT.search(utterance["text"].casefold()) and (confidence is None or confidence >= _CLEAR)


def _asked_again(exchanges: Sequence[_Exchange]) -> Iterator[str]:
    answered: set[str] = set()
    for exchange in exchanges:
        answered.update(exchange.said.answers)
        yield from (slot for slot in exchange.asks if slot in answered)


def of_all(calls: Sequence[Quality]) -> dict[str, Any]:
    """Return the measures of many calls together."""
    words = sorted(count for call in calls for count in call.words)
    return {
        "words_median": median(words) if words else None,
        "words_max": max(words, default=None),
        "words_over_25": round(sum(count > LONG_REPLY for count in words) / len(words), 4) if words else None,
        "asked_again": sum(bool(call.asked_again) for call in calls),
        "asked_often": sum(bool(call.asked_often) for call in calls),
    }
