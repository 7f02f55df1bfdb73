"""Stand-ins for the vendors in a process of their own, so that what they compute does not slow ours down."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from simulator.vendors import elevenlabs, minds
from simulator.vendors.elevenlabs import ElevenLabsStandIn
from simulator.vendors.openai import OpenAIStandIn

STOP_S = 10.0
FIRST_BYTE_S, CHUNK_S = 0.15, 0.0128
"""How a voice takes its time: then a tenth of how long it speaks."""
State = Literal["well", "lifelike", "broken"]


@contextmanager
def vendors(state: State = "well") -> Iterator[dict[str, str]]:
    """Yield the settings that lead to a model and a voice.

    Both answer at once; a lifelike voice takes its time; when broken both answer with errors.
    """
    command = [sys.executable, "-m", "bench.vendors", state]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield json.loads(process.stdout.readline() if process.stdout else "{}")
    finally:
        # The end of its input is what it waits for: it cannot outlive us.
        process.communicate(timeout=STOP_S)


def main() -> None:
    """Stand in until the input ends; print the settings first."""
    with OpenAIStandIn(minds.sensible) as model, ElevenLabsStandIn() as voice:
        settings = {
            "OPENAI_API_KEY": model.key,
            "OPENAI_BASE_URL": model.base_url,
            "ELEVENLABS_API_KEY": elevenlabs.API_KEY,
            "ELEVENLABS_BASE_URL": voice.url,
        }
        if "lifelike" in sys.argv:
            voice.first_byte_s, voice.chunk_s = FIRST_BYTE_S, CHUNK_S
        if "broken" in sys.argv:
            model.fault = voice.fault = 500
        print(json.dumps(settings), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
