"""Search frame by frame: the same optimum as the solver's, a bound that holds when stopped."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from benchmarks.instances import made_up
from bestplaced.plan.assembly import assemble
from bestplaced.plan.formulation import Formulation, formulate
from bestplaced.plan.frames import MANY, large, solve_framed
from bestplaced.plan.solver import Program, shrunk, solve
from bestplaced.plan.start import good_start
from bestplaced.plan.tangents import solve_curved
from bestplaced.plan.termination import Termination
from tests.cases import full_case


def form(seed: int, responsibilities: int = 40, performers: int = 7) -> Formulation:
    return formulate(made_up(responsibilities, performers, seed))


@pytest.fixture(scope="module")
def one() -> Formulation:
    return form(0)


@pytest.fixture(scope="module")
def optimum(one: Formulation) -> float:
    return solve(one.program).objective


@pytest.mark.parametrize("seed", range(6))
def test_the_optimum_is_the_solvers(seed: int) -> None:
    made = form(seed)
    plain, framed = solve(made.program), solve_framed(made.program, placed=made.placed)
    assert framed.termination is Termination.OPTIMAL
    assert framed.objective == pytest.approx(plain.objective, rel=2e-6)
    assert framed.bound <= framed.objective
    assert framed.gap <= 1e-6
    assert framed.point is not None
    assert float(made.program.cost @ framed.point) == pytest.approx(framed.objective)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("gap", [1e-6, 0.02])
def test_where_many_frames_are_nearly_as_good_none_is_forgotten(seed: int, gap: float) -> None:
    """Steps an eighth as large: many frames are searched, and each is answered for."""
    problem = made_up(18, 9, seed)
    fine = replace(
        problem,
        step_hours=problem.step_hours / 8,
        step_cost=problem.step_cost / 8,
        steps_max=problem.steps_max * 8,
    )
    made = formulate(fine)
    plain = solve(made.program, gap=1e-9)
    framed = solve_framed(made.program, placed=made.placed, gap=gap)
    assert framed.termination is plain.termination
    if plain.point is None:
        return
    best = plain.objective
    assert best - 1e-9 <= framed.objective <= best + gap * abs(best)
    assert framed.objective - gap * abs(framed.objective) - 1e-9 <= framed.bound
    assert framed.bound <= best + 1e-6 * abs(best)


def test_squares_are_solved_by_frames_as_well() -> None:
    """The full catalogue with dependence: the plan of the product, found the other way."""
    problem = assemble(full_case())
    made = formulate(problem)
    start = good_start(problem, made)
    plain = solve_curved(made.program, made.curves, start=start)
    by = partial(solve_framed, placed=made.placed)
    framed = solve_curved(made.program, made.curves, start=start, by=by)
    assert made.curves
    assert framed.objective == pytest.approx(plain.objective, rel=2e-6)
    assert framed.gap <= 1e-6


def test_a_coarse_gap_is_kept_and_the_bound_holds(one: Formulation, optimum: float) -> None:
    framed = solve_framed(one.program, placed=one.placed, gap=0.01)
    assert framed.termination is Termination.OPTIMAL
    assert framed.bound <= optimum + 1e-6
    assert optimum - 1e-6 <= framed.objective <= framed.bound + 0.01 * abs(framed.objective) + 1e-9


@pytest.mark.parametrize("nodes", [0, 3, 30])
def test_a_limit_of_nodes_keeps_a_true_bound_and_repeats_itself(
    one: Formulation, optimum: float, nodes: int
) -> None:
    first, again = (solve_framed(one.program, placed=one.placed, max_nodes=nodes) for _ in "ab")
    assert first.termination in {Termination.WORK_LIMIT, Termination.OPTIMAL}
    assert first.bound <= optimum + 1e-6 * abs(optimum)
    assert (first.bound, first.nodes) == (again.bound, again.nodes)
    if first.point is not None:
        assert first.objective >= optimum - 1e-6 * abs(optimum)


def test_no_time_leaves_the_start_and_no_false_bound(one: Formulation, optimum: float) -> None:
    start = solve(one.program, gap=0.05).point
    stopped = solve_framed(one.program, placed=one.placed, time_limit=0.0, start=start)
    assert stopped.termination is Termination.TIME_LIMIT
    assert stopped.point is start
    assert stopped.bound <= optimum
    assert solve_framed(one.program, placed=one.placed, time_limit=0.0).point is None


def test_a_plan_known_already_is_never_made_worse(one: Formulation, optimum: float) -> None:
    best = solve(one.program).point
    framed = solve_framed(one.program, placed=one.placed, start=best)
    assert framed.objective <= optimum + 1e-9


def test_an_impossible_program_is_infeasible(one: Formulation) -> None:
    """Every place of the first responsibility is closed."""
    upper = one.program.upper.copy()
    upper[one.placed[0][one.placed[0] >= 0]] = 0.0
    found = solve_framed(replace(one.program, upper=upper), placed=one.placed)
    assert found.termination is Termination.INFEASIBLE
    assert found.point is None


def test_progress_never_passes_the_answer(one: Formulation, optimum: float) -> None:
    told: list[tuple[float, float]] = []
    solve_framed(one.program, placed=one.placed, progress=lambda c, b: told.append((c, b)))
    assert told
    assert all(bound <= optimum + 1e-6 * abs(optimum) for _, bound in told)
    assert all(cost >= optimum - 1e-6 * abs(optimum) for cost, _ in told)


def test_only_large_problems_are_searched_by_frames(one: Formulation) -> None:
    assert not large(one.placed)
    assert large(np.zeros((MANY // 10, 10), np.intp))


def test_a_program_without_its_fixed_columns_has_the_same_optimum(one: Formulation) -> None:
    lower, upper = one.program.lower.copy(), one.program.upper.copy()
    point = solve(one.program).point
    assert point is not None
    held = one.placed[np.arange(20), one.placements(point)[:20]]
    lower[held] = upper[held] = 1.0
    fixed = replace(one.program, lower=lower, upper=upper)
    small = shrunk(fixed)
    assert small is not None
    assert not small[1][held].any()
    assert solve(small[0]).objective == pytest.approx(solve(fixed).objective, rel=2e-6)


def test_a_broken_row_without_columns_is_seen() -> None:
    """One column fixed at 1, and a row that wants it to be 2."""
    ones = np.ones(1)
    program = Program(
        cost=ones,
        lower=ones,
        upper=ones,
        integer=np.zeros(1, bool),
        row_lower=2 * ones,
        row_upper=2 * ones,
        start=np.array([0, 1], np.int32),
        index=np.zeros(1, np.int32),
        value=ones,
    )
    assert shrunk(program) is None
