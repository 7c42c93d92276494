"""OR-Tools CP-SAT on a program file, in a process of its own: path, seconds, workers.

CP-SAT knows integers only. Scaling: the objective is multiplied by `MONEY`, rows with fractional
coefficients by `ROW`, and both are rounded; continuous columns that cannot but be whole at the
optimum stay as they are, the others count in parts of a unit, `STEP` to one.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
from ortools.sat.python import cp_model  # type: ignore[import-not-found,unused-ignore]

from benchmarks.programs import Rows, read
from benchmarks.result import Result, report

GAP = 1e-6
MONEY = 1e8  # thousands of money -> units of 0.00001
STEP = 1e5  # continuous columns: units of 0.00001 (0.008 hours, 0.01 money)
ROW = 1e6  # rows of hours: units of 0.0008 hours


def scales(rows: Rows) -> np.ndarray:
    """Return the scale of each column: 1 for whole ones, `STEP` for the rest.

    A continuous column is whole without saying so if all its rows have whole coefficients and
    no other columns than whole ones or ones of its kind.
    """
    scale = np.ones(len(rows.cost))
    for i, right in enumerate(zip(rows.row_lower, rows.row_upper, strict=True)):
        index, values = rows.row(i)
        ends = [v for v in right if np.isfinite(v)]
        if not all(float(v).is_integer() for v in (*values, *ends)):
            for j in index:
                if not rows.integer[j]:
                    scale[j] = STEP
    return scale


def model(rows: Rows) -> tuple[cp_model.CpModel, float]:
    """Translate a program; the second value is what the objective was multiplied by."""
    scale, built = scales(rows), cp_model.CpModel()
    low, high = np.ceil(rows.lower * scale - 1e-9), np.floor(rows.upper * scale + 1e-9)
    columns = [
        built.new_int_var(int(a), int(b), f"x{j}")
        for j, (a, b) in enumerate(zip(low, high, strict=True))
    ]
    for i, ends in enumerate(zip(rows.row_lower, rows.row_upper, strict=True)):
        index, values = rows.row(i)
        per_unit = np.array(values) / scale[index]
        whole = all(
            v.is_integer() for v in (*per_unit.tolist(), *(e for e in ends if np.isfinite(e)))
        )
        times = 1.0 if whole else ROW
        weights = np.rint(per_unit * times).astype(int).tolist()
        body = cp_model.LinearExpr.weighted_sum([columns[j] for j in index], weights)
        a, b = (
            cp_model.INT_MIN if ends[0] == -np.inf else round(ends[0] * times),
            cp_model.INT_MAX if ends[1] == np.inf else round(ends[1] * times),
        )
        built.add_linear_constraint(body, a, b)
    weights = np.rint(rows.cost / scale * MONEY).astype(int).tolist()
    built.minimize(cp_model.LinearExpr.weighted_sum(columns, weights))
    return built, MONEY


def solve(path: Path, limit: float, workers: int) -> Result:
    """Solve to the common gap."""
    rows, began = read(path), time.perf_counter()
    built, times = model(rows)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.max_time_in_seconds = limit
    solver.parameters.relative_gap_limit = GAP
    started = time.perf_counter()
    status = solver.solve(built)
    seconds = time.perf_counter() - started
    there = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return Result(
        solver="cpsat" if workers == 1 else f"cpsat-{workers}",
        seconds=seconds,
        build=started - began,
        objective=(solver.objective_value / times if there else float("nan")) + rows.constant,
        bound=solver.best_objective_bound / times + rows.constant,
        proven=status == cp_model.OPTIMAL,
    )


if __name__ == "__main__":
    report(solve(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])))
