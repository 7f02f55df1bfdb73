"""The owner's file becomes a business, or lines that an owner understands."""

import json
import tomllib
from datetime import datetime
from pathlib import Path

import pytest

from receptionist.ports import ConfigError
from receptionist.shop import business
from receptionist.shop.business import Business
from receptionist.shop.notices import NoticePlan
from receptionist.shop.prices import quote

ROOT = Path(__file__).parent.parent
SHIPPED = business.load(ROOT / "business.toml")
LEAST = '[business]\nname = "Acme Locks"\ntimezone = "America/Denver"\n'


def at(local: str) -> datetime:
    return datetime.fromisoformat(f"{local}:00-06:00")


def read(tmp_path: Path, text: str, name: str = "mine.toml") -> Business:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return business.load(path)


def complaint(tmp_path: Path, text: str, name: str = "mine.toml") -> str:
    with pytest.raises(ConfigError) as refused:
        read(tmp_path, text, name)
    return str(refused.value).replace(f"{tmp_path}/", "")


def test_what_is_missing_takes_its_default(tmp_path: Path) -> None:
    acme = read(tmp_path, LEAST)

    assert (acme.country, acme.emergency_number, acme.languages) == ("US", "911", ("en",))
    assert acme.serves("Anywhere")
    assert acme.is_open(at("2026-07-14T08:00"))
    assert acme.pricing.owner_quotes("rekey")
    assert [person.role for person in acme.transfer_people(at("2026-07-14T12:00"))] == ["owner"]


def test_json_of_the_same_content_is_the_same_business(tmp_path: Path) -> None:
    content = tomllib.loads((ROOT / "business.toml").read_text("utf-8"))

    read_again = read(tmp_path, json.dumps({"_about": "ours", **content}), "mine.json")

    assert read_again == SHIPPED


def test_the_shipped_business_is_the_one_that_the_scripted_callers_assume() -> None:
    assumed = business.load(ROOT / "simulator" / "data" / "business.json")

    assert (SHIPPED.name, SHIPPED.phone, SHIPPED.pricing) == (assumed.name, assumed.phone, assumed.pricing)
    assert SHIPPED.hours.days == assumed.hours.days
    assert SHIPPED.service_area_cities == assumed.service_area_cities
    assert {key: words["en"] for key, words in SHIPPED.policies.items()} == {
        key: words["en"] for key, words in assumed.policies.items()
    }


@pytest.mark.parametrize(
    ("service", "after_hours", "key_type", "lock_count", "total"),
    [
        ("vehicle_lockout", False, None, None, (99, 159)),
        ("home_lockout", True, None, None, (154, 224)),
        ("business_lockout", False, None, None, (139, 219)),
        ("rekey", False, None, 4, (137, 177)),
        ("lock_change", False, None, 1, (114, 169)),
        ("broken_key_extraction", False, None, None, (99, 169)),
        ("car_key_replacement", False, "transponder", None, (209, 369)),
        ("eviction_lockout", False, None, None, (139, 229)),
        ("smart_lock_install", False, None, None, (139, 209)),
    ],
)
def test_the_shipped_prices_add_up(
    service: str, after_hours: bool, key_type: str | None, lock_count: int | None, total: tuple[int, int]
) -> None:
    found = quote(SHIPPED.pricing, service, after_hours=after_hours, key_type=key_type, lock_count=lock_count)

    assert found is not None
    assert (found.low, found.high) == total


@pytest.mark.parametrize(
    ("local", "is_open"),
    [
        ("2026-07-14T08:00", True),  # Tuesday
        ("2026-07-14T17:59", True),
        ("2026-07-14T18:00", False),
        ("2026-07-14T07:59", False),
        ("2026-07-18T13:30", True),  # Saturday
        ("2026-07-18T14:00", False),
        ("2026-07-19T12:00", False),  # Sunday
        ("2026-12-25T12:00", False),  # a holiday, on a Friday
    ],
)
def test_business_hours_are_local_and_end_before_the_closing_minute(local: str, is_open: bool) -> None:
    assert SHIPPED.is_open(datetime.fromisoformat(local).replace(tzinfo=SHIPPED.timezone)) is is_open


