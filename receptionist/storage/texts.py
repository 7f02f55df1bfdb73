"""The texts that came in and went out: which exchange, which turn, how they fared; never their words.

Three kinds of rows share the table: `in:<MessageSid>` for a text that came in, `out:<MessageSid>` for the answer
to it, and `with:<number>` for the exchange that a number is in, which lets its texts in one by one.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from receptionist.cases import FollowUp
from receptionist.costs import Spent
from receptionist.storage.database import add, reading, writing
from receptionist.storage.ledger import insert_spent
from receptionist.storage.outbox import insert_followups
from receptionist.storage.tables import calls, cases, texts, turns
from receptionist.texts.seams import Attempt, Joined, Message

IN_HAND = timedelta(seconds=60)
"""How long whoever sends an answer is left alone: as long as the lease of a follow-up."""
TRYING, UNSURE = "trying", "unsure"
"""An answer in somebody's hands, and one that may have been sent or not; other states are final, or Twilio's."""
_RANKS = {"accepted": 1, "scheduled": 1, "queued": 2, "sending": 3, "sent": 4}
_FINAL = {"delivered": 5, "undelivered": 5, "failed": 5, "canceled": 5, "read": 6}


class SqlTexts:
    """Implements texts.Texts; `on_order` is called after every commit that ordered follow-ups."""

    def __init__(self, engine: sa.Engine, *, on_order: Callable[[], object] = lambda: None) -> None:
        self._engine = engine
        self._on_order = on_order

    def note(self, message_sid: str, *, segments: int, at: datetime) -> None:
        """Note a text that belongs to no exchange; doing so twice changes nothing."""
        with writing(self._engine) as connection:
            _receive(connection, message_sid, None, segments=segments, at=at)

    def exchange_of(self, message_sid: str) -> str | None:
        """Return the exchange that a text has joined, by its call's SID; None for one that is unknown."""
        with reading(self._engine) as connection:
            return connection.scalar(sa.select(texts.c.call_sid).where(texts.c.key == _in(message_sid)))

    def join(
        self,
        message_sid: str,
        party: str,
        *,
        segments: int,
        at: datetime,
        idle: timedelta,
        followups: tuple[FollowUp, ...] = (),
    ) -> Joined:
        """Put a text into the exchange of its number, or have it begin one when there is none or it is over.

        A text that has joined an exchange stays there, unless that ended without having heard it.
        """
        with writing(self._engine) as connection:
            known = _locked(connection, party, at=at)
            joined = _row(connection, _in(message_sid))
            if joined and joined.call_sid and _stays(connection, message_sid, joined.call_sid):
                return Joined(call_sid=joined.call_sid)
            fresh = known.call_sid and known.at > at - idle and not _is_over(connection, known.call_sid)
            call_sid = known.call_sid if fresh else message_sid
            _receive(connection, message_sid, call_sid, segments=segments, at=at)
            _update(connection, _in(message_sid), call_sid=call_sid)
            _update(connection, _with(party), call_sid=call_sid, at=at)
            insert_followups(connection, followups)
        if fresh or known.call_sid == call_sid:
            return Joined(call_sid=call_sid)
        return Joined(call_sid=call_sid, left=known.call_sid, left_at=known.at)

    def begin(self, call_sid: str, party: str, *, at: datetime, idle: timedelta) -> bool:
        """Begin an exchange with a number from our side, once; False when the number is in another one."""
        with writing(self._engine) as connection:
            known = _locked(connection, party, at=at)
            if known.call_sid == call_sid:
                return True
            if known.call_sid and known.at > at - idle and not _is_over(connection, known.call_sid):
                return False
            _update(connection, _with(party), call_sid=call_sid, at=at)
            return True

    def heard(self, message_sid: str, *, turn: int, followups: tuple[FollowUp, ...] = ()) -> None:
        """Note in which turn a text was heard, and order what follows."""
        with writing(self._engine) as connection:
            _update(connection, _in(message_sid), turn=turn)
            insert_followups(connection, followups)
        if followups:
            self._on_order()

    def attempt(self, message_sid: str, *, call_sid: str, turn: int, at: datetime) -> Attempt:
        """Take the answer to a text in hand, unless somebody else has or it was sent."""
        row = {"key": _out(message_sid), "call_sid": call_sid, "turn": turn, "at": at, "status": TRYING}
        with writing(self._engine) as connection:
            if add(connection, texts, row):
                return "first"
            known = _row(connection, _out(message_sid), lock=True)
            if known is None or known.status not in (TRYING, UNSURE):
                return "done"
            if known.status == TRYING and known.at > at - IN_HAND:
                return "busy"
            _update(connection, _out(message_sid), status=TRYING, at=at)
            return "again"

    def answers(self, party: str, *, since: datetime) -> int:
        """Return how many answers were sent, or tried, to a number since then."""
        theirs = sa.select(calls.c.sid).join_from(calls, cases).where(cases.c.party == party)
        out = texts.c.key.startswith("out:") & (texts.c.at > since) & texts.c.call_sid.in_(theirs)
        with reading(self._engine) as connection:
            return connection.scalar(sa.select(sa.func.count()).where(out)) or 0

    def provider_sids(self, call_sid: str) -> frozenset[str]:
        """Return Twilio's SIDs of the answers that were sent in an exchange, as far as they were noted."""
        query = sa.select(texts.c.provider_sid).where(
            texts.c.call_sid == call_sid, texts.c.provider_sid.is_not(None)
        )
        with reading(self._engine) as connection:
            return frozenset(connection.scalars(query))

    def sent(self, message_sid: str, message: Message, *, segments: int, at: datetime) -> None:
        """Note that an answer was sent, and what it costs; doing so twice changes nothing.

        `segments` is our own count, for as long as Twilio gives none.
        """
        with writing(self._engine) as connection:
            known = _row(connection, _out(message_sid), lock=True)
            if known is None or known.provider_sid:
                return
            parts = message.segments or segments
            _update(
                connection,
                _out(message_sid),
                provider_sid=message.sid,
                status=message.status,
                error_code=message.error_code,
                segments=parts,
            )
            _spend(connection, "sms/out_segments", parts, known.call_sid, at=at)

    def answered(self, message_sid: str, *, call_sid: str, turn: int, segments: int, at: datetime) -> None:
        """Note that an answer left in the answer to Twilio's request; doing so twice changes nothing."""
        row = {"key": _out(message_sid), "call_sid": call_sid, "turn": turn, "at": at, "segments": segments}
        with writing(self._engine) as connection:
            if add(connection, texts, {**row, "status": "answered"}):
                _spend(connection, "sms/out_segments", segments, call_sid, at=at)

    def gave_up(self, message_sid: str, *, status: str, code: int | None) -> None:
        """Note that an answer was not sent (`failed` or `opted_out`), or perhaps was (`unsure`)."""
        with writing(self._engine) as connection:
            _update(connection, _out(message_sid), status=status, error_code=code)

    def report(self, provider_sid: str, *, status: str, code: int | None) -> str | None:
        """Take in what Twilio says of a text that it has, and return its exchange; None when that is no news.

        Reports come in any order: what is final stays, and nothing goes back.
        """
        with writing(self._engine) as connection:
            query = sa.select(texts).where(texts.c.provider_sid == provider_sid).with_for_update()
            known = connection.execute(query).first()
            if known is None or _rank(status) <= _rank(known.status):
                return None
            _update(connection, known.key, status=status, error_code=code or known.error_code)
            call_sid: str | None = known.call_sid
            return call_sid

    def problem(self, codes: Iterable[int]) -> int | None:
        """Return the newest of these errors, unless a later text was delivered."""
        delivered = sa.select(sa.func.max(texts.c.at)).where(texts.c.status.in_(("delivered", "read")))
        newest = sa.select(texts.c.at, texts.c.error_code).where(texts.c.error_code.in_(sorted(codes)))
        with reading(self._engine) as connection:
            failed = connection.execute(newest.order_by(texts.c.at.desc()).limit(1)).first()
            if failed is None:
                return None
            later = connection.scalar(delivered.where(texts.c.at > failed.at))
            code: int = failed.error_code
            return None if later else code


