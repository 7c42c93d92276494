"""What the pages of robustness say in words."""

from __future__ import annotations

from bestplaced.cli.flips import _changes, _moves
from bestplaced.cli.robust_tables import _assumed, toss_ups

FIGURE = {"value": 40.0, "low": 30.0, "high": 50.0, "unit": "GBP/hour", "grade": "B"}


def test_a_fact_to_check_is_told_with_its_unit_and_range() -> None:
    assert _assumed(FIGURE) == "assumed 40 GBP/hour (grade B, between 30 and 50)"


def test_a_factor_is_told_as_times_what_is_assumed() -> None:
    told = _assumed({**FIGURE, "value": 1.0, "low": 0.8, "high": 1.25, "unit": "x as assumed"})
    assert told == "which may be 0.8 to 1.25 times what is assumed (grade B)"


def test_toss_ups_are_the_three_nearest_to_even() -> None:
    standings = [
        {"responsibility": r, "share": share}
        for r, share in (("A", 0.99), ("B", 0.6), ("C", 0.45), ("D", 0.2), ("E", 0.7))
    ]
    # Distances from one half: 0.49, 0.10, 0.05, 0.30, 0.20.
    assert [s["responsibility"] for s in toss_ups({"standings": standings})] == ["C", "B", "E"]


def test_placements_that_one_change_moves_stand_in_one_row() -> None:
    flips = [
        {"responsibility": r, "name": "x", "input": {"name": i}, "value": v}
        for r, i, v in (("A", "p", 1.0), ("B", "q", 2.0), ("C", "p", 1.0), ("D", "p", 1.0))
    ]
    changes = _changes(flips)
    assert [[f["responsibility"] for f in change] for change in changes] == [["A", "C", "D"], ["B"]]
    assert [_moves(change) for change in changes] == ["A, C, D", "B x"]
