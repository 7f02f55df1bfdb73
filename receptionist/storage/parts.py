"""What leaves of a reply before it is whole, as rows, within somebody else's transaction; opens none itself."""

from typing import Any

import sqlalchemy as sa

from receptionist.cases import Sentence, Turn, TurnKey
from receptionist.ports import Part
from receptionist.records import from_json, to_json
from receptionist.storage.database import add
from receptionist.storage.rows import save_sentences
from receptionist.storage.tables import parts, sentences, turns


def leave(connection: sa.Connection, turn: Turn, said: tuple[Sentence, ...], part: Part | None) -> bool:
    """Insert the first sentences of a reply while the turn is still as it was claimed, and a part of it.

    Returns False when other sentences are there, or the part is.
    """
    if _is_ours(connection, turn):
        save_sentences(connection, turn.key, said)
    if read_sentences(connection, turn.key)[: len(said)] != said:
        return False
    return part is None or add(connection, parts, _row(turn.key, part))


def _is_ours(connection: sa.Connection, turn: Turn) -> bool:
    """Tell whether a turn is claimed and unanswered as it was, and let nobody change that meanwhile."""
    as_it_was = (turns.c.lease_until == turn.lease_until) & turns.c.replied.is_(False)
    locked = turns.update().where(_is(turns, turn.key), as_it_was).values(lease_until=turn.lease_until)
    return connection.execute(locked).rowcount == 1


def read_sentences(connection: sa.Connection, key: TurnKey) -> tuple[Sentence, ...]:
    """Read the sentences of a turn's reply that are there so far."""
    query = sa.select(sentences).where(_is(sentences, key)).order_by(sentences.c.position)
    return tuple(
        Sentence(text=row.text, language=row.language, audio=row.audio) for row in connection.execute(query)
    )


def read_parts(connection: sa.Connection, key: TurnKey) -> tuple[Part, ...]:
    """Read the parts of a turn's reply that were given."""
    query = sa.select(parts.c.body).where(_is(parts, key)).order_by(parts.c.part)
    return tuple(from_json(Part, body) for body in connection.scalars(query))


def _row(key: TurnKey, part: Part) -> dict[str, Any]:
    of_turn = {"call_sid": key.call_sid, "turn": key.turn, "kind": key.kind}
    return {**of_turn, "part": part.number, "body": to_json(part)}


def _is(table: sa.Table, key: TurnKey) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.call_sid == key.call_sid, table.c.turn == key.turn, table.c.kind == key.kind)
