"""Texts that come in: which exchange one belongs to, and what is answered at once; knows no wire format.

A text is a turn of a call whose channel is `sms`. It is heard, and its reply decided and committed, before the
request of Twilio's is answered: so nothing that was acknowledged can be lost. The reply goes by REST, through the
outbox; without credentials it goes in the answer to the request.
"""

import logging
from datetime import timedelta

from receptionist.assistant import PhoneAssistant
from receptionist.calls import TEXTS_IDLE, Ring
from receptionist.cases import Turn, Utterance
from receptionist.ports import Clock, Store, StoreError
from receptionist.texts import machines, segments
from receptionist.texts.seams import Incoming, OptOuts, Staff, Texts
from receptionist.texts.text_sender import began_with_us, made, may_answer, order, turn_of, words
from receptionist.texts.twilio_errors import OPERATORS, OPTED_OUT, explained
from receptionist.words.dialogue import Condition

log = logging.getLogger(__name__)

MOST_BEFORE = 10
"""How many texts of the same number one may wait for."""


MOST_ANSWERS_A_DAY = 60
"""Answers that one number gets in 24 hours: five long exchanges."""
A_DAY = timedelta(days=1)


class Texting:
    """Takes texts in. Every method raises StoreError when nothing can be kept, and nothing else."""

    def __init__(
        self,
        *,
        assistant: PhoneAssistant,
        store: Store,
        texts: Texts,
        opt_outs: OptOuts,
        clock: Clock,
        emergency_number: str,
        by_rest: bool,
        staff: Staff | None = None,
    ) -> None:
        """`by_rest`: somebody carries out the follow-ups of kind `send_text`. `staff` takes in what ours write."""
        self._assistant = assistant
        self._store = store
        self._texts = texts
        self._opt_outs = opt_outs
        self._clock = clock
        self._emergency = emergency_number
        self._by_rest = by_rest
        self._staff = staff

    def receive(self, text: Incoming) -> str:
        """Hear a text and return what to answer in the same breath, empty for nothing.

        The same text again is not heard again. Twilio answers its keywords itself.
        """
        if text.phone is None:
            log.warning("a text without a number to answer: nothing was done")
            return ""
        if text.from_number == text.to_number:
            log.warning("a text from our own number: nothing was done")
            return ""
        if self._opt_outs.blocked(text.phone):
            log.info("a text from a number that is blocked: nothing was done")
            return ""
        if self._is_keyword(text, text.phone):
            self._texts.note(text.sid, segments=text.segments, at=self._clock.now())
            return ""
        if self._staff and self._staff.is_ours(text.phone):
            self._texts.note(text.sid, segments=text.segments, at=self._clock.now())
            self._staff.receive(text)
            return ""
        turn = self._heard(text, text.phone)
        key = turn.key
        silent = self._is_loop(turn, text.phone)
        followups = (order(text.sid, at=self._clock.now()),) if self._by_rest and not silent else ()
        self._texts.heard(text.sid, turn=key.turn, followups=followups)
        if silent:
            return ""
        if self._by_rest or not may_answer(turn, self._opt_outs.opted_out_at(text.phone)):
            return ""
        turns, greeted = self._store.turns(key.call_sid), began_with_us(self._store, key.call_sid)
        body = words(turn, turns, emergency_number=self._emergency, greeted=greeted)
        parts, now = segments.count(body), self._clock.now()
        self._texts.answered(text.sid, call_sid=key.call_sid, turn=key.turn, segments=parts, at=now)
        return body

    def report(self, provider_sid: str, *, status: str, code: int | None) -> None:
        """Take in how a text of ours fared; what is unknown, or old news, changes nothing."""
        call_sid = self._texts.report(provider_sid, status=status, code=code)
        if call_sid is None or code is None:
            return
        log.log(_level(code), "a text was not delivered: status=%s error=%s", status, explained(code))
        matter = self._store.load(call_sid) if code == OPTED_OUT else None
        if matter and matter[0].caller_id:
            self._opt_outs.opt_out(matter[0].caller_id, at=self._clock.now())

    def problem(self) -> Condition:
        """Return what keeps texts from arriving and what to do about it; fine once a later one was delivered."""
        try:
            code = self._texts.problem(OPERATORS)
        except StoreError:
            return Condition(ok=True, detail="nothing is known of texts: the store does not answer")
        return Condition(ok=code is None, detail="texts arrive" if code is None else explained(code))

    def _is_keyword(self, text: Incoming, phone: str) -> bool:
        if text.keyword == "stop":
            self._opt_outs.opt_out(phone, at=self._clock.now())
            if self._staff and self._staff.is_ours(phone):
                self._staff.opted_out(phone)
        elif text.keyword == "yes" and not self._opt_outs.opted_out(phone):
            return False
        elif text.keyword in ("start", "yes"):
            self._opt_outs.opt_in(phone, at=self._clock.now())
        return text.keyword is not None

    def _is_loop(self, turn: Turn, phone: str) -> bool:
        """Tell whether a text is to be left unanswered, since a machine may have written it."""
        said = [each.utterance.text for each in self._store.turns(turn.key.call_sid) if each.key.kind == "speech"]
        since = self._clock.now() - A_DAY
        if machines.answers_by_itself(said, turn.utterance.text):
            log.info("a text reads as if a machine wrote it: not answered")
        elif self._texts.answers(phone, since=since) >= MOST_ANSWERS_A_DAY:
            log.warning("a number got as many answers as one gets in a day: not answered")
        else:
            return False
        return True

    def _heard(self, text: Incoming, phone: str) -> Turn:
        """Return the turn in which a text was heard, with its reply, hearing it unless that has been done.

        A turn has one text: while another one is being answered, this one waits for the next turn.
        """
        for _ in range(MOST_BEFORE):
            if turn := turn_of(text.sid, self._texts, self._store):
                made(self._assistant.recall(turn.key))
                return self._store.turn(turn.key) or turn
            ring = self._ring(text, phone)
            invitation = self._invitation(ring)
            # Looked up after the invitation: who delivers the same text at once has taken that one, or none.
            if turn_of(text.sid, self._texts, self._store) is None:
                utterance = Utterance(text=text.body, outcome=text.sid)
                made(self._assistant.hear(ring, utterance, turn=invitation))
        raise StoreError("too many texts of one number at once")

    def _invitation(self, ring: Ring) -> int:
        """Return the invitation that an exchange has now, beginning it and waiting for its greeting if need be.

        Words that come before the greeting is there belong to turn 0: the same text, delivered at once, would be
        heard there and again in turn 1.
        """
        matter = self._store.load(ring.sid)
        if matter is None or matter[0].turn == 0:
            made(self._assistant.answer(ring))
            matter = self._store.load(ring.sid)
        if matter is None:
            raise StoreError(f"the exchange {ring.sid} was begun, and is unknown")
        return matter[0].turn

    def _ring(self, text: Incoming, phone: str) -> Ring:
        """Return the exchange that a text belongs to now; one that was left idle is ended."""
        now = self._clock.now()
        rescue = (order(text.sid, at=now, late=True),) if self._by_rest else ()
        joined = self._texts.join(
            text.sid, phone, segments=text.segments, at=now, idle=TEXTS_IDLE, followups=rescue
        )
        if joined.left:
            self._assistant.hang_up(joined.left, at=joined.left_at)
        return Ring(
            sid=joined.call_sid,
            from_number=text.from_number,
            to_number=text.to_number,
            caller_id=phone,
            channel="sms",
        )


def _level(code: int) -> int:
    return logging.ERROR if code in OPERATORS else logging.INFO
