"""Voicemails: fetched from Twilio, kept here and then deleted there; those left while we were down become calls.

It tells nobody: a call that is over orders its own notice. What is done twice, or by two processes, is done once.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from receptionist import calls
from receptionist.calls import Ring
from receptionist.cases import Action, Call, Case, Ending, FollowUp, Reply, Turn, TurnKey, Utterance
from receptionist.ports import AlreadyClaimed, Change, Clock, FollowUpError, MessengerError, Store
from receptionist.texts.account import Account, PastCall, Recording
from utils import clean_speech, normalise_phone_number

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=10)
"""How often it is looked for voicemails that nobody has told us of."""
LOOKS_BACK = timedelta(days=3)
SETTLED = timedelta(minutes=2)
"""How long a voicemail is left to its own call, which tells us of it."""


class Tapes(Protocol):
    """Keeps voicemails. Every method raises StoreError, nothing else."""

    def has(self, sid: str) -> bool:
        """Tell whether a recording is kept."""
        ...

    def keep(self, recording: Recording, audio: bytes) -> None:
        """Keep a recording, once, unless its call has been forgotten; an unknown call is a StoreError."""
        ...


@dataclass(frozen=True, slots=True)
class OurLine:
    """The number that calls come in on; without one no call is taken to be ours."""

    number: str | None
    region: str
    """The country whose numbers need no prefix."""
    language: str
    """What callers are taken to speak."""


class Voicemails:
    """Handles follow-ups of kind `recordings`."""

    def __init__(
        self,
        *,
        account: Account,
        store: Store,
        tapes: Tapes,
        line: OurLine,
        clock: Clock,
        add: Callable[[str, str], object],
        end: Callable[[str, datetime], object],
    ) -> None:
        """`add` notes with a call, by SID, the SID of its recording; `end` ends a call as of a time."""
        self._account = account
        self._store = store
        self._tapes = tapes
        self._line = line
        self._clock = clock
        self._add = add
        self._end = end
        self._of_others: frozenset[str] = frozenset()

    def __call__(self, followup: FollowUp) -> None:
        """Fetch the recording `recording_sid`; without one, whatever Twilio has of the last days.

        Raises StoreError and FollowUpError.
        """
        if sid := followup.payload.get("recording_sid"):
            self._fetch(sid)
        else:
            self._collect()

    def _fetch(self, sid: str) -> None:
        try:
            if self._tapes.has(sid):
                self._account.delete_recording(sid)
            else:
                self._keep(self._account.recording(sid))
        except MessengerError as error:
            # Right after a call Twilio has not got it yet, and says so in several ways.
            raise FollowUpError(f"a voicemail is still at Twilio: {error}") from error

    def _collect(self) -> None:
        now = self._clock.now()
        try:
            listed = self._account.recordings(since=now - LOOKS_BACK)
        except MessengerError as error:
            log.warning("voicemails are not looked for: error=%s", error)
            return
        self._of_others &= {one.sid for one in listed}
        for one in listed:
            if ended_at(one) < now - SETTLED and one.sid not in self._of_others:
                self._take(one)

    def _take(self, recording: Recording) -> None:
        """Note a recording with its call and keep it; one that fails waits for the next look."""
        try:
            if self._is_ours(recording):
                self._keep(recording)
            else:
                self._of_others |= {recording.sid}
        except MessengerError as error:
            log.warning("a voicemail is still at Twilio: recording=%s error=%s", recording.sid, error)

    def _is_ours(self, recording: Recording) -> bool:
        """Note a recording with its call, which nobody may have known; False when the call was not to us."""
        matter = self._store.load(recording.call_sid)
        if matter is None:
            past = self._account.call(recording.call_sid)
            if past.to_number != self._line.number:
                return False
            self._take_in(recording, past)
            return True
        call = matter[0]
        self._add(call.sid, recording.sid)
        if call.ended_at is None:
            self._end(call.sid, ended_at(recording))
        return True

    def _take_in(self, recording: Recording, past: PastCall) -> None:
        """Commit a call that came while we were down, with all that follows a call, once."""
        ring = _ring(past, self._line)
        since = past.at - ring.resumes_within
        left = self._store.open_case(ring.caller_id, since=since) if ring.caller_id else None
        now = self._clock.now()
        case = calls.case_for(ring, left, at=now, language=self._line.language)
        # What was left open still is: a redial goes on there.
        case = replace(case, state="open" if left else "closed")
        call = _call(ring, case, recording, past)
        change = Change(
            call=call,
            case=case,
            turn=_turn(recording),
            claim=True,
            followups=calls.wrapped_up(call, case, at=now),
            events=(calls.event("voicemail", call, case, at=now),),
        )
        try:
            self._store.commit(change)
        except AlreadyClaimed:
            return  # Another process was faster.
        log.info("a voicemail that was left while we were down is a call: call=%s", call.sid)

    def _keep(self, recording: Recording) -> None:
        # What is gone there is here: who dies in between finds it here and only deletes it.
        if not self._tapes.has(recording.sid):
            self._tapes.keep(recording, self._account.recording_audio(recording.sid))
        self._account.delete_recording(recording.sid)


def ended_at(recording: Recording) -> datetime:
    """Return when a recording was over, and with it the call."""
    return recording.at + timedelta(seconds=recording.seconds)


def _ring(past: PastCall, line: OurLine) -> Ring:
    number = normalise_phone_number(past.from_number, line.region)
    return Ring(
        sid=past.sid,
        from_number=clean_speech(past.from_number, max_chars=100),
        to_number=past.to_number,
        # A call from our own number is one that somebody's telephone forwarded back: nobody knows whose it is.
        caller_id=number if number != line.number else None,
    )


def _call(ring: Ring, case: Case, recording: Recording, past: PastCall) -> Call:
    at = ended_at(recording)
    return replace(
        calls.begun(ring, case, None, at=past.at),
        ended_at=at,
        status="completed",
        reported=True,
        actions=(Action(at=at, kind="callback_message"), Action(at=at, kind="end_call")),
        recordings=(recording.sid,),
    )


def _turn(recording: Recording) -> Turn:
    """Return the one thing that happened in the call, with an answer that had no words of ours."""
    at = ended_at(recording)
    ending = Ending(kind="hang_up", turn=0)
    return Turn(
        key=TurnKey(recording.call_sid, 0, "voicemail"),
        at=at,
        utterance=Utterance(outcome=recording.sid),
        lease_until=at,
        reply=Reply(at=at, sentences=(), ending=ending, conversation="scripted"),
    )
