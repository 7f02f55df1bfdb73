"""Words that must not have been kept are overwritten where they stand, on every database that we support."""

from dataclasses import replace
from datetime import timedelta

import pytest

from receptionist.ports import Conflict, StoreError
from receptionist.storage.store import SqlStore
from tests.storage.examples import NOW, a_case, a_claim, a_turn, answered


def test_words_that_must_not_be_kept_are_overwritten_in_a_turn_that_has_its_reply(store: SqlStore) -> None:
    claim = replace(a_claim(), turn=replace(a_turn(text="my card is 4111"), understood={"name": "4111"}))
    store.commit(claim)
    answer = answered(claim, "No card numbers, please.")
    store.commit(answer)
    masked = a_turn(text="my card is [number]")

    store.commit(replace(a_claim(2, case=replace(a_case(), version=2)), rewritten=(masked,)))

    assert store.turn(claim.turn.key) == replace(answer.turn, utterance=masked.utterance, understood={})
    assert [turn.key.turn for turn in store.turns("CA1")] == [1, 2]


def test_overwriting_words_leaves_the_lease_to_whoever_answers(store: SqlStore) -> None:
    claim = a_claim()
    store.commit(claim)
    later = NOW + timedelta(seconds=60)
    assert store.take_over(claim.turn, lease_until=later)
    masked = a_turn(text="[number]")

    store.commit(replace(a_claim(2, case=replace(a_case(), version=1)), rewritten=(masked,)))

    turn = store.turn(claim.turn.key)
    assert turn == replace(claim.turn, utterance=masked.utterance, lease_until=later)


def test_words_are_not_overwritten_when_the_commit_fails(store: SqlStore) -> None:
    claim = a_claim()
    store.commit(claim)

    with pytest.raises(Conflict):
        store.commit(replace(a_claim(2, case=a_case()), rewritten=(a_turn(text="[number]"),)))

    assert store.turn(claim.turn.key) == claim.turn


def test_a_turn_that_nobody_claimed_cannot_be_overwritten(store: SqlStore) -> None:
    with pytest.raises(StoreError) as refused:
        store.commit(replace(a_claim(2), rewritten=(a_turn(1),)))

    assert refused.value.permanent
