"""One frame: points that are plans, never worse, always the same; a bound that holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.instances import made_up
from bestplaced.plan import leaf as leaf_module
from bestplaced.plan.formulation import Formulation, formulate
from bestplaced.plan.leaf import Leaf, Limits, Stopped
from bestplaced.plan.solver import Relaxations
from bestplaced.plan.start import completed, good_start
from bestplaced.plan.termination import Termination

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bestplaced.plan.problem import Problem

    Array = NDArray[np.float64]

SIZE = (60, 10)


@pytest.fixture(scope="module")
def problem() -> Problem:
    return made_up(*SIZE, seed=3)


@pytest.fixture(scope="module")
def form(problem: Problem) -> Formulation:
    return formulate(problem)


@pytest.fixture(autouse=True)
def _brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few neighbourhoods: what is tested holds after any number of them."""
    monkeypatch.setattr(leaf_module, "MOST", 6)


def broken(form: Formulation, point: Array) -> float:
    """Return by how much a point breaks a bound, a row or an integer; 0 for a plan."""
    program = form.program
    rows = np.repeat(np.arange(len(program.row_lower)), np.diff(program.start))
    activity = np.bincount(rows, program.value * point[program.index], len(program.row_lower))
    return float(
        max(
            np.max(program.lower - point),
            np.max(point - program.upper),
            np.max(program.row_lower - activity),
            np.max(activity - program.row_upper),
            np.max(np.abs(point - np.round(point))[program.integer]),
        )
    )


@pytest.fixture(scope="module")
def leaf(form: Formulation) -> Leaf:
    """The frame of everything paid and used as much as may be."""
    program = form.program
    frame = program.integer.copy()
    frame[form.placed[form.placed >= 0]] = False
    lower = np.where(frame, program.upper, program.lower)
    loose = replace(program, integer=np.zeros_like(program.integer))
    relaxed = Relaxations(loose).bounded(lower, program.upper)
    assert relaxed is not None
    limits = Limits(gap=1e-6, until=np.inf, seed=0, nodes=None)
    return Leaf(program, form.placed, lower, program.upper, relaxed, limits)


def test_each_point_is_a_plan_of_the_frame_and_cheaper_than_the_one_before(
    form: Formulation, leaf: Leaf
) -> None:
    costs = []
    for point in leaf.improving(None, np.inf):
        assert broken(form, point) < 1e-6
        assert leaf.holds(point)
        costs.append(float(form.program.cost @ point))
    assert costs
    assert costs == sorted(costs, reverse=True)
    assert leaf.relaxed.objective <= costs[-1]


def test_the_same_frame_gets_the_same_plans(form: Formulation, leaf: Leaf) -> None:
    one, two = (list(leaf.improving(None, np.inf)) for _ in range(2))
    assert [form.placements(x).tolist() for x in one] == [form.placements(x).tolist() for x in two]


def test_nothing_is_yielded_that_costs_as_much_as_what_is_known(leaf: Leaf) -> None:
    assert not list(leaf.improving(None, leaf.relaxed.objective))


def test_a_frame_without_a_cheaper_plan_is_bounded_by_what_is_known(leaf: Leaf) -> None:
    """All that costs more than the relaxation itself leaves room for is closed."""
    cost = leaf.relaxed.objective
    found = leaf.solve(None, cost, 0, None)
    assert found.point is None or found.objective >= cost - 1e-6 * cost
    assert found.bound == pytest.approx(cost)


def test_a_part_has_only_the_cells_that_are_open(form: Formulation, leaf: Leaf) -> None:
    cells = np.zeros(form.placed.shape, bool)
    cells[:, 0] = True
    part = leaf.part(cells)
    assert not part.upper[form.placed[:, 1:][form.placed[:, 1:] >= 0]].any()
    assert (part.upper[form.placed[:, 0]] == 1.0).all()


def test_limits_stop_by_clock_and_by_nodes() -> None:
    with pytest.raises(Stopped) as late:
        Limits(gap=1e-6, until=0.0, seed=0, nodes=None).check()
    assert late.value.termination is Termination.TIME_LIMIT
    Limits(gap=1e-6, until=np.inf, seed=0, nodes=5).check(5)
    with pytest.raises(Stopped) as spent:
        Limits(gap=1e-6, until=np.inf, seed=0, nodes=5).check(6)
    assert spent.value.termination is Termination.WORK_LIMIT


def test_a_frame_of_a_coarse_search_is_searched_more_finely() -> None:
    coarse, fine = (Limits(gap, np.inf, 0, None).finer().gap for gap in (1e-2, 1e-6))
    assert coarse == pytest.approx(1e-3)
    assert fine == pytest.approx(1e-6)


def test_a_hand_off_is_charged_once_whichever_party_it_leaves(
    problem: Problem, form: Formulation
) -> None:
    """The tighter rows charge the party that is left; each crossing still costs its edge once."""
    start = good_start(problem, form)
    assert start is not None
    held = form.placements(start)
    home = np.where(problem.nobody, len(problem.parties), problem.party)[held]
    nobody = len(problem.parties)
    a, b = home[problem.edges[:, 0]], home[problem.edges[:, 1]]
    crossing = (a != b) & (a != nobody) & (b != nobody)
    again = completed(form, held)
    assert again is not None
    without = formulate(replace(problem, edge_cost=np.zeros(len(problem.edges))))
    bare = completed(without, held)
    assert bare is not None
    paid = form.program.cost @ again - without.program.cost @ bare
    assert paid * 1_000 == pytest.approx(problem.edge_cost[crossing].sum())  # matrix: thousands
