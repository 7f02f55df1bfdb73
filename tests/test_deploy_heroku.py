"""deploy_heroku.sh, run for real: real git and curl; stand-ins of Heroku's command line and API, and of Twilio."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from deploy import heroku, heroku_config, within
from receptionist.ports import ConfigError
from receptionist.settings import Settings
from simulator.vendors.twilio_admin import ACCOUNT_SID, AUTH_TOKEN, NUMBER, TwilioAdmin
from tests.stand_ins.checkout import ROOT, Checkout, Ran
from tests.stand_ins.heroku import TOKEN, State, make_repository, new_app, nothing
from tests.stand_ins.heroku_platform import Platform

APP = "ridgeline-phone"
OPENAI_KEY = "sk-openai-" + "d4" * 16
OWN = {"TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN, "TWILIO_PHONE_NUMBER": NUMBER}
PUBLIC_URL = "https://phone.example.com"
SECRETS = (AUTH_TOKEN, OPENAI_KEY, TOKEN, "addon-secret")


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who deploys."""

    checkout: Checkout
    state: State
    platform: Platform
    twilio: TwilioAdmin
    programs: Path

    def deploys(self, *arguments: str, trace: bool = False, **env: str) -> Ran:
        """Deploy with everything set, and check that nothing secret was on the screen or in arguments."""
        here = {"FAKE_HEROKU": str(self.state.path), "HEROKU_HOST": self.platform.url, "HEROKU_APP": APP}
        here |= {"PATH": f"{self.programs}:{os.path.dirname(sys.executable)}:{os.environ['PATH']}"}
        # Real git, but git.heroku.com is a directory.
        here |= {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": f"url.{self.state.path.parent}/.insteadOf"}
        here |= {"GIT_CONFIG_VALUE_0": "https://git.heroku.com/", "GIT_CONFIG_GLOBAL": "/dev/null"}
        settings = {**OWN, "OPENAI_API_KEY": OPENAI_KEY, "TWILIO_API_URL": self.twilio.url}
        options = ("--public-url", PUBLIC_URL, "--wait", "1", *arguments)
        ran = self.checkout.run("deploy_heroku.sh", *options, env=here | settings | env, trace=trace)
        seen = ran.all + json.dumps(self.state.read()["calls"])
        assert [secret for secret in SECRETS if secret in seen] == []
        return ran

    def commits(self) -> None:
        self.checkout.git("commit", "--quiet", "--allow-empty", "--message", "Change something")

    def app(self) -> dict[str, Any]:
        return dict(self.state.read()["apps"][APP])

    def writes(self) -> list[str]:
        return list(self.state.read()["writes"])

    def forgets(self) -> None:
        """Forget what was written so far."""
        self.state.change(writes=[])
        self.twilio.asked.clear()


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[Owner]:
    state = State(tmp_path / "heroku.json")
    checkout = Checkout.within(tmp_path / "checkout")
    checkout.git("init", "--quiet", "--initial-branch", "main")
    checkout.git("add", ".")
    checkout.git("commit", "--quiet", "--message", "Start")
    programs = tmp_path / "programs"
    programs.mkdir()
    fake = ROOT / "tests" / "stand_ins" / "heroku.py"
    (programs / "heroku").write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -S "{fake}" "$@"\n')
    (programs / "heroku").chmod(0o755)
    with Platform(state) as platform, TwilioAdmin() as twilio:
        state.write(nothing() | {"web_url": platform.url})
        yield Owner(checkout, state, platform, twilio, programs)


@pytest.fixture
def deployed(owner: Owner) -> Owner:
    """An owner whose app has been well for a while."""
    commit = owner.checkout.git("rev-parse", "HEAD")
    app = new_app(owner.platform.url, "heroku-26")
    app["addons"] = ["heroku-postgresql:essential-0", "heroku-redis:mini"]
    known = {
        "DATABASE_URL": "postgres://u:addon-secret@h/d",
        "REDIS_URL": "rediss://:addon-secret@h",
        "SECRET_KEY": "k" * 43,
    }
    env = {**OWN, "OPENAI_API_KEY": OPENAI_KEY, "TWILIO_API_URL": owner.twilio.url}
    settings = Settings.load(env)
    app["config"] = known | heroku_config.wanted(settings, known, web_url="", public_url=PUBLIC_URL, redis=True)
    app["formation"] = {"web": "1:Basic", "worker": "0:Basic"}
    release = {"version": 2, "status": "succeeded", "current": True, "description": f"Deploy {commit[:8]}"}
    app["releases"] = [release | {"slug": {"id": commit}, "config": app["config"]}]
    owner.state.change(apps={APP: app})
    make_repository(owner.state, APP)
    repository = owner.state.path.parent / f"{APP}.git"
    hook = (repository / "hooks" / "pre-receive").rename(repository / "hook")
    owner.checkout.git("push", "--quiet", str(repository), "HEAD:refs/heads/main")
    hook.rename(repository / "hooks" / "pre-receive")
    return owner


def test_a_first_run_makes_everything_in_order(owner: Owner) -> None:
    ran = owner.deploys("--region", "eu")

    commit = owner.checkout.git("rev-parse", "HEAD")
    assert ran.status == 0, ran.err
    names = [write.split(" ")[0] for write in owner.writes()]
    assert names == ["apps:create", "addons:create", "addons:create", "config", "deploy", "ps:scale"]
    assert owner.writes()[0] == f"apps:create {APP} eu"
    assert owner.writes()[4:] == [f"deploy {commit[:8]}", "ps:scale web=1:basic"]
    assert owner.app()["formation"]["web"] == "1:Basic"
    assert owner.twilio.number["voice_url"].startswith(f"{PUBLIC_URL}/answer#")
    config = owner.app()["config"]
    assert config["APP_ENV"] == "production"
    assert config["PUBLIC_URL"] == PUBLIC_URL
    assert config["WEB_CONCURRENCY"] == "1"
    assert config["REDIS_SSL_VERIFY"] == "false"
    assert config["OPENAI_API_KEY"] == OPENAI_KEY
    assert len(config["SECRET_KEY"]) >= 43
    assert config["SECRET_KEY"] not in ran.all


def test_a_second_run_writes_nothing(deployed: Owner) -> None:
    deployed.deploys("--create-fallback")
    deployed.forgets()

    ran = deployed.deploys("--create-fallback")

    assert ran.status == 0, ran.err
    assert len(deployed.twilio.flows) == 1
    assert deployed.writes() == []
    assert deployed.twilio.writes == []
    assert "config: nothing to change" in ran.out
    assert "runs already" in ran.out


def test_a_dry_run_of_a_first_deploy_writes_nothing(owner: Owner) -> None:
    ran = owner.deploys("--dry-run")

    assert ran.status == 0, ran.err
    assert owner.writes() == []
    assert owner.twilio.writes == []
    for what in ("create the app", "add Postgres", "add the Key-Value Store", "set APP_ENV", "push commit"):
        assert f"would {what}" in ran.out


def test_a_dry_run_of_a_change_writes_nothing_and_its_trace_shows_nothing_secret(deployed: Owner) -> None:
    deployed.commits()

    ran = deployed.deploys("--dry-run", trace=True, MAX_TOKENS="300")

    assert ran.status == 0, ran.err
    assert deployed.writes() == []
    assert "would set MAX_TOKENS" in ran.out
    assert "would push commit" in ran.out


def test_only_what_differs_is_set_and_pushed(deployed: Owner) -> None:
    app = deployed.app() | {"formation": {"web": "2:Standard-1X"}, "stack": "heroku-24"}
    deployed.state.change(apps={APP: app})
    deployed.commits()
    commit = deployed.checkout.git("rev-parse", "HEAD")

    ran = deployed.deploys("--no-twilio", MAX_TOKENS="300")

    assert ran.status == 0, ran.err
    assert deployed.writes() == ["apps:stacks:set heroku-26", "config MAX_TOKENS", f"deploy {commit[:8]}"]


def test_without_redis_none_is_added(owner: Owner) -> None:
    ran = owner.deploys("--no-redis", "--no-twilio", "--dry-run")

    assert "add the Key-Value Store" not in ran.out
    assert "REDIS_SSL_VERIFY" not in ran.out
    assert owner.twilio.asked == []


@pytest.mark.parametrize(
    ("failing", "says"),
    [
        ("apps:create", "could not create the app ridgeline-phone in us: choose another name"),
        ("addons:create", "could not add Postgres (heroku-postgresql:essential-0): see 'heroku addons --app"),
        ("config", "could not set the config of ridgeline-phone"),
        ("build", "could not push: what Heroku's build says is above"),
        ("release", "the release phase failed (what it said is above)"),
        ("ps:scale", "'heroku ps:scale' failed, what it said is above"),
    ],
)
def test_a_step_that_fails_ends_the_run_with_its_remedy(owner: Owner, failing: str, says: str) -> None:
    owner.state.change(fail=[failing])

    ran = owner.deploys()

    assert ran.status == 1
    assert says in ran.err
    assert owner.twilio.asked == []


def test_a_release_phase_that_failed_shows_what_it_said(deployed: Owner) -> None:
    deployed.state.change(fail=["release"])
    deployed.commits()

    ran = deployed.deploys()

    assert ran.status == 1
    assert "the database does not answer" in ran.err
    assert [write for write in deployed.writes() if "rollback" in write] == []


def test_a_new_version_that_is_not_well_is_rolled_back_and_not_taken_for_deployed(deployed: Owner) -> None:
    deployed.platform.healths = [503]
    deployed.commits()

    ran = deployed.deploys(MAX_TOKENS="300")
    again = deployed.deploys()

    assert ran.status == 3
    assert again.status == 1
    assert "git commit --allow-empty -m 'Deploy again'" in again.err
    assert "/health does not say that calls can be taken, after 1 s" in ran.err
    assert "rolled back to v2, code and config" in ran.err
    assert deployed.writes()[-1] == "releases:rollback v2"
    assert "MAX_TOKENS" not in deployed.app()["config"]
    assert deployed.twilio.asked == []


def test_a_dyno_that_crashes_is_rolled_back_at_once(deployed: Owner) -> None:
    deployed.state.change(boots="crashed")
    deployed.commits()

    ran = deployed.deploys("--wait", "60")

    assert ran.status == 3
    assert "the web dyno of the new version crashed" in ran.err
    assert deployed.writes()[-1] == "releases:rollback v2"


def test_a_roll_back_that_fails_is_told(deployed: Owner) -> None:
    deployed.state.change(boots="starting", fail=["releases:rollback"])
    deployed.commits()

    ran = deployed.deploys()

    assert ran.status == 3
    assert "no web dyno of the new version is up after 1 s" in ran.err
    assert "run 'heroku releases:rollback v2 --app ridgeline-phone'" in ran.err


def test_a_former_version_that_cannot_be_released_again_is_told(deployed: Owner) -> None:
    deployed.state.change(boots="crashed", fail=["rollback release"])
    deployed.commits()

    ran = deployed.deploys()

    assert ran.status == 3
    assert "the release of the former version failed" in ran.err


def test_a_first_version_that_is_not_well_leaves_the_number_alone(owner: Owner) -> None:
    owner.platform.healths = [503]

    ran = owner.deploys()

    assert ran.status == 3
    assert "this is the first version, so there is nothing to roll back to" in ran.err
    assert owner.twilio.asked == []
    assert not [write for write in owner.writes() if "rollback" in write]


def test_an_app_that_fell_ill_by_itself_is_not_rolled_back(deployed: Owner) -> None:
    deployed.platform.healths = [503]

    ran = deployed.deploys()

    assert ran.status == 3
    assert "nothing was deployed in this run, so nothing is rolled back" in ran.err
    assert deployed.writes() == []


def test_health_may_take_a_moment(deployed: Owner) -> None:
    deployed.platform.healths = [503, 200]
    deployed.commits()

    assert deployed.deploys("--wait", "20", "--no-twilio").status == 0


def test_a_number_that_cannot_be_set_is_told_after_the_app_is_well(deployed: Owner) -> None:
    deployed.twilio.fault = 429

    ran = deployed.deploys()

    assert ran.status == 1
    assert "Twilio cannot answer now (HTTP 429)" in ran.err
    assert "the app is well, but the Twilio number is not set" in ran.err


@pytest.mark.parametrize(("name", "value"), [("TWILIO_AUTH_TOKEN", ""), ("MAX_TOKENS", "9")])
def test_nothing_is_made_for_an_app_that_could_not_start(owner: Owner, name: str, value: str) -> None:
    ran = owner.deploys(trace=False, **{name: value})

    assert ran.status == 2
    assert name in ran.err
    assert owner.writes() == []


@pytest.mark.parametrize("name", [".env", "venv"])
def test_what_must_not_be_in_git_stops_the_run(owner: Owner, name: str) -> None:
    (owner.checkout.home / name).write_text("")
    owner.checkout.git("add", "--force", name)
    owner.commits()

    ran = owner.deploys()

    assert ran.status == 1
    assert f"{name} is in git, where it must not be" in ran.err


def test_two_package_managers_would_fail_the_build(owner: Owner) -> None:
    (owner.checkout.home / "uv.lock").write_text("")
    owner.checkout.git("add", "uv.lock")
    owner.commits()

    ran = owner.deploys()

    assert ran.status == 1
    assert "exactly one of requirements.txt" in ran.err
    assert owner.writes() == []


def test_without_a_login_the_remedy_is_named(owner: Owner) -> None:
    owner.state.change(logged_in=False)

    ran = owner.deploys()

    assert ran.status == 1
    assert "not logged in to Heroku: run 'heroku login'" in ran.err


def test_an_app_of_somebody_else_is_left_alone(owner: Owner) -> None:
    owner.state.change(fail=["apps:info"])

    ran = owner.deploys()

    assert ran.status == 1
    assert "Heroku does not tell about the app ridgeline-phone" in ran.err
    assert owner.writes() == []


def test_a_platform_that_does_not_answer_is_told(deployed: Owner) -> None:
    deployed.platform.fault = 500

    ran = deployed.deploys()

    assert ran.status == 1
    assert "could not read the config of ridgeline-phone" in ran.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--regoin", "eu"), "unknown option --regoin"),
        (("Not_A_Name",), "name the app"),
        (("--wait", "soon"), "--wait needs whole seconds"),
        (("--region",), "the last option needs a value"),
    ],
)
def test_wrong_options_are_refused(owner: Owner, arguments: tuple[str, ...], says: str) -> None:
    ran = owner.deploys(*arguments)

    assert ran.status == 2
    assert says in ran.err
    assert owner.state.read()["calls"] == []


