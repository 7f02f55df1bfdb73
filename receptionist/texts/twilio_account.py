"""What Twilio keeps for us, behind texts/account.py: balance, recordings, past calls; decides and retries nothing.

Addresses are made of SIDs that were checked, never taken from a request or an answer.
"""

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from receptionist.ports import MessengerError
from receptionist.texts.account import Balance, PastCall, Recording
from receptionist.texts.twilio_client import API_URL, TIMEOUT_S, asked, client, media

MOST_LISTED = 200
"""Of recordings at once, the newest: as many voicemails as a night brings, and more."""
GONE = 20404


class TwilioAccount:
    """Implements texts.account.Account."""

    def __init__(
        self, *, account_sid: str, auth_token: str, base_url: str = API_URL, timeout_s: float = TIMEOUT_S
    ) -> None:
        """`timeout_s` bounds a whole request."""
        self._client = client(account_sid, auth_token, base_url=base_url, timeout_s=timeout_s)

    def balance(self) -> Balance:
        """Return what is left on the account."""
        known = asked(lambda: self._client.api.v2010.account.balance.fetch())
        try:
            return Balance(Decimal(known.balance), str(known.currency))
        except (InvalidOperation, TypeError) as error:
            raise MessengerError("Twilio names no balance: a sub-account has none", permanent=True) from error

    def recordings(self, *, since: datetime) -> tuple[Recording, ...]:
        """Return the voicemails that were begun since then, the oldest first."""
        # Twilio compares whole days, in UTC.
        day = since.astimezone(UTC).date().isoformat()
        found = asked(
            lambda: self._client.recordings.list(date_created_after=day, limit=MOST_LISTED, page_size=MOST_LISTED)
        )
        usable = (one for one in found if _is_voicemail(one) and _is_whole(one) and one.date_created >= since)
        return tuple(sorted(map(_recording, usable), key=lambda one: one.at))

    def recording(self, sid: str) -> Recording:
        """Return a recording; one that is not whole yet is an error that passes."""
        known = asked(lambda: self._client.recordings(_checked(sid, "RE")).fetch())
        if not _is_whole(known):
            raise MessengerError("Twilio has not finished the recording")
        return _recording(known)

    def recording_audio(self, sid: str) -> bytes:
        """Return a recording as MP3, at most 10 million bytes."""
        return media(self._client, f"Recordings/{_checked(sid, 'RE')}.mp3")

    def delete_recording(self, sid: str) -> None:
        """Delete a recording; one that is gone is deleted."""
        try:
            asked(lambda: self._client.recordings(_checked(sid, "RE")).delete())
        except MessengerError as error:
            if error.code != GONE:
                raise

    def call(self, sid: str) -> PastCall:
        """Return a call."""
        known = asked(lambda: self._client.calls(_checked(sid, "CA")).fetch())
        at = known.start_time or known.date_created
        if at is None:
            raise MessengerError("Twilio's answer names no call")
        return PastCall(sid=sid, from_number=str(known._from or ""), to_number=str(known.to or ""), at=at)


def _checked(sid: str, kind: str) -> str:
    if re.fullmatch(rf"{kind}[0-9a-zA-Z]{{32}}", sid):
        return sid
    raise MessengerError(f"a SID that begins with {kind} was expected", permanent=True)


def _is_voicemail(recording: Any) -> bool:  # noqa: ANN401 -- the SDK ships no types
    # Recordings of talks are the owner's own affair: nothing of ours makes any.
    return bool(recording.source == "RecordVerb")


def _is_whole(recording: Any) -> bool:  # noqa: ANN401 -- the SDK ships no types
    return recording.status == "completed" and bool(
        recording.sid and recording.call_sid and recording.date_created
    )


def _recording(known: Any) -> Recording:  # noqa: ANN401 -- the SDK ships no types
    seconds = str(known.duration or "")
    return Recording(
        sid=str(known.sid),
        call_sid=str(known.call_sid),
        at=known.date_created,
        seconds=int(seconds) if seconds.isdigit() else 0,
    )
