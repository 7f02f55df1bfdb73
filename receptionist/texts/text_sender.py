"""Answers to texts, by REST: sends what is stored, once, to whoever wants it; decides no words."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from receptionist.assistant import PhoneAssistant
from receptionist.cases import FollowUp, Turn
from receptionist.ports import Clock, FollowUpError, MessengerError, Store
from receptionist.replies import said, without_question
from receptionist.texts import segments
from receptionist.texts.seams import Message, Messenger, OptOuts, Texts
from receptionist.texts.twilio_errors import OPTED_OUT, RECIPIENTS
from receptionist.words.dialogue import Condition

log = logging.getLogger(__name__)

SEND_TEXT = "send_text"
ANSWERED_BY = timedelta(seconds=20)
"""When an answer is sent by who finds it, because who heard the text has died: longer than Twilio waits for us."""


class SendText:
    """Handles follow-ups of kind `send_text` with the payload `{"message_sid": …}`: answers a text, once."""

    def __init__(
        self,
        *,
        assistant: PhoneAssistant,
        store: Store,
        texts: Texts,
        opt_outs: OptOuts,
        messenger: Messenger,
        clock: Clock,
        emergency_number: str,
    ) -> None:
        self._assistant = assistant
        self._store = store
        self._texts = texts
        self._opt_outs = opt_outs
        self._messenger = messenger
        self._clock = clock
        self._emergency = emergency_number
        self._problem: MessengerError | None = None

    def condition(self) -> Condition:
        """Return how Twilio's REST API does, as the last text has shown in this process."""
        error = self._problem
        return Condition(ok=error is None, detail=str(error) if error else "texts are sent")

    def __call__(self, followup: FollowUp) -> None:
        """Send the stored reply to a text; what failed before may have been sent all the same and is looked up.

        Raises MessengerError, StoreError and FollowUpError.
        """
        message_sid = followup.payload["message_sid"]
        turn = turn_of(message_sid, self._texts, self._store)
        if turn is None:
            # Killed before it was kept: Twilio got no answer, and only its fallback request brings it again.
            log.error("a text was received and never heard: message=%s", message_sid)
            return
        made(self._assistant.recall(turn.key))
        matter = self._store.load(turn.key.call_sid)
        phone = matter[0].caller_id if matter else None
        if phone:
            self.send(message_sid, turn, phone)

    def send(self, message_sid: str, turn: Turn, phone: str) -> None:
        """Send the reply of a turn, once, under the name of the text that it answers or of its exchange.

        Raises MessengerError, StoreError and FollowUpError.
        """
        call_sid, now = turn.key.call_sid, self._clock.now()
        attempt = self._texts.attempt(message_sid, call_sid=call_sid, turn=turn.key.turn, at=now)
        if attempt == "done":
            return
        if attempt == "busy":
            raise FollowUpError("somebody else is sending this text")
        if not may_answer(turn, self._opt_outs.opted_out_at(phone)):
            self._texts.gave_up(message_sid, status="opted_out", code=None)
            return
        turns = self._store.turns(call_sid)
        body = words(turn, turns, emergency_number=self._emergency, greeted=began_with_us(self._store, call_sid))
        try:
            message = self._sent(phone, body, call_sid=call_sid, since=turn.at, again=attempt == "again")
        except MessengerError as error:
            self._failed(message_sid, phone, error)
            return
        self._problem = None
        self._texts.sent(message_sid, message, segments=segments.count(body), at=self._clock.now())

    def _sent(self, phone: str, body: str, *, call_sid: str, since: datetime, again: bool) -> Message:
        if again:
            noted = self._texts.provider_sids(call_sid)
            if found := self._messenger.find_text(phone, body, since=since, apart_from=noted):
                return found
        return self._messenger.send_text(phone, body)

    def _failed(self, message_sid: str, phone: str, error: MessengerError) -> None:
        """Note a failure, and raise it again unless it is the recipient's own affair: there is no remedy."""
        status = "failed" if error.permanent else "unsure"
        self._texts.gave_up(message_sid, status=status, code=error.code)
        if error.code == OPTED_OUT:
            self._opt_outs.opt_out(phone, at=self._clock.now())
        if error.code not in RECIPIENTS:
            self._problem = error
            raise error
        log.info("a text cannot be delivered: message=%s error=%s", message_sid, error)


def may_answer(turn: Turn, opted_out_at: datetime | None) -> bool:
    """Tell whether a text may be answered: whoever wants no more gets one confirmation of just that."""
    return opted_out_at is None or ("opt_out" in turn.understood.get("wants", ()) and opted_out_at == turn.at)


def turn_of(message_sid: str, texts: Texts, store: Store) -> Turn | None:
    """Return the turn in which a text was heard; None for one that never was."""
    call_sid = texts.exchange_of(message_sid)
    turns = store.turns(call_sid) if call_sid else ()
    return next((turn for turn in turns if turn.utterance.outcome == message_sid), None)


def words(turn: Turn, turns: tuple[Turn, ...], *, emergency_number: str, greeted: bool) -> str:
    """Return what is sent as the reply of a turn; the first one of an exchange says who answers, unless `greeted`.

    `turns` are those of its exchange. The same turn always has the same words: by them a text is found again.
    """
    reply = next((one.reply for one in turns if one.key == turn.key), turn.reply)
    if reply is None:
        raise FollowUpError(f"turn {turn.key.turn} of {turn.key.call_sid} has no reply yet")
    first = next((one for one in turns if one.key.kind != "greeting"), turn)
    opens = bool(turns) and turns[0].key.kind == "greeting" and not greeted
    greeting = turns[0].reply if opens and first.key == turn.key else None
    opening = [sentence.text for sentence in without_question(said(greeting))] if greeting else []
    asks = reply.ending.kind == "listen"
    told = [sentence.text for sentence in reply.sentences]
    return segments.fitted(told, asks=asks, emergency=emergency_number, opening=opening)


def began_with_us(store: Store, call_sid: str) -> bool:
    """Tell whether we wrote first in an exchange."""
    matter = store.load(call_sid)
    return matter is not None and matter[0].direction != "inbound"


def order(message_sid: str, *, at: datetime, late: bool = False) -> FollowUp:
    """Return the order to answer a text; the `late` one is there in case who heard it dies before the other."""
    key = f"{SEND_TEXT}:{message_sid}"
    payload = {"message_sid": message_sid}
    if late:
        return FollowUp(key=f"{key}:late", kind=SEND_TEXT, payload=payload, run_at=at + ANSWERED_BY)
    return FollowUp(key=key, kind=SEND_TEXT, payload=payload, run_at=at)


def made(spoken: Iterator[object] | None) -> None:
    """Let a reply be made whole; what it says is in the store then."""
    for _ in spoken or ():
        pass