def test_help_names_every_option(owner: Owner) -> None:
    ran = owner.checkout.run("deploy_heroku.sh", "--help", env={})

    assert ran.status == 0
    for option in ("--region", "--public-url", "--no-redis", "--no-twilio", "--wait", "--dry-run", "Exit status"):
        assert option in ran.out


@pytest.mark.parametrize("call", [["pg:info"], ["ps:scale", "--app", "a", "--size", "big"], ["ps", "--json"]])
def test_the_stand_in_refuses_what_the_command_line_does_not_know(owner: Owner, call: list[str]) -> None:
    ran = owner.checkout.run("../programs/heroku", *call, env={"FAKE_HEROKU": str(owner.state.path)})

    assert ran.status in (2, 127)


def test_an_address_and_a_key_that_the_app_has_are_kept() -> None:
    known = {"PUBLIC_URL": "https://own.example.com", "SECRET_KEY": "k" * 43}

    config = heroku_config.wanted(Settings.load(OWN), known, web_url="https://x.herokuapp.com")

    assert config["PUBLIC_URL"] == "https://own.example.com"
    assert config["SECRET_KEY"] == "k" * 43


def test_the_address_on_heroku_is_the_public_one_unless_told_otherwise() -> None:
    info = {"web_url": "http://x-1a2b.herokuapp.com/", "git_url": "g", "stack": {"name": "heroku-26"}}

    web_url = heroku.app({"app": info, "addons": []}).split("\n")[0]

    assert web_url == "https://x-1a2b.herokuapp.com"
    assert heroku_config.wanted(Settings.load(OWN), {}, web_url=web_url)["PUBLIC_URL"] == web_url


