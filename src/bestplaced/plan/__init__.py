"""The optimiser: the best place for each responsibility and each of its risks (F9)."""

from __future__ import annotations

import importlib.metadata
from typing import TYPE_CHECKING

from bestplaced.errors import InfeasibleError, SolverError
from bestplaced.plan.assembly import assemble
from bestplaced.plan.best import best_plan
from bestplaced.plan.conflict import smallest_conflict
from bestplaced.plan.obeying import obeying
from bestplaced.plan.outcome import Outcome, Plan, WorstYearLimit
from bestplaced.plan.reference import SOLVED, reference_plans
from bestplaced.plan.repair import told_repairs
from bestplaced.plan.solver import VERSION
from bestplaced.plan.termination import Termination
from bestplaced.plan.verify import Account, Verifier

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bestplaced.case.business import Case

__all__ = ["Account", "Outcome", "Plan", "Termination", "Verifier", "WorstYearLimit", "plan"]

TOLERANCE = 1e-6  # relative: verified cost against the solver's objective


def plan(
    case: Case,
    *,
    seed: int = 0,
    time_limit: float | None = None,
    progress: Callable[[float, float], None] | None = None,
    references: Collection[str] = SOLVED,
    explain: bool = True,
) -> Outcome:
    """Find the best plan of a case and prove it (F9), with the plans of F11 beside it.

    A limit on worst years is obeyed by the exact law; the gap to the best plan within it is told.
    ``references`` are the reference plans to solve for; today's always stands there. Without
    ``explain`` an impossible limit on worst years is refused without what could be reached.

    Raises:
        InfeasibleError: no plan obeys all rules; a smallest conflicting set is named, and what
            would mend it.
        SolverError: the solver failed, or its answer did not survive verification.

    """
    problem, verifier = assemble(case), Verifier(case)
    found = best_plan(problem, time_limit=time_limit, seed=seed, progress=progress)
    if found.termination is Termination.INFEASIBLE:
        conflict = smallest_conflict(case)
        raise InfeasibleError(conflict, repairs=told_repairs(case, conflict))
    beside = reference_plans(case, problem, verifier, time_limit, references)
    best = None
    if found.plan is not None:
        chosen = (problem.performers[p] for p in found.plan.placement)
        names = dict(zip(case.responsibilities, chosen, strict=True))
        best = Plan(_verified(verifier, names, found.cost, found.plan.taken()))
        beside["best"] = best.account
    free = Outcome(
        case=case,
        termination=found.termination,
        plan=best,
        bound=found.bound,
        gap=found.gap,
        seconds=found.seconds,
        seed=seed,
        versions={"bestplaced": importlib.metadata.version("bestplaced"), "solver": VERSION},
        references=beside,
        tags=verifier.tags,
    )
    return obeying(free, problem, time_limit, explain=explain) if case.worst_year else free


def _verified(
    verifier: Verifier,
    placements: dict[str, str],
    objective: float,
    offers: dict[str, tuple[str, ...]] | None = None,
) -> Account:
    """Return the plan's account, or refuse it: a rule broken, or a cost that differs."""
    account = verifier.account(placements, offers=offers)
    if account.broken:
        raise SolverError("the solver's plan breaks rules: " + "; ".join(account.broken))
    if abs(account.objective - objective) > TOLERANCE * max(1.0, abs(objective)):
        msg = (
            f"the plan's verified cost {account.objective:.6f} is not the solver's {objective:.6f}"
        )
        raise SolverError(msg)
    return account
