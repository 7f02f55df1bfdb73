"""Voicemails in the store: kept once, listed, and gone with the words of their call."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from receptionist.ports import StoreError
from receptionist.storage.erasure import SqlErasure
from receptionist.storage.recordings import SqlRecordings
from receptionist.storage.store import SqlStore
from receptionist.texts.account import Recording
from tests.storage.examples import NOW, PRIYA, a_claim

MP3 = bytes(range(256))
VOICEMAIL = Recording(sid="RE1", call_sid="CA1", at=NOW, seconds=21)


@pytest.fixture
def tapes(engine: sa.Engine, store: SqlStore) -> SqlRecordings:
    """The voicemails of an office that had one call."""
    store.commit(a_claim())
    return SqlRecordings(engine)


def test_a_voicemail_is_kept_byte_for_byte(tapes: SqlRecordings) -> None:
    tapes.keep(VOICEMAIL, MP3)

    assert tapes.has("RE1")
    assert (tapes.audio_of("RE1"), tapes.seconds_of("RE1")) == (MP3, 21)


def test_the_first_of_two_who_keep_a_voicemail_has_kept_it(tapes: SqlRecordings) -> None:
    tapes.keep(VOICEMAIL, MP3)
    tapes.keep(replace(VOICEMAIL, seconds=22), b"other")

    assert (tapes.audio_of("RE1"), tapes.seconds_of("RE1")) == (MP3, 21)


def test_what_is_not_here_is_none(tapes: SqlRecordings) -> None:
    assert not tapes.has("RE1")
    assert (tapes.audio_of("RE1"), tapes.seconds_of("RE1")) == (None, None)


def test_voicemails_are_listed_with_who_left_them_the_newest_first(tapes: SqlRecordings) -> None:
    later = replace(VOICEMAIL, sid="RE2", at=NOW + timedelta(hours=1))
    tapes.keep(VOICEMAIL, MP3)
    tapes.keep(later, MP3)

    listed = tapes.all()

    assert [each.recording for each in listed] == [later, VOICEMAIL]
    assert {each.caller_id for each in listed} == {PRIYA}


def test_a_voicemail_goes_with_the_words_of_its_call_and_does_not_come_back(
    engine: sa.Engine, tapes: SqlRecordings
) -> None:
    tapes.keep(VOICEMAIL, MP3)

    SqlErasure(engine).erase_calls(["CA1"], now=NOW)
    assert not tapes.has("RE1")
    tapes.keep(VOICEMAIL, MP3)

    assert not tapes.has("RE1")


def test_a_voicemail_of_an_unknown_call_is_an_error_lest_it_be_deleted_elsewhere(tapes: SqlRecordings) -> None:
    with pytest.raises(StoreError, match="belongs to no call"):
        tapes.keep(replace(VOICEMAIL, call_sid="CA9"), MP3)

    assert not tapes.has("RE1")


def test_no_voicemail_gets_older_than_calls_may(engine: sa.Engine, tapes: SqlRecordings) -> None:
    tapes.keep(VOICEMAIL, MP3)
    tapes.keep(replace(VOICEMAIL, sid="RE2", at=NOW + timedelta(days=1)), MP3)

    SqlErasure(engine).erase_notes(before=NOW + timedelta(hours=1))

    assert [each.recording.sid for each in tapes.all()] == ["RE2"]
