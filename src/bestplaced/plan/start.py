"""A good plan to start from: the relaxation rounded, then repaired and improved by single moves.

The proof is the solver's; this only hands it an incumbent, so rules may be broken on the way
(at a price that rises) and the result may be nothing. Deterministic: no randomness at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.plan.solver import solve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bestplaced.plan.formulation import Formulation
    from bestplaced.plan.problem import Problem

    Array = NDArray[np.float64]
    Indices = NDArray[np.intp]

TENURE = 7  # rounds in which a responsibility that moved stays
PATIENCE = 60  # rounds without a better plan before giving up


def good_start(problem: Problem, form: Formulation) -> Array | None:
    """Return a full point of the program, or nothing if no plan without fault was met."""
    relaxed = replace(form.program, integer=np.zeros(len(form.program.cost), bool))
    found = solve(relaxed)
    if found.point is None:
        return None
    placement = improved(problem, form.placements(found.point))
    return None if placement is None else completed(form, placement)


def completed(form: Formulation, placement: Indices) -> Array | None:
    """Return the best full point with this placement (R,), or nothing if it breaks a rule."""
    program = form.program
    lower, upper = program.lower.copy(), program.upper.copy()
    upper[form.placed[form.placed >= 0]] = 0.0
    chosen = form.placed[np.arange(len(placement)), placement]
    if (chosen < 0).any():
        return None
    lower[chosen] = upper[chosen] = 1.0
    return solve(replace(program, lower=lower, upper=upper)).point


def improved(problem: Problem, placement: Indices) -> Indices | None:
    """Take the best single move again and again, tabu to go back; return the best legal plan."""
    search = _Search(problem, placement.copy())
    best, best_cost, idle = None, np.inf, 0
    most = PATIENCE + 2 * len(placement)
    barred = np.zeros(len(placement), int)
    for turn in range(10 * most):
        legal, cost = search.legal(), search.cost()
        if legal and cost < best_cost - 1e-9:
            best, best_cost, idle = search.placement.copy(), cost, 0
        idle += 1
        if idle > most:
            break
        change = search.changes()
        change[(barred > turn) & (change.min(axis=1) > best_cost - search.total() - 1e-9)] = np.inf
        r, p = np.unravel_index(int(np.argmin(change)), change.shape)
        if not np.isfinite(change[r, p]):
            break
        search.move(int(r), int(p))
        barred[r] = turn + TENURE
        search.weigh(legal=legal)
    return best
