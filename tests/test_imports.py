"""Jobs from elsewhere."""

from typing import Any

import pytest

from receptionist.imports import read_jobs
from receptionist.ports import ConfigError

ROW = {
    "id": "J-1042",
    "name": "Teresa Wynn",
    "phone": "(720) 555-0161",
    "address": "48 Alder Court, Cedar Hollow",
    "service_type": "home_lockout",
    "status": "en_route",
    "tech": "Luis",
    "eta": "15:40",
    "window": "15:30-16:00",
    "note": "gate is open",
}


def test_every_key_of_a_row_becomes_a_part_of_the_job() -> None:
    (job,) = read_jobs([ROW])

    assert (job.id, job.name, job.callback_number) == ("J-1042", "Teresa Wynn", "+17205550161")
    assert (job.address, job.city) == ("48 Alder Court", "Cedar Hollow")
    assert (job.service_type, job.status, job.technician) == ("home_lockout", "en_route", "Luis")
    assert (job.eta, job.window, job.notes) == ("15:40", "15:30-16:00", "gate is open")


def test_only_id_service_and_status_are_needed() -> None:
    (job,) = read_jobs([{"id": "J-7", "service_type": "rekey", "status": "open", "phone": None, "color": "red"}])

    assert (job.name, job.callback_number, job.address, job.city) == (None, None, None, None)


@pytest.mark.parametrize(
    ("address", "street", "town"),
    [
        ("48 Alder Court", "48 Alder Court", None),
        ("48 Alder Court, Unit 3", "48 Alder Court, Unit 3", None),
        ("48 Alder Court, Unit 3, Cedar Hollow", "48 Alder Court, Unit 3", "Cedar Hollow"),
    ],
)
def test_a_town_is_what_follows_the_last_comma_and_has_no_digit(
    address: str, street: str, town: str | None
) -> None:
    (job,) = read_jobs([{**ROW, "address": address}])

    assert (job.address, job.city) == (street, town)


def test_a_technician_may_be_called_by_either_key() -> None:
    assert [job.technician for job in read_jobs([{**ROW, "technician": "Ana"}, ROW])] == ["Ana", "Luis"]


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ({}, "a JSON array"),
        ("J-1", "a JSON array"),
        ([ROW, 5], "row 2: an object"),
        ([{**ROW, "id": None}], "row 1, id: missing: needed is J- and a number"),
        ([{**ROW, "id": "1042"}], "row 1, id: '1042'"),
        ([ROW, {**ROW, "status": "sleeping"}], "row 2, status: 'sleeping': needed is one of intake open"),
        ([{**ROW, "service_type": "plumbing"}], "row 1, service_type: 'plumbing'"),
        ([{**ROW, "phone": "12"}], "row 1, phone: '12'"),
        ([{**ROW, "name": 5}], "row 1, name: 5: needed is text"),
    ],
)
def test_a_mistake_is_named_by_row_and_key(rows: Any, complaint: str) -> None:  # noqa: ANN401 -- parsed JSON
    with pytest.raises(ConfigError, match=complaint):
        read_jobs(rows)
