"""Whatever Twilio (or what passes for it) sends: TwiML that parses, or a plain refusal, and never a 500."""

from urllib.parse import urlencode
from xml.etree import ElementTree

import httpx
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from app import MAX_BODY_BYTES
from simulator.office import AUTH_TOKEN, Office
from simulator.twilio import BASE_URL

TWIML_ROUTES = (
    "/answer",
    "/voice/incoming",
    "/voice/process",
    "/voice/transferred",
    "/voice/voicemail",
    "/voice/fallback",
)
FIELDS = (
    "CallSid", "AccountSid", "From", "To", "CallStatus", "Direction", "SpeechResult", "Confidence", "Digits",
    "DialCallStatus", "RecordingUrl", "ErrorCode", "ErrorUrl", "CallerName",
)  # fmt: skip

texts = st.text(st.characters(codec="utf-8"), max_size=300) | st.text(max_size=3).map(lambda t: t * 400)
sids = st.sampled_from(["CA" + "1" * 32, "CA" + "2" * 32, "", "x", "CA é", "a" * 65]) | texts
values = dict.fromkeys(FIELDS, texts) | {"CallSid": sids}
forms = st.fixed_dictionaries({}, optional=values)
queries = st.sampled_from(
    ["", "?turn=1", "?turn=0", "?turn=99", "?turn=-1", "?turn=a", "?turn=1&silent=1", "?turn=٣"]
)


def post(office: Office, target: str, form: dict[str, str], *, signature: str | None = None) -> httpx.Response:
    """Post a form, signed as Twilio would unless another signature is given."""
    url = str(httpx.URL(f"{BASE_URL}{target}"))
    if signature is None:
        signature = RequestValidator(AUTH_TOKEN).compute_signature(url, form)
    return office.client.post(url, data=form, headers={"X-Twilio-Signature": signature})


def encodable(form: dict[str, str]) -> dict[str, str]:
    return {key: value.encode("utf-8", "ignore").decode() for key, value in form.items()}


def too_large(form: dict[str, str]) -> bool:
    return len(urlencode(encodable(form))) > MAX_BODY_BYTES


def test_any_signed_form_gets_twiml_that_parses(ridgeline: Office) -> None:
    @given(route=st.sampled_from(TWIML_ROUTES), query=queries, form=forms)
    def every_form(route: str, query: str, form: dict[str, str]) -> None:
        answer = post(ridgeline, route + query, encodable(form))

        if too_large(form):
            assert answer.status_code == 413
            return
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/xml")
        assert ElementTree.fromstring(answer.text).tag == "Response"  # noqa: S314 -- our own answer

    every_form()


def test_any_signed_form_on_the_status_route_gets_204(ridgeline: Office) -> None:
    @given(form=forms)
    def every_form(form: dict[str, str]) -> None:
        answer = post(ridgeline, "/voice/status", encodable(form))

        assert answer.status_code == (413 if too_large(form) else 204)

    every_form()


def test_a_body_over_64_kib_is_refused(ridgeline: Office) -> None:
    for route in (*TWIML_ROUTES, "/voice/status"):
        answer = post(ridgeline, route, {"CallSid": "CA1234", "SpeechResult": "x" * 70_000})

        assert answer.status_code == 413


def test_a_body_just_within_the_limit_is_heard(ridgeline: Office) -> None:
    answer = post(ridgeline, "/voice/process", {"CallSid": "CA1234", "SpeechResult": "x" * 65_000})

    assert answer.status_code == 200


def test_every_twilio_route_refuses_a_forged_or_missing_signature(ridgeline: Office) -> None:
    form = {"CallSid": "CA1234"}
    elsewhere = RequestValidator(AUTH_TOKEN).compute_signature("https://evil.example/answer", form)
    for route in (*TWIML_ROUTES, "/voice/status"):
        for signature in ("", "forged", elsewhere):
            assert post(ridgeline, route, form, signature=signature).status_code == 403
        unsigned = ridgeline.client.post(f"{BASE_URL}{route}", data=form)
        assert unsigned.status_code == 403


def test_other_methods_are_refused(ridgeline: Office) -> None:
    for route in (*TWIML_ROUTES, "/voice/status"):
        assert ridgeline.client.get(f"{BASE_URL}{route}").status_code == 405
