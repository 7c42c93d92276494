"""The one door: the proven optimum whichever way it is found, and true words when stopped."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.instances import made_up
from bestplaced.plan import frames, resolve
from bestplaced.plan.assembly import assemble
from bestplaced.plan.best import best_plan
from bestplaced.plan.candidates import cost_of
from bestplaced.plan.formulation import MONEY, formulate
from bestplaced.plan.solver import Relaxations
from bestplaced.plan.tangents import solve_curved
from bestplaced.plan.termination import Termination
from tests.cases import full_case

if TYPE_CHECKING:
    from bestplaced.plan.problem import Problem


@pytest.fixture(scope="module")
def problem() -> Problem:
    return assemble(full_case())


@pytest.fixture(scope="module")
def optimum(problem: Problem) -> float:
    """Money a year, by HiGHS alone, tangents added round by round."""
    form = formulate(problem)
    return solve_curved(form.program, form.curves).objective * MONEY


@pytest.mark.parametrize("many", [1, 10**9], ids=["frames", "tree"])
def test_both_ways_find_the_optimum_and_prove_it(
    problem: Problem, optimum: float, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "MANY", many)
    best = best_plan(problem)
    assert best.termination is Termination.OPTIMAL
    assert best.plan is not None
    assert best.cost == pytest.approx(optimum, rel=2e-6)
    assert best.bound <= optimum * (1 + 1e-6)
    assert best.gap <= 1e-6
    assert cost_of(problem, best.plan) == pytest.approx(best.cost, rel=1e-6)


@pytest.mark.parametrize("seed", range(8))
def test_made_up_firms_get_the_solvers_optimum(seed: int) -> None:
    made = made_up(30, 7, seed)
    form = formulate(made)
    plain = solve_curved(form.program, form.curves)
    best = best_plan(made)
    assert best.termination is plain.termination
    if best.plan is not None:
        assert best.cost == pytest.approx(plain.objective * MONEY, rel=2e-6)
        assert best.bound <= plain.objective * MONEY * (1 + 1e-6)


def test_without_time_nothing_is_claimed(problem: Problem, optimum: float) -> None:
    best = best_plan(problem, time_limit=0.0)
    assert best.termination is Termination.TIME_LIMIT
    assert best.bound <= optimum
    if best.plan is not None:
        assert best.cost >= optimum * (1 - 1e-6)


def test_an_interrupt_keeps_what_was_found(problem: Problem, optimum: float) -> None:
    """Ctrl-C while the first node is told: the relaxation, rounded, is known by then."""

    def interrupt(_cost: float, _bound: float) -> None:
        raise KeyboardInterrupt

    best = best_plan(problem, progress=interrupt)
    assert best.termination is Termination.INTERRUPTED
    assert best.plan is not None
    assert best.cost >= optimum * (1 - 1e-6)
    assert best.bound <= optimum * (1 + 1e-6)
    assert best.gap == pytest.approx((best.cost - best.bound) / best.cost)


def test_an_interrupt_before_the_search_claims_nothing(
    problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Relaxations, "load", interrupt)
    best = best_plan(problem)
    assert best.termination is Termination.INTERRUPTED
    assert best.plan is None
    assert best.bound == -np.inf


def test_what_the_rounds_leave_open_is_not_called_proven(
    problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolve, "_ROUNDS", 0)
    best = best_plan(problem)
    assert best.plan is not None
    assert best.gap > 1e-6
    assert best.termination is Termination.WORK_LIMIT


def test_no_place_for_some_work_is_infeasible(problem: Problem) -> None:
    eligible = problem.eligible.copy()
    eligible[3] = False
    best = best_plan(replace(problem, eligible=eligible))
    assert best.termination is Termination.INFEASIBLE
    assert best.plan is None
    assert np.isinf(best.gap)


def test_too_little_time_for_all_people_is_infeasible_without_trying_every_frame() -> None:
    """One hour of work each: the relaxation has a plan while steps may be bought in parts."""
    made = made_up(30, 7, 0)
    short = replace(made, capacity=made.capacity / 1e4, steps_max=np.zeros_like(made.steps_max))
    assert best_plan(short).termination is Termination.INFEASIBLE


def test_progress_closes_in_on_the_optimum(problem: Problem, optimum: float) -> None:
    told: list[tuple[float, float]] = []
    best_plan(problem, progress=lambda cost, bound: told.append((cost * MONEY, bound * MONEY)))
    assert told
    assert all(bound <= optimum * (1 + 1e-6) for _, bound in told)
    assert all(cost >= optimum * (1 - 1e-6) for cost, _ in told)