def test_a_moment_in_another_zone_is_the_same_moment() -> None:
    assert SHIPPED.is_open(datetime.fromisoformat("2026-07-14T20:05:00+00:00"))
    assert SHIPPED.local(datetime.fromisoformat("2026-07-14T20:05:00+00:00")).hour == 14


def test_hours_may_reach_past_midnight_or_pause_at_noon(tmp_path: Path) -> None:
    hours = """
[business.hours]
mon_thu = "08:00-12:00, 13:00-17:00"
fri = "18:00-02:00"
wed = "closed"
sun = "24/7"
"""

    acme = read(tmp_path, LEAST + hours)

    times = {
        "2026-07-14T12:30": False,
        "2026-07-14T13:00": True,
        "2026-07-15T10:00": False,
        "2026-07-18T01:59": True,
        "2026-07-18T02:00": False,
        "2026-07-19T03:00": True,
    }
    assert {local: acme.is_open(at(local)) for local in times} == times


def test_a_holiday_and_a_day_without_hours_are_closed_all_day() -> None:
    assert not SHIPPED.is_open(at("2026-07-19T12:00"))
    assert not SHIPPED.is_open(at("2026-11-26T12:00"))
    assert SHIPPED.is_open(at("2026-07-14T12:00"))


def test_towns_are_known_however_they_are_written() -> None:
    assert SHIPPED.serves("cedar  hollow.")
    assert not SHIPPED.serves("Greywater")


def test_outside_hours_only_those_on_call_are_rung_and_the_owner_comes_first(tmp_path: Path) -> None:
    people = """
[[people]]
key = "ann"
name = "Ann"
phone = "+13035550104"
transfer = true
on_call = ["sat_sun"]
[[people]]
key = "bob"
name = "Bob"
role = "owner"
phone = "+13035550105"
"""
    acme = read(tmp_path, LEAST + people)

    assert [person.key for person in acme.transfer_people(at("2026-07-14T12:00"))] == ["bob", "ann"]
    assert [person.key for person in acme.transfer_people(at("2026-07-14T23:00"))] == []
    assert [person.key for person in acme.transfer_people(at("2026-07-18T23:00"))] == ["ann"]
    assert acme.person("ann") == acme.people[0]
    assert acme.person("eve") is None


def test_calls_are_answered_by_the_assistant_unless_the_owner_says_otherwise(tmp_path: Path) -> None:
    noon, night = at("2026-07-14T12:00"), at("2026-07-14T23:00")

    acme = read(tmp_path, LEAST)
    choosy = read(tmp_path, f'{LEAST}[business.answering]\nday = "ring_first"\nnight = "message"\n')

    assert [acme.answering_mode(moment) for moment in (noon, night)] == ["assistant", "assistant"]
    assert [choosy.answering_mode(moment) for moment in (noon, night)] == ["ring_first", "message"]
    assert (choosy.answering.ring_first, choosy.answering.ring_first_s) == (("owner",), 15)


def test_notices_go_to_the_owners_by_text_unless_the_file_says_otherwise(tmp_path: Path) -> None:
    chosen = """
[business.notices]
people = ["dana", "marcus"]
channels = ["email", "webhook"]
urgent_channels = ["phone", "phone"]
acknowledge_within_s = 120
quiet_hours = "none"
digest_at = "none"
webhook_url = "http://127.0.0.1:9000/calls"
low_balance = 25
"""
    people = "".join(
        f'[[people]]\nkey = "{key}"\nname = "{key}"\nrole = "{role}"\nphone = "{phone}"\nemail = "a@b.co"\n'
        for key, role, phone in (("dana", "technician", "+13035550104"), ("marcus", "owner", "+13035550105"))
    )

    assert read(tmp_path, LEAST + people).notices == NoticePlan(people=("marcus",))
    assert read(tmp_path, LEAST + people.replace("owner", "technician")).notices.people == ("dana", "marcus")
    assert read(tmp_path, LEAST + chosen + people).notices == NoticePlan(
        people=("dana", "marcus"),
        channels=("email", "webhook"),
        urgent_channels=("phone",),
        acknowledge_within_s=120,
        quiet_hours=None,
        digest_minutes=None,
        webhook_url="http://127.0.0.1:9000/calls",
        low_balance=25,
    )


