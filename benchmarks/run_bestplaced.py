"""Bestplaced itself in a process of its own: spec, seed, seconds, and a mode.

Modes: ``plain`` without a start, ``start`` with one, both on the linear program that peers solve
too, dependence left out; ``whole`` with a start and with dependence, the model that ships.
"""

from __future__ import annotations

import sys
import time

from benchmarks.result import Result, report
from benchmarks.specs import SPECS
from bestplaced.plan.formulation import formulate
from bestplaced.plan.frames import solver_for
from bestplaced.plan.solver import solve
from bestplaced.plan.start import good_start
from bestplaced.plan.tangents import solve_curved

NAMES = {
    "plain": "plain HiGHS",
    "start": "bestplaced",
    "whole": "bestplaced, with dependence",
}


def run(name: str, seed: int, limit: float, mode: str) -> Result:
    """Formulate and solve one instance; the search for a start counts as solving."""
    spec = SPECS[name]
    problem = spec.make(seed)
    began = time.perf_counter()
    form = formulate(problem)
    built = time.perf_counter()
    start = None if mode == "plain" else good_start(problem, form)
    left = limit - (time.perf_counter() - built)
    curves = form.curves if mode == "whole" else ()
    by = solve if mode == "plain" else solver_for(form.placed)
    found = solve_curved(
        form.program, curves, gap=spec.gap, time_limit=left, seed=seed, start=start, by=by
    )
    return Result(
        solver=NAMES[mode],
        seconds=time.perf_counter() - built,
        build=built - began,
        objective=found.objective,
        bound=found.bound,
        proven=found.gap <= spec.gap * 1.0001,
    )


if __name__ == "__main__":
    report(run(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]))
