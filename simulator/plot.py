"""Draws the share of callers that pass over noise, with its 95 % intervals, as an SVG; computes nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 60, 20, 40, 50
_STYLE = (
    "text{font:14px sans-serif;fill:#333}line{stroke:#ddd}"
    ".passed{stroke:#1a66b8;fill:#1a66b8}.details{stroke:#b8661a;fill:#b8661a}polyline{fill:none!important;stroke-width:2}"
)


def svg(curve: Sequence[Mapping[str, Any]]) -> str:
    """Return the plot of a report's `curve`: callers passed and details right over the share of noise."""
    widest = max((point["noise"] for point in curve), default=0.0) or 1.0
    body = [*_grid(curve, widest)]
    for name, hits, of, y in _LINES:
        points = [(_x(p["noise"], widest), p[hits] / (p[of] or 1), p[f"{name}_95"]) for p in curve]
        body += _series(name, points)
        body.append(f'<text x="{WIDTH - RIGHT - 150}" y="{y}" class="{name}">{_LEGEND[name]}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="Callers passed over noise"><style>{_STYLE}</style>\n' + "\n".join(body) + "\n</svg>\n"
    )


_LINES = (("passed", "passed", "played", 20), ("details", "details_right", "details_expected", 38))
_LEGEND = {"passed": "callers passed", "details": "details right"}


def _grid(curve: Sequence[Mapping[str, Any]], widest: float) -> list[str]:
    rows = [
        f'<line x1="{LEFT}" y1="{_y(share):.1f}" x2="{WIDTH - RIGHT}" y2="{_y(share):.1f}"/>'
        f'<text x="{LEFT - 8}" y="{_y(share) + 5:.1f}" text-anchor="end">{share * 100:.0f} %</text>'
        for share in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    marks = [
        f'<text x="{_x(point["noise"], widest):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">'
        f"{point['noise'] * 100:g} %</text>"
        for point in curve
    ]
    title = f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">words misheard</text>'
    return [*rows, *marks, title]


def _series(name: str, points: Sequence[tuple[float, float, Sequence[float]]]) -> list[str]:
    bars = [
        f'<line class="{name}" x1="{x:.1f}" y1="{_y(low):.1f}" x2="{x:.1f}" y2="{_y(high):.1f}"/>'
        for x, _, (low, high) in points
    ]
    dots = [f'<circle class="{name}" cx="{x:.1f}" cy="{_y(share):.1f}" r="4"/>' for x, share, _ in points]
    path = " ".join(f"{x:.1f},{_y(share):.1f}" for x, share, _ in points)
    return [*bars, f'<polyline class="{name}" points="{path}"/>', *dots]


def _x(noise: float, widest: float) -> float:
    return LEFT + noise / widest * (WIDTH - LEFT - RIGHT)


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)