def test_two_people_cannot_have_one_number_since_texts_come_from_numbers(tmp_path: Path) -> None:
    people = "".join(
        f'[[people]]\nkey = "{key}"\nname = "Ann"\nphone = "+13035550104"\n' for key in ("ann", "anna")
    )

    with pytest.raises(ConfigError, match="two people have this number"):
        read(tmp_path, LEAST + people)


def test_people_may_have_hours_of_their_own_and_the_shops_holidays(tmp_path: Path) -> None:
    people = """
holidays = ["12-25"]
[[people]]
key = "dana"
name = "Dana"
phone = "+13035550104"
hours = { mon_fri = "06:00-14:00", sat = "09:00-12:00" }
"""
    dana = read(tmp_path, LEAST + people).people[0]

    assert dana.hours is not None
    times = {
        "2026-07-14T06:00": True,
        "2026-07-14T14:00": False,
        "2026-07-18T11:00": True,
        "2026-12-25T11:00": False,
    }
    assert {local: dana.hours.is_open(datetime.fromisoformat(local)) for local in times} == times
    assert SHIPPED.people[0].hours is None


def test_words_come_in_the_callers_language_or_the_first_there_is() -> None:
    texts = {"en": "Hello", "es": "Hola"}

    assert SHIPPED.words(texts, "es-US") == "Hola"
    assert SHIPPED.words({"en": "Hello"}, "es-US") == "Hello"
    assert SHIPPED.words({}, "en-US") is None


