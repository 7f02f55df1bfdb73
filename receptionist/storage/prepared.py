"""Statements of every turn, compiled once and given to the driver itself; knows no table, opens no transaction.

SQLAlchemy takes 85 µs to carry out what SQLite does in 4, and a turn has some fifteen statements. So it only
compiles these, and says how each type goes to the driver and comes back. Who listens for the engine's statements
does not hear of them.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

Values = Mapping[str, Any]
Convert = Callable[[Any], Any] | None


class Prepared:
    """A statement to be kept for good, without lists of varying length; it is given the same names each time."""

    def __init__(self, statement: sa.Executable) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}
        """By the name of the dialect."""

    def all(self, connection: sa.Connection, values: Values) -> list[Any]:
        """Carry it out and return its rows, which have their columns as attributes. Raises SQLAlchemyError."""
        compiled = self._for(connection.dialect, values)
        return [compiled.row(found) for found in compiled.execute(connection, values).fetchall()]

    def first(self, connection: sa.Connection, values: Values) -> Any:  # noqa: ANN401 -- a row
        """Carry it out and return its first row, None when there is none. Raises SQLAlchemyError."""
        return next(iter(self.all(connection, values)), None)

    def change(self, connection: sa.Connection, values: Values) -> int:
        """Carry it out and return how many rows it changed. Raises SQLAlchemyError."""
        changed: int = self._for(connection.dialect, values).execute(connection, values).rowcount
        return changed

    def _for(self, dialect: sa.Dialect, values: Values) -> "_Compiled":
        if dialect.name not in self._compiled:
            self._compiled[dialect.name] = _compile(self._statement, dialect, tuple(values))
        return self._compiled[dialect.name]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement in the words of one dialect."""

    sql: str
    binds: tuple[tuple[str, Any, Convert], ...]
    """Each parameter's name, its value if it is given none, and what makes that the driver's."""
    positional: bool
    record: Callable[..., Any]
    columns: tuple[Convert, ...]

    def execute(self, connection: sa.Connection, values: Values) -> Any:  # noqa: ANN401 -- the driver's cursor
        cursor: Any = connection.connection.cursor()
        driver_error = connection.dialect.loaded_dbapi.Error
        try:
            cursor.execute(self.sql, self._bound(values))
        except driver_error as error:
            raise sa.exc.DBAPIError.instance(
                self.sql, None, error, driver_error, hide_parameters=True, dialect=connection.dialect
            ) from error
        return cursor

    def _bound(self, values: Values) -> tuple[Any, ...] | dict[str, Any]:
        bound = [_converted(convert, values.get(name, constant)) for name, constant, convert in self.binds]
        return (
            tuple(bound) if self.positional else dict(zip((name for name, *_ in self.binds), bound, strict=True))
        )

    def row(self, found: tuple[Any, ...]) -> Any:  # noqa: ANN401 -- a named tuple
        return self.record(*map(_converted, self.columns, found))


def _converted(convert: Convert, value: Any) -> Any:  # noqa: ANN401 -- what a column may hold
    return convert(value) if convert else value


def _compile(statement: Any, dialect: sa.Dialect, names: tuple[str, ...]) -> _Compiled:  # noqa: ANN401 -- any SQL
    compiled = statement.compile(dialect=dialect, column_keys=names)
    ordered = compiled.positiontup or tuple(compiled.bind_names.values())
    columns = getattr(statement, "exported_columns", {})
    types = [column.type.dialect_impl(dialect) for column in columns.values()]
    return _Compiled(
        sql=str(compiled),
        binds=tuple(
            (name, bind.value, bind.type.dialect_impl(dialect).bind_processor(dialect))
            for name, bind in ((name, compiled.binds[name]) for name in ordered)
        ),
        positional=compiled.positional,
        record=namedtuple("Row", list(columns.keys()), rename=True),
        columns=tuple(kind.result_processor(dialect, None) for kind in types),
    )
