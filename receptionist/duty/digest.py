"""The digest: once a day the owners hear of all calls, also of those for which nobody was disturbed."""

from collections.abc import Callable
from datetime import timedelta

from receptionist.cases import FollowUp
from receptionist.duty import notice, words
from receptionist.duty.owner_orders import Recent
from receptionist.duty.paging import Paging
from receptionist.duty.seams import Notice
from receptionist.ports import Clock, Store
from receptionist.shop.business import Business

DIGEST = "digest"
EVERY = timedelta(minutes=5)
"""How often it is looked whether the time has come."""
A_DAY = timedelta(days=1)
MOST_CALLS = 500


class Digest:
    """Handles follow-ups of kind `digest`: tells the owners once on each of their days. Raises StoreError."""

    def __init__(
        self, *, paging: Paging, recent: Recent, store: Store, shop: Callable[[], Business], clock: Clock
    ) -> None:
        self._paging = paging
        self._recent = recent
        self._store = store
        self._shop = shop
        self._clock = clock

    def __call__(self, followup: FollowUp) -> None:
        """Open the day's digest once its time has come, if anybody called; doing so twice changes nothing."""
        business, now = self._shop(), self._clock.now()
        local, minutes = business.local(now), business.notices.digest_minutes
        if minutes is None or local.hour * 60 + local.minute < minutes:
            return
        rang = self._recent.last_calls(since=now - A_DAY, limit=MOST_CALLS)
        open_jobs = self._store.open_jobs(since=now - timedelta(days=30))
        if not (rang or open_jobs):
            return
        self._paging.open(
            Notice(
                id=f"digest:{local:%Y-%m-%d}",
                kind="digest",
                level="routine",
                at=now,
                steps=notice.told(business),
                text=words.digest(rang, open_jobs, business),
            )
        )
