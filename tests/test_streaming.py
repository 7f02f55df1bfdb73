"""A model's reply as it arrives: sentences before the reply is whole, what was noticed, the question last."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptionist.models.sentences import Sentences
from receptionist.models.streaming import (
    MAX_EVENT_BYTES,
    MOST_PAUSES,
    ReplyReader,
    Stop,
    at,
    count,
    gathered,
    in_gulps,
    items,
    payloads,
)
from receptionist.ports import ConversationError, Declined
from receptionist.words.dialogue import Item, Piece, Proposal, ProposedDetail, Used

DETAIL = {"key": "vehicle.make", "value": "Honda", "said": "my honda"}
REPLY: dict[str, Any] = {
    "say": "Oh dear. {quote}",
    "details": [DETAIL],
    "danger": False,
    "wants_person": True,
    "unknown_question": None,
    "ask": "Where is the car?",
}
PROPOSAL = Proposal(details=(ProposedDetail("vehicle.make", "Honda", "my honda"),), wants_person=True)
WHOLE: list[Item] = [Piece("Oh dear."), Piece("{quote}"), PROPOSAL, Piece("Where is the car?", asks=True)]


def fed(text: str, *, by: int = 3) -> Iterator[Item]:
    """Yield what a reply that comes in small parts gives."""
    reader = ReplyReader()
    for start in range(0, len(text), by):
        yield from reader.feed(text[start : start + by])
    yield from reader.finish()


def reply(**changes: object) -> str:
    return json.dumps({**REPLY, **changes}, ensure_ascii=False)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text that comes letter by letter, and what stands between words together."""
    cutter = Sentences()
    ends = [piece.end() for piece in re.finditer(r"[\w\s]|[^\w\s]+", text)]
    grown = [cutter.of(text[:end], whole=False) for end in ends]
    return [sentence for found in (*grown, cutter.of(text, whole=True)) for sentence in found]


@pytest.mark.parametrize("by", [1, 2, 3, 7, 1000])
def test_a_reply_is_the_same_however_it_is_cut(by: int) -> None:
    assert list(fed(reply(), by=by)) == WHOLE
    assert list(fed(json.dumps(REPLY, indent=2), by=by)) == WHOLE


def test_a_sentence_leaves_as_soon_as_it_surely_ends() -> None:
    reader = ReplyReader()

    assert list(reader.feed('{"say": "Oh dear.')) == [Piece("Oh dear.")]
    assert list(reader.feed(" It is number 12.")) == []
    assert list(reader.feed(" ")) == []
    assert list(reader.feed("Be")) == [Piece("It is number 12.")]
    assert list(reader.feed(' quick"')) == []
    assert list(reader.feed(', "details": [')) == [Piece("Be quick")]


def test_what_closes_a_sentence_that_has_left_begins_no_other() -> None:
    cutter = Sentences()
    grown = [cutter.of("He waits..) Now"[:end], whole=False) for end in range(16)]

    assert [*filter(None, grown), cutter.of("He waits..) Now", whole=True)] == [("He waits.",), ("Now",)]


def test_what_was_noticed_leaves_before_the_question_is_whole() -> None:
    before, _, _ = reply().partition("Where")

    reader = ReplyReader()

    assert list(reader.feed(before)) == WHOLE[:3]


@pytest.mark.parametrize("order", list(permutations(REPLY))[::37])
def test_the_order_holds_however_the_keys_are_shuffled(order: tuple[str, ...]) -> None:
    assert list(fed(json.dumps({key: REPLY[key] for key in order}))) == WHOLE


@pytest.mark.parametrize("fenced", ["```json\n{}\n```", "```\n{}```", "  \n{}\n\n"])
def test_fences_and_space_around_the_reply_do_no_harm(fenced: str) -> None:
    assert list(fed(fenced.replace("{}", reply()))) == WHOLE


def test_unknown_keys_are_ignored() -> None:
    assert list(fed(json.dumps({"thoughts": [1, {"a": None}], **REPLY, "more": 2}))) == WHOLE


@pytest.mark.parametrize("ask", ["", "   ", "Why? " * 70])
def test_an_empty_or_endless_question_is_none(ask: str) -> None:
    assert list(fed(reply(ask=ask))) == WHOLE[:3]


