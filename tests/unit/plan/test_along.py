"""Bends of the lower envelope of plans along one input: lines with known crossings."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.plan.along import CLOSE, Stop, bends
from bestplaced.plan.candidates import Candidate

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass
class Curves:
    """A case whose plans cost what these functions of the way say."""

    costs: list[Callable[[float], float]]
    most: float = 1.0
    solves: list[float] = field(default_factory=list)

    def stop(self, way: float) -> Stop:
        """Return the best of the plans there."""
        self.solves.append(way)
        values = [cost(way) for cost in self.costs]
        k = int(np.argmin(values))
        return Stop(way, plan(k), values[k])

    def cost(self, one: Candidate, way: float) -> float:
        """Return a plan's cost."""
        return self.costs[number(one)](way)

    def guess(self, one: Candidate, way: float, ends: tuple[float, float]) -> float:
        """Guess it exactly."""
        assert ends[0] <= way <= ends[1]
        return self.cost(one, way)

    def matters(self, first: Stop, last: Stop) -> float:
        """Let nothing matter beyond `most`."""
        assert first.way <= last.way
        return min(self.most, last.way)


def plan(k: int) -> Candidate:
    return Candidate(np.array([k]))


def number(one: Candidate) -> int:
    return int(one.placement[0])


def line(start: float, slope: float) -> Callable[[float], float]:
    return lambda way: start + slope * way


def test_lines_bend_where_they_cross_and_one_solve_proves_it() -> None:
    # 100,000 + 3,000 w and 101,000 - 1,000 w cross where 4,000 w = 1,000: at a quarter.
    path = Curves([line(100_000, 3_000), line(101_000, -1_000)])
    first, last = path.stop(0.0), path.stop(1.0)
    (bend,) = bends(path, first, last)
    assert bend.exact
    assert (number(bend.left), number(bend.right)) == (0, 1)
    # A millionth of 100,000 three times over shows at a speed of 4,000 within 0.000075.
    assert bend.before == pytest.approx(0.25, abs=1e-4)
    assert bend.after == pytest.approx(0.25, abs=1e-4)
    assert bend.before < 0.25 < bend.after
    assert len(path.solves) == 3  # two ends and the crossing


@given(st.lists(st.tuples(st.integers(0, 3_000), st.integers(-9_000, 9_000)), min_size=1,
                max_size=6))  # fmt: skip
def test_between_bends_the_plan_told_is_the_best(lines: list[tuple[int, int]]) -> None:
    path = Curves([line(100_000 + start, slope) for start, slope in lines])
    first, last = path.stop(0.0), path.stop(1.0)
    found = list(bends(path, first, last))
    edges = [0.0, *(way for bend in found for way in (bend.before, bend.after)), 1.0]
    plans = [first.plan, *(bend.right for bend in found)]
    for one, (start, end) in zip(plans, zip(edges[::2], edges[1::2], strict=True), strict=True):
        for way in np.linspace(start, end, 5).tolist():
            # No plan is better by more than what counts as seen: 3e-6 of the cost.
            assert path.cost(one, way) <= path.stop(way).cost * (1 + 3.1e-6)


def test_a_plan_that_no_longer_fits_is_bracketed_and_solved_on_both_sides() -> None:
    path = Curves([lambda w: 100_000 if w <= 0.3 else math.inf, line(101_000, 0)])
    (bend,) = bends(path, path.stop(0.0), path.stop(1.0))
    assert not bend.exact
    assert bend.before <= 0.3 < bend.after
    assert bend.after - bend.before <= CLOSE * bend.after
    assert {bend.before, bend.after} <= set(path.solves)


def test_nothing_is_solved_beyond_what_matters() -> None:
    path = Curves([line(100_000, 3_000), line(101_000, -1_000)], most=0.2)
    assert not list(bends(path, path.stop(0.0), path.stop(1.0)))
    assert max(path.solves[2:]) <= 0.2
