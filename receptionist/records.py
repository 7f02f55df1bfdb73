"""Frozen data to JSON and back, by its types: what is stored and exported; standard library only.

Each type is looked at once; its reader and its field names are kept, since a turn writes and reads many records.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
Reader = Callable[[Any], Any]

_PLAIN = frozenset({str, int, float, bool, NoneType})


def to_json(value: Any) -> Any:  # noqa: ANN401 -- any tree of frozen data
    """Return `value` as JSON data; times become ISO strings that end in Z, sets sorted lists."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple or kind is list:
        return [to_json(item) for item in value]
    if kind is dict:
        return {key: to_json(item) for key, item in value.items()}
    if kind is datetime:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if kind is frozenset:
        return sorted(value)
    return {name: to_json(getattr(value, name)) for name in _names(cast(Any, kind))}


def from_json(kind: type[T], data: Any) -> T:  # noqa: ANN401 -- parsed JSON
    """Return the `kind` that `to_json` wrote; keys it does not know (a newer version's) are left out."""
    read: Callable[[Any], T] = _reader(cast(Any, kind))
    return read(data)


@cache
def _names(kind: Any) -> tuple[str, ...]:  # noqa: ANN401 -- a dataclass
    return tuple(field.name for field in fields(kind))


@cache
def _reader(kind: Any) -> Reader:  # noqa: ANN401 -- a type annotation
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _optional(_reader(next(arg for arg in args if arg is not NoneType)))
    if origin in (tuple, frozenset):
        return _collection(origin, _reader(args[0]))
    if kind is datetime:
        return datetime.fromisoformat
    if isinstance(kind, type) and is_dataclass(kind):
        return _record(kind)
    return _same


def _optional(read: Reader) -> Reader:
    return lambda data: None if data is None else read(data)


def _collection(kind: type, read: Reader) -> Reader:
    return lambda data: kind(data) if read is _same else kind(map(read, data))


def _record(kind: type) -> Reader:
    readers = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}
    return lambda data: kind(**{name: read(data[name]) for name, read in readers.items() if name in data})


def _same(data: Any) -> Any:  # noqa: ANN401 -- JSON that is its own value
    return data
