"""Cases to JSON and back: nothing is lost on the way."""

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receptionist.cases import Call, Case, Event, FollowUp, Job, Turn
from receptionist.records import from_json, to_json

TEXT = st.text(max_size=20)
JSON = st.recursive(st.none() | st.booleans() | st.integers() | TEXT, lambda inner: st.lists(inner, max_size=3))
SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    datetime: st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 -- hypothesis adds it
    NoneType: st.none(),
    Any: JSON,
}


def data_of(kind: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 -- walks type annotations
    """Return examples of a type of receptionist.cases."""
    origin, args = get_origin(kind), get_args(kind)
    if kind in SIMPLE:
        return SIMPLE[kind]
    if origin is Literal:
        return st.sampled_from(args)
    if origin in (Union, UnionType):
        return st.one_of(*map(data_of, args))
    if origin is tuple:
        return st.lists(data_of(args[0]), max_size=2).map(tuple)
    if origin is dict:
        return st.dictionaries(data_of(args[0]), data_of(args[1]), max_size=2)
    assert isinstance(kind, type)
    assert is_dataclass(kind)
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: data_of(hints[field.name]) for field in fields(kind)})


@pytest.mark.parametrize("kind", [Call, Case, Event, FollowUp, Job, Turn])
def test_what_is_written_as_json_is_read_as_it_was(kind: type) -> None:
    @settings(max_examples=40, deadline=None, database=None)
    @given(data_of(kind))
    def check(value: object) -> None:
        assert from_json(kind, json.loads(json.dumps(to_json(value)))) == value

    check()


def test_a_key_of_a_newer_version_is_left_out() -> None:
    job = Job(id="J-1001", name="Priya Nair")

    assert from_json(Job, {**to_json(job), "drone_access": True}) == job
