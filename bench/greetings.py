"""How long the answer to a call takes whose greeting has its audio already; one call after the other."""

import time

from bench import line
from bench.load import Plan, rig
from bench.standins import StandIns

WARM, CALLS = 20, 200


async def greetings_ms() -> list[float]:
    """Return the milliseconds of each answer."""
    plan = Plan(calls=2, measured_s=0, mode="gather")
    taken = []
    async with StandIns().listening() as vendors, rig(plan, vendors) as rigged:
        for number in range(1, WARM + CALLS + 1):
            form = line.form(number)
            began_s = time.monotonic()
            await rigged.line.post("/answer", form)
            taken.append((time.monotonic() - began_s) * 1000)
            await rigged.line.post("/voice/status", {**form, "CallStatus": "completed"})
    return taken[WARM:]
