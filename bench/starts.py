"""From `./start.sh` to the first answer of /health, on a store that is not there yet."""

import statistics
from typing import Literal

from bench import wire
from bench.load import Plan, rig
from bench.standins import StandIns

STARTS = 5
Keys = Literal["no", "all"]
_NONE = ("OPENAI_API_KEY", "ELEVENLABS_API_KEY")


async def healthy_after_s(keys: Keys) -> float:
    """Return the median of a few starts, in seconds."""
    async with StandIns().listening() as vendors:
        env = dict.fromkeys(_NONE, "") if keys == "no" else _all(vendors)
        plan = Plan(calls=100, measured_s=0, mode="gather", env=env)
        taken = []
        for _ in range(STARTS):
            async with rig(plan, vendors) as rigged:
                taken.append(rigged.server.healthy_after_s)
    return statistics.median(taken)


def _all(vendors: StandIns) -> dict[str, str]:
    """Return settings for every vendor there is; who is not played answers 404."""
    return {
        "ANTHROPIC_API_KEY": "bench-other-model",
        "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{vendors.port}",
        "TWILIO_ACCOUNT_SID": wire.ACCOUNT,
        "TWILIO_PHONE_NUMBER": "+13035550100",
        "TWILIO_API_URL": f"http://127.0.0.1:{vendors.port}",
    }
