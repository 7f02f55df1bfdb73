"""configure_twilio.sh, run for real against a stand-in of Twilio: what it sets, refuses and never shows."""

import io
import json
import re
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from deploy import curl, number, twilio
from deploy import settings as deploy_settings
from receptionist.ports import ConfigError
from receptionist.settings import Settings
from simulator.vendors.server import Asked, Fault
from simulator.vendors.twilio_admin import ACCOUNT_SID, AUTH_TOKEN, NUMBER, NUMBER_SID, TwilioAdmin, a_number
from tests.services import missing
from tests.stand_ins.checkout import ROOT, SCRIPTS, Checkout, Ran

PUBLIC_URL = "https://phone.example.com/receptionist"
OWN = {"TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN, "TWILIO_PHONE_NUMBER": NUMBER}


@pytest.fixture
def account() -> Iterator[TwilioAdmin]:
    with TwilioAdmin() as account:
        yield account


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who runs the script."""

    checkout: Checkout
    account: TwilioAdmin

    def configures(self, *arguments: str, trace: bool = False, **env: str) -> Ran:
        known = {**OWN, "PUBLIC_URL": PUBLIC_URL, "TWILIO_API_URL": self.account.url} | env
        options = arguments if "--check" in arguments else ("--no-check", *arguments)
        options = tuple(option for option in options if option != "--check")
        return self.checkout.run("configure_twilio.sh", *options, env=known, trace=trace)


@pytest.fixture
def owner(tmp_path: Path, account: TwilioAdmin) -> Owner:
    return Owner(Checkout.within(tmp_path / "checkout"), account)


def path_of(url: str) -> str:
    return url.removeprefix(PUBLIC_URL).partition("#")[0]


def test_the_number_gets_every_address_and_what_it_had_before_is_shown(owner: Owner) -> None:
    ran = owner.configures()

    known = owner.account.number
    assert (ran.status, ran.err) == (0, "")
    assert path_of(known["voice_url"]) == "/answer"
    assert path_of(known["voice_fallback_url"]) == "/voice/fallback"
    assert path_of(known["status_callback"]) == "/voice/status"
    assert path_of(known["sms_url"]) == path_of(known["sms_fallback_url"]) == "/sms/incoming"
    assert re.search(r"VoiceUrl +https://demo.twilio.com/welcome/voice/\n +-> https://phone.example.com", ran.out)
    assert "VoiceMethod          POST\n  Voice" in ran.out
    assert "changed, and Twilio confirms it" in ran.out


def test_a_second_run_changes_nothing(owner: Owner) -> None:
    owner.configures()
    writes = len(owner.account.writes)

    ran = owner.configures()

    assert ran.status == 0
    assert "nothing to change" in ran.out
    assert len(owner.account.writes) == writes


def test_a_dry_run_only_reads(owner: Owner) -> None:
    ran = owner.configures("--dry-run", "--create-fallback")

    assert ran.status == 0
    assert "Studio flow: would be made" in ran.out
    assert "dry run: nothing was changed" in ran.out
    assert owner.account.writes == []


def test_voice_falls_back_well_before_fifteen_seconds_and_within_what_twilio_allows() -> None:
    for fragment in (number.FIRST, number.LAST, number.PATIENT):
        values = dict(part.split("=") for part in fragment.removeprefix("#").split("&"))

        assert 100 <= int(values["ct"]) <= 10_000
        assert 100 <= int(values["rt"]) <= int(values["tt"]) <= 15_000
        assert 0 <= int(values["rc"]) <= 5
        assert set(values["rp"].split(",")) <= {"4xx", "5xx", "ct", "rt", "all"}
    assert "tt=12000" in number.FIRST
    assert "rp=ct" in number.FIRST
    assert "rt" not in number.FIRST.partition("rp=")[2]


def test_an_application_and_a_trunk_that_overrule_the_addresses_are_cleared() -> None:
    here = a_number(voice_application_sid="AP1", trunk_sid="TK1", sms_application_sid="AP2")
    fields = number.wanted(here, public_url=PUBLIC_URL, fallback_url="")

    differing = number.changes(here, fields)

    cleared = {name for name, value in differing.items() if value == ""}
    assert cleared == {"VoiceApplicationSid", "TrunkSid", "SmsApplicationSid"}
    assert number.report(here, fields).count("Twilio ignores the addresses") == 3


def test_a_number_without_texts_gets_only_voice() -> None:
    here = a_number(capabilities={"voice": True, "sms": False})

    fields = number.wanted(here, public_url=PUBLIC_URL, fallback_url="")

    assert "VoiceUrl" in fields
    assert "SmsUrl" not in fields


def test_a_fallback_outside_this_machine_is_set_as_it_stands(owner: Owner) -> None:
    ran = owner.configures(FALLBACK_URL="https://me:hush-hush@handler.example.com/twiml")

    assert owner.account.number["voice_fallback_url"] == "https://me:hush-hush@handler.example.com/twiml"
    assert "https://•••@handler.example.com/twiml" in ran.out
    assert "hush-hush" not in ran.all


def test_settings_come_from_the_file_env_too(owner: Owner) -> None:
    lines = {**OWN, "PUBLIC_URL": "https://from-the-file.example.com", "TWILIO_API_URL": owner.account.url}
    (owner.checkout.home / ".env").write_text("".join(f"{name}={value}\n" for name, value in lines.items()))

    ran = owner.checkout.run("configure_twilio.sh", "--no-check", env={})

    assert ran.status == 0
    assert owner.account.number["voice_url"].startswith("https://from-the-file.example.com/answer#")


def test_a_missing_setting_is_named_before_twilio_is_asked(owner: Owner) -> None:
    ran = owner.configures(TWILIO_AUTH_TOKEN="", PUBLIC_URL="")

    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("missing: TWILIO_AUTH_TOKEN, PUBLIC_URL. Set it in .env")
    assert owner.account.asked == []


@pytest.mark.parametrize("name", [*OWN, "PUBLIC_URL"])
def test_each_of_the_four_settings_is_needed(name: str) -> None:
    settings = Settings.load({**OWN, "PUBLIC_URL": PUBLIC_URL, name: ""})

    with pytest.raises(ConfigError, match=f"missing: {name}"):
        list(deploy_settings.lines(settings))


def test_a_public_url_without_tls_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"PUBLIC_URL is 'http://phone\.example\.com', which is wrong"):
        Settings.load({**OWN, "PUBLIC_URL": "http://phone.example.com"})


def test_twilio_itself_is_never_given_an_address_of_this_machine() -> None:
    settings = Settings.load({**OWN, "PUBLIC_URL": "http://localhost:8000"})

    with pytest.raises(ConfigError, match="Twilio cannot reach this machine by it; write https://"):
        list(deploy_settings.lines(settings))


def test_a_wrong_token_is_explained(owner: Owner) -> None:
    ran = owner.configures(TWILIO_AUTH_TOKEN="0123456789abcdef")

    assert ran.status == 3
    assert ran.err.startswith("Twilio refused (HTTP 401, error 20003): TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN")
    assert "0123456789abcdef" not in ran.all


def test_a_number_of_another_account_is_explained_without_being_shown(owner: Owner) -> None:
    ran = owner.configures(TWILIO_PHONE_NUMBER="+13035550109")

    assert ran.status == 3
    assert ran.err.startswith("TWILIO_PHONE_NUMBER is not a number of this account")
    assert "+13035550109" not in ran.all


def test_a_number_that_only_contains_ours_is_not_ours(owner: Owner) -> None:
    owner.account.number = a_number(phone_number=f"{NUMBER}9")

    assert owner.configures().status == 3
    assert owner.account.writes == []


def test_a_number_without_voice_is_refused_before_a_flow_is_made(owner: Owner) -> None:
    owner.account.number = a_number(capabilities={"voice": False, "sms": True})

    ran = owner.configures("--create-fallback")

    assert ran.status == 3
    assert "cannot take calls" in ran.err
    assert owner.account.writes == []


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("refuse", "Twilio does not answer at http://127.0.0.1"),
        ("garbage", "what answered is not Twilio (HTTP 200)"),
        (429, "Twilio cannot answer now (HTTP 429): too many requests at once: wait a minute"),
    ],
)
def test_when_twilio_cannot_answer_one_line_says_so(owner: Owner, fault: Fault, says: str) -> None:
    owner.account.fault = fault

    ran = owner.configures()

    assert (ran.status, ran.out) == (4, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1


def test_what_twilio_did_not_keep_is_an_error(owner: Owner) -> None:
    class Forgetful(TwilioAdmin):
        def _change(self, form: dict[str, str]) -> Any:  # noqa: ANN401
            return super()._change({name: value for name, value in form.items() if name != "VoiceUrl"})

    with Forgetful() as account:
        ran = replace(owner, account=account).configures()

    assert ran.status == 3
    assert "Twilio did not keep every setting" in ran.err


HERE = f"/2010-04-01/Accounts/{ACCOUNT_SID}/IncomingPhoneNumbers/{NUMBER_SID}.json"
FLOW = {"FriendlyName": "f", "Status": "published"}
EMPTY = json.dumps({"initial_state": "a", "states": [{"name": "a", "type": "say-play", "transitions": []}]})
WRONG = EMPTY.replace("[]", '[{"event": "audioDone"}]')


@pytest.mark.parametrize(
    ("path", "form", "code"),
    [
        (HERE, {"VoiceUrl": "not an address"}, 21402),
        (HERE, {"VoiceMethod": "PUT"}, 21403),
        (HERE, {"VoiceUrl": "", "VoiceFallbackUrl": "https://x.example.com"}, 21405),
        (HERE.replace("PN", "PX"), {"VoiceMethod": "POST"}, 20404),
        ("/v2/Flows", {"FriendlyName": "f"}, 20001),
        ("/v2/Flows", {**FLOW, "Definition": EMPTY, "Status": "live"}, 20001),
        ("/v2/Flows", {**FLOW, "Definition": "{}"}, 20001),
        ("/v2/Flows", {**FLOW, "Definition": WRONG}, 20001),
        ("/v2/Flows", {**FLOW, "Definition": EMPTY, "Colour": "red"}, 20001),
    ],
)
def test_the_stand_in_refuses_what_twilio_would(
    account: TwilioAdmin, path: str, form: dict[str, str], code: int
) -> None:
    credentials = b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode()
    headers = {"authorization": f"Basic {credentials}"}
    asked = Asked(method="POST", path=path, headers=headers, body=urlencode(form).encode())

    answer = account.answer(asked)

    assert answer.status >= 400
    assert json.loads(answer.chunks[0])["code"] == code


def test_an_unknown_parameter_is_refused_by_the_stand_in(account: TwilioAdmin) -> None:
    credentials = f"{ACCOUNT_SID}:{AUTH_TOKEN}"
    address = f"{account.url}/2010-04-01/Accounts/{ACCOUNT_SID}/IncomingPhoneNumbers/{account.number['sid']}.json"
    command = ["curl", "-s", "-u", credentials, "-d", "VoiceURL=https://x.example.com", address]

    answer = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=10).stdout)

    assert (answer["status"], answer["code"]) == (400, 20001)


def test_credentials_are_neither_on_screen_nor_in_a_trace_nor_in_arguments(owner: Owner, tmp_path: Path) -> None:
    programs, log = tmp_path / "programs", tmp_path / "arguments"
    programs.mkdir()
    for name, real in (("curl", shutil.which("curl")), ("python3", sys.executable)):
        (programs / name).write_text(f'#!/bin/sh\necho "{name} $*" >>{log}\nexec {real} "$@"\n')
        (programs / name).chmod(0o755)

    ran = owner.configures("--create-fallback", trace=True, PATH=f"{programs}:/usr/bin:/bin")

    assert ran.status == 0
    assert "curl -q" in log.read_text()
    for secret in (AUTH_TOKEN, ACCOUNT_SID):
        assert secret not in log.read_text()
    assert AUTH_TOKEN not in ran.all


def test_help_names_every_option_and_every_exit_status(owner: Owner) -> None:
    ran = owner.checkout.run("configure_twilio.sh", "--help", env={})

    assert ran.status == 0
    assert all(
        word in ran.out for word in ("--create-fallback", "--dry-run", "--no-check", "Exit status", "4 Twilio")
    )


def test_an_unknown_option_is_refused(owner: Owner) -> None:
    ran = owner.configures("--dryrun")

    assert ran.status == 2
    assert "unknown option --dryrun" in ran.err
    assert owner.account.asked == []


def test_an_app_that_does_not_answer_is_a_warning(owner: Owner) -> None:
    ran = owner.configures("--check", PUBLIC_URL="https://127.0.0.1:1")

    assert ran.status == 0
    assert "warning: https://127.0.0.1:1/health does not answer as it should" in ran.err


def test_a_flow_is_made_once_and_used_as_the_fallback(owner: Owner) -> None:
    first = owner.configures("--create-fallback")
    writes = len(owner.account.writes)

    second = owner.configures("--create-fallback")

    (flow,) = owner.account.flows.values()
    assert (flow["status"], flow["revision"]) == ("published", 1)
    assert owner.account.number["voice_fallback_url"] == flow["webhook_url"]
    assert "Studio flow: made" in first.out
    assert f"FALLBACK_URL={flow['webhook_url']}" in first.out
    assert f"Studio flow {flow['sid']}: nothing to change" in second.out
    assert len(owner.account.writes) == writes


def test_a_flow_that_differs_is_brought_up_to_date(owner: Owner) -> None:
    owner.configures("--create-fallback")

    (flow,) = owner.account.flows.values()

    kept = {"FALLBACK_URL": flow["webhook_url"]}
    ran = owner.configures("--create-fallback", PUBLIC_URL="https://moved.example.com", **kept)

    (flow,) = owner.account.flows.values()
    assert "Studio flow: changed" in ran.out
    assert "keep it" not in ran.out
    assert flow["revision"] == 2
    assert "https://moved.example.com/voice/fallback" in json.dumps(flow["definition"])


def test_a_business_file_that_is_wrong_stops_the_flow(owner: Owner, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("[business]\nname = 1\n")

    ran = owner.configures("--create-fallback", BUSINESS_FILE=str(tmp_path / "mine.toml"))

    assert ran.status == 1
    assert "mine.toml" in ran.err
    assert owner.account.writes == []


@pytest.mark.parametrize(
    ("api_url", "studio_url"),
    [
        ("https://api.twilio.com", "https://studio.twilio.com/v2"),
        ("https://api.dublin.ie1.twilio.com", "https://studio.dublin.ie1.twilio.com/v2"),
        ("https://proxy.example.com/twilio", "https://proxy.example.com/twilio/v2"),
    ],
)
def test_studio_is_asked_where_twilio_has_it(api_url: str, studio_url: str) -> None:
    assert deploy_settings.studio_url(api_url) == studio_url


@pytest.mark.parametrize("value", ['quoted "so"', "back\\slash", "two\nlines", "tab\there"])
def test_curl_reads_every_character_of_a_value(value: str, account: TwilioAdmin) -> None:
    config = "\n".join((curl.line("url", account.url), curl.line("data-raw", value)))

    subprocess.run(["curl", "-q", "-s", "--config", "-"], input=config.encode(), capture_output=True, timeout=10)

    assert account.asked[0].body.decode() == value


@pytest.mark.parametrize(
    ("answer", "status", "says"),
    [
        ('{"code": 21402, "status": 400}\n400', 3, "check PUBLIC_URL and FALLBACK_URL"),
        ('{"code": 99999, "status": 400}\n400', 3, "https://www.twilio.com/docs/errors/99999"),
        ('{"code": 20404, "status": 404}\n404', 3, "there is no such account"),
        ('{"code": 20500, "status": 503}\n503', 4, "Twilio cannot answer now (HTTP 503): try again later"),
        ("<html>proxy</html>\n407", 4, "what answered is not Twilio (HTTP 407)"),
        ("[]\n200", 4, "what answered is not Twilio (HTTP 200)"),
    ],
)
def test_an_error_of_twilio_s_comes_with_its_remedy(
    answer: str, status: int, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))

    assert twilio.main() == status
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("script", [*SCRIPTS, "start.sh", ".ci/run"])
def test_shellcheck_has_nothing_to_say(script: str) -> None:
    shellcheck = shutil.which("shellcheck")
    if shellcheck is None:
        missing("there is no shellcheck here")

    ran = subprocess.run([shellcheck, str(ROOT / script)], capture_output=True, text=True, timeout=60)

    assert ran.stdout == ""
