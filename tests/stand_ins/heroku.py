"""Heroku's command line as of version 11.9: the commands that deploy_heroku.sh uses; every other one is refused.

What it knows is in the JSON file that FAKE_HEROKU names: apps, and how it shall fail (`fail` holds commands). Next
to it are the apps' git repositories, whose hooks call `received`. Each call is noted in `calls`, what it
changed in `writes`. Run as a program; the tests read and write the file through `State`.
"""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

COMMANDS: dict[str, tuple[set[str], set[str]]] = {
    "auth:whoami": (set(), set()),
    "auth:token": (set(), set()),
    "apps:info": ({"--app"}, {"--json"}),
    "apps:create": ({"--stack", "--region"}, {"--json", "--no-remote"}),
    "apps:stacks:set": ({"--app"}, set()),
    "addons:create": ({"--app"}, {"--wait"}),
    "releases": ({"--app", "--num"}, {"--json"}),
    "releases:output": ({"--app"}, set()),
    "releases:rollback": ({"--app"}, set()),
    "ps": ({"--app"}, {"--json"}),
    "ps:scale": ({"--app"}, set()),
}
"""Options with a value, and flags, by command."""
TOKEN = "HRKU-" + "c3" * 16
HOOK = '#!/bin/sh\nread old new ref\nexec "{python}" -I -S "{here}" received {app} "$new" "$ref"\n'


@dataclass(frozen=True, slots=True)
class State:
    """The file that everybody shares."""

    path: Path

    def read(self) -> dict[str, Any]:
        return dict(json.loads(self.path.read_text("utf-8")))

    def write(self, known: dict[str, Any]) -> None:
        self.path.write_text(json.dumps(known), "utf-8")

    def change(self, **changed: object) -> None:
        self.write(self.read() | changed)


def nothing() -> dict[str, Any]:
    """Return what is known of an account without apps.

    `boots` is what becomes of a dyno, `first_dyno` what a first deploy runs, `web_url` where apps are.
    """
    account = {"logged_in": True, "apps": {}, "boots": "up", "first_dyno": "1:Eco", "web_url": ""}
    return {**account, "fail": [], "calls": [], "writes": []}


def add_release(app: dict[str, Any], description: str, slug: str | None, status: str = "succeeded") -> None:
    """Add a release; one that failed does not run."""
    releases = app["releases"]
    if status == "succeeded":
        for each in releases:
            each["current"] = False
    new = {
        "version": max((each["version"] for each in releases), default=0) + 1,
        "status": status,
        "current": status == "succeeded",
    }
    described = {"description": description, "slug": {"id": slug} if slug else None, "config": dict(app["config"])}
    releases.insert(0, new | described)


def current(app: dict[str, Any]) -> dict[str, Any]:
    """Return the release that runs."""
    return next(each for each in app["releases"] if each["current"])


