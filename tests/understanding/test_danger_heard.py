"""Danger as callers and texters name it, and what only sounds like it, measured on the reply that they get."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from receptionist.rules.draft import Draft
from tests.rule_talk import RuleTalk

DATA = Path(__file__).parent / "data"
SCRIPTED = Path(__file__).parents[2] / "simulator" / "data"
DANGER = [f"danger{batch}.toml" for batch in ("", "_second", "_third", "_fourth", "_fifth")]
MOST_FALSE_ALARMS = 0.03


@dataclass(frozen=True, slots=True)
class Words:
    """One line of the data files, whose first lines explain the labels."""

    said: str
    channel: str
    after: str
    label: str

    def heard(self) -> Draft:
        """Return the reply to these words."""
        talk = RuleTalk(channel="sms" if self.channel == "text" else "voice")
        if self.after:
            talk.says(self.after)
        return talk.says(self.said)


def read(file: str) -> Iterator[Words]:
    for group in tomllib.loads((DATA / file).read_text("utf-8"))["group"]:
        for said in group["words"]:
            yield Words(said, group["as"], group.get("after", ""), group["label"])


def advice(draft: Draft) -> list[str]:
    """Return the names of the advice that a reply gives."""
    return [act.name for act in draft.acts if "advise_911" in act.name]


def missed(words: Words) -> bool:
    """Tell whether words that name a danger got less than they should, be it in the reply before."""
    told = words.heard().case.told
    return "advised_911" not in told and (words.label == "certain" or "advised_911_if" not in told)


def alarmed(words: Words) -> bool:
    """Tell whether words that name no danger got advice, or left the case an emergency."""
    draft = words.heard()
    return bool(advice(draft)) or (words.label == "retracted" and draft.marked("danger"))


@pytest.mark.parametrize("file", DANGER)
def test_whoever_names_a_danger_is_told_to_call_for_help(file: str) -> None:
    unadvised = [words for words in read(file) if missed(words)]

    assert not unadvised, listed(unadvised)


@pytest.mark.parametrize("file", [f"no_{file}" for file in DANGER])
def test_what_only_sounds_like_danger_seldom_alarms_anybody(file: str) -> None:
    lines = list(read(file))

    alarms = [words for words in lines if alarmed(words)]

    assert len(alarms) <= MOST_FALSE_ALARMS * len(lines), listed(alarms)


def test_what_is_taken_back_was_an_emergency_before() -> None:
    for words in read("no_danger.toml"):
        if words.label == "retracted":
            assert RuleTalk().says(words.after).marked("danger"), words.after


def turns_without_danger() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the name and the turns of each scripted caller who is to hear no advice."""
    for file in ("callers.jsonl", "more_callers.jsonl"):
        for row in map(json.loads, (SCRIPTED / file).read_text("utf-8").splitlines()):
            expected = row["expected"]
            if "advise_911" not in (*expected["actions"], *expected.get("actions_optional", ())):
                yield row["id"], tuple(words for words in row["turns"] if not words.startswith("<"))


def listed(lines: list[Words]) -> str:
    return "\n".join(f"{len(lines)} wrong:" * (n == 0) + f"\n  {line}" for n, line in enumerate(lines))


def test_scripted_callers_whom_nothing_threatens_are_never_alarmed() -> None:
    alarms: list[tuple[str, str]] = []
    for caller, turns in turns_without_danger():
        talk = RuleTalk()
        alarms += [(caller, words) for words in turns if advice(talk.says(words))]

    assert alarms == []
