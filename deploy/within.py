"""Runs a command with a deadline, as `timeout` does where there is one (macOS has none); knows nothing of it.

`python -m deploy.within SECONDS COMMAND…` exits like the command, 124 when time was up, 127 when there is none.
"""

import subprocess
import sys

TIME_IS_UP = 124
NOT_FOUND = 127


def main(arguments: list[str]) -> int:
    """Run the command and return its exit status."""
    timeout_s, *command = arguments
    try:
        return subprocess.run(command, timeout=float(timeout_s), check=False).returncode  # noqa: S603 -- our scripts'
    except subprocess.TimeoutExpired:
        sys.stderr.write(f"{command[0]} did not end within {timeout_s} s\n")
        return TIME_IS_UP
    except FileNotFoundError:
        sys.stderr.write(f"{command[0]} is not installed\n")
        return NOT_FOUND


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
