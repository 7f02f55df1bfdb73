"""What is told of a report beside the one before it, and the figures that stand in both."""

from pathlib import Path
from typing import Any

import pytest

from simulator.comparison import changes, last
from simulator.intervals import wilson
from simulator.plot import svg


def report(*rows: tuple[str, float, bool], **totals: int) -> dict[str, Any]:
    callers = [{"id": name, "noise": noise, "verdict": "pass" if good else "fail"} for name, noise, good in rows]
    return {"callers": callers, "totals": totals}


def test_callers_that_do_better_or_worse_are_named_and_the_others_not() -> None:
    before = report(("a", 0.0, True), ("b", 0.0, False), ("c", 0.1, True))
    after = report(("a", 0.0, False), ("b", 0.0, True), ("c", 0.1, True))

    assert list(changes(before, after)) == ["WORSE  a: pass -> fail", "better b: fail -> pass"]


def test_a_caller_that_rings_several_times_is_compared_by_how_often_it_passes() -> None:
    before = report(("a", 0.1, True), ("a", 0.1, False))
    after = report(("a", 0.1, True), ("a", 0.1, True))

    assert list(changes(before, after)) == ["better a at 10 % noise: 1 of 2 -> 2 of 2"]


def test_figures_that_moved_are_told_when_the_callers_are_the_same() -> None:
    before, after = report(("a", 0.0, True), passed=1, turns=9), report(("a", 0.0, True), passed=1, turns=7)

    assert list(changes(before, after)) == ["turns 9 -> 7"]
    assert list(changes(before, before)) == []


def test_other_callers_are_counted_and_no_figure_is_compared() -> None:
    assert list(changes(report(("a", 0.0, True), turns=1), report(("b", 0.0, True), turns=2))) == [
        "1 callers are new, 1 are gone"
    ]


@pytest.mark.parametrize("content", [None, "no json", "[]", "{}"])
def test_what_is_no_report_is_compared_with_nothing(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "report.json"
    if content is not None:
        path.write_text(content, "utf-8")

    assert last(path) is None


@pytest.mark.parametrize(
    ("hits", "of", "interval"),
    [(0, 0, (0.0, 1.0)), (10, 10, (0.7225, 1.0)), (50, 100, (0.4038, 0.5962)), (0, 10, (0.0, 0.2775))],
)
def test_the_interval_is_wilsons(hits: int, of: int, interval: tuple[float, float]) -> None:
    assert wilson(hits, of) == interval


def test_the_plot_has_a_point_for_each_share_of_noise_and_falls_with_it() -> None:
    point = {
        "played": 10,
        "details_right": 9,
        "details_expected": 10,
        "passed_95": (0.1, 0.9),
        "details_95": (0.5, 1),
    }
    curve = [{**point, "noise": 0.0, "passed": 10}, {**point, "noise": 0.3, "passed": 5}]

    drawn = svg(curve)

    assert drawn.count('<circle class="passed"') == 2
    assert 'points="60.0,40.0 620.0,175.0"' in drawn
    assert "30 %" in drawn
