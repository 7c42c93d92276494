"""Why the solver stopped: a closed vocabulary, apart from whether there is a plan."""

from __future__ import annotations

from enum import StrEnum


class Termination(StrEnum):
    """Why a run ended. A limit or an interruption may still carry a verified plan."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    TIME_LIMIT = "time limit"
    WORK_LIMIT = "work limit"
    INTERRUPTED = "interrupted"
    FAILED = "failed"