MISTAKES = [
    ('[hours]\nsat = "9-2pm"', "line 5: hours.sat is '9-2pm': write it as 09:00-14:00 or closed"),
    ('[hours]\nson = "closed"', "line 5: hours.son is 'closed': name a day"),
    ('[hours]\nmon = "25:00-26:00"', "line 5: hours.mon"),
    ("[business.hours]\nmon = 8", "line 5: hours.mon is '8': write a text in quotes"),
    ("houres = 1", "line 4: houres is not known: did you mean hours?"),
    ("xyz = 1", "line 4: xyz is not known: remove it"),
    ('phone = "303-555-0100"', "line 4: phone is '303-555-0100': write it with country code"),
    ('phone = "+1303555010"', "line 4: phone"),
    ('phone = "+19005550100"', "a premium-rate number is not allowed"),
    ('phone = "+18765550100"', "write a number of your country (US)"),
    ('country = "USA"', "line 4: country is 'USA': write the two letters"),
    ('emergency_number = "nine"', "line 4: emergency_number"),
    ('languages = ["fr"]', "line 4: languages"),
    ('service_area_cities = "Cedar"', "line 4: service_area_cities"),
    ("service_area_cities = [1]", "line 4: service_area_cities"),
    ('holidays = ["12-32"]', "line 4: holidays is '12-32': write dates"),
    ('[[people]]\nname = "X"', "line 4: people[1].key is missing"),
    ('[[people]]\nkey = "x"\nname = "X"', "line 4: people[1].phone is missing"),
    (
        '[[people]]\nkey = "x"\nname = "X"\nphone = "+13035550101"\nrole = "boss"',
        "line 8: people[1].role is 'boss'",
    ),
    ('[[people]]\nkey = "X Y"', "line 5: people[1].key is 'X Y': write a short word"),
    ('[[people]]\nskills = ["cooking"]', "line 5: people[1].skills is \"['cooking']\": cooking is no service"),
    ('[[people]]\non_call = ["someday"]', "line 5: people[1].on_call"),
    ('[[people]]\nemail = "nobody"', "line 5: people[1].email"),
    ('[[people]]\ntransfer = "yes"', "line 5: people[1].transfer is 'yes': write true or false"),
    ("people = 1", "line 4: people is '1': write each as a section [[people]]"),
    ("people = [1]", "line 4: people"),
    ('[pricing]\nservice_call_fee = "$49"', "line 5: pricing.service_call_fee is '$49': write a whole number"),
    ("[pricing]\nservice_call_fee = -1", "line 5: pricing.service_call_fee"),
    ('[pricing]\ncurrency = "$"', "line 5: pricing.currency"),
    (
        '[pricing]\ncurrency = "EUR"',
        "line 5: pricing.currency is 'EUR': prices are said in dollars: write currency = \"USD\"",
    ),
    ("[pricing]\nservice_call_fee = true", "line 5: pricing.service_call_fee is 'True': write a whole number"),
    ("[pricing.labor]\nrekey = true", "line 5: pricing.labor.rekey is 'True': write a range"),
    ("[pricing.labor]\nrekey = [false, true]", "line 5: pricing.labor.rekey is '[False, True]': write a range"),
    ("[pricing.labor]\nrekey = { per_lock = [0, true] }", "line 5: pricing.labor.rekey.per_lock"),
    ("[pricing.labor]\nvehicle_lokout = [1, 2]", "vehicle_lokout is not known: did you mean vehicle_lockout?"),
    ("[pricing.labor]\nrekey = { per_cylinder = [32, 22] }", "line 5: pricing.labor.rekey.per_cylinder"),
    ('[pricing.labor]\nrekey = "cheap"', "line 5: pricing.labor.rekey is 'cheap': write a range"),
    ("pricing = 1", "line 4: pricing is '1': write it as a section [pricing]"),
    ("[policies]\ntax = 1", "line 5: policies.tax"),
    ('[[questions]]\nasks = ["x"]', "line 4: questions[1].answer is missing"),
    ('[[questions]]\nanswer = "x"', "line 4: questions[1].asks is missing"),
    (
        '[business.answering]\nday = "robot"',
        'line 5: answering.day is \'robot\': write "assistant", "ring_first" or',
    ),
    ("[business.answering]\nnight = false", "line 5: answering.night is 'False': write"),
    (
        "[business.answering]\nring_first_s = 90",
        "line 5: answering.ring_first_s is '90': write whole seconds, from 5 to 60",
    ),
    ("[business.answering]\nring_first_s = true", "line 5: answering.ring_first_s is 'True'"),
    (
        '[business.answering]\nring_first = ["dave"]',
        "line 5: answering.ring_first is \"['dave']\": dave is no key of anybody under [[people]]; known are",
    ),
    (
        '[business.answering]\nday = "ring_first"\nring_first = []',
        "line 6: answering.ring_first is '[]': name whom to ring",
    ),
    ("[business.notices]\nchannel = 1", "line 5: notices.channel is not known: did you mean channels?"),
    ('[business.notices]\npeople = ["dave"]', "line 5: notices.people is \"['dave']\": dave is no key of anybody"),
    ("[business.notices]\npeople = []", "line 5: notices.people is '[]': name whom to tell"),
    ('[business.notices]\nchannels = ["pigeon"]', 'write a list of "sms", "email" or "webhook"'),
    ("[business.notices]\nchannels = []", "line 5: notices.channels is '[]': write a list of"),
    ('[business.notices]\nchannels = ["phone"]', "line 5: notices.channels is \"['phone']\": write a list of"),
    ('[business.notices]\nurgent_channels = ["webhook"]', "line 5: notices.urgent_channels"),
    (
        '[business.notices]\nchannels = ["email"]',
        "line 5: notices.channels is \"['email']\": write an email for owner",
    ),
    ('[business.notices]\nurgent_channels = ["email"]', "line 5: notices.urgent_channels"),
    ('[business.notices]\nchannels = ["webhook"]', "line 4: notices.webhook_url is missing: write the address"),
    (
        '[business.notices]\nwebhook_url = "http://example.com"',
        "line 5: notices.webhook_url is 'http://example.com'",
    ),
    ('[business.notices]\nwebhook_url = "https://u:p@example.com"', "holds no password"),
    ('[business.notices]\nwebhook_url = "https://[::"', "line 5: notices.webhook_url"),
    ('[business.notices]\nwebhook_url = "example.com/calls"', "line 5: notices.webhook_url"),
    ('[business.notices]\nquiet_hours = "9pm-7am"', "line 5: notices.quiet_hours is '9pm-7am': write it as"),
    ('[business.notices]\ndigest_at = "25:00"', "line 5: notices.digest_at is '25:00': write it as"),
    ("[business.notices]\nacknowledge_within_s = 5", "write whole seconds, from 60 to 3600"),
    ("[business.notices]\nlow_balance = -1", "line 5: notices.low_balance is '-1'"),
    ("[[people]]\naccept_within_s = 0", "line 5: people[1].accept_within_s is '0': write whole seconds, from 30"),
    ('[[people]]\nhours = { mon = "9-5" }', "line 5: people[1].hours.mon is '9-5': write it as 09:00-14:00"),
    ('[[people]]\nhours = "mornings"', "line 5: people[1].hours is 'mornings': write them as { mon_fri"),
    ("orders = 1", "line 4: orders is not known"),
    ("[business.answering]\nnights = 1", "line 5: answering.nights is not known: did you mean night?"),
    ('[wording]\ngreeting = "Hi {business"', "line 5: wording.greeting"),
    ('[wording]\ngreeting = "Hi {0.x}"', "line 5: wording.greeting"),
    ('[wording]\ndisclosure = ""', "line 5: wording.disclosure is '': callers must be told"),
]


