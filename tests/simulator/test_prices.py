"""What a job has to cost, by the price book of the scripted callers' business."""

from typing import Any

import pytest

from simulator.prices import read_pricing, total
from simulator.script import BUSINESS_FILE, ByTheBook

PRICING = read_pricing(BUSINESS_FILE)


@pytest.mark.parametrize(
    ("service", "after_hours", "told", "low_and_high"),
    [
        ("vehicle_lockout", False, {}, (99, 159)),
        ("vehicle_lockout", True, {}, (144, 204)),
        ("rekey", False, {"lock_count": 3}, (115, 145)),
        ("lock_change", False, {"lock_count": 2}, (179, 289)),
        ("car_key_replacement", False, {"key_type": "transponder"}, (209, 369)),
        ("smart_lock_install", False, {}, (139, 209)),
    ],
)
def test_a_total_is_fee_and_work_and_surcharge(
    service: str, after_hours: bool, told: dict[str, Any], low_and_high: tuple[int, int]
) -> None:
    low, high = low_and_high

    assert total(PRICING, ByTheBook(service=service, after_hours=after_hours), told) == {
        "total_low": low,
        "total_high": high,
        "after_hours": after_hours,
    }


@pytest.mark.parametrize("service", ["rekey", "car_key_replacement", "master_key", "break_in_repair"])
def test_what_the_book_does_not_say_or_the_caller_did_not_tell_has_no_price(service: str) -> None:
    assert total(PRICING, ByTheBook(service=service, after_hours=False), {}) is None
