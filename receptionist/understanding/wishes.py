"""Recognises what callers want besides the work, and what must be declined; the words are in wishes.toml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from receptionist.understanding import patterns
from receptionist.understanding.answers import yes_or_no

MOST_WORDS_OF_A_BARE_NO = 4
_MONEY = re.compile(
    r"\b(price|prices|pay\w*|cost\w*|much|expensive|money|afford|robbery|rip\w*|cheap\w*|dollars?|shop\w*|"
    r"spend\w*|budget|never ?mind|forget it|gastar|presupuesto|olvidelo|precio|caro|cara|dinero|mucho|cuesta"
    r"|pagar)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What was asked, wanted, forbidden and noticed, by the names that `heard.Understood` lists."""

    questions: frozenset[str] = frozenset()
    wants: frozenset[str] = frozenset()
    refuse: str | None = None
    marks: frozenset[str] = frozenset()


_YES_OR_NO = frozenset({"safety", "sms_consent", "authority", "spare", "keys_location", "vehicle_locked"})


class _Book(NamedTuple):
    """wishes.toml, compiled."""

    harmless: re.Pattern[str]
    tables: Mapping[str, Mapping[str, re.Pattern[str]]]


def hear_wishes(text: str, *, asked: tuple[str, ...] = ()) -> Wishes:
    """Return the wishes in `text`; `asked` holds the slot words of the question just put, whose answer counts.

    An answer to the question about the price or texting becomes the mark of it.
    """
    heard = patterns.strike(patterns.fold(text), _book().harmless)
    questions, wants, marks = (_named(table, heard) for table in ("questions", "wants", "marks"))
    return Wishes(
        questions=questions - _overruled(questions),
        wants=_settled(wants, questions, asked),
        refuse=_refusal(heard),
        marks=_consistent(marks | _answered(text, asked), wants),
    )


def _named(table: str, heard: str) -> frozenset[str]:
    return frozenset(name for name, words in _book().tables[table].items() if words.search(heard))


def _refusal(heard: str) -> str | None:
    """Return the first rule that forbids what was asked for, unless the words allow it after all."""
    return next((rule for rule in _book().tables["refuse"] if _forbids(rule, heard)), None)


def _forbids(rule: str, heard: str) -> bool:
    forbidden, barred, allowed = (_book().tables[table].get(rule) for table in ("refuse", "barred", "allowed"))
    if barred and barred.search(heard):
        return True
    return bool(forbidden and forbidden.search(heard)) and not (allowed and allowed.search(heard))


def _overruled(questions: frozenset[str]) -> frozenset[str]:
    """Return the questions that a more exact one already covers."""
    return frozenset({"price"}) if "cancel_fee" in questions else frozenset()


def _settled(wants: frozenset[str], questions: frozenset[str], asked: tuple[str, ...]) -> frozenset[str]:
    """Return the wishes without those that others, or the question just asked, explain."""
    dropped: set[str] = set()
    if "robot" in questions and "wrong_number" in wants:
        dropped.add("wrong_number")
    if {"sales", "job_application"} & wants:
        dropped |= {"human", "message", "complaint"}
    if "reschedule" in wants:
        dropped.add("reschedule" if "timing" in asked else "status")
    if _YES_OR_NO & set(asked):
        # "No, I'm good" answers such a question, it does not end the call.
        dropped.add("nothing")
    if "safety" in asked:
        # "No, tell her they're with us" is said to somebody beside the caller.
        dropped.add("message")
    return wants - dropped


def _answered(text: str, asked: tuple[str, ...]) -> frozenset[str]:
    """Return the marks that a yes or a no to the question just asked leaves."""
    answer = yes_or_no(text)
    marks = {"price_ok": ("price_accepted", "price_declined"), "sms_consent": ("texting_consent", "no_texting")}
    if answer not in ("yes", "no") or len(asked) != 1 or asked[0] not in marks:
        return frozenset()
    if asked[0] == "price_ok" and answer == "no" and not _about_the_price(text):
        return frozenset()
    return frozenset({marks[asked[0]][0 if answer == "yes" else 1]})


def _about_the_price(text: str) -> bool:
    """Tell whether a no turns the price down: bare, or with a word about money; `no, nobody is hurt` does not."""
    return len(text.split()) <= MOST_WORDS_OF_A_BARE_NO or bool(_MONEY.search(text))


def _consistent(marks: frozenset[str], wants: frozenset[str]) -> frozenset[str]:
    """Return the marks without consent or acceptance that the same breath takes back."""
    dropped: set[str] = set()
    if "no_texting" in marks:
        dropped.add("texting_consent")
    if {"price_accepted", "price_declined"} <= marks:
        dropped.add("price_declined")
    if "can_get_in" in marks:
        dropped.add("locked_out")
    if "cancel" in wants:
        dropped.add("price_accepted")
    return marks - dropped


@cache
def _book() -> _Book:
    table = patterns.table("wishes")
    parts = table["parts"]
    tables = {
        name: {key: patterns.compiled(words, parts) for key, words in table[name].items()}
        for name in ("questions", "wants", "refuse", "barred", "allowed", "marks")
    }
    return _Book(patterns.compiled(table["harmless"]["words"], parts), tables)