def test_nothing_to_say_is_nothing_said() -> None:
    assert list(fed(reply(say=" "))) == WHOLE[2:]


def test_words_beyond_600_characters_are_not_said() -> None:
    said = [item.text for item in fed(reply(say="I am with you. " * 100)) if isinstance(item, Piece)]

    assert len(said) == 600 // len("I am with you.") + 1
    assert said[-1] == "Where is the car?"


def test_one_endless_sentence_is_not_said() -> None:
    assert list(fed(reply(say="blah " * 400))) == WHOLE[2:]


def test_control_characters_are_not_said() -> None:
    assert next(fed(reply(say="Oh\x00 \x1bdear."))) == Piece("Oh dear.")


@pytest.mark.parametrize(
    "bad", [None, 5, "text", [], {}, {"key": "name"}, {**DETAIL, "value": 5}, {**DETAIL, "said": " "},
            {**DETAIL, "value": "x" * 301}],
)  # fmt: skip
def test_a_malformed_detail_spoils_no_other(bad: object) -> None:
    assert list(fed(reply(details=[bad, DETAIL, bad]))) == WHOLE


def test_no_more_than_20_details_are_taken() -> None:
    (found,) = [item for item in fed(reply(details=[DETAIL] * 50)) if isinstance(item, Proposal)]

    assert len(found.details) == 20


def test_a_question_nobody_can_answer_is_noticed() -> None:
    (found,) = [i for i in fed(reply(unknown_question=" do you\nsell cats? ")) if isinstance(i, Proposal)]

    assert found.unknown_question == "do you sell cats?"


@pytest.mark.parametrize("key", list(REPLY))
def test_a_missing_key_is_an_error(key: str) -> None:
    with pytest.raises(ConversationError):
        list(fed(json.dumps({name: value for name, value in REPLY.items() if name != key})))


@pytest.mark.parametrize(
    "changes",
    [
        {"say": None}, {"say": ["a"]}, {"details": {}}, {"details": None}, {"danger": "no"}, {"danger": 0},
        {"wants_person": None}, {"unknown_question": False}, {"ask": None}, {"ask": 3},
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_an_error(changes: dict[str, object]) -> None:
    with pytest.raises(ConversationError):
        list(fed(reply(**changes)))


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "```", "Sure! That is $55.", "null", "[]", '"say"', "5", "{", '{"say": "a", "say": "b"}',
        '{"say": "a"} {"say": "b"}', '{"say": "\\ud83d"}', reply() + " Hope this helps!", '{"say": nope}',
        '{"x": ' + "[" * 500,
    ],
)  # fmt: skip
def test_what_is_no_reply_is_an_error(text: str) -> None:
    with pytest.raises(ConversationError):
        list(fed(text))


def test_a_reply_that_never_ends_is_an_error() -> None:
    with pytest.raises(ConversationError, match="never ends"):
        list(fed('{"say": "' + "x" * 21_000, by=1000))


@given(st.integers(0, len(reply()) - 1))
def test_a_reply_cut_anywhere_keeps_what_was_certain_and_is_an_error(end: int) -> None:
    found: list[Item] = []

    with pytest.raises(ConversationError):
        found.extend(fed(reply()[:end]))

    assert found == WHOLE[: len(found)]


