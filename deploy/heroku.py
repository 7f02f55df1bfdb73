"""Reads Heroku's JSON for deploy_heroku.sh, a question a command; asks Heroku nothing itself.

`python -m deploy.heroku app` reads `apps:info --json` and prints its web address, its git address, its stack and
its add-on services, a line each. `… newest` reads `releases --json` and prints the newest one's version and its
status; `… running` the version and commit of the one that runs, nothing when no code was ever deployed. `… dyno
VERSION` reads `ps --json` and prints `up`, `crashed` or `starting`.
"""

import json
import sys
from typing import Any


def app(info: dict[str, Any]) -> str:
    """Return the addresses, the stack and the add-ons."""
    described = info["app"]
    web_url = described["web_url"].rstrip("/")
    if web_url.endswith(".herokuapp.com"):
        web_url = web_url.replace("http://", "https://", 1)
    stack = described.get("build_stack", described["stack"])["name"]
    addons = " ".join(addon["addon_service"]["name"] for addon in info["addons"])
    return "\n".join((web_url, described["git_url"], stack, f"addons: {addons}"))


def newest(releases: list[dict[str, Any]]) -> str:
    """Return the version and the status (`succeeded`, `failed` or `pending`) of the newest release."""
    found = max(releases, key=lambda each: each["version"])
    return f"{found['version']} {found['status']}"


def running(releases: list[dict[str, Any]]) -> str:
    """Return the version of the release that runs, and the first digits of its code's commit (or `?`)."""
    found = next((each for each in releases if each["current"] and each["slug"]), None)
    if found is None:
        return ""
    # A roll-back or a change of config has the code of an earlier release, whose description names the commit.
    same = [each["description"] for each in releases if each["slug"] and each["slug"]["id"] == found["slug"]["id"]]
    commit = next((text.removeprefix("Deploy ") for text in same if text.startswith("Deploy ")), "?")
    return f"{found['version']} {commit}"


def dyno(dynos: list[dict[str, Any]], version: int) -> str:
    """Return how the web processes of a release, or of a newer one, do."""
    states = [each["state"] for each in dynos if each["type"] == "web" and each["release"]["version"] >= version]
    if "crashed" in states:
        return "crashed"
    return "up" if states and set(states) == {"up"} else "starting"


def main(what: str, *arguments: str) -> int:
    """Print the answer."""
    answer = json.load(sys.stdin)
    questions = {
        "app": lambda: app(answer),
        "newest": lambda: newest(answer),
        "running": lambda: running(answer),
        "dyno": lambda: dyno(answer, int(arguments[0])),
    }
    sys.stdout.write(questions[what]() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
