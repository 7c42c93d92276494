"""Parts of a large problem searched by the solver: never worse, always a plan, always the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.instances import made_up
from bestplaced.plan import neighbourhood
from bestplaced.plan.formulation import Formulation, formulate
from bestplaced.plan.solver import relaxation
from bestplaced.plan.start import MANY, completed, good_start, improved

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bestplaced.plan.problem import Problem

    Array = NDArray[np.float64]

SIZE = (120, 18)


@pytest.fixture(scope="module")
def problem() -> Problem:
    return made_up(*SIZE, seed=3)


@pytest.fixture(scope="module")
def form(problem: Problem) -> Formulation:
    return formulate(problem)


@pytest.fixture(autouse=True)
def _brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few neighbourhoods: what is tested holds after any number of them."""
    monkeypatch.setattr(neighbourhood, "MOST", 6)


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


def test_the_instance_is_large_enough_to_be_searched_in_parts(problem: Problem) -> None:
    assert np.count_nonzero(problem.eligible) >= MANY


def test_the_start_is_a_plan_between_the_bound_and_the_moves(
    problem: Problem, form: Formulation
) -> None:
    root = relaxation(form.program)
    assert root is not None
    moved = improved(problem, form.placements(root.point))
    start = good_start(problem, form)
    assert start is not None
    assert broken(form, start) < 1e-6
    cost = float(form.program.cost @ start)
    assert root.objective <= cost
    if moved is not None:
        point = completed(form, moved)
        assert point is not None
        assert cost <= float(form.program.cost @ point) + 1e-9


def test_the_same_problem_gets_the_same_start(problem: Problem, form: Formulation) -> None:
    one, two = good_start(problem, form), good_start(problem, form)
    assert one is not None
    assert two is not None
    assert form.placements(one).tolist() == form.placements(two).tolist()


def test_a_neighbourhood_opens_some_places_and_only_one_kind_opens_all(
    problem: Problem, form: Formulation
) -> None:
    held = np.arange(len(problem.responsibilities)) % len(problem.performers)
    used = cheap = form.placed >= 0
    opened = [draw(held) for draw in neighbourhood._draws(problem, used, cheap)]
    assert all(cells.any() for cells in opened)
    assert [bool(cells.all()) for cells in opened[:4]] == [True, False, False, False]


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
