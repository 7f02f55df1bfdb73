"""What a job costs by a business file's price book, worked out for grading; uses no code of the receptionist."""

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from simulator.script import ByTheBook


@cache
def read_pricing(business_file: Path) -> Mapping[str, Any]:
    """Return the price book of a business file (TOML or JSON), empty when it has none."""
    text = business_file.read_text("utf-8")
    business = json.loads(text) if business_file.suffix == ".json" else tomllib.loads(text)
    pricing: Mapping[str, Any] = business.get("pricing", {})
    return pricing


def total(pricing: Mapping[str, Any], price: ByTheBook, told: Mapping[str, object]) -> Mapping[str, Any] | None:
    """Return the total that a caller has to hear who told these details, fee and surcharge included.

    None where the book has no price, or where a detail that it depends on was not told.
    """
    work = _work(pricing.get("labor", {}).get(price.service), told)
    if work is None:
        return None
    surcharge = pricing.get("after_hours_surcharge", 0) if price.after_hours else 0
    fixed = pricing.get("service_call_fee", 0) + surcharge
    return {"total_low": fixed + work[0], "total_high": fixed + work[1], "after_hours": price.after_hours}


def _work(labor: Any, told: Mapping[str, object]) -> tuple[int, int] | None:  # noqa: ANN401 -- as the file has it
    """Return the least and the most that the work costs, without the fee."""
    match labor:
        case [int(low), int(high)] | {"labor_only_customer_supplied": [int(low), int(high)]}:
            return low, high
        case {"per_cylinder": [int(low), int(high)]} | {"per_lock": [int(low), int(high)]}:
            count = told.get("lock_count")
            return (low * count, high * count) if isinstance(count, int) else None
        case {"plain": _}:
            return _work(labor.get(told.get("key_type")), told)
    return None
