"""A checkout of this repository in a directory of its own, in which scripts run as an owner runs them."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SCRIPTS = ("configure_twilio.sh", "deploy_heroku.sh")
PARTS = (*SCRIPTS, "deploy", "receptionist", "utils.py", "business.toml", "requirements.txt", "Procfile")
TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a script."""

    status: int
    out: str
    err: str

    @property
    def all(self) -> str:
        """Everything that was on the screen."""
        return self.out + self.err


@dataclass(frozen=True, slots=True)
class Checkout:
    """Where the scripts are links to ours, so that no .env of the developer's is read."""

    home: Path

    @classmethod
    def within(cls, home: Path) -> "Checkout":
        home.mkdir()
        for name in PARTS:
            (home / name).symlink_to(ROOT / name)
        return cls(home)

    def run(self, script: str, *arguments: str, env: dict[str, str], trace: bool = False) -> Ran:
        """Run a script with this environment and nothing else but where programs are."""
        here = os.path.dirname(sys.executable)
        known = {"PATH": f"{here}:{os.environ['PATH']}", "HOME": str(self.home), "NO_PROXY": "127.0.0.1"}
        command = ["bash", *(["-x"] if trace else []), str(self.home / script), *arguments]
        ran = subprocess.run(
            command, env=known | env, capture_output=True, text=True, timeout=TIMEOUT_S, stdin=subprocess.DEVNULL
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    def git(self, *arguments: str) -> str:
        """Run git here, as somebody who is nobody."""
        who = {"GIT_AUTHOR_NAME": "owner", "GIT_AUTHOR_EMAIL": "owner@example.com", "GIT_CONFIG_NOSYSTEM": "1"}
        who |= {"GIT_COMMITTER_NAME": "owner", "GIT_COMMITTER_EMAIL": "owner@example.com", "HOME": str(self.home)}
        command = ["git", "-C", str(self.home), *arguments]
        ran = subprocess.run(
            command, env=os.environ | who, check=True, capture_output=True, text=True, timeout=TIMEOUT_S
        )
        return ran.stdout.strip()