def test_every_setting_that_was_given_is_sent_but_those_of_this_machine() -> None:
    given = {
        "CONVERSATION": "anthropic,scripted", "BUSINESS_FILE": "business.toml", "DAILY_BUDGET_USD": "2.5",
        "DATABASE_URL": "sqlite:///here.db", "PORT": "9000", "CLOCK": "2026-07-14T14:05:00-06:00",
        "APP_ENV": "development",
    }  # fmt: skip

    config = heroku_config.wanted(Settings.load({**OWN, **given}), {}, web_url="https://x.herokuapp.com")

    assert (config["CONVERSATION"], config["DAILY_BUDGET_USD"]) == ("anthropic,scripted", "2.5")
    assert config["APP_ENV"] == "production"
    assert not {"DATABASE_URL", "PORT", "CLOCK"} & config.keys()
    heroku_config.check(config)


def test_a_config_without_what_production_needs_is_refused() -> None:
    with pytest.raises(ConfigError, match="TWILIO_AUTH_TOKEN is missing"):
        heroku_config.check({"APP_ENV": "production"})


def test_the_release_that_runs_names_the_commit_of_its_code() -> None:
    slug: dict[str, Any] = {"slug": {"id": "s"}, "status": "succeeded"}
    first = {"version": 3, "current": False, "description": "Deploy 1a2b3c4d"} | slug
    config = {"version": 4, "current": True, "description": "Set X config vars"} | slug
    empty = {"version": 1, "current": True, "description": "Initial release", "slug": None, "status": "succeeded"}

    assert heroku.running([config, first]) == "4 1a2b3c4d"
    assert heroku.running([config]) == "4 ?"
    assert heroku.running([empty]) == ""