@pytest.mark.parametrize(("mistake", "expected"), MISTAKES)
def test_a_mistake_is_a_line_with_the_place_and_the_remedy(tmp_path: Path, mistake: str, expected: str) -> None:
    assert expected in complaint(tmp_path, f"{LEAST}{mistake}\n")


def test_two_people_may_not_have_one_key(tmp_path: Path) -> None:
    person = '[[people]]\nkey = "x"\nname = "X"\nphone = "+13035550101"\n'

    assert "line 9: people[2].key is 'x': give each person a key" in complaint(tmp_path, LEAST + person + person)


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    lines = complaint(tmp_path, '[business]\nname = ""\ntimezone = "Denver"\n[hours]\nsat = "?"\n').splitlines()

    assert [line.split(": ")[0] for line in lines] == ["mine.toml line 2", "mine.toml line 3", "mine.toml line 5"]


def test_a_mistake_in_json_has_its_line_too(tmp_path: Path) -> None:
    content = {**tomllib.loads(LEAST), "hours": {"mon_fri": "08:00-18:00", "sat": "9-2pm"}}

    text = complaint(tmp_path, json.dumps(content, indent=1), "mine.json")

    assert text == "mine.json line 8: hours.sat is '9-2pm': write it as 09:00-14:00 or closed"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("mine.toml", '[business]\nname = "x\n', "mine.toml line 2: cannot be read"),
        ("mine.toml", "name = ", "mine.toml"),
        ("mine.json", '{"business":\n {"name" 1}}', "mine.json line 2: cannot be read"),
        ("mine.json", "[]", "mine.json line 1: write [business]"),
        ("mine.json", '{"business": 1}', "mine.json line 1: write [business]"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path: Path, name: str, text: str, expected: str) -> None:
    assert complaint(tmp_path, text, name).startswith(expected)


def test_a_file_in_another_encoding_or_none_at_all_is_told(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes('name = "Jürgen"'.encode("latin-1"))

    with pytest.raises(ConfigError, match="save it as UTF-8"):
        business.load(tmp_path / "latin.toml")
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        business.load(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        (
            'disclosure = "I am a machine, open from 8 am."',
            "amounts, times and guarantees are never said from here",
        ),
        ('greeting = "Hi from {company}"', "{company} is not known here"),
        ('greting = "Hi"', "there is no phrase of this name"),
        ('greeting = { fr = "Bonjour" }', "write it for en and es only"),
    ],
)
def test_own_words_that_could_never_be_said_are_named_at_the_start(tmp_path: Path, line: str, remedy: str) -> None:
    file = tmp_path / "business.toml"
    file.write_text(f'[business]\nname = "A"\ntimezone = "UTC"\n\n[wording]\n{line}\n', "utf-8")

    with pytest.raises(ConfigError, match="line 6") as caught:
        business.load(file)

    assert remedy in str(caught.value)
