"""One door to the optimiser: the best plan of a problem, what is proven, why the search ended.

Problems of usual size are solved by the tree of `bestplaced.plan.resolve`, large ones frame by
frame (`bestplaced.plan.frames`). Money a year here, not the units of the matrix.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.plan.candidates import Candidate, as_offers
from bestplaced.plan.formulation import MONEY, formulate
from bestplaced.plan.frames import large, solve_framed
from bestplaced.plan.resolve import Halted, Resolver, Watch
from bestplaced.plan.start import good_start
from bestplaced.plan.tangents import solve_curved
from bestplaced.plan.termination import Termination

if TYPE_CHECKING:
    from collections.abc import Callable

    from bestplaced.plan.formulation import Formulation
    from bestplaced.plan.problem import Problem
    from bestplaced.plan.resolve import Resolved

_ROUNDING = 1.0 + 1e-9


@dataclass(frozen=True)
class Best:
    """The best plan met, or none; its cost and a proven bound (money a year), and why it ended.

    Without a plan the cost is no number and the gap infinite.
    """

    termination: Termination
    plan: Candidate | None
    cost: float
    bound: float
    seconds: float

    @property
    def gap(self) -> float:
        """Distance of cost and bound, relative to the cost."""
        if self.plan is None:
            return np.inf
        return max(0.0, self.cost - self.bound) / max(1.0, abs(self.cost))


def best_plan(
    problem: Problem,
    *,
    gap: float = 1e-6,
    time_limit: float | None = None,
    seed: int = 0,
    progress: Callable[[float, float], None] | None = None,
) -> Best:
    """Return the best plan of a problem (F9), within a relative gap, squares of F4 in full.

    Ctrl-C and the limit of seconds keep what was found. ``progress`` is called with the cost of
    the best plan and what is proven, in the units of the matrix.
    """
    began = time.perf_counter()
    form = formulate(problem)
    if large(form.placed):
        return _by_frames(problem, form, began, gap, time_limit, seed, progress)
    until = np.inf if time_limit is None else began + time_limit
    try:
        found = Resolver(problem, gap).solve(problem, (), Watch(until, seed, progress))
    except Halted as halted:
        return _told(halted.termination, halted.found, halted.bound, began)
    except KeyboardInterrupt:  # before there was a tree
        return _told(Termination.INTERRUPTED, None, -np.inf, began)
    if found is None:
        return _told(Termination.INFEASIBLE, None, np.inf, began)
    best = _told(Termination.OPTIMAL, found, found.bound, began)
    if best.gap <= gap * _ROUNDING:
        return best
    # rounds of a node are counted: what they leave open is told, never called proven
    return replace(best, termination=Termination.WORK_LIMIT)


def _told(termination: Termination, found: Resolved | None, bound: float, began: float) -> Best:
    """Return what the tree found."""
    took = time.perf_counter() - began
    if found is None:
        return Best(termination, None, np.nan, bound, took)
    return Best(termination, found.plan, found.cost, bound, took)


def _by_frames(  # noqa: PLR0913, PLR0917 - what `best_plan` was given, and when
    problem: Problem,
    form: Formulation,
    began: float,
    gap: float,
    time_limit: float | None,
    seed: int,
    progress: Callable[[float, float], None] | None,
) -> Best:
    """Solve a large problem, its squares by tangents round by round."""
    start = good_start(problem, form)
    left = None if time_limit is None else time_limit - (time.perf_counter() - began)
    found = solve_curved(
        form.program,
        form.curves,
        time_limit=left,
        gap=gap,
        seed=seed,
        start=start,
        progress=progress,
        by=partial(solve_framed, placed=form.placed),
    )
    took = time.perf_counter() - began
    if found.point is None:
        return Best(found.termination, None, np.nan, found.bound * MONEY, took)
    plan = Candidate(form.placements(found.point), as_offers(form.offers(found.point)))
    return Best(found.termination, plan, found.objective * MONEY, found.bound * MONEY, took)
