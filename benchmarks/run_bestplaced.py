"""Bestplaced itself in a process of its own: spec, seed, seconds, and a mode.

Modes: ``plain``, the program handed to HiGHS; ``start``, our search on the same linear program,
dependence left out as peers know no squares; ``whole``, our search on the model that ships.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace

from benchmarks.result import Result, report
from benchmarks.specs import SPECS
from benchmarks.table import DEPENDENT
from bestplaced.plan.best import best_plan
from bestplaced.plan.formulation import MONEY, formulate
from bestplaced.plan.solver import solve

NAMES = {
    "plain": "plain HiGHS",
    "start": "bestplaced",
    "whole": f"bestplaced, {DEPENDENT}",
}


def run(name: str, seed: int, limit: float, mode: str) -> Result:
    """Build and solve one instance; the search for a start counts as solving."""
    spec = SPECS[name]
    problem = spec.make(seed)
    if mode != "whole":
        problem = replace(problem, swings=())
    began = time.perf_counter()
    form = formulate(problem)
    built = time.perf_counter()
    if mode == "plain":
        found = solve(form.program, gap=spec.gap, time_limit=limit, seed=seed)
        cost, bound, gap = found.objective, found.bound, found.gap
    else:
        best = best_plan(problem, gap=spec.gap, time_limit=limit, seed=seed)
        cost, bound, gap = best.cost / MONEY, best.bound / MONEY, best.gap
    return Result(
        solver=NAMES[mode],
        seconds=time.perf_counter() - built,
        build=built - began,
        objective=cost,
        bound=bound,
        proven=gap <= spec.gap * 1.0001,
    )


if __name__ == "__main__":
    report(run(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]))
