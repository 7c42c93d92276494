"""The boundary to HiGHS: the one file that imports the solver.

A `Program` goes in, a `Solution` comes out; no solver type, status or exception leaves. The
solution counts as a point only when the solver's own primal feasibility says so.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np

from bestplaced.errors import SolverError
from bestplaced.plan.termination import Termination

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

VERSION = f"HiGHS {highspy.Highs().version()}"  # type: ignore[no-untyped-call]

_TERMINATION = {
    highspy.HighsModelStatus.kOptimal: Termination.OPTIMAL,
    highspy.HighsModelStatus.kInfeasible: Termination.INFEASIBLE,
    highspy.HighsModelStatus.kUnboundedOrInfeasible: Termination.INFEASIBLE,
    highspy.HighsModelStatus.kObjectiveBound: Termination.INFEASIBLE,
    highspy.HighsModelStatus.kTimeLimit: Termination.TIME_LIMIT,
    highspy.HighsModelStatus.kInterrupt: Termination.INTERRUPTED,
    highspy.HighsModelStatus.kSolutionLimit: Termination.WORK_LIMIT,
}

BROKEN = 1e-9  # by how much a row without columns may miss its bounds

_EMPTY = {
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
}

_SPARED = (
    "mip_allow_cut_separation_at_nodes",
    "mip_heuristic_run_feasibility_jump",
    "mip_heuristic_run_rens",
    "mip_heuristic_run_rins",
    "mip_heuristic_run_root_reduced_cost",
)


@dataclass(frozen=True)
class Program:
    """A mixed-integer program ``min c·x + constant``, rows in compressed form.

    ``cost, lower, upper, integer`` have one entry per column; row i holds columns
    ``index[start[i]:start[i + 1]]`` with ``value``, between ``row_lower[i]`` and ``row_upper[i]``.
    """

    cost: Array
    lower: Array
    upper: Array
    integer: NDArray[np.bool_]
    row_lower: Array
    row_upper: Array
    start: NDArray[np.int32]
    index: NDArray[np.int32]
    value: Array
    constant: float = 0.0


def shrunk(program: Program) -> tuple[Program, NDArray[np.bool_]] | None:
    """Return the program without its fixed columns, and which columns are left.

    Rows without a column left are dropped; nothing is returned where one of them is broken.
    """
    left = program.lower < program.upper
    rows = np.repeat(np.arange(len(program.row_lower)), np.diff(program.start))
    stays = left[program.index]
    fixed = np.where(stays, 0.0, program.value * program.lower[program.index])
    given = np.bincount(rows, fixed, len(program.row_lower))
    count = np.bincount(rows[stays], minlength=len(program.row_lower))
    used = count > 0
    low, high = program.row_lower - given, program.row_upper - given
    if (low[~used] > BROKEN).any() or (high[~used] < -BROKEN).any():
        return None
    return Program(
        cost=program.cost[left],
        lower=program.lower[left],
        upper=program.upper[left],
        integer=program.integer[left],
        row_lower=low[used],
        row_upper=high[used],
        start=np.concatenate([[0], np.cumsum(count[used])]).astype(np.int32),
        index=(np.cumsum(left) - 1)[program.index[stays]].astype(np.int32),
        value=program.value[stays],
        constant=program.constant + float(program.cost[~left] @ program.lower[~left]),
    ), left


@dataclass(frozen=True)
class Solution:
    """What the solver returned: a point or none, a bound, and why it stopped."""

    termination: Termination
    point: Array | None
    objective: float
    bound: float
    gap: float
    seconds: float
    nodes: int


@dataclass(frozen=True)
class Relaxed:
    """The optimum of a linear relaxation: a lower bound, where it lies, and reduced costs."""

    objective: float
    point: Array
    reduced: Array


def _highs_lp(program: Program) -> highspy.HighsLp:
    """Return the program in the solver's own form."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.cost), len(program.row_lower)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = program.cost, program.lower, program.upper
    lp.row_lower_, lp.row_upper_ = program.row_lower, program.row_upper
    lp.offset_ = program.constant
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = program.start
    lp.a_matrix_.index_ = program.index
    lp.a_matrix_.value_ = program.value
    kinds = highspy.HighsVarType
    lp.integrality_ = [kinds.kInteger if i else kinds.kContinuous for i in program.integer]
    return lp


