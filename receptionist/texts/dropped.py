"""One text to a caller who was cut off and agreed to texts: it asks for the first thing that is missing."""

from receptionist.assistant import PhoneAssistant
from receptionist.calls import TEXTS_IDLE, Ring, was_cut_off
from receptionist.cases import Call, FollowUp, TurnKey
from receptionist.ports import Clock, Store
from receptionist.texts.seams import OptOuts, Texts
from receptionist.texts.text_sender import SendText, made


class TextDropped:
    """Handles follow-ups of kind `text_dropped` with the payload `{"call_sid": …}`; each case gets one text."""

    def __init__(
        self,
        *,
        assistant: PhoneAssistant,
        store: Store,
        texts: Texts,
        opt_outs: OptOuts,
        clock: Clock,
        sender: SendText | None,
    ) -> None:
        """`sender` is None without credentials: then nobody is written to."""
        self._assistant = assistant
        self._store = store
        self._texts = texts
        self._opt_outs = opt_outs
        self._clock = clock
        self._sender = sender

    def __call__(self, followup: FollowUp) -> None:
        """Begin an exchange of texts about the case, unless it went on meanwhile. Raises what SendText raises."""
        matter = self._store.load(followup.payload["call_sid"])
        if self._sender is None or matter is None or not was_cut_off(*matter):
            return
        call, case = matter
        phone, sid = call.caller_id, f"SM{case.id}"
        if phone is None or self._opt_outs.opted_out(phone) or self._store.in_progress(case.id):
            return
        if self._texts.begin(sid, phone, at=self._clock.now(), idle=TEXTS_IDLE):
            self._write(call, sid, phone, self._sender)

    def _write(self, call: Call, sid: str, phone: str, sender: SendText) -> None:
        ring = Ring(
            sid=sid,
            from_number=phone,
            to_number=call.to_number,
            caller_id=phone,
            direction="outbound-api",
            channel="sms",
        )
        made(self._assistant.answer(ring))
        if turn := self._store.turn(TurnKey(sid, 0, "greeting")):
            sender.send(sid, turn, phone)
