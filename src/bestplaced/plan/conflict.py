"""A smallest set of rules that cannot hold together, when no plan obeys them all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.plan.assembly import assemble, restrict
from bestplaced.plan.formulation import formulate
from bestplaced.plan.quotes import quotes
from bestplaced.plan.rules import business_rules
from bestplaced.plan.solver import solve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bestplaced.case.business import Case
    from bestplaced.plan.problem import Problem
    from bestplaced.plan.rules import Rule


def free_of_cost(case: Case) -> Problem:
    """Return the case's problem without rules and costs: a question of feasibility only."""
    problem = assemble(case, ())
    nothing = np.zeros_like(problem.cost)
    return replace(
        problem,
        cost=nothing,
        value=nothing,
        pairs=(),
        swings=(),
        step_cost=np.zeros_like(problem.step_cost),
        lost_cost=np.zeros_like(problem.lost_cost),
        party_cost=np.zeros_like(problem.party_cost),
        edge_cost=np.zeros_like(problem.edge_cost),
        quotes=quotes(case),  # rules bring them in one by one
    )


def feasible(case: Case, rules: Sequence[Rule], problem: Problem | None = None) -> bool:
    """Return whether some plan obeys the given rules."""
    bare = free_of_cost(case) if problem is None else problem
    return solve(formulate(restrict(bare, case, rules)).program).point is not None


def smallest_conflict(case: Case) -> tuple[str, ...]:
    """Return labels of an irreducible conflicting set: infeasible, feasible without any one."""
    bare = free_of_cost(case)
    kept = irreducible(business_rules(case), lambda rules: feasible(case, rules, bare))
    return tuple(rule.label for rule in kept)


def irreducible(rules: Sequence[Rule], holds: Callable[[Sequence[Rule]], bool]) -> list[Rule]:
    """Return rules of which ``holds`` is false together, and true without any one of them.

    Deletion filter (Chinneck, *Feasibility and Infeasibility in Optimization*, 2008, section
    6.2), halving first so that most rules fall in a few solves.
    """
    kept = list(rules)
    size = max(1, len(kept) // 2)
    while True:
        start = 0
        while start < len(kept):
            trial = kept[:start] + kept[start + size :]
            if holds(trial):
                start += size
            else:
                kept = trial
        if size == 1:
            return kept
        size = max(1, size // 2)