class Heroku:
    """One call of the command line."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.known = state.read()

    def run(self, arguments: list[str]) -> int:
        command, *rest = arguments
        self.known["calls"].append(arguments)
        self.state.write(self.known)
        words, options = _parsed(command, rest)
        if not self.known["logged_in"]:
            _fail("Error: not logged in", status=100)
        if command in self.known["fail"]:
            _fail("Error: simulated")
        getattr(self, command.replace(":", "_"))(words, options)
        self.state.write(self.known)
        return 0

    def app(self, options: dict[str, str]) -> dict[str, Any]:
        if options["--app"] not in self.known["apps"]:
            _fail("Error: Couldn't find that app.\nError ID: not_found")
        app: dict[str, Any] = self.known["apps"][options["--app"]]
        return app

    def wrote(self, what: str) -> None:
        self.known["writes"].append(what)
        sys.stderr.write(f"{what}... done\n")

    def auth_whoami(self, words: list[str], options: dict[str, str]) -> None:
        _say("owner@example.com")

    def auth_token(self, words: list[str], options: dict[str, str]) -> None:
        _say(TOKEN)

    def apps_info(self, words: list[str], options: dict[str, str]) -> None:
        app, name = self.app(options), options["--app"]
        described = {
            "name": name,
            "web_url": app["web_url"],
            "git_url": f"https://git.heroku.com/{name}.git",
            "stack": {"name": app["stack"]},
            "build_stack": {"name": app["stack"]},
        }
        addons = [
            {"addon_service": {"name": addon.split(":")[0]}, "plan": {"name": addon}} for addon in app["addons"]
        ]
        _say(json.dumps({"app": described, "addons": addons, "dynos": [], "collaborators": []}))

    def apps_create(self, words: list[str], options: dict[str, str]) -> None:
        (name,) = words
        if options["--stack"] not in ("heroku-26", "heroku-24") or options["--region"] not in ("us", "eu"):
            _fail("Error: no such stack or region")
        app = new_app(self.known["web_url"], options["--stack"])
        self.known["apps"][name] = app
        make_repository(self.state, name)
        self.wrote(f"apps:create {name} {options['--region']}")

    def apps_stacks_set(self, words: list[str], options: dict[str, str]) -> None:
        self.app(options)["stack"] = words[0]
        self.wrote(f"apps:stacks:set {words[0]}")

    def addons_create(self, words: list[str], options: dict[str, str]) -> None:
        app, (plan,) = self.app(options), words
        added = {"heroku-postgresql:essential-0": "DATABASE_URL", "heroku-redis:mini": "REDIS_URL"}
        if plan not in added:
            _fail(f"Error: Couldn't find the add-on {plan}")
        app["addons"].append(plan)
        app["config"][added[plan]] = f"scheme://user:addon-secret@host/{plan}"
        add_release(app, f"Attach {added[plan]}", _slug(app))
        self.wrote(f"addons:create {plan}")

    def releases(self, words: list[str], options: dict[str, str]) -> None:
        listed = self.app(options)["releases"][: int(options["--num"])]
        _say(json.dumps([{key: value for key, value in each.items() if key != "config"} for each in listed]))

    def releases_output(self, words: list[str], options: dict[str, str]) -> None:
        _say(f"{words[0]}: the database does not answer")

    def releases_rollback(self, words: list[str], options: dict[str, str]) -> None:
        app = self.app(options)
        former = next(each for each in app["releases"] if f"v{each['version']}" == words[0])
        app["config"] = dict(former["config"])
        failed = "failed" if "rollback release" in self.known["fail"] else "succeeded"
        add_release(app, f"Rollback to {words[0]}", former["slug"]["id"], failed)
        self.wrote(f"releases:rollback {words[0]}")

    def ps(self, words: list[str], options: dict[str, str]) -> None:
        app = self.app(options)
        count = int(app["formation"].get("web", "0:").split(":")[0])
        version = current(app)["version"]
        dyno = {"type": "web", "state": self.known["boots"], "release": {"version": version}}
        _say(json.dumps([dyno | {"name": f"web.{n + 1}"} for n in range(count)]))

    def ps_scale(self, words: list[str], options: dict[str, str]) -> None:
        app = self.app(options)
        for word in words:
            found = re.fullmatch(r"(\w+)=(\d+):(\S+)", word)
            if not found:
                _fail(f"Error: {word} is invalid")
            app["formation"][found[1]] = f"{found[2]}:{found[3].capitalize()}"
            self.wrote(f"ps:scale {word}")
        if not words:
            _say(" ".join(f"{kind}={size}" for kind, size in sorted(app["formation"].items())))


def received(state: State, name: str, commit: str, ref: str) -> int:
    """Build and release what git has received, as Heroku does; what it says, git shows after `remote:`."""
    known = state.read()
    app = known["apps"][name]
    if "build" in known["fail"] or ref != "refs/heads/main":
        _say("-----> Build failed")
        return 1
    if "release" in known["fail"]:
        add_release(app, f"Deploy {commit[:8]}", commit, "failed")
    else:
        app["formation"] = app["formation"] or {"web": known["first_dyno"], "worker": "0:Basic"}
        add_release(app, f"Deploy {commit[:8]}", commit)
    known["writes"].append(f"deploy {commit[:8]}")
    state.write(known)
    _say("-----> Launching... done")
    return 0


def new_app(web_url: str, stack: str) -> dict[str, Any]:
    """Return an app as it is right after its creation."""
    app: dict[str, Any] = {"stack": stack, "addons": [], "config": {}, "releases": [], "formation": {}}
    app["web_url"] = f"{web_url}/"
    add_release(app, "Initial release", None)
    return app


def make_repository(state: State, name: str) -> None:
    """Make an app's git repository, which deploys what it receives."""
    home = state.path.parent / f"{name}.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(home)], check=True, timeout=30)
    hook = home / "hooks" / "pre-receive"
    hook.write_text(HOOK.format(python=sys.executable, here=__file__, app=name))
    hook.chmod(0o755)


def _slug(app: dict[str, Any]) -> str | None:
    slug = current(app)["slug"]
    return str(slug["id"]) if slug else None


def _parsed(command: str, rest: list[str]) -> tuple[list[str], dict[str, str]]:
    if command not in COMMANDS:
        _fail(f"{command} is not a heroku command.", status=127)
    valued, flags = COMMANDS[command]
    words, options, left = [], {}, list(rest)
    while left:
        word = left.pop(0)
        if word in valued:
            options[word] = left.pop(0)
        elif word in flags:
            options[word] = ""
        elif word.startswith("-"):
            _fail(f"Error: Nonexistent flag: {word}", status=2)
        else:
            words.append(word)
    if missing := valued - options.keys():
        _fail(f"Error: Missing required flag {sorted(missing)}", status=2)
    return words, options


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _fail(message: str, status: int = 1) -> NoReturn:
    sys.stderr.write(f" ›   {message}\n")
    raise SystemExit(status)


def main() -> int:
    state = State(Path(os.environ["FAKE_HEROKU"]))
    if sys.argv[1] == "received":
        return received(state, *sys.argv[2:])
    return Heroku(state).run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