def solve(  # noqa: PLR0913 - the solver's few settings, each by name
    program: Program,
    *,
    time_limit: float | None = None,
    gap: float = 1e-6,
    seed: int = 0,
    start: Array | None = None,
    max_nodes: int | None = None,
    progress: Callable[[float, float], None] | None = None,
    heuristics: bool = True,
    cutoff: float | None = None,
    restart: bool = False,
) -> Solution:
    """Solve to the given relative gap on one thread; the interpreter is free meanwhile.

    ``start`` is a point that was searched for already: the solver then proves, and leaves its own
    search for better points to the branching, as it does with ``heuristics`` off, where a good
    plan is known outside the program. ``max_nodes`` stops it after so much work. Points that cost
    more than ``cutoff`` are of no interest: without a better one the program counts as infeasible.
    With ``restart`` the solver may begin anew once much is fixed, which pays on large programs.
    ``progress`` is called with (best objective, bound) while the solver works.

    Raises:
        SolverError: the solver refused the program or ended in a state we do not know.

    """
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    for name, value in (
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", seed % 2**31),
        ("mip_rel_gap", gap),
        ("mip_abs_gap", 1e-9),
        ("mip_feasibility_tolerance", 1e-9),
        ("primal_feasibility_tolerance", 1e-9),
        ("objective_bound", cutoff),
        ("mip_max_nodes", max_nodes),
        ("time_limit", None if time_limit is None else float(time_limit)),
    ):
        if value is not None:
            solver.setOptionValue(name, value)
    if solver.passModel(_highs_lp(program)) == highspy.HighsStatus.kError:
        msg = "the solver refused the program"
        raise SolverError(msg)
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = list(start)
        solver.setSolution(solution)
    _spare(solver, started=start is not None, heuristics=heuristics, restart=restart)
    if progress is not None:
        solver.cbMipLogging.subscribe(
            lambda event: progress(event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)
        )
    solver.HandleKeyboardInterrupt = True
    began = time.perf_counter()
    solver.solve()
    return _read(solver, program, time.perf_counter() - began)


def _spare(solver: highspy.Highs, *, started: bool, heuristics: bool, restart: bool) -> None:
    """Leave out what finds nothing where a good plan is known."""
    if started or not heuristics:
        # With a good incumbent the root restart only repeats work, unless a frame closed most of
        # the cells, and heuristics find nothing (benchmarks: half the time each).
        solver.setOptionValue("mip_allow_restart", restart)
        solver.setOptionValue("mip_heuristic_effort", 0.0)
    if not heuristics:  # half the time of a re-solve; heuristics of the root know no effort
        for name in _SPARED:
            solver.setOptionValue(name, False)  # noqa: FBT003 - an option's value


def relaxation(program: Program) -> Relaxed | None:
    """Return the optimum of a program's linear relaxation, or nothing."""
    return Relaxations(program).load(program)


class Relaxations:
    """Linear relaxations of programs of one shape, each started from the basis of the first.

    Always from the first, never from that of the last program: the answer to a program must not
    depend on what was asked before it.
    """

    def __init__(self, first: Program) -> None:
        """Solve the first relaxation and keep its basis."""
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.silent()
        for name, value in (("threads", 1), ("parallel", "off"), ("solver", "simplex")):
            self._solver.setOptionValue(name, value)
        self._basis: highspy.HighsBasis | None = None
        self._shape = (len(first.cost), len(first.row_lower))
        self._columns = np.arange(0, dtype=np.int32)
        if self.load(first) is not None:
            self._basis = self._solver.getBasis()

    def load(self, program: Program) -> Relaxed | None:
        """Take a program and return the optimum of its relaxation, or nothing."""
        lp = _highs_lp(program)
        lp.integrality_ = []
        self._solver.clearSolver()
        self._solver.passModel(lp)
        self._columns = np.arange(len(program.cost), dtype=np.int32)
        if self._basis is not None and self._shape == (len(program.cost), len(program.row_lower)):
            self._solver.setBasis(self._basis)
        return self._run()

    def bounded(self, lower: Array, upper: Array) -> Relaxed | None:
        """Return the optimum of the loaded program between other bounds, or nothing."""
        self._solver.changeColsBounds(len(self._columns), self._columns, lower, upper)
        return self._run()

    def _run(self) -> Relaxed | None:
        self._solver.run()
        status = self._solver.getModelStatus()
        if status not in {*_EMPTY, highspy.HighsModelStatus.kOptimal}:
            self._solver.clearSolver()  # once more without the basis
            self._solver.run()
            status = self._solver.getModelStatus()
        if status in _EMPTY:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            state = self._solver.modelStatusToString(status)
            raise SolverError(f"the solver ended a relaxation in the state: {state}")
        solution = self._solver.getSolution()
        return Relaxed(
            float(self._solver.getInfo().objective_function_value),
            np.array(solution.col_value),
            np.array(solution.col_dual),
        )


def _read(solver: highspy.Highs, program: Program, seconds: float) -> Solution:
    """Translate the solver's state; trust its feasibility flag, not its status."""
    info, status = solver.getInfo(), solver.getModelStatus()
    termination = _TERMINATION.get(status, Termination.FAILED)
    feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    point = np.array(solver.getSolution().col_value) if feasible else None
    objective = float(info.objective_function_value) if feasible else float("nan")
    mixed = bool(program.integer.any())
    bound = float(info.mip_dual_bound) if mixed else objective
    if termination is Termination.FAILED:
        state = solver.modelStatusToString(status)
        raise SolverError(f"the solver ended in a state without meaning here: {state}")
    gap = abs(objective - bound) / max(1.0, abs(objective)) if feasible else float("inf")
    return Solution(termination, point, objective, bound, gap, seconds, int(info.mip_node_count))