@given(st.text(max_size=80), st.integers(1, 9))
def test_no_text_escapes_as_anything_but_our_error(text: str, by: int) -> None:
    try:
        list(fed(text, by=by))
    except ConversationError:
        return
    raise AssertionError("no such text is a reply")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Okay. Thank you.", ["Okay.", "Thank you."]),
        ("It is on St. Clair Ave. near Dr. Lee. Fine.", ["It is on St. Clair Ave. near Dr. Lee.", "Fine."]),
        ("2215 N. Main, got it. Thanks.", ["2215 N. Main, got it.", "Thanks."]),
        ("At 7:30 a.m. tomorrow. Good.", ["At 7:30 a.m. tomorrow.", "Good."]),
        ("At 7:30 a.m. Good.", ["At 7:30 a.m. Good."]),
        ("That is 2.5. Good.", ["That is 2.5.", "Good."]),
        ("{read_back} {quote}. Okay!", ["{read_back} {quote}.", "Okay!"]),
        ("¡Claro! ¿Dónde está? Bien.", ["¡Claro!", "¿Dónde está?", "Bien."]),
        ("Sra. Gómez, Ud. espere. Gracias.", ["Sra. Gómez, Ud. espere.", "Gracias."]),
        ("Well... we see. Right", ["Well... we see.", "Right"]),
        ('He said "wait." Then left.', ['He said "wait."', "Then left."]),
        ("One line\nanother line", ["One line", "another line"]),
        ("Oh no! that is bad", ["Oh no!", "that is bad"]),
        ("", []),
    ],
)
def test_sentences_end_where_they_surely_do(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text("aB. !?¿\n{}", max_size=60))
def test_no_word_is_lost_between_sentences(text: str) -> None:
    assert "".join(" ".join(sentences(text)).split()) == "".join(text.split())


def test_events_are_read_line_by_line_however_they_are_cut() -> None:
    body = b': hi\r\nevent: x\ndata: {"a": "\xe2\x80\xa8"}\r\n\r\ndata:[DONE]\n\nid: 1\ndata: last'
    chunks = [body[i : i + 1] for i in range(len(body))]

    found = list(payloads(chunks, lambda: False))

    assert found == [b'{"a": "\xe2\x80\xa8"}', b"[DONE]", b"last"]
    assert list(payloads([body], lambda: False)) == found


def test_nothing_is_read_for_whom_nobody_waits() -> None:
    assert list(payloads([b"data: 1\n"], lambda: True)) == []


@dataclass
class Network:
    """Bytes that arrive a moment apart, on a clock that only they and a pause move."""

    now_s: float = 0.0
    came: int = 0
    pauses: int = 0

    def chunks(self) -> Iterator[bytes]:
        for n in range(100):
            self.now_s = max(self.now_s, n * 0.017)
            self.came += 1
            yield b"%d" % n

    def sleep(self, seconds: float) -> None:
        self.pauses += 1
        self.now_s += seconds

    def read(self, at_leisure: Callable[[], bool]) -> list[bytes]:
        return list(in_gulps(self.chunks(), at_leisure, sleep=self.sleep, monotonic=lambda: self.now_s))


def test_what_comes_is_read_as_it_comes_until_something_was_said() -> None:
    network, hurried = Network(), Network()

    assert hurried.read(lambda: False) == network.read(lambda: network.came > 80)
    assert hurried.pauses == 0
    assert network.pauses == 2


def test_a_reply_without_end_is_soon_read_as_it_comes_again() -> None:
    network = Network()

    assert len(network.read(lambda: True)) == 100
    assert network.pauses == MOST_PAUSES


def test_a_line_without_an_end_is_an_error() -> None:
    with pytest.raises(ConversationError, match="never ends"):
        list(payloads([b"x" * MAX_EVENT_BYTES, b"x"], lambda: False))


@pytest.mark.parametrize(("stop", "error"), [(None, ConversationError), (Stop("refusal"), Declined)])
def test_what_was_used_is_told_before_the_error(stop: Stop | None, error: type[Exception]) -> None:
    used = Used(model="m", prompt_tokens=5)
    found: list[Item] = []

    with pytest.raises(error):
        found.extend(items(filter(None, [reply()[:30], used, stop])))

    assert found[-1] == used


def test_the_larger_counts_hold() -> None:
    counts = [Used(model="m", prompt_tokens=9, completion_tokens=1), Used(model="m", completion_tokens=7)]

    _, used = gathered(["{}", *counts, Stop("end")])

    assert used == Used(model="m", prompt_tokens=9, completion_tokens=7)


def test_an_answer_of_nothing_but_an_end_used_nothing_we_know_of() -> None:
    assert gathered([Stop("end")]) == ("", None)


def test_a_path_that_leads_nowhere_leads_to_none() -> None:
    data = {"a": [{"b": 1}]}

    assert at(data, "a", 0, "b") == 1
    assert [at(data, *path) for path in (("a", 1), ("b",), ("a", "b"), (0,), ("a", 0, "b", "c"))] == [None] * 5
    assert count(data, "a") == 0
