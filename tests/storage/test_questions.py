"""Open questions, on every database that we support."""

from dataclasses import replace

import sqlalchemy as sa

from receptionist.storage.questions import SqlQuestions
from receptionist.storage.store import SqlStore
from tests.storage.examples import NOW, a_claim


def test_a_question_is_kept_with_its_turn_and_once(engine: sa.Engine, store: SqlStore) -> None:
    questions = SqlQuestions(engine)

    store.commit(replace(a_claim(), unknown_question="do you sell safes"))

    (asked,) = questions.open()
    assert (asked.call_sid, asked.at, asked.words) == ("CA1", NOW, "do you sell safes")
    questions.answered([asked.id], at=NOW)
    assert questions.open() == ()


def test_a_forgotten_question_is_nowhere(engine: sa.Engine, store: SqlStore) -> None:
    store.commit(replace(a_claim(), unknown_question="do you sell safes"))
    questions = SqlQuestions(engine)

    questions.forget([asked.id for asked in questions.open()])

    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT * FROM questions")).all() == []
