"""Bestplaced itself in a process of its own: spec, seed, seconds, with or without a start."""

from __future__ import annotations

import sys
import time

from benchmarks.result import Result, report
from benchmarks.specs import SPECS
from bestplaced.plan.formulation import formulate
from bestplaced.plan.solver import solve
from bestplaced.plan.start import good_start


def run(name: str, seed: int, limit: float, *, started: bool) -> Result:
    """Formulate and solve one instance; the search for a start counts as solving."""
    spec = SPECS[name]
    problem = spec.make(seed)
    began = time.perf_counter()
    form = formulate(problem)
    built = time.perf_counter()
    start = good_start(problem, form) if started else None
    left = limit - (time.perf_counter() - built)
    found = solve(form.program, gap=spec.gap, time_limit=left, seed=seed, start=start)
    return Result(
        solver="bestplaced" if started else "plain HiGHS",
        seconds=time.perf_counter() - built,
        build=built - began,
        objective=found.objective,
        bound=found.bound,
        proven=found.gap <= spec.gap * 1.0001,
    )


if __name__ == "__main__":
    report(run(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), started=sys.argv[4] == "start"))
