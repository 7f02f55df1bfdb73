"""Heroku's Platform API for the config of an app, and the app itself as its router shows it: /health."""

import json
import re

from simulator.vendors.server import Answer, Asked, StandIn, as_json
from tests.stand_ins.heroku import TOKEN, State, add_release, current


class Platform(StandIn):
    """Speaks of the state that the command line keeps; `healths` is what /health answers, the last for ever."""

    def __init__(self, state: State) -> None:
        super().__init__()
        self.state = state
        self.healths = [200]

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/health":
            status = self.healths.pop(0) if len(self.healths) > 1 else self.healths[0]
            return as_json({"status": "ok" if status == 200 else "down"}, status=status)
        found = re.fullmatch(r"/apps/([a-z0-9-]+)/config-vars", asked.path)
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return as_json({"id": "unauthorized", "message": "Invalid credentials provided."}, status=401)
        if asked.headers.get("accept") != "application/vnd.heroku+json; version=3" or not found:
            return as_json({"id": "not_found"}, status=404)
        return self._config(found[1], asked)

    def error(self, status: int) -> Answer:
        return as_json({"id": "simulated", "message": "simulated"}, status=status)

    def _config(self, name: str, asked: Asked) -> Answer:
        known = self.state.read()
        app = known["apps"][name]
        if asked.method == "PATCH":
            if "config" in known["fail"]:
                return self.error(422)
            app["config"] |= json.loads(asked.body)
            slug = current(app)["slug"]
            add_release(app, f"Set {', '.join(json.loads(asked.body))} config vars", slug and slug["id"])
            known["writes"].append(f"config {' '.join(sorted(json.loads(asked.body)))}")
            self.state.write(known)
        return as_json(app["config"])
