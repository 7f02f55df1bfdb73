"""What a job costs by the price book."""

import pytest

from receptionist.cases import Quote
from receptionist.shop.prices import Labor, Pricing, Range, quote

BOOK = Pricing(
    service_call_fee=49,
    after_hours_surcharge=45,
    labor={
        "vehicle_lockout": Labor(ranges={"": Range(50, 110)}),
        "rekey": Labor(ranges={"": Range(22, 32)}, per_unit=True),
        "lock_change": Labor(ranges={"": Range(65, 120)}, per_unit=True, plus=("hardware",)),
        "car_key_replacement": Labor(ranges={"plain": Range(90, 150), "transponder": Range(160, 320)}),
    },
)


def test_the_fee_is_in_every_total_once() -> None:
    assert quote(BOOK, "vehicle_lockout", after_hours=False) == Quote(low=99, high=159, after_hours=False)


def test_the_surcharge_is_added_once_after_hours() -> None:
    assert quote(BOOK, "rekey", after_hours=True, lock_count=4) == Quote(low=182, high=222, after_hours=True)


def test_a_price_for_each_lock_is_multiplied_and_names_what_comes_on_top() -> None:
    expected = Quote(low=114, high=169, after_hours=False, plus=("hardware",))

    assert quote(BOOK, "lock_change", after_hours=False, lock_count=1) == expected


def test_the_kind_of_key_decides() -> None:
    found = quote(BOOK, "car_key_replacement", after_hours=False, key_type="transponder")

    assert found == Quote(low=209, high=369, after_hours=False)


@pytest.mark.parametrize(
    ("service", "key_type", "lock_count"),
    [
        ("rekey", None, None),
        ("rekey", None, 0),
        ("car_key_replacement", None, None),
        ("car_key_replacement", "proximity", None),
        ("master_key", None, 3),
    ],
)
def test_without_a_fact_or_a_price_there_is_no_quote(
    service: str, key_type: str | None, lock_count: int | None
) -> None:
    assert quote(BOOK, service, after_hours=False, key_type=key_type, lock_count=lock_count) is None


def test_the_book_tells_what_a_price_depends_on() -> None:
    assert BOOK.per_unit("rekey")
    assert not BOOK.per_unit("vehicle_lockout")
    assert BOOK.key_types("car_key_replacement") == ("plain", "transponder")
    assert BOOK.key_types("master_key") == ()
    assert BOOK.owner_quotes("master_key")
