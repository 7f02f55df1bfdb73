"""The owner's price book and what a job costs by it: pure arithmetic, no guess where the book has no price."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from receptionist.cases import Quote
from receptionist.shop import services
from receptionist.shop.owner_file import Table

OWNER_QUOTES = "owner quotes"


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, in whole units of the currency."""

    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Labor:
    """What the work of one service costs, without the service call fee."""

    ranges: Mapping[str, Range]
    """By kind of key (`plain`, `transponder` …); under `""` where there is one price."""
    per_unit: bool = False
    """Whether the range is for each lock (or cylinder)."""
    plus: tuple[str, ...] = ()
    """What comes on top of the range and has no price in the book: `hardware`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pricing:
    """The price book. A service without an entry is quoted by the owner."""

    currency: str = "USD"
    service_call_fee: int = 0
    """Charged once an address; part of every total."""
    after_hours_surcharge: int = 0
    """Added once when the technician arrives outside business hours."""
    labor: Mapping[str, Labor] = field(default_factory=dict)

    def owner_quotes(self, service: str) -> bool:
        """Tell whether the book has no price at all for this service."""
        return service not in self.labor

    def key_types(self, service: str) -> tuple[str, ...]:
        """Return the kinds of key that the price of this service depends on; empty when it does not."""
        labor = self.labor.get(service)
        return tuple(kind for kind in labor.ranges if kind) if labor else ()

    def per_unit(self, service: str) -> bool:
        """Tell whether the price of this service depends on the number of locks."""
        labor = self.labor.get(service)
        return labor is not None and labor.per_unit


def quote(
    pricing: Pricing,
    service: str,
    *,
    after_hours: bool,
    key_type: str | None = None,
    lock_count: int | None = None,
) -> Quote | None:
    """Return the total range, fee and surcharge included; None when the owner quotes or a fact is missing.

    `lock_count` (at least 1) is needed where the price is for each lock, `key_type` where it depends on the key.
    """
    labor = pricing.labor.get(service)
    work = labor and (labor.ranges.get("") or labor.ranges.get(key_type or ""))
    units = lock_count if labor and labor.per_unit else 1
    if not labor or not work or not units:
        return None
    fixed = pricing.service_call_fee + (pricing.after_hours_surcharge if after_hours else 0)
    return Quote(
        low=fixed + work.low * units, high=fixed + work.high * units, after_hours=after_hours, plus=labor.plus
    )


def read(rows: Table) -> Pricing:
    """Return the price book of the file's section `pricing`; without one the owner quotes everything."""
    rows.only((*(f.name for f in fields(Pricing)), "service_call_fee_rule", "after_hours_rule"))
    labor = rows.table("labor")
    labor.only(services.load())
    priced = {key: found for key in labor.values if key[0] != "_" and (found := _labor(labor, key))}
    return Pricing(
        currency=_currency(rows),
        service_call_fee=rows.whole("service_call_fee"),
        after_hours_surcharge=rows.whole("after_hours_surcharge"),
        labor=priced,
    )


def _currency(rows: Table) -> str:
    currency = rows.text("currency", "USD")
    if currency != "USD":
        rows.wrong("currency", 'prices are said in dollars: write currency = "USD"')
    return currency


def _labor(rows: Table, key: str) -> Labor | None:
    """Return the price of one service, None when the owner quotes it.

    The book has a range, or a table: a range `per_lock` or `per_cylinder`, one `labor_only_customer_supplied`, or
    one for each kind of key; `hardware = "extra"` names what comes on top.
    """
    value = rows.values[key]
    if not isinstance(value, dict):
        found = None if value == OWNER_QUOTES else _range(rows, key)
        return Labor(ranges={"": found}) if found else None
    row = rows.table(key)
    plus = tuple(name for name, text in row.values.items() if text == "extra")
    ranges = {name: found for name in row.values if name not in plus and (found := _range(row, name))}
    return _one_price(ranges, plus) if len(ranges) == 1 else Labor(ranges=ranges, plus=plus)


def _one_price(ranges: Mapping[str, Range], plus: tuple[str, ...]) -> Labor:
    ((name, price),) = ranges.items()
    if name.startswith("per_"):
        return Labor(ranges={"": price}, per_unit=True, plus=plus)
    if name.startswith("labor_only"):
        return Labor(ranges={"": price}, plus=(*plus, "hardware_unless_supplied"))
    return Labor(ranges=ranges, plus=plus)


def _range(rows: Table, key: str) -> Range | None:
    match rows.values[key]:
        case [bool(), _] | [_, bool()]:
            pass
        case [int(low), int(high)] if 0 <= low <= high:
            return Range(low, high)
    rows.wrong(key, f'write a range such as [50, 110], or "{OWNER_QUOTES}"')
    return None
