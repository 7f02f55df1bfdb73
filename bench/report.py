"""What a benchmark tells: a table, JSON, a plot of our share over calls; measures nothing."""

import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.load import Outcome

HEADER = (
    f"{'':<34}{'calls':>6}{'turns':>7}{'ours p50':>10}{'p95':>8}{'p99':>8}{'waited':>8}{'by rule':>9}"
    f"{'kB/call':>9}{'MB':>7}{'core':>6}{'lost':>6}"
)
_PACKAGES = ("flask", "gunicorn", "simple-websocket", "sqlalchemy", "openai", "elevenlabs", "aiohttp")


@dataclass(frozen=True, slots=True)
class Line:
    """One limit: what it is about, what was measured, and the most it may be."""

    name: str
    measured: float
    most: float

    @property
    def kept(self) -> bool:
        """Whether it was kept."""
        return self.measured <= self.most

    def __str__(self) -> str:
        return f"{'kept  ' if self.kept else 'MISSED'}  {self.name}: {self.measured:g} (at most {self.most:g})"


def row(name: str, outcome: Outcome) -> str:
    """Return an outcome as a row below HEADER: milliseconds, kB of PSS a call, MB before the first one."""
    ours = outcome.ours
    return (
        f"{name:<34}{outcome.calls:>6}{outcome.turns:>7}{ours.median:>10.1f}{ours.p95:>8.1f}{ours.p99:>8.1f}"
        f"{outcome.waited.median:>8.0f}{outcome.by_rule.median:>9.0f}{outcome.kb_a_call:>9.0f}"
        f"{outcome.server_mb:>7.0f}{outcome.cpu_share:>6.2f}{sum(outcome.lost.values()):>6}"
    )


def keep(outcomes: dict[str, Outcome], limits: Sequence[Line], curve: Sequence[Outcome]) -> None:
    """Write the report and the plot where REPORT and PLOT say, if they say so."""
    if report := os.environ.get("REPORT"):
        content = {
            "machine": machine(),
            "outcomes": {name: asdict(outcome) for name, outcome in outcomes.items()},
            "limits": [{**asdict(limit), "kept": limit.kept} for limit in limits],
        }
        Path(report).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    if plot := os.environ.get("PLOT"):
        Path(plot).write_text(svg(curve), encoding="utf-8")


def machine() -> dict[str, object]:
    """Return what a figure depends on besides this code."""
    names = [line.partition(":")[2] for line in _cpuinfo() if line.startswith("model name")]
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": names[0].strip() if names else platform.processor(),
        "cores": os.cpu_count(),
        "python": sys.version.split()[0],
        "packages": {name: version(name) for name in _PACKAGES},
    }


def _cpuinfo() -> list[str]:
    file = Path("/proc/cpuinfo")
    return file.read_text("utf-8").splitlines() if file.exists() else []


WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 60, 20, 30, 50
_STYLE = (
    "text{font:14px sans-serif;fill:#333}line{stroke:#ddd}polyline{fill:none;stroke-width:2}"
    ".p50{stroke:#1a66b8}.p95{stroke:#b8661a}text.p50{fill:#1a66b8}text.p95{fill:#b8661a}text.p50,text.p95{stroke:none}"
)


def svg(curve: Sequence[Outcome]) -> str:
    """Return the plot: median and 95th percentile of our share, in milliseconds, over calls held at once."""
    points = sorted(curve, key=lambda outcome: outcome.calls)
    most_calls = max((outcome.calls for outcome in points), default=1)
    most_ms = max((outcome.ours.p95 for outcome in points), default=1.0) * 1.1 or 1.0
    body = [*_grid(points, most_calls, most_ms)]
    for number, name in enumerate(("p50", "p95")):
        values = [outcome.ours.median if name == "p50" else outcome.ours.p95 for outcome in points]
        path = " ".join(
            f"{_x(outcome.calls, most_calls):.1f},{_y(value, most_ms):.1f}"
            for outcome, value in zip(points, values, strict=True)
        )
        body.append(f'<polyline class="{name}" points="{path}"/>')
        body.append(f'<text class="{name}" x="{LEFT + 10}" y="{TOP + 16 + 18 * number}">{name}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="Our share of a turn over calls held at once"><style>{_STYLE}</style>\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )


def _grid(points: Sequence[Outcome], most_calls: int, most_ms: float) -> list[str]:
    heights = [most_ms * quarter / 4 for quarter in range(5)]
    rows = [
        f'<line x1="{LEFT}" y1="{_y(ms, most_ms):.1f}" x2="{WIDTH - RIGHT}" y2="{_y(ms, most_ms):.1f}"/>'
        f'<text x="{LEFT - 8}" y="{_y(ms, most_ms) + 5:.1f}" text-anchor="end">{ms:.0f} ms</text>'
        for ms in heights
    ]
    marks = [
        f'<text x="{_x(outcome.calls, most_calls):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">'
        f"{outcome.calls}</text>"
        for outcome in points
    ]
    middle = (LEFT + WIDTH - RIGHT) / 2
    return [*rows, *marks, f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">calls held at once</text>']


def _x(calls: int, most_calls: int) -> float:
    return LEFT + calls / most_calls * (WIDTH - LEFT - RIGHT)


def _y(ms: float, most_ms: float) -> float:
    return HEIGHT - BOTTOM - ms / most_ms * (HEIGHT - TOP - BOTTOM)
