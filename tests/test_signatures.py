"""Who is Twilio, and who only says so."""

import pytest
from flask import Blueprint, Flask
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from receptionist.channels.signatures import HEADER, guard, verify
from receptionist.settings import Settings

TOKEN = "a-secret-token"
ACCOUNT = "AC0123456789abcdef0123456789abcdef"


# The two vectors that Twilio publishes for its own libraries.
@pytest.mark.parametrize(
    ("url", "caller", "signature"),
    [
        ("https://example.com/myapp.php?foo=1&bar=2", "+14158675310", "L/OH5YylLD5NRKLltdqwSvS0BnU="),
        ("https://mycompany.com/myapp.php?foo=1&bar=2", "+12349013030", "0/KCTR6DLpKmkAf8muzZqo1nDgQ="),
    ],
)
def test_twilios_published_vectors_pass(url: str, caller: str, signature: str) -> None:
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": caller,
        "Digits": "1234",
        "From": caller,
        "To": "+18005551212",
    }

    assert verify(url, form, signature, token="12345")
    assert not verify(url, {**form, "Digits": "1235"}, signature, token="12345")
    assert not verify(f"{url}&x=1", form, signature, token="12345")
    assert not verify(url, form, signature, token="54321")


@pytest.mark.parametrize("header", [None, "", "x", "ü"])
def test_a_missing_or_broken_header_is_a_wrong_one(header: str | None) -> None:
    assert not verify("https://example.com/answer", {}, header, token=TOKEN)


def test_every_value_of_a_repeated_name_is_signed() -> None:
    form = MultiDict([("Media", "b"), ("Media", "a")])
    signature = RequestValidator(TOKEN).compute_signature("https://example.com/", form)

    assert verify("https://example.com/", form, signature, token=TOKEN)
    assert not verify("https://example.com/", MultiDict([("Media", "b")]), signature, token=TOKEN)


def status(env: dict[str, str], *, path: str = "/answer", signed: str | None = None, **form: str) -> int:
    """Send a form to a guarded route, signed over the address `signed`, and return the status."""
    app, routes = Flask(__name__), Blueprint("twilio", __name__)
    routes.before_request(guard(Settings.load(env)))
    routes.add_url_rule("/answer", view_func=lambda: "heard", methods=["POST"])
    app.register_blueprint(routes)
    headers = {HEADER: RequestValidator(TOKEN).compute_signature(signed, form)} if signed else {}
    return app.test_client().post(path, data=form, headers=headers).status_code


SIGNED = {"TWILIO_AUTH_TOKEN": TOKEN, "PUBLIC_URL": "https://calls.example.com/phone"}


def test_a_signature_over_the_public_address_opens_and_nothing_else_does() -> None:
    assert status(SIGNED, signed="https://calls.example.com/phone/answer", CallSid="CA1") == 200
    assert status(SIGNED, signed="http://localhost/answer", CallSid="CA1") == 403
    assert status(SIGNED, CallSid="CA1") == 403


def test_the_query_counts_as_it_was_sent() -> None:
    path = "/answer?b=%C3%BC&a=1+2&turn=3"

    assert status(SIGNED, path=path, signed=f"https://calls.example.com/phone{path}") == 200
    assert status(SIGNED, path=path, signed="https://calls.example.com/phone/answer") == 403


def test_without_a_public_address_the_one_that_was_asked_for_counts() -> None:
    assert status({"TWILIO_AUTH_TOKEN": TOKEN}, signed="http://localhost/answer") == 200


def test_development_without_a_token_is_open_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    assert status({}, CallSid="CA1") == 200
    assert "signatures are not checked" in caplog.text


def test_the_check_can_be_switched_off_outside_production() -> None:
    assert status({**SIGNED, "VALIDATE_TWILIO_REQUESTS": "false"}) == 200


def test_another_account_is_refused_even_when_it_signs_well() -> None:
    env = {**SIGNED, "TWILIO_ACCOUNT_SID": ACCOUNT}
    address = "https://calls.example.com/phone/answer"

    assert status(env, signed=address, AccountSid=ACCOUNT) == 200
    assert status(env, signed=address, AccountSid="AC" + "f" * 32) == 403
    assert status({"TWILIO_ACCOUNT_SID": ACCOUNT}, AccountSid="AC" + "f" * 32) == 403
