"""Whether two names or places are the same as far as one can hear; pure."""

import re

from rapidfuzz import fuzz

from receptionist.cases import Job

SAME = 80
"""Likeness (0-100, rapidfuzz) from which a spoken name or place is the one on the job."""


def alike(one: str | None, other: str | None) -> bool:
    """Tell whether two names or places are the same, in whatever order; what is unknown is like nothing."""
    return bool(one and other) and fuzz.token_sort_ratio((one or "").lower(), (other or "").lower()) >= SAME


def same_street(said: Job, job: Job) -> bool:
    """Tell whether the street was said with the same number."""
    if not (said.address and job.address):
        return False
    numbers = [set(re.findall(r"\d+", address.split(",")[0])) for address in (said.address, job.address)]
    same_number = bool(numbers[0]) and numbers[0] == numbers[1]
    return same_number and alike(said.address, job.address.split(",")[0])