def forget_old(connection: sa.Connection, *, before: datetime) -> None:
    """Delete within somebody's transaction what came in, or was sent, before then."""
    connection.execute(texts.delete().where(texts.c.at < before))


def forget_party(connection: sa.Connection, party: str) -> None:
    """Delete within somebody's transaction which exchange a number is in: nothing else here names a number."""
    connection.execute(texts.delete().where(texts.c.key == _with(party)))


def _in(message_sid: str) -> str:
    return f"in:{message_sid}"


def _out(message_sid: str) -> str:
    return f"out:{message_sid}"


def _with(party: str) -> str:
    return f"with:{party}"


def _row(connection: sa.Connection, key: str, *, lock: bool = False) -> sa.Row[Any] | None:
    query = sa.select(texts).where(texts.c.key == key)
    return connection.execute(query.with_for_update() if lock else query).one_or_none()


def _locked(connection: sa.Connection, party: str, *, at: datetime) -> sa.Row[Any]:
    """Return the row of a number, which nobody else has until this transaction ends."""
    add(connection, texts, {"key": _with(party), "at": at, "status": "exchange"})
    return connection.execute(sa.select(texts).where(texts.c.key == _with(party)).with_for_update()).one()


def _is_over(connection: sa.Connection, call_sid: str) -> bool:
    # A call that is not there yet is just beginning.
    ended = sa.select(calls.c.sid).where(calls.c.sid == call_sid, calls.c.ended_at.is_not(None))
    return connection.scalar(ended) is not None


def _stays(connection: sa.Connection, message_sid: str, call_sid: str) -> bool:
    """Tell whether a text belongs where it is: its exchange goes on, or has heard it."""
    heard = turns.c.body["utterance"]["outcome"].as_string() == message_sid
    query = sa.select(turns.c.id).where(turns.c.call_sid == call_sid, heard)
    return not _is_over(connection, call_sid) or connection.scalar(query) is not None


def _receive(
    connection: sa.Connection, message_sid: str, call_sid: str | None, *, segments: int, at: datetime
) -> None:
    row = {"key": _in(message_sid), "call_sid": call_sid, "at": at, "status": "received", "segments": segments}
    if add(connection, texts, row):
        _spend(connection, "sms/in_segments", segments, call_sid, at=at)


def _spend(connection: sa.Connection, item: str, segments: int, call_sid: str | None, *, at: datetime) -> None:
    insert_spent(connection, (Spent(at=at, item=item, quantity=segments, call_sid=call_sid),))


def _update(connection: sa.Connection, key: str, **values: object) -> None:
    connection.execute(texts.update().where(texts.c.key == key).values(**values))


def _rank(status: str) -> int:
    return _RANKS.get(status, 0) or _FINAL.get(status, 0)
