"""The digest: once a day the owners hear of all calls, also of those for which nobody was disturbed."""

from collections.abc import Callable
from datetime import timedelta

from receptionist.cases import FollowUp
from receptionist.duty import letters, notice
from receptionist.duty.owner_orders import Recent
from receptionist.duty.paging import Paging
from receptionist.duty.seams import Notice
from receptionist.ports import Clock
from receptionist.shop.business import Business
from receptionist.shop.services import Services

DIGEST = "digest"
EVERY = timedelta(minutes=5)
"""How often it is looked whether the time has come."""
LATE = timedelta(hours=1)
"""From when on a digest, of a machine that was down, wakes nobody in quiet hours."""
A_DAY = timedelta(days=1)
MOST_CALLS = 500


class Digest:
    """Handles follow-ups of kind `digest`: tells the owners once on each of their days. Raises StoreError."""

    def __init__(
        self, *, paging: Paging, recent: Recent, shop: Callable[[], Business], services: Services, clock: Clock
    ) -> None:
        self._paging = paging
        self._recent = recent
        self._services = services
        self._shop = shop
        self._clock = clock

    def __call__(self, followup: FollowUp) -> None:
        """Open the day's digest once its time has come, if anybody called; doing so twice changes nothing."""
        business, now = self._shop(), self._clock.now()
        local, minutes = business.local(now), business.notices.digest_minutes
        if minutes is None or local.hour * 60 + local.minute < minutes:
            return
        due = local.replace(hour=minutes // 60, minute=minutes % 60, second=0, microsecond=0)
        rang = self._recent.last_calls(since=due - A_DAY, until=due, limit=MOST_CALLS)
        if not rang:
            return
        short, whole = letters.digest(rang, business, self._services, since=due - A_DAY)
        self._paging.open(
            Notice(
                id=f"digest:{local:%Y-%m-%d}",
                kind="digest",
                level="routine",
                at=now,
                not_before=business.notices.quiet_until(now, business.timezone) if now - due > LATE else None,
                steps=notice.told(business),
                text=f"{short}\n{whole}",
            )
        )
