"""Whether the Studio flow has to be made or changed; asks Twilio nothing itself.

Each command reads the flow's form (JSON of deploy.fallback_flow) on the first line. `python -m deploy.studio sid`
reads Twilio's list of flows after it and prints the SID of ours, if it is there. `… form` reads the flow as it is
(or nothing) and prints what curl has to post, nothing when the flow is as wanted; `… address` reads the flow and
prints where Twilio takes calls for it.
"""

import json
import sys
from typing import Any

from deploy import curl


def sid(form: dict[str, Any], flows: dict[str, Any]) -> str:
    """Return the SID of the flow with our name, "" when there is none."""
    return next((flow["sid"] for flow in flows["flows"] if flow["friendly_name"] == form["FriendlyName"]), "")


def as_wanted(form: dict[str, Any], flow: dict[str, Any]) -> bool:
    """Tell whether a flow is published with this definition."""
    return bool(flow["status"] == "published" and flow["definition"] == json.loads(form["Definition"]))


def main(what: str) -> int:
    """Print the SID or the form."""
    first, _, rest = sys.stdin.read().partition("\n")
    form, answer = json.loads(first), json.loads(rest) if rest.strip() else {}
    if what == "sid":
        sys.stdout.write(sid(form, answer) + "\n")
    elif what == "address":
        sys.stdout.write(answer["webhook_url"] + "\n")
    elif not answer or not as_wanted(form, answer):
        sys.stdout.write(curl.form(form) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
