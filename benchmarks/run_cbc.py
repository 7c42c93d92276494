"""CBC through PuLP on a program file, in a process of its own: path, seconds."""

from __future__ import annotations

import re
import sys
import tempfile
import time
from pathlib import Path

import pulp  # type: ignore[import-not-found,import-untyped,unused-ignore]

from benchmarks.programs import Rows, read
from benchmarks.result import Result, report

GAP = 1e-6
MISSING = (
    "CBC is not there. PuLP up to 3.x brings it along; else install it "
    "(Debian, Ubuntu: `apt-get install coinor-cbc`; PuLP 4: `pip install 'pulp[cbc]'`)."
)


def command() -> type[pulp.LpSolver_CMD]:
    """Return PuLP's bundled CBC, or the one on the path.

    Raises:
        SystemExit: there is none; the message says how to get it.

    """
    for name in ("PULP_CBC_CMD", "COIN_CMD"):
        found = getattr(pulp, name, None)
        if found is not None and found(msg=False).available():
            chosen: type[pulp.LpSolver_CMD] = found
            return chosen
    raise SystemExit(MISSING)


def model(rows: Rows) -> pulp.LpProblem:
    """Translate a program row by row."""
    problem = pulp.LpProblem("placement", pulp.LpMinimize)
    columns = [
        pulp.LpVariable(
            f"x{j}",
            float(rows.lower[j]),
            None if rows.upper[j] == float("inf") else float(rows.upper[j]),
            "Integer" if rows.integer[j] else "Continuous",
        )
        for j in range(len(rows.cost))
    ]
    problem += pulp.LpAffineExpression(zip(columns, rows.cost.tolist(), strict=True))
    for i, (low, high) in enumerate(zip(rows.row_lower, rows.row_upper, strict=True)):
        index, values = rows.row(i)
        body = pulp.LpAffineExpression(
            [(columns[j], v) for j, v in zip(index, values, strict=True)]
        )
        if low == high:
            problem += body == float(low)
            continue
        if low > float("-inf"):
            problem += body >= float(low)
        if high < float("inf"):
            problem += body <= float(high)
    return problem


def solve(path: Path, limit: float) -> Result:
    """Solve with one thread to the common gap; the bound is read from CBC's log."""
    rows, began = read(path), time.perf_counter()
    problem = model(rows)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "cbc.log"
        # the absolute gap is that of `bestplaced.plan.solver`
        solver = command()(
            msg=False, threads=1, gapRel=GAP, gapAbs=1e-9, timeLimit=limit, logPath=str(log)
        )
        started = time.perf_counter()
        problem.solve(solver)
        seconds = time.perf_counter() - started
        text = log.read_text()
    value = float(problem.objective.value() or 0.0) if problem.sol_status > 0 else float("nan")
    proven = "Result - Optimal solution found" in text and "time limit" not in text.lower()
    found = re.search(r"Lower bound:\s+(\S+)", text)
    bound = value if proven else float(found.group(1)) if found else float("-inf")
    return Result(
        "cbc", seconds, started - began, value + rows.constant, bound + rows.constant, proven
    )


if __name__ == "__main__":
    report(solve(Path(sys.argv[1]), float(sys.argv[2])))
