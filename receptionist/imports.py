"""Jobs from elsewhere: rows of JSON data -> jobs, in plain complaints; stores nothing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from receptionist.cases import Job, JobStatus
from receptionist.ports import ConfigError
from receptionist.shop import services
from utils import normalise_phone_number

_STATUSES = get_args(JobStatus)
_NOT_SERVICES = ("non_job",)


def read_jobs(rows: object) -> tuple[Job, ...]:
    """Return the jobs of a JSON array of `{id, name, phone, address, service_type, status, technician, eta, …}`.

    `id`, `service_type` and `status` are needed; `technician` may be called `tech`, and `window` and `note` may be
    there. A town at the end of the address, after a comma, becomes the job's city. Other keys are ignored.
    Raises ConfigError that names the row (from 1) and the key.
    """
    if not isinstance(rows, Sequence) or isinstance(rows, (str, bytes)):
        raise ConfigError("jobs: a JSON array of jobs is needed", permanent=True)
    kinds = (*services.load(), *_NOT_SERVICES)
    return tuple(_job(row, n, kinds) for n, row in enumerate(rows, 1))


def _job(row: object, n: int, kinds: Sequence[str]) -> Job:
    if not isinstance(row, Mapping):
        raise ConfigError(f'row {n}: an object such as {{"id": "J-1001", …}} is needed', permanent=True)

    def read(key: str, check: Callable[[str], str | None], allowed: str, *, needed: bool = False) -> str | None:
        value = row.get(key)
        if value in (None, "") and not needed:
            return None
        good = check(value.strip()) if isinstance(value, str) else None
        if good is None:
            raise ConfigError(f"row {n}, {key}: {_shown(value)}: needed is {allowed}", permanent=True)
        return good

    def text(key: str) -> str | None:
        return read(key, lambda words: words, "text")

    street, town = _split(text("address"))
    status = read("status", _one_of(_STATUSES), f"one of {' '.join(_STATUSES)}", needed=True)
    return Job(
        id=read("id", _job_id, "J- and a number, such as J-1001", needed=True),
        name=text("name"),
        callback_number=read("phone", normalise_phone_number, "a telephone number such as +13035550142"),
        address=street,
        city=town,
        service_type=read("service_type", _one_of(kinds), f"one of {' '.join(kinds)}", needed=True),
        status=next(known for known in _STATUSES if known == status),
        technician=text("technician") or text("tech"),
        eta=text("eta"),
        window=text("window"),
        notes=text("note"),
    )


def _one_of(allowed: Sequence[str]) -> Callable[[str], str | None]:
    return lambda value: value if value in allowed else None


def _job_id(value: str) -> str | None:
    return value if value.startswith("J-") and value[2:].isdecimal() else None


def _shown(value: Any) -> str:  # noqa: ANN401 -- parsed JSON
    return "missing" if value in (None, "") else repr(value)[:60]


def _split(address: str | None) -> tuple[str | None, str | None]:
    """Return street and town of `48 Alder Court, Cedar Hollow`; a last part with a digit is no town."""
    street, comma, town = (address or "").rpartition(",")
    if not comma or any(char.isdigit() for char in town):
        return address, None
    return street.strip(), town.strip()
