"""The webhook and HubSpot against servers that fail, lie or are not where they should be."""

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from receptionist.crm import CRMBase, CRMError
from receptionist.crm.hubspot import HubSpotCRM
from receptionist.crm.webhook import WebhookCRM
from receptionist.exchange import MOST_BYTES, Exchange, Server
from receptionist.ports import ConfigError
from simulator.clock import VirtualClock
from simulator.vendors.hubspot import HubSpot
from simulator.vendors.server import Answer, Asked, Fault, StandIn, as_json
from simulator.vendors.webhook import Webhook
from tests.test_crm import NOTE, PRIYA, SECRET

TIMEOUT_S = 0.2
CRM = Server(name="CRM", url="CRM_URL", secret="CRM_SECRET", error=CRMError)
LONDON = "+442079460142"


@pytest.fixture
def hubspot() -> Iterator[HubSpot]:
    with HubSpot(SECRET) as server:
        yield server


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with Webhook(SECRET) as server:
        yield server


@pytest.fixture(params=["webhook", "hubspot"])
def server(request: pytest.FixtureRequest) -> StandIn:
    """The server of either kind of records."""
    kind: str = request.param
    found: StandIn = request.getfixturevalue("hook" if kind == "webhook" else kind)
    return found


def records(server: StandIn, timeout_s: float = 5.0) -> CRMBase:
    """Return the records that a server keeps."""
    if isinstance(server, Webhook):
        return WebhookCRM(server.url, SECRET, timeout_s=timeout_s)
    return HubSpotCRM(SECRET, server.url, timeout_s=timeout_s)


def patience_s(fault: Fault) -> float:
    """Return a short time for a server that is too slow, a long one for any other."""
    return TIMEOUT_S if fault in ("hang", "drip") else 5.0