@pytest.mark.parametrize(
    ("dynos", "state"),
    [([], "starting"), ([(4, "up")], "starting"), ([(5, "up")], "up"), ([(5, "up"), (5, "crashed")], "crashed")],
)
def test_only_dynos_of_the_new_release_count(dynos: list[tuple[int, str]], state: str) -> None:
    listed = [{"type": "web", "state": how, "release": {"version": version}} for version, how in dynos]

    assert heroku.dyno(listed, 5) == state


@pytest.mark.parametrize(
    ("command", "status"),
    [(["true"], 0), (["sh", "-c", "exit 7"], 7), (["sleep", "5"], within.TIME_IS_UP), (["no-such-program"], 127)],
)
def test_a_command_gets_no_longer_than_it_is_given(command: list[str], status: int) -> None:
    assert within.main(["0.2", *command]) == status


def test_app_json_agrees_with_the_settings_and_the_script() -> None:
    described = json.loads((ROOT / "app.json").read_text("utf-8"))
    known = {name.upper() for name in Settings.model_fields}

    required = {name for name, entry in described["env"].items() if entry.get("required", True)}
    assert described["env"].keys() <= known
    assert {*OWN, "PUBLIC_URL", "APP_ENV"} <= required
    assert described["env"]["SECRET_KEY"]["generator"] == "secret"
    assert described["stack"] in (ROOT / "deploy_heroku.sh").read_text("utf-8")
    assert [addon["plan"] for addon in described["addons"]] == ["heroku-postgresql:essential-0"]
    assert described["formation"]["web"] == {"quantity": 1, "size": "basic"}


def test_the_procfile_releases_with_a_migration_and_serves_with_the_start_script() -> None:
    processes = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text("utf-8").splitlines())

    assert processes["web"] == "./start.sh"
    assert processes["release"] == "flask --app app db upgrade"
    assert os.access(ROOT / "start.sh", os.X_OK)
