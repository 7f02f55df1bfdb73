"""What a model may say in words of its own: anything that claims nothing, and what is so in its case; pure.

The vocabulary is open, the claims are not. claims.toml says what a claim is, own_words.toml what sounds like one
and is none, and who is spoken of only within bounds; facts.py says what is so.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

from receptionist.understanding.patterns import expanded
from receptionist.understanding.text import word_set
from receptionist.words.dialogue import MOST_WORDS
from receptionist.words.facts import Facts, folded, plain

OWN_WORDS_FILE, CLAIMS_FILE = (Path(__file__).with_name(name) for name in ("own_words.toml", "claims.toml"))
ASKS = re.compile(r"[?¿]")
_FORM = re.compile(r"[<>{}\[\]*_#`|\\~^=@]|https?:|www\.|\.com\b")
_NAME = re.compile(r"(?:(?<=[^\W\d_] )|(?<=[\d,;:] ))[^\W\d_a-zß-öø-ÿ]\w*(?:-\w+)*")
_BEFORE_HOURS = word_set("at by around about before after until in within las la")
"""Words before which `one` is an hour."""
_TURN = re.compile(r"\b(?:but|however|though|pero|aunque)\b")
"""Where a refusal ends and something else begins."""


def claim(text: str, facts: Facts, *, language: str = "en-US") -> str | None:
    """Return what a model's sentence claims that is not so in this case, by its kind in own_words.toml, or None.

    What is so, and what is harmless however it sounds, is taken out first. Of what is left, nothing may claim
    anything, nobody may do or have done more than he is bound to, and no number and no name may be unknown.
    """
    if len(text.split()) > MOST_WORDS or not text.isprintable() or _FORM.search(text):
        return "form"
    rules = _rules()
    words = facts.taken_out_of(rules.written_out(plain(text, language=language)))
    left = rules.left_of(words)
    if found := rules.claimed(left) or rules.beyond_bounds(left):
        return found
    if _unknown_number(rules.counted.sub(" ", words).split(), facts, rules):
        return "number"
    return "name" if _named(text, rules) - facts.words - rules.no_names - _area(words, facts, rules) else None


def _unknown_number(said: list[str], facts: Facts, rules: "Rules") -> bool:
    """Tell whether a number is said that belongs to no fact which is spoken of beside it."""
    for at, word in enumerate(said):
        if (digits := re.sub(r"\D", "", word)) and (
            rules.measures(said[at + 1 : at + 2])
            or not (_is_a_word(digits, said, at) or facts.has(digits, said, at))
        ):
            return True
    return False


def _is_a_word(digits: str, said: list[str], at: int) -> bool:
    """Tell whether a one is no number: `the one by the door`."""
    return digits == "1" and said[max(0, at - 1)] not in _BEFORE_HOURS


def _named(text: str, rules: "Rules") -> frozenset[str]:
    """Return the names that are spoken, and the words that state something of the case."""
    names = [name for name in (*_NAME.findall(text), *rules.first_name(text)) if len(name) > 1]
    return frozenset().union(*map(folded, names)) | (folded(text) & rules.stated)


def _area(words: str, facts: Facts, rules: "Rules") -> frozenset[str]:
    """Return the names of towns of which a sentence says rightly that we serve them, or that we do not."""
    if rules.unserved.search(words):
        return facts.unserved
    return facts.served if rules.served.search(words) else frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """own_words.toml and claims.toml, compiled."""

    short: re.Pattern[str]
    long: Mapping[str, str]
    harmless: re.Pattern[str]
    refusals: re.Pattern[str]
    counted: re.Pattern[str]
    """Words of which the numbers are no claims: `two more questions`, a time that is refused."""
    claims: tuple[tuple[str, re.Pattern[str]], ...]
    bounds: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]
    """Kind, who is spoken of, and what may follow."""
    unit: re.Pattern[str]
    no_names: frozenset[str]
    first: frozenset[str]
    verbs: re.Pattern[str]
    stated: frozenset[str]
    served: re.Pattern[str]
    unserved: re.Pattern[str]

    @classmethod
    def of(cls, rows: Mapping[str, Any], claims: Mapping[str, list[str]]) -> Self:
        """Return the rules of the two files."""
        harmless, names = rows["harmless"], rows["names"]
        parts = {name: _whole(part) for name, part in rows["parts"].items()}
        return cls(
            short=re.compile("|".join(map(_short, sorted(rows["short"], key=len, reverse=True)))),
            long=rows["short"],
            harmless=_words((*harmless["always"], *harmless["money"], *harmless["advice"]), parts),
            refusals=_words(harmless["refusals"], parts),
            counted=_words((*harmless["always"], *harmless["refused_times"]), parts),
            claims=tuple((kind, _words(patterns, parts)) for kind, patterns in claims.items()),
            bounds=tuple(
                (row["kind"], re.compile(rf"\b{expanded(_whole(row['who']), parts)}\b *"), _any(row["may"], parts))
                for row in rows["bound"]
            ),
            unit=_any([parts["unit"]], parts),
            no_names=folded(names["known"]),
            first=folded(names["first"]),
            verbs=re.compile(rf"^\W*([^\W\d_]+)(?:['’]s)? (?:{_whole(names['verbs'])})\b"),
            stated=folded(names["stated"]),
            served=re.compile(names["served"]),
            unserved=re.compile(names["unserved"]),
        )

    def written_out(self, words: str) -> str:
        """Return words with their short forms written out."""
        return self.short.sub(lambda found: self.long[found[0]], words)

    def left_of(self, words: str) -> str:
        """Return what is left without what is harmless; a refusal reaches to the end of its clause."""
        words = self.harmless.sub(" ; ", words)
        return " ".join(self.refusals.sub(" ; ", _TURN.sub(",", words)).split())

    def claimed(self, words: str) -> str | None:
        """Return the kind of what is claimed."""
        return next((kind for kind, pattern in self.claims if pattern.search(words)), None)

    def beyond_bounds(self, words: str) -> str | None:
        """Return the kind of what somebody does, or has done, that is for the plan to say."""
        for kind, who, may in self.bounds:
            if any(not may.match(words, found.end()) for found in who.finditer(words)):
                return kind
        return None

    def measures(self, following: list[str]) -> bool:
        """Tell whether the word after a number makes it a time."""
        return any(map(self.unit.fullmatch, following))

    def first_name(self, text: str) -> tuple[str, ...]:
        """Return the first word where it must be a name, by the verb that follows."""
        found = self.verbs.match(text)
        doing = found and found[1].endswith(("ing", "ando", "endo"))
        return (found[1],) if found and not doing and not folded(found[1]) <= self.first else ()


@cache
def _rules() -> Rules:
    own, claims = (tomllib.loads(path.read_text("utf-8")) for path in (OWN_WORDS_FILE, CLAIMS_FILE))
    return Rules.of(own, claims)


def _short(form: str) -> str:
    """Return a pattern of a short form: the end of a word (`'ll`, `n't`), or a whole one."""
    start = "" if form == "n't" or form.startswith("'") else r"(?<!\w)"
    return rf"{start}{re.escape(form)}(?!\w)"


def _whole(pattern: str) -> str:
    """Return a pattern that may be laid out over several lines."""
    return re.sub(r"^ +|\n *", "", pattern)


def _any(patterns: Iterable[str], parts: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{expanded(_whole(each), parts)})" for each in patterns))


def _words(patterns: Iterable[str], parts: Mapping[str, str]) -> re.Pattern[str]:
    """Return one pattern for whole words, which prefers the longer of two that begin alike."""
    return re.compile(rf"(?<!\w)(?:{_any(sorted(patterns, key=len, reverse=True), parts).pattern})(?!\w)")
