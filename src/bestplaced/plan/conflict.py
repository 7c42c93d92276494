"""A smallest set of rules that cannot hold together, when no plan obeys them all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.plan.assembly import assemble
from bestplaced.plan.formulation import formulate
from bestplaced.plan.rules import business_rules
from bestplaced.plan.solver import solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.case.business import Case
    from bestplaced.plan.rules import Rule


def feasible(case: Case, rules: Sequence[Rule]) -> bool:
    """Return whether some plan obeys the given rules."""
    problem = assemble(case, rules)
    free = replace(problem, cost=np.zeros_like(problem.cost), pairs=tuple(p for p in problem.pairs if p.hard))
    return solve(formulate(free).program).point is not None


def smallest_conflict(case: Case) -> tuple[str, ...]:
    """Return labels of an irreducible conflicting set: infeasible, feasible without any one.

    Deletion filter (Chinneck, *Feasibility and Infeasibility in Optimization*, 2008, section
    6.2), halving first so that large families fall in a few solves.
    """
    kept = list(business_rules(case))
    size = max(1, len(kept) // 2)
    while True:
        start = 0
        while start < len(kept):
            trial = kept[:start] + kept[start + size :]
            if feasible(case, trial):
                start += size
            else:
                kept = trial
        if size == 1:
            return tuple(rule.label for rule in kept)
        size = max(1, size // 2)