class Saying(StandIn):
    """A server that says one thing."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self._answer = answer

    def answer(self, asked: Asked) -> Answer:
        return self._answer

    def error(self, status: int) -> Answer:
        return as_json({}, status)


def exchange(server: StandIn, timeout_s: float = 5.0) -> Exchange:
    return Exchange(CRM, server.url, timeout_s=timeout_s)


@pytest.mark.parametrize(
    ("fault", "permanent", "complaint"),
    [
        ("refuse", False, "no connection"),
        ("hang", False, "no answer within 0.2 s"),
        ("drip", False, "no answer within 0.2 s"),
        ("half", False, "no connection"),
        ("garbage", False, "no JSON"),
        (401, True, "check it"),
        (403, True, "permissions"),
        (404, True, "check CRM_URL"),
        (400, True, "HTTP 400"),
        (408, False, "HTTP 408"),
        (429, False, "HTTP 429"),
        (500, False, "HTTP 500"),
        (503, False, "HTTP 503"),
    ],
)
def test_each_fault_is_an_error_that_tells_whether_to_try_again(
    server: StandIn, fault: Fault, permanent: bool, complaint: str
) -> None:
    crm = records(server, patience_s(fault))
    server.fault = fault
    began_s = time.monotonic()

    with pytest.raises(CRMError, match=complaint) as error:
        crm.get_customer(PRIYA)

    assert error.value.permanent is permanent
    assert time.monotonic() - began_s < 20
    assert not [secret for secret in (SECRET, PRIYA, PRIYA[2:]) if secret in str(error.value)]


@pytest.mark.parametrize("fault", ["refuse", "hang", "half", 401, 429, 500])
def test_a_note_that_could_not_be_written_is_written_later_and_once(server: StandIn, fault: Fault) -> None:
    server.fault = fault
    with pytest.raises(CRMError):
        records(server, patience_s(fault)).create_note(NOTE)
    server.fault = None
    again = records(server)

    again.create_note(NOTE)
    again.create_note(NOTE)

    assert isinstance(server, Webhook | HubSpot)
    assert len(server.notes if isinstance(server, Webhook) else server.records["notes"]) == 1


def test_records_that_failed_are_asked_again(server: StandIn) -> None:
    crm = records(server)
    server.fault = 500
    with pytest.raises(CRMError):
        crm.get_customer(PRIYA)

    server.fault = None

    assert crm.get_customer(PRIYA) is None


def test_a_wrong_secret_is_refused_with_the_remedy(hook: Webhook, hubspot: HubSpot) -> None:
    for crm in (WebhookCRM(hook.url, "another-secret-of-16"), HubSpotCRM("pat-wrong", hubspot.url)):
        with pytest.raises(CRMError, match="it refuses CRM_SECRET: check it") as error:
            crm.create_note(NOTE)
        assert error.value.permanent


def test_a_server_that_asks_to_wait_is_left_alone_for_so_long(hubspot: HubSpot, clock: VirtualClock) -> None:
    crm = HubSpotCRM(SECRET, hubspot.url, monotonic=clock.monotonic)
    hubspot.fault = 429
    with pytest.raises(CRMError, match="HTTP 429"):
        crm.get_customer(PRIYA)
    hubspot.fault = None

    clock.sleep(9.9)
    with pytest.raises(CRMError, match="asked us to wait") as error:
        crm.get_customer(PRIYA)
    assert not error.value.permanent
    assert len(hubspot.asked) == 1

    clock.sleep(0.2)
    assert crm.get_customer(PRIYA) is None


def test_a_date_in_retry_after_is_not_waited_for() -> None:
    later = {"Retry_After": "Wed, 21 Oct 2026 07:28:00 GMT"}
    with Saying(as_json({}, 503, **later)) as server:
        asked = exchange(server)

        for _ in range(2):
            with pytest.raises(CRMError, match="HTTP 503"):
                asked.ask(b"{}")


def test_a_redirect_is_not_followed() -> None:
    with Saying(as_json({}, 307, Location="http://169.254.169.254/")) as server:
        with pytest.raises(CRMError, match="redirects are not followed: check CRM_URL") as error:
            exchange(server).ask(b"{}")

        assert error.value.permanent
        assert len(server.asked) == 1


def test_an_answer_that_is_too_long_is_not_read_to_its_end() -> None:
    long = Answer(chunks=(b'{"a": "', *[b"x" * 1024] * (MOST_BYTES // 1024 + 8), b'"}'))

    with Saying(long) as server, pytest.raises(CRMError, match="too long"):
        exchange(server).ask(b"{}")


def test_an_answer_in_many_slow_pieces_is_given_up_at_the_deadline() -> None:
    with Saying(Answer(chunks=(b" ",) * 100, pause_s=0.05)) as server:
        began_s = time.monotonic()

        with pytest.raises(CRMError, match=r"no answer within 0\.2 s"):
            exchange(server, TIMEOUT_S).ask(b"{}")

    assert time.monotonic() - began_s < 4


@pytest.mark.parametrize("text", [b"", b"[]", b"[" * 100_000, b'{"customer"', b"\xff"])
def test_an_answer_that_is_no_json_object_is_an_error(text: bytes) -> None:
    with Saying(Answer(chunks=(text,))) as server, pytest.raises(CRMError, match="no JSON"):
        exchange(server).ask(b"{}")


@pytest.mark.parametrize(
    "url",
    [
        "http://crm.example.com",
        "ftp://crm.example.com",
        "https://",
        "https://crm.example:x",
        "https://a:b@crm.example",
        "http://10.0.0.8",
    ],
)
def test_only_https_is_spoken_to_the_outside(url: str) -> None:
    with pytest.raises(ConfigError, match="CRM_URL"):
        Exchange(CRM, url)


@pytest.mark.parametrize(
    "addresses",
    [
        ("10.0.0.8",),
        ("127.0.0.1",),
        ("169.254.169.254",),
        ("93.184.216.34", "192.168.1.5"),
        ("fd00::8",),
        ("::ffff:10.0.0.8",),
        ("224.0.0.1",),
        (),
    ],
)
def test_a_name_that_leads_into_a_private_net_is_not_followed(addresses: tuple[str, ...]) -> None:
    asked = Exchange(CRM, "https://crm.example.com", resolve=lambda host, port: addresses)

    with pytest.raises(CRMError, match="must lead to an address on the Internet") as error:
        asked.ask(b"{}")

    assert error.value.permanent


def test_the_connection_goes_to_the_address_that_was_checked_under_the_name_of_the_server() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, stream=httpx.ByteStream(b"{}"))

    asked = Exchange(
        CRM,
        "https://crm.example.com:8443/hook",
        resolve=lambda host, port: ("2606:2800:21f::1", "93.184.216.34"),
        transport=httpx.MockTransport(answer),
    )

    asked.ask(b"{}", path="/x")

    assert str(seen[0].url) == "https://93.184.216.34:8443/hook/x"
    assert seen[0].headers["Host"] == "crm.example.com:8443"
    assert seen[0].extensions["sni_hostname"] == "crm.example.com"


def test_a_name_that_is_unknown_just_now_is_tried_again() -> None:
    def unknown(host: str, port: int) -> tuple[str, ...]:
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    with pytest.raises(CRMError, match="not known just now") as error:
        Exchange(CRM, "https://crm.example.com", resolve=unknown).ask(b"{}")

    assert not error.value.permanent


def test_an_address_of_this_machine_in_other_words_is_refused() -> None:
    with pytest.raises(CRMError, match="must lead to an address on the Internet"):
        Exchange(CRM, "https://127.0.0.2").ask(b"{}")


def test_a_webhook_needs_a_secret_that_nobody_guesses() -> None:
    with pytest.raises(ConfigError, match="CRM_SECRET is too short"):
        WebhookCRM("https://crm.example.com", "short")


def test_what_a_webhook_answers_is_taken_over_as_far_as_it_can_be_used(hook: Webhook) -> None:
    hook.customers[PRIYA] = {
        "id": 12,
        "name": "Priya\x00 Nair\n",
        "language": "es-US",
        "vip": True,
        "note": "gate",
        "extra": 1,
    }
    hook.customers[LONDON] = {"id": "c", "name": 5.5, "language": "klingon", "vip": "yes", "note": None}
    crm = WebhookCRM(hook.url, SECRET)

    priya, other = crm.get_customer(PRIYA), crm.get_customer(LONDON)

    assert priya
    assert other
    assert (priya.id, priya.name, priya.language, priya.vip, priya.note) == (
        "12",
        "Priya Nair",
        "es-US",
        True,
        "gate",
    )
    assert (other.id, other.name, other.language, other.vip, other.note) == ("c", None, None, False, None)


@pytest.mark.parametrize("said", [{}, {"customer": 5}, {"customer": {"name": "Priya"}}, {"customer": {"id": ""}}])
def test_an_answer_without_a_customer_or_null_is_an_error(said: object) -> None:
    with Saying(as_json(said)) as server, pytest.raises(CRMError, match="the answer must be"):
        WebhookCRM(server.url, SECRET).get_customer(PRIYA)


def test_a_note_carries_its_key_for_idempotency_and_a_look_up_carries_none(hook: Webhook) -> None:
    crm = WebhookCRM(hook.url, SECRET, now=lambda: time.time())

    crm.get_customer(PRIYA)
    crm.create_note(NOTE)

    assert [asked.headers.get("idempotency-key") for asked in hook.asked] == [None, NOTE.key]


@pytest.mark.parametrize(
    "spelled",
    [PRIYA, "3035550142", "13035550142", "(303) 555-0142", "303-555-0142", "+1-303-555-0142", "303.555.0142"],
)
@pytest.mark.parametrize("name", ["phone", "mobilephone"])
def test_hubspot_finds_a_number_however_it_is_spelled(hubspot: HubSpot, name: str, spelled: str) -> None:
    hubspot.add_contact(**{name: spelled, "firstname": "Priya", "lastname": "Nair", "hs_language": "es-mx"})

    found = HubSpotCRM(SECRET, hubspot.url).get_customer(PRIYA)

    assert found
    assert (found.id, found.phone, found.name, found.language) == ("101", PRIYA, "Priya Nair", "es-US")


def test_hubspot_s_number_of_another_country_is_somebody_else(hubspot: HubSpot) -> None:
    hubspot.add_contact(phone="+52 303 555 0142", firstname="Otra")

    assert HubSpotCRM(SECRET, hubspot.url).get_customer(PRIYA) is None


def test_a_number_from_abroad_is_found_too(hubspot: HubSpot) -> None:
    hubspot.add_contact(phone="020 7946 0142")

    found = HubSpotCRM(SECRET, hubspot.url).get_customer(LONDON)

    assert found
    assert (found.name, found.language) == (None, None)


def test_a_job_makes_a_stranger_a_contact_and_the_note_hangs_on_it(hubspot: HubSpot) -> None:
    HubSpotCRM(SECRET, hubspot.url).create_note(NOTE)

    (contact,), (note,) = hubspot.records["contacts"], hubspot.records["notes"]
    assert contact.properties == {"phone": PRIYA, "firstname": "Priya", "lastname": "Nair"}
    assert note.contacts == {contact.id}
    assert note.properties["hs_timestamp"] == "1784059500000"


def test_the_note_of_a_known_contact_hangs_on_it_whoever_took_no_job(hubspot: HubSpot) -> None:
    known = hubspot.add_contact(phone="303-555-0142")

    HubSpotCRM(SECRET, hubspot.url).create_note(replace(NOTE, job={"id": None}))

    assert [note.contacts for note in hubspot.records["notes"]] == [{known}]
    assert len(hubspot.records["contacts"]) == 1


def test_a_stranger_without_a_job_leaves_nothing_at_hubspot(hubspot: HubSpot) -> None:
    HubSpotCRM(SECRET, hubspot.url).create_note(replace(NOTE, job={"id": None, "name": "Priya"}))

    assert hubspot.records == {"contacts": [], "notes": []}


def test_a_caller_s_words_stay_text_in_hubspot_s_note(hubspot: HubSpot) -> None:
    said = {"id": "J-1", "message": "<script>alert(1)</script>", "lock_count": 2, "urgency": "none", "eta": None}

    HubSpotCRM(SECRET, hubspot.url).create_note(replace(NOTE, job={**said, "notes": "x" * 100_000}))

    body = hubspot.records["notes"][0].properties["hs_note_body"]
    assert "<script>" not in body
    assert "<b>" not in body
    assert "<li>message: &lt;script&gt;alert(1)&lt;/script&gt;</li>" in body
    assert "<li>lock count: 2</li>" in body
    assert "urgency" not in body
    assert len(body) < 10_000


def test_within_the_seconds_in_which_hubspot_s_search_lags_a_second_note_can_come(hubspot: HubSpot) -> None:
    known = hubspot.add_contact(phone=PRIYA)
    crm = HubSpotCRM(SECRET, hubspot.url)
    hubspot.searchable = False

    for _ in range(2):
        crm.create_note(replace(NOTE, customer_id=known))
    hubspot.searchable = True
    crm.create_note(replace(NOTE, customer_id=known))

    assert len(hubspot.records["notes"]) == 2


@pytest.mark.parametrize("said", [{}, {"results": 5}])
def test_a_search_without_results_is_an_error(said: object) -> None:
    with Saying(as_json(said)) as server, pytest.raises(CRMError, match="no results"):
        HubSpotCRM(SECRET, server.url).get_customer(PRIYA)


def test_a_contact_that_hubspot_made_without_an_id_is_an_error() -> None:
    with Saying(as_json({"results": []})) as server, pytest.raises(CRMError, match="without an id"):
        HubSpotCRM(SECRET, server.url).create_note(NOTE)


def test_records_at_hubspot_that_are_no_records_are_passed_over() -> None:
    with Saying(
        as_json({"results": [5, {"properties": None}, {"id": "1", "properties": {"phone": None}}]})
    ) as server:
        assert HubSpotCRM(SECRET, server.url).get_customer(PRIYA) is None


def test_hubspot_refuses_what_it_does_not_know(hubspot: HubSpot) -> None:
    def asked(path: str, body: object) -> int:
        headers = {"Authorization": f"Bearer {SECRET}"}
        return httpx.post(
            f"{hubspot.url}/crm/objects/2026-09/{path}", content=json.dumps(body), headers=headers
        ).status_code

    def search(**one: object) -> object:
        return {"filterGroups": [{"filters": [one]}]}

    assert asked("contacts", {"properties": {"colour": "red"}}) == 400
    assert asked("notes", {"properties": {"hs_note_body": "no time"}}) == 400
    link = {"to": {"id": "404"}, "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 202}]}
    note = {"hs_note_body": "x", "hs_timestamp": "1"}
    assert asked("notes", {"properties": note, "associations": [link]}) == 400
    assert asked("deals/search", {}) == 404
    hubspot.add_contact(phone=PRIYA)
    assert asked("contacts/search", search(propertyName="colour", operator="EQ", value="red")) == 400
    assert asked("contacts/search", search(propertyName="phone", operator="LIKE", value="3")) == 400
    assert asked("contacts/search", {"filterGroups": [{"filters": []}] * 6}) == 400
    assert asked("contacts/search", {"filterGroups": [], "limit": 201}) == 400


def test_the_webhook_s_server_refuses_what_it_does_not_know(hook: Webhook) -> None:
    crm = Exchange(CRM, hook.url)
    signed = WebhookCRM(hook.url, SECRET)

    for body in (b'{"event": "customer.erased"}', b'{"event": "note.created", "note": {"key": "k"}}'):
        with pytest.raises(CRMError, match="HTTP 400"):
            crm.ask(body, headers=signed._signed(body))
