"""Who works here: read from `[[people]]`, every number checked before anybody is ever rung; rings nobody."""

import re
from dataclasses import dataclass, fields
from typing import Literal

import phonenumbers
from phonenumbers import PhoneNumberType

from receptionist.shop import hours, services
from receptionist.shop.hours import DAYS, Hours, weekdays
from receptionist.shop.owner_file import Table

_COSTLY = (PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST)
_ACCEPT_S = (30, 3600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who works here."""

    key: str
    name: str
    role: Literal["owner", "technician"]
    phone: str
    email: str | None = None
    skills: tuple[str, ...] = ()
    """Services that this person does; empty means all."""
    hours: Hours | None = None
    """When this person works; None: whenever the business is open."""
    on_call: frozenset[int] = frozenset()
    """Weekdays (Monday is 0), from midnight to midnight, on which this person may be rung at any hour."""
    accept_within_s: int = 300
    """Seconds that this person has to accept a job before the next one is asked."""
    transfer: bool = False
    """Whether callers may be put through to this person."""

    @property
    def fictional(self) -> bool:
        """Whether the number is one that North America keeps for fiction (555-0100 to 555-0199)."""
        return bool(re.fullmatch(r"\+1\d{3}55501\d\d", self.phone))


def read(top: Table, *, country: str, owner_name: str, shop_hours: Hours) -> tuple[Person, ...]:
    """Return the people of the file.

    Without any, the owner stands behind a number kept for fiction, so that everything can be tried at once.
    """
    rows = top.tables("people")
    if not rows:
        return (Person(key="owner", name=owner_name, role="owner", phone="+13035550101", transfer=True),)
    people = tuple(_person(row, country, shop_hours) for row in rows)
    for row, person in zip(rows, people, strict=True):
        if sum(other.key == person.key for other in people) > 1:
            row.wrong("key", "give each person a key of their own")
        if person.phone and sum(other.phone == person.phone for other in people) > 1:
            row.wrong("phone", "two people have this number: nobody could tell whose texts they are")
    return people


def read_keys(row: Table, key: str, people: tuple[Person, ...], default: tuple[str, ...]) -> tuple[str, ...]:
    """Return a list of people's keys, each of somebody who is there and none twice."""
    keys, known = row.texts(key, default), [person.key for person in people]
    if unknown := [each for each in keys if each not in known]:
        row.wrong(key, f"{unknown[0]} is no key of anybody under [[people]]; known are {', '.join(known)}")
    return tuple(dict.fromkeys(each for each in keys if each in known))


def read_phone(row: Table, country: str, remedy: str = "write it with country code, such as +13035550100") -> str:
    """Return the row's `phone`, a number of the country that costs no more than a usual call; "" without one."""
    text = row.text("phone")
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        if text:
            row.wrong("phone", remedy)
        return ""
    if not phonenumbers.is_valid_number(number):
        row.wrong("phone", remedy)
    elif phonenumbers.number_type(number) in _COSTLY:
        row.wrong("phone", "a premium-rate number is not allowed: write a usual one")
    elif phonenumbers.region_code_for_number(number) != country:
        # +1 alone does not tell: Jamaica and the Bahamas share it, and a call there is dear.
        row.wrong("phone", f"write a number of your country ({country})")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _person(row: Table, country: str, shop_hours: Hours) -> Person:
    row.only(f.name for f in fields(Person))
    if not row.text("phone"):
        row.wrong("phone", "write the number with country code, such as +13035550101")
    role = _role(row)
    return Person(
        key=_key(row),
        name=row.required("name", 'write the first name, such as name = "Luis"'),
        role=role,
        phone=read_phone(row, country),
        email=_email(row),
        skills=_skills(row),
        hours=hours.read_own(row, shop_hours),
        on_call=_on_call(row),
        accept_within_s=row.seconds("accept_within_s", 300, between=_ACCEPT_S),
        transfer=row.flag("transfer", default=role == "owner"),
    )


def _key(row: Table) -> str:
    key = row.required("key", remedy := 'write a short word of small letters, such as key = "luis"')
    if key and not re.fullmatch(r"[a-z][a-z0-9_-]*", key):
        row.wrong("key", remedy)
    return key


def _role(row: Table) -> Literal["owner", "technician"]:
    role = row.text("role", "technician")
    if role not in ("owner", "technician"):
        row.wrong("role", 'write "owner" or "technician"')
    return "owner" if role == "owner" else "technician"


def _email(row: Table) -> str | None:
    email = row.text("email")
    if email and not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", email):
        row.wrong("email", "write an e-mail address, or remove it")
    return email or None


def _skills(row: Table) -> tuple[str, ...]:
    skills = row.texts("skills")
    if unknown := [skill for skill in skills if skill not in services.load()]:
        row.wrong("skills", f"{unknown[0]} is no service; the services are {', '.join(services.load())}")
    return skills


def _on_call(row: Table) -> frozenset[int]:
    """Return the weekdays that `true`, `false` or a list of days and ranges names."""
    value = row.values.get("on_call", False)
    if isinstance(value, bool):
        return frozenset(range(len(DAYS))) if value else frozenset()
    try:
        return frozenset(day for key in row.texts("on_call") for day in weekdays(key))
    except ValueError:
        row.wrong("on_call", 'write true, false or the days, such as ["fri", "sat_sun"]')
        return frozenset()
